import { describe, expect, test } from 'vitest';
import { NANOS_PER_SECOND } from '../../../light-client/codec/time.ts';
import { bisect, type WayOptions } from '../../../light-client/core/bisection.ts';
import { fail } from '../../../light-client/core/errors.ts';
import type { LightBlockProvider } from '../../../light-client/core/family.ts';
import { ONE_THIRD, type TrustParameters } from '../../../light-client/core/trust.ts';
import { createAcceleratedSuite } from '../../../light-client/crypto/acceleratedSuite.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { createCometbftFamily } from '../../../light-client/families/cometbft/family.ts';
import type { Header, LightBlock } from '../../../light-client/families/cometbft/types.ts';
import { createNativeCrypto } from '../../../main/providers/nativeCrypto.ts';
import { buildChain, type Powers } from '../../helpers/chain.ts';

const TIP = 60;
const family = createCometbftFamily({ suite: createAcceleratedSuite(createNativeCrypto(), nobleSuite) });
const parameters: TrustParameters = {
  trustingPeriod: 14n * 86_400n * NANOS_PER_SECOND,
  maxClockDrift: 10n * NANOS_PER_SECOND,
  trustLevel: ONE_THIRD,
};

/** Ten seats; every second height the one that was held longest is given to somebody new. */
function seats(height: number): Powers {
  const turns = Math.floor(height / 2);
  return Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`m${turns + i}`, 10n]));
}
const chain = buildChain({ heights: TIP, validators: seats });

type Way = WayOptions<LightBlock, Header>;
function way(change: Partial<Way> = {}): Way {
  const anchor = family.verifyAlone(chain.at(1));
  if (anchor.kind !== 'verified') throw new Error('refused');
  const now = () => chain.time(TIP) + 1n;
  const provider = chain.provider();
  return { family, provider, trusted: anchor.value, target: BigInt(TIP), parameters, now, ...change };
}

async function reached(options: Way) {
  const result = await bisect(options);
  if (!result.ok) throw new Error(result.error.code);
  return {
    heights: result.value.trace.map((step) => Number(family.view(step.block.value).height)),
    fetched: result.value.fetched,
  };
}

describe('fetching ahead', () => {
  test('is done while it waits, and asks for no height twice [BI-11]', async () => {
    const asked: number[] = [];
    let open = 0;
    let most = 0;
    const honest = chain.provider();
    const provider: LightBlockProvider<LightBlock> = {
      chainId: chain.chainId,
      async lightBlock(height) {
        asked.push(Number(height));
        open += 1;
        most = Math.max(most, open);
        const answer = await honest.lightBlock(height);
        await Promise.resolve();
        open -= 1;
        return answer;
      },
    };
    const ahead = await reached(way({ provider, ahead: 2 }));
    expect(ahead.heights).toEqual((await reached(way())).heights);
    expect(most).toBe(3);
    expect(new Set(asked).size).toBe(asked.length);
    expect(ahead.fetched).toBe(asked.length);
  });

  test('what fails ahead of need does not matter until it is needed [BI-11]', async () => {
    const honest = chain.provider();
    // Needed second (33 falls short), fetched ahead first.
    const without = (missing: bigint): LightBlockProvider<LightBlock> => ({
      chainId: chain.chainId,
      async lightBlock(height) {
        if (height === missing) return fail('light-block-not-found');
        if (height === 3n) throw new Error('a fault of the provider');
        return honest.lightBlock(height);
      },
    });
    const unneeded = await bisect(way({ provider: without(6n), ahead: 4 }));
    expect(unneeded.ok).toBe(true);
    const needed = await bisect(way({ provider: without(19n), ahead: 4 }));
    expect(needed).toMatchObject({ ok: false, error: { code: 'light-block-not-found' } });
  });

  test('keeps within the bound, and leaves one for what is needed [BI-6] [BI-11]', async () => {
    const provider = chain.provider();
    const limits = { maxFetches: 4 };
    const result = await bisect(way({ provider, limits, ahead: 9 }));
    expect(result).toMatchObject({ ok: false, error: { code: 'no-progress', params: { fetches: 4 } } });
    expect(provider.asked.length).toBe(4);
  });
});

test('overlap that cannot suffice is told without one signature check; a bad one shows where it counts [CB-5] [CB-14]', () => {
  const start = family.verifyAlone(chain.at(1));
  if (start.kind !== 'verified') throw new Error('refused');
  const now = chain.time(TIP) + 1n;
  const far = chain.at(18);
  const broken = {
    ...far,
    signedHeader: {
      ...far.signedHeader,
      commit: {
        ...far.signedHeader.commit,
        signatures: far.signedHeader.commit.signatures.map((sig) => ({
          ...sig,
          signature: new Uint8Array(64).fill(1),
        })),
      },
    },
  };
  expect(family.verifyStep(start.value, broken, parameters, now)).toMatchObject({
    kind: 'not-enough-trust',
    tally: { total: 100n, tallied: 10n, needed: 33n, signaturesChecked: 0 },
  });
  const near = chain.at(3);
  const { commit } = near.signedHeader;
  const signatures = commit.signatures.map((sig) => ({ ...sig, signature: new Uint8Array(64).fill(1) }));
  const bad = { ...near, signedHeader: { ...near.signedHeader, commit: { ...commit, signatures } } };
  expect(family.verifyStep(start.value, bad, parameters, now)).toMatchObject({
    kind: 'invalid',
    error: { code: 'invalid-signature' },
  });
  const all = createCometbftFamily({ suite: createAcceleratedSuite(createNativeCrypto(), nobleSuite), mode: 'all' });
  expect(all.verifyStep(start.value, broken, parameters, now)).toMatchObject({ kind: 'invalid' });
});
