import { describe, expect, test } from 'vitest';
import { NANOS_PER_SECOND } from '../../../light-client/codec/time.ts';
import { bisect } from '../../../light-client/core/bisection.ts';
import { crossCheck } from '../../../light-client/core/crossCheck.ts';
import { examineConflict } from '../../../light-client/core/divergence.ts';
import { fail, ok } from '../../../light-client/core/errors.ts';
import type { LightBlockProvider } from '../../../light-client/core/family.ts';
import { ONE_THIRD, type TrustParameters } from '../../../light-client/core/trust.ts';
import type { CrossCheckOptions } from '../../../light-client/core/witness.ts';
import { createAcceleratedSuite } from '../../../light-client/crypto/acceleratedSuite.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { createCometbftFamily } from '../../../light-client/families/cometbft/family.ts';
import type { Header, LightBlock } from '../../../light-client/families/cometbft/types.ts';
import { createNativeCrypto } from '../../../main/providers/nativeCrypto.ts';
import { buildChain, type ChainOptions, powers, type TestChain } from '../../helpers/chain.ts';

const family = createCometbftFamily({ suite: createAcceleratedSuite(createNativeCrypto(), nobleSuite) });
const parameters: TrustParameters = {
  trustingPeriod: 1_000_000n * NANOS_PER_SECOND,
  maxClockDrift: 10n * NANOS_PER_SECOND,
  trustLevel: ONE_THIRD,
};

const base: ChainOptions = { heights: 12, validators: () => powers(4) };
const honest = buildChain(base);
/** The same validators signed other blocks from height `from` on. */
const forked = (from: number, change: Partial<ChainOptions> = {}) =>
  buildChain({
    ...base,
    ...change,
    header: (header) => (header.height < from ? header : { ...header, appHash: new Uint8Array(32).fill(9) }),
  });

type Provider = LightBlockProvider<LightBlock>;
const refusing = (result: ReturnType<typeof fail>): Provider => ({ chainId: '', lightBlock: async () => result });
const serving = (block: LightBlock): Provider => ({ chainId: '', lightBlock: async () => ok(block) });

async function check(
  witnesses: readonly Provider[],
  primary: TestChain = honest,
  change: Partial<CrossCheckOptions<LightBlock, Header>> = {},
) {
  const first = family.verifyAlone(primary.at(1));
  if (first.kind !== 'verified') throw new Error('refused');
  const trusted = first.value;
  const now = () => primary.time(12);
  const target = 12n;
  const way = await bisect({ family, provider: primary.provider(), trusted, target, parameters, now });
  if (!way.ok) throw new Error(way.error.code);
  const named = witnesses.map((provider, i) => ({ id: `w${i}`, provider }));
  const { verdict, answers } = await crossCheck({
    family,
    trusted,
    trace: way.value.trace,
    witnesses: named,
    parameters,
    now,
    ...change,
  });
  return {
    verdict: verdict.ok ? 'ok' : verdict.error.code,
    error: verdict.ok ? undefined : verdict.error,
    answers,
    kinds: answers.map((a) => a.kind),
  };
}

describe('a cross-check', () => {
  test('without witnesses trusts nothing [CC-1]', async () => {
    expect((await check([])).verdict).toBe('no-witnesses');
  });

  test('takes the same header for a match, whatever the signatures [CC-2]', async () => {
    const other = honest.at(12);
    const signatures = other.signedHeader.commit.signatures.map((sig) => ({ ...sig, signature: new Uint8Array(64) }));
    const resigned = {
      ...other,
      signedHeader: { ...other.signedHeader, commit: { ...other.signedHeader.commit, signatures } },
    };
    expect(await check([honest.provider(), serving(resigned)])).toMatchObject({
      verdict: 'ok',
      kinds: ['match', 'match'],
    });
  });

  test.each(['light-block-not-found', 'no-response', 'rate-limited'] as const)(
    'passes over %s, and needs one match [CC-3] [CC-5]',
    async (code) => {
      expect(await check([refusing(fail(code)), honest.provider()])).toMatchObject({
        verdict: 'ok',
        kinds: ['benign', 'match'],
      });
      expect(await check([refusing(fail(code))])).toMatchObject({
        verdict: 'witnesses-silent',
        kinds: ['benign'],
      });
    },
  );

  const twelve = honest.at(12);
  test.each<[string, Provider, string]>([
    ['another chain', serving(buildChain({ ...base, chainId: 'other-chain' }).at(12)), 'chain-id-mismatch'],
    ['another height', serving(honest.at(11)), 'unexpected-height'],
    [
      'a set that is not the one named',
      serving({ ...twelve, validatorSet: { validators: twelve.validatorSet.validators.slice(1) } }),
      'validator-set-mismatch',
    ],
    [
      'a header that is not the one signed',
      serving({
        ...twelve,
        signedHeader: {
          ...twelve.signedHeader,
          header: { ...twelve.signedHeader.header, dataHash: new Uint8Array(32) },
        },
      }),
      'commit-block-mismatch',
    ],
    ['an answer that cannot be read', refusing(fail('bad-response')), 'bad-response'],
    ['pages that do not fit', refusing(fail('bad-validator-pages')), 'bad-validator-pages'],
  ])('calls a witness bad for %s [CC-4]', async (_, provider, code) => {
    const result = await check([provider, honest.provider()]);
    expect(result).toMatchObject({ verdict: 'ok', kinds: ['bad', 'match'] });
    expect(result.answers[0]).toMatchObject({ error: { code } });
  });

  test('passes over a witness that is behind, and asks it once more after waiting [CC-6]', async () => {
    expect(await check([honest.provider(9)])).toMatchObject({ verdict: 'witnesses-lagging', kinds: ['lagging'] });
    let current = honest.provider(9);
    const waits: bigint[] = [];
    const catching: Provider = { chainId: '', lightBlock: (height) => current.lightBlock(height) };
    const wait = async (duration: bigint) => {
      waits.push(duration);
      current = honest.provider(12);
    };
    expect(await check([catching], honest, { wait })).toMatchObject({ verdict: 'ok', kinds: ['match'] });
    expect(waits).toEqual([30n * NANOS_PER_SECOND]);
    current = honest.provider(9);
    expect(await check([catching], honest, { wait: async () => {} })).toMatchObject({ kinds: ['lagging'] });
  });

  test('sees a witness that has grown beyond the target meanwhile [CC-6]', async () => {
    const longer = buildChain({ ...base, heights: 14 });
    let asked = 0;
    const grown: Provider = {
      chainId: '',
      lightBlock: async (height) => (asked++ === 0 ? fail('height-too-high') : longer.provider().lightBlock(height)),
    };
    expect(await check([grown])).toMatchObject({ verdict: 'ok', kinds: ['match'] });
  });
});

describe('without one match', () => {
  const behind = honest.provider(9);
  const silent = refusing(fail('no-response'));
  const broken = refusing(fail('bad-response'));
  const stranger = buildChain({ ...base, blockTime: 9n * NANOS_PER_SECOND }).provider();

  test.each<[string, readonly Provider[], string, object]>([
    ['all of them are behind', [behind, behind], 'witnesses-lagging', { height: '12', witnesses: 2 }],
    ['none of them answers', [silent, silent], 'witnesses-silent', { height: '12', witnesses: 2 }],
    ['all of them give what cannot be', [broken, stranger], 'witnesses-bad', { height: '12', witnesses: 2 }],
    [
      'they fail in different ways',
      [behind, silent, broken],
      'failed-cross-reference',
      { lagging: 1, silent: 1, bad: 1 },
    ],
  ])(
    'where %s the target is not trusted, with a code of its own [CC-5] [CC-10]',
    async (_, witnesses, code, params) => {
      const { error, verdict } = await check(witnesses);
      expect([verdict, error?.params]).toEqual([code, expect.objectContaining(params)]);
      expect(error?.category).toBe(code === 'witnesses-bad' ? 'provider-malicious' : 'provider-benign');
    },
  );

  test.each<[string, readonly Provider[]]>([
    ['behind', [behind, honest.provider()]],
    ['silent', [silent, honest.provider()]],
    ['bad', [broken, honest.provider()]],
  ])('of one that is %s, the match of another is enough [CC-5] [CC-10]', async (_, witnesses) => {
    expect((await check(witnesses)).verdict).toBe('ok');
  });
});

describe('a witness that shows another block', () => {
  const mixed = (low: TestChain, high: TestChain): Provider => ({
    chainId: '',
    lightBlock: async (height) => (height === 1n ? low : high).provider().lightBlock(height),
  });
  const strangers = buildChain({
    ...base,
    seed: 'strangers',
    validators: (h) => (h < 2 ? powers(4) : { x: 1n, y: 1n }),
  });

  test.each<[string, Provider, string]>([
    ['signed by strangers', mixed(honest, strangers), 'next-validator-set-mismatch'],
    ['of a chain without a common block', buildChain({ ...base, seed: 'elsewhere' }).provider(), 'no-common-block'],
    [
      'that it will not explain',
      { chainId: '', lightBlock: async (h) => (h === 12n ? forked(5).provider().lightBlock(h) : fail('no-response')) },
      'no-response',
    ],
  ])('%s is dropped, with the rule that it broke, and not believed [CC-9] [CC-11]', async (_, witness, reason) => {
    const { answers, verdict } = await check([witness, honest.provider()]);
    expect(answers[0]).toEqual({
      witness: 'w0',
      kind: 'bad',
      error: { code: 'unproven-conflict', category: 'provider-malicious', params: { height: '12', reason } },
    });
    expect(verdict).toBe('ok');
  });

  test('is told of before it is examined [CC-12]', async () => {
    const told: string[] = [];
    await check([honest.provider(), forked(5).provider()], honest, { onDiffers: (witness) => told.push(witness) });
    expect(told).toEqual(['w1']);
  });

  test('is not blamed where our own trust has run out meanwhile [CC-13]', async () => {
    const expired = { parameters: { ...parameters, trustingPeriod: 3n * NANOS_PER_SECOND } };
    const { verdict, kinds } = await check([honest.provider(), forked(5).provider()], honest, expired);
    expect([verdict, kinds]).toEqual(['trusted-expired', ['match']]);
  });

  test('says nothing of the witness where we stop in the middle [CC-13]', async () => {
    const signal = { aborted: false };
    const stop = () => {
      signal.aborted = true;
    };
    const { verdict, kinds } = await check([forked(5).provider()], honest, { signal, onDiffers: stop });
    expect([verdict, kinds]).toEqual(['cancelled', []]);
  });
});

describe('a conflict', () => {
  test.each([2, 7, 12])('that verifies from height %i on is an attack, even against a match [CC-8]', async (from) => {
    const fork = forked(from);
    const result = await check([honest.provider(), fork.provider()]);
    expect(result).toMatchObject({
      verdict: 'conflicting-headers',
      kinds: ['match', 'conflict'],
      error: { category: 'attack' },
    });
    const conflict = result.answers[1];
    if (conflict?.kind !== 'conflict') throw new Error('no conflict');
    const { common, primaryBlock, witnessBlock, witnessTrace, forward } = conflict.divergence;
    const heights = [common, primaryBlock, witnessBlock].map((b) => Number(family.view(b.value).height));
    expect([heights, forward, witnessTrace.length]).toEqual([[1, 12, 12], false, 1]);
    expect(family.view(primaryBlock.value).hash).not.toEqual(family.view(witnessBlock.value).hash);
  });

  test('is traced to the first step of the way that differs [CC-8]', async () => {
    // Sets that turn over make the way go through many heights.
    const turning: ChainOptions = { heights: 12, validators: (height) => powers(4, 2 * height) };
    const header = (from: bigint) => (h: Header) =>
      h.height < from ? h : { ...h, appHash: new Uint8Array(32).fill(9) };
    const [main, fork] = [buildChain(turning), buildChain({ ...turning, header: header(8n) })];
    const result = await check([fork.provider()], main);
    const conflict = result.answers[0];
    if (conflict?.kind !== 'conflict') throw new Error(result.verdict);
    const { common, primaryBlock } = conflict.divergence;
    const [low, high] = [common, primaryBlock].map((b) => Number(family.view(b.value).height)) as [number, number];
    expect([low < 8, high >= 8, high - low <= 2]).toEqual([true, true, true]);
  });

  test('that does not verify makes the witness bad and proves nothing [CC-9] [CC-5]', async () => {
    const invented = buildChain({
      ...base,
      seed: 'strangers',
      validators: (h) => (h < 2 ? powers(4) : { x: 1n, y: 1n }),
    });
    const mixed: Provider = {
      chainId: '',
      lightBlock: async (height) =>
        height === 1n ? honest.provider().lightBlock(1n) : invented.provider().lightBlock(height),
    };
    expect(await check([mixed, honest.provider()])).toMatchObject({ verdict: 'ok', kinds: ['bad', 'match'] });
    expect(await check([mixed])).toMatchObject({ verdict: 'witnesses-bad', kinds: ['bad'] });
  });

  test('of a chain without a common block makes the witness bad [CC-9]', async () => {
    const stranger = buildChain({ ...base, blockTime: 9n * NANOS_PER_SECOND });
    const result = await check([stranger.provider()]);
    expect(result.answers[0]).toMatchObject({ kind: 'bad', error: { params: { reason: 'no-common-block' } } });
  });

  test('that the witness will not explain makes it bad [CC-9]', async () => {
    const fork = forked(5);
    const silent: Provider = {
      chainId: '',
      lightBlock: async (h) => (h === 12n ? fork.provider().lightBlock(h) : fail('no-response')),
    };
    expect(await check([silent])).toMatchObject({ verdict: 'witnesses-bad', kinds: ['bad'] });
  });

  test('of a lower block that is not earlier is an attack, too: forward lunatic [CC-7] [CC-8]', async () => {
    // The primary ran ahead: its block times are short, so that its height 12 is not later than the witness's newest.
    const ahead = buildChain({ ...base, blockTime: 10n * NANOS_PER_SECOND });
    const slow = buildChain({
      ...base,
      header: (h) => (h.height < 2 ? h : { ...h, time: h.time + 60n * NANOS_PER_SECOND }),
    });
    const result = await check([slow.provider(9)], ahead, { now: () => slow.time(9) });
    const conflict = result.answers[0];
    if (conflict?.kind !== 'conflict') throw new Error(result.verdict);
    const { common, primaryBlock, witnessBlock, forward } = conflict.divergence;
    const heights = [common, primaryBlock, witnessBlock].map((b) => Number(family.view(b.value).height));
    expect([result.verdict, heights, forward]).toEqual(['conflicting-headers', [1, 12, 9], true]);
  });

  test('at the very same time, on a lower height, is one as well [CC-7]', async () => {
    const last = honest.time(12);
    const even = buildChain({ ...base, header: (h) => (h.height === 9n ? { ...h, time: last } : h) });
    const result = await check([even.provider(9)], honest, { now: () => last });
    expect([result.verdict, result.kinds]).toEqual(['conflicting-headers', ['conflict']]);
    const earlier = buildChain({ ...base, header: (h) => (h.height === 9n ? { ...h, time: last - 1n } : h) });
    expect((await check([earlier.provider(9)], honest, { now: () => last })).kinds).toEqual(['lagging']);
  });

  test('of a lower block that is earlier proves nothing when it is examined [CC-9]', async () => {
    const first = family.verifyAlone(honest.at(1));
    if (first.kind !== 'verified') throw new Error('refused');
    const options = { family, trusted: first.value, parameters, now: () => honest.time(12), witnesses: [] };
    const way = await bisect({ ...options, provider: honest.provider(), target: 12n });
    if (!way.ok) throw new Error(way.error.code);
    const witness = { id: 'w', provider: honest.provider(9) };
    const examined = await examineConflict({ ...options, trace: way.value.trace }, witness, honest.at(9));
    expect(examined).toMatchObject({ ok: false, error: { params: { reason: 'earlier' } } });
  });

  test('keeps good witnesses when the target is one bad header: nobody is dropped for it [BI-4]', async () => {
    // An invalid target never reaches the witnesses: verification ends first.
    const bad = { ...honest.at(12), validatorSet: honest.at(11).validatorSet };
    const first = family.verifyAlone(honest.at(1));
    if (first.kind !== 'verified') throw new Error('refused');
    const altered = { ...bad, signedHeader: { ...bad.signedHeader, commit: { ...bad.signedHeader.commit, round: 9 } } };
    const provider = honest.provider();
    const way = await bisect({
      family,
      provider,
      trusted: first.value,
      target: altered,
      parameters,
      now: () => honest.time(12),
    });
    expect([way.ok, provider.asked]).toEqual([false, []]);
  });
});
