import type { MilestoneView, Rating } from '../../contract/programme.ts';
import type { PeriodFrame } from './frame.ts';
import { datesOn, type MilestoneHistory } from './inputs.ts';
import { keptWith } from './kept.ts';

const DAY_MS = 86_400_000;
const MOST_KNOWN = 20_000;

/** Where a milestone stands on the day that is looked at, and by how much it is behind its baseline. */
export function milestoneStand(frame: PeriodFrame, history: MilestoneHistory) {
  const { today } = frame.frame.moment;
  const { baselines, forecast, actual } = datesOn(history, today);
  const baseline = baselines.at(-1)?.date ?? null;
  const done = actual !== null && actual <= today;
  const due = done ? actual : (forecast ?? (baseline !== null && baseline < today ? today : baseline));
  const slipDays = baseline === null || due === null ? null : (Date.parse(due) - Date.parse(baseline)) / DAY_MS;
  return { baselines, baseline, forecast, actual, done, slipDays };
}

/** A milestone with every baseline that was ever set until then. */
export function milestoneView(frame: PeriodFrame, history: MilestoneHistory): MilestoneView {
  const { milestoneId, scenarioId, name } = history.milestone;
  const { baselines, baseline, forecast, actual, done, slipDays } = milestoneStand(frame, history);
  const begun = forecast !== null || (baseline !== null && baseline < frame.frame.moment.today);
  return {
    ...{ milestoneId, scenarioId, name, forecast, actual, slipDays },
    baselines: baselines.flatMap(({ date, setAt, reason }) => (date === null ? [] : [{ date, setAt, reason }])),
    state: done ? 'done' : begun ? 'under-way' : 'not-started',
    rating: ratingOf(frame, history, { baseline, rebaselines: Math.max(0, baselines.length - 1), forecast, actual }),
  };
}

/** By the rules themselves: the rating of a scenario in which there is nothing but this milestone. */
function ratingOf(
  { frame, period }: PeriodFrame,
  { milestone }: MilestoneHistory,
  dates: {
    readonly baseline: string | null;
    readonly rebaselines: number;
    readonly forecast: string | null;
    readonly actual: string | null;
  },
): Rating {
  const { milestoneId, scenarioId } = milestone;
  const { today } = frame.moment;
  const key = `${today}/${dates.baseline}/${dates.rebaselines}/${dates.forecast}/${dates.actual}`;
  const known = keptWith(frame.deps.rules, 'milestones', () => new Map<string, Rating>());
  const before = known.get(key);
  if (before !== undefined) return before;
  const rated = frame.deps.rules.rateScenario({
    ...{ scenarioId, period, today },
    inService: true,
    milestones: [{ milestoneId, ...dates }],
    indicators: [],
    report: { asOf: today, receivedAt: today, provenance: { level: 'reported', condition: 'fresh' } },
    periodsMissing: 0,
    openFindings: { error: 0, warning: 0 },
    chainHealth: 'none',
    reviewed: null,
  });
  // Days pass: what was asked of earlier ones need not stay.
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, rated.rating);
  return rated.rating;
}
