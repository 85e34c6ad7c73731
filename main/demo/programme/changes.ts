import type { ChangeHead, ChangeSet } from '../../programme/model.ts';
import { NATIONAL, reviewerOf } from './offices.ts';

// Changes as they are collected: what the same person does at the same time is one.

export interface Change {
  readonly head: ChangeHead;
  readonly set: ChangeSet;
}

export type Who = Pick<ChangeHead, 'person' | 'role' | 'officeId'>;

export const NATIONAL_WHO: Who = {
  person: reviewerOf(NATIONAL.officeId),
  role: 'national',
  officeId: NATIONAL.officeId,
};

export function provincialWho(officeId: string): Who {
  return { person: reviewerOf(officeId), role: 'provincial', officeId };
}

type Rows = Record<string, unknown[]>;

export class Changes {
  readonly #changes = new Map<string, { atMs: number; who: Who; action: string; subject: string; rows: Rows }>();

  add(atMs: number, who: Who, action: string, subject: string, set: ChangeSet): void {
    const key = `${atMs}/${who.officeId}/${action}/${subject}`;
    let change = this.#changes.get(key);
    if (change === undefined) {
      change = { atMs, who, action, subject, rows: {} };
      this.#changes.set(key, change);
    }
    for (const [name, rows] of Object.entries(set) as [string, readonly unknown[]][]) {
      const known = change.rows[name];
      if (known === undefined) change.rows[name] = [...rows];
      else for (const row of rows) known.push(row);
    }
  }

  /** What has happened by then, oldest first. */
  until(nowMs: number): readonly Change[] {
    return [...this.#changes.values()]
      .filter(({ atMs }) => atMs <= nowMs)
      .sort((a, b) => a.atMs - b.atMs)
      .map(({ atMs, who, action, subject, rows }) => ({
        head: {
          at: new Date(atMs).toISOString(),
          ...who,
          action,
          subject,
          details: Object.fromEntries(Object.entries(rows).map(([name, list]) => [name, list.length])),
        },
        set: rows as ChangeSet,
      }));
  }
}
