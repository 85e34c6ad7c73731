import type { Text } from '../contract/chain.ts';
import { dayOf } from '../contract/day.ts';
import type { WireError } from '../contract/error.ts';
import type {
  AuditLineView,
  FileBytes,
  ImportRecord,
  OfficeAnswer,
  OfficeMethod,
  OfficeRequest,
  SavedView,
} from '../contract/office.ts';
import type { Rating, SubjectRef } from '../contract/programme.ts';
import type { Outcome } from '../contract/services.ts';
import type { Packages } from '../exchange/packages.ts';
import type { AuditLine } from '../store/programme/audit.ts';
import { entriesOf } from '../store/programme/entries.ts';
import type { OfficeStore } from '../store/programme/types.ts';
import { isEmpty, unknownOf } from './adopt.ts';
import { findingsOfDrafts, importContext, importRecordOf, periodDetail } from './imports.ts';
import { mayChange } from './mayChange.ts';
import type { Anchoring, ChangeHead, ChangeSet, Observation, ReportDraft } from './model.ts';
import type { FigureDerivation } from './queries/derivation.ts';
import { createQueries, type Queries } from './queries/index.ts';
import type { ChainHealth } from './queries/moment.ts';
import { createRatingRecorder } from './recordRatings.ts';
import type { Change, Reviews } from './reviews.ts';
import type { Importer, StatusRules } from './seams.ts';
import { authorOf, BY_SYSTEM, SYSTEM_HEAD } from './system.ts';
import { mayWrite } from './trust/roles.ts';
import type { Trust } from './trust/types.ts';

// The work of the offices, composed: one function for each question and command. Whoever may not do something is told so
// here, before anything is looked at; what is written goes through one door (`write`), which also keeps the ratings.

export type OfficeHandlers = {
  readonly [M in OfficeMethod]: (request: OfficeRequest<M>) => Promise<Outcome<OfficeAnswer<M>>>;
};

/** What the light client learned since the last time: plain data. */
export interface ChainEvidence {
  readonly anchorings: readonly Anchoring[];
  readonly observations: readonly Observation[];
  /** Documents that were fetched; one whose digest is known is no new report. */
  readonly reports: readonly ReportDraft[];
  readonly health: readonly { readonly chainId: string; readonly health: ChainHealth }[];
}

export interface Office extends OfficeHandlers {
  derivation(request: { readonly figureId: string }): Promise<Outcome<FigureDerivation>>;
  observe(evidence: ChainEvidence): void;
  /** A history that begins with its first change: ratings are worked out at the end of each quarter of it. */
  load(changes: readonly Change[]): Outcome<null>;
  /** Master data of a pack or a list; nothing is written where all of it is known already. */
  adopt(set: ChangeSet, head: ChangeHead): Outcome<number | null>;
  readonly queries: Queries;
}

/** Written by others, or not there in this build. */
export interface OfficeParts {
  readonly importer: Importer;
  readonly trust: Trust;
  readonly reviews: Reviews;
  readonly packages: Packages;
  readonly exportTable: (request: OfficeRequest<'exportTable'>, queries: Queries) => Promise<Outcome<FileBytes>>;
}

export interface OfficeDeps extends OfficeParts {
  readonly store: OfficeStore;
  readonly rules: StatusRules;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly programme: () => { readonly name: Text; readonly demo: boolean; readonly partial: boolean };
  readonly officeName: (officeId: string) => Text;
  readonly onChange: () => void;
}

const VIEWS = 'views';
const MOST_VIEWS = 100;

export function createOffice(deps: OfficeDeps): Office {
  const { store, rules, importer, trust, reviews, packages, now } = deps;
  const health = new Map<string, ChainHealth>();
  const healthOf = (chainId: string): ChainHealth => health.get(chainId) ?? 'none';
  const today = (): string => dayOf(now());
  const queries = createQueries({
    ...{ store, rules, today, healthOf },
    signatureOf(review) {
      const found = trust.reviewSignature(review);
      // A signature that is not good is worth no more than none.
      return found === 'bad' ? 'unsigned' : found;
    },
    officeName: deps.officeName,
    programme: deps.programme,
    area: () => {
      const { role, zoneIds, provinces } = trust.identity();
      return role === 'provincial' && zoneIds.length + provinces.length > 0 ? { zoneIds, provinces } : null;
    },
  });
  const recorder = createRatingRecorder(store, queries, ({ chainId }) =>
    chainId === null ? 'none' : healthOf(chainId),
  );
  // After an end in the middle: the change is there, its ratings are not.
  if (store.ratedUpTo() !== `${store.lastSeq()}/${store.lastObserved()}`) recorder.record(today(), []);

  // ---- the one door for changes ----

  function write(head: ChangeHead, set: ChangeSet, undoes?: number): Outcome<number> {
    const applied = store.apply(head, set, undoes);
    if (!applied.ok) return applied;
    recorder.record(dayOf(head.at), periodsOf(set));
    deps.onChange();
    return applied;
  }

  function headOf(action: string, subject: string, details: ChangeHead['details']): ChangeHead {
    const { person, role, officeId } = trust.identity();
    return { at: new Date(now()).toISOString(), person, role, officeId, action, subject, details };
  }

  /** A line of the log for what was done outside of the store. */
  function noted<T>(head: ChangeHead, answer: T): Outcome<T> {
    const written = write(head, {});
    return written.ok ? { ok: true, value: answer } : written;
  }

  async function writeChange<T>(change: Outcome<Change>, answer: () => Outcome<T>): Promise<Outcome<T>> {
    if (!change.ok) return change;
    const written = write(change.value.head, change.value.set);
    return written.ok ? answer() : written;
  }

  // ---- who may ----

  const refused = (error: WireError | null): { readonly ok: false; readonly error: WireError } | null =>
    error === null ? null : { ok: false, error };

  // ---- ratings for those who decide ----

  function computed(subject: SubjectRef, period: string | null): Rating {
    const frame = queries.now();
    return frame.period(period ?? frame.newest).status(subject).rating;
  }

  const newest = () => queries.now().newest;
  const statusOf = (subject: SubjectRef) => queries.status({ asOf: null, period: null, subject });

  // ---- imports ----

  function importRecord(line: AuditLine): ImportRecord {
    const undoer = store.undoneBy(line.seq);
    const undone = undoer === null ? null : store.audit.line(undoer);
    return importRecordOf(line, undone);
  }

  function recordOf(seq: number): Outcome<ImportRecord> {
    const line = store.audit.line(seq);
    return line === null || line.action !== 'import'
      ? { ok: false, error: { code: 'unknown-change', category: 'input', params: { change: seq } } }
      : { ok: true, value: importRecord(line) };
  }

  const context = () => importContext(store, today());

  function views(): readonly SavedView[] {
    return JSON.parse(store.readSetting(VIEWS) ?? '[]') as SavedView[];
  }

  function keepViews(action: string, name: string, next: readonly SavedView[]): Outcome<readonly SavedView[]> {
    store.writeSetting(VIEWS, JSON.stringify(next));
    return noted(headOf(action, name, {}), next);
  }

  const read = <M extends keyof Queries & OfficeMethod>(method: M): OfficeHandlers[M] =>
    (async (request: never) => queries[method](request)) as unknown as OfficeHandlers[M];

  return {
    queries,
    programme: read('programme'),
    subject: read('subject'),
    status: read('status'),
    scenarioTable: read('scenarioTable'),
    entityTable: read('entityTable'),
    compare: read('compare'),
    search: read('search'),
    reports: read('reports'),
    report: read('report'),
    derivation: async (request) => queries.derivation(request),

    async decide(request) {
      const report = store.report(request.reportId);
      const subject = { kind: 'scenario', id: report?.scenarioId ?? '' } as const;
      const change = await reviews.decide(request, computed(subject, report?.period ?? null));
      return writeChange(change, () => queries.report({ reportId: request.reportId }));
    },
    lower: async (request) =>
      writeChange(reviews.lower(request, newest(), computed(request.subject, null)), () => statusOf(request.subject)),
    withdrawOverride: async (request) =>
      writeChange(reviews.withdraw(request, newest()), () => statusOf(request.subject)),
    resolveFinding: async (request) => writeChange(reviews.resolve(request), () => NOTHING_MORE),
    setForecast: async (request) => writeChange(reviews.setForecast(request), () => NOTHING_MORE),
    rebaseline: async (request) => writeChange(reviews.rebaseline(request), () => NOTHING_MORE),
    setActual: async (request) => writeChange(reviews.setActual(request), () => NOTHING_MORE),

    importRead: async (request) => refused(mayWrite(trust.identity())) ?? importer.read(request, context()),
    importMap: async (request) => refused(mayWrite(trust.identity())) ?? importer.map(request, context()),
    importProblems: async (request) => importer.problems(request),
    importProgress: async ({ importId }) => importer.progress(importId),
    async importCommit({ importId }) {
      const not = refused(mayWrite(trust.identity()));
      if (not !== null) return not;
      const taken = await importer.take(importId, context());
      if (!taken.ok) return taken;
      const { fileName, type, rows, set } = taken.value;
      const outside = refused(mayChange(trust.identity(), entriesOf(set, 0), store));
      if (outside !== null) return outside;
      const findings = findingsOfDrafts(store, set.reports ?? [], today());
      const head = headOf('import', type, { file: fileName, type, rows, ...periodDetail(periodsOf(set)) });
      const written = write(head, { ...set, findings: [...(set.findings ?? []), ...findings] });
      return written.ok ? recordOf(written.value) : written;
    },
    async importCancel({ importId }) {
      importer.cancel(importId);
      return NOTHING_MORE;
    },
    imports: async () => ({ ok: true, value: store.audit.linesOf('import').map(importRecord) }),
    async importUndo({ changeSeq, reason }) {
      const not = refused(mayWrite(trust.identity()));
      const found = recordOf(changeSeq);
      if (not !== null || !found.ok) return not ?? found;
      const outside = refused(mayChange(trust.identity(), store.rowsOf(changeSeq), store));
      if (outside !== null) return outside;
      const written = write(headOf('undo', `import/${changeSeq}`, { reason }), {}, changeSeq);
      return written.ok ? recordOf(changeSeq) : written;
    },
    importTemplate: async (request) => importer.template(request, store.master(null)),

    packageRead: async (request) => packages.read(request),
    async packageAccept(request) {
      const not = refused(mayWrite(trust.identity()));
      if (not !== null) return not;
      const accepted = await packages.accept(request);
      if (!accepted.ok) return accepted;
      const { preview, change, done } = accepted.value;
      const written = change === null ? null : write(change.head, change.set);
      if (written !== null && !written.ok) return written;
      const finished = await done();
      queries.touched();
      deps.onChange();
      return finished.ok ? { ok: true, value: preview } : finished;
    },
    async packageBuild(request) {
      const built = await packages.build(request);
      if (!built.ok) return built;
      const written = write(built.value.head, {});
      return written.ok ? { ok: true, value: built.value.file } : written;
    },
    async packageSaved(request) {
      const saved = await packages.saved(request);
      return saved.ok ? noted(saved.value.head, null) : saved;
    },

    identity: async () => ({ ok: true, value: trust.identity() }),
    async saveIdentity(request) {
      const { role, officeId, person } = trust.identity();
      const saved = await trust.saveIdentity(request);
      if (!saved.ok) return saved;
      queries.touched();
      // In the name of whoever works here from now on; who it was before stands beside it.
      const { zoneIds, provinces, officeName } = saved.value;
      const area = [...zoneIds, ...provinces].join(' ');
      const details = { name: officeName.zh, area, before: `${role}/${officeId}/${person}` };
      return noted(headOf('identity-saved', saved.value.officeId, details), saved.value);
    },
    async createKey(request) {
      const made = await trust.createKey(request);
      if (!made.ok || made.value.key === null) return made;
      const { keyId, algorithm, keptBy } = made.value.key;
      return noted(headOf('key-created', keyId, { algorithm, keptBy }), made.value);
    },
    exportKey: () => trust.exportKey(),
    exportVouching: (request) => trust.exportVouching(request),
    signers: async () => ({ ok: true, value: trust.signers() }),

    audit: async ({ before, limit }) => ({
      ok: true,
      value: { lines: store.audit.lines(before, limit).map(toAuditView), total: store.audit.total() },
    }),
    auditVerify: async () => ({ ok: true, value: store.audit.verify() }),
    auditExport: async () => ({
      ok: true,
      value: { fileName: `audit-${today()}.jsonl`, bytes: store.audit.export() },
    }),

    views: async () => ({ ok: true, value: views() }),
    saveView: async ({ name, address }) =>
      keepViews(
        'view-saved',
        name,
        [...views().filter((view) => view.name !== name), { name, address }].slice(-MOST_VIEWS),
      ),
    removeView: async ({ name }) =>
      keepViews(
        'view-removed',
        name,
        views().filter((view) => view.name !== name),
      ),

    exportTable: (request) => deps.exportTable(request, queries),

    observe({ anchorings, observations, reports, health: doing }) {
      const before = store.observedVersion();
      for (const { chainId, health: next } of doing) {
        if (health.get(chainId) === next) continue;
        health.set(chainId, next);
        queries.touched();
        deps.onChange();
      }
      store.observe(anchorings, observations);
      const known = (draft: ReportDraft) =>
        store
          .reportHistory(draft.scenarioId, null)
          .some(({ period, digest }) => period === draft.period && digest === draft.digest);
      const fresh = reports.filter(
        (draft) =>
          !known(draft) && store.master(null).scenarios.some(({ scenarioId }) => scenarioId === draft.scenarioId),
      );
      for (const draft of fresh) {
        const head: ChangeHead = {
          ...{ at: new Date(now()).toISOString(), ...SYSTEM_HEAD },
          ...{
            action: 'fetch',
            subject: `scenario/${draft.scenarioId}`,
            details: { period: draft.period, digest: draft.digest, ...BY_SYSTEM },
          },
        };
        store.apply(head, { reports: [draft], findings: findingsOfDrafts(store, [draft], today()) });
      }
      if (fresh.length === 0 && store.observedVersion() === before) return;
      // What was told together is rated once.
      recorder.record(today(), [...new Set([...anchorings, ...fresh].map(({ period }) => period))]);
      deps.onChange();
    },

    load(changes) {
      const loaded = store.atOnce(() => {
        let before: ChangeHead | null = null;
        for (const { head, set } of changes) {
          const begins = (set.reports ?? []).some(({ period }) => period > (store.periods(null)[0] ?? ''));
          if (begins && before !== null) recorder.record(dayOf(before.at), []);
          const applied = store.apply(head, set);
          if (!applied.ok) throw new Error(`history: ${applied.error.code}`);
          before = head;
        }
        recorder.record(today(), []);
        return null;
      });
      deps.onChange();
      return loaded;
    },

    adopt(set, head) {
      const news = unknownOf(store, set);
      return isEmpty(news) ? { ok: true, value: null } : write(head, news);
    },
  };
}

const NOTHING_MORE = { ok: true, value: null } as const;

function toAuditView(line: AuditLine): AuditLineView {
  const { seq, at, person, action, subject, details, hash } = line;
  return { seq, at, person, role: authorOf(line), action, subject, details, hash };
}

function periodsOf({ reports, targets, overrides, reviews }: ChangeSet): readonly string[] {
  const rows = [...(reports ?? []), ...(targets ?? []), ...(overrides ?? []), ...(reviews ?? [])];
  return [...new Set(rows.map(({ period }) => period))];
}
