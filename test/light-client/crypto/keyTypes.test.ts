import { bls12_381 } from '@noble/curves/bls12-381.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, test } from 'vitest';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import { bls12381Verify } from '../../../light-client/crypto/bls12381.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { ethereumAddress, secp256k1EthVerify } from '../../../light-client/crypto/secp256k1eth.ts';
import {
  bytes32,
  SM2_ORDER,
  Sm2Point,
  sm2Digest,
  sm2Verify,
  sm2VerifyDigest,
} from '../../../light-client/crypto/sm2.ts';
import { addressOf, KEY_RULES, verifySignature } from '../../../light-client/families/cometbft/keys.ts';
import { signatureWith, sm2PublicKey } from '../../../main/programme/trust/sm2Sign.ts';
import {
  bls12381Key,
  ed25519Key,
  type SigningKey,
  secp256k1EthKey,
  secp256k1Key,
  sm2Key,
} from '../../helpers/keyring.ts';

// The rules of each key type with keys of our own, so that a clone without the published vectors tries them too.

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const MESSAGE = new Uint8Array(Buffer.from('a vote'));
const altered = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

const MAKERS: readonly (readonly [string, (seed: string) => SigningKey])[] = [
  ['ed25519', ed25519Key],
  ['secp256k1', secp256k1Key],
  ['secp256k1eth', secp256k1EthKey],
  ['sm2', sm2Key],
  ['bls12381', bls12381Key],
];

describe.each(MAKERS)('%s', (type, keyOf) => {
  const key = keyOf('one');
  const { bytes } = key.publicKey;
  const signature = key.sign(MESSAGE);
  const judge = (k: Uint8Array, m: Uint8Array, s: Uint8Array) =>
    verifySignature(nobleSuite, { ...key.publicKey, bytes: k }, m, s);

  test('is good for its key, message and signature only [KT-1] [KT-2] [KT-4] [KT-5] [KT-6]', () => {
    expect(key.publicKey.type).toBe(type);
    expect(KEY_RULES[key.publicKey.type]).toEqual({ keyLength: bytes.length, signatureLength: signature.length });
    expect(judge(bytes, MESSAGE, signature)).toBe(true);
    expect(judge(bytes, altered(MESSAGE, 0), signature)).toBe(false);
    expect(judge(bytes, MESSAGE, altered(signature, signature.length - 1))).toBe(false);
    expect(judge(bytes, MESSAGE, altered(signature, 5))).toBe(false);
    expect(judge(keyOf('two').publicKey.bytes, MESSAGE, signature)).toBe(false);
  });

  test('is false for a key or a signature of another length [KT-7]', () => {
    for (const wrong of [bytes.subarray(1), Uint8Array.of(...bytes, 0), new Uint8Array(0)]) {
      expect(judge(wrong, MESSAGE, signature)).toBe(false);
      expect(addressOf({ ...key.publicKey, bytes: wrong })).toBeUndefined();
    }
    for (const wrong of [signature.subarray(1), Uint8Array.of(...signature, 0), new Uint8Array(0)]) {
      expect(judge(bytes, MESSAGE, wrong)).toBe(false);
    }
  });
});

test('keys and signatures in another form than theirs are false, though they mean the same [KT-2] [KT-4] [KT-5] [KT-7]', () => {
  const [secp, sm2, bls] = [secp256k1Key('one'), sm2Key('one'), bls12381Key('one')];
  const long = {
    secp: secp256k1.Point.fromBytes(secp.publicKey.bytes).toBytes(false),
    sm2: Sm2Point.fromBytes(sm2.publicKey.bytes).toBytes(false),
  };
  expect(nobleSuite.secp256k1Verify(long.secp, MESSAGE, secp.sign(MESSAGE))).toBe(false);
  expect(sm2Verify(long.sm2, MESSAGE, sm2.sign(MESSAGE))).toBe(false);
  const sm2Signature = sm2.sign(MESSAGE);
  expect(sm2Verify(sm2.publicKey.bytes, MESSAGE, sm2Signature)).toBe(true);
  const padded = Uint8Array.of(...sm2Signature.subarray(0, 32), 0, ...sm2Signature.subarray(32));
  expect(sm2Verify(sm2.publicKey.bytes, MESSAGE, padded)).toBe(false);
  const { G1, G2 } = bls12_381;
  const blsSignature = bls.sign(MESSAGE);
  expect(bls12381Verify(bls.publicKey.bytes, MESSAGE, blsSignature)).toBe(true);
  const short = G1.Point.fromBytes(bls.publicKey.bytes).toBytes(true);
  expect(bls12381Verify(short, MESSAGE, blsSignature)).toBe(false);
  expect(bls12381Verify(bls.publicKey.bytes, MESSAGE, G2.Point.fromBytes(blsSignature).toBytes(false))).toBe(false);
});

describe('Ethereum-style signatures', () => {
  const key = secp256k1EthKey('one');
  const { bytes } = key.publicKey;
  const signature = key.sign(MESSAGE);
  const withV = (v: number, rs = signature.subarray(0, 64)) => Uint8Array.of(...rs, v);

  test('have 0 or 1 for v, and only that of the key [KT-6]', () => {
    const v = signature[64] as number;
    const judged = [v, 1 - v, 2, 3, 27, 28].map((other) => secp256k1EthVerify(bytes, MESSAGE, withV(other)));
    expect(judged).toEqual([true, false, false, false, false, false]);
    expect(secp256k1EthVerify(bytes, MESSAGE, signature.subarray(0, 64))).toBe(false);
    expect(secp256k1EthVerify(bytes, MESSAGE, Uint8Array.of(...signature, 0))).toBe(false);
  });

  test('with either v for some message [KT-6]', () => {
    const seen = new Set<number | undefined>();
    for (let i = 0; i < 16; i++) {
      const message = Uint8Array.of(i);
      const made = key.sign(message);
      expect(secp256k1EthVerify(bytes, message, made)).toBe(true);
      seen.add(made[64]);
    }
    expect([...seen].sort()).toEqual([0, 1]);
  });

  test('have no malleable twin with s above half the order [KT-6]', () => {
    const { r, s } = secp256k1.Signature.fromBytes(signature.subarray(0, 64), 'compact');
    const twin = new secp256k1.Signature(r, secp256k1.Point.CURVE().n - s).toBytes('compact');
    expect(secp256k1EthVerify(bytes, MESSAGE, withV(1 - (signature[64] as number), twin))).toBe(false);
    expect(secp256k1EthVerify(bytes, MESSAGE, withV(0, new Uint8Array(64)))).toBe(false);
    expect(secp256k1EthVerify(bytes, MESSAGE, withV(0, new Uint8Array(64).fill(255)))).toBe(false);
  });

  test('have the address that Ethereum gives the key, and none where there is no such point [KT-3]', () => {
    // The key of private key 1, whose address is known all over the world.
    const generator = secp256k1.Point.BASE.toBytes(true);
    expect(ethereumAddress(generator)).toEqual(hex('7e5f4552091a69125d5dfcb7b8c2659029395bdf'));
    expect(addressOf({ type: 'secp256k1eth', bytes: new Uint8Array(33).fill(2) })).toEqual(
      ethereumAddress(new Uint8Array(33).fill(2)),
    );
    expect(ethereumAddress(new Uint8Array(33))).toBeUndefined();
    expect(ethereumAddress(new Uint8Array(33).fill(255))).toBeUndefined();
  });
});

describe('BLS signatures', () => {
  const key = bls12381Key('one');
  const { bytes } = key.publicKey;
  const { G1, G2, longSignatures } = bls12_381;

  test('refuse a key or a signature at infinity [KT-5] [KT-7]', () => {
    const none = { key: G1.Point.ZERO.toBytes(false), signature: G2.Point.ZERO.toBytes(true) };
    expect([none.key.length, none.signature.length]).toEqual([96, 96]);
    expect(bls12381Verify(none.key, MESSAGE, none.signature)).toBe(false);
    expect(bls12381Verify(bytes, MESSAGE, none.signature)).toBe(false);
    expect(bls12381Verify(none.key, MESSAGE, key.sign(MESSAGE))).toBe(false);
  });

  test('refuse bytes that are no point, and points outside the subgroup [KT-5] [KT-7]', () => {
    expect(bls12381Verify(new Uint8Array(96), MESSAGE, key.sign(MESSAGE))).toBe(false);
    expect(bls12381Verify(bytes, MESSAGE, new Uint8Array(96))).toBe(false);
    expect(bls12381Verify(outsideG1(), MESSAGE, key.sign(MESSAGE))).toBe(false);
  });

  test('are of the tag that CometBFT hashes with, and no other [KT-5]', () => {
    const secret = bls12_381.utils.randomSecretKey();
    const own = longSignatures.getPublicKey(secret).toBytes(false);
    const sign = (tag: string) => longSignatures.sign(longSignatures.hash(MESSAGE, tag), secret).toBytes(true);
    expect(bls12381Verify(own, MESSAGE, sign('BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_'))).toBe(true);
    expect(bls12381Verify(own, MESSAGE, sign('BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_'))).toBe(false);
  });

  /** A point on the curve y^2 = x^3 + 4 that the prime order does not lead to infinity. */
  function outsideG1(): Uint8Array {
    const { Fp } = bls12_381.fields;
    for (let x = 1n; ; x++) {
      const square = Fp.add(Fp.pow(x, 3n), 4n);
      try {
        const point = G1.Point.fromAffine({ x, y: Fp.sqrt(square) });
        if (!point.isTorsionFree()) return Uint8Array.of(...Fp.toBytes(x), ...Fp.toBytes(point.toAffine().y));
      } catch {
        // no such y
      }
    }
  }
});

describe('SM2 signatures', () => {
  const key = sm2PublicKey(bytes32(7n));
  const join = (r: bigint, s: bigint) => Uint8Array.of(...bytes32(r), ...bytes32(s));

  test('refuse a sum of points at infinity, a sum of numbers that is the order, and a key that is no point [KT-4] [KT-7]', () => {
    // s G + t P = (s + t d) G is nothing where s = -t d.
    const { Fn } = Sm2Point;
    const t = 3n;
    const s = Fn.create(-t * 7n);
    expect(sm2Verify(key, MESSAGE, join(Fn.create(t - s), s))).toBe(false);
    expect(sm2Verify(key, MESSAGE, join(SM2_ORDER - 5n, 5n))).toBe(false);
    expect(sm2Verify(new Uint8Array(33).fill(2), MESSAGE, join(1n, 1n))).toBe(false);
    expect(() => sm2Digest(new Uint8Array(33), MESSAGE)).toThrow();
  });

  test('at the ends of their ranges are refused by the range alone: the digest is made so that the equation holds [KT-4]', () => {
    const { Fn } = Sm2Point;
    const long = Sm2Point.fromBytes(key);
    /** What (r, s) would be a signature of. */
    const digestOf = (r: bigint, s: bigint): bigint => {
      const [a, b] = [Fn.create(s), Fn.create(r + s)];
      const point = Sm2Point.BASE.multiplyUnsafe(a).add(long.multiplyUnsafe(b));
      return Fn.create(r - (point.is0() ? 0n : point.toAffine().x));
    };
    const judge = (r: bigint, s: bigint) => sm2VerifyDigest(key, () => digestOf(r, s), join(r, s));
    const n = SM2_ORDER;
    const good = [judge(1n, 1n), judge(n - 1n, 2n), judge(2n, n - 1n), judge(5n, n - 4n)];
    const beyond = [judge(0n, 5n), judge(5n, 0n), judge(0n, 0n), judge(5n, n), judge(5n, n + 7n), judge(n, 5n)];
    const vanishing = [judge(5n, n - 5n), judge(1n, n - 1n)]; // r + s is the order: good for any key
    const infinite = judge(Fn.create(3n + 3n * 7n), Fn.create(-3n * 7n)); // s G + 3 P, with P = 7 G
    expect({ good, beyond, vanishing, infinite }).toEqual({
      good: Array(4).fill(true),
      beyond: Array(6).fill(false),
      vanishing: Array(2).fill(false),
      infinite: false,
    });
  });

  test('are judged under the identity that is told, the standard’s where none is [KT-17] [KT-4]', () => {
    const identities = ['1234567812345678', '', 'ALICE123@YAHOO.COM', 'x'.repeat(8191)].map(toUtf8);
    const good = identities.map((signer) => {
      const signature = signatureWith(7n, sm2Digest(key, MESSAGE, signer) % SM2_ORDER, 12345n);
      if (signature === null) throw new Error('another nonce');
      expect(sm2Verify(key, MESSAGE, signature)).toBe(signer === identities[0]);
      return identities.map((told) => sm2VerifyDigest(key, () => sm2Digest(key, MESSAGE, told), signature));
    });
    expect(good).toEqual(identities.map((_, i) => identities.map((_, k) => i === k)));
    expect(() => sm2Digest(key, MESSAGE, new Uint8Array(8192))).toThrow('at most 8191 bytes');
  });

  test('are judged over a digest that is there, with the key in either form of its point [KT-4]', () => {
    const digest = 2n ** 256n - 1n; // above the order
    const signature = signatureWith(7n, digest % SM2_ORDER, 12345n) ?? new Uint8Array(0);
    const long = Sm2Point.fromBytes(key).toBytes(false);
    const off = long.map((byte, i) => (i === 64 ? byte ^ 1 : byte));
    expect([key, long, off].map((one) => sm2VerifyDigest(one, () => digest, signature))).toEqual([true, true, false]);
    expect(sm2VerifyDigest(key, () => digest - 1n, signature)).toBe(false);
  });
});
