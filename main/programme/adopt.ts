import type { OfficeStore } from '../store/programme/types.ts';
import type { ChangeSet } from './model.ts';

/** Of master data, what is not known in just these words. */
export function unknownOf(store: OfficeStore, set: ChangeSet): ChangeSet {
  const master = store.master(null);
  const fresh = <T>(rows: readonly T[] | undefined, known: readonly T[], id: (row: T) => string): readonly T[] => {
    const texts = new Map(known.map((row) => [id(row), JSON.stringify(sorted(row))]));
    return (rows ?? []).filter((row) => texts.get(id(row)) !== JSON.stringify(sorted(row)));
  };
  return {
    ...set,
    zones: fresh(set.zones, master.zones, ({ zoneId }) => zoneId),
    sectors: fresh(set.sectors, master.sectors, ({ sectorId }) => sectorId),
    entities: fresh(set.entities, master.entities, ({ entityId }) => entityId),
    scenarios: fresh(set.scenarios, master.scenarios, ({ scenarioId }) => scenarioId),
    definitions: fresh(set.definitions, master.definitions, ({ indicatorId }) => indicatorId),
  };
}

function sorted(row: unknown): unknown {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return row;
  return Object.fromEntries(
    Object.entries(row)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, sorted(value)]),
  );
}

export function isEmpty(set: ChangeSet): boolean {
  return Object.values(set).every((rows: readonly unknown[] | undefined) => (rows?.length ?? 0) === 0);
}
