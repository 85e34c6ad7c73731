import { describe, expect, it } from 'vitest';
import {
  countWitnesses,
  filterChains,
  orderChains,
  parseFilter,
  summarise,
} from '../../../renderer/features/chains/chainRows.ts';
import { chainView, demoChains } from './chainViews.ts';

describe('the rows of the chains', () => {
  it('stand worst first and otherwise in the order of the network pack', () => {
    const rows = orderChains(demoChains());
    expect(rows.slice(0, 8).map((chain) => chain.health)).toEqual([
      'halted',
      'suspect',
      'expired',
      'unreachable',
      'stalled',
      'syncing',
      'bootstrapping',
      'synced',
    ]);
    const synced = rows.filter((chain) => chain.health === 'synced').map((chain) => chain.zoneId);
    expect(synced).toEqual(
      demoChains()
        .filter((chain) => chain.health === 'synced')
        .map((chain) => chain.zoneId),
    );
  });

  it('do not move while heights grow', () => {
    const before = demoChains();
    const after = before.map((chain) =>
      chain.verified === null
        ? chain
        : { ...chain, verified: { ...chain.verified, height: `${chain.verified.height}9` } },
    );
    expect(orderChains(after).map((chain) => chain.chainId)).toEqual(orderChains(before).map((chain) => chain.chainId));
  });

  it('are filtered by one health or by what needs a person; an unknown filter shows all', () => {
    const chains = demoChains();
    expect(filterChains(chains, 'stalled')).toHaveLength(1);
    expect(filterChains(chains, 'attention')).toHaveLength(5);
    expect(filterChains(chains, parseFilter('nonsense'))).toHaveLength(15);
  });

  it('are summed up in one line', () => {
    expect(summarise(demoChains())).toMatchObject({ total: 15, synced: 8, attention: 5 });
  });

  it('count the witnesses that agree and those that do not', () => {
    expect(countWitnesses(chainView(0))).toEqual({ total: 2, agree: 2, conflict: 0 });
    expect(countWitnesses(chainView(0, 'suspect'))).toEqual({ total: 2, agree: 1, conflict: 1 });
  });
});
