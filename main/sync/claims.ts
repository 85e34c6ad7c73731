import { equalBytes } from '../../light-client/codec/bytes.ts';
import { toHex } from '../../light-client/codec/hex.ts';
import type { TimeNs } from '../../light-client/codec/time.ts';
import { fromUtf8, toUtf8 } from '../../light-client/codec/utf8.ts';
import { type LightClientError, lightClientError, type Result } from '../../light-client/core/errors.ts';
import type { Verified } from '../../light-client/core/verified.ts';
import type { CryptoSuite } from '../../light-client/crypto/suite.ts';
import { dayOf } from '../contract/day.ts';
import type { WireError } from '../contract/error.ts';
import type { Provenance } from '../contract/provenance.ts';
import { earnedProvenance, statedProvenance } from '../contract/toWire.ts';
import type { ReportDraft } from '../programme/model.ts';
import type { ReportOffice, ScenarioConfig } from '../programme/packs.ts';
import { type ReadDocument, readDocument, savingOf } from '../programme/reports.ts';
import type { ChainStore, ClaimEntry, StoredClaim } from '../store/types.ts';
import type { Peer, StateKey, StateReading } from './binding.ts';
import type { ChainState, Head } from './chainState.ts';
import { countOf, reportClaimKey, stateClaimKey } from './claimKeys.ts';
import { toNanos } from './environment.ts';
import { type Reading, Readings } from './readings.ts';

// What the scenarios of one chain claim, read again whenever there is a newer verified header: counts straight from
// proven state; reports as documents whose digest lies in proven state, or is missing there.

/** No scenario is read more often than this. */
const EVERY_MS = 10_000;
/** A claim that still holds is written again only after this long: the stored one stays the figure's anchor meanwhile. */
const RESTORE_MS = 120_000;

export interface ClaimsContext {
  readonly suite: CryptoSuite;
  readonly offices: readonly ReportOffice[];
}

interface Proven<Header> {
  readonly reading: Verified<StateReading>;
  readonly header: Verified<Header>;
  readonly answer: unknown;
  readonly corroborated: boolean;
}

export interface Claims<Header> {
  readonly readings: Readings;
  setScenarios(scenarios: readonly ScenarioConfig[], context: ClaimsContext): void;
  /** Shows what the store has, each proof checked again. `sealedHeader` gives the header of a stored trusted state. */
  restore(sealedHeader: (height: bigint) => Verified<Header> | null): void;
  /** Reads the scenario that waits longest. False: none is due. */
  step(signal: AbortSignal): Promise<boolean>;
  proofsChecked(): number;
  /** Documents that were fetched since the last call, each digest once. */
  takeDocuments(): readonly ReportDraft[];
}

export function createClaims<Block, Header>(
  state: ChainState<Block, Header>,
  store: ChainStore<Block, Header>,
  primary: () => Peer<Block, Header> | undefined,
): Claims<Header> {
  const { binding, environment } = state;
  const readings = new Readings();
  const lastTry = new Map<string, { at: number; height: bigint; failed: boolean }>();
  const lastStored = new Map<string, { at: number; value: string | null; how: string }>();
  /** Documents by scenario: fetched again only where the anchored digest is another one. */
  const documents = new Map<string, ReadDocument>();
  let scenarios: readonly ScenarioConfig[] = [];
  let context: ClaimsContext | null = null;
  let proofs = 0;
  const told = new Set<string>();
  let fetched: ReportDraft[] = [];

  function figureIds({ scenarioId }: ScenarioConfig) {
    const id = `scenario/${scenarioId}`;
    return { records: `${id}/records`, saving: `${id}/saving`, report: `${id}/report` };
  }

  function setScenarios(next: readonly ScenarioConfig[], nextContext: ClaimsContext): void {
    scenarios = next;
    // A signature that nobody knew may be somebody's now: these documents are read again.
    if (JSON.stringify(context?.offices) !== JSON.stringify(nextContext.offices)) {
      for (const [scenarioId, { signedBy }] of documents) if (signedBy === null) documents.delete(scenarioId);
    }
    context = nextContext;
    const expected = new Set<string>();
    for (const scenario of next) {
      const ids = figureIds(scenario);
      if (scenario.records !== undefined) {
        readings.expect(ids.records, scenario.scenarioId, 'records');
        expected.add(ids.records);
      }
      readings.expect(ids.saving, scenario.scenarioId, 'yuan');
      readings.expect(ids.report, scenario.scenarioId, 'count');
      expected.add(ids.saving).add(ids.report);
    }
    readings.retain(expected);
  }

  async function step(signal: AbortSignal): Promise<boolean> {
    const { head } = state;
    const peer = primary();
    if (head === null || peer === undefined || context === null) return false;
    const { height } = binding.family.view(head.block.value);
    // The first header commits to no state that could be asked for.
    if (height <= 1n) return false;
    const now = environment.now();
    let due: ScenarioConfig | undefined;
    let oldest = Number.POSITIVE_INFINITY;
    for (const scenario of scenarios) {
      const last = lastTry.get(scenario.scenarioId);
      // What was read at this very height need not be read again; what could not be read is.
      const ready = last === undefined || (now - last.at >= EVERY_MS && (last.height < height || last.failed));
      if (ready && (last?.at ?? 0) < oldest) {
        oldest = last?.at ?? 0;
        due = scenario;
      }
    }
    if (due === undefined) return false;
    const tried = { at: now, height, failed: false };
    lastTry.set(due.scenarioId, tried);
    tried.failed = !(await readScenario(due, head, peer, context, signal));
    return true;
  }

  async function readScenario(
    scenario: ScenarioConfig,
    head: Head<Block>,
    peer: Peer<Block, Header>,
    { suite, offices }: ClaimsContext,
    signal: AbortSignal,
  ): Promise<boolean> {
    const ids = figureIds(scenario);
    let bad = false;
    let whole = true;
    const note = (error: LightClientError, ...figures: readonly string[]): void => {
      const checkFailed = error.category === 'verification' || error.category === 'provider-malicious';
      for (const id of figures) readings.failed(id, error, checkFailed);
      whole = false;
      if (!checkFailed) return;
      bad = true;
      // At once, so that no contradicted figure is ever shown beside a chain that looks sound.
      state.peerFailed(peer.endpoint.url, 'bad', error);
      state.suspect('claims', error);
    };

    if (scenario.records !== undefined) {
      const proven = await readState(scenario.records, head, peer, signal);
      if (signal.aborted) return false;
      if (proven.ok) recordsRead(ids.records, scenario.records, proven.value);
      else note(proven.error, ids.records);
    }

    const { digest: digestAt } = scenario.report;
    const anchored = digestAt === undefined ? null : await readState(digestAt, head, peer, signal);
    if (signal.aborted) return false;
    if (anchored !== null && !anchored.ok) {
      note(anchored.error, ids.report, ids.saving);
    } else {
      const digest = anchored?.value ?? null;
      const cached = documents.get(scenario.scenarioId);
      const known = cached !== undefined && digest?.reading.value.value !== undefined;
      const fits = known && equalBytes(cached.digest, digest.reading.value.value ?? new Uint8Array(0));
      const document = fits
        ? { ok: true as const, value: cached }
        : await fetchDocument(scenario, peer, offices, suite, signal);
      if (signal.aborted) return false;
      if (document.ok) reportRead(scenario, document.value, digest);
      else note(document.error, ids.report, ids.saving);
    }

    if (!bad && !readings.anyContradicted()) state.clear('claims');
    state.touch();
    return whole;
  }

  async function readState(
    { store: name, key }: { readonly store: string; readonly key: string },
    head: Head<Block>,
    peer: Peer<Block, Header>,
    signal: AbortSignal,
  ): Promise<Result<Proven<Header>>> {
    const header = binding.family.trustedHeader(head.block);
    const asked: StateKey = { store: name, key: toUtf8(key) };
    const answer = await peer.provider.abciQuery(binding.stateQuery(asked, header.value), { signal, attempts: 2 });
    if (!answer.ok) return answer;
    proofs += 1;
    const reading = binding.verifyState(header, asked, answer.value);
    if (!reading.ok) return reading;
    const { corroborated } = head;
    return { ok: true, value: { reading: reading.value, header, answer: answer.value, corroborated } };
  }

  function earned(
    proven: Proven<Header>,
    what: 'anchored' | 'state',
    rule: 'ics23-state' | 'ics23-absence' | 'report-digest',
    verifiedAt: TimeNs = state.now(),
  ): Provenance {
    return earnedProvenance({
      level: what === 'anchored' ? 'anchored' : proven.corroborated ? 'corroborated' : 'proven',
      rule,
      proof: proven.reading,
      header: proven.header,
      viewHeader: binding.family.viewHeader,
      verifiedAt,
    });
  }

  function recordsRead(figureId: string, at: { store: string; key: string }, proven: Proven<Header>): void {
    const raw = proven.reading.value.value;
    const value = raw === undefined ? null : countOf(raw);
    if (raw !== undefined && value === null) {
      // Proven, and not a count: the pack points at the wrong key, or the chain changed what it keeps there.
      readings.failed(figureId, lightClientError('bad-encoding', { at: stateClaimKey(at) }), false);
      return;
    }
    const provenance = earned(proven, 'state', raw === undefined ? 'ics23-absence' : 'ics23-state');
    const before = readings.get(figureId);
    const kept = keep(stateClaimKey(at), value, provenance, proven, null);
    if (kept === 'refused') return;
    trackFall(figureId, before?.value ?? null, value);
    show(figureId, { value, asOf: provenance.at?.headerTime ?? null, missing: raw === undefined }, provenance, kept);
  }

  /** While the same value is found again, the figure keeps the anchor that the store has the proof of. */
  function show(
    figureId: string,
    found: Pick<Reading, 'value' | 'asOf' | 'missing' | 'anchored'>,
    fresh: Provenance,
    kept: 'stored' | 'unchanged',
    error: WireError | null = null,
  ): void {
    const before = readings.get(figureId);
    const checkedAt = environment.now();
    const reading =
      kept === 'unchanged' && before !== null ? { ...before, checkedAt } : { ...found, provenance: fresh, checkedAt };
    readings.set(figureId, reading, error);
  }

  /** A cumulative total may only grow. Stays pointed out until the old mark is reached again. */
  function trackFall(figureId: string, before: string | null, value: string | null): void {
    const mark = readings.fell(figureId)?.from ?? before;
    const fell = mark !== null && value !== null && BigInt(value) < BigInt(mark);
    readings.setFell(figureId, fell ? { from: mark, to: value } : null);
  }

  async function fetchDocument(
    scenario: ScenarioConfig,
    peer: Peer<Block, Header>,
    offices: readonly ReportOffice[],
    suite: CryptoSuite,
    signal: AbortSignal,
  ): Promise<Result<ReadDocument | null>> {
    const query = { path: '/pilot/report', data: toUtf8(scenario.report.document), prove: false };
    const answer = await peer.provider.abciQuery(query, { signal, attempts: 2 });
    if (!answer.ok) return answer;
    const bytes = binding.unprovenValue(answer.value);
    // A node that has no such document says so by a code, or by an empty value.
    if (!bytes.ok) return bytes.error.code === 'query-failed' ? { ok: true, value: null } : bytes;
    if (bytes.value.length === 0) return { ok: true, value: null };
    const asked = { scenarioId: scenario.scenarioId, period: scenario.report.period };
    const document = readDocument(bytes.value, asked, offices, suite);
    if (document.ok) {
      documents.set(scenario.scenarioId, document.value);
      tellDocument(document.value, bytes.value);
    }
    return document;
  }

  function tellDocument({ signed, digest, signedBy }: ReadDocument, document: Uint8Array): void {
    const { scenarioId, period, statedBy, asOf, indicators } = signed.report;
    const key = `${scenarioId}/${period}/${toHex(digest)}/${signedBy}`;
    if (told.has(key)) return;
    told.add(key);
    fetched.push({
      ...{ scenarioId, period, statedBy, document, signedBy },
      // A document names a moment, the programme a day.
      asOf: dayOf(asOf),
      origin: 'chain',
      values: indicators.map(({ id, value, base }) => ({ indicatorId: id, value, base: base ?? null })),
      digest: toHex(digest),
    });
  }

  function reportRead(scenario: ScenarioConfig, document: ReadDocument | null, digest: Proven<Header> | null): void {
    const ids = figureIds(scenario);
    const stored = digest?.reading.value.value;
    const anchor = stored === undefined ? null : digest;
    const matches = document !== null && stored !== undefined && equalBytes(document.digest, stored);
    const source = document?.signed.report.statedBy.zh;
    const provenance: Provenance =
      anchor !== null && (matches || document === null)
        ? { ...earned(anchor, 'anchored', 'report-digest'), ...(source !== undefined && { source }) }
        : document !== null && document.signedBy !== null
          ? statedProvenance('signed', source)
          : statedProvenance('reported', source);
    const mismatch = document !== null && stored !== undefined && !matches;
    const saving = document === null ? null : savingOf(document.signed);
    const key = reportClaimKey(scenario.scenarioId, scenario.report.period);
    const shown: Provenance = mismatch ? { ...provenance, condition: 'contradicted' } : provenance;
    const kept = keep(key, document === null ? null : (saving ?? ''), shown, anchor, document?.canonical ?? null);
    if (kept === 'refused') return;
    const error: WireError | null = mismatch
      ? lightClientError('proof-value-mismatch', { at: 'report-digest', scenario: scenario.scenarioId })
      : null;
    const asOf = document?.signed.report.asOf ?? null;
    // A digest without its document is still no report that anybody could read.
    const missing = document === null;
    const anchored = anchoredDigest(scenario, digest);
    show(ids.report, { value: missing ? null : '1', asOf, missing, ...anchored }, shown, kept, error);
    show(ids.saving, { value: saving, asOf, missing }, shown, kept, error);
  }

  /** Nothing where this scenario anchors no digest at all. */
  function anchoredDigest(
    { report: { period } }: ScenarioConfig,
    proven: Proven<Header> | null,
    verifiedAt?: TimeNs,
  ): Pick<Reading, 'anchored'> {
    if (proven === null) return {};
    const { value } = proven.reading.value;
    const rule = value === undefined ? 'ics23-absence' : 'report-digest';
    const provenance = earned(proven, 'anchored', rule, verifiedAt);
    return { anchored: { period, digest: value === undefined ? null : toHex(value), provenance } };
  }

  /** Persist before believe: nothing is shown that the store would not take. */
  function keep(
    key: string,
    value: string | null,
    provenance: Provenance,
    proven: Proven<Header> | null,
    document: Uint8Array | null,
  ): 'stored' | 'unchanged' | 'refused' {
    const now = environment.now();
    const last = lastStored.get(key);
    const how = `${provenance.level}/${provenance.condition}`;
    if (last !== undefined && last.value === value && last.how === how && now - last.at < RESTORE_MS)
      return 'unchanged';
    const entry: ClaimEntry<Header> = {
      key,
      height: proven === null ? headHeight() : binding.family.viewHeader(proven.header.value).height,
      value,
      level: provenance.level,
      condition: provenance.condition,
      rule: provenance.at?.rule ?? null,
      against: proven?.header ?? null,
      verified: proven?.reading ?? null,
      proof: proven === null ? null : toUtf8(JSON.stringify(proven.answer)),
      document,
      failure: provenance.condition === 'contradicted' ? 'proof-value-mismatch' : null,
      verifiedAt: toNanos(now),
    };
    const applied = store.applyStep({ claims: [entry] });
    if (!applied.ok) {
      state.lastError = applied.error;
      return 'refused';
    }
    lastStored.set(key, { at: now, value, how });
    return 'stored';
  }

  function headHeight(): bigint {
    return state.head === null ? 0n : binding.family.view(state.head.block.value).height;
  }

  function restore(sealedHeader: (height: bigint) => Verified<Header> | null): void {
    for (const scenario of scenarios) {
      const ids = figureIds(scenario);
      if (scenario.records !== undefined && readings.get(ids.records) === null) {
        const stored = store.latestClaim(stateClaimKey(scenario.records));
        const proven = stored === null ? null : proveAgain(stored, scenario.records, sealedHeader);
        const raw = proven?.reading.value.value;
        const value = raw === undefined ? null : countOf(raw);
        if (stored !== null && proven !== null && value !== null && value === stored.value) {
          const provenance = earned(proven, 'state', 'ics23-state', stored.verifiedAt);
          const asOf = provenance.at?.headerTime ?? null;
          readings.set(ids.records, { value, provenance, asOf, missing: false, checkedAt: millis(stored) });
          lastStored.set(stored.key, { at: millis(stored), value, how: `${provenance.level}/fresh` });
        }
      }
      restoreReport(scenario, ids, sealedHeader);
    }
    state.touch();
  }

  function restoreReport(
    scenario: ScenarioConfig,
    ids: ReturnType<typeof figureIds>,
    sealedHeader: (height: bigint) => Verified<Header> | null,
  ): void {
    if (context === null || readings.get(ids.report) !== null) return;
    const stored = store.latestClaim(reportClaimKey(scenario.scenarioId, scenario.report.period));
    if (stored === null || stored.document === null) return;
    // The document was stored bare: a signature on it is asked for again, and until then it is as good as reported.
    const wrapped = toUtf8(`{"report":${new TextDecoder().decode(stored.document)}}`);
    const asked = { scenarioId: scenario.scenarioId, period: scenario.report.period };
    const document = readDocument(wrapped, asked, [], context.suite);
    if (!document.ok) return;
    const { digest: digestAt } = scenario.report;
    const proven = digestAt === undefined ? null : proveAgain(stored, digestAt, sealedHeader);
    const digest = proven?.reading.value.value;
    const matches = digest !== undefined && equalBytes(document.value.digest, digest);
    const { report } = document.value.signed;
    const base =
      proven !== null && matches
        ? earned(proven, 'anchored', 'report-digest', stored.verifiedAt)
        : statedProvenance('reported', report.statedBy.zh);
    const provenance: Provenance = digest !== undefined && !matches ? { ...base, condition: 'contradicted' } : base;
    const common = { provenance, asOf: report.asOf, missing: false, checkedAt: millis(stored) };
    readings.set(ids.report, { ...common, value: '1', ...anchoredDigest(scenario, proven, stored.verifiedAt) });
    readings.set(ids.saving, { ...common, value: savingOf(document.value.signed) });
  }

  /** What lay on disk counts only after its proof has been checked against a header that holds now. */
  function proveAgain(
    stored: StoredClaim,
    at: { readonly store: string; readonly key: string },
    sealedHeader: (height: bigint) => Verified<Header> | null,
  ): Proven<Header> | null {
    const header = stored.proof === null ? null : sealedHeader(stored.height);
    if (header === null || stored.proof === null) return null;
    try {
      const answer: unknown = JSON.parse(fromUtf8(stored.proof));
      const reading = binding.verifyState(header, { store: at.store, key: toUtf8(at.key) }, answer);
      if (!reading.ok) return null;
      return { reading: reading.value, header, answer, corroborated: stored.level === 'corroborated' };
    } catch {
      return null; // a damaged row is as good as none: the value is read again
    }
  }

  return {
    readings,
    setScenarios,
    restore,
    step,
    proofsChecked: () => proofs,
    takeDocuments() {
      const taken = fetched;
      fetched = [];
      return taken;
    },
  };
}

function millis({ verifiedAt }: StoredClaim): number {
  return Number(verifiedAt / 1_000_000n);
}
