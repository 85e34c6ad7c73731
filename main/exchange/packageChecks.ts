import { dayOf } from '../contract/day.ts';
import { checkReport } from '../programme/checks/index.ts';
import { checkFinding } from '../programme/imports.ts';
import type { Finding, IndicatorDefinition, ReportDraft, Scenario } from '../programme/model.ts';
import type { CheckContext, CheckResult, ProgrammeStore } from '../programme/seams.ts';
import type { SentReport } from './packageShapes.ts';

// The checks of reports, once more at whoever takes a package in: another office's word on its own figures is no reason
// not to look. They see what stands here, and the earlier quarters that come in the same package.

type Checked =
  | { readonly refused: CheckResult }
  | { readonly refused: null; findings(reportId: string): readonly Finding[] };

export interface PackageChecks {
  check(draft: ReportDraft, units: CheckContext['units']): Checked;
  /** Taken in with this package: later quarters are compared with it. */
  take(draft: ReportDraft): void;
}

export function createPackageChecks(
  store: Pick<ProgrammeStore, 'reportHistory'>,
  ground: {
    readonly scenarios: ReadonlyMap<string, Scenario>;
    readonly definitions: ReadonlyMap<string, IndicatorDefinition>;
    readonly today: string;
  },
  sent: readonly SentReport[],
): PackageChecks {
  const shared = new Map<string, number>();
  for (const { period, values } of sent) {
    for (const { indicatorId, value } of values) {
      const key = `${period}/${indicatorId}/${value}`;
      shared.set(key, (shared.get(key) ?? 0) + 1);
    }
  }
  const taken = new Map<string, ReportDraft[]>();

  /** Newest first; of each quarter what will stand. */
  function earlier(scenarioId: string, period: string): CheckContext['earlier'] {
    const byPeriod = new Map<string, CheckContext['earlier'][number]>();
    const standing = [...(taken.get(scenarioId) ?? [])].reverse();
    for (const report of [...standing, ...store.reportHistory(scenarioId, null)]) {
      if (report.period < period && !byPeriod.has(report.period)) byPeriod.set(report.period, report);
    }
    return [...byPeriod.values()].sort((a, b) => (a.period < b.period ? 1 : -1));
  }

  return {
    check(draft, units) {
      const { scenarioId, period } = draft;
      const before = earlier(scenarioId, period);
      const previous = new Map<string, { readonly value: string; readonly period: string }>();
      for (const report of before) {
        for (const { indicatorId, value } of report.values) {
          if (!previous.has(indicatorId)) previous.set(indicatorId, { value, period: report.period });
        }
      }
      const results = checkReport(
        // A document states a moment; the rules are about days.
        { ...draft, asOf: dayOf(draft.asOf) },
        {
          ...ground,
          scenario: ground.scenarios.get(scenarioId) ?? null,
          ...{ previous, earlier: before },
          sharedBy: (indicatorId, value) => shared.get(`${period}/${indicatorId}/${value}`) ?? 0,
          ...(units !== undefined && { units }),
        },
      );
      const refused = results.find(({ severity }) => severity === 'error');
      if (refused !== undefined) return { refused };
      return {
        refused: null,
        findings: (reportId) => results.map((result) => checkFinding(reportId, scenarioId, result)),
      };
    },
    take(draft) {
      const before = taken.get(draft.scenarioId) ?? [];
      taken.set(draft.scenarioId, [...before, draft]);
    },
  };
}
