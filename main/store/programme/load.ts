import type { Finding, MilestoneDate, StoredReport } from '../../programme/model.ts';
import type { Connection } from '../connection.ts';
import { bigintOf, bytesOf, orNull, textOf } from '../rows.ts';
import { type EntryKind, type ReportBody, reportIdOf } from './entries.ts';
import { Memory } from './memory.ts';
import { createPool, pooled } from './pool.ts';

// The file read once, as it is held in memory.

/** Reports are given back with their place in the history; dates and findings with the time of their change. */
export function givenBack(
  kind: EntryKind,
  body: unknown,
  document: Uint8Array | null,
  index: number,
  seq: number,
  at: string,
): unknown {
  if (kind === 'report') {
    // Written out, as there are many: V8 makes a hidden class of its own for every object that is spread and added to.
    const { scenarioId, period, statedBy, asOf, origin, values, digest, signedBy } = body as ReportBody;
    const version = index + 1;
    const reportId = reportIdOf(scenarioId, period, version);
    return {
      scenarioId,
      period,
      statedBy,
      asOf,
      origin,
      values,
      document,
      digest,
      signedBy,
      reportId,
      version,
      changeSeq: seq,
      receivedAt: at,
    } satisfies StoredReport;
  }
  if (kind === 'milestoneDate') {
    const { milestoneId, kind: what, date, reason } = body as MilestoneDate;
    return { milestoneId, kind: what, date, reason, setAt: at };
  }
  if (kind === 'finding') return { ...(body as Finding), at };
  return body;
}

export function load(connection: Connection): Memory {
  const memory = new Memory();
  const pool = createPool();
  for (const row of connection.all('SELECT seq, at, undoes FROM changes ORDER BY seq')) {
    const undoes = orNull(row, 'undoes', bigintOf);
    memory.addChange({
      seq: Number(bigintOf(row, 'seq')),
      at: textOf(row, 'at'),
      undoes: undoes === null ? null : Number(undoes),
    });
  }
  // An entry stands at least once: it comes with its first standing, and again with each later one.
  let last = -1;
  const sql = `SELECT e.id, e.seq, e.kind, e.key, e.body, e.document, s.since, s.until
    FROM entries e JOIN standings s ON s.entry = e.id ORDER BY e.id, s.id`;
  for (const row of connection.all(sql)) {
    const id = Number(bigintOf(row, 'id'));
    if (id !== last) {
      last = id;
      const kind = pool(textOf(row, 'kind')) as EntryKind;
      const seq = Number(bigintOf(row, 'seq'));
      const document = orNull(row, 'document', bytesOf);
      const at = memory.changes[seq - 1]?.at ?? '';
      const body = pooled(JSON.parse(textOf(row, 'body')), pool);
      memory.addEntry({ id, seq, kind, key: textOf(row, 'key') }, (index) =>
        givenBack(kind, body, document, index, seq, at),
      );
    }
    const until = orNull(row, 'until', bigintOf);
    memory.addStanding(id, Number(bigintOf(row, 'since')), until === null ? null : Number(until));
  }
  memory.putInOrder();
  return memory;
}

export interface ReportIndex {
  readonly byId: Map<string, StoredReport>;
  readonly byScenario: Map<string, StoredReport[]>;
}

export function indexReports(memory: Memory): ReportIndex {
  const index: ReportIndex = { byId: new Map(), byScenario: new Map() };
  const found = memory
    .groups('report')
    .flatMap((period) => [...memory.group('report', period).values()].flatMap(({ entries }) => entries));
  found.sort((a, b) => a.id - b.id);
  for (const { value } of found) addReport(index, value as StoredReport);
  return index;
}

export function addReport({ byId, byScenario }: ReportIndex, report: StoredReport): void {
  byId.set(report.reportId, report);
  const versions = byScenario.get(report.scenarioId) ?? [];
  versions.push(report);
  byScenario.set(report.scenarioId, versions);
}
