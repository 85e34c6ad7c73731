import { describe, expect, test } from 'vitest';
import { type Vote, validateDuplicateVoteEvidence } from '../../../light-client/families/cometbft/duplicateVote.ts';
import type { BlockId } from '../../../light-client/families/cometbft/types.ts';

// The form of two votes, before anybody asks who cast them: no key signs here.

const filled = (length: number, byte = 1) => new Uint8Array(length).fill(byte);
const id = (hash: number, total: number, parts: number, byte = 1): BlockId => ({
  hash: filled(hash, byte),
  partSetHeader: { total, hash: filled(parts, byte) },
});

const VOTE: Vote = {
  type: 2,
  height: 1n,
  round: 0,
  blockId: id(32, 1, 32),
  timestamp: 0n,
  validatorAddress: filled(20),
  validatorIndex: 0,
  signature: filled(64),
  extension: filled(0),
  extensionSignature: filled(0),
};

/** Two votes that are alike but for their blocks; what is altered is altered in both, or in one of them. */
function judge(both: Partial<Vote>, a: Partial<Vote> = {}, b: Partial<Vote> = {}): string {
  const voteA = { ...VOTE, ...both, ...a };
  const voteB = { ...VOTE, blockId: id(32, 1, 32, 2), ...both, ...b };
  const form = validateDuplicateVoteEvidence({
    voteA,
    voteB,
    totalVotingPower: 1n,
    validatorPower: 1n,
    timestamp: 0n,
  });
  if (form.ok) return 'ok';
  const { reason, vote, field } = form.error.params;
  return [reason, vote, field].filter((part) => part !== undefined).join(' ');
}

describe('a block id of a vote', () => {
  test.each<[string, BlockId, string]>([
    ['nothing at all', id(0, 0, 0), 'ok'],
    ['nothing but a number of parts', id(0, 1, 0), 'bad-vote vote_a block_id'],
    ['nothing but a hash of the parts', id(0, 0, 32), 'bad-vote vote_a block_id'],
    ['parts alone', id(0, 1, 32), 'bad-vote vote_a block_id'],
    ['a hash alone', id(32, 0, 0), 'bad-vote vote_a block_id'],
    ['a hash and a number of parts', id(32, 1, 0), 'bad-vote vote_a block_id'],
    ['a hash and a hash of no parts', id(32, 0, 32), 'bad-vote vote_a block_id'],
    ['a short hash', id(31, 1, 32), 'bad-vote vote_a block_id'],
    ['a long hash', id(33, 1, 32), 'bad-vote vote_a block_id'],
    ['a short hash of the parts', id(32, 1, 31), 'bad-vote vote_a block_id'],
    ['a long hash of the parts', id(32, 1, 33), 'bad-vote vote_a block_id'],
    ['a whole block', id(32, 1, 32), 'ok'],
  ])('is empty or whole: %s [AD-19]', (_, blockId, expected) => {
    expect(judge({}, { blockId })).toBe(expected);
  });

  test('of the second vote is asked like that of the first [AD-19]', () => {
    expect(judge({}, {}, { blockId: id(32, 0, 32, 2) })).toBe('bad-vote vote_b block_id');
    expect(judge({}, {}, { blockId: id(0, 0, 0) })).toBe('order');
  });

  test('orders the votes by its hash, then by its parts [AD-19]', () => {
    const parts = (total: number, byte: number): BlockId => ({
      hash: filled(32),
      partSetHeader: { total, hash: filled(32, byte) },
    });
    expect(judge({}, { blockId: parts(1, 1) }, { blockId: parts(1, 2) })).toBe('ok');
    expect(judge({}, { blockId: parts(1, 2) }, { blockId: parts(1, 1) })).toBe('order');
    expect(judge({}, { blockId: parts(1, 9) }, { blockId: parts(2, 1) })).toBe('ok');
    expect(judge({}, { blockId: parts(1, 1) }, { blockId: parts(1, 1) })).toBe('order');
  });
});

describe('the limits of a vote', () => {
  test.each<[string, Partial<Vote>, string]>([
    ['height 1', { height: 1n }, 'ok'],
    ['height 0', { height: 0n }, 'bad-vote vote_a height'],
    ['round 0', { round: 0 }, 'ok'],
    ['round -1', { round: -1 }, 'bad-vote vote_a round'],
    ['a prevote', { type: 1 }, 'ok'],
    ['type 0', { type: 0 }, 'bad-vote vote_a type'],
    ['type 32, a proposal', { type: 32 }, 'bad-vote vote_a type'],
    ['an address of 21 bytes', { validatorAddress: filled(21) }, 'bad-vote vote_a validator_address'],
    ['index 0', { validatorIndex: 0 }, 'ok'],
    ['index -1', { validatorIndex: -1 }, 'bad-vote vote_a validator_index'],
    ['a signature of 1 byte', { signature: filled(1) }, 'ok'],
    ['a signature of 96 bytes', { signature: filled(96) }, 'ok'],
    ['a signature of 97 bytes', { signature: filled(97) }, 'bad-vote vote_a signature'],
    ['no signature', { signature: filled(0) }, 'bad-vote vote_a signature'],
  ])('%s [AD-19]', (_, change, expected) => {
    expect(judge(change)).toBe(expected);
  });

  const extension = filled(3);
  const extensionSignature = filled(64);
  test.each<[string, Partial<Vote>, string]>([
    ['an extension and its signature', { extension, extensionSignature }, 'ok'],
    ['the signature of an empty extension', { extensionSignature }, 'ok'],
    ['an extension without a signature', { extension }, 'bad-vote vote_a extension_signature'],
    ['a signature of 96 bytes', { extension, extensionSignature: filled(96) }, 'ok'],
    ['a signature of 97 bytes', { extension, extensionSignature: filled(97) }, 'bad-vote vote_a extension_signature'],
    ['an extension in a prevote', { type: 1, extension, extensionSignature }, 'bad-vote vote_a extension'],
    ['a signature in a prevote', { type: 1, extensionSignature }, 'bad-vote vote_a extension'],
  ])('with extensions: %s [AD-19]', (_, change, expected) => {
    expect(judge(change)).toBe(expected);
  });

  test.each<[string, Partial<Vote>]>([
    ['an extension', { extension, extensionSignature }],
    ['the signature of one', { extensionSignature }],
  ])('a vote for nothing has no extension: %s [AD-19]', (_, change) => {
    expect(judge({}, { blockId: id(0, 0, 0), ...change })).toBe('bad-vote vote_a extension');
  });
});
