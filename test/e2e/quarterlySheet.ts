import { currentPeriod } from '../../main/demo/plan.ts';
import { demoProgramme } from '../../main/demo/programme/programme.ts';
import { daysOf } from '../../main/programme/queries/moment.ts';
import { type PlantedSheet, plantedSpreadsheet } from '../helpers/spreadsheet.ts';

// What a demo office would send in for the newest quarter, with nine errors, and the same file mended.

const SEED = 'pilotlight-demo';

/** So many scenarios with thirteen indicators in turn: no pair of them comes twice. */
const SCENARIOS = 22;
const LEFT_OUT = ['records', 'financing-usd'];

/** Of those scenarios of an office that send sheets, with what only an office can say. */
export async function quarterlySheet(zoneIds: readonly string[]): Promise<PlantedSheet> {
  const now = Date.now();
  const period = currentPeriod(now);
  const sets = demoProgramme(SEED, now).map(({ set }) => set);
  /** As last told before this quarter. */
  const known = new Map<string, string>();
  for (const { scenarioId, values, ...report } of sets.flatMap(({ reports = [] }) => reports)) {
    if (report.period >= period) continue;
    for (const { indicatorId, value } of values) known.set(`${scenarioId}/${indicatorId}`, value);
  }
  const scenarios = new Map(sets.flatMap((set) => set.scenarios ?? []).map((one) => [one.scenarioId, one]));
  const sendingSheets = [...scenarios.values()].filter(
    ({ zoneId, chainId, endedOn }) =>
      zoneId !== null && zoneIds.includes(zoneId) && chainId === null && endedOn === null,
  );
  return plantedSpreadsheet({
    master: {
      zones: sets.flatMap((set) => set.zones ?? []),
      sectors: sets.flatMap((set) => set.sectors ?? []),
      entities: [],
      scenarios: sendingSheets.slice(0, SCENARIOS),
      definitions: sets
        .flatMap((set) => set.definitions ?? [])
        .filter(({ indicatorId }) => !LEFT_OUT.includes(indicatorId)),
    },
    period,
    asOf: daysOf(period).last,
    previous: (scenarioId, indicatorId) => known.get(`${scenarioId}/${indicatorId}`) ?? null,
  });
}
