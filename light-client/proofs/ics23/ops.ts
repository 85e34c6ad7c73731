import { blake2b, blake2s } from '@noble/hashes/blake2.js';
import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha512, sha512_256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Hash } from '../merkle.ts';
import { ProofRefused } from './refusal.ts';
import { HASH, type InnerOp, LENGTH, type LeafOp } from './types.ts';

// The two steps of every proof. Source: cosmos/ics23 go/ops.go.

/** HashOp over bytes. `none` is for prehashing only: as the hash of a node it is an error. */
export function doHash(op: number, data: Uint8Array, sha256: Hash, at: string): Uint8Array {
  switch (op) {
    case HASH.sha256:
      return sha256(data);
    case HASH.sha512:
      return sha512(data);
    case HASH.keccak256:
      return keccak_256(data);
    case HASH.ripemd160:
      return ripemd160(data);
    case HASH.bitcoin:
      return ripemd160(sha256(data));
    case HASH.sha512_256:
      return sha512_256(data);
    case HASH.blake2b512:
      return blake2b(data);
    case HASH.blake2s256:
      return blake2s(data);
    default:
      throw new ProofRefused('unsupported-hash', at);
  }
}

// One buffer for the bytes under a node's hash. Everything here is synchronous and a hash function reads its input
// before it returns, so that nothing outlives the call.
let scratch = new Uint8Array(512);

function room(length: number): Uint8Array {
  if (scratch.length < length) scratch = new Uint8Array(length * 2);
  return scratch;
}

/** Longest length prefix: eight bytes, or a varint below 2^31. */
const MAX_LENGTH_BYTES = 8;

/** Writes the length prefix of `length` bytes at `position` and returns where the data goes. */
function writeLength(op: number, length: number, out: Uint8Array, position: number, at: string): number {
  let p = position;
  switch (op) {
    case LENGTH.none:
      return p;
    case LENGTH.varint: {
      let rest = length;
      while (rest > 127) {
        out[p++] = (rest & 127) | 128;
        rest >>>= 7;
      }
      out[p++] = rest;
      return p;
    }
    case LENGTH.require32:
    case LENGTH.require64:
      if (length !== (op === LENGTH.require32 ? 32 : 64)) throw new ProofRefused('wrong-length', at);
      return p;
    case LENGTH.fixed32Big:
    case LENGTH.fixed64Big:
    case LENGTH.fixed32Little:
    case LENGTH.fixed64Little: {
      const size = op === LENGTH.fixed32Big || op === LENGTH.fixed32Little ? 4 : 8;
      const little = op === LENGTH.fixed32Little || op === LENGTH.fixed64Little;
      for (let i = 0; i < size; i++) {
        const byte = little ? i : size - 1 - i;
        out[p++] = byte < 4 ? (length >>> (8 * byte)) & 255 : 0;
      }
      return p;
    }
    default:
      throw new ProofRefused('unsupported-length', at);
  }
}

/** `none` leaves the data as it is: the one place where it is allowed. */
export function prehash(op: number, data: Uint8Array, sha256: Hash, at: string): Uint8Array {
  return op === HASH.none ? data : doHash(op, data, sha256, at);
}

/** hash(prefix | len(pk) | pk | len(pv) | pv). Empty keys and values are refused: "absent" must not look like "empty". */
export function applyLeaf(op: LeafOp, key: Uint8Array, value: Uint8Array, sha256: Hash, at = 'leaf'): Uint8Array {
  if (key.length === 0) throw new ProofRefused('empty-key', at);
  if (value.length === 0) throw new ProofRefused('empty-value', at);
  const pk = prehash(op.prehashKey, key, sha256, at);
  const pv = prehash(op.prehashValue, value, sha256, at);
  const out = room(op.prefix.length + pk.length + pv.length + 2 * MAX_LENGTH_BYTES);
  out.set(op.prefix, 0);
  let p = writeLength(op.length, pk.length, out, op.prefix.length, at);
  out.set(pk, p);
  p = writeLength(op.length, pv.length, out, p + pk.length, at);
  out.set(pv, p);
  return doHash(op.hash, out.subarray(0, p + pv.length), sha256, at);
}

/** hash(prefix | child | suffix). */
export function applyInner(op: InnerOp, child: Uint8Array, sha256: Hash, at = 'inner'): Uint8Array {
  if (child.length === 0) throw new ProofRefused('empty-child', at);
  const { prefix, suffix } = op;
  const length = prefix.length + child.length + suffix.length;
  const out = room(length);
  out.set(prefix, 0);
  out.set(child, prefix.length);
  if (suffix.length > 0) out.set(suffix, prefix.length + child.length);
  return doHash(op.hash, out.subarray(0, length), sha256, at);
}
