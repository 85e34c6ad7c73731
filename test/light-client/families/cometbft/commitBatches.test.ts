import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ok } from '../../../../light-client/core/errors.ts';
import { ONE_THIRD } from '../../../../light-client/core/trust.ts';
import { createBatchSuite } from '../../../../light-client/crypto/batchSuite.ts';
import { nobleSuite } from '../../../../light-client/crypto/nobleSuite.ts';
import { createSignatureCache, type SignatureCache } from '../../../../light-client/crypto/signatureCache.ts';
import type { CryptoSuite } from '../../../../light-client/crypto/suite.ts';
import {
  type CommitContext,
  type CommitMode,
  verifyCommit,
  verifyCommitSkipping,
  verifyCommitTrusting,
} from '../../../../light-client/families/cometbft/commit.ts';
import type { Commit, CommitSig, LightBlock, ValidatorSet } from '../../../../light-client/families/cometbft/types.ts';
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
  return text([trusting, own, cache.size]);
}

/** As a skipping step did before the votes of its two checks shared a batch: one check, then the other. */
function oneAfterTheOther(context: CommitContext, older: ValidatorSet, block: LightBlock): unknown {
  const { header, commit: given } = block.signedHeader;
  const trust = verifyCommitTrusting(context, header.chainId, older, given, ONE_THIRD);
  if (!trust.ok) return trust;
  if (!trust.value.reached) return ok({ trust: trust.value, own: undefined });
  const own = verifyCommit(context, header.chainId, block.validatorSet, given.blockId, header.height, given);
  return own.ok ? ok({ trust: trust.value, own: own.value }) : own;
}

function text(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part));
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

  test('in a skipping step has the outcome of one check after the other [KT-12] [CB-15]', () => {
    const alteration = fc.tuple(
      fc.nat({ max: commit.signatures.length - 1 }),
      fc.constantFrom('signature' as const, 'address' as const, 'length' as const, 'twice' as const, 'nil' as const),
    );
    const member = fc.subarray([...set.validators], { minLength: 1 });
    fc.assert(
      fc.property(
        fc.array(alteration, { maxLength: 2 }),
        member,
        fc.constantFrom<CommitMode>('early-stop', 'all'),
        fc.nat({ max: 3 }),
        (alterations, validators, mode, more) => {
          const given = altered(alterations);
          // Another height than the header's, or an entry too many, is met only where the overlap is enough.
          const commitOf = more === 1 ? { ...given, height: 3n } : given;
          const signatures = more === 2 ? [...given.signatures, ...given.signatures.slice(0, 1)] : given.signatures;
          const block: LightBlock = {
            signedHeader: { header: signedHeader.header, commit: { ...commitOf, signatures } },
            validatorSet: set,
          };
          const [one, other] = [createSignatureCache(64), createSignatureCache(64)];
          for (let i = 0; i < 2; i++) {
            const together = verifyCommitSkipping({ suite: noted, mode, cache: one }, { validators }, ONE_THIRD, block);
            const apart = oneAfterTheOther({ suite: nobleSuite, mode, cache: other }, { validators }, block);
            expect(text([together, one.size])).toBe(text([apart, other.size]));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('in a skipping step asks the votes of both checks at once, and each of them once [CB-11] [CB-15]', () => {
    batches = [];
    const block: LightBlock = { signedHeader, validatorSet: set };
    const context = { suite: noted, mode: 'early-stop' as const, cache: createSignatureCache(64) };
    const [first, second] = set.validators;
    if (first === undefined || second === undefined) throw new Error('there are more');
    const step = verifyCommitSkipping(context, { validators: [first, second] }, ONE_THIRD, block);
    // One of ten of nineteen, and six for the block's own quorum: the one is among them.
    expect(step.ok && [step.value.trust.tally.signaturesChecked, step.value.own?.signaturesChecked]).toEqual([1, 5]);
    expect(batches).toEqual([4]);
    // Too little overlap: not one is asked.
    const stranger = { ...first, address: new Uint8Array(20).fill(9), votingPower: 100n };
    const away = { validators: [first, stranger] };
    const refused = verifyCommitSkipping({ ...context, cache: createSignatureCache(64) }, away, ONE_THIRD, block);
    expect(refused.ok && [refused.value.trust.reached, refused.value.own]).toEqual([false, undefined]);
    expect(batches).toEqual([4]);
  });
});
