import type { Unit } from '../../contract/figures.ts';
import { compare, type Decimal, parseDecimal } from '../../metrics/decimal.ts';
import type { IndicatorDefinition, ReportValue } from '../model.ts';
import type { CheckContext, CheckReport, CheckResult } from '../seams.ts';
import { CHECKS, type CheckCode, THRESHOLDS } from './codes.ts';
import { daysBetween, isDate, periodBounds } from './periods.ts';

export { CHECKS, type CheckCode, THRESHOLDS } from './codes.ts';

// What a report must not say (errors) and what a person should look at (warnings, notes). Each rule is one function that
// sees plain data; nothing here rates, rounds or corrects.

/** Units of which there cannot be less than none. */
const COUNTED: ReadonlySet<Unit> = new Set([
  'count',
  'records',
  'items',
  'persons',
  'organisations',
  'headers',
  'signatures',
  'hours',
  'minutes',
  'seconds',
]);

type Params = Readonly<Record<string, string | number>>;

export const checkReport: CheckReport = (draft, context) => {
  const found = [...checkScenario(draft.scenarioId, context), ...checkAsOf(draft.asOf, draft.period, context.today)];
  const seen = new Set<string>();
  for (const value of draft.values) {
    if (seen.has(value.indicatorId)) found.push(result('indicator-twice', value.indicatorId, {}));
    seen.add(value.indicatorId);
    found.push(...checkValue(value, context));
  }
  return [...found, ...checkUnchanged(draft.values, context)];
};

function result(code: CheckCode, indicatorId: string | null, params: Params): CheckResult {
  return { indicatorId, severity: CHECKS[code], code, params };
}

function checkScenario(scenarioId: string, { scenario }: CheckContext): CheckResult[] {
  return scenario === null ? [result('scenario-unknown', null, { scenario: scenarioId })] : [];
}

function checkAsOf(asOf: string, period: string, today: string): CheckResult[] {
  if (!isDate(asOf)) return [result('as-of-malformed', null, { asOf })];
  // A day that has not come tells more than a day outside of its quarter.
  if (asOf > today) return [result('as-of-in-future', null, { asOf, today })];
  const bounds = periodBounds(period);
  if (bounds === null) return [result('as-of-outside-period', null, { asOf, period, days: 0 })];
  const days = Math.max(
    daysBetween(asOf, bounds.first) - THRESHOLDS.asOfDaysBefore,
    daysBetween(bounds.last, asOf) - THRESHOLDS.asOfDaysAfter,
  );
  return days > 0 ? [result('as-of-outside-period', null, { asOf, period, days })] : [];
}

function checkValue(value: ReportValue, context: CheckContext): CheckResult[] {
  const definition = context.definitions.get(value.indicatorId);
  if (definition === undefined)
    return [result('indicator-unknown', value.indicatorId, { indicator: value.indicatorId })];
  const decimal = parseDecimal(value.value);
  if (decimal === null) return [result('value-malformed', value.indicatorId, { value: value.value.slice(0, 60) })];
  const at = (code: CheckCode, params: Params) => result(code, value.indicatorId, params);
  return [
    ...checkUnit(definition, context, at),
    ...checkRange(definition, value.value, decimal, at),
    ...checkBase(definition, value, decimal, at),
    ...checkPrevious(definition, value, decimal, context, at),
    ...checkRound(value.value, decimal, at),
    ...checkShared(value, decimal, context, at),
  ];
}

type At = (code: CheckCode, params: Params) => CheckResult;

const MONEY = /^(yuan|cny|usd|eur|hkd|gbp|jpy)$/i;

function checkUnit(definition: IndicatorDefinition, context: CheckContext, at: At): CheckResult[] {
  const stated = context.units?.get(definition.indicatorId);
  if (stated === undefined || stated === definition.unit) return [];
  // Two currencies are never converted here: no rate is part of a report.
  const code = MONEY.test(stated) && MONEY.test(definition.unit) ? 'currency-differs' : 'unit-differs';
  return [at(code, { stated, unit: definition.unit })];
}

function checkRange(definition: IndicatorDefinition, text: string, decimal: Decimal, at: At): CheckResult[] {
  const found: CheckResult[] = [];
  const digits = significantFraction(decimal);
  if (digits > definition.decimals) {
    found.push(at('value-decimals', { value: text, digits, decimals: definition.decimals }));
  }
  const { kind, unit } = definition;
  if (kind === 'level' && unit === 'percent') {
    const above = compare(decimal, { units: 100n, scale: 0 }) > 0;
    if (decimal.units < 0n || above) found.push(at('percent-out-of-range', { value: text }));
  } else if (decimal.units < 0n && (kind === 'cumulative' || (kind !== 'saving' && COUNTED.has(unit)))) {
    found.push(at('value-negative', { value: text }));
  }
  return found;
}

function checkBase(definition: IndicatorDefinition, value: ReportValue, decimal: Decimal, at: At): CheckResult[] {
  if (definition.kind !== 'saving') return [];
  if (value.base === null || value.base.trim() === '') return [at('saving-without-base', { value: value.value })];
  const base = parseDecimal(value.base);
  // A base may be told in words ("before the platform: 5 visits"); only a number can be compared.
  if (base === null) return [];
  if (base.units <= 0n) return [at('base-not-positive', { base: value.base })];
  const beyond = definition.unit !== 'percent' && compare(decimal, base) > 0;
  return beyond ? [at('saving-beyond-base', { value: value.value, base: value.base })] : [];
}

function checkPrevious(
  definition: IndicatorDefinition,
  value: ReportValue,
  decimal: Decimal,
  { previous }: CheckContext,
  at: At,
): CheckResult[] {
  const before = previous.get(value.indicatorId);
  const earlier = before === undefined ? null : parseDecimal(before.value);
  if (before === undefined || earlier === null) return [];
  const params = { value: value.value, previous: before.value, period: before.period };
  const order = compare(decimal, earlier);
  if (order < 0 && definition.kind === 'cumulative') return [at('cumulative-falls', params)];
  if (order === 0) return decimal.units === 0n ? [] : [at('value-repeated', params)];
  return isJump(decimal, earlier) ? [at('value-jump', { ...params, factor: THRESHOLDS.jumpFactor })] : [];
}

/** From nothing to something is no jump: every scenario begins once. */
function isJump(now: Decimal, before: Decimal): boolean {
  if (now.units === 0n || before.units === 0n) return false;
  const factor = BigInt(THRESHOLDS.jumpFactor);
  const small = absolute(now);
  const large = absolute(before);
  return (
    compare(small, { ...large, units: large.units * factor }) > 0 ||
    compare(large, { ...small, units: small.units * factor }) > 0
  );
}

function absolute({ units, scale }: Decimal): Decimal {
  return { units: units < 0n ? -units : units, scale };
}

function checkRound(text: string, decimal: Decimal, at: At): CheckResult[] {
  if (significantFraction(decimal) > 0) return [];
  const digits = wholeDigits(decimal);
  const zeros = digits.length - digits.replace(/0+$/, '').length;
  const round = digits.length >= THRESHOLDS.roundDigits && zeros >= THRESHOLDS.roundZeros;
  return round ? [at('value-round', { value: text, zeros })] : [];
}

function checkShared(value: ReportValue, decimal: Decimal, context: CheckContext, at: At): CheckResult[] {
  const digits = absolute(decimal).units.toString().replace(/0+$/, '').length;
  if (digits < THRESHOLDS.sharedDigits) return [];
  const scenarios = context.sharedBy?.(value.indicatorId, value.value) ?? 0;
  return scenarios >= THRESHOLDS.sharedScenarios ? [at('value-shared', { value: value.value, scenarios })] : [];
}

function checkUnchanged(values: readonly ReportValue[], { previous }: CheckContext): CheckResult[] {
  if (values.length < THRESHOLDS.unchangedValues) return [];
  let period = '';
  for (const { indicatorId, value } of values) {
    const before = previous.get(indicatorId);
    const now = parseDecimal(value);
    const then = before === undefined ? null : parseDecimal(before.value);
    if (before === undefined || now === null || then === null || compare(now, then) !== 0) return [];
    period = before.period;
  }
  return [result('report-unchanged', null, { period, values: values.length })];
}

/** Digits behind the point that are not trailing zeros. */
function significantFraction({ units, scale }: Decimal): number {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  return digits.slice(digits.length - scale || digits.length).replace(/0+$/, '').length;
}

function wholeDigits(decimal: Decimal): string {
  return (absolute(decimal).units / 10n ** BigInt(decimal.scale)).toString();
}
