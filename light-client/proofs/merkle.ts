import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { concatBytes, EMPTY, equalBytes } from '../codec/bytes.ts';

export type Hash = (data: Uint8Array) => Uint8Array;

const LEAF = Uint8Array.of(0);
const INNER = Uint8Array.of(1);
/** CometBFT crypto/merkle.MaxAunts: a deeper proof is refused unread. */
export const MAX_AUNTS = 100;

// Headers are hashed by the million when a client walks back: one buffer serves every small leaf, and one every inner
// node. Hash functions read their input before they return.
const small = new Uint8Array(256);

export function leafHash(leaf: Uint8Array, sha256: Hash = nobleSha256): Uint8Array {
  if (leaf.length >= small.length) return sha256(concatBytes(LEAF, leaf));
  small.set(leaf, 1);
  return sha256(small.subarray(0, leaf.length + 1));
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

const inner = new Uint8Array(65);
inner[0] = 1;

function innerOf(left: Uint8Array, right: Uint8Array, sha256: Hash): Uint8Array {
  if (left.length !== 32 || right.length !== 32) return innerHash(left, right, sha256);
  inner.set(left, 1);
  inner.set(right, 33);
  return sha256(inner);
}

/** RFC 6962 tree head over raw leaves. Source: CometBFT spec/core/encoding.md, Merkle trees. */
export function merkleRoot(leaves: readonly Uint8Array[], sha256: Hash = nobleSha256): Uint8Array {
  if (leaves.length === 0) return sha256(EMPTY);
  const hashes = leaves.map((leaf) => leafHash(leaf, sha256));
  return rootOf(hashes, 0, hashes.length, sha256);
}

/** Root over hashes[from..to). */
function rootOf(hashes: readonly Uint8Array[], from: number, to: number, sha256: Hash): Uint8Array {
  if (to - from === 1) return hashes[from] as Uint8Array;
  const middle = from + splitPoint(to - from);
  return innerOf(rootOf(hashes, from, middle, sha256), rootOf(hashes, middle, to, sha256), sha256);
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
  let from = 0;
  let to = hashes.length;
  while (to - from > 1) {
    const middle = from + splitPoint(to - from);
    const inLeft = index < middle;
    aunts.push(inLeft ? rootOf(hashes, middle, to, sha256) : rootOf(hashes, from, middle, sha256));
    if (inLeft) to = middle;
    else from = middle;
  }
  aunts.reverse();
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
  return climb(Number(proof.index), Number(proof.total), proof.leafHash, proof.aunts, proof.aunts.length, sha256);
}

/** Uses the first `left` aunts; the topmost is the last of them. */
function climb(
  index: number,
  total: number,
  hash: Uint8Array,
  aunts: readonly Uint8Array[],
  left: number,
  sha256: Hash,
): Uint8Array | undefined {
  if (total === 1) return left === 0 ? hash : undefined;
  const aunt = aunts[left - 1];
  if (aunt === undefined) return undefined;
  const k = splitPoint(total);
  const inLeft = index < k;
  const below = climb(inLeft ? index : index - k, inLeft ? k : total - k, hash, aunts, left - 1, sha256);
  if (below === undefined) return undefined;
  return inLeft ? innerOf(below, aunt, sha256) : innerOf(aunt, below, sha256);
}

/** Every node from the leaf to the root with its sibling, for drawing a proof that was verified. */
export function merklePath(
  proof: MerkleProof,
  sha256: Hash = nobleSha256,
): { hash: Uint8Array; sibling?: { bytes: Uint8Array; side: 'left' | 'right' } }[] {
  const sides: ('left' | 'right')[] = [];
  let index = Number(proof.index);
  let total = Number(proof.total);
  while (total > 1) {
    const k = splitPoint(total);
    sides.unshift(index < k ? 'right' : 'left');
    [index, total] = index < k ? [index, k] : [index - k, total - k];
  }
  let hash = proof.leafHash;
  const levels: ReturnType<typeof merklePath> = [];
  proof.aunts.forEach((bytes, i) => {
    const side = sides[i] ?? 'right';
    levels.push({ hash, sibling: { bytes, side } });
    hash = side === 'right' ? innerHash(hash, bytes, sha256) : innerHash(bytes, hash, sha256);
  });
  levels.push({ hash });
  return levels;
}
