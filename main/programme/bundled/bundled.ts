import type { Text } from '../../contract/chain.ts';
import type { ChangeHead, ChangeSet } from '../model.ts';
import { BY_SYSTEM } from '../system.ts';
import { FIELDS } from './fields.ts';
import { ENTITIES, ZONES } from './pilots.ts';

// What is there before an operator has loaded anything: the real zones, fields and confirmed entities.

export interface BundledList {
  readonly name: Text;
  /** Said on every screen that shows the list. */
  readonly partial: true;
  /** How many special-field entities the final list is reported to have; the bundled one names some of them. */
  readonly entitiesInAll: number;
  readonly head: ChangeHead;
  readonly set: ChangeSet;
}

/** @param at when it is taken in, RFC 3339 */
export function bundledList(at: string): BundledList {
  return {
    name: { zh: '国家区块链创新应用试点', en: 'National blockchain innovation and application pilots' },
    partial: true,
    entitiesInAll: 164,
    head: {
      at,
      person: 'Pilotlight',
      role: 'national',
      officeId: 'bundled',
      action: 'pack',
      subject: 'bundled',
      details: { ...BY_SYSTEM, zones: ZONES.length, sectors: FIELDS.length, entities: ENTITIES.length },
    },
    set: { zones: ZONES, sectors: FIELDS, entities: ENTITIES },
  };
}
