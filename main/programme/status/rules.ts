import type { Rating, RuleApplied } from '../../contract/programme.ts';
import type { StatusRules } from '../seams.ts';
import { DEFAULT_CONFIG, digestOfConfig, readStatusConfig, type StatusConfig } from './config.ts';
import { recompute } from './judge.ts';
import { isOnScale, lowered, trend, worseOnScale } from './ratings.ts';
import { rollUp } from './rollUp.ts';
import { rateScenario, verdictOf } from './scenario.ts';

export interface Rules extends StatusRules {
  /** The rating again, from what stands in `applied` and nothing else. */
  recompute(applied: readonly Pick<RuleApplied, 'rule' | 'inputs' | 'thresholds'>[]): Rating;
}

/** Throws on a configuration that breaks its own schema: what people write goes through `readStatusConfig` first. */
export function createStatusRules(config: StatusConfig = DEFAULT_CONFIG): Rules {
  const checked = readStatusConfig(config);
  if (!checked.ok) throw new Error(`status rules: ${JSON.stringify(checked.error.params)}`);
  const rules = checked.value;
  return {
    version: rules.version,
    scale: rules.scale,
    digest: digestOfConfig(rules),
    rateScenario: (inputs) => rateScenario(inputs, rules),
    verdictOf: (inputs) => verdictOf(inputs, rules),
    rollUp: (parts) => rollUp(parts, rules),
    lowered: (computed, override) => lowered(computed, override, rules.scale),
    isOnScale: (rating) => isOnScale(rating, rules.scale),
    worseThan: (computed) => worseOnScale(computed, rules.scale),
    trend,
    recompute: (applied) => recompute(applied, rules.scale),
  };
}

/** An earlier period is rated as of so many days after its end: late reports are in by then. */
const DAYS_AFTER_PERIOD = 45;

/** The day as of which a period is rated, YYYY-MM-DD: today, and for a period that is long over, the day it was closed. */
export function ratingDay(period: string, today: string): string {
  const quarter = Number(period.slice(5));
  const closed = new Date(Date.UTC(Number(period.slice(0, 4)), quarter * 3, DAYS_AFTER_PERIOD));
  const day = closed.toISOString().slice(0, 10);
  return day < today ? day : today;
}
