import type { Rating, RuleApplied, StatusReason, Trend } from '../../contract/programme.ts';

// The order of ratings and what is done with it. `no-current-data` stands between amber and amber-red: not to know is
// worse than a warning, and never hides what is known to be bad. `not-rated` can replace nothing.

export type Scale = 'three' | 'five';

const SEVERITY: Readonly<Record<Rating, number>> = {
  green: 0,
  'amber-green': 1,
  'not-rated': 2,
  amber: 3,
  'no-current-data': 4,
  'amber-red': 5,
  red: 6,
};

export function severity(rating: Rating): number {
  return SEVERITY[rating];
}

export function worse(a: Rating, b: Rating): Rating {
  return SEVERITY[b] > SEVERITY[a] ? b : a;
}

const ON_SCALE: Readonly<Record<Scale, readonly Rating[]>> = {
  three: ['green', 'amber', 'red'],
  five: ['green', 'amber-green', 'amber', 'amber-red', 'red'],
};

export function isOnScale(rating: Rating, scale: Scale): boolean {
  return ON_SCALE[scale].includes(rating);
}

/** What a person can lower it to: levels of the scale in force, and only such as would be shown then. */
export function worseOnScale(computed: Rating, scale: Scale): readonly Rating[] {
  return ON_SCALE[scale].filter((rating) => rating !== computed && lowered(computed, rating, scale) === rating);
}

/** On three levels what lies between two of them counts as the worse one. */
export function toScale(rating: Rating, scale: Scale): Rating {
  if (scale === 'five') return rating;
  return rating === 'amber-green' ? 'amber' : rating === 'amber-red' ? 'red' : rating;
}

/**
 * The worst of the rules that were applied. Where none found anything to object to, green, unless one of them says that
 * there is nothing to rate by.
 */
export function overall(applied: readonly Pick<RuleApplied, 'rating'>[]): Rating {
  let worst: Rating = 'green';
  let unrated = applied.length === 0;
  for (const { rating } of applied) {
    if (rating === 'not-rated') unrated = true;
    else worst = worse(worst, rating);
  }
  return worst === 'green' && unrated ? 'not-rated' : worst;
}

/** Every rule that kept the rating from green, the worst first; of equals in the order in which they were applied. */
export function reasonsOf(applied: readonly RuleApplied[]): StatusReason[] {
  return applied
    .filter(({ rating }) => rating !== 'green')
    .map(({ rule, rating, inputs, thresholds }) => ({ rule, rating, params: { ...thresholds, ...inputs } }))
    .sort(worstFirst);
}

export function worstFirst(a: Pick<RuleApplied, 'rating'>, b: Pick<RuleApplied, 'rating'>): number {
  return SEVERITY[b.rating] - SEVERITY[a.rating];
}

/** A person's word may only lower: anything else is as if it had not been said. */
export function lowered(computed: Rating, override: Rating | null, scale: Scale): Rating {
  if (override === null || override === 'not-rated') return computed;
  return worse(computed, toScale(override, scale));
}

export function trend(now: Rating, before: Rating | null): Trend {
  if (before === null) return 'joined';
  if (before === now || now === 'not-rated') return 'steady';
  if (before === 'not-rated') return 'joined';
  return SEVERITY[now] < SEVERITY[before] ? 'improved' : 'declined';
}
