import type { Text } from '../contract/chain.ts';
import type { Entity, Scenario } from '../programme/model.ts';
import type { Collecting, Collector } from './collect.ts';
import { idFrom, isId } from './collectMilestones.ts';
import { shown } from './problems.ts';
import { provinceOf } from './provinces.ts';
import type { Row } from './rows.ts';

// Who takes part. What a column does not say of somebody who is known stays as it is.

export function collectEntities(collecting: Collecting): Collector {
  const known = new Map(collecting.context.master.entities.map((entity) => [entity.entityId, entity]));
  const seen = new Map<string, number>();
  const entities: Entity[] = [];
  return {
    take(row) {
      const entity = entityOf(row, known, collecting);
      if (entity === null || isTwice(row, 'entityId', entity.entityId, seen)) return;
      if (keep(row, known.get(entity.entityId), entity)) entities.push(entity);
    },
    async finish() {
      await collecting.work.breathe();
      return { entities };
    },
  };
}

export function collectScenarios(collecting: Collecting): Collector {
  const known = new Map(collecting.scenarios);
  const seen = new Map<string, number>();
  const scenarios: Scenario[] = [];
  return {
    take(row) {
      const scenario = scenarioOf(row, known, collecting);
      if (scenario === null || isTwice(row, 'scenarioId', scenario.scenarioId, seen)) return;
      if (keep(row, known.get(scenario.scenarioId), scenario)) scenarios.push(scenario);
    },
    async finish() {
      await collecting.work.breathe();
      return { scenarios };
    },
  };
}

function isTwice(row: Row, field: string, id: string, seen: Map<string, number>): boolean {
  const before = seen.get(id);
  if (before === undefined) {
    seen.set(id, row.number);
    return false;
  }
  row.problem('row-twice', row.column(field) === undefined ? 'nameZh' : field, {
    row: before,
    sheet: row.layout.sheet.name,
  });
  return true;
}

/** Whether there is anything to take. */
function keep<T extends object>(row: Row, before: T | undefined, now: T): boolean {
  const same = before !== undefined && JSON.stringify(sorted(before)) === JSON.stringify(sorted(now));
  row.found(before === undefined ? 'new' : same ? 'same' : 'changed');
  return !same;
}

function sorted(value: object): [string, unknown][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

function nameOf(row: Row, zhField: string, enField: string, before: Text | undefined): Text | null {
  const zh = row.name(zhField);
  const en = row.name(enField);
  if (zh === '' && en === '') return before ?? null;
  // Without the other language the name stands for both, unless the other one is known.
  if (before !== undefined && (zh === before.zh || en === before.en || zh === before.en)) {
    return { zh: zh === '' || zh === before.en ? before.zh : zh, en: en === '' ? before.en : en };
  }
  return { zh: zh === '' ? en : zh, en: en === '' ? zh : en };
}

/** By id; without one by name. null: the id cannot be one. */
function idOf(row: Row, field: string, found: string | null, made: () => string): string | null {
  const id = row.text(field);
  if (id === '') return found ?? made();
  if (isId(id)) return id;
  row.problem('id-malformed', field, { id: shown(id) });
  return null;
}

function entityOf(row: Row, known: ReadonlyMap<string, Entity>, collecting: Collecting): Entity | null {
  const name = row.name('nameZh') || row.name('nameEn');
  const looked = name === '' ? null : collecting.register.entities.look(name);
  const entityId = idOf(row, 'entityId', looked?.kind === 'found' ? looked.id : null, () => idFrom('e-', name));
  if (entityId === null) return null;
  const before = known.get(entityId);
  const text = nameOf(row, 'nameZh', 'nameEn', before?.name);
  if (text === null) {
    row.problem('name-missing', row.column('nameZh') === undefined ? 'nameEn' : 'nameZh');
    return null;
  }
  return {
    entityId,
    name: text,
    sectorId: row.text('sector') === '' ? (before?.sectorId ?? null) : row.look('sector', collecting.register.sectors),
    province: province(row) ?? before?.province ?? null,
    stage: stage(row) ?? before?.stage ?? null,
    source: row.text('source').slice(0, 2000) || (before?.source ?? null),
    note: row.text('note').slice(0, 2000) || (before?.note ?? null),
  };
}

function province(row: Row): string | null {
  const text = row.text('province');
  if (text === '') return null;
  const found = provinceOf(text);
  if (found === null) row.problem('province-unknown', 'province', { text: shown(text) });
  return found;
}

function stage(row: Row): Entity['stage'] {
  const text = row.text('stage');
  if (text === '') return null;
  if (/^(?:final|最终|最终名单|正式|正式名单|入选|确认)$/i.test(text)) return 'final';
  if (/^(?:shortlist|公示|公示名单|入围|候选)$/i.test(text)) return 'shortlist';
  row.problem('stage-unknown', 'stage', { text: shown(text) });
  return null;
}

function scenarioOf(row: Row, known: ReadonlyMap<string, Scenario>, collecting: Collecting): Scenario | null {
  const { register } = collecting;
  const zone = row.text('zone') === '' ? undefined : row.look('zone', register.zones);
  const entity = row.text('entity') === '' ? undefined : row.look('entity', register.entities);
  const name = row.name('nameZh') || row.name('nameEn');
  const under = (id: string) => {
    const scenario = known.get(id);
    return (zone == null || scenario?.zoneId === zone) && (entity == null || scenario?.entityId === entity);
  };
  const looked = name === '' ? null : register.scenarios.look(name, under);
  const found = looked?.kind === 'found' ? looked.id : null;
  const scenarioId = idOf(row, 'scenarioId', found, () => idFrom('s-', name, zone ?? '', entity ?? ''));
  if (scenarioId === null) return null;
  const before = known.get(scenarioId);
  const text = nameOf(row, 'nameZh', 'nameEn', before?.name);
  if (text === null) {
    row.problem('name-missing', row.column('nameZh') === undefined ? 'nameEn' : 'nameZh');
    return null;
  }
  const sectorId = row.text('sector') === '' ? (before?.sectorId ?? null) : row.look('sector', register.sectors);
  if (row.text('sector') === '' && sectorId === null) row.problem('sector-missing', 'sector');
  const place = placeOf(row, zone, entity, before);
  const startedOn = row.date('startedOn') ?? before?.startedOn ?? null;
  const endedOn = row.date('endedOn') ?? before?.endedOn ?? null;
  if (startedOn !== null && endedOn !== null && endedOn < startedOn) {
    row.problem('ended-before-started', 'endedOn', { startedOn, endedOn });
  }
  if (sectorId === null || place === null) return null;
  return {
    scenarioId,
    name: text,
    owner: nameOf(row, 'ownerZh', 'ownerEn', before?.owner) ??
      entityName(place.entityId, collecting) ?? { zh: '', en: '' },
    ...place,
    sectorId,
    chainId: row.text('chainId').slice(0, 50) || (before?.chainId ?? null),
    startedOn,
    endedOn,
  };
}

function entityName(entityId: string | null, { context }: Collecting): Text | null {
  return context.master.entities.find((entity) => entity.entityId === entityId)?.name ?? null;
}

/** Under a zone or under an entity, never both. undefined: the row does not say. */
function placeOf(
  row: Row,
  zone: string | null | undefined,
  entity: string | null | undefined,
  before: Scenario | undefined,
): Pick<Scenario, 'zoneId' | 'entityId'> | null {
  if (zone === null || entity === null) return null;
  if (zone !== undefined && entity !== undefined) {
    row.problem('zone-and-entity', 'entity');
    return null;
  }
  if (zone !== undefined) return { zoneId: zone, entityId: null };
  if (entity !== undefined) return { zoneId: null, entityId: entity };
  if (before !== undefined) return { zoneId: before.zoneId, entityId: before.entityId };
  row.problem('zone-or-entity-missing', row.column('zone') === undefined ? 'entity' : 'zone');
  return null;
}
