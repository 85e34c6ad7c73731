import type { Text } from './chain.ts';
import type { WireError } from './error.ts';
import type {
  Comparison,
  EntityLine,
  ProgrammeView,
  Rating,
  ReportDetail,
  ReportRow,
  ReportState,
  ScenarioLine,
  SearchHit,
  StatusDerivation,
  SubjectPage,
  SubjectRef,
} from './programme.ts';
import type { Level } from './provenance.ts';

// The work of the offices: one table of questions and commands, answered in a worker of its own. The bridge carries all
// of them over one channel (`office`), each with its schema in officeSchemas.ts.

export const ROLES = ['national', 'provincial', 'inspector'] as const;
export type Role = (typeof ROLES)[number];
/** Who wrote a line of the audit log: a person in a role, or the app by itself. */
export const AUTHORS = [...ROLES, 'system'] as const;
export type Author = (typeof AUTHORS)[number];

/** Who works at this machine. A provincial office sees and edits its area; an inspector reads. */
export interface Identity {
  readonly role: Role;
  readonly person: string;
  readonly officeId: string;
  readonly officeName: Text;
  /** Zone ids, and provinces of entities; empty for the whole country. */
  readonly zoneIds: readonly string[];
  readonly provinces: readonly string[];
  /** The key that signs here; null: none was made yet. */
  readonly key: {
    readonly keyId: string;
    readonly algorithm: 'ed25519' | 'sm2';
    readonly publicKey: string;
    readonly createdAt: string;
    /** Where the private half lies: system: the system's own keychain · file: a file only this user may read. */
    readonly keptBy: 'system' | 'file';
    /** Whether somebody this machine trusts vouches for it. */
    readonly known: boolean;
  } | null;
}

export interface SignerView {
  readonly keyId: string;
  readonly algorithm: 'ed25519' | 'sm2';
  readonly ownerId: string;
  readonly name: Text;
  /** What it may sign. */
  readonly may: readonly ('programme' | 'network' | 'reviews' | 'reports' | 'keys')[];
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly vouchedBy: string | null;
  readonly state: 'valid' | 'expired' | 'replaced' | 'revoked';
}

/** How everything is looked at. `asOf`: the programme as it was known at the end of that day (null: now). */
export interface Lens {
  readonly asOf: string | null;
  /** null: the newest period. */
  readonly period: string | null;
}

export interface ScenarioFilter {
  readonly zoneIds?: readonly string[];
  readonly sectorIds?: readonly string[];
  readonly entityIds?: readonly string[];
  readonly ratings?: readonly Rating[];
  readonly levels?: readonly (Level | 'contradicted')[];
  readonly text?: string;
}

export const SCENARIO_SORTS = ['rating', 'name', 'zone', 'sector', 'trend', 'provenance', 'milestone'] as const;
export type ScenarioSort = (typeof SCENARIO_SORTS)[number];

export const REPORT_TYPES = ['indicators', 'milestones', 'entities', 'scenarios', 'targets'] as const;
export type ReportType = (typeof REPORT_TYPES)[number];

/** Where in the file, what is wrong, what to do: message keys `problem.<code>` and `problem.<code>.todo`. */
export interface ImportProblem {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly sheet: string;
  /** 1-based as spreadsheets count; null: the whole sheet. */
  readonly row: number | null;
  /** Letters, e.g. "C"; null: the whole row. */
  readonly column: string | null;
  readonly params: Readonly<Record<string, string | number>>;
}

export interface ImportColumn {
  readonly index: number;
  readonly letter: string;
  readonly heading: string;
  /** What it was taken for, or what the person chose; null: left out. */
  readonly field: string | null;
  /** Unit the column's numbers stand in: 万 and 亿 are multiplied out exactly. */
  readonly scale: '1' | '10000' | '100000000';
  readonly samples: readonly string[];
}

export interface ImportPreview {
  readonly importId: string;
  readonly fileName: string;
  readonly encoding: 'xlsx' | 'utf-8' | 'gb18030';
  readonly type: ReportType | null;
  readonly sheets: readonly {
    readonly name: string;
    readonly headingRow: number;
    readonly rows: number;
    readonly columns: readonly ImportColumn[];
  }[];
  /** Fields that a column may be mapped to, for this type. */
  readonly fields: readonly { readonly field: string; readonly required: boolean }[];
  readonly period: string | null;
  /** First rows as they would be taken in. */
  readonly rows: readonly {
    readonly sheet: string;
    readonly row: number;
    readonly cells: Readonly<Record<string, string>>;
    readonly state: 'new' | 'changed' | 'same' | 'problem';
  }[];
  readonly counts: { readonly new: number; readonly changed: number; readonly same: number; readonly problem: number };
  readonly problems: readonly ImportProblem[];
  readonly problemCount: number;
  /** Nothing is taken in while an error stands. */
  readonly ready: boolean;
}

export interface ImportProgress {
  readonly importId: string;
  readonly phase: 'reading' | 'checking' | 'writing' | 'done' | 'cancelled' | 'failed';
  readonly done: number;
  readonly total: number;
}

export interface ImportRecord {
  readonly changeSeq: number;
  /** null: it came without a file, as the demo's own history does. */
  readonly fileName: string | null;
  readonly type: ReportType;
  /** Of what it is about, oldest first: one, or the first and the last; none where periods do not matter. */
  readonly periods: readonly string[];
  readonly at: string;
  readonly person: string;
  readonly rows: number;
  readonly undone: { readonly at: string; readonly person: string } | null;
}

/** What a signed package says, before anything of it is taken in. */
export interface PackagePreview {
  readonly packageId: string;
  readonly fileName: string;
  readonly kind: 'reviews' | 'programme' | 'network' | 'keys';
  readonly issuedAt: string;
  readonly issuer: { readonly officeId: string; readonly name: Text; readonly keyId: string | null };
  readonly signature: 'signed' | 'unknown-key' | 'unsigned' | 'bad' | 'not-allowed';
  /** Whether policy lets it in, and at which level its content would stand. */
  readonly accepted: boolean;
  readonly level: Level | null;
  readonly error: WireError | null;
  readonly counts: Readonly<Record<string, number>>;
  /** Items that are left out, each with why (`error.<code>`); the first of them, `counts.refused` says how many. */
  readonly problems?: readonly WireError[];
}

export interface AuditLineView {
  readonly seq: number;
  readonly at: string;
  readonly person: string;
  readonly role: Author;
  readonly action: string;
  readonly subject: string;
  readonly details: Readonly<Record<string, string | number>>;
  readonly hash: string;
}

export interface SavedView {
  readonly name: string;
  /** Of the address after "#". */
  readonly address: string;
}

export interface FileBytes {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/** question or command -> [request, answer]. Every answer comes as an Outcome. */
export interface OfficeTable {
  programme: [Lens, ProgrammeView];
  subject: [Lens & { readonly subject: SubjectRef }, SubjectPage];
  status: [Lens & { readonly subject: SubjectRef }, StatusDerivation];
  scenarioTable: [
    Lens & {
      readonly filter: ScenarioFilter;
      readonly sort: ScenarioSort;
      readonly descending: boolean;
      readonly offset: number;
      readonly limit: number;
    },
    { readonly rows: readonly ScenarioLine[]; readonly total: number },
  ];
  entityTable: [Lens, { readonly rows: readonly EntityLine[]; readonly partial: boolean }];
  compare: [
    {
      readonly asOf: string | null;
      readonly sides: readonly { readonly subject: SubjectRef; readonly period: string | null }[];
    },
    Comparison,
  ];
  search: [{ readonly query: string; readonly limit: number }, readonly SearchHit[]];

  reports: [
    {
      readonly states: readonly ReportState[];
      readonly period: string | null;
      readonly offset: number;
      readonly limit: number;
    },
    { readonly rows: readonly ReportRow[]; readonly total: number },
  ];
  report: [{ readonly reportId: string }, ReportDetail];
  decide: [
    {
      readonly reportId: string;
      readonly decision: 'accepted' | 'returned' | 'lowered';
      readonly reason: string;
      /** With `lowered`: the rating that is to stand, worse than the computed one. */
      readonly rating: Rating | null;
      readonly findings: readonly { readonly indicatorId: string | null; readonly text: string }[];
    },
    ReportDetail,
  ];
  lower: [{ readonly subject: SubjectRef; readonly rating: Rating; readonly reason: string }, StatusDerivation];
  withdrawOverride: [{ readonly subject: SubjectRef; readonly reason: string }, StatusDerivation];
  resolveFinding: [{ readonly findingId: string; readonly reason: string }, null];
  setForecast: [{ readonly milestoneId: string; readonly date: string; readonly reason: string }, null];
  rebaseline: [{ readonly milestoneId: string; readonly date: string; readonly reason: string }, null];
  setActual: [{ readonly milestoneId: string; readonly date: string | null; readonly reason: string }, null];

  importRead: [{ readonly name: string; readonly bytes: Uint8Array; readonly type: ReportType | null }, ImportPreview];
  /** Another mapping or type or period of the same file. */
  importMap: [
    {
      readonly importId: string;
      readonly type: ReportType;
      readonly period: string | null;
      readonly columns: readonly {
        readonly sheet: string;
        readonly index: number;
        readonly field: string | null;
        readonly scale: '1' | '10000' | '100000000';
      }[];
    },
    ImportPreview,
  ];
  importProblems: [
    { readonly importId: string; readonly offset: number; readonly limit: number },
    readonly ImportProblem[],
  ];
  importProgress: [{ readonly importId: string }, ImportProgress];
  importCommit: [{ readonly importId: string }, ImportRecord];
  importCancel: [{ readonly importId: string }, null];
  imports: [null, readonly ImportRecord[]];
  importUndo: [{ readonly changeSeq: number; readonly reason: string }, ImportRecord];
  importTemplate: [{ readonly type: ReportType; readonly language: 'zh-CN' | 'en' }, FileBytes];

  packageRead: [{ readonly name: string; readonly bytes: Uint8Array }, PackagePreview];
  packageAccept: [{ readonly packageId: string }, PackagePreview];
  /** The reviews of this office that were not sent yet, or of a period; signed with this machine's key. */
  packageBuild: [{ readonly period: string | null }, FileBytes];
  /** Of the shell, once the file was really saved: only then its reviews count as sent. `packageId`: SHA-256 of the file. */
  packageSaved: [{ readonly packageId: string }, null];

  identity: [null, Identity];
  saveIdentity: [Omit<Identity, 'key'>, Identity];
  createKey: [{ readonly algorithm: 'ed25519' | 'sm2' }, Identity];
  /** A request to be vouched for: the public half, to be given to whoever signs keys. */
  exportKey: [null, FileBytes];
  /** The signed statement that vouches for a key: whoever takes it in knows whose key it is. */
  exportVouching: [{ readonly keyId: string }, FileBytes];
  signers: [null, readonly SignerView[]];

  audit: [
    { readonly before: number | null; readonly limit: number },
    { readonly lines: readonly AuditLineView[]; readonly total: number },
  ];
  auditVerify: [
    null,
    { readonly lines: number; readonly head: string; readonly brokenAt: number | null; readonly why: string | null },
  ];
  auditExport: [null, FileBytes];

  views: [null, readonly SavedView[]];
  saveView: [SavedView, readonly SavedView[]];
  removeView: [{ readonly name: string }, readonly SavedView[]];

  /** The quarterly report as a workbook or as CSV, with a provenance column beside every value. */
  exportTable: [
    Lens & {
      readonly format: 'xlsx' | 'csv';
      readonly encoding: 'utf-8' | 'gb18030';
      readonly language: 'zh-CN' | 'en';
      readonly filter: ScenarioFilter;
    },
    FileBytes,
  ];
}

export type OfficeMethod = keyof OfficeTable;
export type OfficeRequest<M extends OfficeMethod> = OfficeTable[M][0];
export type OfficeAnswer<M extends OfficeMethod> = OfficeTable[M][1];

/** Methods that answer a file: the shell asks where to save it. */
export type OfficeFileMethod = {
  [M in OfficeMethod]: OfficeTable[M][1] extends FileBytes ? M : never;
}[OfficeMethod];
