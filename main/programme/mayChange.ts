import type { WireError } from '../contract/error.ts';
import type { Identity } from '../contract/office.ts';
import type { ChangedRow } from '../store/programme/entries.ts';
import type { OfficeStore } from '../store/programme/types.ts';
import type { Milestone, MilestoneDate, Scenario } from './model.ts';
import { trustError } from './trust/errors.ts';
import { mayWriteScenarios } from './trust/roles.ts';

/** What the whole country shares: a provincial office reads it. */
const NATIONAL: ReadonlySet<ChangedRow['kind']> = new Set(['zone', 'sector', 'entity', 'definition']);

/**
 * Whether somebody may make, or take back, a change of these rows: each belongs to a scenario of the office's area. The same
 * for rows that are to be written and for those of an earlier change.
 */
export function mayChange(
  who: Omit<Identity, 'key'>,
  rows: readonly ChangedRow[],
  store: Pick<OfficeStore, 'master' | 'milestones'>,
): WireError | null {
  const ground = store.master(null);
  if (who.role === 'provincial' && rows.some(({ kind }) => NATIONAL.has(kind))) {
    return trustError('outside-area', { subject: 'zones-and-entities' });
  }
  const bodies = <T>(wanted: ChangedRow['kind']): readonly T[] =>
    rows.flatMap(({ kind, body }) => (kind === wanted ? [body as T] : []));
  const scenarios = new Map(
    [...ground.scenarios, ...bodies<Scenario>('scenario')].map((scenario) => [scenario.scenarioId, scenario]),
  );
  const owners = new Map(
    [...store.milestones(null).map(({ milestone }) => milestone), ...bodies<Milestone>('milestone')].map(
      ({ milestoneId, scenarioId }) => [milestoneId, scenarioId],
    ),
  );
  const ids = new Set(
    rows.flatMap(({ body }) => {
      const { scenarioId, milestoneId } = body as Partial<Milestone & MilestoneDate>;
      return scenarioId ?? owners.get(milestoneId ?? '') ?? [];
    }),
  );
  return mayWriteScenarios(
    who,
    [...ids].flatMap((id) => scenarios.get(id) ?? []),
    ground,
  );
}
