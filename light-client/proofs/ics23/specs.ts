import { EMPTY, equalBytes } from '../../codec/bytes.ts';
import { ProofRefused } from './refusal.ts';
import { HASH, LENGTH, type LeafOp, type ProofSpec } from './types.ts';

// The three published specs and what a spec itself must hold. Source: cosmos/ics23 go/proof.go.

/** Where a spec says 0. Upstream PR 352: without a limit a proof costs the verifier what the prover likes. */
export const DEFAULT_MAX_DEPTH = 128;

const LEAF: LeafOp = {
  hash: HASH.sha256,
  prehashKey: HASH.none,
  prehashValue: HASH.sha256,
  length: LENGTH.varint,
  prefix: Uint8Array.of(0),
};

export const IAVL_SPEC: ProofSpec = {
  leaf: LEAF,
  inner: {
    childOrder: [0, 1],
    childSize: 33,
    minPrefixLength: 4,
    maxPrefixLength: 12,
    emptyChild: EMPTY,
    hash: HASH.sha256,
  },
  maxDepth: 0,
  minDepth: 0,
  prehashKeyBeforeComparison: false,
};

export const TENDERMINT_SPEC: ProofSpec = {
  leaf: LEAF,
  inner: {
    childOrder: [0, 1],
    childSize: 32,
    minPrefixLength: 1,
    maxPrefixLength: 1,
    emptyChild: EMPTY,
    hash: HASH.sha256,
  },
  maxDepth: 0,
  minDepth: 0,
  prehashKeyBeforeComparison: false,
};

export const SMT_SPEC: ProofSpec = {
  leaf: { ...LEAF, prehashKey: HASH.sha256, length: LENGTH.none },
  inner: {
    childOrder: [0, 1],
    childSize: 32,
    minPrefixLength: 1,
    maxPrefixLength: 1,
    emptyChild: new Uint8Array(32),
    hash: HASH.sha256,
  },
  maxDepth: 256,
  minDepth: 0,
  prehashKeyBeforeComparison: true,
};

export type KnownSpec = 'iavl' | 'tendermint' | 'smt';

/** A spec that holds what every spec must, with what the checks need at hand. */
export interface SaneSpec {
  readonly spec: ProofSpec;
  /** Which tree's extra rules apply. */
  readonly shape: KnownSpec | 'other';
  readonly maxDepth: number;
  /** Longest prefix of an inner node: its own part and all children left of the one proven. */
  readonly maxInnerPrefix: number;
  readonly maxSuffix: number;
}

function sameLeaf(a: LeafOp, b: LeafOp): boolean {
  return (
    a.hash === b.hash &&
    a.prehashKey === b.prehashKey &&
    a.prehashValue === b.prehashValue &&
    a.length === b.length &&
    equalBytes(a.prefix, b.prefix)
  );
}

/** Same tree, whatever the depth limits: a copy with other limits must not slip past the extra rules. */
function sameShape(a: ProofSpec, b: ProofSpec): boolean {
  return (
    sameLeaf(a.leaf, b.leaf) &&
    a.inner.childSize === b.inner.childSize &&
    a.inner.minPrefixLength === b.inner.minPrefixLength &&
    a.inner.maxPrefixLength === b.inner.maxPrefixLength &&
    a.inner.hash === b.inner.hash &&
    a.inner.childOrder.length === b.inner.childOrder.length &&
    a.inner.childOrder.every((child, i) => child === b.inner.childOrder[i])
  );
}

/** All fields equal: what a client state carries must be one of the specs that we know. */
export function sameSpec(a: ProofSpec, b: ProofSpec): boolean {
  return (
    sameShape(a, b) &&
    equalBytes(a.inner.emptyChild, b.inner.emptyChild) &&
    a.maxDepth === b.maxDepth &&
    a.minDepth === b.minDepth &&
    a.prehashKeyBeforeComparison === b.prehashKeyBeforeComparison
  );
}

function shapeOf(spec: ProofSpec): SaneSpec['shape'] {
  if (sameShape(spec, IAVL_SPEC)) return 'iavl';
  if (sameShape(spec, TENDERMINT_SPEC)) return 'tendermint';
  return sameShape(spec, SMT_SPEC) ? 'smt' : 'other';
}

const sane = new WeakMap<ProofSpec, SaneSpec>();

/**
 * Refuses a spec under which proofs would not be sound: a child size that is not positive, a child order that is not a
 * permutation, a prefix range wide enough to hold a child (audit findings b, d and f of 2024).
 */
export function saneSpec(spec: ProofSpec): SaneSpec {
  const known = sane.get(spec);
  if (known !== undefined) return known;
  const { childOrder, childSize, minPrefixLength, maxPrefixLength, emptyChild } = spec.inner;
  const integers = [childSize, minPrefixLength, maxPrefixLength, spec.maxDepth, spec.minDepth, ...childOrder];
  const children = childOrder.length;
  const bad =
    integers.some((n) => !Number.isInteger(n) || n < 0) ||
    children < 2 ||
    children > 256 ||
    childOrder.some((child) => child >= children) ||
    new Set(childOrder).size !== children ||
    childSize <= 0 ||
    minPrefixLength > maxPrefixLength ||
    maxPrefixLength >= minPrefixLength + childSize ||
    (emptyChild.length !== 0 && emptyChild.length !== childSize);
  if (bad) throw new ProofRefused('bad-spec', 'spec', 'proof-spec-mismatch');
  const value: SaneSpec = {
    spec,
    shape: shapeOf(spec),
    maxDepth: spec.maxDepth === 0 ? DEFAULT_MAX_DEPTH : spec.maxDepth,
    maxInnerPrefix: maxPrefixLength + (children - 1) * childSize,
    maxSuffix: (children - 1) * childSize,
  };
  sane.set(spec, value);
  return value;
}
