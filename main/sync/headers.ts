import { equalBytes } from '../../light-client/codec/bytes.ts';
import { fromHex, toHex } from '../../light-client/codec/hex.ts';
import { formatTime } from '../../light-client/codec/time.ts';
import { bisect, type VerifiedStep } from '../../light-client/core/bisection.ts';
import { crossCheck, type WitnessAnswer } from '../../light-client/core/crossCheck.ts';
import { fail, type LightClientError, lightClientError, type Result } from '../../light-client/core/errors.ts';
import type { LightBlockProvider } from '../../light-client/core/family.ts';
import { initialize } from '../../light-client/core/initialize.ts';
import type { Verified } from '../../light-client/core/verified.ts';
import type { Witness } from '../../light-client/core/witness.ts';
import type { ConflictView } from '../contract/chain.ts';
import type { WireError } from '../contract/error.ts';
import type { ChainStore, ConflictEntry, StoredConflict, TrustedEntry } from '../store/types.ts';
import { anchorOf, type Peer } from './binding.ts';
import { type ChainState, percent } from './chainState.ts';

// How a chain's head moves: from the supervisor's anchor or from what was stored, by skipping verification to the
// newest block, past every witness, onto disk, and only then to the view.

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

export interface Headers {
  /** One step; which one follows from the state. */
  step(signal: AbortSignal): Promise<Progress>;
  /** The pack changed, or a person wants a halted chain looked at again. */
  reconsider(): void;
  /** The pack's anchor lies below what is stored and is too old to go forwards from: the walk back must reach it. */
  anchorToReach(): bigint | null;
}

interface Pending<Block> {
  readonly from: Verified<Block>;
  readonly trace: readonly VerifiedStep<Block>[];
}

const MAX_FETCHES = 4000;
const STOPPED: Progress = { kind: 'stopped' };

export function createHeaders<Block, Header>(
  state: ChainState<Block, Header>,
  store: ChainStore<Block, Header>,
  peers: () => Peers<Block, Header>,
): Headers {
  const { binding } = state;
  const { family } = binding;
  const now = () => state.now();
  let anchorChecked = false;
  let reachByWalking: bigint | null = null;
  /** Verified, and not yet confirmed by a witness: kept so that the next try only asks the witnesses. */
  let pending: Pending<Block> | null = null;

  async function step(signal: AbortSignal): Promise<Progress> {
    const { primary, witnesses } = peers();
    if (witnesses.length === 0) return halt(lightClientError('no-witnesses'), false);
    if (state.head === null && !loadStored()) return begin(signal);
    if (state.head === null) return STOPPED;
    const anchor = anchorOf(state.config, fromHex);
    if (state.isExpired()) {
      if (anchor.height > family.view(state.head.block.value).height) return begin(signal);
      state.touch();
      return { kind: 'idle' };
    }
    if (!anchorChecked) {
      const checked = await checkAnchor(signal);
      if (signal.aborted) return STOPPED;
      if (checked !== null) return checked;
    }
    if (reachByWalking !== null) {
      const known = store.hashAt(reachByWalking);
      if (known !== null) {
        reachByWalking = null;
        const refusedAnchor = anchorKnown(equalBytes(known, anchor.hash), known);
        if (refusedAnchor !== null) return refusedAnchor;
      }
    }
    if (pending !== null && pending.from === state.head.block) return confirm(pending, signal);
    pending = null;
    return follow(primary, signal);
  }

  // ---- where to start ----

  /** What the last run believed, sealed again by the family's own checks and shown at once with its age. */
  function loadStored(): boolean {
    const { state: stored, highestSeen } = store.latestTrusted();
    state.conflicts = store.conflicts().map(conflictView);
    if (highestSeen !== null && stored !== null && highestSeen > stored.height) {
      state.lastError = {
        code: 'store-row-damaged',
        category: 'store',
        params: { chainId: state.config.chainId, what: 'trusted', height: String(highestSeen) },
      };
    }
    if (stored === null) return false;
    const verdict = family.verifyAlone(stored.block);
    if (verdict.kind !== 'verified') return false;
    const counts = store.counts();
    Object.assign(state.counters, {
      headersVerified: counts.headersVerified,
      headersWalked: counts.headersWalked,
      signaturesChecked: counts.signaturesChecked,
    });
    state.setHead({
      block: verdict.value,
      mode: stored.mode,
      verifiedAt: stored.verifiedAt,
      fromDisk: true,
      corroborated: false,
    });
    return true;
  }

  async function begin(signal: AbortSignal): Promise<Progress> {
    const { primary, witnesses } = peers();
    const anchor = anchorOf(state.config, fromHex);
    const begun = await initialize({
      family,
      provider: tracked(primary, signal),
      witnesses: witnesses.map((peer) => witnessOf(peer, signal)),
      anchor,
      parameters: state.parameters,
      now,
    });
    if (signal.aborted) return STOPPED;
    if (!begun.ok) {
      // Trying again is safe: nothing but the anchor's own hash is ever taken.
      if (begun.error.category === 'configuration') state.halt = { error: begun.error, conflict: false };
      return refused(begun.error, primary);
    }
    if (state.halt?.conflict === false) state.halt = null;
    noteWitnesses(begun.value.answers, signal);
    const { block, tally } = begun.value;
    const entry = trustedEntry(block, 'anchor', null, tally.signaturesChecked, null);
    const kept = keep([entry]);
    if (kept !== null) return kept;
    anchorChecked = true;
    const corroborated = begun.value.answers.some(({ witness, kind }) => kind === 'match' && isIndependent(witness));
    state.trustedFromTime = family.view(block.value).time;
    state.setHead({ block, mode: 'anchor', verifiedAt: now(), fromDisk: false, corroborated });
    return { kind: 'advanced' };
  }

  /**
   * The pack's anchor against what is stored. Where both do not lie on one chain somebody must choose: neither is
   * silently preferred. null: they do.
   */
  async function checkAnchor(signal: AbortSignal): Promise<Progress | null> {
    const { head } = state;
    if (head === null) return null;
    const { primary, witnesses } = peers();
    const anchor = anchorOf(state.config, fromHex);
    const known = store.hashAt(anchor.height);
    if (known !== null) return anchorKnown(equalBytes(known, anchor.hash), known);
    const headView = family.view(head.block.value);
    if (anchor.height > headView.height) {
      const way = await bisect({ ...wayOptions(primary, signal), trusted: head.block, target: anchor.height });
      if (!way.ok) return refused(way.error, primary);
      const reached = way.value.trace[way.value.trace.length - 1];
      if (reached === undefined) return null;
      const { hash } = family.view(reached.block.value);
      return anchorKnown(equalBytes(hash, anchor.hash), hash);
    }
    const begun = await initialize({
      family,
      provider: tracked(primary, signal),
      witnesses: witnesses.map((peer) => witnessOf(peer, signal)),
      anchor,
      parameters: state.parameters,
      now,
    });
    if (!begun.ok) {
      // Too old to go forwards from, or pruned: hash links do not age, the walk back gets there.
      if (begun.error.code !== 'trusted-expired' && begun.error.code !== 'light-block-not-found') {
        return begun.error.category === 'configuration' ? halt(begun.error, false) : refused(begun.error, primary);
      }
      reachByWalking = anchor.height;
      anchorChecked = true;
      return null;
    }
    const way = await bisect({ ...wayOptions(primary, signal), trusted: begun.value.block, target: head.block.value });
    if (!way.ok) {
      return way.error.category === 'provider-benign'
        ? refused(way.error, primary)
        : halt(lightClientError('anchor-mismatch', { height: String(anchor.height), reason: way.error.code }), false);
    }
    state.trustedFromTime = family.view(begun.value.block.value).time;
    anchorChecked = true;
    return null;
  }

  function anchorKnown(same: boolean, stored: Uint8Array): Progress | null {
    const { height, hash } = state.config.trust;
    if (!same) return halt(lightClientError('anchor-mismatch', { height, expected: hash, got: toHex(stored) }), false);
    anchorChecked = true;
    const row = store.headerAt(BigInt(height));
    if (row !== null) state.trustedFromTime = family.viewHeader(row.header).time;
    return null;
  }

  // ---- forwards ----

  async function follow(primary: Peer<Block, Header>, signal: AbortSignal): Promise<Progress> {
    const { head } = state;
    if (head === null) return STOPPED;
    const { height } = family.view(head.block.value);
    const hint = await primary.provider.status({ signal, attempts: 1 });
    if (signal.aborted) return STOPPED;
    if (!hint.ok) return refused(hint.error, primary);
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
      state.fade('headers');
      return { kind: 'idle' };
    }
    const way = await bisect({ ...wayOptions(primary, signal), trusted: head.block, target: newest.value });
    if (signal.aborted) return STOPPED;
    if (!way.ok) return refused(way.error, primary);
    pending = { from: head.block, trace: way.value.trace };
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

  async function confirm({ from, trace }: Pending<Block>, signal: AbortSignal): Promise<Progress> {
    const target = trace[trace.length - 1];
    if (target === undefined) return { kind: 'idle' };
    const { primary, witnesses } = peers();
    const checked = await crossCheck({
      family,
      trusted: from,
      trace,
      witnesses: witnesses.map((peer) => witnessOf(peer, signal)),
      parameters: state.parameters,
      now,
      limits: { maxFetches: MAX_FETCHES },
      signal,
    });
    if (signal.aborted) return STOPPED;
    await noteAnswers(checked.answers, target, signal);
    if (!checked.verdict.ok) {
      const { error } = checked.verdict;
      if (error.category === 'attack') return attacked(error, checked.answers);
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
    const kept = keep(entries);
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

  // ---- what others said ----

  function isIndependent(url: string): boolean {
    const operator = state.peers.get(url)?.operator;
    return operator !== undefined && operator !== peers().primary.endpoint.operator;
  }

  function noteWitnesses(answers: readonly WitnessAnswer<Block>[], _signal: AbortSignal): void {
    let trouble = false;
    for (const answer of answers) {
      const url = answer.witness;
      switch (answer.kind) {
        case 'match':
          state.peerAnswered(url, { state: 'agrees', error: null });
          break;
        case 'benign':
          state.peerFailed(url, 'unreachable', answer.error);
          break;
        case 'lagging':
          state.peerAnswered(url, { state: 'lagging', error: null, height: answer.latestHeight.toString() });
          break;
        case 'bad':
          trouble = true;
          state.peerFailed(url, 'bad', answer.error);
          state.suspect('witness', answer.error);
          break;
        case 'conflict':
          trouble = true;
          state.peerFailed(url, 'conflict', lightClientError('conflicting-headers', { witness: url }));
          break;
        default:
          answer satisfies never;
      }
    }
    if (!trouble && answers.some(({ kind }) => kind === 'match')) state.clear('witness');
  }

  /** A witness that shows another block and cannot show a way to it proved nothing; both blocks are kept all the same. */
  async function noteAnswers(
    answers: readonly WitnessAnswer<Block>[],
    target: VerifiedStep<Block>,
    signal: AbortSignal,
  ): Promise<void> {
    noteWitnesses(answers, signal);
    const ours = family.view(target.block.value);
    for (const answer of answers) {
      if (answer.kind !== 'bad') continue;
      const peer = peers().witnesses.find(({ endpoint }) => endpoint.url === answer.witness);
      if (
        peer === undefined ||
        state.conflicts.some(({ witnessUrl, witnessQuorum }) => witnessUrl === answer.witness && !witnessQuorum)
      )
        continue;
      const shown = await peer.provider.lightBlock(ours.height, { signal, attempts: 1 });
      if (!shown.ok || equalBytes(family.view(shown.value).hash, ours.hash)) continue;
      keepConflict(target.block.value, answer.witness, shown.value, false, null);
    }
  }

  function attacked(error: LightClientError, answers: readonly WitnessAnswer<Block>[]): Progress {
    for (const answer of answers) {
      if (answer.kind !== 'conflict') continue;
      const { primaryBlock, witnessBlock, common } = answer.divergence;
      keepConflict(primaryBlock.value, answer.witness, witnessBlock.value, true, family.view(common.value).height);
    }
    pending = null;
    return halt(error, true);
  }

  function keepConflict(
    primaryBlock: Block,
    witnessUrl: string,
    witnessBlock: Block,
    quorum: boolean,
    common: bigint | null,
  ): void {
    const entry: ConflictEntry<Block> = {
      height: family.view(witnessBlock).height,
      primary: { url: peers().primary.endpoint.url, block: primaryBlock },
      witness: { url: witnessUrl, block: witnessBlock },
      witnessQuorum: quorum,
      commonHeight: common,
      evidence: null,
      detectedAt: now(),
    };
    const applied = store.applyStep({ conflicts: [entry] });
    // Shown even where it could not be kept: hiding it would be worse.
    if (!applied.ok) state.lastError = applied.error;
    state.conflicts = [...state.conflicts, conflictView(entry)].slice(-100);
  }

  function conflictView(entry: ConflictEntry<Block> | StoredConflict<Block>): ConflictView {
    return {
      height: entry.height.toString(),
      primaryHash: toHex(family.view(entry.primary.block).hash),
      witnessHash: toHex(family.view(entry.witness.block).hash),
      witnessUrl: entry.witness.url,
      detectedAt: formatTime(entry.detectedAt),
      witnessQuorum: entry.witnessQuorum,
    };
  }

  // ---- helpers ----

  function keep(trusted: readonly TrustedEntry<Block>[]): Progress | null {
    const applied = store.applyStep({ trusted });
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
      return halt(lightClientError('conflicting-headers', { height: String(error.params['height'] ?? '') }), true);
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
    return { family, provider: tracked(peer, signal), parameters, now, limits: { maxFetches: MAX_FETCHES }, signal };
  }

  function tracked({ endpoint, provider }: Peer<Block, Header>, signal: AbortSignal): LightBlockProvider<Block> {
    return {
      chainId: provider.chainId,
      async lightBlock(height) {
        if (signal.aborted) return fail('cancelled');
        const answer: Result<Block> = await provider.lightBlock(height, { signal });
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

  function halt(error: LightClientError, conflict: boolean): Progress {
    state.halt = { error, conflict };
    state.touch();
    return { kind: 'failed', error };
  }

  return {
    step,
    reconsider() {
      anchorChecked = false;
      pending = null;
      state.halt = null;
      state.suspicions.clear();
      state.touch();
    },
    anchorToReach: () => reachByWalking,
  };
}
