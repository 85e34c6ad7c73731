import { describe, expect, test } from 'vitest';
import type { Result } from '../../../../light-client/core/errors.ts';
import { createTableSuite } from '../../../../light-client/crypto/keyTables.ts';
import { createSignatureCache } from '../../../../light-client/crypto/signatureCache.ts';
import {
  type CommitContext,
  type CommitMode,
  verifyCommit,
  verifyCommitTrusting,
} from '../../../../light-client/families/cometbft/commit.ts';
import type { BlockId, Commit, CommitSig } from '../../../../light-client/families/cometbft/types.ts';
import { buildChain, type Vote } from '../../../helpers/chain.ts';

// The two rules by themselves: what the checks before them would refuse first, they refuse as well.

const VOTES: Readonly<Record<string, Vote>> = { v4: 'nil' };
const chain = buildChain({
  heights: 3,
  validators: () => ({ v1: 10n, v2: 10n, v3: 10n, v4: 4n }),
  vote: (_, name) => VOTES[name] ?? 'commit',
});
const { signedHeader, validatorSet: set } = chain.at(2);
const { commit } = signedHeader;
const suite = createTableSuite();
const context = (mode: CommitMode = 'early-stop'): CommitContext => ({ suite, mode, cache: createSignatureCache(64) });

interface Asked {
  readonly mode?: CommitMode;
  readonly blockId?: BlockId;
  readonly height?: bigint;
  readonly commit?: Commit;
}

function outcome(result: Result<unknown>): string {
  return result.ok ? 'ok' : result.error.code;
}

function judge(asked: Asked = {}): string {
  const given = { blockId: commit.blockId, height: 2n, commit, ...asked };
  return outcome(verifyCommit(context(asked.mode), chain.chainId, set, given.blockId, given.height, given.commit));
}

function withSignature(index: number, change: (sig: CommitSig) => CommitSig): Commit {
  return { ...commit, signatures: commit.signatures.map((sig, i) => (i === index ? change(sig) : sig)) };
}

const flipped = (sig: CommitSig): CommitSig => ({
  ...sig,
  signature: sig.signature.map((byte, i) => (i === 3 ? byte ^ 1 : byte)),
});

describe('the two-thirds rule by itself', () => {
  const { blockId } = commit;
  const other = new Uint8Array(32).fill(9);

  test.each<[string, Asked, string]>([
    ['nothing altered', {}, 'ok'],
    ['another height', { height: 3n }, 'commit-height-mismatch'],
    ['another block hash', { blockId: { ...blockId, hash: other } }, 'commit-block-mismatch'],
    [
      'another number of parts',
      { blockId: { ...blockId, partSetHeader: { ...blockId.partSetHeader, total: blockId.partSetHeader.total + 1 } } },
      'commit-block-mismatch',
    ],
    [
      'another hash of the parts',
      { blockId: { ...blockId, partSetHeader: { ...blockId.partSetHeader, hash: other } } },
      'commit-block-mismatch',
    ],
    ['an entry too few', { commit: { ...commit, signatures: commit.signatures.slice(1) } }, 'signature-count-mismatch'],
  ])('%s [CB-1] [CS-5] [CS-6]', (_, asked, expected) => {
    expect(judge(asked)).toBe(expected);
  });

  test('a broken vote for nothing is passed over where counting ends early, and refused where all are checked [CB-6]', () => {
    const last = commit.signatures.length - 1;
    const broken = withSignature(last, flipped);
    expect(commit.signatures[last]?.flag).toBe(3);
    expect([judge({ commit: broken }), judge({ commit: broken, mode: 'all' })]).toEqual(['ok', 'invalid-signature']);
    // Before the counting could end, too: a vote for nothing comes first here.
    const swapped = buildChain({
      heights: 1,
      validators: () => ({ v1: 10n, v2: 9n, v3: 8n, v4: 7n }),
      vote: (_, name) => (name === 'v1' ? 'nil' : 'commit'),
    });
    const block = swapped.at(1);
    const { commit: own } = block.signedHeader;
    const altered = { ...own, signatures: own.signatures.map((sig, i) => (i === 0 ? flipped(sig) : sig)) };
    const result = verifyCommit(context(), swapped.chainId, block.validatorSet, own.blockId, 1n, altered);
    expect(result.ok && [result.value.tallied, result.value.needed, result.value.signaturesChecked]).toEqual([
      24n,
      22n,
      3,
    ]);
  });
});

describe('the overlap rule by itself', () => {
  const overlap = (numerator: bigint, denominator: bigint, given = commit, mode: CommitMode = 'early-stop') => {
    const level = { numerator, denominator };
    const result = verifyCommitTrusting(context(mode), chain.chainId, set, given, level);
    if (!result.ok) return result.error.code;
    const { reached, tally } = result.value;
    return [reached, tally.tallied, tally.needed, tally.signaturesChecked];
  };

  test('takes the whole fraction of the level [CB-9] [CB-12]', () => {
    // 34 in all: a third is 11, two thirds 22, three quarters 25.
    expect(overlap(1n, 3n)).toEqual([true, 20n, 11n, 2]);
    expect(overlap(2n, 3n)).toEqual([true, 30n, 22n, 3]);
    expect(overlap(3n, 4n)).toEqual([true, 30n, 25n, 3]);
    expect(overlap(1n, 1n)).toEqual([false, 30n, 34n, 0]);
  });

  test('at the level itself is not enough, and then no signature is asked [CB-9] [CB-10]', () => {
    expect(overlap(30n, 34n)).toEqual([false, 30n, 30n, 0]);
    expect(overlap(29n, 34n)).toEqual([true, 30n, 29n, 3]);
    // Where every signature is to be checked those for the block are, whatever comes of it.
    expect(overlap(30n, 34n, commit, 'all')).toEqual([false, 30n, 30n, 3]);
  });

  test('a vote twice is an error before any signature is asked [CB-8]', () => {
    const first = commit.signatures[0] as CommitSig;
    const twice = { ...commit, signatures: [first, flipped(first), ...commit.signatures.slice(2)] };
    expect(overlap(2n, 3n, twice)).toBe('double-vote');
  });

  test('votes for nothing and strangers add nothing [CB-3] [CB-7]', () => {
    const strange = withSignature(0, (sig) => ({ ...sig, validatorAddress: new Uint8Array(20).fill(7) }));
    expect(overlap(1n, 3n, strange)).toEqual([true, 20n, 11n, 2]);
    expect(overlap(2n, 3n, strange)).toEqual([false, 20n, 22n, 0]);
  });
});
