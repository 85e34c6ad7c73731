import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { concatBytes } from '../codec/bytes.ts';
import { fromHex, toHex } from '../codec/hex.ts';
import { toUtf8 } from '../codec/utf8.ts';
import { sm3 } from './sm3.ts';

// SM2 signatures, GB/T 32918.2-2016, curve sm2p256v1 (GB/T 32918.5), as the IRITA fork of Tendermint uses them.
// Source: bianjieai/tendermint crypto/sm2/sm2.go with tjfoc/gmsm v1.4.0.

const CURVE = {
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
};
export const Sm2Point = weierstrass(CURVE);
export const SM2_ORDER = CURVE.n;

/** GM/T 0009: whose no identity is told. The fork passes none, and gmsm puts this in its place. */
export const DEFAULT_IDENTITY = toUtf8('1234567812345678');

export function bytes32(value: bigint): Uint8Array {
  return fromHex(value.toString(16).padStart(64, '0'));
}

function number(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes)}`);
}

const CONSTANTS = concatBytes(...[CURVE.a, CURVE.b, CURVE.Gx, CURVE.Gy].map(bytes32));

/**
 * What is signed, not reduced: SM3 over the signer's identity and key (Z) and the message. The identity may be empty. Throws
 * for what is no point, and for an identity beyond 8191 bytes, whose bits two bytes cannot count.
 */
export function sm2Digest(publicKey: Uint8Array, message: Uint8Array, identity = DEFAULT_IDENTITY): bigint {
  return digestFor(Sm2Point.fromBytes(publicKey), message, identity);
}

type PublicPoint = ReturnType<typeof Sm2Point.fromBytes>;

function digestFor(key: PublicPoint, message: Uint8Array, identity: Uint8Array): bigint {
  if (identity.length > 8191) throw new RangeError('an SM2 identity has at most 8191 bytes');
  const { x, y } = key.toAffine();
  const bits = 8 * identity.length;
  const z = sm3(concatBytes(Uint8Array.of(bits >> 8, bits & 255), identity, CONSTANTS, bytes32(x), bytes32(y)));
  return number(sm3(concatBytes(z, message)));
}

/** Key 33 bytes compressed (a point on the curve, which gmsm does not check), signature 64 bytes r||s. */
export function sm2Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const digest = (key: PublicPoint): bigint => digestFor(key, message, DEFAULT_IDENTITY);
  return publicKey.length === 33 && sm2VerifyDigest(publicKey, digest, signature);
}

/** The same of a digest that is there, or made once everything else holds; the key in either form of its point. */
export function sm2VerifyDigest(
  publicKey: Uint8Array,
  digest: (key: PublicPoint) => bigint,
  signature: Uint8Array,
): boolean {
  if (signature.length !== 64) return false;
  const r = number(signature.subarray(0, 32));
  const s = number(signature.subarray(32));
  const { n } = CURVE;
  if (r < 1n || r >= n || s < 1n || s >= n) return false;
  const t = (r + s) % n;
  if (t === 0n) return false;
  try {
    const key = Sm2Point.fromBytes(publicKey);
    const point = Sm2Point.BASE.multiplyUnsafe(s).add(key.multiplyUnsafe(t));
    if (point.is0()) return false;
    return (digest(key) + point.toAffine().x) % n === r;
  } catch {
    return false; // not a point of the curve
  }
}
