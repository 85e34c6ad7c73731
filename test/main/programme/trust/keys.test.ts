import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, getCurves, sign } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { SM2_ORDER, sm2Digest, sm2Verify } from '../../../../light-client/crypto/sm2.ts';
import { keyFrom, keyIdOf, newKey, signText, verifyText } from '../../../../main/programme/trust/keys.ts';
import { signatureWith, sm2PublicKey, sm2Secret, sm2Sign } from '../../../../main/programme/trust/sm2Sign.ts';

// The published vectors lie beside the repository and are never copied into it.
const VECTORS = path.resolve(import.meta.dirname, '../../../../../shared/vectors/guomi/sm2-verify.json');

interface Sm2Case {
  readonly name: string;
  readonly publicKey: string;
  readonly message?: string;
  readonly uid?: string;
  readonly messageIsDigest?: boolean;
  readonly e: string;
  readonly r: string;
  readonly s: string;
  readonly valid: boolean;
  readonly privateKey?: string;
  readonly nonce?: string;
}
const cases: readonly Sm2Case[] = existsSync(VECTORS) ? JSON.parse(readFileSync(VECTORS, 'utf8')).cases : [];

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const utf8 = (text: string) => new Uint8Array(Buffer.from(text));
const bytesOf = (seed: number) => {
  let at = seed;
  return (length: number) =>
    Uint8Array.from({ length }, () => {
      at = (at * 48271) % 2147483647;
      return at & 255;
    });
};
const compressed = (key: string) =>
  hex((Number.parseInt(key.slice(-1), 16) % 2 === 0 ? '02' : '03') + key.slice(2, 66));

describe.skipIf(cases.length === 0)('SM2 beside the published vectors', () => {
  it('signs the example of GB/T 32918.5, annex A, with its nonce as the standard does', () => {
    const example = cases.find(({ name }) => name === 'gmt0003.5-annex-a') as Required<Sm2Case>;
    const secret = hex(example.privateKey);
    expect(toHex(sm2PublicKey(secret))).toBe(toHex(compressed(example.publicKey)));
    const e = sm2Digest(sm2PublicKey(secret), hex(example.message));
    expect(e).toBe(BigInt(`0x${example.e}`));
    const signature = signatureWith(BigInt(`0x${example.privateKey}`), e % SM2_ORDER, BigInt(`0x${example.nonce}`));
    expect(toHex(signature as Uint8Array)).toBe(example.r + example.s);
  });
});

describe('SM2 signatures made here', () => {
  it('are good for their key and message, and for no other', () => {
    const secrets = [1, 2, 3].map((seed) => sm2Secret(bytesOf(seed)));
    for (const [i, secret] of secrets.entries()) {
      const key = sm2PublicKey(secret);
      const signature = sm2Sign(secret, utf8(`message ${i}`), new Uint8Array(32));
      expect(sm2Verify(key, utf8(`message ${i}`), signature)).toBe(true);
      expect(sm2Verify(key, utf8('another'), signature)).toBe(false);
      expect(sm2Verify(sm2PublicKey(secrets[(i + 1) % 3]!), utf8(`message ${i}`), signature)).toBe(false);
    }
  });

  it('never use one nonce for two messages, and use another where the entropy is another', () => {
    const secret = sm2Secret(bytesOf(7));
    const again = [0, 0].map(() => toHex(sm2Sign(secret, utf8('a'), new Uint8Array(32))));
    expect(again[0]).toBe(again[1]);
    const others = [
      sm2Sign(secret, utf8('b'), new Uint8Array(32)),
      sm2Sign(secret, utf8('a'), new Uint8Array(32).fill(1)),
    ].map(toHex);
    expect(new Set([again[0], ...others].map((signature) => signature?.slice(0, 64))).size).toBe(3);
    expect(sm2Verify(sm2PublicKey(secret), utf8('a'), hex(others[1]!))).toBe(true);
  });

  it('are never made with 0, n - 1, n, or a key of another length', () => {
    const at = (value: bigint) => hex(value.toString(16).padStart(64, '0'));
    for (const secret of [at(0n), at(SM2_ORDER - 1n), at(SM2_ORDER), new Uint8Array(31).fill(1)]) {
      expect(() => sm2Sign(secret, utf8('m'), new Uint8Array(32))).toThrow(RangeError);
      expect(() => sm2PublicKey(secret)).toThrow(RangeError);
    }
    const offered = [at(0n), at(SM2_ORDER - 1n), at(5n)];
    expect(toHex(sm2Secret(() => offered.shift() as Uint8Array))).toBe(toHex(at(5n)));
  });
});

/** null: this machine's OpenSSL knows SM2. */
function whyNoOpenssl(): string | null {
  try {
    return execFileSync('openssl', ['ecparam', '-list_curves'], { encoding: 'utf8' }).includes('SM2')
      ? null
      : 'openssl without SM2';
  } catch {
    return 'no openssl';
  }
}
const whyNot = whyNoOpenssl();

describe.skipIf(whyNot !== null)(`SM2 against OpenSSL (${whyNot ?? 'there'})`, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sm2-'));
  const file = (name: string) => path.join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const DISTID = 'distid:1234567812345678';

  it('each accepts what the other signed', () => {
    expect(getCurves()).toContain('SM2');
    openssl('genpkey', '-algorithm', 'SM2', '-out', file('key.pem'));
    openssl('pkey', '-in', file('key.pem'), '-pubout', '-out', file('public.pem'));
    const text = openssl('pkey', '-in', file('key.pem'), '-noout', '-text').toString();
    const secret = hex(
      (/priv:([0-9a-f:\s]+)pub:/.exec(text)?.[1] ?? '').replace(/[:\s]/g, '').padStart(64, '0').slice(-64),
    );
    const publicKey = sm2PublicKey(secret);
    expect((/pub:([0-9a-f:\s]+)/.exec(text)?.[1] ?? '').replace(/[:\s]/g, '').slice(2, 66)).toBe(
      toHex(publicKey).slice(2),
    );

    writeFileSync(file('message'), '季度报告');
    const message = utf8('季度报告');
    const digest = ['-rawin', '-digest', 'sm3'];
    const common = [...digest, '-in', file('message')];
    openssl('pkeyutl', '-sign', '-inkey', file('key.pem'), ...common, '-out', file('theirs'), '-pkeyopt', DISTID);
    expect(sm2Verify(publicKey, message, fromDer(readFileSync(file('theirs'))))).toBe(true);

    writeFileSync(file('ours'), toDer(sm2Sign(secret, message, new Uint8Array(32).fill(9))));
    const verify = ['pkeyutl', '-verify', '-pubin', '-inkey', file('public.pem'), ...common, '-pkeyopt', DISTID];
    expect(openssl(...verify, '-sigfile', file('ours')).toString()).toContain('Verified Successfully');
    writeFileSync(file('message'), '季度报表');
    expect(() => openssl(...verify, '-sigfile', file('ours'))).toThrow();
    rmSync(folder, { recursive: true });
  });
});

/** SEQUENCE { r, s } to r||s and back, as far as OpenSSL's own output goes. */
function fromDer(der: Uint8Array): Uint8Array {
  const integers: string[] = [];
  for (let at = 2; at < der.length; at += 2 + (der[at + 1] as number)) {
    integers.push(
      toHex(der.subarray(at + 2, at + 2 + (der[at + 1] as number)))
        .replace(/^(00)+/, '')
        .padStart(64, '0'),
    );
  }
  return hex(integers.join(''));
}

function toDer(signature: Uint8Array): Uint8Array {
  const integer = (bytes: Uint8Array) => {
    const first = bytes.findIndex((byte) => byte !== 0);
    const trimmed = bytes.subarray(first);
    const body = (trimmed[0] as number) >= 128 ? [0, ...trimmed] : [...trimmed];
    return [2, body.length, ...body];
  };
  const body = [...integer(signature.subarray(0, 32)), ...integer(signature.subarray(32))];
  return Uint8Array.from([0x30, body.length, ...body]);
}

describe('a key', () => {
  it('is named by its algorithm and public half', () => {
    for (const algorithm of ['ed25519', 'sm2'] as const) {
      const key = newKey(algorithm, bytesOf(3));
      expect(key.keyId).toMatch(/^[0-9a-f]{40}$/);
      expect(key.keyId).toBe(keyIdOf(algorithm, key.publicKey));
      expect(keyFrom(algorithm, key.secret)).toEqual(key);
    }
    const { publicKey } = newKey('sm2', bytesOf(3));
    expect(keyIdOf('ed25519', publicKey)).not.toBe(keyIdOf('sm2', publicKey));
  });

  it.each(['ed25519', 'sm2'] as const)('signs for one domain and text only: %s', (algorithm) => {
    const key = newKey(algorithm, bytesOf(5));
    const signature = signText(key, 'domain', 'text', new Uint8Array(32));
    expect(verifyText(key, 'domain', 'text', signature)).toBe(true);
    expect(verifyText(key, 'other', 'text', signature)).toBe(false);
    expect(verifyText(key, 'domain', 'text ', signature)).toBe(false);
    expect(verifyText(key, 'domain', 'text', signature.toUpperCase())).toBe(false);
    expect(verifyText(key, 'domain', 'text', signature.slice(2))).toBe(false);
    expect(verifyText({ ...key, keyId: `${key.keyId.slice(0, 39)}0` }, 'domain', 'text', signature)).toBe(
      key.keyId.endsWith('0'),
    );
    const other = newKey(algorithm, bytesOf(6));
    expect(verifyText(other, 'domain', 'text', signature)).toBe(false);
  });

  it('of small order signs nothing', () => {
    // The neutral point: for it, r = 1 and s = 0 satisfy the equation for every message.
    const publicKey = `01${'00'.repeat(31)}`;
    const key = { keyId: keyIdOf('ed25519', publicKey), algorithm: 'ed25519', publicKey } as const;
    expect(verifyText(key, 'domain', 'anything', `01${'00'.repeat(63)}`)).toBe(false);
  });

  it("agrees with the platform's ed25519", () => {
    const key = newKey('ed25519', bytesOf(11));
    const der = Buffer.concat([hex('302e020100300506032b657004220420'), key.secret]);
    const theirs = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const spki = createPublicKey(theirs).export({ format: 'der', type: 'spki' });
    expect(toHex(spki.subarray(-32))).toBe(key.publicKey);
    expect(toHex(sign(null, utf8('domain\ntext'), theirs))).toBe(signText(key, 'domain', 'text', new Uint8Array(32)));
  });
});
