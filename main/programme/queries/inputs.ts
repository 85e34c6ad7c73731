import type { FindingView } from '../../contract/programme.ts';
import { NOTHING } from '../../metrics/provenance.ts';
import type { Finding, IndicatorDefinition, MilestoneDate, Review, Scenario, StoredReport, Target } from '../model.ts';
import type { ScenarioInputs } from '../seams.ts';
import type { PeriodFrame } from './frame.ts';
import { keptWith } from './kept.ts';
import { grouped, inService } from './moment.ts';
import type { ScenarioFacts, ScenarioState } from './shared.ts';

// What a scenario's rating looks at, gathered. The marks tell cheaply whether any of it differs from the last time.

export interface MilestoneHistory {
  readonly milestone: {
    readonly milestoneId: string;
    readonly scenarioId: string;
    readonly name: { zh: string; en: string };
  };
  readonly dates: readonly (MilestoneDate & { readonly setAt: string })[];
}
type StoredFinding = Finding & { readonly at: string; readonly resolvedAt: string | null };

const NO_MILESTONES: readonly MilestoneHistory[] = [];
const NO_TARGETS: ReadonlyMap<string, string> = new Map();
const NO_FINDINGS: readonly StoredFinding[] = [];
const NO_REVIEWS: readonly Review[] = [];

export function milestonesOf({ frame }: PeriodFrame, scenarioId: string): readonly MilestoneHistory[] {
  const all: readonly MilestoneHistory[] = frame.deps.store.milestones(frame.moment.seq);
  const groups = keptWith(all, 'scenario', (list) => grouped(list, ({ milestone }) => milestone.scenarioId));
  return groups.get(scenarioId) ?? NO_MILESTONES;
}

export function targetsOf({ frame, period }: PeriodFrame, scenarioId: string): ReadonlyMap<string, string> {
  const all: readonly Target[] = frame.deps.store.targetsOf(period, frame.moment.seq);
  const groups = keptWith(all, 'scenario', (list) => {
    const byScenario = new Map<string, Map<string, string>>();
    for (const target of list) {
      const own = byScenario.get(target.scenarioId) ?? new Map<string, string>();
      own.set(target.indicatorId, target.value);
      byScenario.set(target.scenarioId, own);
    }
    return byScenario;
  });
  return groups.get(scenarioId) ?? NO_TARGETS;
}

export function findingsOf({ frame }: PeriodFrame, scenarioId: string): readonly StoredFinding[] {
  const all: readonly StoredFinding[] = frame.deps.store.findings(frame.moment.seq);
  const groups = keptWith(all, 'scenario', (list) =>
    grouped(list, ({ subject }) => (subject.kind === 'scenario' ? subject.id : null)),
  );
  return groups.get(scenarioId) ?? NO_FINDINGS;
}

export function reviewsOf({ frame }: PeriodFrame, scenarioId: string): readonly Review[] {
  const all = frame.deps.store.reviews(frame.moment.seq);
  return (
    keptWith(all, 'scenario', (list) => grouped(list, (review) => review.scenarioId)).get(scenarioId) ?? NO_REVIEWS
  );
}

/** The last word on exactly this report: a review never slides over to another version. */
export function reviewOf(frame: PeriodFrame, report: StoredReport): Review | null {
  const all = frame.frame.deps.store.reviews(frame.frame.moment.seq);
  const byDigest = keptWith(all, 'digest', (list) => grouped(list, ({ reportDigest }) => reportDigest));
  const found = byDigest.get(report.digest);
  return (
    found?.findLast(({ scenarioId, period }) => scenarioId === report.scenarioId && period === report.period) ?? null
  );
}

/** What is open against a scenario in a period: stored findings, and what the chain contradicts. */
export function openFindings(frame: PeriodFrame, state: ScenarioState): { error: number; warning: number } {
  const { scenarioId } = state.scenario;
  const open = { error: state.contradictions.length, warning: 0 };
  for (const finding of findingsOf(frame, scenarioId)) {
    if (finding.resolvedAt !== null || !concerns(frame, finding, state.report)) continue;
    if (finding.severity === 'error') open.error += 1;
    else if (finding.severity === 'warning') open.warning += 1;
  }
  return open;
}

/** A finding on a report counts in that report's period, one on the scenario itself in the newest. */
export function concerns({ frame, period }: PeriodFrame, finding: Finding, report: StoredReport | null): boolean {
  if (finding.reportId === null) return period === frame.newest;
  return finding.reportId === report?.reportId;
}

/** Quarters in a row without a report, this one included, for as long as the scenario was in service. */
export function periodsMissing({ frame, period }: PeriodFrame, scenario: Scenario): number {
  let missing = 0;
  for (const other of frame.periods) {
    if (other > period) continue;
    if (!inService(scenario, other)) break;
    if (frame.period(other).reportOf(scenario.scenarioId) !== null) break;
    missing += 1;
  }
  return missing;
}

/** The dates of a milestone as they were known on a day. The first baseline counts even where it was written down later. */
export function datesOn(
  history: MilestoneHistory,
  day: string,
): {
  readonly baselines: MilestoneHistory['dates'];
  readonly forecast: string | null;
  readonly actual: string | null;
} {
  const baselines = history.dates.filter(({ kind }) => kind === 'baseline');
  const by = <T extends { readonly setAt: string }>(dates: readonly T[]) =>
    dates.filter(({ setAt }) => setAt.slice(0, 10) <= day);
  const known = by(baselines);
  const last = (kind: 'forecast' | 'actual') => by(history.dates).findLast((date) => date.kind === kind)?.date ?? null;
  return {
    baselines: known.length > 0 ? known : baselines.slice(0, 1),
    forecast: last('forecast'),
    actual: last('actual'),
  };
}

export function inputsOf(frame: PeriodFrame, scenario: Scenario): ScenarioFacts {
  const { scenarioId } = scenario;
  const state = frame.state(scenario);
  const { report } = state;
  const serves = inService(scenario, frame.period);
  const milestones = milestonesOf(frame, scenarioId);
  const targets = targetsOf(frame, scenarioId);
  const missing = report === null ? periodsMissing(frame, scenario) : 0;
  const open = openFindings(frame, state);
  const health = frame.frame.healthOf(scenario, frame.period);
  const reviewed = report === null ? null : (reviewOf(frame, report)?.decision ?? null);
  const marks = [
    frame.day,
    serves,
    state.known,
    milestones,
    targets,
    missing,
    open.error,
    open.warning,
    health,
    reviewed,
  ];
  return {
    // Facts about the state of a scenario without a report are one object for all: its values are empty, too.
    marks: [...marks, report],
    inputs: () => ({
      scenarioId,
      period: frame.period,
      today: frame.day,
      inService: serves,
      milestones: milestones.map((history) => {
        const { baselines, forecast, actual } = datesOn(history, frame.day);
        return {
          milestoneId: history.milestone.milestoneId,
          baseline: baselines.at(-1)?.date ?? null,
          rebaselines: Math.max(0, baselines.length - 1),
          forecast,
          actual,
        };
      }),
      indicators: indicatorInputs(frame, state, targets),
      report:
        report === null ? null : { asOf: report.asOf, receivedAt: report.receivedAt, provenance: state.provenance },
      periodsMissing: missing,
      openFindings: open,
      chainHealth: health,
      reviewed,
    }),
  };
}

/** Of every indicator that has a value or a target. */
function indicatorInputs(
  { frame }: PeriodFrame,
  { known }: ScenarioState,
  targets: ReadonlyMap<string, string>,
): ScenarioInputs['indicators'] {
  const inputs: ScenarioInputs['indicators'][number][] = [];
  const { list } = frame.master.indicators;
  for (let column = 0; column < list.length; column++) {
    const { indicatorId, better } = list[column] as IndicatorDefinition;
    const value = known[column];
    const target = targets.get(indicatorId) ?? null;
    if (value === undefined && target === null) continue;
    inputs.push({ indicatorId, value: value?.value ?? null, target, better, provenance: value?.provenance ?? NOTHING });
  }
  return inputs;
}

export function toFindingView(finding: StoredFinding): FindingView {
  const { findingId, subject, reportId, indicatorId, severity, code, params, text, by, at, resolvedAt } = finding;
  const state = resolvedAt === null ? 'open' : 'resolved';
  return { findingId, subject, reportId, indicatorId, severity, code, params, text, by, at, state };
}
