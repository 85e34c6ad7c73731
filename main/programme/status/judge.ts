import type { Rating, RuleApplied } from '../../contract/programme.ts';
import { overall, type Scale, toScale } from './ratings.ts';
import { percentText, reachedTenths } from './reached.ts';

// Every rule as a function of its inputs and thresholds and of nothing else. What stands in `applied` is therefore enough
// to come to the same rating again, here or with pencil and paper.

export type Values = Readonly<Record<string, string | number>>;
type Judge = (inputs: Values, thresholds: Values) => Rating;

const num = (values: Values, name: string): number => Number(values[name]);
const word = (values: Values, name: string): string => String(values[name]);
const capIf = (applies: boolean, t: Values, name = 'cap'): Rating => (applies ? (t[name] as Rating) : 'green');

function byDays(over: number, t: Values): Rating {
  if (over > num(t, 'redOver')) return 'red';
  if (over > num(t, 'amberRedOver')) return 'amber-red';
  if (over > num(t, 'amberOver')) return 'amber';
  return over > num(t, 'amberGreenOver') ? 'amber-green' : 'green';
}

function byShare(tenths: number, t: Values): Rating {
  if (tenths < num(t, 'redBelow') * 10) return 'red';
  if (tenths < num(t, 'amberRedBelow') * 10) return 'amber-red';
  if (tenths < num(t, 'amberBelow') * 10) return 'amber';
  return tenths < num(t, 'amberGreenBelow') * 10 ? 'amber-green' : 'green';
}

const sharePasses = (part: number, whole: number, percent: number): boolean => part * 100 >= percent * whole;

export const JUDGES = {
  'not-in-service': () => 'not-rated',
  'nothing-to-rate': () => 'not-rated',
  contradicted: (i) => (num(i, 'values') + num(i, 'reports') > 0 ? 'red' : 'green'),
  'report-missing': (i, t) =>
    num(i, 'periods') >= num(t, 'noDataFrom') ? 'no-current-data' : capIf(num(i, 'periods') >= 1, t),
  'report-late': (i, t) => capIf(num(i, 'days') > num(t, 'overDays'), t),
  'report-stale': (i, t) => (num(i, 'days') > num(t, 'overDays') ? 'no-current-data' : 'green'),
  'chain-health': (i, t) => {
    const at = word(i, 'health');
    return at === 'suspect' || at === 'halted' || at === 'expired' ? (word(t, at) as Rating) : 'green';
  },
  'findings-open': (i, t) => {
    if (num(i, 'errors') >= num(t, 'redFrom')) return 'red';
    if (num(i, 'errors') >= num(t, 'errorsFrom')) return word(t, 'errorsCap') as Rating;
    return capIf(num(i, 'warnings') >= num(t, 'warningsFrom'), t, 'warningsCap');
  },
  'review-returned': (i, t) => capIf(word(i, 'reviewed') === 'returned', t),
  coverage: (i, t) => capIf(!sharePasses(num(i, 'anchored'), num(i, 'values'), num(t, 'atLeastPercent')), t),
  'milestone-slip': (i, t) => byDays(num(i, 'days'), t),
  'milestone-overdue': (i, t) => byDays(num(i, 'days'), t),
  'milestone-rebaselined': (i, t) => capIf(num(i, 'rebaselines') >= num(t, 'from'), t),
  'indicator-target': (i, t) =>
    byShare(reachedTenths(word(i, 'value'), word(i, 'target'), word(i, 'better') as 'higher' | 'lower'), t),
  'indicator-missing': (_, t) => t['cap'] as Rating,
  'roll-up-nothing-rated': (i) => (num(i, 'rated') === 0 ? 'not-rated' : 'green'),
  'roll-up-red-share': (i, t) =>
    num(i, 'red') > 0 && sharePasses(num(i, 'red'), num(i, 'weight'), num(t, 'percent')) ? 'red' : 'green',
  'roll-up-amber-red-share': (i, t) =>
    num(i, 'worse') > 0 && sharePasses(num(i, 'worse'), num(i, 'weight'), num(t, 'percent')) ? 'amber-red' : 'green',
  'roll-up-heavy-part': (i, t) =>
    num(i, 'heaviest') >= num(t, 'partWeight') ? (word(i, 'rating') as Rating) : 'green',
  'roll-up-no-data-share': (i, t) =>
    num(i, 'worse') > 0 && sharePasses(num(i, 'worse'), num(i, 'weight'), num(t, 'percent'))
      ? 'no-current-data'
      : 'green',
  'roll-up-amber-share': (i, t) =>
    num(i, 'worse') > 0 && sharePasses(num(i, 'worse'), num(i, 'weight'), num(t, 'percent')) ? 'amber' : 'green',
  'roll-up-amber-green-share': (i, t) =>
    num(i, 'worse') > 0 && sharePasses(num(i, 'worse'), num(i, 'weight'), num(t, 'percent')) ? 'amber-green' : 'green',
  'roll-up-any-red': (i) => (num(i, 'parts') > 0 ? 'amber' : 'green'),
} as const satisfies Readonly<Record<string, Judge>>;

export type RuleId = keyof typeof JUDGES;

export function ratingBy(rule: RuleId, inputs: Values, thresholds: Values, scale: Scale): Rating {
  return toScale(JUDGES[rule](inputs, thresholds), scale);
}

export function judge(rule: RuleId, inputs: Values, thresholds: Values, scale: Scale): RuleApplied {
  return { rule, rating: ratingBy(rule, inputs, thresholds, scale), inputs, thresholds };
}

interface Aimed {
  readonly indicatorId: string;
  readonly value: string;
  readonly target: string;
  readonly better: 'higher' | 'lower';
}

/** As `ratingBy`, for the one rule of which there are many. */
export function ratingByTarget(
  { value, target, better }: Omit<Aimed, 'indicatorId'>,
  thresholds: Values,
  scale: Scale,
): Rating {
  return toScale(byShare(reachedTenths(value, target, better), thresholds), scale);
}

/** The share that was reached stands beside it, for people. */
export function judgeTarget(
  { indicatorId, value, target, better }: Aimed,
  thresholds: Values,
  scale: Scale,
): RuleApplied {
  return {
    rule: 'indicator-target',
    rating: ratingByTarget({ value, target, better }, thresholds, scale),
    inputs: { indicatorId, value, target, better, reached: percentText(reachedTenths(value, target, better)) },
    thresholds,
  };
}

/** The rating again, from what was written down beside it and nothing else. */
export function recompute(
  applied: readonly Pick<RuleApplied, 'rule' | 'inputs' | 'thresholds'>[],
  scale: Scale,
): Rating {
  return overall(
    applied.map(({ rule, inputs, thresholds }) => {
      const known = Object.hasOwn(JUDGES, rule) ? JUDGES[rule as RuleId] : undefined;
      if (known === undefined) throw new Error(`no rule ${rule}`);
      return { rating: toScale((known as Judge)(inputs, thresholds), scale) };
    }),
  );
}
