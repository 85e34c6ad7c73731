import { fromBase64 } from '../../light-client/codec/base64.ts';
import { toHex } from '../../light-client/codec/hex.ts';
import { nobleSuite } from '../../light-client/crypto/nobleSuite.ts';
import { dayOf } from '../contract/day.ts';
import type { WireError } from '../contract/error.ts';
import type { ChangeSet, Finding, Override, ReportDraft, Review, Scenario, StoredReport } from '../programme/model.ts';
import { readDocument } from '../programme/reports.ts';
import type { CheckContext, ProgrammeStore } from '../programme/seams.ts';
import { trustError } from '../programme/trust/errors.ts';
import { jcs } from '../programme/trust/jcs.ts';
import { areaTest, mayWriteSubject } from '../programme/trust/roles.ts';
import type { Envelope, ExchangeRecord, Signer, Trust } from '../programme/trust/types.ts';
import { reportIdOf } from '../store/programme/entries.ts';
import { createPackageChecks } from './packageChecks.ts';
import type { ReviewsPayload, SentReport, SentReview } from './packageShapes.ts';
import { reportDigest } from './reportDocument.ts';

// What a package of reviews would change here, item by item. What one item lacks says nothing against the others: it is
// left out and named. A package that nobody known has signed adds reports and reviews and nothing that rates, and never
// takes the place of a report that somebody known has signed.

export interface PlanDeps {
  readonly trust: Pick<Trust, 'reviewSignature' | 'reportOffices' | 'exchanged'>;
  readonly store: Pick<ProgrammeStore, 'report' | 'reportHistory' | 'reviews' | 'findings' | 'overrides' | 'master'>;
  readonly now: () => number;
}

export interface Plan {
  readonly set: ChangeSet;
  readonly counts: Readonly<Record<string, number>>;
  readonly problems: readonly WireError[];
  /** Versions that are taken in with it. */
  readonly taken: ExchangeRecord['taken'];
}

export function planReviews(payload: ReviewsPayload, envelope: Envelope, signer: Signer | null, deps: PlanDeps): Plan {
  const { store, trust, now } = deps;
  const master = store.master(null);
  const scenarios = new Map(master.scenarios.map((scenario) => [scenario.scenarioId, scenario]));
  const definitions = new Map(master.definitions.map((definition) => [definition.indicatorId, definition]));
  const inArea = signer === null ? () => true : areaTest(signer, master);
  const officeId = envelope.issuer.officeId;
  const problems: WireError[] = [];
  const taken: Record<string, number> = {};
  const before = trust.exchanged().taken;
  const offices = trust.reportOffices();
  const lastDay = dayOf(now());

  const refused = (code: Parameters<typeof trustError>[0], params: WireError['params']): null => {
    problems.push(trustError(code, params));
    return null;
  };
  function scenarioOf(scenarioId: string): Scenario | null {
    const scenario = scenarios.get(scenarioId);
    if (scenario === undefined) return refused('item-unknown-scenario', { scenarioId });
    return inArea(scenario) ? scenario : refused('item-outside-area', { scenarioId, officeId });
  }

  // ---- reports ----

  /** Reports that stand here or will, by the sender's name for them. */
  const standing = new Map<string, { readonly sent: SentReport; readonly reportId: string }>();
  const promised = new Set<string>();
  const drafts: ReportDraft[] = [];
  const checks = createPackageChecks(store, { scenarios, definitions, today: lastDay }, payload.reports);
  const checked: Finding[] = [];
  // Quarter by quarter: a total is compared with the one before it, which may be in the same package.
  for (const sent of [...payload.reports].sort(byPeriodAndVersion)) {
    const scenario = scenarioOf(sent.scenarioId);
    const read = scenario === null ? null : draftOf(sent);
    if (read === null) continue;
    const { draft, units } = read;
    const known = placeOf(sent, draft);
    if (known === null) continue;
    if (known === 'new') {
      const found = checks.check(draft, units);
      if (found.refused !== null) {
        const { code: rule, indicatorId, params } = found.refused;
        const { scenarioId, period } = sent;
        refused('item-check', { ...params, scenarioId, quarter: period, rule, indicatorId: indicatorId ?? '' });
        continue;
      }
      const reportId = nextId(sent.scenarioId, sent.period);
      promised.add(reportId);
      standing.set(sent.reportId, { sent, reportId });
      drafts.push(draft);
      checks.take(draft);
      checked.push(...found.findings(reportId));
    } else standing.set(sent.reportId, { sent, reportId: known.reportId });
    const key = takenKey(sent);
    taken[key] = Math.max(sent.version, taken[key] ?? before[key] ?? 0);
  }

  /** `units`: as the document states them, where there is one. */
  function draftOf(sent: SentReport): { readonly draft: ReportDraft; readonly units?: Units } | null {
    const { scenarioId, period, statedBy, asOf, values, digest } = sent;
    const item = { scenarioId, period };
    const unknown = values.find(({ indicatorId }) => !definitions.has(indicatorId));
    if (unknown !== undefined) return refused('item-unknown-indicator', { ...item, indicatorId: unknown.indicatorId });
    if (new Set(values.map(({ indicatorId }) => indicatorId)).size !== values.length)
      return refused('item-digest', item);
    if (dayOf(asOf) > lastDay) return refused('item-date', { ...item, asOf });
    const plain = { scenarioId, period, statedBy, asOf, values };
    let document: Uint8Array | null = null;
    let signedBy = signer?.ownerId ?? null;
    let units: Units | null = null;
    if (sent.document !== null) {
      const read = documentOf(sent);
      if (read === null) return refused('item-document', item);
      ({ document, units } = read);
      signedBy = read.signedBy ?? signedBy;
    } else if (reportDigest(plain, definitions) !== digest) {
      return refused('item-digest', item);
    }
    const draft: ReportDraft = { ...plain, origin: 'package', document, digest, signedBy };
    return { draft, ...(units !== null && { units }) };
  }

  /** The document is the one whose digest is named, and says what the report says; null: it is or does not. */
  function documentOf(
    sent: SentReport,
  ): { readonly document: Uint8Array; readonly signedBy: string | null; readonly units: Units } | null {
    let document: Uint8Array;
    try {
      document = fromBase64(sent.document ?? '');
    } catch {
      return null;
    }
    const read = readDocument(document, sent, offices, nobleSuite);
    if (!read.ok || toHex(read.value.digest) !== sent.digest) return null;
    const { report } = read.value.signed;
    const stated = new Map(report.indicators.map(({ id, value, base }) => [id, jcs([value, base ?? null])]));
    const same =
      stated.size === sent.values.length &&
      report.asOf === sent.asOf &&
      jcs(report.statedBy) === jcs(sent.statedBy) &&
      sent.values.every(({ indicatorId, value, base }) => stated.get(indicatorId) === jcs([value, base]));
    const units = new Map(report.indicators.map(({ id, unit }) => [id, unit]));
    return same ? { document, signedBy: read.value.signedBy, units } : null;
  }

  function placeOf(sent: SentReport, draft: ReportDraft): 'new' | StoredReport | null {
    const { scenarioId, period, version, digest } = sent;
    const history = store.reportHistory(scenarioId, null).filter((report) => report.period === period);
    const [current] = history;
    const same = history.find((report) => report.digest === digest);
    const last = before[takenKey(sent)] ?? 0;
    if (version < last) return same ?? refused('item-older', { scenarioId, period, version, known: last });
    if (version === last && same !== undefined) return same;
    if (current === undefined) return 'new';
    const stronger = current.signedBy === null && draft.signedBy !== null;
    if (current.digest === digest && !stronger) return current;
    if (current.signedBy !== null && draft.signedBy === null) {
      return refused('item-weaker', { scenarioId, period, signedBy: current.signedBy });
    }
    return 'new';
  }

  function takenKey({ scenarioId, period }: SentReport): string {
    return `${officeId} ${scenarioId} ${period}`;
  }

  /** Where the store will put the next version: beside every one that ever was, undone ones too. */
  function nextId(scenarioId: string, period: string): string {
    for (let version = 1; ; version++) {
      const reportId = reportIdOf(scenarioId, period, version);
      if (!promised.has(reportId) && store.report(reportId) === null) return reportId;
    }
  }

  // ---- reviews ----

  const stored = new Map(store.reviews(null).map((review) => [review.reviewId, review]));
  const digests = new Set(
    [...standing.values()].map(({ sent }) => judgedKey(sent.scenarioId, sent.period, sent.digest)),
  );
  const reviews = payload.reviews.flatMap((sent) => reviewOf(sent) ?? []);

  function reviewOf(sent: SentReview): Review | null {
    const { reviewId, scenarioId, period, reportDigest: judged } = sent;
    if (sent.officeId !== officeId) return refused('item-review-office', { reviewId, officeId: sent.officeId });
    if (scenarioOf(scenarioId) === null) return null;
    const known = stored.get(reviewId);
    if (known !== undefined) {
      return jcs(known) === jcs(sent) ? null : refused('item-review-taken', { reviewId });
    }
    if (
      (sent.decision === 'lowered') !== (sent.rating !== null) ||
      (sent.decision !== 'accepted' && sent.reason === '')
    ) {
      return refused('item-review-shape', { reviewId });
    }
    if (trust.reviewSignature(sent, envelope.keys) === 'bad') return refused('item-review-signature', { reviewId });
    const there =
      digests.has(judgedKey(scenarioId, period, judged)) ||
      store.reportHistory(scenarioId, null).some((report) => report.period === period && report.digest === judged);
    if (!there) return refused('item-review-report', { reviewId, scenarioId, period });
    stored.set(reviewId, sent);
    return sent;
  }

  // ---- what rates: only on the word of somebody known ----

  const findingsHere = new Map(store.findings(null).map((finding) => [finding.findingId, finding]));
  const findingsSeen = new Set<string>();
  const findings: NonNullable<ChangeSet['findings']>[number][] = [];
  const resolved: { readonly findingId: string; readonly reason: string }[] = [];
  const overrides: Override[] = [];
  if (signer !== null) {
    for (const { settled, ...sent } of payload.findings) takeFinding(sent, settled);
    for (const sent of payload.overrides) takeOverride(sent);
  }
  // What the sender's own checks said of a report already is not said twice.
  const said = new Set(findings.map(({ reportId, code, indicatorId }) => `${reportId} ${code} ${indicatorId}`));
  for (const finding of checked) {
    const { findingId, reportId, code, indicatorId } = finding;
    if (!said.has(`${reportId} ${code} ${indicatorId}`) && !findingsHere.has(findingId)) findings.push(finding);
  }

  function takeFinding(sent: Omit<ReviewsPayload['findings'][number], 'settled'>, settled: boolean): void {
    const { findingId } = sent;
    if (findingsSeen.has(findingId)) return;
    findingsSeen.add(findingId);
    const known = findingsHere.get(findingId);
    if (known !== undefined) {
      // Never written over; what this office wrote, it may settle.
      const about = scenarios.get(sent.subject.id);
      const own = known.text === sent.text && known.by === sent.by && known.subject.id === sent.subject.id;
      if (settled && known.resolvedAt === null && own && about !== undefined && inArea(about)) {
        resolved.push({ findingId, reason: '' });
      }
      return;
    }
    const about = standing.get(sent.reportId);
    if (about === undefined || about.sent.scenarioId !== sent.subject.id) {
      refused('item-finding-report', { findingId });
      return;
    }
    findings.push({ ...sent, reportId: about.reportId });
    if (settled) resolved.push({ findingId, reason: '' });
  }

  function takeOverride(sent: ReviewsPayload['overrides'][number]): void {
    const { subject, period } = sent;
    const params = { subject: `${subject.kind}:${subject.id}`, officeId };
    if (sent.officeId !== officeId)
      return void refused('item-review-office', { reviewId: '', officeId: sent.officeId });
    const area = { zoneIds: signer?.zoneIds ?? [], provinces: signer?.provinces ?? [] };
    const role = area.zoneIds.length + area.provinces.length === 0 ? 'national' : 'provincial';
    const who = { role, person: sent.person, officeId, officeName: payload.officeName, ...area } as const;
    if (mayWriteSubject(who, subject, master) !== null) return void refused('item-override', params);
    if (sent.reason === '') return void refused('item-override', params);
    const standingNow = store
      .overrides(period, null)
      .findLast((one) => one.subject.kind === subject.kind && one.subject.id === subject.id);
    if (standingNow !== undefined) {
      // Another office's word stands until that office takes it back.
      if (standingNow.officeId !== officeId && standingNow.rating !== null) return;
      if (Date.parse(standingNow.at) >= Date.parse(sent.at)) return;
    } else if (sent.rating === null) return;
    overrides.push(sent);
  }

  return {
    set: { reports: drafts, reviews, findings, resolved, overrides },
    counts: {
      reports: payload.reports.length,
      'reports-new': drafts.length,
      reviews: payload.reviews.length,
      'reviews-new': reviews.length,
      findings: payload.findings.length,
      'findings-new': findings.length,
      overrides: payload.overrides.length,
      'overrides-new': overrides.length,
      refused: problems.length,
    },
    problems,
    taken,
  };
}

type Units = NonNullable<CheckContext['units']>;

function byPeriodAndVersion(a: SentReport, b: SentReport): number {
  return a.period === b.period ? a.version - b.version : a.period < b.period ? -1 : 1;
}

function judgedKey(scenarioId: string, period: string, digest: string): string {
  return `${scenarioId} ${period} ${digest}`;
}
