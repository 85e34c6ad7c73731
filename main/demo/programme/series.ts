import { Random } from '../crypto.ts';
import { type DemoIndicator, INDICATORS, type IndicatorId } from './indicators.ts';

// What a scenario reports, quarter by quarter: a plan, and how well it is kept. It depends on the seed, the scenario and
// the quarter alone, so that the chains, the served documents and the programme say the same without asking each other.

export interface SeriesValue {
  readonly indicator: DemoIndicator;
  readonly value: string;
  /** null: none is set for this indicator. */
  readonly target: string | null;
}

interface Subject {
  readonly scenarioId: string;
  readonly sector: string;
}

/** Totals count from this quarter on. */
const ORIGIN = indexOf('2024Q1');
const MOST_QUARTERS = 400;
const POWERS = [1, 10, 100];

function indexOf(period: string): number {
  return Number(period.slice(0, 4)) * 4 + Number(period.slice(5)) - 1;
}

export function valuesOf(seed: string, subject: Subject, period: string): readonly SeriesValue[] {
  return valuesOfAll(seed, subject, [period])[0] as readonly SeriesValue[];
}

/** Of several periods, in their order: the stream of chance is run through once. */
export function valuesOfAll(
  seed: string,
  { scenarioId, sector }: Subject,
  periods: readonly string[],
): readonly (readonly SeriesValue[])[] {
  const random = new Random('series', seed, scenarioId);
  const indicators = chooseIndicators(random, sector).map((id) => INDICATORS[id] as DemoIndicator);
  // Only plus, minus, times and divided by: these are the same bits on every machine.
  const sizes = indicators.map(({ size: [from, to] }) => {
    const far = random.next();
    return from + (to - from) * far * far;
  });
  const places = periods.map((period) => Math.min(MOST_QUARTERS, Math.max(0, indexOf(period) - ORIGIN)));
  const efforts = effortsUntil(random, Math.max(...places));
  return places.map((place) => {
    const until = efforts.slice(0, place + 1);
    return indicators.map((indicator, i) => seriesValue(indicator, sizes[i] as number, until, i));
  });
}

/** One or two of every effect. */
function chooseIndicators(random: Random, sector: string): IndicatorId[] {
  const chosen: IndicatorId[] = [
    'saving',
    'users',
    'turnaround',
    'on-time',
    random.chance(0.5) ? 'catalogue-items' : 'shared-calls',
    random.chance(0.6) ? 'orgs' : 'cross-chain',
    random.chance(0.5) ? 'certificates' : 'verified-share',
  ];
  if (random.chance(0.4)) chosen.push('hours-saved');
  if (random.chance(0.35)) chosen.push('documents-cut');
  if (sector === 'cross-border-finance') chosen.push('financing-usd');
  else if (sector === 'trade-finance' || sector === 'risk-control') chosen.push('financing');
  return chosen;
}

/** 1: as planned. Most keep to the plan, some lag, a few are far behind; each sways from quarter to quarter. */
function effortsUntil(random: Random, quarters: number): number[] {
  const kind = random.next();
  const mean = kind < 0.72 ? 1.06 + 0.1 * random.next() : kind < 0.93 ? 0.84 + 0.14 * random.next() : 0.5;
  const out: number[] = [];
  let sway = 0;
  for (let quarter = 0; quarter <= quarters; quarter++) {
    sway = 0.75 * sway + 0.14 * (random.next() - 0.5);
    out.push(Math.max(0.3, mean + sway));
  }
  return out;
}

function seriesValue(indicator: DemoIndicator, size: number, efforts: readonly number[], place: number): SeriesValue {
  const now = efforts[efforts.length - 1] as number;
  const { kind, unit, decimals, better } = indicator;
  // Each indicator of a scenario a little apart from the others.
  const bent = now + 0.01 * (((place * 7 + efforts.length * 3) % 5) - 2);
  let value: number;
  let target: number;
  if (kind === 'cumulative') {
    value = efforts.reduce((total, effort) => total + Math.max(1, size * effort), 0);
    target = size * efforts.length;
  } else if (unit === 'percent') {
    value = Math.min(99.4, size * Math.min(1.06, bent));
    target = size;
  } else if (better === 'lower') {
    value = size / bent;
    target = size;
  } else {
    value = size * bent;
    target = size;
  }
  return {
    indicator,
    value: exact(value, decimals),
    target: indicator.aimed ? exact(target, unit === 'percent' || better === 'lower' ? decimals : 0) : null,
  };
}

function exact(value: number, decimals: number): string {
  const units = Math.floor(value * (POWERS[decimals] ?? 1));
  const digits = String(units).padStart(decimals + 1, '0');
  const fraction = decimals === 0 ? '' : digits.slice(-decimals).replace(/0+$/, '');
  const whole = decimals === 0 ? digits : digits.slice(0, -decimals);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
