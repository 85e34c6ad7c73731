import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ONE_THIRD } from '../../../../light-client/core/trust.ts';
import { createBatchSuite } from '../../../../light-client/crypto/batchSuite.ts';
import { nobleSuite } from '../../../../light-client/crypto/nobleSuite.ts';
import { createSignatureCache, type SignatureCache } from '../../../../light-client/crypto/signatureCache.ts';
import type { CryptoSuite } from '../../../../light-client/crypto/suite.ts';
import {
  type CommitMode,
  verifyCommit,
  verifyCommitTrusting,
} from '../../../../light-client/families/cometbft/commit.ts';
import type { Commit, CommitSig } from '../../../../light-client/families/cometbft/types.ts';
import { buildChain } from '../../../helpers/chain.ts';

// The same commits with batches and without: every word of the outcome has to be the same.

const chain = buildChain({
  heights: 2,
  validators: () => ({ v1: 10n, v2: 9n, secp1: 8n, v3: 8n, v4: 7n, secp2: 6n, v5: 5n, v6: 4n, v7: 3n }),
  vote: (_, name) => (name === 'v5' ? 'nil' : name === 'v3' ? 'absent' : 'commit'),
});
const { signedHeader, validatorSet: set } = chain.at(2);
const { commit } = signedHeader;

let batches: number[] = [];
const batching = createBatchSuite(nobleSuite);
const noted: CryptoSuite = {
  ...batching,
  ed25519VerifyBatch(votes) {
    batches.push(votes.length);
    return batching.ed25519VerifyBatch?.(votes) === true;
  },
};

type Alteration = readonly [index: number, kind: 'signature' | 'address' | 'length' | 'twice' | 'nil'];

function altered(alterations: readonly Alteration[]): Commit {
  const signatures = [...commit.signatures];
  for (const [index, kind] of alterations) {
    const sig = signatures[index] as CommitSig;
    const other = commit.signatures[0] as CommitSig;
    if (kind === 'signature')
      signatures[index] = { ...sig, signature: sig.signature.map((byte, i) => (i === 40 ? byte ^ 1 : byte)) };
    if (kind === 'address') signatures[index] = { ...sig, validatorAddress: new Uint8Array(20).fill(index) };
    if (kind === 'length') signatures[index] = { ...sig, signature: sig.signature.slice(1) };
    if (kind === 'twice') signatures[index] = { ...other };
    if (kind === 'nil') signatures[index] = { ...sig, flag: 3 };
  }
  return { ...commit, signatures };
}

function outcomes(suite: CryptoSuite, mode: CommitMode, given: Commit, cache: SignatureCache): string {
  const context = { suite, mode, cache };
  const trusting = verifyCommitTrusting(context, chain.chainId, set, given, ONE_THIRD);
  const own = verifyCommit(context, chain.chainId, set, commit.blockId, 2n, given);
  return JSON.stringify([trusting, own, cache.size], (_, value) => (typeof value === 'bigint' ? String(value) : value));
}

describe('a commit asked in batches', () => {
  test('has the outcome of one asked vote by vote: error, entry, power and counts [KT-12] [CB-5]', () => {
    const alteration = fc.tuple(
      fc.nat({ max: commit.signatures.length - 1 }),
      fc.constantFrom('signature' as const, 'address' as const, 'length' as const, 'twice' as const, 'nil' as const),
    );
    fc.assert(
      fc.property(
        fc.array(alteration, { maxLength: 2 }),
        fc.constantFrom<CommitMode>('early-stop', 'all'),
        fc.constantFrom(commit.signatures.length, 64), // a smaller cache forgets others of them, and asks again
        (alterations, mode, capacity) => {
          const given = altered(alterations);
          const [one, other] = [createSignatureCache(capacity), createSignatureCache(capacity)];
          // Twice: the second time some of the votes are known.
          for (let i = 0; i < 2; i++) {
            expect(outcomes(noted, mode, given, one)).toBe(outcomes(nobleSuite, mode, given, other));
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('asks those that early stop would ask and that are not known, of its key type, at once [KT-12] [CB-6] [CB-11]', () => {
    batches = [];
    const cache = createSignatureCache(64);
    const context = { suite: noted, mode: 'early-stop' as const, cache };
    const own = verifyCommit(context, chain.chainId, set, commit.blockId, 2n, commit);
    expect(own.ok && own.value).toEqual({ total: 60n, tallied: 44n, needed: 40n, signaturesChecked: 6 });
    verifyCommit(context, chain.chainId, set, commit.blockId, 2n, commit);
    verifyCommit({ ...context, mode: 'all' }, chain.chainId, set, commit.blockId, 2n, commit);
    expect(batches).toEqual([4, 2]);
  });

  test('that has a bad vote names the first of them, not the batch [KT-12] [CB-5]', () => {
    const given = altered([
      [5, 'signature'],
      [1, 'signature'],
    ]);
    const context = { suite: noted, mode: 'all' as const, cache: createSignatureCache(64) };
    const own = verifyCommit(context, chain.chainId, set, commit.blockId, 2n, given);
    expect(own.ok || [own.error.code, own.error.params['index']]).toEqual(['invalid-signature', 1]);
    // Found good before it, and nothing after it.
    expect(context.cache.size).toBe(1);
  });
});
