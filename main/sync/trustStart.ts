import { equalBytes } from '../../light-client/codec/bytes.ts';
import { fromHex, toHex } from '../../light-client/codec/hex.ts';
import { bisect } from '../../light-client/core/bisection.ts';
import { lightClientError } from '../../light-client/core/errors.ts';
import { initialize } from '../../light-client/core/initialize.ts';
import type { TrustAnchor } from '../../light-client/core/trust.ts';
import { anchorOf } from './binding.ts';
import { type HeaderTools, type Progress, STOPPED } from './headerTools.ts';
import type { createWitnessNotes } from './witnessNotes.ts';

// Where a chain's trust begins: from the supervisor's anchor, or from what the last run believed, which the anchor of the
// pack must agree with.

export function createTrustStart<Block, Header>(
  tools: HeaderTools<Block, Header>,
  notes: ReturnType<typeof createWitnessNotes<Block, Header>>,
) {
  const {
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
  } = tools;
  let anchorChecked = false;
  let reachByWalking: bigint | null = null;

  /** What the last run left undecided, and how its peers did. */
  function loadStanding(): void {
    state.book.restore(store.peers());
    const open = store.openHalt();
    if (open === null) return;
    const { primaryUrl, witnessUrl, haltedAt } = open;
    state.halt = { error: open.error, conflict: { primaryUrl, witnessUrl, since: haltedAt } };
  }

  /** What the last run believed, sealed again by the family's own checks and shown at once with its age. */
  function loadStored(): boolean {
    const { state: stored, highestSeen } = store.latestTrusted();
    notes.showConflicts();
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

  function initializeAt(anchor: TrustAnchor, signal: AbortSignal) {
    const { primary, witnesses } = peers();
    return initialize({
      family,
      provider: tracked(primary, signal),
      witnesses: witnesses.map((peer) => witnessOf(peer, signal)),
      anchor,
      parameters: state.parameters,
      now,
    });
  }

  async function begin(signal: AbortSignal): Promise<Progress> {
    const { primary } = peers();
    const anchor = anchorOf(state.config, fromHex);
    const begun = await initializeAt(anchor, signal);
    if (signal.aborted) return STOPPED;
    if (!begun.ok) {
      // Trying again is safe: nothing but the anchor's own hash is ever taken.
      if (begun.error.category === 'configuration') state.halt = { error: begun.error, conflict: null };
      return refused(begun.error, primary);
    }
    if (!state.inConflict()) state.halt = null;
    notes.noteWitnesses(begun.value.answers);
    const { block, tally } = begun.value;
    const entry = trustedEntry(block, 'anchor', null, tally.signaturesChecked, null);
    const kept = await keep([entry]);
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
    const { primary } = peers();
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
    const begun = await initializeAt(anchor, signal);
    if (!begun.ok) {
      // Too old to go forwards from, or pruned: hash links do not age, the walk back gets there.
      if (begun.error.code !== 'trusted-expired' && begun.error.code !== 'light-block-not-found') {
        return begun.error.category === 'configuration' ? halt(begun.error) : refused(begun.error, primary);
      }
      reachByWalking = anchor.height;
      anchorChecked = true;
      return null;
    }
    const way = await bisect({ ...wayOptions(primary, signal), trusted: begun.value.block, target: head.block.value });
    if (!way.ok) {
      return way.error.category === 'provider-benign'
        ? refused(way.error, primary)
        : halt(lightClientError('anchor-mismatch', { height: String(anchor.height), reason: way.error.code }));
    }
    state.trustedFromTime = family.view(begun.value.block.value).time;
    anchorChecked = true;
    return null;
  }

  function anchorKnown(same: boolean, stored: Uint8Array): Progress | null {
    const { height, hash } = state.config.trust;
    if (!same) return halt(lightClientError('anchor-mismatch', { height, expected: hash, got: toHex(stored) }));
    anchorChecked = true;
    const row = store.headerAt(BigInt(height));
    if (row !== null) state.trustedFromTime = family.viewHeader(row.header).time;
    return null;
  }

  /** null: nothing stands against going on from the head. */
  async function settleAnchor(signal: AbortSignal): Promise<Progress | null> {
    if (!anchorChecked) {
      const checked = await checkAnchor(signal);
      if (signal.aborted) return STOPPED;
      if (checked !== null) return checked;
    }
    const reached = reachByWalking === null ? null : store.hashAt(reachByWalking);
    if (reached === null) return null;
    reachByWalking = null;
    return anchorKnown(equalBytes(reached, anchorOf(state.config, fromHex).hash), reached);
  }

  return {
    loadStanding,
    loadStored,
    begin,
    settleAnchor,
    reconsider() {
      anchorChecked = false;
    },
    anchorToReach: () => reachByWalking,
  };
}
