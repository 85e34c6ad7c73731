import { type ChainView, HEALTHS, type Health } from '../../../main/contract/chain.ts';
import { needsPerson } from '../../ui/index.ts';

/** Worst first: what was proven false, then what stopped, then what is on its way, then what is well. */
export const SEVERITY: readonly Health[] = [
  'halted',
  'suspect',
  'expired',
  'unreachable',
  'stalled',
  'syncing',
  'bootstrapping',
  'synced',
];

export type ChainFilter = 'all' | 'attention' | Health;

export function parseFilter(text: string | undefined): ChainFilter {
  if (text === 'attention') return text;
  return HEALTHS.find((health) => health === text) ?? 'all';
}

/**
 * By severity, otherwise in the order of the network pack: with forty chains growing each second a row moves only when its
 * health changes.
 */
export function orderChains(chains: readonly ChainView[]): readonly ChainView[] {
  return [...chains].sort((a, b) => SEVERITY.indexOf(a.health) - SEVERITY.indexOf(b.health));
}

export function filterChains(chains: readonly ChainView[], filter: ChainFilter): readonly ChainView[] {
  if (filter === 'all') return chains;
  if (filter === 'attention') return chains.filter((chain) => needsPerson(chain.health));
  return chains.filter((chain) => chain.health === filter);
}

export interface ChainsSummary {
  readonly total: number;
  readonly synced: number;
  readonly attention: number;
  readonly headers: number;
  readonly walked: number;
  readonly signatures: number;
  readonly byHealth: readonly { readonly health: Health; readonly n: number }[];
}

export function summarise(chains: readonly ChainView[]): ChainsSummary {
  const sum = (of: (chain: ChainView) => number) => chains.reduce((total, chain) => total + of(chain), 0);
  return {
    total: chains.length,
    synced: sum((chain) => (chain.health === 'synced' ? 1 : 0)),
    attention: sum((chain) => (needsPerson(chain.health) ? 1 : 0)),
    headers: sum((chain) => chain.headersVerified),
    walked: sum((chain) => chain.headersWalked),
    signatures: sum((chain) => chain.signaturesChecked),
    byHealth: SEVERITY.map((health) => ({
      health,
      n: chains.filter((chain) => chain.health === health).length,
    })).filter((group) => group.n > 0),
  };
}

export interface WitnessCount {
  readonly total: number;
  readonly agree: number;
  readonly conflict: number;
}

export function countWitnesses(chain: ChainView): WitnessCount {
  const witnesses = chain.peers.filter((peer) => peer.role === 'witness');
  return {
    total: witnesses.length,
    agree: witnesses.filter((peer) => peer.state === 'agrees').length,
    conflict: witnesses.filter((peer) => peer.state === 'conflict' || peer.state === 'bad').length,
  };
}
