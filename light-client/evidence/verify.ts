import { equalBytes } from '../codec/bytes.ts';
import { type CanonicalValue, parseCanonicalJson } from '../codec/canonicalJson.ts';
import { toHex } from '../codec/hex.ts';
import { formatTime, NANOS_PER_SECOND, type TimeNs } from '../codec/time.ts';
import { fromUtf8 } from '../codec/utf8.ts';
import { attempt, fail, ok, type Result } from '../core/errors.ts';
import type { TrustAnchor, TrustParameters } from '../core/trust.ts';
import type { Verified } from '../core/verified.ts';
import type { CryptoSuite } from '../crypto/suite.ts';
import { type CometbftFamily, createCometbftFamily } from '../families/cometbft/family.ts';
import type { Header, LightBlock } from '../families/cometbft/types.ts';
import { decodeContent, type EvidenceContent } from './content.ts';
import { unframeEvidence } from './file.ts';
import { backwardsHop, signedHop } from './hops.ts';
import { checkClaimedValue, checkProof } from './proofSteps.ts';
import type { EvidenceReport } from './report.ts';
import { type FigureSteps, figureSteps, type StepNotes, StepRunner } from './steps.ts';

// The verdict on one evidence file, from the bytes alone: no network, no store. Headers are verified as of the moment
// that the file says it was made; whether the trusting period has ended since stands beside the verdict as a condition.

/** An anchor that the verifier's own network pack names. Its parameters, where given, outrank the file's. */
export interface KnownAnchor extends TrustAnchor {
  readonly parameters?: TrustParameters;
}

export interface VerifyEvidenceOptions {
  readonly suite: CryptoSuite;
  readonly now: TimeNs;
  readonly knownAnchors?: readonly KnownAnchor[];
  /** Milliseconds, for the time that each step takes. */
  readonly clock?: () => number;
}

/** How far the clock of whoever made the file may be ahead of ours, whatever drift the file asks for. */
const MAX_AHEAD = 60n * NANOS_PER_SECOND;

/** Codes of the file step that say "this is no evidence", not "this evidence does not hold". */
const REFUSED_FRAMES: readonly unknown[] = ['tail-hash', 'truncated', 'layout', 'verified-in-future'];

export function verifyEvidence(file: Uint8Array, options: VerifyEvidenceOptions): EvidenceReport {
  const { suite, now, knownAnchors = [] } = options;
  // Every signature, those behind the two thirds and those for nothing too: what a file shows as signed was checked.
  const family = createCometbftFamily({ suite, mode: 'all' });
  const steps: FigureSteps = new StepRunner(options.clock);
  const content = steps.run({ id: 'file' }, (notes) => checkFile(file, suite, now, notes));
  if (content === undefined) return unreadReport(file, steps);

  const known = knownAnchors.find((anchor) => isSameAnchor(anchor, content));
  const parameters = known?.parameters ?? content.network.parameters;
  const anchor = steps.run({ id: 'anchor' }, (notes) =>
    checkAnchor(family, content, known, knownAnchors, parameters, notes),
  );
  let signaturesChecked = 0;
  const reached = steps.run({ id: 'headers' }, (notes) => {
    const result = checkHeaders(family, content, anchor as Verified<LightBlock>, parameters, notes);
    for (const hop of notes.hops) signaturesChecked += hop.signaturesChecked;
    return result;
  });
  const header = steps.run({ id: 'root' }, (notes) => checkRoot(family, content, (reached as Reached).header, notes));
  const proven = steps.run({ id: 'proof' }, (notes) => checkProof(content, header as Verified<Header>, suite, notes));
  if (proven !== undefined) steps.run({ id: 'value' }, (notes) => checkClaimedValue(content, proven, suite, notes));

  // Of the newest header that signatures led to; unknown where they led nowhere.
  const expiresAt = reached === undefined ? undefined : reached.newest + parameters.trustingPeriod;
  const conditions: EvidenceReport['conditions'][number][] = [];
  if (expiresAt !== undefined && expiresAt <= now) conditions.push('expired');
  if (known === undefined) conditions.push('anchor-unknown');
  if (content.claim.demo) conditions.push('demo');
  return {
    verdict: steps.error === undefined ? 'verified' : 'refused',
    claim: content.claim,
    headerTime: header === undefined ? null : formatTime(header.value.time),
    verifiedAt: formatTime(content.verifiedAt),
    anchor: {
      height: String(content.network.anchor.height),
      hash: toHex(content.network.anchor.hash),
      known: known !== undefined,
    },
    expiresAt: expiresAt === undefined ? null : formatTime(expiresAt),
    conditions,
    steps: figureSteps(steps),
    signaturesChecked,
    fileBytes: file.length,
  };
}

function unreadReport(file: Uint8Array, steps: FigureSteps): EvidenceReport {
  const refused = REFUSED_FRAMES.includes(steps.error?.params['reason']);
  return {
    verdict: refused ? 'refused' : 'unusable',
    claim: null,
    headerTime: null,
    verifiedAt: null,
    anchor: null,
    expiresAt: null,
    conditions: [],
    steps: figureSteps(steps),
    signaturesChecked: 0,
    fileBytes: file.length,
  };
}

// ---- file ----

function checkFile(file: Uint8Array, suite: CryptoSuite, now: TimeNs, notes: StepNotes): Result<EvidenceContent> {
  notes.fact('bytes', 'count', file.length);
  const json = unframeEvidence(file, suite.sha256);
  if (!json.ok) return json;
  notes.fact('file-hash', 'hash', toHex(suite.sha256(file)));
  const content = attempt('bad-evidence-file', () => {
    const text = fromUtf8(json.value, 'content');
    const value: CanonicalValue = parseCanonicalJson(text, 'content');
    return decodeContent(value, text);
  });
  if (!content.ok) return content;
  const { claim, verifiedAt } = content.value;
  if (claim.family !== 'cometbft') return fail('unknown-family', { family: claim.family });
  notes.fact('verified-at', 'time', formatTime(verifiedAt));
  if (verifiedAt > now + MAX_AHEAD) {
    return fail('bad-evidence-file', { reason: 'verified-in-future', verifiedAt: formatTime(verifiedAt) });
  }
  return content;
}

// ---- anchor ----

function isSameAnchor(anchor: KnownAnchor, { claim, network }: EvidenceContent): boolean {
  return (
    anchor.chainId === claim.chainId &&
    anchor.height === network.anchor.height &&
    equalBytes(anchor.hash, network.anchor.hash)
  );
}

function checkAnchor(
  family: CometbftFamily,
  content: EvidenceContent,
  known: KnownAnchor | undefined,
  knownAnchors: readonly KnownAnchor[],
  parameters: TrustParameters,
  notes: StepNotes,
): Result<Verified<LightBlock>> {
  const { claim, network, trace } = content;
  const { height, hash } = network.anchor;
  notes.fact('chain-id', 'code', claim.chainId);
  notes.fact('anchor-height', 'height', height);
  notes.fact('anchor-hash', 'hash', toHex(hash));
  if (network.issuedBy !== null) notes.fact('anchor-issued-by', 'text', network.issuedBy);
  notes.fact('anchor-known', 'word', known === undefined ? 'no' : 'yes');
  notes.fact('trusting-period-seconds', 'count', parameters.trustingPeriod / NANOS_PER_SECOND);
  notes.fact('trust-level', 'code', `${parameters.trustLevel.numerator}/${parameters.trustLevel.denominator}`);
  const other = knownAnchors.find(
    (anchor) => anchor.chainId === claim.chainId && anchor.height === height && !equalBytes(anchor.hash, hash),
  );
  if (other !== undefined && known === undefined) {
    return fail('anchor-mismatch', { height: String(height), expected: toHex(other.hash), got: toHex(hash) });
  }
  const [block] = trace;
  if (block === undefined) return fail('bad-evidence-file', { reason: 'empty-trace' });
  return family.adopt(block, { chainId: claim.chainId, height, hash });
}

// ---- headers ----

interface Reached {
  readonly header: Verified<Header>;
  readonly newest: TimeNs;
}

function checkHeaders(
  family: CometbftFamily,
  { trace, backwards, verifiedAt }: EvidenceContent,
  anchor: Verified<LightBlock>,
  parameters: TrustParameters,
  notes: StepNotes,
): Result<Reached> {
  let trusted = anchor;
  for (const block of trace.slice(1)) {
    const verdict = family.verifyStep(trusted, block, parameters, verifiedAt);
    if (verdict.kind === 'invalid') return { ok: false, error: verdict.error };
    if (verdict.kind === 'not-enough-trust') {
      // A builder takes steps that verify: a file with a longer one does not hold.
      const { tallied, needed, total } = verdict.tally;
      const params = { tallied: String(tallied), needed: String(needed), total: String(total) };
      return fail('insufficient-voting-power', { what: 'overlap', ...params });
    }
    notes.hops.push(signedHop(trusted.value, block, family.view(block), verdict.tally, verdict.trustTally));
    trusted = verdict.value;
  }
  // Steps are checked one by one; a trace that is the anchor alone must be as young as any step's start.
  if (family.isExpired(trusted, parameters, verifiedAt)) {
    return fail('trusted-expired', { height: String(trusted.value.signedHeader.header.height) });
  }
  let header = family.trustedHeader(trusted);
  const { time } = header.value;
  if (time >= verifiedAt + parameters.maxClockDrift) {
    return fail('header-from-future', { time: formatTime(time), now: formatTime(verifiedAt) });
  }
  for (const older of backwards) {
    const fromHeight = header.value.height;
    const linked = family.verifyBackwards(header, older);
    if (!linked.ok) return linked;
    header = linked.value;
    notes.hops.push(backwardsHop(fromHeight, family.viewHeader(older)));
  }
  notes.fact('light-blocks', 'count', trace.length);
  notes.fact('headers-back', 'count', backwards.length);
  notes.fact(
    'signatures',
    'count',
    notes.hops.reduce((sum, hop) => sum + hop.signaturesChecked, 0),
  );
  return ok({ header, newest: time });
}

// ---- root ----

function checkRoot(
  family: CometbftFamily,
  { claim, proof }: EvidenceContent,
  header: Verified<Header>,
  notes: StepNotes,
): Result<Verified<Header>> {
  const view = family.viewHeader(header.value);
  notes.fact('header-height', 'height', view.height);
  notes.fact('header-hash', 'hash', toHex(view.hash));
  notes.fact('header-time', 'time', formatTime(view.time));
  const root = proof.kind === 'state' ? header.value.appHash : header.value.dataHash;
  notes.fact(proof.kind === 'state' ? 'app-hash' : 'data-hash', 'hash', toHex(root));
  if (claim.chainId !== view.chainId) {
    return fail('chain-id-mismatch', { expected: claim.chainId, got: view.chainId });
  }
  if (claim.height !== String(view.height)) {
    return fail('unexpected-height', { expected: claim.height, got: String(view.height) });
  }
  if (root.length === 0) return fail('proof-root-mismatch', { reason: 'no-root', at: 'header' });
  return ok(header);
}
