import * as v from 'valibot';
import {
  count,
  decimal,
  figureSchema,
  hex,
  mix,
  params,
  provenanceSchema,
  type Schema,
  short,
  text,
  time,
  unit,
} from './primitives.ts';
import {
  type Comparison,
  EFFECTS,
  type EntityLine,
  INDICATOR_KINDS,
  type ProgrammeView,
  RATINGS,
  REPORT_STATES,
  type ReportDetail,
  type ReportRow,
  type ScenarioLine,
  SEVERITIES,
  type SearchHit,
  type StatusDerivation,
  SUBJECT_KINDS,
  type SubjectPage,
  TRENDS,
} from './programme.ts';
import { LEVELS } from './provenance.ts';

// What the office answers: the same limits and the same tie to the interfaces as in schemas.ts.

/** A list as long as any page of the programme can need. */
export function list<T>(item: Schema<T>, most = 10_000) {
  return v.pipe(v.array(item), v.maxLength(most));
}

export const id = v.pipe(v.string(), v.minLength(1), v.maxLength(120));
export const period = v.pipe(v.string(), v.regex(/^\d{4}Q[1-4]$/));
export const date = v.pipe(v.string(), v.isoDate());
export const rating = v.picklist(RATINGS);
export const subjectRef = v.strictObject({ kind: v.picklist(SUBJECT_KINDS), id });
const trend = v.picklist(TRENDS);
const effect = v.picklist(EFFECTS);
const kind = v.picklist(INDICATOR_KINDS);
const better = v.picklist(['higher', 'lower']);
const named = v.strictObject({ id, name: text });
const words = v.pipe(v.string(), v.maxLength(4000));
const nullableDecimal = v.nullable(decimal);

const status = v.strictObject({
  rating,
  computed: rating,
  trend,
  previous: v.nullable(rating),
  reasons: list(v.strictObject({ rule: short, rating, params }), 100),
  override: v.nullable(v.strictObject({ rating, reason: words, person: short, officeId: short, at: time })),
  stale: v.boolean(),
  asOf: v.nullable(v.union([time, date])),
});

const distribution = v.strictObject({
  green: count,
  'amber-green': count,
  amber: count,
  'amber-red': count,
  red: count,
  'not-rated': count,
  'no-current-data': count,
});

const statusPoint = v.strictObject({ period, rating, computed: rating });

const movement = v.strictObject({
  now: distribution,
  before: distribution,
  improved: count,
  declined: count,
  unchanged: count,
  joined: count,
  left: count,
});

export const statusDerivationSchema: Schema<StatusDerivation> = v.strictObject({
  subject: subjectRef,
  name: text,
  period,
  status,
  rules: v.strictObject({ version: short, digest: hex }),
  applied: list(v.strictObject({ rule: short, rating, inputs: params, thresholds: params }), 1000),
  distribution,
  deciding: list(v.strictObject({ subject: subjectRef, name: text, rating })),
  history: list(statusPoint, 1000),
  lowerTo: list(rating, RATINGS.length),
});

const cell = v.strictObject({
  zoneId: id,
  sectorId: id,
  scenarios: count,
  rating,
  stale: v.boolean(),
  trend,
  mix,
  contradicted: count,
});

const action = v.strictObject({
  id,
  kind: v.picklist([
    'contradicted',
    'rating-red',
    'declined',
    'report-missing',
    'report-late',
    'milestone-slipped',
    'finding-open',
    'review-waiting',
    'override-lowered',
    'expired',
    'stale',
  ]),
  subject: subjectRef,
  name: text,
  rating,
  level: v.picklist([...LEVELS, 'stale', 'expired', 'contradicted', 'not-verifiable']),
  params,
  since: v.nullable(v.union([time, date])),
  reportId: v.nullable(id),
});

export const programmeViewSchema: Schema<ProgrammeView> = v.strictObject({
  name: text,
  demo: v.boolean(),
  partial: v.boolean(),
  period,
  previousPeriod: v.nullable(period),
  periods: list(period, 1000),
  asOf: v.nullable(date),
  status,
  figures: list(figureSchema, 200),
  sectors: list(v.strictObject({ sectorId: id, group: id, name: text, status, scenarios: count }), 200),
  rows: list(
    v.strictObject({
      zoneId: id,
      name: text,
      province: v.nullable(short),
      status,
      scenarios: count,
      cells: list(cell, 200),
    }),
    200,
  ),
  movement,
  actions: list(action, 1000),
  mixByPeriod: list(v.strictObject({ period, mix }), 1000),
  counts: v.strictObject({
    zones: count,
    entities: count,
    scenarios: count,
    reports: count,
    reviewsWaiting: count,
    findingsOpen: count,
  }),
});

const indicatorHead = { indicatorId: id, name: text, effect, kind };

const indicator = v.strictObject({
  ...indicatorHead,
  unit,
  better,
  figure: figureSchema,
  target: nullableDecimal,
  previous: nullableDecimal,
  base: v.nullable(words),
  history: list(v.strictObject({ period, value: nullableDecimal, provenance: provenanceSchema }), 1000),
});

const milestone = v.strictObject({
  milestoneId: id,
  scenarioId: id,
  name: text,
  baselines: list(v.strictObject({ date, setAt: time, reason: words }), 1000),
  forecast: v.nullable(date),
  actual: v.nullable(date),
  state: v.picklist(['done', 'under-way', 'not-started']),
  rating,
  slipDays: v.nullable(v.pipe(v.number(), v.integer())),
});

const reportState = v.picklist(REPORT_STATES);

export const reportRowSchema: Schema<ReportRow> = v.strictObject({
  reportId: id,
  scenarioId: id,
  name: text,
  zoneId: v.nullable(id),
  sectorId: id,
  period,
  version: count,
  statedBy: text,
  asOf: v.union([time, date]),
  receivedAt: time,
  origin: v.picklist(['spreadsheet', 'chain', 'package']),
  state: reportState,
  provenance: provenanceSchema,
  values: count,
  findings: count,
});

const finding = v.strictObject({
  findingId: id,
  subject: subjectRef,
  reportId: v.nullable(id),
  indicatorId: v.nullable(id),
  severity: v.picklist(SEVERITIES),
  code: short,
  params,
  text: v.nullable(words),
  by: v.nullable(short),
  at: time,
  state: v.picklist(['open', 'resolved']),
});

const review = v.strictObject({
  reviewId: id,
  reportId: id,
  decision: v.picklist(['accepted', 'returned', 'lowered']),
  reason: words,
  reviewer: short,
  officeId: id,
  officeName: text,
  at: time,
  signature: v.picklist(['signed', 'unknown-key', 'unsigned']),
  keyId: v.nullable(short),
});

export const reportDetailSchema: Schema<ReportDetail> = v.strictObject({
  report: reportRowSchema,
  values: list(
    v.strictObject({
      ...indicatorHead,
      figure: figureSchema,
      previous: nullableDecimal,
      target: nullableDecimal,
      base: v.nullable(words),
    }),
    1000,
  ),
  findings: list(finding),
  reviews: list(review),
  versions: list(reportRowSchema, 1000),
  digest: hex,
  anchoredDigest: v.nullable(hex),
  status,
  lowerTo: list(rating, RATINGS.length),
});

export const scenarioLineSchema: Schema<ScenarioLine> = v.strictObject({
  scenarioId: id,
  name: text,
  owner: text,
  zoneId: v.nullable(id),
  entityId: v.nullable(id),
  sectorId: id,
  chainId: v.nullable(v.pipe(v.string(), v.maxLength(50))),
  status,
  report: v.nullable(v.strictObject({ period, state: reportState })),
  provenance: provenanceSchema,
  mix,
  nextMilestone: v.nullable(v.strictObject({ name: text, date, rating })),
  figures: list(figureSchema, 100),
});

export const subjectPageSchema: Schema<SubjectPage> = v.strictObject({
  subject: subjectRef,
  name: text,
  owner: v.nullable(text),
  zone: v.nullable(named),
  sector: v.nullable(named),
  entity: v.nullable(named),
  province: v.nullable(short),
  source: v.nullable(words),
  note: v.nullable(words),
  chainIds: list(v.pipe(v.string(), v.maxLength(50)), 1000),
  period,
  asOf: v.nullable(date),
  status,
  statusHistory: list(statusPoint, 1000),
  distribution,
  movement,
  figures: list(figureSchema, 200),
  indicators: list(indicator, 1000),
  milestones: list(milestone),
  reports: list(reportRowSchema),
  findings: list(finding),
  reviews: list(review),
  scenarios: list(scenarioLineSchema, 1000),
  scenarioCount: count,
});

export const entityLineSchema: Schema<EntityLine> = v.strictObject({
  entityId: id,
  name: text,
  sectorId: v.nullable(id),
  province: v.nullable(short),
  stage: v.nullable(v.picklist(['final', 'shortlist'])),
  source: v.nullable(words),
  note: v.nullable(words),
  scenarios: count,
  status,
  mix,
});

export const searchHitSchema: Schema<SearchHit> = v.strictObject({
  subject: subjectRef,
  name: text,
  context: text,
  rating,
});

export const comparisonSchema: Schema<Comparison> = v.strictObject({
  sides: list(
    v.strictObject({ subject: subjectRef, name: text, period, status, distribution, mix, scenarios: count }),
    10,
  ),
  indicators: list(
    v.strictObject({
      ...indicatorHead,
      unit,
      better,
      figures: list(figureSchema, 10),
      difference: nullableDecimal,
    }),
    1000,
  ),
});
