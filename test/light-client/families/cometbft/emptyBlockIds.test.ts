import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../../light-client/codec/hex.ts';
import { dataHash, PREVOTE, voteSignBytes } from '../../../../light-client/families/cometbft/hashing.ts';
import type { BlockId, Commit } from '../../../../light-client/families/cometbft/types.ts';
import { validateCommit } from '../../../../light-client/families/cometbft/validate.ts';
import { merkleRoot } from '../../../../light-client/proofs/merkle.ts';
import { buildChain, powers } from '../../../helpers/chain.ts';

// A block id is empty only where its hash and both parts of its part set are; a half-empty one is one all the same.

const FULL = new Uint8Array(32).fill(5);
const NONE = new Uint8Array(0);
const id = (hash: Uint8Array, total: number, parts: Uint8Array): BlockId => ({
  hash,
  partSetHeader: { total, hash: parts },
});
const { commit } = buildChain({ heights: 1, validators: () => powers(3) }).at(1).signedHeader;
const judge = (change: Partial<Commit>): string => {
  const result = validateCommit({ ...commit, ...change });
  return result.ok ? 'ok' : `${result.error.code} ${result.error.params['field']}`;
};

describe('a block id', () => {
  test('that is empty leaves no trace in the sign bytes, and a half-empty one does [HS-5]', () => {
    const bytes = (blockId: BlockId | undefined) => toHex(voteSignBytes('A', PREVOTE, 1n, 0, blockId, 0n));
    const nothing = '100801110100000000000000' + '2a00' + '320141';
    expect(bytes(undefined)).toBe(nothing);
    expect(bytes(id(NONE, 0, NONE))).toBe(nothing);
    const halves = [id(FULL, 0, NONE), id(NONE, 1, NONE), id(NONE, 0, FULL)].map(bytes);
    expect(halves[0]).toContain(`22240a20${toHex(FULL)}1200`);
    expect(halves[1]).toContain('220412020801');
    expect(halves[2]).toContain(`222412221220${toHex(FULL)}`);
  });

  test('of a commit is asked for from height 1 on, and may be half empty [CS-1]', () => {
    const empty = id(NONE, 0, NONE);
    expect(judge({})).toBe('ok');
    expect([0n, 1n, 2n].map((height) => judge({ height, blockId: empty }))).toEqual([
      'ok',
      'bad-commit block_id',
      'bad-commit block_id',
    ]);
    expect([id(FULL, 0, NONE), id(NONE, 1, NONE), id(NONE, 0, FULL)].map((blockId) => judge({ blockId }))).toEqual([
      'ok',
      'ok',
      'ok',
    ]);
  });

  test('and signatures, too: none are needed at height 0 [CS-1]', () => {
    expect([0n, 1n, 2n].map((height) => judge({ height, signatures: [] }))).toEqual([
      'ok',
      'bad-commit signatures',
      'bad-commit signatures',
    ]);
    expect(judge({ height: -1n })).toBe('bad-commit height');
  });
});

test('data_hash has the hashes of the transactions for leaves, in their order [HS-6]', () => {
  const transactions = [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)];
  expect(dataHash(transactions)).toEqual(merkleRoot(transactions.map((one) => sha256(one))));
  expect(dataHash(transactions)).not.toEqual(dataHash([...transactions].reverse()));
  expect(toHex(dataHash([]))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
