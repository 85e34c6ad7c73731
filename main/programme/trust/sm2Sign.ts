import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '../../../light-client/codec/bytes.ts';
import { toHex } from '../../../light-client/codec/hex.ts';
import { bytes32, SM2_ORDER, Sm2Point, sm2Digest } from '../../../light-client/crypto/sm2.ts';

// SM2 signatures, GB/T 32918.2-2016, with the default identity; the other half of light-client/crypto/sm2.ts, which only
// verifies. Signatures are r||s, 64 bytes, as guomi tools other than certificates have them.

function number(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes)}`);
}

function mod(value: bigint): bigint {
  const rest = value % SM2_ORDER;
  return rest < 0n ? rest + SM2_ORDER : rest;
}

/** The standard takes private keys from 1 to n - 2: with n - 1 there is no inverse of 1 + d. */
function scalar(secret: Uint8Array): bigint | null {
  if (secret.length !== 32) return null;
  const d = number(secret);
  return d >= 1n && d <= SM2_ORDER - 2n ? d : null;
}

export function sm2Secret(randomBytes: (length: number) => Uint8Array): Uint8Array {
  for (;;) {
    const secret = randomBytes(32);
    if (scalar(secret) !== null) return secret;
  }
}

/** 33 bytes, compressed. */
export function sm2PublicKey(secret: Uint8Array): Uint8Array {
  const d = scalar(secret);
  if (d === null) throw new RangeError('not an SM2 private key');
  return Sm2Point.BASE.multiply(d).toBytes(true);
}

/** `entropy` is mixed into the nonce, so that neither bad randomness nor a disturbed computation alone gives the key away. */
export function sm2Sign(secret: Uint8Array, message: Uint8Array, entropy: Uint8Array): Uint8Array {
  const d = scalar(secret);
  if (d === null) throw new RangeError('not an SM2 private key');
  const e = mod(sm2Digest(sm2PublicKey(secret), message));
  for (const k of nonces(secret, e, entropy)) {
    const signature = signatureWith(d, e, k);
    if (signature !== null) return signature;
  }
  throw new Error('unreachable: nonces never end');
}

/** null: the standard asks for another nonce. Exported for the published example, which states its nonce. */
export function signatureWith(d: bigint, e: bigint, k: bigint): Uint8Array | null {
  const r = mod(e + Sm2Point.BASE.multiply(k).toAffine().x);
  if (r === 0n || r + k === SM2_ORDER) return null;
  const s = mod(inverse(1n + d) * mod(k - r * d));
  return s === 0n ? null : concatBytes(bytes32(r), bytes32(s));
}

/** n is prime: a^(n-2) is the inverse of a. The same steps for every a, unlike Euclid's. */
function inverse(a: bigint): bigint {
  let result = 1n;
  let power = mod(a);
  for (let left = SM2_ORDER - 2n; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = mod(result * power);
    power = mod(power * power);
  }
  return result;
}

/** RFC 6979 3.2 with HMAC-SHA-256, and 3.6 with additional data. SM2's order has 256 bits, so no bits are cut. */
function* nonces(secret: Uint8Array, e: bigint, entropy: Uint8Array): Generator<bigint> {
  const seed = concatBytes(secret, bytes32(e), entropy);
  let key: Uint8Array = new Uint8Array(32);
  let value: Uint8Array = new Uint8Array(32).fill(1);
  for (const separator of [0, 1]) {
    key = hmac(sha256, key, concatBytes(value, Uint8Array.of(separator), seed));
    value = hmac(sha256, key, value);
  }
  for (;;) {
    value = hmac(sha256, key, value);
    const k = number(value);
    if (k >= 1n && k < SM2_ORDER) yield k;
    key = hmac(sha256, key, concatBytes(value, Uint8Array.of(0)));
    value = hmac(sha256, key, value);
  }
}
