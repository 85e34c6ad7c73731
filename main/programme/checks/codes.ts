import type { Severity } from '../../contract/programme.ts';

/** Every rule of the checks. The view has words for each: `finding.<code>` and what to do, `finding.<code>.todo`. */
export const CHECKS = {
  'scenario-unknown': 'error',
  'indicator-unknown': 'error',
  'indicator-twice': 'error',
  'value-malformed': 'error',
  'value-decimals': 'error',
  'value-negative': 'error',
  'percent-out-of-range': 'error',
  'cumulative-falls': 'error',
  'saving-without-base': 'error',
  'base-not-positive': 'error',
  'unit-differs': 'error',
  'currency-differs': 'error',
  'as-of-malformed': 'error',
  'as-of-in-future': 'error',
  'as-of-outside-period': 'error',
  'value-jump': 'warning',
  'report-unchanged': 'warning',
  'saving-beyond-base': 'warning',
  'value-round': 'note',
  'value-repeated': 'note',
  'value-shared': 'note',
} as const satisfies Record<string, Severity>;
export type CheckCode = keyof typeof CHECKS;

/** The numbers that the checks go by, and nothing else does. */
export const THRESHOLDS = {
  /** Days that an as-of date may lie before the first or behind the last day of its period. */
  asOfDaysBefore: 0,
  asOfDaysAfter: 31,
  /** A value more than so many times, or less than one so-many-th of, the one before. */
  jumpFactor: 10,
  /** Round: a whole number of at least so many digits, so many of which are zeros at its end. */
  roundDigits: 4,
  roundZeros: 3,
  /** The same value in so many scenarios of one period, where it has at least so many digits that count. */
  sharedScenarios: 3,
  sharedDigits: 3,
  /** A report of at least so many values, all as in the period before. */
  unchangedValues: 2,
} as const;
