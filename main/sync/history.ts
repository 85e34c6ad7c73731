import { equalBytes } from '../../light-client/codec/bytes.ts';
import { toHex } from '../../light-client/codec/hex.ts';
import { type LightClientError, lightClientError } from '../../light-client/core/errors.ts';
import type { Verified } from '../../light-client/core/verified.ts';
import type { ChainStore, HeaderEntry, HeightRange } from '../store/types.ts';
import type { Peer } from './binding.ts';
import type { ChainState } from './chainState.ts';

// The walk backwards: headers between and below the trusted states, by hash link, for charts and counts. No signatures,
// and nothing here ever becomes a starting point for going forward.

/** One batch is one transaction, a few calls, and some milliseconds of hashing between two turns of the event loop. */
const BATCH = 100n;

export type HistoryStep =
  | { readonly kind: 'filled'; readonly headers: number }
  | { readonly kind: 'complete' }
  | { readonly kind: 'failed'; readonly error: LightClientError; readonly url: string };

export interface History {
  /** Fetches and checks one batch: holes first, then downwards from the oldest known header. */
  step(signal: AbortSignal): Promise<HistoryStep>;
}

export function createHistory<Block, Header>(
  state: ChainState<Block, Header>,
  store: ChainStore<Block, Header>,
  peersInOrder: () => readonly Peer<Block, Header>[],
  /** Where the walk must get to beyond what charts need; null: nowhere. */
  mustReach: () => bigint | null,
): History {
  const { family } = state.binding;
  /** The last header that the walk reached: saves linking down from the head again for every batch. */
  let reached: Verified<Header> | null = null;

  function heightOf(header: Verified<Header>): bigint {
    return family.viewHeader(header.value).height;
  }

  /** The highest stretch of missing headers between the head and the floor; null: nothing is missing. */
  function nextHole(): HeightRange | null {
    if (state.head === null) return null;
    const head = family.view(state.head.block.value).height;
    const wanted = maxOf(1n, head - BigInt(state.config.history));
    const needed = mustReach();
    const floor = needed !== null && needed < wanted ? needed : wanted;
    const known = store.knownRange();
    if (known === null || known.from <= floor) return null;
    const gap = store.gaps(1)[0];
    // Below the unbroken range lies either the highest gap or nothing at all.
    const bottom = gap !== undefined && gap.to === known.from - 1n ? maxOf(gap.from, floor) : floor;
    return { from: bottom, to: known.from - 1n };
  }

  /** A sealed header at `height`, linked down from the head through stored headers. */
  function sealedAt(height: bigint): Verified<Header> | null {
    if (state.head === null) return null;
    let from = reached !== null && heightOf(reached) >= height ? reached : family.trustedHeader(state.head.block);
    while (heightOf(from) > height) {
      const top = heightOf(from) - 1n;
      const low = maxOf(height, top - 500n);
      for (const stored of store.headers({ from: low, to: top })) {
        const linked = family.verifyBackwards(from, stored.header);
        if (!linked.ok) return null;
        from = linked.value;
      }
      if (heightOf(from) > low) return null;
    }
    return from;
  }

  async function step(signal: AbortSignal): Promise<HistoryStep> {
    const hole = nextHole();
    if (hole === null) return { kind: 'complete' };
    const above = sealedAt(hole.to + 1n);
    if (above === null) return { kind: 'complete' };
    const from = maxOf(hole.from, hole.to - BATCH + 1n);
    let last: { error: LightClientError; url: string } | null = null;
    for (const [index, peer] of peersInOrder().entries()) {
      const url = peer.endpoint.url;
      const answer = await peer.provider.headers(from, hole.to, { signal, attempts: 2 });
      if (signal.aborted) return { kind: 'complete' };
      const linked = answer.ok ? linkDown(above, answer.value) : { ok: false as const, error: answer.error };
      if (linked.ok) {
        if (index === 0) state.clear('history');
        return keep(linked.value, hole.from);
      }
      last = { error: linked.error, url };
      if (linked.error.category !== 'provider-benign') {
        state.peerFailed(url, 'bad', linked.error);
        if (index === 0) state.suspect('history', linked.error);
      }
    }
    return last === null ? { kind: 'complete' } : { kind: 'failed', ...last };
  }

  type Linked =
    | { readonly ok: true; readonly value: readonly Verified<Header>[] }
    | { readonly ok: false; readonly error: LightClientError };

  function linkDown(above: Verified<Header>, older: readonly Header[]): Linked {
    const chain: Verified<Header>[] = [];
    let newer = above;
    for (const header of older) {
      const linked = family.verifyBackwards(newer, header);
      if (!linked.ok) return linked;
      chain.push(linked.value);
      newer = linked.value;
    }
    return { ok: true, value: chain };
  }

  function keep(headers: readonly Verified<Header>[], bottom: bigint): HistoryStep {
    const lowest = headers[headers.length - 1];
    if (lowest === undefined) return { kind: 'complete' };
    const entries: HeaderEntry<Header>[] = headers.map((header) => ({ header, how: 'backwards', commitPercent: null }));
    const applied = store.applyStep({ headers: entries });
    if (!applied.ok) {
      // A hole that closes on another header than the one stored below it: the peer's past and ours are not one chain.
      if (applied.error.code === 'broken-link' || applied.error.code === 'conflicting-height') {
        const below = store.hashAt(bottom - 1n);
        const view = family.viewHeader(lowest.value);
        const error = lightClientError('conflicting-headers', {
          height: String(view.height - 1n),
          ...(below !== null && !equalBytes(below, view.parentHash) && { stored: toHex(below) }),
          served: toHex(view.parentHash),
        });
        const [served] = peersInOrder();
        const haltedAt = state.now();
        const primaryUrl = served?.endpoint.url ?? '';
        const kept = store.applyStep({ halt: { error, primaryUrl, witnessUrl: null, haltedAt } });
        if (!kept.ok) state.lastError = kept.error;
        state.halt = { error, conflict: { primaryUrl, witnessUrl: null, since: haltedAt } };
      } else {
        state.lastError = applied.error;
      }
      state.touch();
      return { kind: 'complete' };
    }
    reached = lowest;
    state.counters.headersWalked += headers.length;
    state.work.headers += headers.length;
    return { kind: 'filled', headers: headers.length };
  }

  return { step };
}

function maxOf(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
