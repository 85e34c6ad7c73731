import { createHash } from 'node:crypto';
import type { ChangeSet, ReportDraft } from '../../programme/model.ts';

// How the parts of a change become rows: under which key each of them stands, and its bytes.

type Kind =
  | 'zone'
  | 'sector'
  | 'entity'
  | 'scenario'
  | 'definition'
  | 'milestone'
  | 'milestoneDate'
  | 'target'
  | 'report'
  | 'finding'
  | 'resolved'
  | 'review'
  | 'override';
export type EntryKind = Kind;

/** What a row is about, and what it says. */
export interface ChangedRow {
  readonly kind: Kind;
  readonly body: unknown;
}

export interface NewEntry extends ChangedRow {
  readonly key: string;
  readonly document: Uint8Array | null;
}

/** A control character: no id holds it. */
const SEPARATOR = '\u001f';

export function keyOf(...parts: readonly string[]): string {
  return parts.join(SEPARATOR);
}

/**
 * In the order in which they are written. Dates of milestones are a list of their own: each stands beside the others, so
 * its key names the change and its place in it.
 */
export function entriesOf(set: ChangeSet, seq: number): readonly NewEntry[] {
  const entries: NewEntry[] = [];
  const put = <T>(kind: Kind, rows: readonly T[] | undefined, key: (row: T, index: number) => string): void => {
    rows?.forEach((row, index) => {
      entries.push({ kind, key: key(row, index), body: row, document: null });
    });
  };
  put('zone', set.zones, ({ zoneId }) => zoneId);
  put('sector', set.sectors, ({ sectorId }) => sectorId);
  put('entity', set.entities, ({ entityId }) => entityId);
  put('scenario', set.scenarios, ({ scenarioId }) => scenarioId);
  put('definition', set.definitions, ({ indicatorId }) => indicatorId);
  put('milestone', set.milestones, ({ milestoneId }) => milestoneId);
  put('milestoneDate', set.milestoneDates, ({ milestoneId }, index) => keyOf(milestoneId, String(seq), String(index)));
  put('target', set.targets, ({ scenarioId, indicatorId, period }) => keyOf(period, scenarioId, indicatorId));
  for (const report of set.reports ?? []) {
    const { document, ...body } = report;
    entries.push({ kind: 'report', key: keyOf(report.period, report.scenarioId), body, document });
  }
  put('finding', set.findings, ({ findingId }) => findingId);
  put('resolved', set.resolved, ({ findingId }) => findingId);
  put('review', set.reviews, ({ reviewId }) => reviewId);
  put('override', set.overrides, ({ period, subject }) => keyOf(period, subject.kind, subject.id));
  return entries;
}

/**
 * SHA-256 over all rows of a change, in their order: it stands in the change's line of the audit log, which thereby covers
 * what was changed and not only that something was.
 */
export function contentHash(): {
  add(kind: string, key: string, body: string, document: Uint8Array | null): void;
  end(): string;
} {
  const hash = createHash('sha256');
  const part = (bytes: string | Uint8Array): void => {
    // Lengths before contents: no two lists of rows have one stream of bytes.
    hash.update(`${typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length}:`);
    hash.update(bytes);
  };
  return {
    add(kind, key, body, document) {
      part(kind);
      part(key);
      part(body);
      part(document ?? new Uint8Array(0));
    },
    end: () => hash.digest('hex'),
  };
}

/** Of a report as the store gives it back. */
export type ReportBody = Omit<ReportDraft, 'document'>;

export function reportIdOf(scenarioId: string, period: string, version: number): string {
  return `${scenarioId}.${period}.v${version}`;
}

/** The part of a key by which rows of its kind are read together: the period, or the milestone; '' where all are. */
export function groupOf(kind: Kind, key: string): string {
  const grouped = kind === 'report' || kind === 'target' || kind === 'override' || kind === 'milestoneDate';
  return grouped ? (key.split(SEPARATOR)[0] ?? '') : '';
}
