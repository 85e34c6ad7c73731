import { fail } from '../../light-client/core/errors.ts';
import type { Header, LightBlock } from '../../light-client/families/cometbft/types.ts';
import type { ChainProvider } from './types.ts';

/** Answers nothing. Stands for an endpoint that is known to be of no use, and for outages in tests. */
export function createDeadProvider(chainId: string, url = 'dead:'): ChainProvider<LightBlock, Header> {
  const none = () => Promise.resolve(fail('no-response', { reason: 'dead' }));
  return { chainId, url, lightBlock: none, headers: none, status: none, abciQuery: none, tx: none };
}
