import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concatBytes } from '../../../light-client/codec/bytes.ts';

// Where implementations of ed25519 differ, made here from the curve itself: points of small order, encodings that are not
// the shortest, S beyond L. Under ZIP-215 each case has one verdict, whatever the platform says.

export const { Point } = ed25519;
export type PointOf = InstanceType<typeof Point>;
export const P = 2n ** 255n - 19n;
export const L = Point.Fn.ORDER;
export const MESSAGE = new TextEncoder().encode('the same verdict everywhere');

export function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

export function toNumber(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) + BigInt(byte), 0n);
}

/** The subgroup of order 8. */
function torsion(): PointOf[] {
  for (let y = 2n; ; y++) {
    const bytes = littleEndian(y);
    let point: PointOf;
    try {
      point = Point.fromBytes(bytes, true);
    } catch {
      continue; // no point has this y
    }
    const small = point.multiplyUnsafe(L - 1n).add(point);
    if (!small.multiplyUnsafe(4n).equals(Point.ZERO)) {
      return Array.from({ length: 8 }, (_, i) => (i === 0 ? Point.ZERO : small.multiplyUnsafe(BigInt(i))));
    }
  }
}

/** Every encoding that ZIP-215 reads as one of these points: y below 2^255, either sign where x is 0. */
function encodings(points: readonly PointOf[]): Uint8Array[] {
  const found = new Map<string, Uint8Array>();
  for (const point of points) {
    const { x, y } = point.toAffine();
    for (const alias of [y, y + P]) {
      if (alias >= 2n ** 255n) continue;
      for (const sign of x === 0n ? [0n, 1n] : [x & 1n]) {
        const bytes = littleEndian(alias | (sign << 255n));
        found.set(bytes.join(), bytes);
      }
    }
  }
  return [...found.values()];
}

export const SMALL = torsion();
export const SMALL_ENCODINGS = encodings(SMALL);
const SECRET = 123456789123456789n;
const NONCE = 987654321987654321n;

/** An honest signature, with a point of small order added to the key and to R. */
export function mixed(keyOffset: PointOf, nonceOffset: PointOf): { key: Uint8Array; signature: Uint8Array } {
  const key = Point.BASE.multiply(SECRET).add(keyOffset).toBytes();
  const nonce = Point.BASE.multiply(NONCE).add(nonceOffset).toBytes();
  const challenge = toNumber(sha512(concatBytes(nonce, key, MESSAGE))) % L;
  return { key, signature: concatBytes(nonce, littleEndian((NONCE + challenge * SECRET) % L)) };
}
