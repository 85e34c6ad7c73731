import type { Text } from '../../contract/chain.ts';
import type { Lens } from '../../contract/office.ts';
import type { OfficeStore } from '../../store/programme/types.ts';
import type { Entity, IndicatorDefinition, Review, Scenario, Sector, Zone } from '../model.ts';
import type { MasterData, ScenarioInputs, StatusRules } from '../seams.ts';
import { areaTest } from '../trust/roles.ts';
import type { Area } from '../trust/types.ts';
import { type IndicatorIndex, indexIndicators } from './columns.ts';

export type ChainHealth = ScenarioInputs['chainHealth'];

/** What every question is answered from. */
export interface QueryDeps {
  readonly store: OfficeStore;
  readonly rules: StatusRules;
  /** The programme's day, YYYY-MM-DD. */
  readonly today: () => string;
  readonly healthOf: (chainId: string) => ChainHealth;
  readonly signatureOf: (review: Review) => 'signed' | 'unknown-key' | 'unsigned';
  readonly officeName: (officeId: string) => Text;
  /** What may be seen here: of a provincial office only its own; null: everything. */
  readonly area: () => Area | null;
  readonly programme: () => { readonly name: Text; readonly demo: boolean; readonly partial: boolean };
}

/** When it is looked at: what was known, and which day it was. */
export interface Moment {
  /** The day that was asked for; null: now. */
  readonly asOf: string | null;
  /** null: everything. 0: nothing was known yet. */
  readonly seq: number | null;
  readonly observed: number | null;
  readonly today: string;
}

export function momentOf(deps: QueryDeps, { asOf }: Pick<Lens, 'asOf'>): Moment {
  const now = deps.today();
  if (asOf === null || asOf >= now) return { asOf, seq: null, observed: null, today: now };
  return { asOf, seq: deps.store.seqAt(asOf) ?? 0, observed: null, today: asOf };
}

/** Master data by id, in the order in which they are shown. */
export interface MasterIndex {
  readonly master: MasterData;
  readonly zones: ReadonlyMap<string, Zone>;
  readonly sectors: ReadonlyMap<string, Sector>;
  readonly entities: ReadonlyMap<string, Entity>;
  readonly scenarios: ReadonlyMap<string, Scenario>;
  readonly definitions: ReadonlyMap<string, IndicatorDefinition>;
  readonly indicators: IndicatorIndex;
  readonly byZone: ReadonlyMap<string, readonly Scenario[]>;
  readonly bySector: ReadonlyMap<string, readonly Scenario[]>;
  readonly byEntity: ReadonlyMap<string, readonly Scenario[]>;
}

/** As a zone: every scenario under a special-field entity. */
export const ENTITIES_ROW = 'entities';
export const ENTITIES_NAME: Text = { zh: '特色领域试点单位', en: 'Special-field entities' };
export const ALL = 'all';

const indexes = new WeakMap<MasterData, MasterIndex>();

const scoped = new WeakMap<MasterData, { readonly area: string; readonly master: MasterData }>();

/** The same master data are the same object, in whichever area they are looked at. */
function within(master: MasterData, area: Area | null): MasterData {
  if (area === null) return master;
  const key = JSON.stringify([area.zoneIds, area.provinces]);
  const known = scoped.get(master);
  if (known?.area === key) return known.master;
  const inside = areaTest(area, master);
  const made: MasterData = {
    ...master,
    zones: master.zones.filter(({ zoneId }) => area.zoneIds.includes(zoneId)),
    entities: master.entities.filter(({ province }) => province !== null && area.provinces.includes(province)),
    scenarios: master.scenarios.filter(inside),
  };
  scoped.set(master, { area: key, master: made });
  return made;
}

export function masterIndex(store: OfficeStore, seq: number | null, area: Area | null): MasterIndex {
  const master = within(store.master(seq), area);
  const known = indexes.get(master);
  if (known !== undefined) return known;
  const made: MasterIndex = {
    master,
    zones: new Map(master.zones.map((zone) => [zone.zoneId, zone])),
    sectors: new Map(master.sectors.map((sector) => [sector.sectorId, sector])),
    entities: new Map(master.entities.map((entity) => [entity.entityId, entity])),
    scenarios: new Map(master.scenarios.map((scenario) => [scenario.scenarioId, scenario])),
    definitions: new Map(master.definitions.map((definition) => [definition.indicatorId, definition])),
    indicators: indexIndicators(master.definitions),
    byZone: grouped(master.scenarios, ({ zoneId }) => zoneId ?? ENTITIES_ROW),
    bySector: grouped(master.scenarios, ({ sectorId }) => sectorId),
    byEntity: grouped(master.scenarios, ({ entityId }) => entityId),
  };
  indexes.set(master, made);
  return made;
}

/** By a key; what has none is left out. */
export function grouped<T>(rows: readonly T[], key: (row: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const name = key(row);
    if (name === null) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}

const quarters = new Map<string, { readonly first: string; readonly last: string }>();

/** First and last day of a quarter. */
export function daysOf(period: string): { readonly first: string; readonly last: string } {
  const known = quarters.get(period);
  if (known !== undefined) return known;
  const year = Number(period.slice(0, 4));
  const quarter = Number(period.slice(5));
  const day = (month: number, date: number) => new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10);
  const made = { first: day((quarter - 1) * 3, 1), last: day(quarter * 3, 0) };
  // Periods come from outside: no more of them are kept than any programme has.
  if (quarters.size < 1000) quarters.set(period, made);
  return made;
}

export function periodOf(date: string): string {
  return `${date.slice(0, 4)}Q${Math.floor((Number(date.slice(5, 7)) - 1) / 3) + 1}`;
}

export function inService({ startedOn, endedOn }: Scenario, period: string): boolean {
  const { first, last } = daysOf(period);
  return (startedOn === null || startedOn <= last) && (endedOn === null || endedOn >= first);
}
