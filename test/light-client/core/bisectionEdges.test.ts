import { describe, expect, test } from 'vitest';
import { bisect, pivotBetween } from '../../../light-client/core/bisection.ts';
import { fail, type LightClientError, ok } from '../../../light-client/core/errors.ts';
import type { ChainFamily } from '../../../light-client/core/family.ts';
import { verifySequentially } from '../../../light-client/core/sequential.ts';
import type { Header, LightBlock } from '../../../light-client/families/cometbft/types.ts';
import { buildChain, powers } from '../../helpers/chain.ts';
import { family, held } from '../detector/fixtures.ts';
import { heightsOf, turning, wayTo } from './fixtures.ts';

type Family = ChainFamily<LightBlock, Header>;
const long = buildChain({ heights: 20, validators: () => powers(1) });
const tally = { total: 10n, tallied: 0n, needed: 3n, signaturesChecked: 0 };

/** Content with every step but these, from one height to another. */
function short(...steps: readonly string[]): Family {
  return {
    ...family,
    verifyStep: (trusted, untrusted, ...rest) => {
      const step = [trusted.value, untrusted].map((block) => family.view(block).height).join('-');
      return steps.includes(step)
        ? { kind: 'not-enough-trust', tally }
        : family.verifyStep(trusted, untrusted, ...rest);
    },
  };
}

describe('pivots', () => {
  test.each([
    [1n, 2n, undefined],
    [19n, 20n, undefined],
    [1n, 3n, 2n],
    [1n, 4n, 2n],
    [1n, 20n, 11n],
  ])('between %d and %d: %s [BI-1] [BI-2]', (from, to, pivot) => {
    expect(pivotBetween(from, to)).toBe(pivot);
  });

  test('end at the neighbour, which is not fetched again [BI-2]', async () => {
    const provider = long.provider();
    const result = await bisect(wayTo(3, long, { provider, family: short('1-3', '1-2') }));
    expect(result).toEqual(fail('no-progress', { height: '2' }));
    expect(provider.asked).toEqual([3n, 2n]);
  });

  test.each<[string, LightClientError, LightClientError]>([
    [
      'a broken rule is the fault of its provider',
      fail('bad-header', { field: 'chain_id' }).error,
      fail('bad-light-block', { height: '11', reason: 'bad-header' }).error,
    ],
    [
      'any other error is passed on as it is',
      fail('missing-next-validator-set', { height: '1' }).error,
      fail('missing-next-validator-set', { height: '1' }).error,
    ],
  ])('that do not hold end the way: %s [BI-4]', async (_, error, expected) => {
    const failing: Family = {
      ...family,
      verifyStep: (_trusted, untrusted) =>
        family.view(untrusted).height === 20n ? { kind: 'not-enough-trust', tally } : { kind: 'invalid', error },
    };
    expect(await bisect(wayTo(20, long, { family: failing }))).toEqual({ ok: false, error: expected });
  });

  test('fetched ahead leave the last fetch for one that is needed [BI-6] [BI-11]', async () => {
    const provider = long.provider();
    const options = { provider, family: short('1-20', '11-20'), limits: { maxFetches: 3 }, ahead: 9 };
    const { trace, fetched } = held(await bisect(wayTo(20, long, options)));
    expect([heightsOf(trace), provider.asked, fetched]).toEqual([[11, 16, 20], [20n, 11n, 16n], 3]);
  });
});

test('no way takes more than 512 fetches, where nothing else is said [BI-6]', async () => {
  const [first] = long.blocks as [LightBlock];
  const { signedHeader } = first;
  const at = (height: bigint): LightBlock => ({
    ...first,
    signedHeader: { ...signedHeader, header: { ...signedHeader.header, height } },
  });
  const endless: Family = {
    ...family,
    view: (block) => ({ ...family.view(first), height: block.signedHeader.header.height }),
    verifyStep: () => ({ kind: 'not-enough-trust', tally }),
  };
  const provider = { chainId: long.chainId, lightBlock: async (height = 1n) => ok(at(height)) };
  // So far away that it takes more than a thousand pivots to come near.
  const result = await bisect(wayTo(20, long, { family: endless, provider, target: 1n << 1000n }));
  expect(result).toMatchObject({ ok: false, error: { code: 'no-progress', params: { fetches: 512 } } });
});

describe('a way that is cancelled', () => {
  const ways = [
    ['bisection', bisect],
    ['sequential', verifySequentially],
  ] as const;

  test.each(ways)('before it begins fetches nothing: %s [BI-9]', async (_, go) => {
    const provider = long.provider();
    expect(await go(wayTo(20, long, { provider, signal: { aborted: true } }))).toEqual(fail('cancelled'));
    expect(provider.asked).toEqual([]);
  });

  test.each(ways)('while the target is fetched takes no step and asks for nothing else: %s [BI-9]', async (_, go) => {
    const signal = { aborted: false };
    const provider = long.provider();
    const stopping: typeof provider = {
      ...provider,
      lightBlock: (height) => {
        signal.aborted = true;
        return provider.lightBlock(height);
      },
    };
    const steps: unknown[] = [];
    const options = { provider: stopping, signal, onVerified: (step: unknown) => steps.push(step) };
    expect(await go(wayTo(20, long, options))).toEqual(fail('cancelled'));
    expect([provider.asked, steps]).toEqual([[20n], []]);
  });

  test('while a step is judged asks for no pivot [BI-9]', async () => {
    const signal = { aborted: false };
    const provider = long.provider();
    const stopping: Family = {
      ...family,
      verifyStep: () => {
        signal.aborted = true;
        return { kind: 'not-enough-trust', tally };
      },
    };
    expect(await bisect(wayTo(20, long, { provider, signal, family: stopping }))).toEqual(fail('cancelled'));
    expect(provider.asked).toEqual([20n]);
  });

  test('ends before the last step as well: sequential [BI-9] [SQ-1]', async () => {
    const signal = { aborted: false };
    const reached: bigint[] = [];
    const result = await verifySequentially(
      wayTo(4, long, {
        signal,
        onVerified: ({ block }) => {
          const { height } = family.view(block.value);
          reached.push(height);
          signal.aborted = height === 3n;
        },
      }),
    );
    expect([result, reached]).toEqual([fail('cancelled'), [2n, 3n]]);
  });
});

test('a sequential way fetches each height once, the target first [SQ-1]', async () => {
  const provider = long.provider();
  const { trace, fetched } = held(await verifySequentially(wayTo(5, long, { provider })));
  expect([heightsOf(trace), provider.asked, fetched]).toEqual([[2, 3, 4, 5], [5n, 2n, 3n, 4n], 4]);
});

test('a sequential way asks for no target that it was given [SQ-1]', async () => {
  const provider = long.provider();
  const { trace } = held(await verifySequentially(wayTo(3, long, { provider, target: long.at(3) })));
  expect([heightsOf(trace), provider.asked]).toEqual([[2, 3], [2n]]);
});

test("a step says what the trusted set's share came to only where it had to ask for it [VF-6] [VF-7] [CB-12]", async () => {
  const [skipping] = held(await bisect(wayTo(3, turning))).trace;
  expect(skipping).toMatchObject({
    mode: 'skipping',
    tally: { total: 46n, needed: 30n },
    trustTally: { total: 46n, tallied: 25n, needed: 15n },
  });
  const [adjacent] = held(await bisect(wayTo(2, turning))).trace;
  expect(adjacent).toMatchObject({ mode: 'adjacent', tally: { total: 46n, needed: 30n } });
  expect(adjacent).not.toHaveProperty('trustTally');
});
