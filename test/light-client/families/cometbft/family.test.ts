import { describe, expect, test } from 'vitest';
import { NANOS_PER_SECOND } from '../../../../light-client/codec/time.ts';
import { ONE_THIRD, type TrustParameters } from '../../../../light-client/core/trust.ts';
import { Verified } from '../../../../light-client/core/verified.ts';
import { nobleSuite } from '../../../../light-client/crypto/nobleSuite.ts';
import { createSignatureCache } from '../../../../light-client/crypto/signatureCache.ts';
import type { CryptoSuite } from '../../../../light-client/crypto/suite.ts';
import { type CometbftOptions, createCometbftFamily } from '../../../../light-client/families/cometbft/family.ts';
import { headerHash } from '../../../../light-client/families/cometbft/hashing.ts';
import type { LightBlock } from '../../../../light-client/families/cometbft/types.ts';
import { buildChain, powers } from '../../../helpers/chain.ts';

// What the core asks of a family, of one that is made for each question.

const chain = buildChain({ heights: 4, seed: 'family', validators: () => powers(4) });
const [first, second, fourth] = [chain.at(1), chain.at(2), chain.at(4)];
const now = chain.time(4);
const PARAMETERS: TrustParameters = {
  trustingPeriod: 1_000n * NANOS_PER_SECOND,
  maxClockDrift: 10n * NANOS_PER_SECOND,
  trustLevel: ONE_THIRD,
};
const make = (options?: CometbftOptions) => createCometbftFamily(options);

function trusted(block: LightBlock, family = make()) {
  const verdict = family.verifyAlone(block);
  if (verdict.kind !== 'verified') throw new Error('the chain of the test does not hold');
  return verdict.value;
}

describe('a family', () => {
  test('is of CometBFT, and sees a block as its header [HS-1]', () => {
    const family = make();
    const { header } = second.signedHeader;
    const view = {
      chainId: chain.chainId,
      height: 2n,
      time: chain.time(2),
      hash: headerHash(header),
      parentHash: headerHash(first.signedHeader.header),
    };
    expect(family.id).toBe('cometbft');
    expect(family.headerOf(second)).toBe(header);
    expect([family.view(second), family.viewHeader(header)]).toEqual([view, view]);
  });

  test('checks the form of a block without a signature or a moment [VS-6] [CS-6]', () => {
    const family = make();
    const { commit, header } = second.signedHeader;
    const signatures = commit.signatures.map((sig) => ({ ...sig, signature: new Uint8Array(64) }));
    const unsigned = { ...second, signedHeader: { header, commit: { ...commit, signatures } } };
    expect(family.checkForm?.(unsigned)).toEqual({ ok: true, value: undefined });
    const { validatorSet: _, ...rest } = second;
    const other = family.checkForm?.({ ...rest, validatorSet: { validators: [] } });
    expect(other).toMatchObject({ ok: false, error: { code: 'bad-validator-set' } });
    expect(family.verifyAlone(unsigned)).toMatchObject({ kind: 'invalid', error: { code: 'invalid-signature' } });
  });

  test('tells when trust ends: at that very nanosecond [VF-1]', () => {
    const family = make();
    const end = chain.time(1) + PARAMETERS.trustingPeriod;
    const moments = [end - 1n, end, end + 1n].map((at) => family.isExpired(trusted(first), PARAMETERS, at));
    expect(moments).toEqual([false, true, true]);
  });

  test('gives a verified block for a step, and a verified header of it and of its parent [TY-1]', () => {
    const family = make();
    const step = family.verifyStep(trusted(first), fourth, PARAMETERS, now);
    if (step.kind !== 'verified') throw new Error('the step does not hold');
    expect([Verified.isVerified(step.value), step.value.value]).toEqual([true, fourth]);
    const header = family.trustedHeader(step.value);
    expect([Verified.isVerified(header), header.value]).toEqual([true, fourth.signedHeader.header]);
    const parent = family.verifyBackwards(header, chain.at(3).signedHeader.header);
    expect(parent.ok && Verified.isVerified(parent.value) && parent.value.value).toBe(chain.at(3).signedHeader.header);
  });

  test('stops early and starts from the current set unless it is told otherwise [CB-6] [VF-8]', () => {
    const counts = (options?: CometbftOptions) => {
      const verdict = make(options).verifyAlone(second);
      return verdict.kind === 'verified' && verdict.tally.signaturesChecked;
    };
    expect([counts(), counts({ mode: 'early-stop' }), counts({ mode: 'all' })]).toEqual([3, 3, 4]);
    const { nextValidatorSet: _, ...bare } = first;
    const stepFromBare = (options?: CometbftOptions) => {
      const family = make(options);
      const verdict = family.verifyStep(trusted(bare), fourth, PARAMETERS, now);
      return verdict.kind === 'invalid' ? verdict.error.code : verdict.kind;
    };
    expect([stepFromBare(), stepFromBare({ trustedSet: 'next' })]).toEqual(['verified', 'missing-next-validator-set']);
  });

  test('remembers good signatures in the cache that it is given [CB-13]', () => {
    const cache = createSignatureCache(64);
    const counts = () => {
      const verdict = make({ cache }).verifyAlone(second);
      return verdict.kind === 'verified' && verdict.tally.signaturesChecked;
    };
    expect([counts(), cache.size, counts(), cache.size]).toEqual([3, 3, 0, 3]);
  });

  test('asks none of the votes again that its suite found good together [KT-12]', () => {
    const asked = { alone: 0, together: 0 };
    const suiteWith = (good: boolean): CryptoSuite => ({
      ...nobleSuite,
      ed25519Verify: (...vote) => {
        asked.alone += 1;
        return nobleSuite.ed25519Verify(...vote);
      },
      ed25519VerifyBatch: (votes) => {
        asked.together += votes.length;
        return good;
      },
    });
    expect(make({ suite: suiteWith(true), mode: 'all' }).verifyAlone(second).kind).toBe('verified');
    expect(asked).toEqual({ alone: 0, together: 4 });
    expect(make({ suite: suiteWith(false), mode: 'all' }).verifyAlone(second).kind).toBe('verified');
    expect(asked).toEqual({ alone: 4, together: 8 });
  });
});
