import { bisect, type VerifiedStep, type WayOptions } from '../../../light-client/core/bisection.ts';
import type { Result } from '../../../light-client/core/errors.ts';
import type { Verified } from '../../../light-client/core/verified.ts';
import type { CrossCheckOptions } from '../../../light-client/core/witness.ts';
import type { Header, LightBlock } from '../../../light-client/families/cometbft/types.ts';
import { buildChain, powers, type TestChain } from '../../helpers/chain.ts';
import { family, held, honest, type Provider, parameters, verified } from '../detector/fixtures.ts';

/** Its first block is that of `honest`; from height 3 on two of four validators change at every height. */
export const turning = buildChain({ heights: 8, validators: (height) => powers(4, height < 3 ? 1 : 2 * height - 3) });

type Way = WayOptions<LightBlock, Header>;
export function wayTo(target: number, chain: TestChain = honest, change: Partial<Way> = {}): Way {
  const now = () => chain.time(target);
  const start = { family, provider: chain.provider(), trusted: verified(chain.at(1)), parameters, now };
  return { ...start, target: BigInt(target), ...change };
}

type Check = CrossCheckOptions<LightBlock, Header>;
/** What there is to cross-check after a way from height `from` to height `to`. */
export async function afterWay(to: number, chain: TestChain = honest, from = 1): Promise<Check> {
  const way = wayTo(to, chain, { trusted: verified(chain.at(from)) });
  return { ...way, trace: held(await bisect(way)).trace, witnesses: [] };
}

/** Answers as `rest` does, but for one height. */
export function answering(height: bigint | undefined, answer: Result<LightBlock>, rest: Provider): Provider {
  return { ...rest, lightBlock: async (asked) => (asked === height ? answer : rest.lightBlock(asked)) };
}

export const heightOf = (block: Verified<LightBlock>): number => Number(family.view(block.value).height);
export const heightsOf = (trace: readonly VerifiedStep<LightBlock>[]): number[] =>
  trace.map(({ block }) => heightOf(block));
