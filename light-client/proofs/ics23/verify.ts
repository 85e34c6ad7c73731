import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { compareBytes, equalBytes } from '../../codec/bytes.ts';
import type { Result } from '../../core/errors.ts';
import type { Hash } from '../merkle.ts';
import { checkAgainstSpec } from './checkSpec.ts';
import { requireLeftMost, requireNeighbours, requireRightMost } from './neighbours.ts';
import { applyInner, applyLeaf, prehash } from './ops.ts';
import { guarded, ProofRefused } from './refusal.ts';
import { type SaneSpec, saneSpec } from './specs.ts';
import type { CommitmentProof, ExistenceProof, InnerOp, NonExistenceProof, ProofSpec } from './types.ts';

// Presence and absence of one key under one root. Source: cosmos/ics23 go/{ics23,proof}.go. The result of `existenceRoot`
// proves nothing until it is compared with a root that is known (ics23 issue 399): callers outside proofs/ use the
// functions that compare.

/** The root that a proof's operations lead to. `spec` undefined: without the rule on oversized children (tests only). */
export function calculateRoot(
  proof: ExistenceProof,
  spec: ProofSpec | undefined,
  sha256: Hash,
  at: string,
): Uint8Array {
  if (proof.leaf === undefined) throw new ProofRefused('no-leaf', at);
  const limit = spec !== undefined && spec.inner.childSize >= 32 ? spec.inner.childSize : Number.POSITIVE_INFINITY;
  let hash = applyLeaf(proof.leaf, proof.key, proof.value, sha256, at);
  const { path } = proof;
  for (let i = 0; i < path.length; i++) {
    hash = applyInner(path[i] as InnerOp, hash, sha256, at);
    if (hash.length > limit) throw new ProofRefused('oversized-child', at);
  }
  return hash;
}

function checkedRoot(proof: ExistenceProof, sane: SaneSpec, sha256: Hash, at: string): Uint8Array {
  checkAgainstSpec(proof, sane, at);
  return calculateRoot(proof, sane.spec, sha256, at);
}

function requireRoot(calculated: Uint8Array, root: Uint8Array, at: string): void {
  if (root.length === 0 || !equalBytes(calculated, root)) {
    throw new ProofRefused('not-existence', at, 'proof-root-mismatch');
  }
}

/** For `guarded` code: an existence proof of (key, value) under the spec; returns the root it leads to, not compared. */
export function membershipRoot(
  proof: CommitmentProof,
  spec: ProofSpec,
  key: Uint8Array,
  value: Uint8Array,
  sha256: Hash,
  at: string,
): Uint8Array {
  if (proof.kind !== 'exist') throw new ProofRefused('not-existence', at);
  const { exist } = proof;
  const sane = saneSpec(spec);
  if (value.length === 0) throw new ProofRefused('empty-value', at);
  if (!equalBytes(exist.key, key)) throw new ProofRefused('not-existence', at, 'proof-key-mismatch');
  if (!equalBytes(exist.value, value)) throw new ProofRefused('not-existence', at, 'proof-value-mismatch');
  return checkedRoot(exist, sane, sha256, at);
}

/** For `guarded` code: an absence proof of the key under the spec; returns the root both sides lead to, not compared. */
export function nonMembershipRoot(
  proof: CommitmentProof,
  spec: ProofSpec,
  key: Uint8Array,
  sha256: Hash,
  at: string,
): Uint8Array {
  if (proof.kind !== 'nonexist') throw new ProofRefused('not-absence', at);
  const sane = saneSpec(spec);
  const { left, right } = proof.nonexist;
  const roots: Uint8Array[] = [];
  if (key.length === 0) throw new ProofRefused('empty-key', at);
  requireBetween(proof.nonexist, spec, key, sha256, at);
  // Each side must stand as existence of its own key under the same spec before its place in the tree means anything.
  if (left !== undefined) roots.push(checkedRoot(left, sane, sha256, `${at}.left`));
  if (right !== undefined) roots.push(checkedRoot(right, sane, sha256, `${at}.right`));
  const [root, other] = roots as [Uint8Array, Uint8Array?];
  if (other !== undefined && !equalBytes(root, other)) throw new ProofRefused('not-neighbours', at);
  if (left === undefined && right !== undefined) requireLeftMost(spec, right.path, `${at}.right`);
  else if (right === undefined && left !== undefined) requireRightMost(spec, left.path, `${at}.left`);
  else if (left !== undefined && right !== undefined) requireNeighbours(spec, left.path, right.path, at);
  return root;
}

/** left.key < key < right.key, strictly. The proof's own `key` is not looked at: it proves nothing. */
function requireBetween(proof: NonExistenceProof, spec: ProofSpec, key: Uint8Array, sha256: Hash, at: string): void {
  const { left, right } = proof;
  if (left === undefined && right === undefined) throw new ProofRefused('no-neighbours', at);
  const order = (bytes: Uint8Array) =>
    spec.prehashKeyBeforeComparison ? prehash(spec.leaf.prehashKey, bytes, sha256, at) : bytes;
  const wanted = order(key);
  const outside =
    (left !== undefined && compareBytes(order(left.key), wanted) >= 0) ||
    (right !== undefined && compareBytes(wanted, order(right.key)) >= 0);
  if (outside) throw new ProofRefused('key-not-between', at, 'proof-key-mismatch');
}

/** Is `value` stored at `key` under `root`? */
export function verifyExistence(
  proof: CommitmentProof,
  spec: ProofSpec,
  root: Uint8Array,
  key: Uint8Array,
  value: Uint8Array,
  sha256: Hash = nobleSha256,
): Result<void> {
  return guarded(() => requireRoot(membershipRoot(proof, spec, key, value, sha256, 'proof'), root, 'proof'));
}

/** Is nothing stored at `key` under `root`? Rests on the chain keeping its tree sorted, which no proof can show. */
export function verifyNonExistence(
  proof: CommitmentProof,
  spec: ProofSpec,
  root: Uint8Array,
  key: Uint8Array,
  sha256: Hash = nobleSha256,
): Result<void> {
  return guarded(() => requireRoot(nonMembershipRoot(proof, spec, key, sha256, 'proof'), root, 'proof'));
}
