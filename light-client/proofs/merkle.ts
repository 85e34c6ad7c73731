import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { concatBytes, EMPTY, equalBytes } from '../codec/bytes.ts';

export type Hash = (data: Uint8Array) => Uint8Array;

const LEAF = Uint8Array.of(0);
const INNER = Uint8Array.of(1);
/** CometBFT crypto/merkle.MaxAunts: a deeper proof is refused unread. */
export const MAX_AUNTS = 100;

export function leafHash(leaf: Uint8Array, sha256: Hash = nobleSha256): Uint8Array {
  return sha256(concatBytes(LEAF, leaf));
}

export function innerHash(left: Uint8Array, right: Uint8Array, sha256: Hash = nobleSha256): Uint8Array {
  return sha256(concatBytes(INNER, left, right));
}

/** The largest power of two strictly below n (n > 1). */
export function splitPoint(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** RFC 6962 tree head over raw leaves. Source: CometBFT spec/core/encoding.md, Merkle trees. */
export function merkleRoot(leaves: readonly Uint8Array[], sha256: Hash = nobleSha256): Uint8Array {
  if (leaves.length === 0) return sha256(EMPTY);
  return rootOf(
    leaves.map((leaf) => leafHash(leaf, sha256)),
    sha256,
  );
}

function rootOf(hashes: readonly Uint8Array[], sha256: Hash): Uint8Array {
  if (hashes.length === 1) return hashes[0] as Uint8Array;
  const k = splitPoint(hashes.length);
  return innerHash(rootOf(hashes.slice(0, k), sha256), rootOf(hashes.slice(k), sha256), sha256);
}

/** Position `index` of `total`, the leaf's hash, and the siblings from the leaf upwards. */
export interface MerkleProof {
  readonly total: bigint;
  readonly index: bigint;
  readonly leafHash: Uint8Array;
  readonly aunts: readonly Uint8Array[];
}

export function merkleProof(leaves: readonly Uint8Array[], index: number, sha256: Hash = nobleSha256): MerkleProof {
  const hashes = leaves.map((leaf) => leafHash(leaf, sha256));
  const aunts: Uint8Array[] = [];
  let at = index;
  let part = hashes;
  const path: { sibling: Uint8Array }[] = [];
  while (part.length > 1) {
    const k = splitPoint(part.length);
    const [near, far] = at < k ? [part.slice(0, k), part.slice(k)] : [part.slice(k), part.slice(0, k)];
    path.push({ sibling: rootOf(far, sha256) });
    if (at >= k) at -= k;
    part = near;
  }
  for (const step of path.reverse()) aunts.push(step.sibling);
  return { total: BigInt(leaves.length), index: BigInt(index), leafHash: hashes[index] as Uint8Array, aunts };
}

/**
 * The root that a proof leads to, or undefined for a proof of the wrong shape. `leaf` is checked against the proof's own
 * leaf hash. Total and index are the prover's word: they say a position only together with something that fixes them.
 */
export function merkleProofRoot(
  proof: MerkleProof,
  leaf: Uint8Array,
  sha256: Hash = nobleSha256,
): Uint8Array | undefined {
  if (proof.total <= 0n || proof.total > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  if (proof.index < 0n || proof.index >= proof.total || proof.aunts.length > MAX_AUNTS) return undefined;
  if (proof.aunts.some((aunt) => aunt.length !== 32)) return undefined;
  if (!equalBytes(proof.leafHash, leafHash(leaf, sha256))) return undefined;
  return climb(Number(proof.index), Number(proof.total), proof.leafHash, proof.aunts, sha256);
}

function climb(
  index: number,
  total: number,
  hash: Uint8Array,
  aunts: readonly Uint8Array[],
  sha256: Hash,
): Uint8Array | undefined {
  const last = aunts[aunts.length - 1];
  if (total === 1) return last === undefined ? hash : undefined;
  if (last === undefined) return undefined;
  const k = splitPoint(total);
  const rest = aunts.slice(0, -1);
  const below = index < k ? climb(index, k, hash, rest, sha256) : climb(index - k, total - k, hash, rest, sha256);
  if (below === undefined) return undefined;
  return index < k ? innerHash(below, last, sha256) : innerHash(last, below, sha256);
}
