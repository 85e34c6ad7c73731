import type { Figure } from '../../contract/figures.ts';
import type { HistoryPoint, IndicatorRow, SubjectRef } from '../../contract/programme.ts';
import type { Provenance } from '../../contract/provenance.ts';
import { type Decimal, formatDecimal, parseDecimal } from '../../metrics/decimal.ts';
import { type Part, sumFigure } from '../../metrics/figures.ts';
import { combineAll, isProven, NOTHING } from '../../metrics/provenance.ts';
import type { IndicatorDefinition, Scenario } from '../model.ts';
import { isProvenLane, laneOf, mixOfWeights, unscaled, Weakest } from './columns.ts';
import type { PeriodFrame } from './frame.ts';
import { targetsOf } from './inputs.ts';
import type { ScenarioState } from './shared.ts';

// Figures of the programme. What may be added is added exactly: running totals, levels and savings of one indicator, which
// has one unit. Shares and rates are never added: of several the median is shown, under a label of its own.

export function isSummable({ kind, unit }: Pick<IndicatorDefinition, 'kind' | 'unit'>): boolean {
  return kind !== 'rate' && unit !== 'percent';
}

/** "programme/…", "zone/<id>/…", "scenario/<id>/…": the subject, what of it, and the period. */
export function figureIdOf({ kind, id }: SubjectRef, what: string, period: string): string {
  return kind === 'programme' ? `programme/${what}@${period}` : `${kind}/${id}/${what}@${period}`;
}

/** As a time: 00:00 UTC is in the morning of that day in China. */
export function wireTimeOf(asOf: string): string {
  return asOf.length === 10 ? `${asOf}T00:00:00Z` : asOf;
}

/** Of everything in service under a subject; the same until one of its values or targets is another. */
export function subjectFigure(frame: PeriodFrame, subject: SubjectRef, definition: IndicatorDefinition): Figure {
  const { memo } = frame.rolled(subject);
  const { targets } = frame;
  const key = `figure/${definition.indicatorId}`;
  const known = memo.get(key) as { targets: unknown; definition: unknown; figure: Figure } | undefined;
  if (known?.targets === targets && known.definition === definition) return known.figure;
  const figure = indicatorFigure(frame, subject, frame.active(subject), definition);
  memo.set(key, { targets, definition, figure });
  return figure;
}

/** One scenario's value, or the roll-up of several. */
export function indicatorFigure(
  frame: PeriodFrame,
  subject: SubjectRef,
  scenarios: readonly Scenario[],
  definition: IndicatorDefinition,
): Figure {
  const id = figureIdOf(subject, definition.indicatorId, frame.period);
  const label =
    subject.kind === 'scenario' ? 'figure.indicator' : isSummable(definition) ? 'figure.sum' : 'figure.median';
  const name = { id, label, name: definition.name, unit: definition.unit };
  const column = frame.frame.master.indicators.at.get(definition.indicatorId) ?? -1;
  const reporting = scenarios.filter((scenario) => expects(frame, scenario, definition.indicatorId, column));
  if (!isSummable(definition) && subject.kind !== 'scenario') return medianFigure(name, frame, reporting, column);
  return fastSum(name, frame, reporting, column, definition.decimals);
}

/** A part of the figure: it has a value, has a target for one, or had one a quarter ago. */
function expects(frame: PeriodFrame, scenario: Scenario, indicatorId: string, column: number): boolean {
  if (frame.state(scenario).known[column] !== undefined) return true;
  return targetsOf(frame, scenario.scenarioId).has(indicatorId);
}

function partOf(frame: PeriodFrame, scenario: Scenario, column: number): Part {
  const value = frame.state(scenario).known[column];
  return value === undefined
    ? { value: null, provenance: NOTHING, asOf: null }
    : { value: value.value, provenance: value.provenance, asOf: wireTimeOf(value.asOf) };
}

type FigureName = Pick<Figure, 'id' | 'label' | 'name' | 'unit'>;

/** The same as sumFigure over the parts, without making any. */
function fastSum(
  name: FigureName,
  frame: PeriodFrame,
  scenarios: readonly Scenario[],
  column: number,
  decimals: number,
): Figure {
  const slow = () =>
    sumFigure(
      name,
      scenarios.map((scenario) => partOf(frame, scenario, column)),
    );
  const counts = new Array<number>(6).fill(0);
  const weights = new Array<number>(6).fill(0);
  const weakest = new Weakest();
  const weakestProven = new Weakest();
  let [sum, sumProven, proven, known] = [0, 0, 0, 0];
  let asOf: string | null = null;
  for (const scenario of scenarios) {
    const state = frame.state(scenario);
    const value = state.known[column];
    if (value === undefined) continue;
    const units = state.units[column] as number;
    if (Number.isNaN(units)) return slow();
    const lane = laneOf(value.provenance);
    counts[lane] = (counts[lane] as number) + 1;
    weights[lane] = (weights[lane] as number) + Math.abs(units);
    weakest.add(value.provenance);
    sum += units;
    known += 1;
    if (isProvenLane(lane)) {
      sumProven += units;
      proven += 1;
      weakestProven.add(value.provenance);
    }
    if (asOf === null || value.asOf < asOf) asOf = value.asOf;
  }
  const weight = weights.reduce((total, one) => total + one, 0);
  if (!Number.isSafeInteger(weight)) return slow();
  const provenProvenance = weakestProven.get();
  return {
    ...name,
    value: known === 0 ? null : unscaled(sum, decimals),
    provenance: weakest.get() ?? NOTHING,
    mix: mixOfWeights(counts, weights.map(BigInt), BigInt(weight)),
    parts: scenarios.length,
    missing: scenarios.length - known,
    provenOnly: {
      value: proven === 0 ? null : unscaled(sumProven, decimals),
      leftOut: scenarios.length - proven,
      ...(provenProvenance !== null && { provenance: provenProvenance }),
    },
    asOf: asOf === null ? null : wireTimeOf(asOf),
  };
}

/** Every value counts alike, however large. */
function medianFigure(name: FigureName, frame: PeriodFrame, scenarios: readonly Scenario[], column: number): Figure {
  const parts = scenarios.map((scenario) => partOf(frame, scenario, column));
  const counted = sumFigure(
    name,
    parts.map((part) => (part.value === null ? part : { ...part, value: '1' })),
  );
  const proven = parts.filter(({ value, provenance }) => value !== null && isProven(provenance));
  const { leftOut } = counted.provenOnly;
  return {
    ...counted,
    value: medianOf(parts),
    provenOnly: {
      value: medianOf(proven),
      leftOut,
      ...(proven.length > 0 && { provenance: combineAll(proven.map(({ provenance }) => provenance)) }),
    },
  };
}

/** Exact: the mean of the two in the middle has one digit more at most. */
function medianOf(parts: readonly Pick<Part, 'value'>[]): string | null {
  const values = parts.flatMap(({ value }) => (value === null ? [] : (parseDecimal(value) ?? [])));
  if (values.length === 0) return null;
  const scale = values.reduce((most, value) => Math.max(most, value.scale), 0);
  const units = values.map((value) => unitsAt(value, scale)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const upper = units[units.length >> 1] as bigint;
  const lower = units[(units.length - 1) >> 1] as bigint;
  return formatDecimal({ units: (upper + lower) * 5n, scale: scale + 1 });
}

function unitsAt({ units, scale }: Decimal, to: number): bigint {
  return units * 10n ** BigInt(to - scale);
}

/** Value and weakest provenance of one period for every indicator, for the charts; null: nobody reports it. */
function pointsOf(frame: PeriodFrame, subject: SubjectRef): readonly (HistoryPoint | null)[] {
  const rolled = frame.rolled(subject);
  const { indicators } = frame.frame.master;
  const known = rolled.memo.get('points') as { index: unknown; points: readonly (HistoryPoint | null)[] } | undefined;
  if (known?.index === indicators) return known.points;
  const points = indicators.list.map((definition, column) =>
    pointOf(frame, subject, rolled.states, definition, column),
  );
  rolled.memo.set('points', { index: indicators, points });
  return points;
}

function pointOf(
  frame: PeriodFrame,
  subject: SubjectRef,
  states: readonly ScenarioState[],
  definition: IndicatorDefinition,
  column: number,
): HistoryPoint | null {
  const { period } = frame;
  const summable = isSummable(definition) || subject.kind === 'scenario';
  const weakest = new Weakest();
  const medians: number[] = [];
  let sum = 0;
  let known = 0;
  for (const state of states) {
    const value = state.known[column];
    if (value === undefined) continue;
    const units = state.units[column] as number;
    weakest.add(value.provenance);
    known += 1;
    if (summable) sum += units;
    else medians.push(units);
  }
  const provenance: Provenance | null = weakest.get();
  if (known === 0 || provenance === null) return null;
  if (!summable) {
    medians.sort((a, b) => a - b);
    sum = ((medians[medians.length >> 1] as number) + (medians[(medians.length - 1) >> 1] as number)) * 5;
  }
  const decimals = definition.decimals + (summable ? 0 : 1);
  if (Number.isSafeInteger(sum)) return { period, value: unscaled(sum, decimals), provenance };
  const scenarios = states.map(({ scenario }) => scenario);
  return { period, value: indicatorFigure(frame, subject, scenarios, definition).value, provenance };
}

/** Of everything under a subject, in the order of the definitions; what nobody reports or plans is left out. */
export function indicatorRows(frame: PeriodFrame, subject: SubjectRef): readonly IndicatorRow[] {
  return frame.frame.once(`indicators/${frame.period}/${subject.kind}/${subject.id}`, () => makeRows(frame, subject));
}

function makeRows(frame: PeriodFrame, subject: SubjectRef): readonly IndicatorRow[] {
  const { frame: whole, period } = frame;
  const periods = whole.periods.filter((other) => other <= period).reverse();
  const previous = whole.previousOf(period);
  const points = periods.map((other) => ({ period: other, points: pointsOf(whole.period(other), subject) }));
  return whole.master.indicators.list.flatMap((definition, column) => {
    const { indicatorId, name, effect, kind, unit, better } = definition;
    const figure = subjectFigure(frame, subject, definition);
    const history = points.map(
      ({ period: other, points: own }): HistoryPoint =>
        own[column] ?? { period: other, value: null, provenance: NOTHING },
    );
    if (figure.parts === 0 && history.every(({ value }) => value === null)) return [];
    const row: IndicatorRow = {
      ...{ indicatorId, name, effect, kind, unit, better, figure, history },
      target: targetOf(frame, subject, definition),
      previous: previous === null ? null : (history.find((point) => point.period === previous)?.value ?? null),
      base: subject.kind === 'scenario' ? baseOf(frame, subject, indicatorId) : null,
    };
    return [row];
  });
}

function baseOf(frame: PeriodFrame, subject: SubjectRef, indicatorId: string): string | null {
  const [scenario] = frame.frame.scenariosOf(subject);
  const column = frame.frame.master.indicators.at.get(indicatorId) ?? -1;
  return scenario === undefined ? null : (frame.state(scenario).known[column]?.base ?? null);
}

/** Targets are added like what they are targets of; where one of several is missing, the sum would promise too little. */
function targetOf(frame: PeriodFrame, subject: SubjectRef, definition: IndicatorDefinition): string | null {
  const column = frame.frame.master.indicators.at.get(definition.indicatorId) ?? -1;
  if (subject.kind === 'scenario') return targetsOf(frame, subject.id).get(definition.indicatorId) ?? null;
  if (!isSummable(definition)) return null;
  let total: Decimal = { units: 0n, scale: definition.decimals };
  let parts = 0;
  for (const scenario of frame.active(subject)) {
    const target = targetsOf(frame, scenario.scenarioId).get(definition.indicatorId);
    const decimal = target === undefined ? null : parseDecimal(target);
    if (decimal === null) {
      if (frame.state(scenario).known[column] !== undefined) return null;
      continue;
    }
    const scale = Math.max(total.scale, decimal.scale);
    total = { units: unitsAt(total, scale) + unitsAt(decimal, scale), scale };
    parts += 1;
  }
  return parts === 0 ? null : formatDecimal(total);
}
