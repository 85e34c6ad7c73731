import { dayOf, endOfDay } from '../../contract/day.ts';
import type { Outcome } from '../../contract/services.ts';
import { canonicalJson } from '../../programme/canonicalJson.ts';
import type {
  ChangeHead,
  ChangeSet,
  Finding,
  Milestone,
  MilestoneDate,
  Override,
  ReportValue,
  Review,
  StoredReport,
  Target,
} from '../../programme/model.ts';
import type { AsOfSeq, MasterData } from '../../programme/seams.ts';
import { BY_SYSTEM, SYSTEM_HEAD } from '../../programme/system.ts';
import { attemptWrite, type Connection, type SqlValue, StepRefused } from '../connection.ts';
import { bigintOf, textOf } from '../rows.ts';
import { type AuditLine, createAuditLog, lineHash } from './audit.ts';
import { contentHash, type EntryKind, entriesOf, keyOf } from './entries.ts';
import { addReport, givenBack, indexReports, load } from './load.ts';
import { type Entry, type Group, standingAt } from './memory.ts';
import { createRatings } from './ratings.ts';
import { createSeries } from './series.ts';
import type { OfficeStore } from './types.ts';

const KINDS: Readonly<Record<Parameters<OfficeStore['version']>[0], readonly EntryKind[]>> = {
  master: ['zone', 'sector', 'entity', 'scenario', 'definition'],
  milestones: ['milestone', 'milestoneDate'],
  findings: ['finding', 'resolved'],
  reviews: ['review'],
  reports: ['report'],
  targets: ['target'],
  overrides: ['override'],
};

type MilestoneHistory = ReturnType<OfficeStore['milestones']>;

/** So many lists of what stood are kept: those of now, and of the days that were looked at. */
const CACHED = 800;

/** Over an opened, migrated file. One writer: what it holds in memory is what the file holds. */
export function createProgrammeStore(file: string, connection: Connection): OfficeStore {
  let memory = load(connection);
  let reports = indexReports(memory);
  const audit = createAuditLog(connection);
  const cache = new Map<string, unknown>();
  const histories = new WeakMap<Milestone, Map<number, MilestoneHistory[number]>>();
  const series = createSeries(connection, (at) => ensureChangeOfDay(at));
  const ratings = createRatings(connection, transact);

  /** Made once for what stood between two changes. */
  function cached<T>(what: string, version: number, make: () => T): T {
    const key = `${what}@${version}`;
    if (cache.has(key)) {
      const value = cache.get(key) as T;
      cache.delete(key);
      cache.set(key, value);
      return value;
    }
    const value = make();
    cache.set(key, value);
    if (cache.size > CACHED) cache.delete(cache.keys().next().value as string);
    return value;
  }

  function version(kinds: readonly EntryKind[], group: string | null, asOf: AsOfSeq): number {
    return kinds.reduce((newest, kind) => Math.max(newest, memory.version(kind, group, asOf)), 0);
  }

  // ---- writing ----

  function apply(head: ChangeHead, set: ChangeSet, undoes?: number): Outcome<number> {
    const before = memory.last;
    try {
      const applied = attemptWrite(() => transact(() => write(head, set, undoes ?? null)));
      if (!applied.ok && memory.last !== before) reload();
      return applied;
    } catch (error) {
      // The file has nothing of it: neither may what is held in memory.
      reload();
      throw error;
    }
  }

  let within = false;

  /** One transaction, or a part of the one that is open. */
  function transact<T>(body: () => T): T {
    if (within) return body();
    within = true;
    try {
      return connection.transaction(body);
    } finally {
      within = false;
    }
  }

  function reload(): void {
    memory = load(connection);
    reports = indexReports(memory);
    cache.clear();
  }

  function write(head: ChangeHead, set: ChangeSet, undoes: number | null): number {
    const newest = Number(connection.one('SELECT coalesce(max(seq), 0) AS n FROM changes')?.['n'] ?? 0n);
    if (newest !== memory.last) reload();
    if (undoes !== null) {
      if (memory.changes[undoes - 1] === undefined) throw refused('unknown-change', { change: undoes });
      if (!memory.isActive(undoes, null)) throw refused('already-undone', { change: undoes });
    }
    const seq = newest + 1;
    const rows = entriesOf(set, seq).map((entry) => ({ ...entry, text: canonicalJson(entry.body) }));
    const content = contentHash();
    for (const { kind, key, text, document } of rows) content.add(kind, key, text, document);
    writeLine(head, seq, undoes, content.end());
    memory.addChange({ seq, at: head.at, undoes });
    if (undoes !== null) {
      for (const { kind, key, from, to } of memory.afterUndo(undoes, seq)) {
        if (from !== null) end(kind, key, seq);
        if (to !== null) stand(to, seq);
      }
    }
    for (const { kind, key, text, document, body } of rows) {
      const id = insert(
        'INSERT INTO entries (seq, kind, key, body, document) VALUES (?, ?, ?, ?, ?) RETURNING id',
        ...[BigInt(seq), kind, key, text, document],
      );
      const known = memory.history(kind, key);
      if (known !== undefined && standingAt(known, null) !== null) end(kind, key, seq);
      const entry = memory.addEntry({ id, seq, kind, key }, (index) =>
        givenBack(kind, body, document, index, seq, head.at),
      );
      stand(entry, seq);
      if (kind === 'report') addReport(reports, entry.value as StoredReport);
    }
    return seq;
  }

  function writeLine(head: ChangeHead, seq: number, undoes: number | null, content: string): void {
    const { at, person, role, officeId, action, subject } = head;
    const details = { ...head.details, content, ...(undoes !== null && { undoes }) };
    const previous = connection.one('SELECT hash FROM changes ORDER BY seq DESC LIMIT 1');
    const line: Omit<AuditLine, 'hash' | 'undoes'> = {
      ...{ seq, at, person, role, officeId, action, subject, details },
      previous: previous === undefined ? '' : textOf(previous, 'hash'),
    };
    connection.run(
      `INSERT INTO changes (seq, at, person, role, office_id, action, subject, details, undoes, previous, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[BigInt(seq), at, person, role, officeId, action, subject, canonicalJson(details)],
      ...[undoes === null ? null : BigInt(undoes), line.previous, lineHash(line)],
    );
  }

  function insert(sql: string, ...parameters: SqlValue[]): number {
    return Number(bigintOf(connection.one(sql, ...parameters) ?? {}, 'id'));
  }

  function stand(entry: Entry, since: number): void {
    const sql = 'INSERT INTO standings (entry, kind, key, since, until) VALUES (?, ?, ?, ?, NULL)';
    connection.run(sql, BigInt(entry.id), entry.kind, entry.key, BigInt(since));
    memory.addStanding(entry.id, since, null);
  }

  function end(kind: EntryKind, key: string, until: number): void {
    connection.run(
      'UPDATE standings SET until = ? WHERE kind = ? AND key = ? AND until IS NULL',
      ...[BigInt(until), kind, key],
    );
    memory.endStanding(kind, key, until);
  }

  /** What is observed belongs to a change of its own day, so that "as it was known on" does not show what came later. */
  function ensureChangeOfDay(at: string): number {
    const last = memory.changes.at(-1);
    if (last !== undefined && dayOf(last.at) >= dayOf(at)) return last.seq;
    const head = { at, ...SYSTEM_HEAD, action: 'observe', subject: 'chains', details: BY_SYSTEM } as const;
    const applied = apply(head, {});
    return applied.ok ? applied.value : 0;
  }

  // ---- reading ----

  function standing<T>(group: Group, asOf: AsOfSeq): T[] {
    const found: T[] = [];
    for (const history of group.values()) {
      const entry = standingAt(history, asOf);
      if (entry !== null) found.push(entry.value as T);
    }
    return found;
  }

  function all<T>(kind: EntryKind, group: string, asOf: AsOfSeq): readonly T[] {
    return cached(`${kind}/${group}`, memory.version(kind, group, asOf), () =>
      standing<T>(memory.group(kind, group), asOf),
    );
  }

  function master(asOf: AsOfSeq): MasterData {
    return cached('master', version(KINDS.master, null, asOf), () => ({
      zones: all('zone', '', asOf),
      sectors: all('sector', '', asOf),
      entities: all('entity', '', asOf),
      scenarios: all('scenario', '', asOf),
      definitions: all('definition', '', asOf),
    }));
  }

  function reportsOf(period: string, asOf: AsOfSeq, scenarioIds?: readonly string[]): readonly StoredReport[] {
    if (scenarioIds === undefined) return all<StoredReport>('report', period, asOf);
    return scenarioIds.flatMap((scenarioId) => currentReport(scenarioId, period, asOf) ?? []);
  }

  function currentReport(scenarioId: string, period: string, asOf: AsOfSeq): StoredReport | null {
    const history = memory.history('report', keyOf(period, scenarioId));
    return (history === undefined ? null : (standingAt(history, asOf)?.value as StoredReport | undefined)) ?? null;
  }

  function milestones(asOf: AsOfSeq, scenarioIds?: readonly string[]): MilestoneHistory {
    const everything = cached('milestones', version(KINDS.milestones, null, asOf), () =>
      all<Milestone>('milestone', '', asOf).map((milestone) => historyOf(milestone, asOf)),
    );
    if (scenarioIds === undefined) return everything;
    const wanted = new Set(scenarioIds);
    return everything.filter(({ milestone }) => wanted.has(milestone.scenarioId));
  }

  /** The same object on every day on which the same dates stood: few milestones differ between two days. */
  function historyOf(milestone: Milestone, asOf: AsOfSeq): MilestoneHistory[number] {
    const since = memory.version('milestoneDate', milestone.milestoneId, asOf);
    const known = histories.get(milestone) ?? new Map<number, MilestoneHistory[number]>();
    const made = known.get(since) ?? {
      milestone,
      dates: standing<MilestoneDate & { setAt: string }>(memory.group('milestoneDate', milestone.milestoneId), asOf),
    };
    histories.set(milestone, known.set(since, made));
    return made;
  }

  function findings(asOf: AsOfSeq): ReturnType<OfficeStore['findings']> {
    return cached('findings', version(KINDS.findings, null, asOf), () => {
      const resolved = new Map<string, string>();
      for (const history of memory.group('resolved').values()) {
        const entry = standingAt(history, asOf);
        if (entry !== null) resolved.set(entry.key, timeOf(entry.seq) ?? '');
      }
      return standing<Finding & { at: string }>(memory.group('finding'), asOf).map((finding) => ({
        ...finding,
        resolvedAt: resolved.get(finding.findingId) ?? null,
      }));
    });
  }

  function timeOf(seq: number): string | null {
    return memory.changes[seq - 1]?.at ?? null;
  }

  return {
    file,
    apply,
    atOnce(body) {
      try {
        return attemptWrite(() => transact(body));
      } catch (error) {
        reload();
        throw error;
      }
    },
    lastSeq: () => memory.last,
    lastObserved: series.last,
    observedVersion: series.version,
    timeOf,
    isActive: (seq) => memory.isActive(seq, null),
    rowsOf: (seq) =>
      connection.all('SELECT kind, body FROM entries WHERE seq = ? ORDER BY id', BigInt(seq)).map((row) => ({
        kind: textOf(row, 'kind') as EntryKind,
        body: JSON.parse(textOf(row, 'body')) as unknown,
      })),
    undoneBy: (seq) =>
      memory.isActive(seq, null) ? null : (memory.changes.findLast(({ undoes }) => undoes === seq)?.seq ?? null),
    seqAt(date) {
      const end = endOfDay(date);
      return memory.changes.findLast(({ at }) => at < end)?.seq ?? null;
    },
    version: (what, period, asOf) => version(KINDS[what], period, asOf),
    master,
    periods: (asOf) =>
      cached('periods', memory.version('report', null, asOf), () =>
        memory
          .groups('report')
          .filter((period) =>
            [...memory.group('report', period).values()].some((one) => standingAt(one, asOf) !== null),
          )
          .sort()
          .reverse(),
      ),
    reportsOf,
    currentReport,
    reportHistory(scenarioId, asOf) {
      const versions = reports.byScenario.get(scenarioId) ?? [];
      const known = versions.filter(
        ({ changeSeq }) => (asOf === null || changeSeq <= asOf) && memory.isActive(changeSeq, asOf),
      );
      return [...known].sort((a, b) => (a.period === b.period ? b.version - a.version : a.period < b.period ? 1 : -1));
    },
    report: (reportId) => reports.byId.get(reportId) ?? null,
    valuesOf: (period, asOf) =>
      cached(`values/${period}`, memory.version('report', period, asOf), () => {
        const values = new Map<string, readonly ReportValue[]>();
        for (const report of reportsOf(period, asOf)) values.set(report.scenarioId, report.values);
        return values;
      }),
    targetsOf: (period, asOf) => all<Target>('target', period, asOf),
    milestones,
    findings,
    reviews: (asOf) => all<Review>('review', '', asOf),
    overrides: (period, asOf) => all<Override>('override', period, asOf),
    observe: (anchorings, observations) => void attemptWriteOrThrow(() => series.observe(anchorings, observations)),
    anchorings: (period, asOf) => series.anchorings(period, asOf, null),
    observations: (period, asOf) => series.observations(period, asOf, null),
    anchoringsAt: series.anchorings,
    observationsAt: series.observations,
    saveRatings: ratings.save,
    ratingHistory: ratings.history,
    allRatings: ratings.all,
    ratedUpTo: () => readSetting('rated-up-to') ?? '',
    audit,
    readSetting,
    writeSetting(key, value) {
      const sql = 'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value';
      connection.run(sql, key, value);
    },
    close: () => connection.closeCheckpointed(),
  };

  function readSetting(key: string): string | null {
    const row = connection.one('SELECT value FROM settings WHERE key = ?', key);
    return row === undefined ? null : textOf(row, 'value');
  }
}

function attemptWriteOrThrow(write: () => void): void {
  const written = attemptWrite(write);
  // A disk that is full or locked: what was observed is observed again in a moment.
  if (!written.ok && written.error.code === 'store-unusable') throw new Error(written.error.code);
}

function refused(code: string, params: Readonly<Record<string, string | number>>): StepRefused {
  return new StepRefused({ code, category: 'input', params } as never);
}
