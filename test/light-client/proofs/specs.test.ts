import { describe, expect, test } from 'vitest';
import { EMPTY } from '../../../light-client/codec/bytes.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import {
  IAVL_SPEC,
  type SaneSpec,
  SMT_SPEC,
  sameSpec,
  saneSpec,
  TENDERMINT_SPEC,
} from '../../../light-client/proofs/ics23/specs.ts';
import { HASH, type InnerSpec, LENGTH, type LeafOp, type ProofSpec } from '../../../light-client/proofs/ics23/types.ts';
import { verifyExistence, verifyNonExistence } from '../../../light-client/proofs/ics23/verify.ts';
import { IavlTree } from '../../helpers/iavlTree.ts';
import { verdict } from '../../helpers/proofVerdict.ts';

interface Change {
  readonly leaf?: Partial<LeafOp>;
  readonly inner?: Partial<InnerSpec>;
  readonly whole?: Partial<ProofSpec>;
}

const changed = (spec: ProofSpec, { leaf, inner, whole }: Change): ProofSpec => ({
  ...spec,
  ...whole,
  leaf: { ...spec.leaf, ...leaf },
  inner: { ...spec.inner, ...inner },
});

/** Each by itself makes another tree of any of the published three. */
const OF_THE_SHAPE: [string, Change][] = [
  ['leaf hash', { leaf: { hash: HASH.sha512_256 } }],
  ['prehashed key', { leaf: { prehashKey: HASH.blake2s256 } }],
  ['prehashed value', { leaf: { prehashValue: HASH.none } }],
  ['length prefix', { leaf: { length: LENGTH.fixed32Big } }],
  ['leaf prefix', { leaf: { prefix: Uint8Array.of(0, 0) } }],
  ['child size', { inner: { childSize: 40 } }],
  ['shortest inner prefix', { inner: { minPrefixLength: 0 } }],
  ['longest inner prefix', { inner: { maxPrefixLength: 15 } }],
  ['inner hash', { inner: { hash: HASH.sha512_256 } }],
  ['order of children', { inner: { childOrder: [1, 0] } }],
  ['number of children', { inner: { childOrder: [0, 1, 2] } }],
];
const OF_THE_REST: [string, Change][] = [
  ['empty child', { inner: { emptyChild: Uint8Array.of(1) } }],
  ['greatest depth', { whole: { maxDepth: 77 } }],
  ['least depth', { whole: { minDepth: 1 } }],
];
const PUBLISHED: [SaneSpec['shape'], ProofSpec][] = [
  ['iavl', IAVL_SPEC],
  ['tendermint', TENDERMINT_SPEC],
  ['smt', SMT_SPEC],
];

describe('the specs that we know', () => {
  test.each(PUBLISHED)('%s is itself, as a copy too, and none of the others [IB-3]', (_, spec) => {
    expect(sameSpec(changed(spec, {}), spec)).toBe(true);
    expect(PUBLISHED.filter(([, other]) => sameSpec(spec, other)).length).toBe(1);
  });

  test.each([...OF_THE_SHAPE, ...OF_THE_REST])('a spec with another %s is not one of them [IB-3]', (_, change) => {
    for (const [, spec] of PUBLISHED) {
      expect(sameSpec(changed(spec, change), spec)).toBe(false);
      expect(sameSpec(spec, changed(spec, change))).toBe(false);
    }
  });

  test('a spec that compares keys in the other way, or has one branch right of two, is not one of them [IB-3]', () => {
    for (const [, spec] of PUBLISHED) {
      const turned = { prehashKeyBeforeComparison: !spec.prehashKeyBeforeComparison };
      expect(sameSpec(changed(spec, { whole: turned }), spec)).toBe(false);
      expect(sameSpec(changed(spec, { inner: { childOrder: [0, 2] } }), spec)).toBe(false);
    }
  });

  test.each(PUBLISHED)('%s has its own extra rules, with other depth limits too [PF-6]', (shape, spec) => {
    expect(saneSpec(spec).shape).toBe(shape);
    expect(saneSpec(changed(spec, { whole: { maxDepth: 3, minDepth: 1 } })).shape).toBe(shape);
  });

  test.each(OF_THE_SHAPE)('a tree with another %s has no extra rules [PF-6]', (_, change) => {
    for (const [, spec] of PUBLISHED) {
      // Wide enough for every length of the table: only the shape is looked at.
      expect(saneSpec(changed(spec, { ...change, inner: { emptyChild: EMPTY, ...change.inner } })).shape).toBe('other');
    }
  });
});

describe('the sanity of a spec', () => {
  const key = toUtf8('key');
  const value = toUtf8('value');
  const tree = new IavlTree([{ key, value }]);
  const both = (change: Change): string[] => {
    const spec = changed(IAVL_SPEC, change);
    return [
      verdict(verifyExistence(tree.existence(0), spec, tree.root, key, value)),
      verdict(verifyNonExistence(tree.absence(0, toUtf8('later')), spec, tree.root, toUtf8('later'))),
    ];
  };
  const branches = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  const { minPrefixLength, maxPrefixLength, childSize } = IAVL_SPEC.inner;

  test.each<[string, Change]>([
    ['a child size that is no integer', { inner: { childSize: 32.5 } }],
    ['a negative shortest prefix', { inner: { minPrefixLength: -1 } }],
    ['a shortest prefix that is no integer', { inner: { minPrefixLength: 1.5 } }],
    ['a negative range of prefixes', { inner: { minPrefixLength: -2, maxPrefixLength: -1 } }],
    ['a longest prefix that is no integer', { inner: { maxPrefixLength: 5.5 } }],
    ['a longest prefix below the shortest', { inner: { maxPrefixLength: minPrefixLength - 1 } }],
    ['a range of prefixes that holds exactly a child', { inner: { maxPrefixLength: minPrefixLength + childSize } }],
    ['a negative greatest depth', { whole: { maxDepth: -1 } }],
    ['a greatest depth that is no number', { whole: { maxDepth: Number.NaN } }],
    ['a negative least depth', { whole: { minDepth: -1 } }],
    ['a least depth that is no integer', { whole: { minDepth: 0.5 } }],
    ['a negative branch', { inner: { childOrder: [-1, 0] } }],
    ['a branch that is no integer', { inner: { childOrder: [0, 0.5] } }],
    ['more than 256 branches', { inner: { childOrder: branches(257) } }],
    ['no branches', { inner: { childOrder: [] } }],
    ['an empty child one byte too short', { inner: { emptyChild: new Uint8Array(childSize - 1) } }],
  ])('does without %s [PF-10]', (_, change) => {
    expect(both(change)).toEqual(['proof-spec-mismatch bad-spec', 'proof-spec-mismatch bad-spec']);
  });

  test.each<[string, Change]>([
    ['prefixes of one length', { inner: { minPrefixLength: maxPrefixLength } }],
    ['a range of prefixes one below a child', { inner: { maxPrefixLength: minPrefixLength + childSize - 1 } }],
    ['256 branches', { inner: { childOrder: branches(256) } }],
    ['an empty child of the size of a child', { inner: { emptyChild: new Uint8Array(childSize) } }],
  ])('allows %s [PF-10]', (_, change) => {
    // The leaf of an IAVL tree keeps the rules of the other shapes as well: its prefix starts as theirs does.
    expect(both(change)).toEqual(['ok', 'ok']);
  });
});
