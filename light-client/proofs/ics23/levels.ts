import type { Hash } from '../merkle.ts';
import { applyInner, applyLeaf } from './ops.ts';
import type { CommitmentProof, ExistenceProof, InnerOp } from './types.ts';

/** One node of a path from the leaf upwards, and what it is hashed with to give the next. */
export interface PathLevel {
  readonly hash: Uint8Array;
  readonly sibling?: { readonly bytes: Uint8Array; readonly side: 'left' | 'right' };
}

/**
 * The path of a proof that was verified, for drawing. For absence: the path of the left neighbour, or of the right one
 * where there is no left. Empty for a proof without a leaf.
 */
export function proofLevels(proof: CommitmentProof, tree: 'iavl' | 'tendermint' | 'smt', sha256: Hash): PathLevel[] {
  const exist = proof.kind === 'exist' ? proof.exist : (proof.nonexist.left ?? proof.nonexist.right);
  return exist === undefined ? [] : existenceLevels(exist, tree === 'iavl' ? 1 : 0, sha256);
}

/** @param tail bytes after the left child in a prefix: IAVL writes the length of the right child there */
function existenceLevels(proof: ExistenceProof, tail: number, sha256: Hash): PathLevel[] {
  if (proof.leaf === undefined) return [];
  const levels: PathLevel[] = [];
  let hash = applyLeaf(proof.leaf, proof.key, proof.value, sha256);
  for (const op of proof.path) {
    levels.push({ hash, sibling: siblingOf(op, tail) });
    hash = applyInner(op, hash, sha256);
  }
  levels.push({ hash });
  return levels;
}

function siblingOf(op: InnerOp, tail: number): NonNullable<PathLevel['sibling']> {
  const { prefix, suffix } = op;
  if (suffix.length >= 32) return { bytes: suffix.subarray(suffix.length - 32), side: 'right' };
  const end = prefix.length - tail;
  return { bytes: prefix.subarray(Math.max(0, end - 32), end), side: 'left' };
}
