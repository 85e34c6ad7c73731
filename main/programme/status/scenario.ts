import { dayOf } from '../../contract/day.ts';
import type { Rating, RuleApplied } from '../../contract/programme.ts';
import type { Provenance } from '../../contract/provenance.ts';
import type { Rated, ScenarioInputs, Verdict } from '../seams.ts';
import type { StatusConfig } from './config.ts';
import { judge, judgeTarget, type RuleId, ratingBy, ratingByTarget, type Values } from './judge.ts';
import { overall, reasonsOf, worstFirst } from './ratings.ts';

// Which rules apply to a scenario, and what they look at. What they make of it is in judge.ts.

/** What becomes of a rule that applies. */
interface Sink {
  apply(rule: RuleId, inputs: Values, thresholds: Values): void;
  applyTarget(indicatorId: string, value: string, target: string, better: 'higher' | 'lower'): void;
}

const NONE: Values = {};
const DAY_MS = 86_400_000;
const MOST_KNOWN = 5000;

const numbers = new Map<string, number>();

/** Days since 1970 of a day or of the day of an instant. The same few hundred come again and again. */
function numberOf(moment: string): number {
  const known = numbers.get(moment);
  if (known !== undefined) return known;
  const made = Date.parse(dayOf(moment)) / DAY_MS;
  if (numbers.size >= MOST_KNOWN) numbers.clear();
  numbers.set(moment, made);
  return made;
}

/** With all that it was made of. */
export function rateScenario(inputs: ScenarioInputs, config: StatusConfig): Rated {
  const { scale } = config;
  const applied: RuleApplied[] = [];
  applyAll(inputs, config, {
    apply: (rule, values, thresholds) => void applied.push(judge(rule, values, thresholds, scale)),
    applyTarget: (indicatorId, value, target, better) =>
      void applied.push(judgeTarget({ indicatorId, value, target, better }, config.indicators.reached, scale)),
  });
  return { rating: overall(applied), reasons: reasonsOf(applied), applied, ...ageOf(inputs, config) };
}

/** The same rules, of which only what they come to is kept. */
export function verdictOf(inputs: ScenarioInputs, config: StatusConfig): Verdict {
  const { scale } = config;
  const raised: { rule: RuleId; rating: Rating }[] = [];
  const note = (rule: RuleId, rating: Rating): void => {
    if (rating !== 'green') raised.push({ rule, rating });
  };
  applyAll(inputs, config, {
    apply: (rule, values, thresholds) => note(rule, ratingBy(rule, values, thresholds, scale)),
    applyTarget: (_, value, target, better) =>
      note('indicator-target', ratingByTarget({ value, target, better }, config.indicators.reached, scale)),
  });
  const { stale, asOf } = ageOf(inputs, config);
  // Some rule always applies: where none objected, it is green.
  if (raised.length === 0) return { rating: 'green', raised: NO_RULES, stale, asOf };
  const rating = overall(raised);
  return { rating, raised: raised.sort(worstFirst).map(({ rule }) => rule), stale, asOf };
}

const NO_RULES: readonly string[] = [];

function applyAll(inputs: ScenarioInputs, config: StatusConfig, sink: Sink): void {
  if (!inputs.inService) {
    sink.apply('not-in-service', { period: inputs.period }, NONE);
    return;
  }
  applyEvidence(inputs, config, sink);
  applyReport(inputs, config, sink);
  const milestones = applyMilestones(inputs, config, sink);
  const indicators = applyIndicators(inputs, config, sink);
  if (milestones + indicators === 0) sink.apply('nothing-to-rate', { milestones, indicators }, NONE);
}

function applyEvidence({ indicators, report, chainHealth }: ScenarioInputs, config: StatusConfig, sink: Sink): void {
  let values = 0;
  let contradicted = 0;
  let anchored = 0;
  for (const { value, provenance } of indicators) {
    const against = provenance.condition === 'contradicted';
    if (against) contradicted += 1;
    if (value === null) continue;
    values += 1;
    if (!against && provenance.level !== 'reported' && provenance.level !== 'signed') anchored += 1;
  }
  const reports = report?.provenance.condition === 'contradicted' ? 1 : 0;
  sink.apply('contradicted', { values: contradicted, reports }, NONE);
  if (chainHealth !== 'none') sink.apply('chain-health', { health: chainHealth }, config.chain);
  const { demanded, atLeastPercent, cap } = config.coverage;
  if (demanded && values > 0) sink.apply('coverage', { anchored, values }, { atLeastPercent, cap });
}

function applyReport(inputs: ScenarioInputs, { reports, findings, review }: StatusConfig, sink: Sink): void {
  const { report, today, periodsMissing, openFindings, reviewed } = inputs;
  sink.apply('report-missing', { periods: report === null ? periodsMissing : 0 }, reports.missing);
  if (report !== null) {
    const { asOf, receivedAt } = report;
    const date = dayOf(asOf);
    const received = dayOf(receivedAt);
    sink.apply(
      'report-late',
      { asOf: date, received, days: Math.max(0, numberOf(received) - numberOf(date)) },
      reports.late,
    );
    sink.apply(
      'report-stale',
      { asOf: date, today, days: Math.max(0, numberOf(today) - numberOf(date)) },
      reports.stale,
    );
  }
  sink.apply('findings-open', { errors: openFindings.error, warnings: openFindings.warning }, findings);
  if (reviewed !== null) sink.apply('review-returned', { reviewed }, { cap: review.returned });
}

/** How many of them say something about the scenario today. */
function applyMilestones(inputs: ScenarioInputs, { milestones: limits }: StatusConfig, sink: Sink): number {
  const { today } = inputs;
  let used = 0;
  for (const { milestoneId, baseline, rebaselines, forecast, actual } of inputs.milestones) {
    if (baseline === null) continue;
    if (actual !== null && actual <= today) {
      if (numberOf(today) - numberOf(actual) > limits.doneCounts) continue;
      const days = numberOf(actual) - numberOf(baseline);
      sink.apply('milestone-slip', { milestoneId, state: 'done', baseline, date: actual, days }, limits.slip);
    } else {
      const due = forecast ?? baseline;
      const date = forecast ?? (baseline < today ? today : baseline);
      const days = numberOf(date) - numberOf(baseline);
      sink.apply('milestone-slip', { milestoneId, state: 'open', baseline, date, days }, limits.slip);
      const overdue = Math.max(0, numberOf(today) - numberOf(due));
      sink.apply('milestone-overdue', { milestoneId, due, today, days: overdue }, limits.overdue);
      if (rebaselines > 0) sink.apply('milestone-rebaselined', { milestoneId, rebaselines }, limits.rebaselines);
    }
    used += 1;
  }
  return used;
}

function applyIndicators(
  { indicators, report }: ScenarioInputs,
  { indicators: limits }: StatusConfig,
  sink: Sink,
): number {
  let used = 0;
  for (const { indicatorId, value, target, better } of indicators) {
    if (target === null) continue;
    if (value !== null) sink.applyTarget(indicatorId, value, target, better);
    // Without a report nothing can be expected to be in it: that it is missing is a rule of its own.
    else if (report !== null) sink.apply('indicator-missing', { indicatorId, target }, { cap: limits.missing });
    else continue;
    used += 1;
  }
  return used;
}

/** Whether anything that it rests on is old, and of when the newest of it is. */
function ageOf({ report, indicators, today }: ScenarioInputs, config: StatusConfig): Pick<Verdict, 'stale' | 'asOf'> {
  let asOf = report?.asOf ?? null;
  let stale =
    report !== null &&
    (isOld(report.provenance) || numberOf(today) - numberOf(report.asOf) > config.reports.stale.overDays);
  for (const { provenance } of indicators) {
    if (isOld(provenance)) stale = true;
    const time = provenance.at?.headerTime;
    if (time !== undefined && (asOf === null || time > asOf)) asOf = time;
  }
  return { stale, asOf };
}

function isOld({ condition }: Provenance): boolean {
  return condition === 'stale' || condition === 'expired';
}
