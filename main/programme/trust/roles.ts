import type { WireError } from '../../contract/error.ts';
import type { Identity } from '../../contract/office.ts';
import type { SubjectRef } from '../../contract/programme.ts';
import type { Scenario } from '../model.ts';
import type { MasterData } from '../seams.ts';
import { trustError } from './errors.ts';
import { isCountry } from './signers.ts';
import type { Area } from './types.ts';

// Who may change what. An inspector reads; a provincial office works on its zones and on the entities of its provinces;
// the national one on everything. Reading is everybody's.

type Who = Omit<Identity, 'key'>;
type Ground = Pick<MasterData, 'scenarios' | 'entities'>;

/** Anything that is written needs a person with a name, in an office, who does not only read. */
export function mayWrite({ role, person, officeId }: Who): WireError | null {
  if (role === 'inspector') return trustError('role-reads-only');
  if (person.trim() === '') return trustError('identity-incomplete', { field: 'person' });
  return officeId === '' ? trustError('identity-incomplete', { field: 'officeId' }) : null;
}

export function mayWriteScenarios(who: Who, scenarios: readonly Scenario[], ground: Ground): WireError | null {
  const not = mayWrite(who);
  if (not !== null || who.role === 'national') return not;
  const inside = areaTest(who, ground);
  const outside = scenarios.find((scenario) => !inside(scenario));
  return outside === undefined ? null : trustError('outside-area', { subject: outside.scenarioId });
}

export function mayWriteSubject(who: Who, { kind, id }: SubjectRef, ground: Ground): WireError | null {
  const not = mayWrite(who);
  if (not !== null || who.role === 'national') return not;
  const outside = trustError('outside-area', { subject: id });
  switch (kind) {
    case 'scenario': {
      const scenario = ground.scenarios.find(({ scenarioId }) => scenarioId === id);
      if (scenario === undefined) return trustError('subject-unknown', { subject: id });
      return mayWriteScenarios(who, [scenario], ground);
    }
    case 'zone':
      return who.zoneIds.includes(id) ? null : outside;
    case 'entity': {
      const entity = ground.entities.find(({ entityId }) => entityId === id);
      if (entity === undefined) return trustError('subject-unknown', { subject: id });
      return entity.province !== null && who.provinces.includes(entity.province) ? null : outside;
    }
    // A field and the programme lie in every area.
    case 'sector':
    case 'programme':
      return outside;
    default:
      kind satisfies never;
      return outside;
  }
}

/** Whether scenarios lie in an area: built once, asked often. */
export function areaTest(area: Area, { entities }: Pick<MasterData, 'entities'>): (scenario: Scenario) => boolean {
  if (isCountry(area)) return () => true;
  const zones = new Set(area.zoneIds);
  const provinces = new Set(area.provinces);
  const inProvince = new Set(
    entities.filter(({ province }) => province !== null && provinces.has(province)).map(({ entityId }) => entityId),
  );
  return ({ zoneId, entityId }) =>
    zoneId !== null ? zones.has(zoneId) : entityId !== null && inProvince.has(entityId);
}
