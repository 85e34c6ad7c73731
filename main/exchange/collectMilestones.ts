import { createHash } from 'node:crypto';
import type { Milestone, MilestoneDate } from '../programme/model.ts';
import { type Collecting, type Collector, scenarioOf } from './collect.ts';
import type { Row } from './rows.ts';

const KINDS = ['baseline', 'forecast', 'actual'] as const;

/** Short, and the same for the same words: a second import of a file finds what the first one made. */
export function idFrom(prefix: string, ...parts: readonly string[]): string {
  return `${prefix}${createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12)}`;
}

/** A row per milestone. Only dates that differ from what is known are taken; the first baseline is never replaced, only followed. */
export function collectMilestones(collecting: Collecting): Collector {
  const { context, work } = collecting;
  const known = new Map<string, { milestone: Milestone; dates: readonly MilestoneDate[] }>();
  for (const entry of context.milestones()) {
    const { milestoneId, scenarioId, name } = entry.milestone;
    known.set(milestoneId, entry);
    for (const word of [name.zh, name.en]) known.set(`${scenarioId}\n${word}`, entry);
  }
  const seen = new Map<string, number>();
  const milestones: Milestone[] = [];
  const milestoneDates: MilestoneDate[] = [];
  return {
    take(row) {
      const found = identify(row, known, collecting);
      const dates = readDates(row, context.today);
      if (found === null || dates === null) return;
      const twice = seen.get(found.milestone.milestoneId);
      if (twice !== undefined) {
        row.problem('row-twice', 'milestone', { row: twice, sheet: row.layout.sheet.name });
        return;
      }
      seen.set(found.milestone.milestoneId, row.number);
      const changes = changesOf(row, found, dates);
      row.found(found.isNew ? 'new' : changes.length > 0 ? 'changed' : 'same');
      if (found.isNew) milestones.push(found.milestone);
      milestoneDates.push(...changes);
    },
    async finish() {
      await work.breathe();
      return { milestones, milestoneDates };
    },
  };
}

interface Found {
  readonly milestone: Milestone;
  readonly dates: readonly MilestoneDate[];
  readonly isNew: boolean;
}

function identify(
  row: Row,
  known: ReadonlyMap<string, { milestone: Milestone; dates: readonly MilestoneDate[] }>,
  collecting: Collecting,
): Found | null {
  const scenarioId = scenarioOf(row, collecting);
  const id = row.text('milestoneId');
  const name = row.name('milestone');
  if (id === '' && name === '') {
    row.problem('milestone-missing', row.column('milestone') === undefined ? 'milestoneId' : 'milestone');
    return null;
  }
  if (scenarioId === null) return null;
  const entry = (id === '' ? undefined : known.get(id)) ?? known.get(`${scenarioId}\n${name}`);
  if (entry !== undefined) {
    if (entry.milestone.scenarioId !== scenarioId) {
      row.problem('milestone-of-another', id === '' ? 'milestone' : 'milestoneId', {
        scenario: entry.milestone.scenarioId,
      });
      return null;
    }
    return { ...entry, isNew: false };
  }
  if (id !== '' && !isId(id)) {
    row.problem('id-malformed', 'milestoneId', { id: id.slice(0, 80) });
    return null;
  }
  if (name === '') {
    row.problem('milestone-missing', 'milestone');
    return null;
  }
  const milestoneId = id !== '' ? id : idFrom('m-', scenarioId, name);
  return { milestone: { milestoneId, scenarioId, name: { zh: name, en: name } }, dates: [], isNew: true };
}

export function isId(text: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,63}$/.test(text);
}

function readDates(row: Row, today: string): Partial<Record<(typeof KINDS)[number], string>> | null {
  const dates: Partial<Record<(typeof KINDS)[number], string>> = {};
  let unreadable = false;
  for (const kind of KINDS) {
    const date = row.date(kind);
    if (date !== undefined) dates[kind] = date;
    else if (row.cell(kind) !== undefined) unreadable = true;
  }
  if (dates.actual !== undefined && dates.actual > today) {
    row.problem('date-in-future', 'actual', { date: dates.actual, today });
    return null;
  }
  if (unreadable) return null;
  if (Object.keys(dates).length === 0) {
    row.problem('milestone-without-date', 'baseline');
    return null;
  }
  return dates;
}

function changesOf(
  row: Row,
  { milestone, dates: stored }: Found,
  dates: Partial<Record<string, string>>,
): MilestoneDate[] {
  const reason = row.text('reason').slice(0, 2000);
  return KINDS.flatMap((kind) => {
    const date = dates[kind];
    const before = stored.filter((entry) => entry.kind === kind).at(-1)?.date ?? null;
    if (date === undefined || date === before) return [];
    if (kind === 'baseline' && before !== null && reason === '') {
      row.problem('rebaseline-without-reason', row.column('reason') === undefined ? 'baseline' : 'reason', {
        date,
        before,
      });
    }
    return [{ milestoneId: milestone.milestoneId, kind, date, reason }];
  });
}
