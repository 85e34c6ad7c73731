import { dayOf } from '../../contract/day.ts';
import type { ChangeSet, Target } from '../../programme/model.ts';
import { SECTORS, ZONES } from '../catalogue.ts';
import { currentPeriod, DAY_MS, quarterOf, quarterStart } from '../plan.ts';
import { type Change, Changes, NATIONAL_WHO, provincialWho } from './changes.ts';
import { DEFINITIONS } from './indicators.ts';
import { type DatedChange, milestonesOf } from './milestones.ts';
import { provinceOfZone } from './offices.ts';
import { demoReports, takesPart, type Values } from './reports.ts';
import { demoReviews } from './reviews.ts';
import { type DemoPlan, type DemoScenario, planProgramme } from './scenarios.ts';
import { type SeriesValue, valuesOfAll } from './series.ts';

// The demo programme as a history of changes: who sent in what and when, what was decided, who joined and left. It follows
// from the seed and the day alone; what would lie after the day has not happened.

export const PERIODS = 8;
const HOUR_MS = 3_600_000;

/** Oldest first; the newest is the one whose reports lie on the demo chains. */
export function demoPeriods(nowMs: number): readonly string[] {
  const current = quarterStart(currentPeriod(nowMs));
  return Array.from({ length: PERIODS }, (_, i) =>
    // The middle of a quarter, a quarter being never shorter than 90 days nor longer than 92.
    quarterOf(current + 45 * DAY_MS - (PERIODS - 1 - i) * 91.3 * DAY_MS),
  );
}

/** Its first day. A programme that began on another one was made for another quarter: it shows nothing of this one. */
export function demoBegan(nowMs: number): number {
  return quarterStart(demoPeriods(nowMs)[0] as string) - 40 * DAY_MS;
}

/** In the order of their time. */
export function demoProgramme(seed: string, nowMs: number): readonly Change[] {
  const today = Date.parse(dayOf(nowMs));
  const periods = demoPeriods(nowMs);
  const plan = planProgramme(seed, periods);
  const series = plan.scenarios.map(({ scenario: { scenarioId }, sector }) =>
    valuesOfAll(seed, { scenarioId, sector }, periods),
  );
  const values: Values = ({ number }, at) => series[number]?.[at] ?? [];
  const changes = new Changes();
  const began = demoBegan(nowMs);
  addMasterData(changes, seed, plan, periods, began, today);
  for (const [at, period] of periods.entries()) {
    const targets = plan.scenarios
      .filter((one) => takesPart(one, at))
      .flatMap((one) => targetsOf(one.scenario.scenarioId, period, values(one, at)));
    changes.add(quarterStart(period) + DAY_MS + 9 * HOUR_MS, NATIONAL_WHO, 'import', period, { targets });
  }
  const reports = demoReports(seed, plan.scenarios, values, periods, nowMs);
  for (const { atMs, who, action, draft } of reports)
    changes.add(atMs, who, action, draft.period, { reports: [draft] });
  demoReviews(changes, seed, periods, reports, nowMs);
  return changes.until(nowMs);
}

function targetsOf(scenarioId: string, period: string, values: readonly SeriesValue[]): Target[] {
  return values.flatMap(({ indicator: { indicatorId }, target }) =>
    target === null ? [] : [{ scenarioId, indicatorId, period, value: target }],
  );
}

function addMasterData(
  changes: Changes,
  seed: string,
  { entities, scenarios }: DemoPlan,
  periods: readonly string[],
  began: number,
  today: number,
): void {
  const joinedAt = (joins: number): number =>
    joins === 0 ? began : quarterStart(periods[joins] as string) + 10 * HOUR_MS;
  const pack = (joins: number, set: ChangeSet): void =>
    changes.add(joinedAt(joins), NATIONAL_WHO, 'pack', 'programme', set);
  pack(0, {
    zones: ZONES.map(({ zoneId, name }) => ({
      zoneId,
      name,
      province: provinceOfZone(zoneId),
      source: null,
      note: '演示数据，地区名称为虚构。Demo data, invented name.',
    })),
    sectors: SECTORS.map(({ sectorId, name, group }) => ({ sectorId, name, group })),
    definitions: DEFINITIONS,
  });
  for (const { entity, joins } of entities) pack(joins, { entities: [entity] });
  for (const one of scenarios) {
    const { scenario, joins, leaves } = one;
    pack(joins, { scenarios: [{ ...scenario, endedOn: null }] });
    if (leaves !== null) {
      const leftAt = quarterStart(periods[leaves] as string) - 14 * HOUR_MS;
      changes.add(leftAt, NATIONAL_WHO, 'import', scenario.scenarioId, { scenarios: [scenario] });
    }
    const { milestones, dates } = milestonesOf(seed, one, joinedAt(joins), today);
    pack(joins, { milestones });
    for (const dated of dates) addDate(changes, one, dated, joinedAt(joins));
  }
}

const ROUND_DAYS = 14;

/** Approved with the scenario, or told in one of the offices' fortnightly rounds. */
function addDate(
  changes: Changes,
  { office: { officeId } }: DemoScenario,
  { atMs, date }: DatedChange,
  joined: number,
) {
  const set = { milestoneDates: [date] };
  if (atMs <= joined) return changes.add(joined, NATIONAL_WHO, 'pack', 'programme', set);
  const round = Math.ceil(atMs / (ROUND_DAYS * DAY_MS)) * ROUND_DAYS * DAY_MS + 8 * HOUR_MS;
  const action = date.kind === 'baseline' ? 'rebaseline' : date.kind;
  return changes.add(round, provincialWho(officeId), action, 'milestones', set);
}
