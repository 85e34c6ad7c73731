import type { Text } from '../../contract/chain.ts';
import type { Figure } from '../../contract/figures.ts';
import type { OfficeAnswer, OfficeRequest, ScenarioFilter, ScenarioSort } from '../../contract/office.ts';
import { type EntityLine, RATINGS, type Rating, type ScenarioLine, TRENDS } from '../../contract/programme.ts';
import { strength } from '../../metrics/provenance.ts';
import type { Scenario } from '../model.ts';
import { mixOfCounts } from './columns.ts';
import { indicatorFigure } from './figures.ts';
import type { Frame, PeriodFrame } from './frame.ts';
import { milestonesOf } from './inputs.ts';
import { keptWith } from './kept.ts';
import { milestoneView } from './milestones.ts';
import { ENTITIES_NAME, ENTITIES_ROW } from './moment.ts';
import { stateOf } from './reports.ts';

// Scenarios and entities as tables. What only a shown row needs is made for the rows that are shown.

const MOST_FIGURES = 6;
const SEVERITY: Readonly<Record<Rating, number>> = {
  red: 0,
  'amber-red': 1,
  amber: 2,
  'amber-green': 3,
  'no-current-data': 4,
  green: 5,
  'not-rated': 6,
};

export function zoneName({ master }: Frame, zoneId: string | null): Text | null {
  if (zoneId === null) return null;
  return zoneId === ENTITIES_ROW ? ENTITIES_NAME : (master.zones.get(zoneId)?.name ?? null);
}

export function scenarioLine(frame: PeriodFrame, scenario: Scenario): ScenarioLine {
  const { scenarioId, name, owner, zoneId, entityId, sectorId, chainId } = scenario;
  const subject = { kind: 'scenario', id: scenarioId } as const;
  const state = frame.state(scenario);
  const { report, provenance } = state;
  return {
    ...{ scenarioId, name, owner, zoneId, entityId, sectorId, chainId, provenance },
    status: frame.view(subject),
    report: report === null ? null : { period: report.period, state: stateOf(frame, report) },
    mix: mixOfCounts(state.levels),
    nextMilestone: nextMilestone(frame, scenarioId),
    figures: keptWith(state, 'head', () => headFigures(frame, scenario)),
  };
}

/** The first few values in the order of the indicators. */
function headFigures(frame: PeriodFrame, scenario: Scenario): readonly Figure[] {
  const figures: Figure[] = [];
  const state = frame.state(scenario);
  for (const [column, definition] of frame.frame.master.indicators.list.entries()) {
    if (state.known[column] === undefined) continue;
    figures.push(indicatorFigure(frame, { kind: 'scenario', id: scenario.scenarioId }, [scenario], definition));
    if (figures.length === MOST_FIGURES) break;
  }
  return figures;
}

function nextMilestone(frame: PeriodFrame, scenarioId: string): ScenarioLine['nextMilestone'] {
  let next: ScenarioLine['nextMilestone'] = null;
  for (const history of milestonesOf(frame, scenarioId)) {
    const view = milestoneView(frame, history);
    const date = view.forecast ?? view.baselines.at(-1)?.date ?? null;
    if (view.state === 'done' || date === null) continue;
    if (next === null || date < next.date) next = { name: view.name, date, rating: view.rating };
  }
  return next;
}

/** In service in the period and let through by the filter. */
export function filtered(frame: PeriodFrame, filter: ScenarioFilter): readonly Scenario[] {
  const { frame: whole } = frame;
  const zones = filter.zoneIds === undefined ? null : new Set(filter.zoneIds);
  const sectors = filter.sectorIds === undefined ? null : new Set(filter.sectorIds);
  const entities = filter.entityIds === undefined ? null : new Set(filter.entityIds);
  const ratings = filter.ratings === undefined ? null : new Set(filter.ratings);
  const levels = filter.levels === undefined ? null : new Set<string>(filter.levels);
  const words = (filter.text ?? '').trim().toLowerCase();
  return frame.active({ kind: 'programme', id: 'all' }).filter((scenario) => {
    if (zones !== null && !zones.has(scenario.zoneId ?? ENTITIES_ROW)) return false;
    if (sectors !== null && !sectors.has(scenario.sectorId)) return false;
    if (entities !== null && (scenario.entityId === null || !entities.has(scenario.entityId))) return false;
    if (words !== '' && !textOf(whole, scenario).includes(words)) return false;
    if (ratings !== null && !ratings.has(frame.status({ kind: 'scenario', id: scenario.scenarioId }).shown))
      return false;
    if (levels === null) return true;
    const { report, provenance, levels: counts } = frame.state(scenario);
    if (levels.has('contradicted') && (counts.at(-1) ?? 0) > 0) return true;
    if (report === null) return false;
    return levels.has(provenance.condition === 'contradicted' ? 'contradicted' : provenance.level);
  });
}

/** What a scenario is found by. */
export function textOf(frame: Frame, scenario: Scenario): string {
  const texts = frame.once('texts', () => new Map<string, string>());
  const known = texts.get(scenario.scenarioId);
  if (known !== undefined) return known;
  const entity = scenario.entityId === null ? undefined : frame.master.entities.get(scenario.entityId)?.name;
  const { name, owner } = scenario;
  const names = [name, owner, entity, zoneName(frame, scenario.zoneId) ?? undefined];
  const text = [scenario.scenarioId, ...names.flatMap((one) => (one === undefined ? [] : [one.zh, one.en]))]
    .join('\n')
    .toLowerCase();
  texts.set(scenario.scenarioId, text);
  return text;
}

export function scenarioTable(
  frame: PeriodFrame,
  request: OfficeRequest<'scenarioTable'>,
): OfficeAnswer<'scenarioTable'> {
  const { filter, sort, descending, offset, limit } = request;
  const found = sorted(frame, filtered(frame, filter), sort, descending);
  return {
    rows: found.slice(offset, offset + limit).map((scenario) => scenarioLine(frame, scenario)),
    total: found.length,
  };
}

/** Ascending: the worst, the weakest and the next first. What is equal stands by its id. */
export function sorted(
  frame: PeriodFrame,
  scenarios: readonly Scenario[],
  sort: ScenarioSort,
  descending: boolean,
): readonly Scenario[] {
  const key = sortKey(frame, sort);
  const keyed = scenarios.map((scenario) => ({ scenario, key: key(scenario) }));
  const sign = descending ? -1 : 1;
  keyed.sort((a, b) => {
    const order =
      typeof a.key === 'string' && typeof b.key === 'string'
        ? a.key < b.key
          ? -1
          : a.key > b.key
            ? 1
            : 0
        : Number(a.key) - Number(b.key);
    return order === 0 ? (a.scenario.scenarioId < b.scenario.scenarioId ? -1 : 1) : sign * order;
  });
  return keyed.map(({ scenario }) => scenario);
}

function sortKey(frame: PeriodFrame, sort: ScenarioSort): (scenario: Scenario) => string | number {
  const { frame: whole } = frame;
  const rating = ({ scenarioId: id }: Scenario) => frame.status({ kind: 'scenario', id });
  switch (sort) {
    case 'rating':
      return (scenario) => SEVERITY[rating(scenario).shown] ?? RATINGS.length;
    case 'name':
      return ({ name }) => name.zh;
    case 'zone': {
      const order = new Map(whole.master.master.zones.map(({ zoneId }, i) => [zoneId, i]));
      return ({ zoneId }) => (zoneId === null ? order.size : (order.get(zoneId) ?? order.size));
    }
    case 'sector': {
      const order = new Map(whole.master.master.sectors.map(({ sectorId }, i) => [sectorId, i]));
      return ({ sectorId }) => order.get(sectorId) ?? order.size;
    }
    case 'trend':
      return (scenario) => {
        const before = frame.before({ kind: 'scenario', id: scenario.scenarioId })?.shown ?? null;
        const trend = frame.trend(rating(scenario).shown, before);
        return ['declined', 'steady', 'improved', 'joined'].indexOf(trend) + TRENDS.length;
      };
    case 'provenance':
      return (scenario) => {
        const { report, provenance } = frame.state(scenario);
        return report === null ? -2 : strength(provenance);
      };
    case 'milestone':
      return ({ scenarioId }) => nextMilestone(frame, scenarioId)?.date ?? '9999-12-31';
    default:
      return sort satisfies never;
  }
}

export function entityLines(frame: PeriodFrame): readonly EntityLine[] {
  return frame.frame.master.master.entities.map((entity) => {
    const { entityId, name, sectorId, province, stage, source, note } = entity;
    const subject = { kind: 'entity', id: entityId } as const;
    const scenarios = frame.active(subject);
    return {
      ...{ entityId, name, sectorId, province, stage, source, note },
      scenarios: scenarios.length,
      status: frame.view(subject),
      mix: frame.mix(scenarios).mix,
    };
  });
}
