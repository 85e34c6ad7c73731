import { fail, type LightClientError, lightClientError, type Result } from '../../light-client/core/errors.ts';
import type { LightBlockProvider } from '../../light-client/core/family.ts';
import type { Verified } from '../../light-client/core/verified.ts';
import type { Witness } from '../../light-client/core/witness.ts';
import type { WireError } from '../contract/error.ts';
import type { ChainStore, Step, TrustedEntry } from '../store/types.ts';
import type { Peer } from './binding.ts';
import { type ChainState, percent } from './chainState.ts';

// What every way of moving a head needs: peers whose answers are noted, the one place where heads reach the disk, and
// what a refusal means for the chain.

export interface Peers<Block, Header> {
  readonly primary: Peer<Block, Header>;
  readonly witnesses: readonly Peer<Block, Header>[];
}

export type Progress =
  /** The head moved (or the way to it was begun). */
  | { readonly kind: 'advanced' }
  /** Nothing new. */
  | { readonly kind: 'idle' }
  /** Waiting for somebody: a witness that is behind, a node that does not answer. `error` is what it said. */
  | { readonly kind: 'failed'; readonly error: WireError }
  | { readonly kind: 'stopped' };

/** A way may need many small steps; one that needs more than these is not a way. */
export const MAX_FETCHES = 4000;
/** A round trip costs more than a block that turns out not to be needed. */
const PIVOTS_AHEAD = 2;
export const STOPPED: Progress = { kind: 'stopped' };

export type HeaderTools<Block, Header> = ReturnType<typeof createHeaderTools<Block, Header>>;

export function createHeaderTools<Block, Header>(
  state: ChainState<Block, Header>,
  store: ChainStore<Block, Header>,
  peers: () => Peers<Block, Header>,
) {
  const { binding } = state;
  const { family } = binding;
  const now = () => state.now();
  let unsaved: Step<Block, Header> | null = null;

  function isIndependent(url: string): boolean {
    return state.book.isIndependent(url);
  }

  /** All of it or nothing; null: it is on disk. Nothing is believed before. */
  async function keep(trusted: readonly TrustedEntry<Block>[]): Promise<Progress | null> {
    const applied = await store.applySoon({ trusted });
    if (applied.ok) {
      state.counters.headersVerified += trusted.length;
      const signatures = trusted.reduce((sum, entry) => sum + entry.signaturesChecked, 0);
      state.counters.signaturesChecked += signatures;
      state.work.headers += trusted.length;
      state.work.signatures += signatures;
      return null;
    }
    const { error } = applied;
    // Verified by signatures, and yet not what was believed before: two chains of one name.
    if (error.code === 'conflicting-height' || error.code === 'broken-link') {
      return haltByConflict(
        lightClientError('conflicting-headers', { height: String(error.params['height'] ?? '') }),
        null,
      );
    }
    state.lastError = error;
    state.touch();
    return { kind: 'failed', error };
  }

  function trustedEntry(
    block: Verified<Block>,
    mode: TrustedEntry<Block>['mode'],
    fromHeight: bigint | null,
    signaturesChecked: number,
    overlapPercent: number | null,
  ): TrustedEntry<Block> {
    const { signedPower, totalPower } = binding.quorum(block.value);
    return {
      block,
      mode,
      fromHeight,
      verifiedAt: now(),
      signaturesChecked,
      overlapPercent,
      commitPercent: percent(signedPower, totalPower),
    };
  }

  function wayOptions(peer: Peer<Block, Header>, signal: AbortSignal) {
    const { parameters } = state;
    const limits = { maxFetches: MAX_FETCHES };
    return { family, provider: tracked(peer, signal), parameters, now, limits, ahead: PIVOTS_AHEAD, signal };
  }

  function tracked({ endpoint, provider }: Peer<Block, Header>, signal: AbortSignal): LightBlockProvider<Block> {
    return {
      chainId: provider.chainId,
      async lightBlock(height) {
        if (signal.aborted) return fail('cancelled');
        const started = state.environment.monotonic();
        const answer: Result<Block> = await provider.lightBlock(height, { signal });
        if (answer.ok) state.book.took(endpoint.url, state.environment.monotonic() - started);
        if (answer.ok) state.peerAnswered(endpoint.url, { height: family.view(answer.value).height.toString() });
        return answer;
      },
    };
  }

  function witnessOf(peer: Peer<Block, Header>, signal: AbortSignal): Witness<Block> {
    return { id: peer.endpoint.url, provider: tracked(peer, signal) };
  }

  /** A refusal by what it means: a node that is silent, one that lies, or trust that ran out. */
  function refused(error: LightClientError, from: Peer<Block, Header> | null): Progress {
    if (error.code === 'cancelled') return STOPPED;
    state.lastError = error;
    if (
      error.category === 'provider-malicious' ||
      (error.category === 'verification' && error.code !== 'trusted-expired')
    ) {
      state.suspect('headers', error);
      if (from !== null) state.peerFailed(from.endpoint.url, 'bad', error);
      state.silence = 0;
    } else if (from !== null && error.category === 'provider-benign') {
      state.peerFailed(from.endpoint.url, 'unreachable', error);
    }
    state.touch();
    return { kind: 'failed', error };
  }

  /** The pack is to blame: another one ends it. */
  function halt(error: LightClientError): Progress {
    state.halt = { error, conflict: null };
    state.touch();
    return { kind: 'failed', error };
  }

  /**
   * Both sides of a conflict hold. On disk together with what shows it, so that no restart ends it; where the disk refuses
   * that, the chain is halted all the same, and writing it is tried again.
   */
  function haltByConflict(
    error: LightClientError,
    witnessUrl: string | null,
    shown: Pick<Step<Block, Header>, 'conflicts' | 'attacks'> = {},
    primaryUrl: string = peers().primary.endpoint.url,
  ): Progress {
    const since = now();
    state.halt = { error, conflict: { primaryUrl, witnessUrl, since } };
    unsaved = { ...shown, halt: { error, primaryUrl, witnessUrl, haltedAt: since } };
    saveHalt();
    state.touch();
    return { kind: 'failed', error };
  }

  function saveHalt(): void {
    if (unsaved === null) return;
    const applied = store.applyStep(unsaved);
    if (applied.ok) unsaved = null;
    else state.lastError = applied.error;
  }

  return {
    state,
    store,
    peers,
    family,
    now,
    isIndependent,
    keep,
    trustedEntry,
    wayOptions,
    tracked,
    witnessOf,
    refused,
    halt,
    haltByConflict,
    saveHalt,
  };
}
