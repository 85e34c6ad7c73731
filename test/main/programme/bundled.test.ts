import { describe, expect, it } from 'vitest';
import { bundledList } from '../../../main/programme/bundled/bundled.ts';

const { set, head, partial, entitiesInAll } = bundledList('2026-11-22T08:00:00Z');

describe('the bundled list', () => {
  it('has all zones and fields, and says that its entities are not all', () => {
    expect([set.zones?.length, set.sectors?.length, partial]).toEqual([15, 16, true]);
    expect(set.entities?.length).toBe(head.details['entities']);
    expect(set.entities?.length ?? 0).toBeLessThan(entitiesInAll);
    const groups = new Map<string, number>();
    for (const { group } of set.sectors ?? []) groups.set(group, (groups.get(group) ?? 0) + 1);
    expect([...groups.values()]).toEqual([2, 6, 4, 4]);
  });

  it('holds no figure and no scenario of a real organisation', () => {
    expect(Object.keys(set).sort()).toEqual(['entities', 'sectors', 'zones']);
  });

  it('says of every zone and entity where it was read', () => {
    for (const { source } of [...(set.zones ?? []), ...(set.entities ?? [])]) expect(source).toMatch(/\S{5}/);
  });

  it('has every id once, and no field or province that is not there', () => {
    const fields = new Set(set.sectors?.map(({ sectorId }) => sectorId));
    const ids = [...(set.zones ?? []).map(({ zoneId }) => zoneId), ...(set.entities ?? []).map((one) => one.entityId)];
    expect(new Set(ids).size).toBe(ids.length);
    for (const { sectorId } of set.entities ?? []) expect(sectorId === null || fields.has(sectorId)).toBe(true);
    for (const { province } of [...(set.zones ?? []), ...(set.entities ?? [])]) {
      expect(province ?? 'CN-XX').toMatch(/^CN-[A-Z]{2}$/);
    }
    expect(new Set(set.entities?.map(({ stage }) => stage))).toEqual(new Set(['final', 'shortlist']));
  });
});
