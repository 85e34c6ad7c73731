import { describe, expect, test } from 'vitest';
import { CodecError } from '../../../light-client/codec/codecError.ts';
import { toHex } from '../../../light-client/codec/hex.ts';
import {
  type DuplicateVoteEvidence,
  encodeDuplicateVoteEvidence,
  evidenceHash,
  parseDuplicateVoteEvidence,
  type Vote,
  validateDuplicateVoteEvidence,
  verifyDuplicateVoteEvidence,
} from '../../../light-client/families/cometbft/duplicateVote.ts';
import { voteSignBytes } from '../../../light-client/families/cometbft/hashing.ts';
import type { BlockId } from '../../../light-client/families/cometbft/types.ts';
import { haveVectors, type Json, vector } from '../../helpers/vectors.ts';
import { held, honest, suite, TIP, verified } from './fixtures.ts';

const cases: Json[] = haveVectors ? vector('real-chains/duplicate-vote-evidence.json').cases : [];

describe('recorded double votes', () => {
  test.skipIf(!haveVectors)('are read, and hash to the evidence_hash of their header [AD-18]', () => {
    const checked = cases.filter((entry) => entry.hash_matches && !Array.isArray(entry.proto_hex));
    for (const entry of checked) {
      const evidence = parseDuplicateVoteEvidence(entry.evidence);
      expect(validateDuplicateVoteEvidence(evidence).ok).toBe(true);
      const bytes = encodeDuplicateVoteEvidence(evidence);
      expect(toHex(bytes)).toBe(entry.proto_hex);
      expect(toHex(evidenceHash([bytes], suite)).toUpperCase()).toBe(entry.evidence_hash);
    }
    expect(checked.length).toBeGreaterThanOrEqual(2);
  });

  test.skipIf(!haveVectors)('are refused with anything of their form altered [AD-19]', () => {
    for (const { evidence } of cases) {
      const { voteA, voteB, ...rest } = parseDuplicateVoteEvidence(evidence);
      expect(validateDuplicateVoteEvidence({ voteA: voteB, voteB: voteA, ...rest })).toMatchObject({
        error: { code: 'bad-proof', params: { reason: 'order' } },
      });
    }
  });
});

const key = honest.keyring.key('v2');
const block = honest.at(TIP);
const { header } = block.signedHeader;
const idOf = (byte: number): BlockId => ({
  hash: new Uint8Array(32).fill(byte),
  partSetHeader: { total: 1, hash: new Uint8Array(32).fill(byte) },
});
const NOTHING: BlockId = { hash: new Uint8Array(0), partSetHeader: { total: 0, hash: new Uint8Array(0) } };

function vote(change: Partial<Vote> = {}, signer = key): Vote {
  const plain: Vote = {
    type: 2,
    height: header.height,
    round: 0,
    blockId: idOf(1),
    timestamp: header.time + 5n,
    validatorAddress: key.address,
    validatorIndex: 2,
    signature: new Uint8Array(0),
    extension: new Uint8Array(0),
    extensionSignature: new Uint8Array(0),
    ...change,
  };
  const { type, height, round, blockId, timestamp } = plain;
  const signature = signer.sign(voteSignBytes(honest.chainId, type, height, round, blockId, timestamp));
  return { ...plain, signature: change.signature ?? signature };
}

function evidence(change: Partial<DuplicateVoteEvidence> = {}): DuplicateVoteEvidence {
  return {
    voteA: vote(),
    voteB: vote({ blockId: idOf(2) }),
    totalVotingPower: 46n,
    validatorPower: 11n,
    timestamp: header.time,
    ...change,
  };
}

const judge = (given: DuplicateVoteEvidence, at = block) => {
  const verdict = verifyDuplicateVoteEvidence(suite, given, verified(at));
  if (verdict.ok) return 'guilty';
  const { code, params } = verdict.error;
  return code === 'bad-proof' ? [params['reason'], params['field']].filter(Boolean).join(' ') : code;
};

describe('a double vote', () => {
  test('names its validator [AD-20]', () => {
    expect(held(verifyDuplicateVoteEvidence(suite, evidence(), verified(block))).address).toEqual(key.address);
  });

  test('may be of prevotes, and of a vote for nothing beside one for a block [AD-20]', () => {
    const prevotes = { voteA: vote({ type: 1, blockId: NOTHING }), voteB: vote({ type: 1 }) };
    expect(judge(evidence(prevotes))).toBe('guilty');
  });

  const both = (change: Partial<Vote>) => ({ voteA: vote(change), voteB: vote({ blockId: idOf(2), ...change }) });
  const half: BlockId = { ...NOTHING, hash: new Uint8Array(32) };
  test.each<[string, Partial<DuplicateVoteEvidence>, string]>([
    ['for one block twice', { voteB: vote() }, 'order'],
    ['with the larger block first', { voteA: vote({ blockId: idOf(2) }), voteB: vote() }, 'order'],
    ['of two rounds', { voteB: vote({ blockId: idOf(2), round: 1 }) }, 'other-vote round'],
    ['of two heights', { voteB: vote({ blockId: idOf(2), height: 5n }) }, 'other-vote height'],
    ['of two types', { voteB: vote({ blockId: idOf(2), type: 1 }) }, 'other-vote type'],
    [
      'of two validators',
      { voteB: vote({ blockId: idOf(2), validatorAddress: honest.keyring.key('v1').address }) },
      'other-vote validator_address',
    ],
    ['of no type', both({ type: 3 }), 'bad-vote type'],
    ['at height zero', both({ height: 0n }), 'bad-vote height'],
    ['in a negative round', both({ round: -1 }), 'bad-vote round'],
    ['for half a block id', { voteA: vote({ blockId: half }) }, 'bad-vote block_id'],
    ['with a short address', both({ validatorAddress: new Uint8Array(19) }), 'bad-vote validator_address'],
    ['with a negative index', both({ validatorIndex: -1 }), 'bad-vote validator_index'],
    ['without a signature', both({ signature: new Uint8Array(0) }), 'bad-vote signature'],
    ['with too long a signature', both({ signature: new Uint8Array(97) }), 'bad-vote signature'],
    ['of prevotes with extensions', both({ type: 1, extension: new Uint8Array(1) }), 'bad-vote extension'],
    ['with an unsigned extension', both({ extension: new Uint8Array(1) }), 'bad-vote extension_signature'],
    [
      'with too long a signature of the extension',
      both({ extensionSignature: new Uint8Array(97) }),
      'bad-vote extension_signature',
    ],
    ['of a stranger', both({ validatorAddress: honest.keyring.key('x').address }), 'stranger'],
    ['with another power', { validatorPower: 12n }, 'validator-power'],
    ['with another total', { totalVotingPower: 45n }, 'total-power'],
    ['with another time', { timestamp: header.time + 1n }, 'timestamp'],
    ['with a first vote by somebody else', { voteA: vote({}, honest.keyring.key('v1')) }, 'invalid-signature'],
    [
      'with a second one by somebody else',
      { voteB: vote({ blockId: idOf(2) }, honest.keyring.key('v1')) },
      'invalid-signature',
    ],
  ])('%s is none [AD-19]', (_, change, reason) => {
    expect(judge(evidence(change))).toBe(reason);
  });

  test('is judged with the block of its height [AD-20]', () => {
    expect(judge(evidence(), honest.at(TIP - 1))).toBe('unexpected-height');
  });

  test.each<[string, (json: Json) => unknown]>([
    ['of another type', (json) => ({ ...json, type: 'tendermint/LightClientAttackEvidence' })],
    ['without a vote', ({ type, value }) => ({ type, value: { ...value, vote_b: null } })],
    ['with a number for a power', ({ type, value }) => ({ type, value: { ...value, ValidatorPower: 1 } })],
  ])('%s is not read [AD-18]', (_, change) => {
    for (const { evidence: json } of cases) expect(() => parseDuplicateVoteEvidence(change(json))).toThrow(CodecError);
  });
});
