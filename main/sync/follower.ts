import { setMaxListeners } from 'node:events';
import { fromHex } from '../../light-client/codec/hex.ts';
import type { Verified } from '../../light-client/core/verified.ts';
import type { ChainView, ResumeChoice } from '../contract/chain.ts';
import type { WireError } from '../contract/error.ts';
import type { Outcome } from '../contract/services.ts';
import { unexpectedError } from '../contract/toWire.ts';
import type { ReportDraft } from '../programme/model.ts';
import type { ChainConfig } from '../programme/packs.ts';
import type { ChainProvider } from '../providers/types.ts';
import type { ChainStore, Store } from '../store/types.ts';
import { backoffMs, jittered } from './backoff.ts';
import type { ChainBinding, Endpoint, Peer } from './binding.ts';
import { ChainState, type ProvenConflict } from './chainState.ts';
import { type Claims, type ClaimsContext, createClaims } from './claims.ts';
import type { Environment } from './environment.ts';
import { createHeaders, type Headers } from './headers.ts';
import type { Peers } from './headerTools.ts';
import { createHistory, type History } from './history.ts';
import type { ClaimView, FollowedChain } from './messages.ts';

// One chain: three loops over one state. Headers move the head, history fills what lies below it, claims read what the
// figures need. No input ends a loop: whatever is thrown is caught at its edge, told, and tried again with back-off.

export interface FollowerDeps<Block, Header> {
  readonly binding: ChainBinding<Block, Header>;
  readonly store: Store;
  readonly environment: Environment;
  readonly connect: (endpoint: Endpoint, config: ChainConfig) => Peer<Block, Header>['provider'];
  readonly claimsContext: ClaimsContext;
  readonly demo: boolean;
  /** The chain's view or claims changed. */
  readonly onChange: () => void;
  readonly onProblem: (error: WireError) => void;
}

export interface Follower<Block, Header> {
  readonly chainId: string;
  readonly state: ChainState<Block, Header>;
  view(): ChainView;
  claims(): readonly ClaimView[];
  takeDocuments(): readonly ReportDraft[];
  /** Proofs of state checked so far. */
  proofsChecked(): number;
  /** The endpoint that is followed. */
  primary(): ChainProvider<Block, Header>;
  /** null: the store would not open this chain. */
  store(): ChainStore<Block, Header> | null;
  /** The newest pack's word on this chain. */
  update(chain: FollowedChain, context: ClaimsContext): void;
  /** A person's word on a halted chain: kept, then acted upon. */
  resume(keep: ResumeChoice): Outcome<null>;
  stop(): Promise<void>;
}

type Run =
  | { readonly kind: 'running'; readonly controller: AbortController; readonly loops: Promise<unknown> }
  | { readonly kind: 'stopped' };

const IDLE_MS = 1000;
/** Where nothing is missing below the head, only a jump of the head makes a new hole. */
const COMPLETE_MS = 3000;
const HEADS_FIRST_MS = 100;
const HALTED_MS = 60_000;
/** Trouble on disk or in the pack is looked at again, but not hurried. */
const RETRY_ANCHOR_MS = 15_000;
const SAVE_PEERS_MS = 60_000;
const BEHIND: ReadonlySet<string> = new Set(['witnesses-lagging', 'failed-cross-reference']);

export function startFollower<Block, Header>(
  chain: FollowedChain,
  deps: FollowerDeps<Block, Header>,
): Follower<Block, Header> {
  const { binding, environment, onChange, onProblem } = deps;
  const { family } = binding;
  const state = new ChainState(binding, environment, chain.config, deps.demo, onChange);
  let scenarios = chain.scenarios;
  let context = deps.claimsContext;
  let waiting = chain.waiting;
  let all = connectAll(chain.config);
  let parts: { store: ChainStore<Block, Header>; headers: Headers; history: History; claims: Claims<Header> } | null =
    null;
  /** Wakes the sleeping loops when something happened that they should not sleep through. */
  let waker = listenedTo();
  let restored = false;
  let peersSavedAt = environment.monotonic();

  function connectAll(config: ChainConfig): ReadonlyMap<string, Peer<Block, Header>> {
    return new Map(
      config.endpoints.map((endpoint) => [endpoint.url, { endpoint, provider: deps.connect(endpoint, config) }]),
    );
  }

  /** In the roles that they have by now: whoever asks twice may get two answers. */
  function peers(): Peers<Block, Header> {
    const { book } = state;
    return {
      primary: all.get(book.primary) as Peer<Block, Header>,
      witnesses: book.witnesses.flatMap((url) => all.get(url) ?? []),
    };
  }

  function savePeers(): void {
    if (parts === null) return;
    for (const record of state.book.records()) parts.store.savePeer(record);
  }

  function open(): typeof parts {
    if (parts !== null) return parts;
    const { trust, chainId } = state.config;
    const identity = {
      chainId,
      family: family.id,
      anchorHeight: BigInt(trust.height),
      anchorHash: fromHex(trust.hash),
    };
    const opened = deps.store.chain(identity, binding.codec);
    if (!opened.ok) {
      const { error } = opened;
      state.halt = {
        conflict: null,
        error:
          error.code === 'anchor-conflict'
            ? { code: 'anchor-mismatch', category: 'configuration', params: error.params }
            : error,
      };
      state.touch();
      return null;
    }
    const store = opened.value;
    const headers = createHeaders(state, store, peers);
    const history = createHistory(
      state,
      store,
      () => [peers().primary, ...peers().witnesses],
      () => headers.anchorToReach(),
    );
    const claims = createClaims(state, store, () => peers().primary);
    claims.setScenarios(scenarios, context);
    parts = { store, headers, history, claims };
    return parts;
  }

  /** A header that a stored claim was proven against, sealed by checking its own block again. */
  function sealedStored(store: ChainStore<Block, Header>): (height: bigint) => Verified<Header> | null {
    const known = new Map<bigint, Verified<Header> | null>();
    return (height) => {
      const found = known.get(height);
      if (found !== undefined) return found;
      const stored = store.trustedAtOrBelow(height);
      const verdict = stored === null || stored.height !== height ? null : family.verifyAlone(stored.block);
      const header = verdict?.kind === 'verified' ? family.trustedHeader(verdict.value) : null;
      known.set(height, header);
      return header;
    };
  }

  // ---- the loops: each answers how long to wait ----

  async function followHeaders(signal: AbortSignal, failures: number): Promise<{ pauseMs: number; failed: boolean }> {
    const opened = open();
    if (opened === null) return { pauseMs: RETRY_ANCHOR_MS, failed: false };
    const progress = waiting ? opened.headers.restore() : await opened.headers.step(signal);
    if (!restored && state.head !== null) {
      // The heads of all chains are told before the proofs of any are checked again.
      await environment.sleep(HEADS_FIRST_MS, signal);
      opened.claims.restore(sealedStored(opened.store));
      restored = true;
    }
    if (state.inConflict()) return { pauseMs: HALTED_MS, failed: false };
    switch (progress.kind) {
      case 'advanced':
        if (state.head?.mode !== 'adjacent') wakeAll();
        return { pauseMs: state.health === 'syncing' ? 0 : pollMs(), failed: false };
      case 'idle':
        return { pauseMs: pollMs(), failed: false };
      case 'failed': {
        if (state.halt !== null) return { pauseMs: RETRY_ANCHOR_MS, failed: true };
        if (progress.error.category === 'provider-benign') await listenForAnybody(signal);
        // A witness that is a block behind will have it in a moment.
        if (BEHIND.has(progress.error.code) && failures < 5) return { pauseMs: 400, failed: true };
        return { pauseMs: backoffMs(failures + 1, environment.random), failed: true };
      }
      case 'stopped':
        return { pauseMs: IDLE_MS, failed: false };
      default:
        return progress satisfies never;
    }
  }

  /** Half the block time, so that a block is seen soon after it came: the chain's own rhythm where it is faster than told. */
  function pollMs(): number {
    const told = state.config.blockTimeSeconds;
    const seconds = Math.min(told, state.averageIntervalSeconds ?? told);
    return jittered(Math.min(Math.max((seconds * 1000) / 2, 300), 15_000), environment.random);
  }

  /** The primary did not help: does anybody answer at all? */
  async function listenForAnybody(signal: AbortSignal): Promise<void> {
    const answers = await Promise.all(
      [...all.values()].map(async ({ endpoint, provider }) => {
        const hint = await provider.status({ signal, attempts: 1 });
        if (hint.ok) state.peerHeard(endpoint.url, hint.value.latestHeight.toString());
        return hint.ok;
      }),
    );
    if (signal.aborted) return;
    state.silence = answers.some((answered) => answered) ? 0 : state.silence + 1;
    state.touch();
  }

  async function fillHistory(signal: AbortSignal, failures: number): Promise<{ pauseMs: number; failed: boolean }> {
    if (waiting || parts === null || state.head === null || state.head.fromDisk || state.halt !== null) {
      return { pauseMs: IDLE_MS, failed: false };
    }
    const filled = await parts.history.step(signal);
    switch (filled.kind) {
      case 'filled':
        onChange();
        return { pauseMs: 5, failed: false };
      case 'complete':
        state.fade('history');
        updateRhythm();
        return { pauseMs: Math.max(COMPLETE_MS, pollMs()), failed: false };
      case 'failed':
        return { pauseMs: backoffMs(failures + 1, environment.random), failed: true };
      default:
        return filled satisfies never;
    }
  }

  function updateRhythm(): void {
    const average = parts?.store.averageIntervalSeconds(200) ?? null;
    if (average === state.averageIntervalSeconds) return;
    state.averageIntervalSeconds = average;
    onChange();
  }

  async function readClaims(signal: AbortSignal): Promise<{ pauseMs: number; failed: boolean }> {
    // Only at the tip: what was true some heights below it is not what the figures ask.
    if (parts === null || !state.isAtTip() || state.halt !== null || state.isExpired()) {
      return { pauseMs: IDLE_MS / 2, failed: false };
    }
    const read = await parts.claims.step(signal);
    // Spread: what a chain has to read is read over the interval, not at once; the first round goes through quickly.
    return { pauseMs: read ? 40 : 500, failed: false };
  }

  /** Time passes without anything happening: that, too, changes health, and makes figures stale. */
  async function watchTime(): Promise<{ pauseMs: number; failed: boolean }> {
    state.touch();
    if (environment.monotonic() - peersSavedAt >= SAVE_PEERS_MS) {
      peersSavedAt = environment.monotonic();
      savePeers();
    }
    return { pauseMs: 2000, failed: false };
  }

  async function loop(
    name: string,
    signal: AbortSignal,
    body: (signal: AbortSignal, failures: number) => Promise<{ pauseMs: number; failed: boolean }>,
  ): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      let pauseMs: number;
      try {
        const turn = await body(signal, failures);
        failures = turn.failed ? failures + 1 : 0;
        pauseMs = turn.pauseMs;
      } catch (thrown) {
        if (signal.aborted) return;
        failures += 1;
        pauseMs = backoffMs(failures, environment.random);
        const error = unexpectedError(`${state.config.chainId}/${name}`, thrown);
        state.lastError = error;
        onProblem(error);
        state.touch();
      }
      if (signal.aborted) return;
      await sleep(pauseMs);
    }
  }

  async function sleep(ms: number): Promise<void> {
    try {
      await environment.sleep(ms, waker.signal);
    } catch {
      // woken
    }
  }

  function wakeAll(): void {
    const sleeping = waker;
    waker = listenedTo();
    sleeping.abort();
  }

  const controller = listenedTo();
  const { signal } = controller;
  signal.addEventListener('abort', wakeAll, { once: true });
  let run: Run = {
    kind: 'running',
    controller,
    loops: Promise.all([
      loop('headers', signal, followHeaders),
      loop('history', signal, fillHistory),
      loop('claims', signal, readClaims),
      loop('time', signal, watchTime),
    ]),
  };

  return {
    chainId: chain.config.chainId,
    state,
    view: () => state.view(),
    claims: () =>
      parts?.claims.readings.views(state.config.chainId, environment.now(), claimPatienceMs(), state.condition()) ?? [],
    takeDocuments: () => parts?.claims.takeDocuments() ?? [],
    proofsChecked: () => parts?.claims.proofsChecked() ?? 0,
    primary: () => peers().primary.provider,
    store: () => parts?.store ?? null,
    update(next, nextContext) {
      const before = state.config;
      scenarios = next.scenarios;
      context = nextContext;
      parts?.claims.setScenarios(scenarios, context);
      if (waiting && !next.waiting) wakeAll();
      waiting = next.waiting;
      const changed = JSON.stringify(before) !== JSON.stringify(next.config);
      if (!changed) return;
      const endpointsChanged = JSON.stringify(before.endpoints) !== JSON.stringify(next.config.endpoints);
      state.setConfig(next.config);
      if (endpointsChanged) {
        state.book.setEndpoints(next.config.endpoints);
        all = connectAll(next.config);
      }
      const anchorChanged =
        before.trust.hash !== next.config.trust.hash || before.trust.height !== next.config.trust.height;
      // Another anchor is a person's answer to what halted the chain; a longer trusting period is not.
      if (anchorChanged && !state.inConflict()) {
        state.halt = null;
        parts?.headers.reconsider();
      }
      state.touch();
      wakeAll();
    },
    resume(keep) {
      const conflict = state.halt?.conflict ?? null;
      const left = leftOut(keep, conflict);
      if (left === null) return refusal('not-halted');
      if (left.length > 0 && !state.book.canSpare(left)) return refusal('no-witness-left');
      if (conflict !== null && parts !== null) {
        const kept = parts.store.resolveHalt(keep, state.now());
        if (!kept.ok) return kept;
      }
      if (keep === 'recheck') state.book.includeAll();
      else state.book.exclude(left, keep === 'witness' ? (conflict?.witnessUrl ?? undefined) : conflict?.primaryUrl);
      savePeers();
      state.halt = null;
      parts?.headers.reconsider();
      state.touch();
      wakeAll();
      return { ok: true, value: null };
    },
    async stop() {
      if (run.kind === 'stopped') return;
      const { loops } = run;
      run.controller.abort();
      run = { kind: 'stopped' };
      await loops;
    },
  };

  function refusal(code: string): Outcome<never> {
    return { ok: false, error: { code, category: 'configuration', params: { chainId: state.config.chainId } } };
  }

  function claimPatienceMs(): number {
    return Math.max(state.patienceMs(), scenarios.length * 1000 + 30_000);
  }
}

/** Every call in flight, or every sleeping loop, listens to it. */
function listenedTo(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

/** Who is not asked any more after that choice; null: there is nothing to choose between. */
function leftOut(keep: ResumeChoice, conflict: ProvenConflict | null): readonly string[] | null {
  if (keep === 'recheck') return [];
  if (conflict === null || conflict.witnessUrl === null) return null;
  return keep === 'primary' ? [conflict.witnessUrl] : [conflict.primaryUrl];
}
