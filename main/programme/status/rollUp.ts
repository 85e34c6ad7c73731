import type { Rating, RuleApplied } from '../../contract/programme.ts';
import type { Rated, StatusRules } from '../seams.ts';
import type { StatusConfig } from './config.ts';
import { judge, type RuleId, type Values } from './judge.ts';
import { overall, reasonsOf, severity, toScale } from './ratings.ts';

// Parts to a whole: zone, field, entity, programme. Every rule counts what is at least so bad, so that one more bad part
// can never make the whole look better, and a red part never disappears in a mean.

type Parts = Parameters<StatusRules['rollUp']>[0];

const MOST_DECIDING = 20;

export function rollUp(parts: Parts, config: StatusConfig): Rated & { readonly deciding: readonly string[] } {
  const { scale, rollUp: limits } = config;
  const rated = parts
    .filter(({ rating }) => rating !== 'not-rated')
    .map((part) => ({ ...part, rating: toScale(part.rating, scale) }));
  const weight = sum(rated);
  const atLeast = (rating: Rating) => rated.filter((part) => severity(part.rating) >= severity(rating));
  const applied: RuleApplied[] = [];
  const apply = (rule: RuleId, inputs: Values, thresholds: Values = {}) =>
    void applied.push(judge(rule, inputs, thresholds, scale));

  apply('roll-up-nothing-rated', { parts: parts.length, rated: rated.length });
  if (rated.length > 0) {
    const share = (rule: RuleId, name: string, from: Rating, percent: number) => {
      const these = atLeast(from);
      apply(
        rule,
        { [name]: sum(these), weight, parts: these.length, percentage: percentage(sum(these), weight) },
        { percent },
      );
    };
    const bad = atLeast('amber-red');
    share('roll-up-red-share', 'red', 'red', limits.redPercent);
    if (scale === 'five') share('roll-up-amber-red-share', 'worse', 'amber-red', limits.redPercent);
    const heavy = bad.filter((part) => part.weight >= limits.redPartWeight).sort(worstFirst)[0];
    apply(
      'roll-up-heavy-part',
      { part: heavy?.id ?? '', rating: heavy?.rating ?? 'green', heaviest: heavy?.weight ?? 0 },
      { partWeight: limits.redPartWeight },
    );
    share('roll-up-no-data-share', 'worse', 'no-current-data', limits.noDataPercent);
    share('roll-up-amber-share', 'worse', 'amber', limits.amberPercent);
    if (scale === 'five') share('roll-up-amber-green-share', 'worse', 'amber-green', limits.amberPercent);
    apply('roll-up-any-red', { parts: bad.length });
  }

  const rating = overall(applied);
  const staleWeight = sum(rated.filter(({ stale }) => stale));
  return {
    rating,
    reasons: reasonsOf(applied),
    applied,
    stale: staleWeight * 100 > limits.stalePercent * weight,
    asOf: null,
    deciding: rating === 'green' || rating === 'not-rated' ? [] : deciding(rating, rated),
  };
}

/** The parts that are at least as bad as the whole; where single bad ones made it so, these. */
function deciding(rating: Rating, rated: Parts): string[] {
  return rated
    .filter((part) => severity(part.rating) >= severity(rating))
    .sort(worstFirst)
    .slice(0, MOST_DECIDING)
    .map(({ id }) => id);
}

function worstFirst(a: Parts[number], b: Parts[number]): number {
  return severity(b.rating) - severity(a.rating) || b.weight - a.weight || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function sum(parts: Parts): number {
  return parts.reduce((total, part) => total + part.weight, 0);
}

/** For people; rules compare the weights themselves. */
function percentage(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part * 100) / whole);
}
