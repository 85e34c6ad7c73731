import { ed25519 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concatBytes } from '../codec/bytes.ts';
import { BoundedMap, byteKey } from './boundedMap.ts';
import { nobleSuite } from './nobleSuite.ts';
import type { CryptoSuite } from './suite.ts';

// Validators repeat from header to header. Decoding a key (a square root) and the doublings of a multiplication are paid
// once per key: decoded keys and, for keys seen often enough, tables of multiples are kept.

export interface KeyTableOptions {
  /** Keys remembered; each table takes about 200 kB. */
  readonly maxKeys?: number;
  /** A table costs about one verification, so that a key must have been seen this often. */
  readonly tableAfter?: number;
}

type Point = InstanceType<typeof ed25519.Point>;

interface KnownKey {
  /** undefined: these bytes are no point, which no signature changes */
  readonly point: Point | undefined;
  uses: number;
}

/** Bits per window: 64 windows of 8 points. Wider ones are faster by a few per cent and cost several times the memory. */
const WINDOW = 4;

/** The reference's verdicts, faster for repeated keys. */
export function createTableSuite(options: KeyTableOptions = {}): CryptoSuite {
  const { maxKeys = 300, tableAfter = 2 } = options;
  const keys = new BoundedMap<KnownKey>(maxKeys);

  function known(publicKey: Uint8Array): KnownKey {
    const id = byteKey(publicKey);
    let entry = keys.get(id);
    if (entry === undefined) {
      entry = { point: decodePoint(publicKey), uses: 0 };
      keys.set(id, entry);
    }
    entry.uses += 1;
    if (entry.uses === tableAfter) entry.point?.precompute(WINDOW);
    return entry;
  }

  return {
    name: 'noble-tables',
    sha256: nobleSuite.sha256,
    ed25519Verify(publicKey, message, signature) {
      if (publicKey.length !== 32 || signature.length !== 64) return false;
      const key = known(publicKey).point;
      return key !== undefined && verifyEd25519(key, publicKey, message, signature);
    },
    secp256k1Verify: nobleSuite.secp256k1Verify,
  };
}

const { n: ORDER } = ed25519.Point.CURVE();

function decodePoint(bytes: Uint8Array): Point | undefined {
  try {
    return ed25519.Point.fromBytes(bytes, true);
  } catch {
    return undefined;
  }
}

/** ZIP-215: S < L; the challenge hashes the bytes as received; [8][S]B = [8]R + [8][k]A. */
function verifyEd25519(key: Point, keyBytes: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const rBytes = signature.subarray(0, 32);
  const s = littleEndian(signature.subarray(32));
  if (s >= ORDER) return false;
  const r = decodePoint(rBytes);
  if (r === undefined) return false;
  const challenge = littleEndian(sha512(concatBytes(rBytes, keyBytes, message))) % ORDER;
  const sum = r.add(key.multiplyUnsafe(challenge));
  return sum.subtract(ed25519.Point.BASE.multiplyUnsafe(s)).clearCofactor().is0();
}

function littleEndian(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let value = 0n;
  for (let at = bytes.length - 8; at >= 0; at -= 8) value = (value << 64n) | view.getBigUint64(at, true);
  return value;
}

/** n/2 of secp256k1: a larger s is the malleable twin of a smaller one, and refused. */
export const SECP256K1_HALF_ORDER = secp256k1.Point.CURVE().n >> 1n;
