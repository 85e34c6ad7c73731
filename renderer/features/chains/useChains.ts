import { useMemo } from 'react';
import { useActions, useApp, useSnapshot } from '../../state/context.tsx';
import { type ChainFilter, filterChains, orderChains, parseFilter, summarise } from './chainRows.ts';

/** The filter is part of the address, so that a filtered list can be gone back to. */
export function useChains() {
  const actions = useActions();
  const chains = useSnapshot((snapshot) => snapshot.chains);
  const filter = parseFilter(useApp((state) => state.route.query['health']));
  const rows = useMemo(() => filterChains(orderChains(chains), filter), [chains, filter]);
  const summary = useMemo(() => summarise(chains), [chains]);
  const setFilter = (next: ChainFilter) => actions.setQuery({ health: next === 'all' ? null : next });
  return { chains, rows, summary, filter, setFilter };
}
