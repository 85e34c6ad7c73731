import { createHash } from 'node:crypto';
import { type ImportRecord, REPORT_TYPES, type ReportType } from '../contract/office.ts';
import type { AuditLine } from '../store/programme/audit.ts';
import type { OfficeStore } from '../store/programme/types.ts';
import { checkReport } from './checks/index.ts';
import type { Finding, ReportDraft } from './model.ts';
import type { CheckContext, CheckResult, ImportContext } from './seams.ts';

// What an import sees of the programme, and what the checks say of what it brings.

export function importContext(store: OfficeStore, today: string): ImportContext {
  const master = store.master(null);
  return {
    master,
    today,
    previousValues: (scenarioId, period) => previousValues(store, scenarioId, period),
    earlierReports: (scenarioId, period) => earlierReports(store, scenarioId, period),
    currentReport: (scenarioId, period) => store.currentReport(scenarioId, period, null),
    targetsOf: (period) => store.targetsOf(period, null),
    milestones: () => store.milestones(null),
  };
}

/** Newest first. */
function earlierReports(store: OfficeStore, scenarioId: string, period: string): CheckContext['earlier'] {
  return store
    .periods(null)
    .filter((other) => other < period)
    .flatMap((other) => store.currentReport(scenarioId, other, null) ?? []);
}

/** Of each indicator the newest earlier value, whichever quarter it is of. */
function previousValues(store: OfficeStore, scenarioId: string, period: string): CheckContext['previous'] {
  const previous = new Map<string, { value: string; period: string }>();
  for (const report of earlierReports(store, scenarioId, period)) {
    for (const { indicatorId, value } of report.values) {
      if (!previous.has(indicatorId)) previous.set(indicatorId, { value, period: report.period });
    }
  }
  return previous;
}

/** Whatever a check has to say stays with the report as a finding: nobody is refused here, that was the import's part. */
export function findingsOfDrafts(
  store: OfficeStore,
  drafts: readonly ReportDraft[],
  today: string,
): readonly Finding[] {
  const master = store.master(null);
  const definitions = new Map(master.definitions.map((definition) => [definition.indicatorId, definition]));
  const scenarios = new Map(master.scenarios.map((scenario) => [scenario.scenarioId, scenario]));
  const shared = countShared(drafts);
  return drafts.flatMap((draft) => {
    const { scenarioId, period } = draft;
    const versions = store.reportHistory(scenarioId, null).filter((report) => report.period === period);
    const reportId = `${scenarioId}.${period}.v${Math.max(0, ...versions.map(({ version }) => version)) + 1}`;
    const results = checkReport(draft, {
      ...{ today, definitions },
      scenario: scenarios.get(scenarioId) ?? null,
      previous: previousValues(store, scenarioId, period),
      earlier: earlierReports(store, scenarioId, period),
      sharedBy: (indicatorId, value) => shared.get(`${period}/${indicatorId}/${value}`) ?? 0,
    });
    return results.map((result) => checkFinding(reportId, scenarioId, result));
  });
}

/** What a check says, as it stands beside the report that it is about. */
export function checkFinding(reportId: string, scenarioId: string, result: CheckResult): Finding {
  return {
    ...result,
    findingId: findingIdOf(reportId, result),
    subject: { kind: 'scenario', id: scenarioId },
    reportId,
    text: null,
    by: null,
  };
}

function countShared(drafts: readonly ReportDraft[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { period, values } of drafts) {
    for (const { indicatorId, value } of values) {
      const key = `${period}/${indicatorId}/${value}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

/** The same finding on the same version has the same id, however often it is looked for. */
function findingIdOf(
  reportId: string,
  result: { readonly code: string; readonly indicatorId: string | null; readonly params: unknown },
): string {
  const text = JSON.stringify([reportId, result.code, result.indicatorId, result.params]);
  return `f-${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
}

/** For the line of an import: one period, or the first and the last of several. */
export function periodDetail(periods: readonly string[]): { readonly period?: string } {
  const sorted = [...periods].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return {};
  return { period: first === last ? first : `${first} ${last}` };
}

const PERIOD = /^\d{4}Q[1-4]$/;
/** What a change without a file was about, by what it held most of: counts of its rows stand in its details. */
const HELD: readonly (readonly [string, ReportType])[] = [
  ['reports', 'indicators'],
  ['targets', 'targets'],
  ['milestones', 'milestones'],
  ['entities', 'entities'],
  ['scenarios', 'scenarios'],
];

/** An import as the history shows it: what kind, from which file, of which period. */
export function importRecordOf(line: AuditLine, undone: AuditLine | null): ImportRecord {
  const { details, subject } = line;
  const held = HELD.find(([rows]) => details[rows] !== undefined);
  const type = REPORT_TYPES.find((each) => each === details['type']) ?? held?.[1] ?? 'indicators';
  const file = details['file'];
  return {
    changeSeq: line.seq,
    fileName: file === undefined || file === '' ? null : String(file),
    type,
    periods: String(details['period'] ?? subject)
      .split(' ')
      .filter((period) => PERIOD.test(period))
      .slice(0, 2),
    at: line.at,
    person: line.person,
    rows: Number(details['rows'] ?? (held === undefined ? 0 : details[held[0]])),
    undone: undone === null ? null : { at: undone.at, person: undone.person },
  };
}
