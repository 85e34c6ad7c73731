import { equalBytes } from '../../codec/bytes.ts';
import { ProofRefused } from './refusal.ts';
import type { InnerOp, InnerSpec, ProofSpec } from './types.ts';

// Where a path lies in its tree: left-most, right-most, or directly beside another. Source: cosmos/ics23 go/proof.go.

/** The lengths that prefix and suffix must have when the child proven is branch `branch`. */
function hasPadding(spec: InnerSpec, op: InnerOp, branch: number): boolean {
  const index = spec.childOrder.indexOf(branch);
  const before = index * spec.childSize;
  const prefix = op.prefix.length;
  return (
    prefix >= before + spec.minPrefixLength &&
    prefix <= before + spec.maxPrefixLength &&
    op.suffix.length === (spec.childOrder.length - 1 - index) * spec.childSize
  );
}

/** Which branch a step's child is, or undefined where its lengths fit none. */
function branchOf(spec: InnerSpec, op: InnerOp): number | undefined {
  for (let branch = 0; branch < spec.childOrder.length; branch++) if (hasPadding(spec, op, branch)) return branch;
  return undefined;
}

function isEmptyChild(spec: InnerSpec, bytes: Uint8Array, from: number): boolean {
  if (spec.emptyChild.length !== spec.childSize || from < 0 || from + spec.childSize > bytes.length) return false;
  return equalBytes(spec.emptyChild, bytes.subarray(from, from + spec.childSize));
}

/**
 * The branches from `from` to before `to`, of which `branch` is none; false where there are none. Each is looked for where the
 * spec's order puts it, whichever side of the child proven that is (upstream looks on one side only).
 */
function areEmpty(spec: InnerSpec, op: InnerOp, branch: number, from: number, to: number): boolean {
  const index = spec.childOrder.indexOf(branch);
  const before = op.prefix.length - index * spec.childSize;
  for (let other = from; other < to; other++) {
    const position = spec.childOrder.indexOf(other);
    const empty =
      position < index
        ? isEmptyChild(spec, op.prefix, before + position * spec.childSize)
        : isEmptyChild(spec, op.suffix, (position - index - 1) * spec.childSize);
    if (!empty) return false;
  }
  return from < to;
}

export function leftBranchesAreEmpty(spec: InnerSpec, op: InnerOp): boolean {
  const branch = branchOf(spec, op);
  return branch !== undefined && areEmpty(spec, op, branch, 0, branch);
}

export function rightBranchesAreEmpty(spec: InnerSpec, op: InnerOp): boolean {
  const branch = branchOf(spec, op);
  return branch !== undefined && areEmpty(spec, op, branch, branch + 1, spec.childOrder.length);
}

function isLeftMost(spec: InnerSpec, path: readonly InnerOp[], upTo: number): boolean {
  for (let i = 0; i < upTo; i++) {
    const op = path[i] as InnerOp;
    if (!hasPadding(spec, op, 0) && !leftBranchesAreEmpty(spec, op)) return false;
  }
  return true;
}

function isRightMost(spec: InnerSpec, path: readonly InnerOp[], upTo: number): boolean {
  const last = spec.childOrder.length - 1;
  for (let i = 0; i < upTo; i++) {
    const op = path[i] as InnerOp;
    if (!hasPadding(spec, op, last) && !rightBranchesAreEmpty(spec, op)) return false;
  }
  return true;
}

export function requireLeftMost(spec: ProofSpec, path: readonly InnerOp[], at: string): void {
  if (!isLeftMost(spec.inner, path, path.length)) throw new ProofRefused('not-leftmost', at);
}

export function requireRightMost(spec: ProofSpec, path: readonly InnerOp[], at: string): void {
  if (!isRightMost(spec.inner, path, path.length)) throw new ProofRefused('not-rightmost', at);
}

/** `left` is the leaf directly before `right`. Paths that never part, or of which one ends first, are a refusal. */
export function requireNeighbours(
  spec: ProofSpec,
  left: readonly InnerOp[],
  right: readonly InnerOp[],
  at: string,
): void {
  let l = left.length - 1;
  let r = right.length - 1;
  while (l >= 0 && r >= 0 && sameStep(left[l] as InnerOp, right[r] as InnerOp)) {
    l -= 1;
    r -= 1;
  }
  const leftStep = left[l];
  const rightStep = right[r];
  if (leftStep === undefined || rightStep === undefined) throw new ProofRefused('not-neighbours', at);
  const leftBranch = branchOf(spec.inner, leftStep);
  const rightBranch = branchOf(spec.inner, rightStep);
  const adjacent = leftBranch !== undefined && rightBranch === leftBranch + 1;
  if (!adjacent || !isRightMost(spec.inner, left, l) || !isLeftMost(spec.inner, right, r)) {
    throw new ProofRefused('not-neighbours', at);
  }
}

function sameStep(a: InnerOp, b: InnerOp): boolean {
  return equalBytes(a.prefix, b.prefix) && equalBytes(a.suffix, b.suffix);
}
