import type { Author } from '../contract/office.ts';
import type { ChangeHead } from './model.ts';

/** In the details of what the app does by itself, where the hash of the line covers it. */
export const BY_SYSTEM = { by: 'system' } as const;

/** A line needs somebody and a role; nobody acts in this one, and who reads lines asks `authorOf`. */
export const SYSTEM_HEAD = { person: 'pilotlight', role: 'inspector', officeId: 'pilotlight' } as const;

/** Lines from before `by` was written say it by their office; persons do none of these. */
const OWN_ACTIONS: ReadonlySet<string> = new Set(['observe', 'fetch', 'pack']);
const OWN_OFFICES: ReadonlySet<string> = new Set(['pilotlight', 'bundled']);

/** Who acted. The role stays in the line as it was written, as the hash covers it. */
export function authorOf({ action, officeId, role, details }: ChangeHead): Author {
  const own = details['by'] === BY_SYSTEM.by || OWN_OFFICES.has(officeId);
  return own && OWN_ACTIONS.has(action) ? 'system' : role;
}
