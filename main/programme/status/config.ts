import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Outcome } from '../../contract/services.ts';
import { canonicalJson } from '../canonicalJson.ts';

// What a rating depends on, as data: who wants other thresholds changes this object and nothing else. It is checked as a
// whole, so that no set of thresholds can make more harm count for less. The digest names it beside every rating.

const percent = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100));
const days = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3650));
const many = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));
const cap = v.picklist(['amber-green', 'amber', 'amber-red', 'red']);

/** From more than so many days on. */
const daysBands = v.pipe(
  v.strictObject({ amberGreenOver: days, amberOver: days, amberRedOver: days, redOver: days }),
  v.check(
    (b) => b.amberGreenOver <= b.amberOver && b.amberOver <= b.amberRedOver && b.amberRedOver <= b.redOver,
    'order',
  ),
);

/** From less than so much of the target on, in percent. */
const shareBands = v.pipe(
  v.strictObject({ amberGreenBelow: percent, amberBelow: percent, amberRedBelow: percent, redBelow: percent }),
  v.check(
    (b) => b.amberGreenBelow >= b.amberBelow && b.amberBelow >= b.amberRedBelow && b.amberRedBelow >= b.redBelow,
    'order',
  ),
);

const configSchema = v.strictObject({
  version: v.pipe(v.string(), v.minLength(1), v.maxLength(50)),
  /** three: amber-green counts as amber, amber-red as red, so that the coarser scale is never the kinder one. */
  scale: v.picklist(['three', 'five']),
  milestones: v.strictObject({
    /** Forecast or actual date behind the approved baseline. */
    slip: daysBands,
    /** Past its forecast (without one: its baseline) and not done. */
    overdue: daysBands,
    rebaselines: v.strictObject({ from: many, cap }),
    /** A milestone done longer ago than this no longer rates its scenario. */
    doneCounts: days,
  }),
  indicators: v.strictObject({ reached: shareBands, missing: cap }),
  reports: v.strictObject({
    /** So many periods in a row without a report. */
    missing: v.strictObject({ cap, noDataFrom: many }),
    /** Came so many days after its own date. */
    late: v.strictObject({ overDays: days, cap }),
    /** Its date is so many days past. */
    stale: v.strictObject({ overDays: days }),
  }),
  coverage: v.strictObject({ demanded: v.boolean(), atLeastPercent: percent, cap }),
  findings: v.pipe(
    v.strictObject({ warningsFrom: many, warningsCap: cap, errorsFrom: many, errorsCap: cap, redFrom: many }),
    v.check((f) => f.errorsFrom <= f.redFrom, 'order'),
  ),
  chain: v.strictObject({ suspect: cap, halted: cap, expired: cap }),
  review: v.strictObject({ returned: cap }),
  rollUp: v.pipe(
    v.strictObject({
      /** Percent of the weight that must be at least so bad. */
      redPercent: percent,
      noDataPercent: percent,
      amberPercent: percent,
      /** A red part of this weight makes the whole red. */
      redPartWeight: many,
      /** More of the weight than this on old data: the whole is marked as old. */
      stalePercent: percent,
    }),
    v.check((r) => r.redPercent > 0 && r.redPercent <= r.noDataPercent && r.amberPercent > 0, 'order'),
  ),
});

export type StatusConfig = v.InferOutput<typeof configSchema>;

export const DEFAULT_CONFIG: StatusConfig = {
  version: '2026-1',
  scale: 'three',
  milestones: {
    slip: { amberGreenOver: 14, amberOver: 30, amberRedOver: 90, redOver: 180 },
    overdue: { amberGreenOver: 0, amberOver: 14, amberRedOver: 60, redOver: 120 },
    rebaselines: { from: 2, cap: 'amber' },
    doneCounts: 180,
  },
  indicators: {
    reached: { amberGreenBelow: 95, amberBelow: 85, amberRedBelow: 70, redBelow: 50 },
    missing: 'amber',
  },
  reports: {
    missing: { cap: 'amber', noDataFrom: 2 },
    late: { overDays: 45, cap: 'amber' },
    stale: { overDays: 150 },
  },
  coverage: { demanded: false, atLeastPercent: 60, cap: 'amber' },
  findings: { warningsFrom: 3, warningsCap: 'amber-green', errorsFrom: 1, errorsCap: 'amber', redFrom: 3 },
  chain: { suspect: 'amber-red', halted: 'amber', expired: 'amber' },
  review: { returned: 'amber' },
  rollUp: { redPercent: 20, noDataPercent: 50, amberPercent: 25, redPartWeight: 25, stalePercent: 25 },
};

/** Rules as somebody wrote them down; `where` names the first thing that is wrong. */
export function readStatusConfig(value: unknown): Outcome<StatusConfig> {
  const parsed = v.safeParse(configSchema, value, { abortEarly: true });
  if (parsed.success) return { ok: true, value: parsed.output };
  const [issue] = parsed.issues;
  const params = { where: v.getDotPath(issue) ?? '', why: issue.message.slice(0, 200) };
  return { ok: false, error: { code: 'bad-status-rules', category: 'input', params } };
}

export function digestOfConfig(config: StatusConfig): string {
  return createHash('sha256').update(canonicalJson(config)).digest('hex');
}
