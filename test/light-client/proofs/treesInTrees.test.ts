import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';
import { EMPTY } from '../../../light-client/codec/bytes.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import {
  type ChainedProof,
  MAX_TREES,
  verifyMembership,
  verifyNonMembership,
} from '../../../light-client/proofs/ics23/chained.ts';
import { IAVL_SPEC } from '../../../light-client/proofs/ics23/specs.ts';
import type { CommitmentProof } from '../../../light-client/proofs/ics23/types.ts';
import { verifyNonExistence } from '../../../light-client/proofs/ics23/verify.ts';
import { IavlTree } from '../../helpers/iavlTree.ts';
import { verdict } from '../../helpers/proofVerdict.ts';

const VALUE = toUtf8('value');
const ABSENT = toUtf8('later');

/** Each tree has one leaf, whose value is the root of the tree within. */
function nested(count: number): { trees: IavlTree[]; chain: ChainedProof; root: Uint8Array } {
  const trees: IavlTree[] = [];
  const path: Uint8Array[] = [];
  let value = VALUE;
  for (let i = 0; i < count; i++) {
    const key = toUtf8(`key ${i}`);
    const tree = new IavlTree([{ key, value }]);
    trees.push(tree);
    path.unshift(key);
    value = tree.root;
  }
  const chain = { proofs: trees.map((tree) => tree.existence(0)), specs: trees.map(() => IAVL_SPEC), path };
  return { trees, chain, root: value };
}

/** The same trees, of which the innermost lacks the key. */
function absentIn({ trees, chain }: ReturnType<typeof nested>): ChainedProof {
  const first = (trees[0] as IavlTree).absence(0, ABSENT);
  return { ...chain, proofs: [first, ...chain.proofs.slice(1)], path: [...chain.path.slice(0, -1), ABSENT] };
}

describe('trees in trees', () => {
  test.each([1, 2, MAX_TREES])('%i of them are climbed to the outermost root [PF-2]', (count) => {
    const given = nested(count);
    expect(verdict(verifyMembership(given.chain, given.root, VALUE))).toBe('ok');
    expect(verdict(verifyNonMembership(absentIn(given), given.root))).toBe('ok');
  });

  test('are refused when they are more than the limit [PF-15]', () => {
    const given = nested(MAX_TREES + 1);
    expect(verdict(verifyMembership(given.chain, given.root, VALUE))).toBe('bad-proof proof-count');
    expect(verdict(verifyNonMembership(absentIn(given), given.root))).toBe('bad-proof proof-count');
  });

  test('are refused when there are none, even for a value that is the root itself [PF-2]', () => {
    const none = { proofs: [], specs: [], path: [] };
    expect(verdict(verifyMembership(none, VALUE, VALUE))).toBe('bad-proof proof-count');
    expect(verdict(verifyNonMembership(none, VALUE))).toBe('bad-proof proof-count');
  });

  test.each([
    ['the root of the tree within', nested(1).root],
    ['another root', sha256(VALUE)],
    ['no root', EMPTY],
  ])('are refused under %s [PF-2]', (_, root) => {
    const given = nested(2);
    const expected = 'proof-root-mismatch not-existence';
    expect(verdict(verifyMembership(given.chain, root, VALUE))).toBe(expected);
    expect(verdict(verifyNonMembership(absentIn(given), root))).toBe(expected);
  });
});

describe('absence', () => {
  const tree = (keys: string) =>
    new IavlTree([...keys].map((name) => ({ key: toUtf8(name), value: toUtf8(`value of ${name}`) })));

  test('is refused when the neighbours come from two trees, under the root of either [PF-14]', () => {
    // `e` is in the first tree. In the second nothing lies between `c` and `k`, and the steps part in the same way.
    const [real, made] = [tree('aceg'), tree('ackm')];
    const proof: CommitmentProof = {
      kind: 'nonexist',
      nonexist: { key: toUtf8('e'), left: real.exist(1), right: made.exist(2) },
    };
    for (const root of [real.root, made.root]) {
      expect(verdict(verifyNonExistence(proof, IAVL_SPEC, root, toUtf8('e')))).toBe('bad-proof not-neighbours');
    }
    expect(verdict(verifyNonExistence(made.absence(1, toUtf8('e')), IAVL_SPEC, made.root, toUtf8('e')))).toBe('ok');
  });
});
