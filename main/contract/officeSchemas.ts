import * as v from 'valibot';
import {
  AUTHORS,
  type ImportPreview,
  type OfficeAnswer,
  type OfficeMethod,
  type OfficeRequest,
  REPORT_TYPES,
  ROLES,
  SCENARIO_SORTS,
} from './office.ts';
import { count, fileName, hex, line, params, type Schema, short, text, time, wireErrorSchema } from './primitives.ts';
import { REPORT_STATES } from './programme.ts';
import {
  comparisonSchema,
  date,
  entityLineSchema,
  id,
  list,
  period,
  programmeViewSchema,
  rating,
  reportDetailSchema,
  reportRowSchema,
  scenarioLineSchema,
  searchHitSchema,
  statusDerivationSchema,
  subjectPageSchema,
  subjectRef,
} from './programmeSchemas.ts';
import { LEVELS } from './provenance.ts';

// One schema for each question and each answer of the office.

const MAX_FILE_BYTES = 64 * 1024 * 1024;

const reason = v.pipe(v.string(), v.trim(), v.maxLength(2000));
const limit = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000));
const lens = { asOf: v.nullable(date), period: v.nullable(period) };
const importId = v.pipe(v.string(), v.regex(/^[0-9a-z-]{1,64}$/));
const reportType = v.picklist(REPORT_TYPES);
const scale = v.picklist(['1', '10000', '100000000']);
const algorithm = v.picklist(['ed25519', 'sm2']);
const keyId = v.pipe(v.string(), v.maxLength(130));
const language = v.picklist(['zh-CN', 'en']);
const role = v.picklist(ROLES);
const none = v.null();
const nullAnswer = v.null();

const bytes = v.pipe(
  v.custom<Uint8Array>((input) => input instanceof Uint8Array),
  v.check((value) => value.length <= MAX_FILE_BYTES),
);
export const fileBytesSchema = v.strictObject({ fileName, bytes });

const filter = v.strictObject({
  zoneIds: v.exactOptional(list(id, 200)),
  sectorIds: v.exactOptional(list(id, 200)),
  entityIds: v.exactOptional(list(id, 1000)),
  ratings: v.exactOptional(list(rating, 10)),
  levels: v.exactOptional(list(v.picklist([...LEVELS, 'contradicted']), 10)),
  text: v.exactOptional(v.pipe(v.string(), v.maxLength(200))),
});

const problem = v.strictObject({
  severity: v.picklist(['error', 'warning']),
  code: short,
  sheet: v.pipe(v.string(), v.maxLength(255)),
  row: v.nullable(count),
  column: v.nullable(v.pipe(v.string(), v.maxLength(4))),
  params,
});

const previewSchema: Schema<ImportPreview> = v.strictObject({
  importId,
  fileName,
  encoding: v.picklist(['xlsx', 'utf-8', 'gb18030']),
  type: v.nullable(reportType),
  sheets: list(
    v.strictObject({
      name: v.pipe(v.string(), v.maxLength(255)),
      headingRow: count,
      rows: count,
      columns: list(
        v.strictObject({
          index: count,
          letter: v.pipe(v.string(), v.maxLength(4)),
          heading: line,
          field: v.nullable(id),
          scale,
          samples: list(line, 10),
        }),
        1000,
      ),
    }),
    100,
  ),
  fields: list(v.strictObject({ field: id, required: v.boolean() }), 1000),
  period: v.nullable(period),
  rows: list(
    v.strictObject({
      sheet: v.pipe(v.string(), v.maxLength(255)),
      row: count,
      cells: v.record(id, line),
      state: v.picklist(['new', 'changed', 'same', 'problem']),
    }),
    1000,
  ),
  counts: v.strictObject({ new: count, changed: count, same: count, problem: count }),
  problems: list(problem, 1000),
  problemCount: count,
  ready: v.boolean(),
});

const importRecord = v.strictObject({
  changeSeq: count,
  fileName: v.nullable(fileName),
  type: reportType,
  periods: list(period, 2),
  at: time,
  person: short,
  rows: count,
  undone: v.nullable(v.strictObject({ at: time, person: short })),
});

const packagePreview = v.strictObject({
  packageId: importId,
  fileName,
  kind: v.picklist(['reviews', 'programme', 'network', 'keys']),
  issuedAt: time,
  issuer: v.strictObject({ officeId: id, name: text, keyId: v.nullable(keyId) }),
  signature: v.picklist(['signed', 'unknown-key', 'unsigned', 'bad', 'not-allowed']),
  accepted: v.boolean(),
  level: v.nullable(v.picklist(LEVELS)),
  error: v.nullable(wireErrorSchema),
  counts: v.record(id, count),
  problems: v.exactOptional(list(wireErrorSchema, 200)),
});

const person = {
  role,
  person: v.pipe(v.string(), v.trim(), v.maxLength(100)),
  // Empty until somebody has said who works here; whoever leaves it so is told by the office, not by a shape.
  officeId: v.pipe(v.string(), v.maxLength(120)),
  officeName: text,
  zoneIds: list(id, 200),
  provinces: list(id, 100),
};

const identity = v.strictObject({
  ...person,
  key: v.nullable(
    v.strictObject({
      keyId,
      algorithm,
      publicKey: hex,
      createdAt: time,
      keptBy: v.picklist(['system', 'file']),
      known: v.boolean(),
    }),
  ),
});

const signer = v.strictObject({
  keyId,
  algorithm,
  ownerId: id,
  name: text,
  may: list(v.picklist(['programme', 'network', 'reviews', 'reports', 'keys']), 10),
  validFrom: time,
  validTo: v.nullable(time),
  vouchedBy: v.nullable(keyId),
  state: v.picklist(['valid', 'expired', 'replaced', 'revoked']),
});

const savedView = v.strictObject({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80)),
  address: v.pipe(v.string(), v.maxLength(2000), v.startsWith('/')),
});
const savedViews = list(savedView, 200);

const auditLine = v.strictObject({
  seq: count,
  at: time,
  person: short,
  role: v.picklist(AUTHORS),
  action: short,
  subject: line,
  details: params,
  hash: hex,
});

const milestoneChange = v.strictObject({ milestoneId: id, date, reason });

export const officeSchemas: {
  readonly [M in OfficeMethod]: {
    readonly request: Schema<OfficeRequest<M>>;
    readonly answer: Schema<OfficeAnswer<M>>;
  };
} = {
  programme: { request: v.strictObject(lens), answer: programmeViewSchema },
  subject: { request: v.strictObject({ ...lens, subject: subjectRef }), answer: subjectPageSchema },
  status: { request: v.strictObject({ ...lens, subject: subjectRef }), answer: statusDerivationSchema },
  scenarioTable: {
    request: v.strictObject({
      ...lens,
      filter,
      sort: v.picklist(SCENARIO_SORTS),
      descending: v.boolean(),
      offset: count,
      limit,
    }),
    answer: v.strictObject({ rows: list(scenarioLineSchema, 1000), total: count }),
  },
  entityTable: {
    request: v.strictObject(lens),
    answer: v.strictObject({ rows: list(entityLineSchema), partial: v.boolean() }),
  },
  compare: {
    request: v.strictObject({
      asOf: lens.asOf,
      sides: v.pipe(list(v.strictObject({ subject: subjectRef, period: lens.period }), 6), v.minLength(2)),
    }),
    answer: comparisonSchema,
  },
  search: {
    request: v.strictObject({ query: v.pipe(v.string(), v.maxLength(200)), limit }),
    answer: list(searchHitSchema, 1000),
  },
  reports: {
    request: v.strictObject({
      states: list(v.picklist(REPORT_STATES), 10),
      period: lens.period,
      offset: count,
      limit,
    }),
    answer: v.strictObject({ rows: list(reportRowSchema, 1000), total: count }),
  },
  report: { request: v.strictObject({ reportId: id }), answer: reportDetailSchema },
  decide: {
    request: v.strictObject({
      reportId: id,
      decision: v.picklist(['accepted', 'returned', 'lowered']),
      reason,
      rating: v.nullable(rating),
      findings: list(v.strictObject({ indicatorId: v.nullable(id), text: reason }), 100),
    }),
    answer: reportDetailSchema,
  },
  lower: { request: v.strictObject({ subject: subjectRef, rating, reason }), answer: statusDerivationSchema },
  withdrawOverride: { request: v.strictObject({ subject: subjectRef, reason }), answer: statusDerivationSchema },
  resolveFinding: { request: v.strictObject({ findingId: id, reason }), answer: nullAnswer },
  setForecast: { request: milestoneChange, answer: nullAnswer },
  rebaseline: { request: milestoneChange, answer: nullAnswer },
  setActual: { request: v.strictObject({ milestoneId: id, date: v.nullable(date), reason }), answer: nullAnswer },
  importRead: {
    request: v.strictObject({ name: fileName, bytes, type: v.nullable(reportType) }),
    answer: previewSchema,
  },
  importMap: {
    request: v.strictObject({
      importId,
      type: reportType,
      period: lens.period,
      columns: list(
        v.strictObject({
          sheet: v.pipe(v.string(), v.maxLength(255)),
          index: count,
          field: v.nullable(id),
          scale,
        }),
        2000,
      ),
    }),
    answer: previewSchema,
  },
  importProblems: { request: v.strictObject({ importId, offset: count, limit }), answer: list(problem, 1000) },
  importProgress: {
    request: v.strictObject({ importId }),
    answer: v.strictObject({
      importId,
      phase: v.picklist(['reading', 'checking', 'writing', 'done', 'cancelled', 'failed']),
      done: count,
      total: count,
    }),
  },
  importCommit: { request: v.strictObject({ importId }), answer: importRecord },
  importCancel: { request: v.strictObject({ importId }), answer: nullAnswer },
  imports: { request: none, answer: list(importRecord) },
  importUndo: { request: v.strictObject({ changeSeq: count, reason }), answer: importRecord },
  importTemplate: { request: v.strictObject({ type: reportType, language }), answer: fileBytesSchema },
  packageRead: { request: v.strictObject({ name: fileName, bytes }), answer: packagePreview },
  packageAccept: { request: v.strictObject({ packageId: importId }), answer: packagePreview },
  packageBuild: { request: v.strictObject({ period: lens.period }), answer: fileBytesSchema },
  packageSaved: { request: v.strictObject({ packageId: importId }), answer: nullAnswer },
  identity: { request: none, answer: identity },
  saveIdentity: { request: v.strictObject(person), answer: identity },
  createKey: { request: v.strictObject({ algorithm }), answer: identity },
  exportKey: { request: none, answer: fileBytesSchema },
  exportVouching: { request: v.strictObject({ keyId }), answer: fileBytesSchema },
  signers: { request: none, answer: list(signer, 1000) },
  audit: {
    request: v.strictObject({ before: v.nullable(count), limit }),
    answer: v.strictObject({ lines: list(auditLine, 1000), total: count }),
  },
  auditVerify: {
    request: none,
    answer: v.strictObject({ lines: count, head: hex, brokenAt: v.nullable(count), why: v.nullable(short) }),
  },
  auditExport: { request: none, answer: fileBytesSchema },
  views: { request: none, answer: savedViews },
  saveView: { request: savedView, answer: savedViews },
  removeView: { request: v.strictObject({ name: v.pipe(v.string(), v.maxLength(80)) }), answer: savedViews },
  exportTable: {
    request: v.strictObject({
      ...lens,
      format: v.picklist(['xlsx', 'csv']),
      encoding: v.picklist(['utf-8', 'gb18030']),
      language,
      filter,
    }),
    answer: fileBytesSchema,
  },
};

export const OFFICE_METHODS = Object.keys(officeSchemas) as readonly OfficeMethod[];

/** Methods that answer a file: they go through `officeSave`, so that the view never holds what it is not to read. */
export const OFFICE_FILE_METHODS = [
  'importTemplate',
  'packageBuild',
  'exportKey',
  'exportVouching',
  'auditExport',
  'exportTable',
] as const satisfies readonly OfficeMethod[];
