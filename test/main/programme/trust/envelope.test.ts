import { describe, expect, it } from 'vitest';
import { readEnvelope, writeEnvelope } from '../../../../main/programme/trust/envelope.ts';
import { jcs } from '../../../../main/programme/trust/jcs.ts';
import { newKey, signText } from '../../../../main/programme/trust/keys.ts';

const random = (length: number) => new Uint8Array(length).fill(7);
const key = newKey('ed25519', random);
const sm2Key = newKey('sm2', (length) => new Uint8Array(length).fill(8));
const content = {
  kind: 'keys',
  issuedAt: '2026-11-22T08:00:00Z',
  issuer: { officeId: 'office-jiazi', keyId: key.keyId },
  payload: { note: '甲', count: 2, share: 0.5 },
} as const;
const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const file = writeEnvelope(content, [key], random);
const json = JSON.parse(Buffer.from(file).toString());
const changed = (change: object) => bytes(jcs({ ...json, ...change }));

function code(input: Uint8Array, limit?: number): string {
  const read = readEnvelope(input, limit);
  if (!read.ok) return read.error.code;
  return read.value.badKeyId === null ? 'good' : 'signature-bad';
}

describe('a signed envelope', () => {
  it('is read back as it was written, with either algorithm and with two signatures', () => {
    const both = writeEnvelope(
      { ...content, issuer: { ...content.issuer, keyId: sm2Key.keyId } },
      [sm2Key, key],
      random,
    );
    const read = readEnvelope(both);
    expect(
      read.ok && [read.value.payload, read.value.keys.map(({ algorithm }) => algorithm), read.value.badKeyId],
    ).toEqual([content.payload, ['sm2', 'ed25519'], null]);
    expect(code(file)).toBe('good');
  });

  it('is noticed to be altered wherever one of its bits is turned', () => {
    const accepted: number[] = [];
    for (let at = 0; at < file.length; at++) {
      for (const bit of [1, 4, 32, 128]) {
        const altered = file.slice();
        altered[at] = (altered[at] as number) ^ bit;
        if (code(altered) === 'good') accepted.push(at);
      }
    }
    expect(accepted).toEqual([]);
  });

  it('is noticed to be cut or lengthened anywhere', () => {
    for (let at = 0; at < file.length; at++) expect(code(file.slice(0, at))).not.toBe('good');
    for (const more of ['\n', ' ', '{}']) expect(code(bytes(Buffer.from(file).toString() + more))).not.toBe('good');
  });

  it.each(['constructor', 'prototype', 'toString', 'length'])('is noticed to have one member more: %s', (name) => {
    expect(code(changed({ payload: { ...json.payload, [name]: 'x' } }))).toBe('signature-bad');
  });

  it('does not let a signature of one kind stand for another', () => {
    expect(code(changed({ kind: 'reviews' }))).toBe('signature-bad');
    const { signatures, ...unsigned } = json;
    const asReviews = signText(key, 'pilotlight-signed/1/reviews', jcs(unsigned), random(32));
    expect(code(changed({ signatures: [{ ...signatures[0], signature: asReviews }] }))).toBe('signature-bad');
  });

  const deep = `${'['.repeat(33)}${']'.repeat(33)}`;
  const other = newKey('ed25519', (length) => new Uint8Array(length).fill(9));
  const [signature] = json.signatures;
  const refused: readonly (readonly [string, Uint8Array, string, object])[] = [
    ['that is no JSON', bytes('{"format":'), 'envelope-unreadable', { why: 'bad-json' }],
    ['that is no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'envelope-unreadable', { why: 'bad-utf8' }],
    ['with a byte order mark', bytes(`\ufeff${jcs(json)}`), 'envelope-unreadable', { why: 'bad-json' }],
    [
      'that says a key twice',
      bytes(jcs(json).replace('{"format"', '{"format":"x","format"')),
      'envelope-unreadable',
      { where: 'file.format', why: 'bad-json' },
    ],
    ['that is nested too deep', bytes(`{"a":${deep}}`), 'envelope-unreadable', { why: 'too-deep' }],
    ['with white space', bytes(JSON.stringify(json, null, 1)), 'envelope-not-canonical', {}],
    ['with members in another order', bytes(JSON.stringify({ version: 1, ...json })), 'envelope-not-canonical', {}],
    ['with another spelling of a number', bytes(jcs(json).replace(':0.5', ':5e-1')), 'envelope-not-canonical', {}],
    ['with another escape', bytes(jcs(json).replace('甲', '\\u7532')), 'envelope-not-canonical', {}],
    ['of another format', changed({ format: 'other' }), 'envelope-shape', { where: 'format' }],
    ['of a later version', changed({ version: 2 }), 'envelope-shape', { where: 'version' }],
    ['of a kind that there is not', changed({ kind: 'letter' }), 'envelope-shape', { where: 'kind' }],
    ['with a member more', changed({ more: 1 }), 'envelope-shape', { where: 'more' }],
    ['without a payload', changed({ payload: [] }), 'envelope-shape', { where: 'payload' }],
    [
      'of a day that there is not',
      changed({ issuedAt: '2026-02-30T00:00:00Z' }),
      'envelope-shape',
      { where: 'issuedAt' },
    ],
    [
      'with a time of another zone',
      changed({ issuedAt: '2026-02-03T00:00:00+08:00' }),
      'envelope-shape',
      { where: 'issuedAt' },
    ],
    [
      'whose key is not the one it is called',
      changed({ signatures: [{ ...signature, publicKey: other.publicKey }] }),
      'envelope-shape',
      { where: 'signatures.0.keyId', why: 'fingerprint' },
    ],
    [
      'signed twice by one key',
      changed({ signatures: [signature, signature] }),
      'envelope-shape',
      { why: 'key-twice' },
    ],
    [
      'signed by somebody who is not the issuer',
      changed({ issuer: { officeId: 'office-jiazi', keyId: other.keyId } }),
      'envelope-shape',
      { why: 'issuer-missing' },
    ],
    ['whose signature was taken away', changed({ signatures: [] }), 'envelope-shape', { why: 'issuer-missing' }],
    [
      'of an issuer without a key that somebody signed',
      changed({ issuer: { officeId: 'office-jiazi', keyId: null } }),
      'envelope-shape',
      { why: 'issuer-missing' },
    ],
  ];
  it.each(refused)('is refused %s', (_, input, expected, params) => {
    const read = readEnvelope(input);
    expect(read).toMatchObject({ ok: false, error: { code: expected, category: 'input', params } });
  });

  it('is refused beyond its size before it is read', () => {
    expect(readEnvelope(file, file.length)).toMatchObject({ ok: true });
    expect(readEnvelope(file, file.length - 1)).toEqual({
      ok: false,
      error: {
        code: 'envelope-too-large',
        category: 'input',
        params: { size: file.length, limit: file.length - 1 },
      },
    });
  });
});
