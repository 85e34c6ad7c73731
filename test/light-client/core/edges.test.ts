import { describe, expect, test } from 'vitest';
import { NANOS_PER_SECOND } from '../../../light-client/codec/time.ts';
import { bisect, type WayOptions } from '../../../light-client/core/bisection.ts';
import { crossCheck } from '../../../light-client/core/crossCheck.ts';
import { fail, ok, type Result } from '../../../light-client/core/errors.ts';
import type { ChainFamily, LightBlockProvider } from '../../../light-client/core/family.ts';
import { initialize } from '../../../light-client/core/initialize.ts';
import { verifySequentially } from '../../../light-client/core/sequential.ts';
import { ONE_THIRD, type TrustParameters, validateTrustParameters } from '../../../light-client/core/trust.ts';
import type { Verified } from '../../../light-client/core/verified.ts';
import { createTableSuite } from '../../../light-client/crypto/keyTables.ts';
import { createCometbftFamily } from '../../../light-client/families/cometbft/family.ts';
import type { Header, LightBlock } from '../../../light-client/families/cometbft/types.ts';
import { buildChain, powers } from '../../helpers/chain.ts';

// What honest families and providers never do: the core holds its own against it.

const family = createCometbftFamily({ suite: createTableSuite() });
const parameters: TrustParameters = {
  trustingPeriod: 86_400n * NANOS_PER_SECOND,
  maxClockDrift: 10n * NANOS_PER_SECOND,
  trustLevel: ONE_THIRD,
};
const chain = buildChain({ heights: 8, validators: () => powers(3) });
const NEVER = { total: 3n, tallied: 0n, needed: 1n, signaturesChecked: 0 };

function trust(height: number): Verified<LightBlock> {
  const verdict = family.verifyAlone(chain.at(height));
  if (verdict.kind !== 'verified') throw new Error('refused');
  return verdict.value;
}

type Family = ChainFamily<LightBlock, Header>;
const way = (change: Partial<WayOptions<LightBlock, Header>> = {}): WayOptions<LightBlock, Header> => ({
  ...{ family, provider: chain.provider(), trusted: trust(1), target: 8n, parameters, now: () => chain.time(8) },
  ...change,
});
const code = (result: Result<unknown>): string => (result.ok ? 'ok' : result.error.code);

/** Never content with the overlap, not even between neighbours. */
const wanting: Family = { ...family, verifyStep: () => ({ kind: 'not-enough-trust', tally: NEVER }) };

describe('a family that is never content', () => {
  test('ends a sequential way, and bisection at the smallest step [SQ-1] [BI-2]', async () => {
    expect(code(await verifySequentially(way({ family: wanting })))).toBe('no-progress');
    const result = await bisect(way({ family: wanting }));
    expect(result).toMatchObject({ ok: false, error: { code: 'no-progress', params: { height: '2' } } });
  });

  test('has no anchor [IN-1]', async () => {
    const alone: Family = { ...family, verifyAlone: () => ({ kind: 'not-enough-trust', tally: NEVER }) };
    const anchor = { chainId: chain.chainId, height: 1n, hash: family.view(chain.at(1)).hash };
    const witnesses = [{ id: 'w', provider: chain.provider() }];
    const { provider, now } = way();
    const begun = await initialize({ family: alone, provider, witnesses, anchor, parameters, now });
    expect(begun).toMatchObject({ ok: false, error: { code: 'insufficient-voting-power', params: { height: '1' } } });
  });
});

test('a sequential way ends between two steps when it is cancelled, and keeps what it reached [SQ-1] [BI-9]', async () => {
  const seen: bigint[] = [];
  const signal = { aborted: false };
  const result = await verifySequentially(
    way({
      signal,
      onVerified: ({ block }) => {
        seen.push(family.view(block.value).height);
        signal.aborted = seen.length === 3;
      },
    }),
  );
  expect([code(result), seen]).toEqual(['cancelled', [2n, 3n, 4n]]);
});

test('a sequential way ends where the provider has nothing, or something else [SQ-1] [BI-5] [BI-7]', async () => {
  const honest = chain.provider();
  const at = (height: bigint, answer: Result<LightBlock>): LightBlockProvider<LightBlock> => ({
    chainId: chain.chainId,
    lightBlock: (asked) => (asked === height ? Promise.resolve(answer) : honest.lightBlock(asked)),
  });
  expect(code(await verifySequentially(way({ provider: at(5n, fail('rate-limited')) })))).toBe('rate-limited');
  expect(code(await verifySequentially(way({ provider: at(5n, ok(chain.at(6))) })))).toBe('unexpected-height');
});

test.each<[string, TrustParameters, string, string]>([
  ['a level of nothing', { ...parameters, trustLevel: { numerator: 0n, denominator: 3n } }, 'trust-level', '0/3'],
  ['a denominator of nothing', { ...parameters, trustLevel: { numerator: 1n, denominator: 0n } }, 'trust-level', '1/0'],
  ['a level above one', { ...parameters, trustLevel: { numerator: 4n, denominator: 3n } }, 'trust-level', '4/3'],
  [
    'a level just below a third',
    { ...parameters, trustLevel: { numerator: 333n, denominator: 1000n } },
    'trust-level',
    '333/1000',
  ],
  [
    'numbers beyond 64 bits',
    { ...parameters, trustLevel: { numerator: 1n << 64n, denominator: 1n << 64n } },
    'trust-level',
    `${1n << 64n}/${1n << 64n}`,
  ],
  [
    'a denominator beyond 64 bits',
    { ...parameters, trustLevel: { numerator: (1n << 64n) - 1n, denominator: 1n << 64n } },
    'trust-level',
    `${(1n << 64n) - 1n}/${1n << 64n}`,
  ],
])('%s is refused, and said [VF-9]', (_, options, what, value) => {
  expect(validateTrustParameters(options)).toEqual(fail('bad-trust-options', { what, value }));
});

test('periods and drifts at their limits [VF-9]', () => {
  const judge = (change: Partial<TrustParameters>) => validateTrustParameters({ ...parameters, ...change });
  expect(judge({ trustingPeriod: 1n }).ok).toBe(true);
  expect(judge({ trustingPeriod: 0n })).toEqual(fail('bad-trust-options', { what: 'trusting-period' }));
  expect(judge({ maxClockDrift: 0n }).ok).toBe(true);
  expect(judge({ maxClockDrift: -1n })).toEqual(fail('bad-trust-options', { what: 'clock-drift' }));
  expect(judge({ trustLevel: { numerator: 1n, denominator: 1n } }).ok).toBe(true);
  const largest = (1n << 64n) - 1n;
  expect(judge({ trustLevel: { numerator: largest, denominator: largest } }).ok).toBe(true);
});

describe('a witness', () => {
  const options = async (witness: LightBlockProvider<LightBlock>) => {
    const reached = await bisect(way());
    if (!reached.ok) throw new Error(reached.error.code);
    return { ...way(), trace: reached.value.trace, witnesses: [{ id: 'w', provider: witness }] };
  };
  /** Behind, and answering to "the newest" as told. */
  const behind = (newest: (asked: number) => Result<LightBlock>): LightBlockProvider<LightBlock> => {
    let asked = 0;
    return {
      chainId: chain.chainId,
      lightBlock: (height) =>
        Promise.resolve(height === undefined ? newest(asked++) : fail('height-too-high', { latest: '1' })),
    };
  };

  test('that cannot say what its newest block is stands aside [CC-3] [CC-6]', async () => {
    const result = await crossCheck(await options(behind(() => fail('no-response'))));
    expect(result).toMatchObject({ verdict: fail('witnesses-silent'), answers: [{ witness: 'w', kind: 'benign' }] });
  });

  test('that caught up while we asked is compared [CC-6]', async () => {
    const result = await crossCheck(await options(behind(() => ok(chain.at(8)))));
    expect(result).toEqual({ verdict: ok(undefined), answers: [{ witness: 'w', kind: 'match' }] });
  });

  test('a check of no way at all is a bug of the caller [CC-1]', async () => {
    const { trace: _, ...rest } = await options(chain.provider());
    await expect(crossCheck({ ...rest, trace: [] })).rejects.toThrow(/trace is empty/);
  });
});
