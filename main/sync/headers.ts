import { equalBytes } from '../../light-client/codec/bytes.ts';
import { fromHex } from '../../light-client/codec/hex.ts';
import { bisect, type VerifiedStep } from '../../light-client/core/bisection.ts';
import { crossCheck } from '../../light-client/core/crossCheck.ts';
import { lightClientError } from '../../light-client/core/errors.ts';
import type { Verified } from '../../light-client/core/verified.ts';
import type { ChainStore } from '../store/types.ts';
import { anchorOf, type Peer } from './binding.ts';
import { type ChainState, percent } from './chainState.ts';
import { createHeaderTools, MAX_FETCHES, type Peers, type Progress, STOPPED } from './headerTools.ts';
import { createTrustStart } from './trustStart.ts';
import { createWitnessNotes } from './witnessNotes.ts';

// How a chain's head moves: from the supervisor's anchor or from what was stored, by skipping verification to the
// newest block, past every witness, onto disk, and only then to the view.

export interface Headers {
  /** One step; which one follows from the state. */
  step(signal: AbortSignal): Promise<Progress>;
  /** Only what the last run believed, asking nobody. */
  restore(): Progress;
  /** The pack changed, or a person wants a halted chain looked at again. */
  reconsider(): void;
  /** The pack's anchor lies below what is stored and is too old to go forwards from: the walk back must reach it. */
  anchorToReach(): bigint | null;
}

interface Pending<Block, Header> {
  readonly from: Verified<Block>;
  /** Who showed the way. */
  readonly primary: Peer<Block, Header>;
  readonly trace: readonly VerifiedStep<Block>[];
}

export function createHeaders<Block, Header>(
  state: ChainState<Block, Header>,
  store: ChainStore<Block, Header>,
  peers: () => Peers<Block, Header>,
): Headers {
  const tools = createHeaderTools(state, store, peers);
  const { family, now, isIndependent, keep, trustedEntry, wayOptions, tracked, witnessOf, refused, halt, saveHalt } =
    tools;
  const notes = createWitnessNotes(tools);
  const start = createTrustStart(tools, notes);
  /** Verified, and not yet confirmed by a witness: kept so that the next try only asks the witnesses. */
  let pending: Pending<Block, Header> | null = null;
  let standingLoaded = false;

  /** Before anything else: what the last run left undecided holds this one, too. */
  function loadStanding(): void {
    if (standingLoaded) return;
    standingLoaded = true;
    start.loadStanding();
  }

  function restore(): Progress {
    loadStanding();
    if (state.head === null) start.loadStored();
    return { kind: 'idle' };
  }

  async function step(signal: AbortSignal): Promise<Progress> {
    loadStanding();
    if (state.inConflict()) {
      if (state.head === null) start.loadStored();
      saveHalt();
      state.touch();
      return { kind: 'idle' };
    }
    const { primary, witnesses } = peers();
    if (witnesses.length === 0) return halt(lightClientError('no-witnesses'));
    if (state.halt?.error.code === 'no-witnesses') state.halt = null;
    if (state.head === null && !start.loadStored()) return start.begin(signal);
    if (state.head === null) return STOPPED;
    if (state.isExpired()) {
      const anchor = anchorOf(state.config, fromHex);
      if (anchor.height > family.view(state.head.block.value).height) return start.begin(signal);
      state.touch();
      return { kind: 'idle' };
    }
    const unsettled = await start.settleAnchor(signal);
    if (unsettled !== null) return unsettled;
    // Another primary shows its own way: the one before it may be a witness by now.
    const same = pending?.primary.endpoint.url === primary.endpoint.url;
    if (pending !== null && same && pending.from === state.head.block) return confirm(pending, signal);
    pending = null;
    return follow(primary, signal);
  }

  // ---- forwards ----

  async function follow(primary: Peer<Block, Header>, signal: AbortSignal): Promise<Progress> {
    const { head } = state;
    if (head === null) return STOPPED;
    const { height } = family.view(head.block.value);
    const started = state.environment.monotonic();
    const hint = await primary.provider.status({ signal, attempts: 1 });
    if (signal.aborted) return STOPPED;
    if (!hint.ok) return refused(hint.error, primary);
    state.book.took(primary.endpoint.url, state.environment.monotonic() - started);
    state.claimedHeight = hint.value.latestHeight;
    state.silence = 0;
    state.peerAnswered(primary.endpoint.url, { height: hint.value.latestHeight.toString() });
    if (hint.value.latestHeight <= height) {
      // A head from disk that is still the newest has been confirmed by the primary's silence on anything newer.
      if (head.fromDisk) return recheckHead(signal);
      state.lastError = null;
      state.fade('headers');
      state.touch();
      return { kind: 'idle' };
    }
    const newest = await tracked(primary, signal).lightBlock();
    if (signal.aborted) return STOPPED;
    if (!newest.ok) return refused(newest.error, primary);
    if (family.view(newest.value).height <= height) {
      // It told of more than it has.
      state.claimedHeight = family.view(newest.value).height;
      state.fade('headers');
      state.touch();
      return { kind: 'idle' };
    }
    const way = await bisect({ ...wayOptions(primary, signal), trusted: head.block, target: newest.value });
    if (signal.aborted) return STOPPED;
    if (!way.ok) return refused(way.error, primary);
    pending = { from: head.block, primary, trace: way.value.trace };
    return confirm(pending, signal);
  }

  /** Nothing newer than what the last run left: the witnesses are asked for the same block. */
  async function recheckHead(signal: AbortSignal): Promise<Progress> {
    const { head } = state;
    if (head === null) return STOPPED;
    const { height, hash } = family.view(head.block.value);
    let matched = false;
    let corroborated = false;
    for (const peer of peers().witnesses) {
      const answer = await tracked(peer, signal).lightBlock(height);
      if (signal.aborted) return STOPPED;
      if (!answer.ok) state.peerFailed(peer.endpoint.url, 'unreachable', answer.error);
      else if (equalBytes(family.view(answer.value).hash, hash)) {
        matched = true;
        corroborated ||= isIndependent(peer.endpoint.url);
        state.peerAnswered(peer.endpoint.url, { state: 'agrees', error: null, height: height.toString() });
      } else {
        const error = lightClientError('bad-light-block', { height: String(height), reason: 'differs-from-trusted' });
        state.peerFailed(peer.endpoint.url, 'bad', error);
        state.suspect('witness', error);
      }
    }
    if (!matched) return refused(lightClientError('failed-cross-reference', { height: String(height) }), null);
    state.setHead({ ...head, fromDisk: false, corroborated });
    return { kind: 'idle' };
  }

  async function confirm({ from, primary, trace }: Pending<Block, Header>, signal: AbortSignal): Promise<Progress> {
    const target = trace[trace.length - 1];
    if (target === undefined) return { kind: 'idle' };
    // Never with itself: roles may have changed since it showed its way.
    const witnesses = peers().witnesses.filter(({ endpoint }) => endpoint.url !== primary.endpoint.url);
    const checked = await crossCheck({
      family,
      trusted: from,
      trace,
      witnesses: witnesses.map((peer) => witnessOf(peer, signal)),
      parameters: state.parameters,
      now,
      limits: { maxFetches: MAX_FETCHES },
      signal,
      onDiffers: notes.noteDifference,
    });
    if (signal.aborted) return STOPPED;
    await notes.noteAnswers(checked.answers, target, witnesses, signal);
    if (!checked.verdict.ok) {
      const { error } = checked.verdict;
      if (error.category === 'attack') {
        pending = null;
        return notes.attacked(error, checked.answers, primary, signal);
      }
      // Behind or silent witnesses: the same target is put to them again. Ones that give what cannot be: as `suspect`.
      state.lastError = error;
      state.touch();
      return { kind: 'failed', error };
    }
    const entries = trace.map(({ block, mode, fromHeight, tally, trustTally }) =>
      trustedEntry(
        block,
        mode,
        fromHeight,
        tally.signaturesChecked,
        trustTally === undefined ? null : percent(trustTally.tallied, trustTally.total),
      ),
    );
    pending = null;
    const kept = await keep(entries);
    if (kept !== null) return kept;
    const matches = checked.answers.filter(({ kind }) => kind === 'match');
    state.lastError = null;
    state.lastGrowth = state.environment.now();
    state.clear('headers');
    state.peerAnswered(primary.endpoint.url, { state: 'agrees', error: null });
    state.setHead({
      block: target.block,
      mode: target.mode,
      verifiedAt: now(),
      fromDisk: false,
      corroborated: matches.some(({ witness }) => isIndependent(witness)),
    });
    return { kind: 'advanced' };
  }

  return {
    step,
    restore,
    reconsider() {
      start.reconsider();
      pending = null;
      state.halt = null;
      state.suspicions.clear();
      notes.showConflicts();
      state.touch();
    },
    anchorToReach: start.anchorToReach,
  };
}
