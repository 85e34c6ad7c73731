import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';
import { concatBytes } from '../../../light-client/codec/bytes.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import { decodeCommitmentProof } from '../../../light-client/proofs/ics23/decode.ts';
import { type PathLevel, proofLevels } from '../../../light-client/proofs/ics23/levels.ts';
import type { CommitmentProof, ExistenceProof } from '../../../light-client/proofs/ics23/types.ts';
import { merklePath, merkleProof, merkleRoot } from '../../../light-client/proofs/merkle.ts';
import { BranchTree } from '../../helpers/branchTree.ts';
import { IavlTree } from '../../helpers/iavlTree.ts';
import { TestState } from '../../helpers/multiStore.ts';

const ONE = Uint8Array.of(1);
const LENGTH = Uint8Array.of(32);

/** Hashes every level with its sibling, in their order, and expects the level above. */
function expectClimb(
  levels: readonly PathLevel[],
  node: (left: Uint8Array, right: Uint8Array, i: number) => Uint8Array,
): void {
  levels.forEach(({ hash, sibling }, i) => {
    const above = levels[i + 1];
    if (above === undefined) return expect(sibling).toBeUndefined();
    if (sibling === undefined) throw new Error(`level ${i} has no sibling`);
    const [left, right] = sibling.side === 'left' ? [sibling.bytes, hash] : [hash, sibling.bytes];
    expect(sha256(node(left, right, i))).toEqual(above.hash);
  });
}

const plain = (left: Uint8Array, right: Uint8Array) => concatBytes(ONE, left, right);
const sides = (levels: readonly PathLevel[]) => levels.map(({ sibling }) => sibling?.side);

describe('the levels of a proof', () => {
  const tree = new IavlTree(
    ['a', 'c', 'e', 'g', 'i'].map((key) => ({ key: toUtf8(key), value: toUtf8(`value of ${key}`) })),
  );
  const iavl = (proof: CommitmentProof) => proofLevels(proof, 'iavl', sha256);

  test('lead from the leaf of an IAVL tree to its root, each with its sibling and the side of it [PF-18]', () => {
    for (let i = 0; i < tree.entries.length; i++) {
      const { path } = tree.exist(i);
      const levels = iavl(tree.existence(i));
      expect(levels.length).toBe(path.length + 1);
      expect(levels.at(-1)?.hash).toEqual(tree.root);
      // Height, size and version of these nodes are below 64: one byte each.
      expectClimb(levels, (left, right, layer) => {
        const head = path[layer]?.prefix.subarray(0, 3) as Uint8Array;
        return concatBytes(head, LENGTH, left, LENGTH, right);
      });
    }
    expect(sides(iavl(tree.existence(0)))).toEqual(['right', 'right', 'right', undefined]);
    expect(sides(iavl(tree.existence(4)))).toEqual(['left', 'left', undefined]);
  });

  test('lead from a store to the root of the multi-store [PF-18]', () => {
    const values = Object.fromEntries([...'abcde'].map((name) => [name, { key: toUtf8(name) }]));
    const state = new TestState(values);
    for (const store of 'abcde') {
      const proof = decodeCommitmentProof(state.query(store, 'key').ops[1]?.data as Uint8Array);
      if (!proof.ok) throw new Error('the proof of the test cannot be read');
      const levels = proofLevels(proof.value, 'tendermint', sha256);
      expect(levels.length).toBeGreaterThan(1);
      expect(levels.at(-1)?.hash).toEqual(state.appHash);
      expectClimb(levels, plain);
    }
  });

  test('lead from the leaf of a sparse tree to its root, past an empty child [PF-18]', () => {
    const sparse = new BranchTree([[null, 'a'], 'b']);
    const levels = proofLevels({ kind: 'exist', exist: sparse.exist('a') }, 'smt', sha256);
    expect(sides(levels)).toEqual(['left', 'right', undefined]);
    expect(levels[0]?.sibling?.bytes).toEqual(new Uint8Array(32));
    expect(levels.at(-1)?.hash).toEqual(sparse.root);
    expectClimb(levels, plain);
  });

  test('of absence are those of the left neighbour, or of the right one where there is no left [PF-18]', () => {
    expect(iavl(tree.absence(1, toUtf8('d')))).toEqual(iavl(tree.existence(1)));
    expect(iavl(tree.absence(-1, toUtf8('A')))).toEqual(iavl(tree.existence(0)));
  });

  test('are the leaf alone in a tree of one, and none for a proof without a leaf or without neighbours [PF-18]', () => {
    const single = new IavlTree(tree.entries.slice(0, 1));
    expect(iavl(single.existence(0))).toEqual([{ hash: single.root }]);
    const { key, value, path }: ExistenceProof = tree.exist(0);
    expect(iavl({ kind: 'exist', exist: { key, value, path } })).toEqual([]);
    expect(iavl({ kind: 'nonexist', nonexist: { key } })).toEqual([]);
  });
});

describe('the levels of a Merkle proof', () => {
  test('are every node from the leaf to the root, each with its sibling and the side of it [MK-1]', () => {
    for (let size = 1; size <= 9; size++) {
      const leaves = Array.from({ length: size }, (_, i) => Uint8Array.of(i));
      for (let i = 0; i < size; i++) {
        const proof = merkleProof(leaves, i);
        const levels = merklePath(proof);
        expect(levels.slice(0, -1).map(({ sibling }) => sibling?.bytes)).toEqual(proof.aunts);
        expect(levels[0]?.hash).toEqual(sha256(Uint8Array.of(0, i)));
        expect(levels.at(-1)?.hash).toEqual(merkleRoot(leaves));
        expectClimb(levels, plain);
      }
    }
  });
});
