import { describe, expect, test } from 'vitest';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { MAX_EVIDENCE_BYTES, unframeEvidence } from '../../../light-client/evidence/file.ts';
import { decodeStateValue, documentIndicator, stateSubject } from '../../../light-client/evidence/values.ts';
import {
  buildEvidence,
  type Mutable,
  resealed,
  smallInput,
  stateInput,
  transactionInput,
  verify,
} from '../../helpers/evidence.ts';

// What stands in a file is of the form, or the file is refused with the place: sealed anew each time, so that only the
// form can be the reason.

const { sha256 } = nobleSuite;
const STATE_FILE = buildEvidence(stateInput());
const TX_FILE = buildEvidence(transactionInput());

function refusal(file: Uint8Array): string {
  const { verdict, steps } = verify(file);
  const failed = steps.find(({ status }) => status === 'failed');
  const { reason, at } = failed?.error?.params ?? {};
  return `${verdict} ${failed?.id} ${failed?.error?.code} ${reason} ${at}`;
}

describe('the content of an evidence file', () => {
  test.each<[string, (c: Mutable) => void, string]>([
    [
      'another format',
      (c) => {
        c.format = 'other';
      },
      'content.format',
    ],
    [
      'another version',
      (c) => {
        c.version = 2;
      },
      'content.version',
    ],
    [
      'a kind of claim that there is not',
      (c) => {
        c.claim.kind = 'rumour';
      },
      'claim.kind',
    ],
    [
      'a demo mark that is no truth value',
      (c) => {
        c.claim.demo = 'no';
      },
      'claim.demo',
    ],
    [
      'a title in one language',
      (c) => {
        delete c.claim.title.zh;
      },
      'claim.title.zh',
    ],
    [
      'a title beyond its limit',
      (c) => {
        c.claim.title.en = 'x'.repeat(1001);
      },
      'claim.title.en',
    ],
    [
      'no claim',
      (c) => {
        c.claim = null;
      },
      'claim',
    ],
    [
      'a list for a claim',
      (c) => {
        c.claim = [];
      },
      'claim',
    ],
    [
      'a value that is a number',
      (c) => {
        c.claim.value = 7;
      },
      'claim.value',
    ],
    [
      'a key table that there is not',
      (c) => {
        c.network.keyTable = 'toString';
      },
      'network.keyTable',
    ],
    [
      'a trust level of nothing',
      (c) => {
        c.network.trustLevel = '0/3';
      },
      'network.trustLevel',
    ],
    [
      'a trust level in percent',
      (c) => {
        c.network.trustLevel = '33%';
      },
      'network.trustLevel',
    ],
    [
      'a trusting period of nothing',
      (c) => {
        c.network.trustingPeriodSeconds = 0;
      },
      'network.trustingPeriodSeconds',
    ],
    [
      'a trusting period beyond ten years',
      (c) => {
        c.network.trustingPeriodSeconds = 315_360_001;
      },
      'network.trustingPeriodSeconds',
    ],
    [
      'a period as text',
      (c) => {
        c.network.trustingPeriodSeconds = '60';
      },
      'network.trustingPeriodSeconds',
    ],
    [
      'a drift beyond an hour',
      (c) => {
        c.network.maxClockDriftSeconds = 3601;
      },
      'network.maxClockDriftSeconds',
    ],
    [
      'an anchor at height 0',
      (c) => {
        c.network.anchor.height = '0';
      },
      'network.anchor.height',
    ],
    [
      'an anchor height with a leading zero',
      (c) => {
        c.network.anchor.height = '02';
      },
      'network.anchor.height',
    ],
    [
      'an anchor hash of 31 bytes',
      (c) => {
        c.network.anchor.hash = 'ab'.repeat(31);
      },
      'network.anchor.hash',
    ],
    [
      'a trace that is no list',
      (c) => {
        c.trace = {};
      },
      'trace',
    ],
    [
      'a trace beyond its limit',
      (c) => {
        c.trace = new Array(513).fill(null);
      },
      'trace',
    ],
    [
      'headers that are no list',
      (c) => {
        c.backwards = null;
      },
      'backwards',
    ],
    [
      'a proof of another kind',
      (c) => {
        c.proof.kind = 'word of mouth';
      },
      'proof.kind',
    ],
    [
      'operations that are no list',
      (c) => {
        c.proof.ops = 'two';
      },
      'proof.ops',
    ],
    [
      'more operations than there are',
      (c) => {
        c.proof.ops = new Array(5).fill(c.proof.ops[0]);
      },
      'proof.ops',
    ],
    [
      'an operation that is no object',
      (c) => {
        c.proof.ops[1] = 'x';
      },
      'proof.ops[1]',
    ],
    [
      'a document without text',
      (c) => {
        c.document = { indicator: null };
      },
      'document.text',
    ],
    [
      'a document that is text',
      (c) => {
        c.document = 'text';
      },
      'document',
    ],
    [
      'a moment that is none',
      (c) => {
        c.verifiedAt = 'yesterday';
      },
      'verifiedAt',
    ],
  ])('is refused with its place: %s [EV-8]', (_, change, at) => {
    expect(refusal(STATE_FILE)).toMatch(/^verified/);
    const said = refusal(resealed(STATE_FILE, change));
    expect(said).toMatch(/^(refused|unusable) file bad-evidence-file \S+ /);
    expect(said.split(' ').pop()).toBe(at);
  });

  test.each<[string, (c: Mutable) => void]>([
    [
      'beside the claim',
      (c) => {
        c.claim.remark = 'x';
      },
    ],
    [
      'beside everything',
      (c) => {
        c.remark = 'x';
      },
    ],
    [
      'in the proof',
      (c) => {
        c.proof.remark = 'x';
      },
    ],
    [
      'in a transaction',
      (c) => {
        c.proof.proof.remark = 'x';
      },
    ],
  ])('has nothing that is not read: a member %s [EV-8]', (where, change) => {
    const base = where === 'in a transaction' ? TX_FILE : STATE_FILE;
    expect(refusal(resealed(base, change))).toMatch(/bad-evidence-file not-canonical content$/);
  });

  test('is built only with whole seconds and with the block of its anchor [EV-8]', () => {
    const input = smallInput();
    const { parameters } = input.network;
    const network = { ...input.network, parameters: { ...parameters, trustingPeriod: parameters.trustingPeriod + 1n } };
    expect(() => buildEvidence({ ...input, network })).toThrow('bad-integer');
    expect(() => buildEvidence({ ...input, trace: [] })).toThrow(/anchor/);
  });
});

describe('the frame of an evidence file', () => {
  const reason = (bytes: Uint8Array): unknown => {
    const result = unframeEvidence(bytes, sha256);
    return result.ok ? 'ok' : { ...result.error.params, code: result.error.code };
  };
  const sealed = (head: string): Uint8Array => {
    const bytes = toUtf8(head);
    const hash = Buffer.from(sha256(bytes)).toString('hex');
    return new Uint8Array(Buffer.concat([bytes, Buffer.from(`${hash}\n`)]));
  };

  test('tells a later version, another layout and another file apart [EV-7] [EV-8]', () => {
    expect(reason(sealed('PLEV1\n{}\n'))).toBe('ok');
    expect(reason(sealed('PLEV2\n{}\n'))).toEqual({ code: 'unsupported-version', version: '2' });
    expect(reason(sealed('PLEVX\n{}\n'))).toEqual({ code: 'bad-evidence-file', reason: 'not-evidence' });
    expect(reason(sealed('PLEV1\n{}'))).toEqual({ code: 'bad-evidence-file', reason: 'layout' });
    expect(reason(sealed('PLEV1\n{\n}\n'))).toEqual({ code: 'bad-evidence-file', reason: 'layout' });
    expect(reason(toUtf8('PLEV1\n{}\n'))).toEqual({ code: 'bad-evidence-file', reason: 'truncated' });
    expect(reason(toUtf8('a letter'))).toEqual({ code: 'bad-evidence-file', reason: 'not-evidence' });
    const upper = sealed('PLEV1\n{}\n').map((byte) => (byte >= 97 && byte <= 102 ? byte - 32 : byte));
    expect(reason(upper)).toMatchObject({ reason: 'truncated' });
  });

  test('is not looked at beyond its limit [EV-7]', () => {
    const bytes = new Uint8Array(MAX_EVIDENCE_BYTES + 1);
    expect(reason(bytes)).toEqual({ code: 'bad-evidence-file', reason: 'too-large', bytes: MAX_EVIDENCE_BYTES + 1 });
  });
});

describe('what a claim says', () => {
  test('of a value is one text: a decimal integer, or hex [EV-9]', () => {
    expect(decodeStateValue(toUtf8('-12'))).toBe('-12');
    expect(decodeStateValue(toUtf8('012'))).toBe('303132');
    expect(decodeStateValue(toUtf8('-0'))).toBe('2d30');
    expect(decodeStateValue(toUtf8('1'.repeat(78)))).toBe('1'.repeat(78));
    expect(decodeStateValue(toUtf8('1'.repeat(79)))).toBe('31'.repeat(79));
    expect(decodeStateValue(toUtf8('1'.repeat(80)))).toBe('31'.repeat(80));
  });

  test('of a key is one text: plain, or hex where it could be mistaken [EV-9]', () => {
    expect(stateSubject('s', toUtf8('a/b'))).toBe('s/a/b');
    expect(stateSubject('s', toUtf8('0x00'))).toBe('s/0x30783030');
    expect(stateSubject('s', toUtf8('a b'))).toBe('s/0x612062');
    expect(stateSubject('s', toUtf8('k'.repeat(501)))).toBe(`s/0x${'6b'.repeat(501)}`);
    expect(stateSubject('s', new Uint8Array(0))).toBe('s/0x');
  });

  test.each<[string, string]>([
    ['no JSON', 'x'],
    ['no indicators', '{}'],
    ['indicators that are no list', '{"indicators":{}}'],
    ['a list of a list', '{"indicators":[[]]}'],
    ['a text', '"indicators"'],
    ['the indicator twice', '{"indicators":[{"id":"a","unit":"u","value":"1"},{"id":"a","unit":"u","value":"1"}]}'],
    ['a value that is a number', '{"indicators":[{"id":"a","unit":"u","value":1}]}'],
    ['no unit', '{"indicators":[{"id":"a","value":"1"}]}'],
  ])('of a document states nothing: %s [EV-9]', (_, text) => {
    expect(documentIndicator(text, 'a')).toBeUndefined();
    expect(documentIndicator('{"indicators":[{"id":"a","unit":"u","value":"1"}]}', 'a')).toEqual({
      value: '1',
      unit: 'u',
    });
  });
});
