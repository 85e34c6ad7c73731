import type { RuleApplied } from '../../contract/programme.ts';
import type { Rated, ScenarioInputs } from '../seams.ts';
import type { StatusConfig } from './config.ts';
import { judge, judgeTarget, type RuleId, type Values } from './judge.ts';
import { overall, reasonsOf, type Scale } from './ratings.ts';

// Which rules apply to a scenario, and what they look at. What they make of it is in judge.ts.

type Apply = (rule: RuleId, inputs: Values, thresholds: Values) => void;

const NONE: Values = {};
const DAY_MS = 86_400_000;

/** Days since 1970 of a date or of the date of a time. */
function dayOf(date: string): number {
  return Date.parse(date.slice(0, 10)) / DAY_MS;
}

export function rateScenario(inputs: ScenarioInputs, config: StatusConfig): Rated {
  const { scale } = config;
  const applied: RuleApplied[] = [];
  const apply: Apply = (rule, values, thresholds) => void applied.push(judge(rule, values, thresholds, scale));
  if (!inputs.inService) {
    apply('not-in-service', { period: inputs.period }, NONE);
    return finish(inputs, config, applied);
  }
  applyEvidence(inputs, config, apply);
  applyReport(inputs, config, apply);
  const milestones = applyMilestones(inputs, config, apply);
  const indicators = applyIndicators(inputs, config, scale, applied, apply);
  if (milestones + indicators === 0) apply('nothing-to-rate', { milestones, indicators }, NONE);
  return finish(inputs, config, applied);
}

function applyEvidence({ indicators, report, chainHealth }: ScenarioInputs, config: StatusConfig, apply: Apply): void {
  const contradicted = indicators.filter(({ provenance }) => provenance.condition === 'contradicted').length;
  const reports = report?.provenance.condition === 'contradicted' ? 1 : 0;
  apply('contradicted', { values: contradicted, reports }, NONE);
  if (chainHealth !== 'none') apply('chain-health', { health: chainHealth }, config.chain);
  const { demanded, atLeastPercent, cap } = config.coverage;
  const stated = indicators.filter(({ value }) => value !== null);
  if (!demanded || stated.length === 0) return;
  const anchored = stated.filter(
    ({ provenance }) =>
      provenance.condition !== 'contradicted' && provenance.level !== 'reported' && provenance.level !== 'signed',
  ).length;
  apply('coverage', { anchored, values: stated.length }, { atLeastPercent, cap });
}

function applyReport(inputs: ScenarioInputs, { reports, findings, review }: StatusConfig, apply: Apply): void {
  const { report, today, periodsMissing, openFindings, reviewed } = inputs;
  apply('report-missing', { periods: report === null ? periodsMissing : 0 }, reports.missing);
  if (report !== null) {
    const { asOf, receivedAt } = report;
    const date = asOf.slice(0, 10);
    const received = receivedAt.slice(0, 10);
    apply('report-late', { asOf: date, received, days: Math.max(0, dayOf(received) - dayOf(date)) }, reports.late);
    apply('report-stale', { asOf: date, today, days: Math.max(0, dayOf(today) - dayOf(date)) }, reports.stale);
  }
  apply('findings-open', { errors: openFindings.error, warnings: openFindings.warning }, findings);
  if (reviewed !== null) apply('review-returned', { reviewed }, { cap: review.returned });
}

/** How many of them say something about the scenario today. */
function applyMilestones(inputs: ScenarioInputs, { milestones: limits }: StatusConfig, apply: Apply): number {
  const { today } = inputs;
  let used = 0;
  for (const { milestoneId, baseline, rebaselines, forecast, actual } of inputs.milestones) {
    if (baseline === null) continue;
    if (actual !== null && actual <= today) {
      if (dayOf(today) - dayOf(actual) > limits.doneCounts) continue;
      const days = dayOf(actual) - dayOf(baseline);
      apply('milestone-slip', { milestoneId, state: 'done', baseline, date: actual, days }, limits.slip);
    } else {
      const due = forecast ?? baseline;
      const date = forecast ?? (baseline < today ? today : baseline);
      const days = dayOf(date) - dayOf(baseline);
      apply('milestone-slip', { milestoneId, state: 'open', baseline, date, days }, limits.slip);
      const overdue = Math.max(0, dayOf(today) - dayOf(due));
      apply('milestone-overdue', { milestoneId, due, today, days: overdue }, limits.overdue);
      if (rebaselines > 0) apply('milestone-rebaselined', { milestoneId, rebaselines }, limits.rebaselines);
    }
    used += 1;
  }
  return used;
}

function applyIndicators(
  { indicators, report }: ScenarioInputs,
  { indicators: limits }: StatusConfig,
  scale: Scale,
  applied: RuleApplied[],
  apply: Apply,
): number {
  const missing = { cap: limits.missing };
  let used = 0;
  for (const { indicatorId, value, target, better } of indicators) {
    if (target === null) continue;
    if (value !== null) applied.push(judgeTarget(indicatorId, { value, target, better }, limits.reached, scale));
    // Without a report nothing can be expected to be in it: that it is missing is a rule of its own.
    else if (report !== null) apply('indicator-missing', { indicatorId, target }, missing);
    else continue;
    used += 1;
  }
  return used;
}

function finish({ report, indicators, today }: ScenarioInputs, config: StatusConfig, applied: RuleApplied[]): Rated {
  const old = (condition: string) => condition === 'stale' || condition === 'expired';
  const dates = [report?.asOf, ...indicators.map(({ provenance }) => provenance.at?.headerTime)].filter(
    (date): date is string => date !== undefined,
  );
  return {
    rating: overall(applied),
    reasons: reasonsOf(applied),
    applied,
    stale:
      (report !== null &&
        (old(report.provenance.condition) || dayOf(today) - dayOf(report.asOf) > config.reports.stale.overDays)) ||
      indicators.some(({ provenance }) => old(provenance.condition)),
    asOf: dates.reduce<string | null>((newest, date) => (newest === null || date > newest ? date : newest), null),
  };
}
