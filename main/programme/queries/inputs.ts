import { endOfDay } from '../../contract/day.ts';
import type { FindingView } from '../../contract/programme.ts';
import { NOTHING } from '../../metrics/provenance.ts';
import type { OfficeStore } from '../../store/programme/types.ts';
import type { Finding, IndicatorDefinition, MilestoneDate, Review, Scenario, StoredReport } from '../model.ts';
import type { ScenarioInputs } from '../seams.ts';
import type { PeriodFrame } from './frame.ts';
import { keptWith } from './kept.ts';
import { grouped, inService } from './moment.ts';
import { type ScenarioFacts, type ScenarioState, sameList } from './shared.ts';

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

/** What is known beside the reports at one moment, by scenario: looked up for each of a thousand of them. */
export interface Held {
  readonly milestones: ReadonlyMap<string, readonly MilestoneHistory[]>;
  readonly findings: ReadonlyMap<string, readonly StoredFinding[]>;
  readonly reviews: ReadonlyMap<string, readonly Review[]>;
}

export function heldAt(store: OfficeStore, seq: number | null): Held {
  const milestones: readonly MilestoneHistory[] = store.milestones(seq);
  const findings: readonly StoredFinding[] = store.findings(seq);
  const reviews = store.reviews(seq);
  return {
    milestones: keptWith(milestones, 'scenario', (list) =>
      sameGroups(grouped(list, ({ milestone }) => milestone.scenarioId)),
    ),
    findings: keptWith(findings, 'scenario', (list) =>
      grouped(list, ({ subject }) => (subject.kind === 'scenario' ? subject.id : null)),
    ),
    reviews: keptWith(reviews, 'scenario', (list) => grouped(list, ({ scenarioId }) => scenarioId)),
  };
}

const groupsByFirst = new WeakMap<MilestoneHistory, MilestoneHistory[][]>();

/** A scenario whose milestones are the same on two days has one list of them, so that its rating is known to rest on the same. */
function sameGroups(groups: Map<string, MilestoneHistory[]>): ReadonlyMap<string, readonly MilestoneHistory[]> {
  for (const [scenarioId, group] of groups) {
    const [first] = group;
    if (first === undefined) continue;
    const known = groupsByFirst.get(first) ?? [];
    const same = known.find((other) => sameList(other, group));
    if (same !== undefined) groups.set(scenarioId, same);
    else groupsByFirst.set(first, [...known, group]);
  }
  return groups;
}

export function milestonesOf({ frame }: PeriodFrame, scenarioId: string): readonly MilestoneHistory[] {
  return frame.held.milestones.get(scenarioId) ?? NO_MILESTONES;
}

export function targetsOf({ targets }: PeriodFrame, scenarioId: string): ReadonlyMap<string, string> {
  const groups = keptWith(targets, 'scenario', (list) => {
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
  return frame.held.findings.get(scenarioId) ?? NO_FINDINGS;
}

export function reviewsOf({ frame }: PeriodFrame, scenarioId: string): readonly Review[] {
  return frame.held.reviews.get(scenarioId) ?? NO_REVIEWS;
}

/** The last word on exactly this report: a review never slides over to another version. */
export function reviewOf(frame: PeriodFrame, report: StoredReport): Review | null {
  const reviews = reviewsOf(frame, report.scenarioId);
  for (let i = reviews.length - 1; i >= 0; i--) {
    const review = reviews[i] as Review;
    if (review.period === report.period && review.reportDigest === report.digest) return review;
  }
  return null;
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

interface DatesOn {
  readonly baselines: MilestoneHistory['dates'];
  readonly forecast: string | null;
  readonly actual: string | null;
}

/** Of the day that was asked for last. */
const datesKnown = new WeakMap<MilestoneHistory, DatesOn & { readonly day: string }>();

/** The dates of a milestone as they were known on a day. The first baseline counts even where it was written down later. */
export function datesOn(history: MilestoneHistory, day: string): DatesOn {
  const known = datesKnown.get(history);
  if (known?.day === day) return known;
  const end = endOfDay(day);
  const baselines: MilestoneHistory['dates'][number][] = [];
  let first: MilestoneHistory['dates'][number] | null = null;
  let forecast: string | null = null;
  let actual: string | null = null;
  for (const one of history.dates) {
    if (one.kind === 'baseline') first ??= one;
    if (one.setAt >= end) continue;
    if (one.kind === 'baseline') baselines.push(one);
    else if (one.kind === 'forecast') forecast = one.date;
    else actual = one.date;
  }
  if (baselines.length === 0 && first !== null) baselines.push(first);
  const dates = { day, baselines, forecast, actual };
  datesKnown.set(history, dates);
  return dates;
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
  // Facts about the state of a scenario without a report are one object for all: its values are empty, too.
  const marks = [
    report,
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
    marks,
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
