import { expect, test } from 'vitest';
import { walkBackFetching } from '../../../light-client/core/backwards.ts';
import { ok } from '../../../light-client/core/errors.ts';
import { buildChain, powers } from '../../helpers/chain.ts';
import { family, held, verified } from '../detector/fixtures.ts';

const chain = buildChain({ heights: 25, validators: () => powers(1) });
const from = family.trustedHeader(verified(chain.at(25)));

test.each<[number, { readonly range?: bigint }, readonly string[]]>([
  [17, { range: 7n }, ['18-24', '17-17']],
  [16, { range: 7n }, ['18-24', '16-17']],
  [18, { range: 7n }, ['18-24']],
  [19, { range: 7n }, ['19-24']],
  [23, { range: 1n }, ['24-24', '23-23']],
  [4, {}, ['5-24', '4-4']],
  [5, {}, ['5-24']],
])('down to %i, %o asks for %j: never more at once, and nothing below [BW-2]', async (downTo, range, ranges) => {
  const asked: string[] = [];
  const fetchRange = async (min: bigint, max: bigint) => {
    asked.push(`${min}-${max}`);
    const blocks = chain.blocks.slice(Number(min) - 1, Number(max));
    return ok(blocks.map(({ signedHeader }) => signedHeader.header).reverse());
  };
  const lowest = held(await walkBackFetching({ family, from, downTo: BigInt(downTo), fetchRange, ...range }));
  expect(family.viewHeader(lowest.value).height).toBe(BigInt(downTo));
  expect(asked).toEqual(ranges);
});
