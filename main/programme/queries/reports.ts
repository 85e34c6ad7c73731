import type { OfficeAnswer, OfficeRequest } from '../../contract/office.ts';
import type { FindingView, ReportDetail, ReportRow, ReportState, ReviewView } from '../../contract/programme.ts';
import type { Review, Scenario, StoredReport } from '../model.ts';
import { documentProvenance, knownReport } from '../reportProvenance.ts';
import { columnsOf } from './columns.ts';
import { indicatorFigure } from './figures.ts';
import type { Frame, PeriodFrame } from './frame.ts';
import { concerns, findingsOf, openFindings, reviewOf, reviewsOf, targetsOf, toFindingView } from './inputs.ts';
import { keptWith } from './kept.ts';
import type { QueryDeps } from './moment.ts';
import type { ScenarioState } from './shared.ts';

// Reports as rows and one by one: in every version that came, with what was found and decided on each.

export function stateOf(frame: PeriodFrame, report: StoredReport): ReportState {
  return isCurrent(frame, report) ? (decisionOf(frame, report) ?? 'waiting') : 'superseded';
}

function decisionOf(frame: PeriodFrame, report: StoredReport): Review['decision'] | null {
  return reviewOf(frame, report)?.decision ?? null;
}

/** A report may come for a scenario that the list does not name yet. */
function scenarioOf(frame: PeriodFrame, { scenarioId, statedBy }: StoredReport): Scenario {
  return (
    frame.frame.master.scenarios.get(scenarioId) ?? {
      scenarioId,
      name: { zh: scenarioId, en: scenarioId },
      owner: statedBy,
      zoneId: null,
      entityId: null,
      sectorId: 'unknown',
      chainId: null,
      startedOn: null,
      endedOn: null,
    }
  );
}

function isCurrent(frame: PeriodFrame, report: StoredReport): boolean {
  return frame.reportOf(report.scenarioId)?.reportId === report.reportId;
}

/** A superseded version has a provenance of its own: it may be the one that is anchored. */
function provenanceOf(frame: PeriodFrame, report: StoredReport) {
  const state = frame.state(scenarioOf(frame, report));
  if (isCurrent(frame, report)) return state.provenance;
  return documentProvenance(report, { anchoring: state.anchoring, anchoredVersion: null, observations: [] });
}

export function reportRow(frame: PeriodFrame, report: StoredReport): ReportRow {
  const scenario = scenarioOf(frame, report);
  const { reportId, scenarioId, period, version, statedBy, asOf, receivedAt, origin, values } = report;
  const current = isCurrent(frame, report);
  const open = findingsOf(frame, scenarioId).filter(
    (finding) => finding.reportId === reportId && finding.resolvedAt === null,
  ).length;
  return {
    ...{ reportId, scenarioId, period, version, statedBy, asOf, receivedAt, origin },
    name: scenario.name,
    zoneId: scenario.zoneId,
    sectorId: scenario.sectorId,
    state: stateOf(frame, report),
    provenance: provenanceOf(frame, report),
    values: values.length,
    findings: open + (current ? frame.state(scenario).contradictions.length : 0),
  };
}

interface StandingReports {
  readonly reports: readonly StoredReport[];
  readonly states: ReadonlyMap<StoredReport, ReportState>;
}

/** The versions that stand in a period, with what was decided on each. */
function standingReports(frame: PeriodFrame): StandingReports {
  const { store } = frame.frame.deps;
  const { seq } = frame.frame.moment;
  const reports = store.reportsOf(frame.period, seq);
  const kept = keptWith(store.reviews(seq), 'states', () => new Map<string, StandingReports>());
  const before = kept.get(frame.period);
  if (before?.reports === reports) return before;
  const states = new Map(reports.map((report) => [report, decisionOf(frame, report) ?? 'waiting'] as const));
  const made = { reports, states };
  kept.set(frame.period, made);
  return made;
}

/** Of a scenario in the area that is looked at, or of one that nobody knows yet. */
function mayBeSeen(frame: Frame, { scenarioId }: StoredReport): boolean {
  if (frame.master.scenarios.has(scenarioId)) return true;
  return frame.deps.area() === null;
}

/** The newest first. */
export function reportsTable(
  frame: Frame,
  { states, period, offset, limit }: OfficeRequest<'reports'>,
): OfficeAnswer<'reports'> {
  const wanted = new Set(states);
  const { store } = frame.deps;
  const periods = period === null ? frame.periods : [period];
  const found: { readonly frame: PeriodFrame; readonly report: StoredReport }[] = [];
  for (const of of periods) {
    const inPeriod = frame.period(of);
    const { reports, states: stand } = standingReports(inPeriod);
    const current = reports.filter((report) => mayBeSeen(frame, report));
    const old = wanted.has('superseded')
      ? current.flatMap((report) =>
          store
            .reportHistory(report.scenarioId, frame.moment.seq)
            .filter((other) => other.period === of && other.reportId !== report.reportId),
        )
      : [];
    for (const report of current) {
      if (wanted.size === 0 || wanted.has(stand.get(report) ?? 'waiting')) found.push({ frame: inPeriod, report });
    }
    for (const report of old) found.push({ frame: inPeriod, report });
  }
  found.sort(
    ({ report: a }, { report: b }) => compareText(b.receivedAt, a.receivedAt) || compareText(a.reportId, b.reportId),
  );
  return {
    rows: found.slice(offset, offset + limit).map(({ frame: inPeriod, report }) => reportRow(inPeriod, report)),
    total: found.length,
  };
}

export function reportDetail(frame: Frame, reportId: string): ReportDetail | null {
  const { store } = frame.deps;
  const report = store.report(reportId);
  if (report === null || !mayBeSeen(frame, report)) return null;
  const inPeriod = frame.period(report.period);
  const scenario = scenarioOf(inPeriod, report);
  const state = inPeriod.state(scenario);
  const shown = isCurrent(inPeriod, report) ? state : versionState(frame, report, state);
  const subject = { kind: 'scenario', id: scenario.scenarioId } as const;
  const targets = targetsOf(inPeriod, scenario.scenarioId);
  const before = frame.previousOf(report.period);
  const previous = before === null ? null : frame.period(before).state(scenario);
  return {
    report: reportRow(inPeriod, report),
    values: shown.values.flatMap(({ indicatorId, base }) => {
      const column = frame.master.indicators.at.get(indicatorId);
      const definition = column === undefined ? undefined : frame.master.indicators.list[column];
      if (definition === undefined || column === undefined) return [];
      const { name, effect, kind } = definition;
      const figure = valueFigure(inPeriod, shown, column, indicatorFigure(inPeriod, subject, [scenario], definition));
      const target = targets.get(indicatorId) ?? null;
      return [
        { indicatorId, name, effect, kind, figure, base, target, previous: previous?.known[column]?.value ?? null },
      ];
    }),
    findings: findingsOn(inPeriod, shown),
    reviews: reviewsOf(inPeriod, scenario.scenarioId)
      .filter(({ period }) => period === report.period)
      .map((review) => toReviewView(frame.deps, review)),
    versions: store
      .reportHistory(scenario.scenarioId, frame.moment.seq)
      .filter(({ period }) => period === report.period)
      .map((version) => reportRow(inPeriod, version)),
    digest: report.digest,
    anchoredDigest: state.anchoring?.digest ?? null,
    status: inPeriod.view(subject),
    lowerTo: frame.deps.rules.worseThan(inPeriod.status(subject).rating),
  };
}

/** Of a version that no longer stands, with its own values and its own provenance. */
function versionState(frame: Frame, report: StoredReport, state: ScenarioState): ScenarioState {
  const known = knownReport(
    report,
    { anchoring: state.anchoring, anchoredVersion: null, observations: [] },
    frame.master.definitions,
  );
  return { ...state, ...columnsOf(known, frame.master.indicators), ...known, report };
}

function valueFigure(
  frame: PeriodFrame,
  shown: ScenarioState,
  column: number,
  figure: ReturnType<typeof indicatorFigure>,
) {
  if (frame.state(shown.scenario) === shown) return figure;
  const value = shown.known[column];
  if (value === undefined) return figure;
  return { ...figure, value: value.value, provenance: value.provenance, provenOnly: { value: null, leftOut: 1 } };
}

/** Stored findings on a report, and what the chain contradicts in it. */
export function findingsOn(frame: PeriodFrame, state: ScenarioState): readonly FindingView[] {
  const stored = findingsOf(frame, state.scenario.scenarioId).filter((finding) =>
    concerns(frame, finding, state.report),
  );
  return [...stored.map(toFindingView), ...contradictionsOf(state)];
}

function contradictionsOf({ scenario, report, contradictions }: ScenarioState): readonly FindingView[] {
  if (report === null) return [];
  return contradictions.map(({ indicatorId, reported, proven, how }) => ({
    findingId: `chain/${report.reportId}/${indicatorId}`.slice(0, 120),
    subject: { kind: 'scenario' as const, id: scenario.scenarioId },
    reportId: report.reportId,
    indicatorId,
    severity: 'error' as const,
    code: 'differs-from-chain',
    params: { reported, proven, how },
    text: null,
    by: null,
    at: report.receivedAt,
    state: 'open' as const,
  }));
}

export function toReviewView(deps: QueryDeps, review: Review): ReviewView {
  const { reviewId, reportId, decision, reason, reviewer, officeId, at, keyId } = review;
  const officeName = deps.officeName(officeId);
  return {
    reviewId,
    reportId,
    decision,
    reason,
    reviewer,
    officeId,
    officeName,
    at,
    keyId,
    signature: deps.signatureOf(review),
  };
}

/** How many reports of a subject wait for a review, and how many findings are open. */
export function openWork(frame: PeriodFrame, scenarios: readonly Scenario[]): { waiting: number; findings: number } {
  let waiting = 0;
  let findings = 0;
  for (const scenario of scenarios) {
    const state = frame.state(scenario);
    if (state.report !== null && decisionOf(frame, state.report) === null) waiting += 1;
    const open = openFindings(frame, state);
    findings += open.error + open.warning;
  }
  return { waiting, findings };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
