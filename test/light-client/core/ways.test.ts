import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NANOS_PER_SECOND } from '../../../light-client/codec/time.ts';
import { walkBack, walkBackFetching } from '../../../light-client/core/backwards.ts';
import { bisect, pivotBetween, type VerifiedStep, type WayOptions } from '../../../light-client/core/bisection.ts';
import { fail, ok, type Result } from '../../../light-client/core/errors.ts';
import { type InitializeOptions, initialize } from '../../../light-client/core/initialize.ts';
import { verifySequentially } from '../../../light-client/core/sequential.ts';
import { ONE_THIRD, type TrustParameters } from '../../../light-client/core/trust.ts';
import type { Verified } from '../../../light-client/core/verified.ts';
import { createAcceleratedSuite } from '../../../light-client/crypto/acceleratedSuite.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { createCometbftFamily } from '../../../light-client/families/cometbft/family.ts';
import type { Header, LightBlock } from '../../../light-client/families/cometbft/types.ts';
import { createNativeCrypto } from '../../../main/providers/nativeCrypto.ts';
import { buildChain, powers, type TestChain } from '../../helpers/chain.ts';

const family = createCometbftFamily({ suite: createAcceleratedSuite(createNativeCrypto(), nobleSuite) });
const DAY = 86_400n * NANOS_PER_SECOND;
const parameters: TrustParameters = {
  trustingPeriod: 14n * DAY,
  maxClockDrift: 10n * NANOS_PER_SECOND,
  trustLevel: ONE_THIRD,
};

function trust(block: LightBlock): Verified<LightBlock> {
  const verdict = family.verifyAlone(block);
  if (verdict.kind !== 'verified') throw new Error('refused');
  return verdict.value;
}

const steady = buildChain({ heights: 20, validators: () => powers(4) });
/** Two of four validators change at every height: three heights on, the sets share nobody. */
const turning = buildChain({ heights: 20, validators: (height) => ({ ...powers(4, 2 * height) }) });

type Options = Partial<WayOptions<LightBlock, Header>>;
function way(chain: TestChain, change: Options = {}): WayOptions<LightBlock, Header> {
  const now = () => chain.time(20);
  return { family, provider: chain.provider(), trusted: trust(chain.at(1)), target: 20n, parameters, now, ...change };
}

const code = (result: Result<unknown>) => (result.ok ? 'ok' : result.error.code);
const heights = (trace: readonly VerifiedStep<LightBlock>[]) =>
  trace.map((s) => Number(family.view(s.block.value).height));

describe('bisection', () => {
  test('goes to the target at once where the sets stay [BI-1]', async () => {
    const provider = steady.provider();
    const result = await bisect(way(steady, { provider }));
    if (!result.ok) throw new Error(code(result));
    expect([heights(result.value.trace), provider.asked, result.value.fetched]).toEqual([[20], [20n], 1]);
    expect(result.value.trace[0]).toMatchObject({ mode: 'skipping', fromHeight: 1n });
  });

  test('takes pivots at nine sixteenths where the sets turn over, and reports each as it holds [BI-1] [BI-3]', async () => {
    const provider = turning.provider();
    const seen: VerifiedStep<LightBlock>[] = [];
    const result = await bisect(way(turning, { provider, onVerified: (step) => seen.push(step) }));
    if (!result.ok) throw new Error(code(result));
    expect(provider.asked.slice(0, 3)).toEqual([20n, 11n, 6n]);
    expect(seen).toEqual(result.value.trace);
    expect(heights(seen)).toEqual([...heights(seen)].sort((a, b) => a - b));
    expect(heights(seen).at(-1)).toBe(20);
    let from = 1n;
    for (const step of seen) {
      expect(step.fromHeight).toBe(from);
      from = family.view(step.block.value).height;
      expect(step.mode).toBe(from - step.fromHeight === 1n ? 'adjacent' : 'skipping');
    }
  });

  test('takes a block that was fetched already [BI-1]', async () => {
    const provider = steady.provider();
    expect(code(await bisect(way(steady, { provider, target: steady.at(7) })))).toBe('ok');
    expect(provider.asked).toEqual([]);
  });

  test('has pivots strictly between, and none between neighbours [BI-2]', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 1n << 62n }), fc.bigInt({ min: 1n, max: 1n << 61n }), (from, gap) => {
        const pivot = pivotBetween(from, from + gap);
        if (gap === 1n) expect(pivot).toBeUndefined();
        else expect(pivot !== undefined && pivot > from && pivot < from + gap).toBe(true);
      }),
    );
  });

  test('ends at an invalid target with its own error, asking for nothing else [BI-4]', async () => {
    const provider = turning.provider();
    const bad = { ...turning.at(20), validatorSet: turning.at(19).validatorSet };
    const result = await bisect(way(turning, { provider, target: bad }));
    expect([code(result), provider.asked]).toEqual(['validator-set-mismatch', []]);
  });

  test('calls an invalid pivot the fault of its provider, and keeps what held before [BI-3] [BI-4]', async () => {
    const honest = turning.provider();
    const seen: number[] = [];
    const provider = {
      ...honest,
      lightBlock: async (height?: bigint) => {
        const block = await honest.lightBlock(height);
        if (!block.ok || height !== 11n) return block;
        const { header } = block.value.signedHeader;
        const forged = { ...header, appHash: new Uint8Array(32) };
        return ok({ ...block.value, signedHeader: { ...block.value.signedHeader, header: forged } });
      },
    };
    const result = await bisect(
      way(turning, { provider, onVerified: (s) => seen.push(Number(family.view(s.block.value).height)) }),
    );
    expect(result).toMatchObject({
      ok: false,
      error: {
        code: 'bad-light-block',
        category: 'provider-malicious',
        params: { height: '11', reason: 'commit-block-mismatch' },
      },
    });
    expect(seen.every((height) => height < 11)).toBe(true);
  });

  test('ends with the refusal of its provider [BI-5]', async () => {
    const honest = turning.provider();
    const provider = {
      ...honest,
      lightBlock: async (h?: bigint) => (h === 6n ? fail('light-block-not-found') : honest.lightBlock(h)),
    };
    expect(code(await bisect(way(turning, { provider })))).toBe('light-block-not-found');
    expect(code(await bisect(way(steady, { target: 21n })))).toBe('height-too-high');
  });

  test('stops after so many fetches, with what it has reached [BI-3] [BI-6]', async () => {
    const seen: number[] = [];
    const onVerified = (s: VerifiedStep<LightBlock>) => seen.push(Number(family.view(s.block.value).height));
    const result = await bisect(way(turning, { limits: { maxFetches: 6 }, onVerified }));
    expect(result).toMatchObject({ ok: false, error: { code: 'no-progress', params: { fetches: 6 } } });
    expect(seen.length).toBeGreaterThan(0);
  });

  test('refuses a block of another height than asked [BI-7]', async () => {
    const provider = { ...steady.provider(), lightBlock: async () => ok(steady.at(19)) };
    expect(code(await bisect(way(steady, { provider })))).toBe('unexpected-height');
  });

  test('refuses what cannot begin, before it fetches anything [BI-8] [VF-9]', async () => {
    const provider = steady.provider();
    const start = { provider, trusted: trust(steady.at(5)) };
    const late = () => steady.time(5) + 14n * DAY;
    expect([
      code(await bisect(way(steady, { ...start, target: 5n }))),
      code(await bisect(way(steady, { ...start, target: 4n }))),
      code(await bisect(way(steady, { ...start, target: steady.at(3) }))),
      code(await bisect(way(steady, { ...start, now: late }))),
      code(await bisect(way(steady, { ...start, parameters: { ...parameters, trustingPeriod: 0n } }))),
    ]).toEqual([
      'non-increasing-height',
      'non-increasing-height',
      'non-increasing-height',
      'trusted-expired',
      'bad-trust-options',
    ]);
    expect(provider.asked).toEqual([]);
  });

  test('ends with expiry where trust runs out on the way [BI-4]', async () => {
    let calls = 0;
    const now = () => (calls++ < 3 ? turning.time(20) : turning.time(1) + 14n * DAY);
    expect(code(await bisect(way(turning, { now })))).toBe('trusted-expired');
  });

  test('can be cancelled between two steps [BI-9]', async () => {
    const signal = { aborted: false };
    const onVerified = () => {
      signal.aborted = true;
    };
    expect(code(await bisect(way(turning, { signal, onVerified })))).toBe('cancelled');
    expect(code(await bisect(way(turning, { signal: { aborted: true } })))).toBe('cancelled');
  });

  test('comes to the same verdict from any start to any target, as every height in turn does [BI-10]', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 18 }),
        fc.integer({ min: 1, max: 19 }),
        fc.boolean(),
        async (from, gap, moves) => {
          const chain = moves ? turning : steady;
          const options = way(chain, { trusted: trust(chain.at(from)), target: BigInt(Math.min(20, from + gap)) });
          const [skipping, sequential] = [await bisect(options), await verifySequentially(options)];
          if (!skipping.ok || !sequential.ok) throw new Error(`${code(skipping)} ${code(sequential)}`);
          const last = (trace: readonly VerifiedStep<LightBlock>[]) =>
            family.view((trace.at(-1) as VerifiedStep<LightBlock>).block.value).hash;
          expect(last(skipping.value.trace)).toEqual(last(sequential.value.trace));
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('sequential verification', () => {
  test('takes every height as a neighbour [SQ-1]', async () => {
    const result = await verifySequentially(way(turning, { target: 6n }));
    if (!result.ok) throw new Error(code(result));
    expect(heights(result.value.trace)).toEqual([2, 3, 4, 5, 6]);
    expect(result.value.trace.every((step) => step.mode === 'adjacent')).toBe(true);
  });

  test('ends at the first height that does not hold [SQ-1]', async () => {
    const thin = buildChain({
      heights: 8,
      validators: () => powers(3),
      vote: (h, name) => (h === 5 && name !== 'v1' ? 'absent' : 'commit'),
    });
    const seen: number[] = [];
    const options = way(thin, {
      target: 8n,
      now: () => thin.time(8),
      onVerified: (s) => seen.push(Number(family.view(s.block.value).height)),
    });
    expect([code(await verifySequentially(options)), seen]).toEqual(['insufficient-voting-power', [2, 3, 4]]);
  });

  test('can be cancelled, and is bounded [BI-6] [BI-9]', async () => {
    expect(code(await verifySequentially(way(steady, { signal: { aborted: true } })))).toBe('cancelled');
    expect(code(await verifySequentially(way(steady, { limits: { maxFetches: 3 } })))).toBe('no-progress');
  });
});

describe('walking back', () => {
  const header = (height: number) => steady.at(height).signedHeader.header;
  const from = family.trustedHeader(trust(steady.at(20)));
  const below = (height: number, count: number) => Array.from({ length: count }, (_, i) => header(height - 1 - i));

  test('follows the hash links down [BW-2]', () => {
    const walked = walkBack(family, from, below(20, 19));
    if (!walked.ok) throw new Error(code(walked));
    expect(walked.value.map((h) => Number(h.value.height))).toEqual(Array.from({ length: 19 }, (_, i) => 19 - i));
  });

  test('ends at a header that does not hold, and keeps those before it [BW-5]', () => {
    const forged = below(20, 19).map((h, i) => (i === 4 ? { ...h, appHash: new Uint8Array(32) } : h));
    const kept: bigint[] = [];
    const walked = walkBack(family, from, forged, (h) => kept.push(h.value.height));
    expect([code(walked), kept]).toEqual(['broken-hash-link', [19n, 18n, 17n, 16n]]);
  });

  test('fetches by ranges that a node answers in one call [BW-2]', async () => {
    const asked: string[] = [];
    const fetchRange = async (min: bigint, max: bigint) => {
      asked.push(`${min}-${max}`);
      return ok(below(Number(max) + 1, Number(max - min + 1n)));
    };
    const result = await walkBackFetching({ family, from, downTo: 3n, fetchRange, range: 7n });
    expect([result.ok && result.value.value.height, asked]).toEqual([3n, ['13-19', '6-12', '3-5']]);
  });

  test('goes on where a node gave fewer than asked [BW-6]', async () => {
    const fetchRange = async (_: bigint, max: bigint) => ok(below(Number(max) + 1, 2));
    const result = await walkBackFetching({ family, from, downTo: 4n, fetchRange });
    expect(result.ok && result.value.value.height).toBe(4n);
  });

  test.each<[string, (min: bigint, max: bigint) => Promise<Result<readonly Header[]>>, string]>([
    ['nothing', async () => ok([]), 'light-block-not-found'],
    ['more than asked', async (_, max) => ok(below(Number(max) + 1, Number(max))), 'bad-response'],
    ['a refusal', async () => fail('no-response'), 'no-response'],
    [
      'the wrong end',
      async (min, max) => ok(below(Number(max) + 1, Number(max - min + 1n)).reverse()),
      'non-adjacent-height',
    ],
  ])('ends where the node answers %s [BW-6]', async (_, fetchRange, expected) => {
    expect(code(await walkBackFetching({ family, from, downTo: 10n, fetchRange, range: 5n }))).toBe(expected);
  });

  test('can be cancelled, and has nothing to do at its goal', async () => {
    const never = async (): Promise<Result<readonly Header[]>> => fail('no-response');
    expect(
      code(await walkBackFetching({ family, from, downTo: 10n, fetchRange: never, signal: { aborted: true } })),
    ).toBe('cancelled');
    expect(code(await walkBackFetching({ family, from, downTo: 20n, fetchRange: never }))).toBe('ok');
  });
});

describe('the anchor', () => {
  const { hash } = family.view(steady.at(5));
  const anchor = { chainId: steady.chainId, height: 5n, hash };
  const witness = (id: string, provider = steady.provider()) => ({ id, provider });
  const other = buildChain({ heights: 8, validators: () => powers(4), blockTime: 11n * NANOS_PER_SECOND });
  const init = (change: Partial<InitializeOptions<LightBlock, Header>> = {}) =>
    initialize({
      family,
      provider: steady.provider(),
      witnesses: [witness('w')],
      anchor,
      parameters,
      now: () => steady.time(20),
      ...change,
    });

  test('is fetched, compared and verified by itself [IN-1]', async () => {
    const result = await init();
    if (!result.ok) throw new Error(code(result));
    expect(family.view(result.value.block.value).height).toBe(5n);
    expect(result.value.answers).toEqual([{ witness: 'w', kind: 'match' }]);
  });

  const unsigned = steady.at(5);
  const broken = {
    ...unsigned,
    signedHeader: { ...unsigned.signedHeader, commit: { ...unsigned.signedHeader.commit, round: 3 } },
  };
  test.each<[string, Partial<InitializeOptions<LightBlock, Header>>, string]>([
    [
      'another hash than the supervisor chose [IN-1]',
      { anchor: { ...anchor, hash: new Uint8Array(32) } },
      'anchor-mismatch',
    ],
    ['another chain id [IN-1]', { anchor: { ...anchor, chainId: 'x' } }, 'chain-id-mismatch'],
    [
      'another height than asked [IN-1]',
      { provider: { chainId: '', lightBlock: async () => ok(steady.at(6)) } },
      'unexpected-height',
    ],
    [
      'a commit that does not hold [IN-1]',
      { provider: { chainId: '', lightBlock: async () => ok(broken) } },
      'invalid-signature',
    ],
    [
      'no answer of the primary [IN-1]',
      { provider: { chainId: '', lightBlock: async () => fail('no-response') } },
      'no-response',
    ],
    ['a hash of the wrong length [IN-1]', { anchor: { ...anchor, hash: new Uint8Array(31) } }, 'bad-trust-options'],
    ['height zero [IN-1]', { anchor: { ...anchor, height: 0n } }, 'bad-trust-options'],
    ['an age beyond the trusting period [IN-2]', { now: () => steady.time(5) + 14n * DAY }, 'trusted-expired'],
    [
      'a trust level out of range [VF-9]',
      { parameters: { ...parameters, trustLevel: { numerator: 1n, denominator: 5n } } },
      'bad-trust-options',
    ],
    [
      'a witness with another block [IN-3]',
      { witnesses: [witness('good'), witness('w', other.provider())] },
      'anchor-mismatch',
    ],
    ['no witness [IN-4]', { witnesses: [] }, 'no-witnesses'],
  ])('is refused for %s', async (_, change, expected) => {
    expect(code(await init(change))).toBe(expected);
  });

  test('is not held up by witnesses that have pruned it or that answer nonsense, which it names [IN-4] [CC-4]', async () => {
    const witnesses = [
      witness('pruned', { ...steady.provider(), lightBlock: async () => fail('light-block-not-found') }),
      witness('garbage', { ...steady.provider(), lightBlock: async () => fail('bad-response') }),
      witness('malformed', {
        ...steady.provider(),
        lightBlock: async () => ok({ ...steady.at(5), validatorSet: { validators: [] } }),
      }),
    ];
    const result = await init({ witnesses });
    if (!result.ok) throw new Error(code(result));
    expect(result.value.answers.map((a) => `${a.witness} ${a.kind}`)).toEqual([
      'pruned benign',
      'garbage bad',
      'malformed bad',
    ]);
  });
});
