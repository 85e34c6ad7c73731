import { describe, expect, test } from 'vitest';
import type { VerifiedStep } from '../../../light-client/core/bisection.ts';
import { examineConflict } from '../../../light-client/core/divergence.ts';
import { fail, ok } from '../../../light-client/core/errors.ts';
import type { CrossCheckOptions } from '../../../light-client/core/witness.ts';
import type { Header, LightBlock } from '../../../light-client/families/cometbft/types.ts';
import { forkedBlock, held, honest, madeUp, type Provider, serving, TIP, verified } from '../detector/fixtures.ts';
import { afterWay, answering, heightOf, heightsOf, turning } from './fixtures.ts';

type Options = CrossCheckOptions<LightBlock, Header>;
const examine = (options: Options, provider: Provider, conflicting: LightBlock) =>
  examineConflict(options, { id: 'w', provider }, conflicting);

describe('a witness has to share the block that the way began with', () => {
  test.each<[string, LightBlock, object]>([
    ['below it', honest.at(2), { height: '2', reason: 'below-trusted' }],
    ['of its height, but another', forkedBlock({ header: madeUp, at: 3 }), { height: '3', reason: 'no-common-block' }],
    ['itself, and so earlier than ours', honest.at(3), { height: '3', reason: 'earlier' }],
  ])('where its block is %s, nothing is asked, and it proves nothing [CC-9]', async (_, conflicting, params) => {
    const witness = honest.provider();
    const examined = await examine(await afterWay(TIP, honest, 3), witness, conflicting);
    expect(examined).toMatchObject({ ok: false, error: { code: 'bad-light-block', params } });
    expect(witness.asked).toEqual([]);
  });

  test('and a block of another height than asked is none [CC-9] [BI-7]', async () => {
    const witness = answering(1n, ok(honest.at(2)), honest.provider());
    const examined = await examine(await afterWay(TIP), witness, forkedBlock({ header: madeUp }));
    expect(examined).toEqual(fail('unexpected-height', { asked: '1', got: '2' }));
  });
});

describe('the way of the witness', () => {
  test('ends at the block that it has shown, which is not asked for again [CC-8]', async () => {
    const asked: (bigint | undefined)[] = [];
    const lie = forkedBlock({ header: madeUp });
    const rest = serving(lie);
    const witness: Provider = {
      ...rest,
      lightBlock: (height) => {
        asked.push(height);
        return rest.lightBlock(height);
      },
    };
    const { witnessBlock, witnessTrace, forward } = held(await examine(await afterWay(TIP), witness, lie));
    expect([witnessBlock.value, witnessTrace.length, forward]).toEqual([lie, 1, false]);
    expect(asked).toEqual([1n]);
  });

  const lie = forkedBlock({ header: madeUp, at: 8 }, turning);
  const thin = forkedBlock({ header: madeUp, votes: { v3: 'nil', v4: 'nil' }, at: 3 }, turning);
  test.each([
    ['refuses a height of ours', fail('rate-limited'), 'rate-limited'],
    ['has a block there that does not hold', ok(thin), 'insufficient-voting-power'],
  ] as const)('proves nothing where it %s [CC-9]', async (_, answer, code) => {
    const options = await afterWay(8, turning);
    expect(heightsOf(options.trace)).toContain(3);
    const examined = await examine(options, answering(3n, answer, serving(lie, turning)), lie);
    expect(examined).toMatchObject({ ok: false, error: { code } });
  });

  test('is bounded as ours is [BI-6] [CC-9]', async () => {
    const options = await afterWay(TIP);
    const { witnessTrace } = held(await examine(options, turning.provider(), turning.at(TIP)));
    expect(heightsOf(witnessTrace)).toEqual([3, 4, 5, 6]);
    const bounded = await examine({ ...options, limits: { maxFetches: 1 } }, turning.provider(), turning.at(TIP));
    expect(bounded).toMatchObject({ ok: false, error: { code: 'no-progress', params: { fetches: 1 } } });
  });
});

describe('a newest block that is lower and not earlier', () => {
  test('proves nothing where too few signed it [CC-7] [CC-9]', async () => {
    const newest = forkedBlock({ header: { time: honest.time(TIP) }, votes: { v3: 'nil', v4: 'nil' }, at: 4 });
    const examined = await examine(await afterWay(TIP), serving(newest), newest);
    expect(examined).toMatchObject({ ok: false, error: { code: 'insufficient-voting-power' } });
  });

  // No rule of time lets such a way through: the core does not lean on its family for that.
  test.each([1, 3])('needs no way where it is the common block, of height %i, itself [CC-7] [CC-8]', async (common) => {
    const timeless = forkedBlock({ header: { time: honest.time(common) } });
    const steps = [honest.at(3), timeless].map(
      (block): VerifiedStep<LightBlock> => ({
        ...{ fromHeight: 1n, mode: 'skipping', block: verified(block) },
        tally: { total: 46n, tallied: 46n, needed: 30n, signaturesChecked: 4 },
      }),
    );
    const options = { ...(await afterWay(TIP)), trace: common === 1 ? steps.slice(1) : steps };
    const found = held(await examine(options, honest.provider(common), honest.at(common)));
    expect(found).toMatchObject({ forward: true, witnessTrace: [] });
    expect([found.common, found.witnessBlock, found.primaryBlock].map(heightOf)).toEqual([common, common, TIP]);
  });
});
