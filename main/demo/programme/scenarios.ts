import type { Text } from '../../contract/chain.ts';
import type { Entity, Scenario } from '../../programme/model.ts';
import { type OfficeName, SECTORS, shortNameOf, THEMES, type Theme, ZONES } from '../catalogue.ts';
import { Random } from '../crypto.ts';
import { DAY_MS, planZones, quarterStart, type ScenarioPlan } from '../plan.ts';
import { officeOfProvince, officeOfZone, PROVINCES } from './offices.ts';

// Who takes part: the scenarios that the demo chains carry, more of them in every zone, and 164 special-field entities.
// All names are invented and say so.

export const ENTITIES = 164;
const MAX_DUE_DAYS = 11;

export interface DemoScenario {
  readonly scenario: Scenario;
  readonly sector: string;
  readonly office: OfficeName;
  /** The one that a chain carries; null: it only sends sheets. */
  readonly chain: ScenarioPlan | null;
  /** How long after the end of a quarter its report is due. */
  readonly dueAfterMs: number;
  /** Place in `periods` of the first quarter that it is part of; 0: from before the first one. */
  readonly joins: number;
  /** The first one that it is no longer part of; null: it stays. */
  readonly leaves: number | null;
  /** Its own stream of chance, apart from what it reports. */
  readonly number: number;
}

export interface DemoEntity {
  readonly entity: Entity;
  readonly joins: number;
}

export interface DemoPlan {
  readonly entities: readonly DemoEntity[];
  readonly scenarios: readonly DemoScenario[];
}

export function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** @param periods oldest first */
export function planProgramme(seed: string, periods: readonly string[]): DemoPlan {
  const entities = Array.from({ length: ENTITIES }, (_, i) => entityOf(i, periods.length));
  const scenarios: DemoScenario[] = [];
  const put = (of: Omit<DemoScenario, 'number' | 'scenario'> & { base: Omit<Scenario, 'startedOn' | 'endedOn'> }) => {
    const { base, ...rest } = of;
    const number = scenarios.length;
    scenarios.push({ ...rest, number, scenario: { ...base, ...serviceDates(seed, of, base.scenarioId, periods) } });
  };
  for (const { zone, scenarios: carried } of planZones(seed)) {
    const used = new Set<string>();
    const random = new Random('zone-scenarios', seed, zone.zoneId);
    const common = { office: officeOfZone(zone.zoneId), joins: 0, leaves: null };
    const operator = (place: number): Text => ({
      zh: `${zone.name.zh}第${'一二三四五六七八九十'.charAt(place % 10)}运行单位`,
      en: `Operating unit ${place + 1} of ${zone.name.en}`,
    });
    for (const [i, chain] of carried.entries()) {
      const { scenarioId, zoneId, sector, name, dueAfterMs, chainId } = chain;
      used.add(scenarioId.slice(zoneId.length + 1));
      const base = { scenarioId, name, owner: operator(i), zoneId, entityId: null, sectorId: sector, chainId };
      put({ ...common, base, sector, chain, dueAfterMs });
    }
    const others = random.shuffle(THEMES.filter(({ id }) => !used.has(id))).slice(0, random.int(3, 5));
    for (const [i, theme] of others.entries()) {
      const short = shortNameOf(zone);
      const base = {
        scenarioId: `${zone.zoneId}-${theme.id}`,
        name: { zh: `${short.zh} · ${theme.name.zh}`, en: `${short.en} · ${theme.name.en}` },
        owner: operator(carried.length + i),
        zoneId: zone.zoneId,
        entityId: null,
        sectorId: theme.sector,
        chainId: null,
      };
      const leaves = i === 2 && ZONES.indexOf(zone) % 6 === 1 ? periods.length - 1 : null;
      const joins = i === 1 && ZONES.indexOf(zone) % 5 === 2 ? periods.length - 1 : 0;
      put({ ...common, joins, leaves, base, sector: theme.sector, chain: null, dueAfterMs: dueOf(random) });
    }
  }
  for (const [i, { entity, joins }] of entities.entries()) {
    const random = new Random('entity-scenarios', seed, entity.entityId);
    const themes = THEMES.filter(({ sector }) => sector === entity.sectorId);
    for (let n = 0; n <= (i % 3 === 0 ? 1 : 0); n++) {
      const theme = themes[(Math.floor(i / SECTORS.length) + n * 2) % themes.length] as Theme;
      const base = {
        scenarioId: `${entity.entityId}-${theme.id}`,
        name: { zh: `${unitName(i).zh} · ${theme.name.zh}`, en: `${unitName(i).en} · ${theme.name.en}` },
        owner: unitName(i),
        zoneId: null,
        entityId: entity.entityId,
        sectorId: theme.sector,
        chainId: null,
      };
      const leaves = i % 53 === 20 ? periods.length - 1 - (i % 2) : null;
      const office = officeOfProvince(entity.province as string);
      put({ base, sector: theme.sector, office, chain: null, dueAfterMs: dueOf(random), joins, leaves });
    }
  }
  return { entities, scenarios };
}

function dueOf(random: Random): number {
  return Math.round((1 + random.next() * (MAX_DUE_DAYS - 1)) * DAY_MS);
}

function unitName(i: number): Text {
  const number = String(i + 1).padStart(3, '0');
  return { zh: `示例单位 ${number}`, en: `Example Unit ${number}` };
}

function entityOf(i: number, periods: number): DemoEntity {
  const sector = SECTORS[(i * 7) % SECTORS.length] as (typeof SECTORS)[number];
  const field: Text = { zh: sector.name.zh.replace('区块链+', ''), en: sector.name.en.replace('Blockchain + ', '') };
  const name = unitName(i);
  return {
    entity: {
      entityId: `demo-unit-${String(i + 1).padStart(3, '0')}`,
      name: { zh: `${name.zh} · ${field.zh}`, en: `${name.en} · ${field.en}` },
      sectorId: sector.sectorId,
      province: PROVINCES[(i * 5 + (i >> 4)) % PROVINCES.length] as string,
      stage: 'final',
      source: null,
      note: '演示数据，单位名称为虚构。Demo data, invented name.',
    },
    // A few come later, so that composition is seen to change.
    joins: i % 41 === 40 ? periods - 1 : i % 37 === 36 ? Math.max(0, periods - 3) : 0,
  };
}

function serviceDates(
  seed: string,
  { joins, leaves }: Pick<DemoScenario, 'joins' | 'leaves'>,
  scenarioId: string,
  periods: readonly string[],
): Pick<Scenario, 'startedOn' | 'endedOn'> {
  const started = quarterStart(periods[joins] as string);
  const before = joins === 0 ? new Random('started', seed, scenarioId).int(30, 330) : 0;
  return {
    startedOn: day(started - before * DAY_MS),
    endedOn: leaves === null ? null : day(quarterStart(periods[leaves] as string) - DAY_MS),
  };
}
