import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';
import { compareBytes, EMPTY } from '../../../light-client/codec/bytes.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import {
  leftBranchesAreEmpty,
  requireLeftMost,
  requireNeighbours,
  requireRightMost,
  rightBranchesAreEmpty,
} from '../../../light-client/proofs/ics23/neighbours.ts';
import { IAVL_SPEC, SMT_SPEC } from '../../../light-client/proofs/ics23/specs.ts';
import type { InnerOp, ProofSpec } from '../../../light-client/proofs/ics23/types.ts';
import { verifyNonExistence } from '../../../light-client/proofs/ics23/verify.ts';
import { BranchTree, type Slot, sparseSpec } from '../../helpers/branchTree.ts';
import { IavlTree } from '../../helpers/iavlTree.ts';
import { verdict, verdictOf } from '../../helpers/proofVerdict.ts';

// A sparse tree is sorted by the hash of the key. B, D and F are in the trees, A, C and E are asked for.
const [A, B, C, D, E, F] = ['a', 'b', 'c', 'd', 'e', 'f'].sort((left, right) =>
  compareBytes(sha256(toUtf8(left)), sha256(toUtf8(right))),
) as [string, string, string, string, string, string];

const THREE = sparseSpec({ childOrder: [0, 1, 2] });
/** The second branch comes first in the bytes, and there are no empty children. */
const TURNED = sparseSpec({ childOrder: [1, 0], emptyChild: EMPTY });

type Case = readonly [name: string, tree: Slot, asked: string, left: string | null, right: string | null];

function absent(spec: ProofSpec, [, slots, asked, left, right]: Case): string {
  const tree = new BranchTree(slots, spec);
  return verdict(verifyNonExistence(tree.absence(asked, left, right), spec, tree.root, toUtf8(asked)));
}

describe('absence in trees with empty children', () => {
  test.each<Case>([
    ['the first leaf, right of an empty child', [[null, [B, D]], F], A, null, B],
    ['the last leaf, left of empty children', [B, [[D, null], null]], E, D, null],
    ['the only leaf, on its left', [null, [B, null]], A, null, B],
    ['the only leaf, on its right', [null, [B, null]], C, B, null],
    ['two neighbours side by side', [[B, D], F], E, D, F],
    [
      'two neighbours with empty children between them',
      [
        [[B, null], null],
        [null, [null, D]],
      ],
      C,
      B,
      D,
    ],
  ])('is shown by %s [PF-11]', (...given) => {
    expect(absent(SMT_SPEC, given)).toBe('ok');
  });

  test.each<Case>([
    ['the first leaf, right of two empty children', [null, null, B], A, null, B],
    ['the last leaf, left of two empty children', [B, null, null], C, B, null],
    ['the leaf in the middle, on its left', [null, B, null], A, null, B],
    ['the leaf in the middle, on its right', [null, B, null], C, B, null],
    ['the first two branches', [B, D, F], C, B, D],
    ['the last two branches', [B, D, F], E, D, F],
  ])('is shown under nodes of three branches by %s [PF-11]', (...given) => {
    expect(absent(THREE, given)).toBe('ok');
  });

  test.each<[...Case, string]>([
    ['a leaf lies in the branch left of it', [null, [B, D]], C, null, D, 'not-leftmost'],
    ['a leaf lies in the branch right of it', [[B, D], null], C, B, null, 'not-rightmost'],
    ['a leaf lies between in the left part', [[B, D], F], C, B, F, 'not-neighbours'],
    ['a leaf lies between in the right part', [B, [D, F]], C, B, F, 'not-neighbours'],
  ])('is refused when %s [PF-13]', (...[name, tree, asked, left, right, reason]) => {
    expect(absent(SMT_SPEC, [name, tree, asked, left, right])).toBe(`bad-proof ${reason}`);
  });

  test.each<[...Case, string]>([
    ['only the first of two branches on the left is empty', [null, B, D], C, null, D, 'not-leftmost'],
    ['only the second of two branches on the left is empty', [B, null, D], C, null, D, 'not-leftmost'],
    ['only the first of two branches on the right is empty', [B, null, D], C, B, null, 'not-rightmost'],
    ['only the second of two branches on the right is empty', [B, D, null], C, B, null, 'not-rightmost'],
    ['a leaf lies in the branch between', [B, D, F], C, B, F, 'not-neighbours'],
    // Nothing lies between, but upstream too asks for branches that follow one another.
    ['an empty branch lies between', [B, null, D], C, B, D, 'not-neighbours'],
  ])('is refused under nodes of three branches when %s [PF-13]', (...[name, tree, asked, left, right, reason]) => {
    expect(absent(THREE, [name, tree, asked, left, right])).toBe(`bad-proof ${reason}`);
  });

  test.each<[...Case, string]>([
    ['the first branch on its left', [B, D], A, null, B, 'ok'],
    ['the second branch on its right', [B, D], E, D, null, 'ok'],
    ['both branches between them', [B, D], C, B, D, 'ok'],
    ['the second branch on its left', [B, D], C, null, D, 'bad-proof not-leftmost'],
    ['the first branch on its right', [B, D], C, B, null, 'bad-proof not-rightmost'],
  ])('follows the order of the branches, not of the bytes: %s [PF-11] [PF-13]', (...given) => {
    const [name, tree, asked, left, right, expected] = given;
    expect(absent(TURNED, [name, tree, asked, left, right])).toBe(expected);
  });

  // What looks on one side of the bytes only takes the empty branch for the one that has a leaf.
  test.each<[readonly number[], Slot, string, string | null, string | null, string]>([
    [[0, 2, 1], [B, D, null], B, null, D, 'bad-proof not-leftmost'],
    [[2, 1, 0], [null, B, D], D, B, null, 'bad-proof not-rightmost'],
    [[0, 2, 1], [null, B, D], A, null, B, 'ok'],
    [[2, 1, 0], [B, D, null], E, D, null, 'ok'],
    [[2, 1, 0], [null, B, D], A, null, B, 'ok'],
    [[1, 2, 0], [B, null, null], C, B, null, 'ok'],
  ])('counts the branches of a node by the order of the spec: %j [PF-11] [PF-13]', (...given) => {
    const [childOrder, tree, asked, left, right, expected] = given;
    expect(absent(sparseSpec({ childOrder }), ['', tree, asked, left, right])).toBe(expected);
  });

  test('has nothing empty beside the outer branches themselves [PF-11]', () => {
    const { inner } = SMT_SPEC;
    const step = (tree: Slot): InnerOp => new BranchTree(tree).exist(B).path[0] as InnerOp;
    const both = (op: InnerOp) => [leftBranchesAreEmpty(inner, op), rightBranchesAreEmpty(inner, op)];
    expect(both(step([B, D]))).toEqual([false, false]);
    expect(both(step([B, null]))).toEqual([false, true]);
    expect(both(step([null, B]))).toEqual([true, false]);
  });
});

describe('where a step lies in its node', () => {
  const own = { minPrefixLength: 2, maxPrefixLength: 5 };
  const RANGE = sparseSpec({ ...own, childOrder: [0, 1, 2] });
  const CHILD = RANGE.inner.childSize;
  const op = (prefix: number, suffix: number, fill = 7): InnerOp => ({
    hash: 1,
    prefix: new Uint8Array(prefix).fill(fill),
    suffix: new Uint8Array(suffix).fill(fill),
  });
  const { minPrefixLength: MIN, maxPrefixLength: MAX } = own;

  test.each([
    [MIN, 2 * CHILD, 'ok'],
    [MAX, 2 * CHILD, 'ok'],
    [MIN - 1, 2 * CHILD, 'bad-proof not-leftmost'],
    [MAX + 1, 2 * CHILD, 'bad-proof not-leftmost'],
    [MIN, CHILD, 'bad-proof not-leftmost'],
    [MIN, 3 * CHILD, 'bad-proof not-leftmost'],
    [MIN + CHILD, CHILD, 'bad-proof not-leftmost'],
  ])('a prefix of %i and a suffix of %i bytes, as the left-most: %s [PF-11]', (prefix, suffix, expected) => {
    expect(verdictOf(() => requireLeftMost(RANGE, [op(prefix, suffix)], 'x'))).toBe(expected);
  });

  test.each([
    [MIN + 2 * CHILD, 0, 'ok'],
    [MAX + 2 * CHILD, 0, 'ok'],
    [MIN + 2 * CHILD - 1, 0, 'bad-proof not-rightmost'],
    [MAX + 2 * CHILD + 1, 0, 'bad-proof not-rightmost'],
    [MIN, 0, 'bad-proof not-rightmost'],
    [MIN + 2 * CHILD, CHILD, 'bad-proof not-rightmost'],
    [MIN + CHILD, CHILD, 'bad-proof not-rightmost'],
  ])('a prefix of %i and a suffix of %i bytes, as the right-most: %s [PF-11]', (prefix, suffix, expected) => {
    expect(verdictOf(() => requireRightMost(RANGE, [op(prefix, suffix)], 'x'))).toBe(expected);
  });

  test('a step of no branch is not made outermost by zeros in it [PF-11]', () => {
    const zeros = op(MAX + 2 * CHILD + 1, 2 * CHILD, 0);
    expect(verdictOf(() => requireLeftMost(RANGE, [zeros], 'x'))).toBe('bad-proof not-leftmost');
    expect(verdictOf(() => requireRightMost(RANGE, [zeros], 'x'))).toBe('bad-proof not-rightmost');
  });
});

describe('where two paths part', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const entries = (text: string) => names.map((name) => ({ key: toUtf8(name), value: toUtf8(`${text} ${name}`) }));
  const tree = new IavlTree(entries('value of'));
  const path = (index: number): readonly InnerOp[] => tree.exist(index).path;
  const beside = (left: readonly InnerOp[], right: readonly InnerOp[]): string =>
    verdictOf(() => requireNeighbours(IAVL_SPEC, left, right, 'x'));

  test('is at any height, for every two leaves that follow one another and for no others [PF-14]', () => {
    for (let left = 0; left < names.length; left++) {
      for (let right = 0; right < names.length; right++) {
        const expected = right === left + 1 ? 'ok' : 'bad-proof not-neighbours';
        expect(beside(path(left), path(right)), `${left} ${right}`).toBe(expected);
      }
    }
  });

  test.each<[string, readonly InnerOp[], readonly InnerOp[]]>([
    ['there are no paths', [], []],
    ['they are the same', path(3), path(3)],
    ['the left one ends inside the right one', path(3).slice(1), path(3)],
    ['the right one ends inside the left one', path(3), path(3).slice(1)],
  ])('is nowhere when %s [PF-14]', (_, left, right) => {
    expect(beside(left, right)).toBe('bad-proof not-neighbours');
  });

  test('is at the first step that differs, in its prefix or in its suffix alone [PF-14]', () => {
    const other = new IavlTree(entries('another value of'));
    const [lowLeft, lowRight] = [path(0).slice(0, 1), path(1).slice(0, 1)];
    const top = (from: IavlTree, index: number) => from.exist(index).path.slice(-1);
    expect(beside([...lowLeft, ...top(tree, 0)], [...lowRight, ...top(tree, 0)])).toBe('ok');
    expect(beside([...lowLeft, ...top(tree, 0)], [...lowRight, ...top(other, 0)])).toBe('bad-proof not-neighbours');
    expect(beside([...lowLeft, ...top(tree, 7)], [...lowRight, ...top(other, 7)])).toBe('bad-proof not-neighbours');
  });
});
