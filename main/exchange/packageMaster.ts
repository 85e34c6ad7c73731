import type { ChangeSet, MilestoneDate } from '../programme/model.ts';
import type { ProgrammePack } from '../programme/packs.ts';
import type { ProgrammeStore } from '../programme/seams.ts';
import { jcs } from '../programme/trust/jcs.ts';

/**
 * What a programme pack would change here. It names what there is and takes nothing away; what it does not speak of (a
 * zone's province, where an entry comes from) stays as it is known. A baseline is set once: others are for a person.
 */
export function planProgramme(
  pack: ProgrammePack,
  store: Pick<ProgrammeStore, 'master' | 'milestones'>,
): { readonly set: ChangeSet; readonly counts: Readonly<Record<string, number>> } {
  const master = store.master(null);
  const milestones = store.milestones(null);
  const known = new Map(milestones.map((one) => [one.milestone.milestoneId, one]));
  const zones = pack.zones.map(({ zoneId, name }) => {
    const before = master.zones.find((zone) => zone.zoneId === zoneId);
    return { province: null, source: null, note: null, ...before, zoneId, name };
  });
  const scenarios = pack.scenarios.map(({ scenarioId, zoneId, chainId, sector, name }) => {
    const before = master.scenarios.find((scenario) => scenario.scenarioId === scenarioId);
    const unsaid = { owner: name, startedOn: null, endedOn: null };
    return { ...unsaid, ...before, scenarioId, name, zoneId, entityId: null, sectorId: sector, chainId };
  });
  const set = {
    zones: changed(zones, master.zones, 'zoneId'),
    sectors: changed(pack.sectors, master.sectors, 'sectorId'),
    entities: changed(pack.entities ?? [], master.entities, 'entityId'),
    scenarios: changed(scenarios, master.scenarios, 'scenarioId'),
    definitions: changed(pack.definitions ?? [], master.definitions, 'indicatorId'),
    milestones: changed(
      (pack.milestones ?? []).map(({ milestoneId, scenarioId, name }) => ({ milestoneId, scenarioId, name })),
      milestones.map(({ milestone }) => milestone),
      'milestoneId',
    ),
    milestoneDates: (pack.milestones ?? []).flatMap(({ milestoneId, baseline }): readonly MilestoneDate[] => {
      const set = known.get(milestoneId)?.dates.some(({ kind }) => kind === 'baseline') ?? false;
      return baseline === null || set ? [] : [{ milestoneId, kind: 'baseline', date: baseline, reason: '' }];
    }),
  };
  const counts = Object.fromEntries(
    (['zones', 'sectors', 'entities', 'scenarios', 'definitions', 'milestones'] as const).flatMap((what) => [
      [what, pack[what]?.length ?? 0],
      [`${what}-new`, set[what].length],
    ]),
  );
  return { set, counts };
}

function changed<K extends string, T extends Readonly<Record<K, string>>>(
  rows: readonly T[],
  before: readonly T[],
  key: K,
): readonly T[] {
  const known = new Map(before.map((row) => [row[key], jcs(row)]));
  return rows.filter((row) => known.get(row[key]) !== jcs(row));
}
