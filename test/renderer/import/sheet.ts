import { demoProgramme } from '../../../main/demo/programme/programme.ts';
import { type PlantedSheet, plantedSpreadsheet } from '../../helpers/spreadsheet.ts';
import { NOW } from '../fakeData.ts';

/** A spreadsheet for the demo programme of these tests, with nine planted errors. */
export async function demoSheet(rows = 40): Promise<PlantedSheet> {
  const changes = demoProgramme('pilotlight-demo', Date.parse(NOW));
  const all = <T>(pick: (set: (typeof changes)[number]['set']) => readonly T[] | undefined): T[] =>
    changes.flatMap(({ set }) => pick(set) ?? []);
  const reports = all((set) => set.reports);
  const known = new Map<string, string>();
  for (const { scenarioId, values } of reports) {
    for (const { indicatorId, value } of values) known.set(`${scenarioId} ${indicatorId}`, value);
  }
  const scenarios = [...new Map(all((set) => set.scenarios).map((one) => [one.scenarioId, one])).values()];
  return plantedSpreadsheet({
    master: {
      zones: all((set) => set.zones),
      sectors: all((set) => set.sectors),
      entities: all((set) => set.entities),
      scenarios: scenarios.filter(({ endedOn, zoneId }) => endedOn === null && zoneId !== null),
      definitions: all((set) => set.definitions),
    },
    period: '2026Q3',
    asOf: '2026-09-30',
    previous: (scenarioId, indicatorId) => known.get(`${scenarioId} ${indicatorId}`) ?? null,
    rows,
  });
}
