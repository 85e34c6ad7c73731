import * as v from 'valibot';
import { RATINGS, SEVERITIES } from '../contract/programme.ts';
import { date, digest, id, keyId, period, signatureHex, text, time } from '../programme/trust/shapes.ts';

// What stands in a package of reviews: the reports that were judged as they were judged, with their documents, the
// reviews as they were signed, findings, and ratings that the office lowered.

const decimal = v.pipe(v.string(), v.maxLength(60), v.regex(/^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(120));
const words = v.pipe(v.string(), v.maxLength(4000));
const rating = v.picklist(RATINGS);
const subject = v.strictObject({ kind: v.picklist(['zone', 'entity', 'scenario']), id: name });

const report = v.strictObject({
  /** As the office calls it: findings name it, nothing else. */
  reportId: name,
  scenarioId: name,
  period,
  version: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)),
  statedBy: text,
  asOf: v.union([date, time]),
  origin: v.picklist(['spreadsheet', 'chain', 'package']),
  receivedAt: time,
  values: v.pipe(
    v.array(
      v.strictObject({ indicatorId: name, value: decimal, base: v.nullable(v.pipe(v.string(), v.maxLength(200))) }),
    ),
    v.maxLength(1000),
  ),
  digest,
  /** Base64 of the document as it came. */
  document: v.nullable(v.pipe(v.string(), v.maxLength(400_000))),
});

const review = v.strictObject({
  reviewId: name,
  reportId: name,
  scenarioId: name,
  period,
  reportDigest: digest,
  decision: v.picklist(['accepted', 'returned', 'lowered']),
  rating: v.nullable(rating),
  reason: words,
  findings: v.pipe(v.array(v.strictObject({ indicatorId: v.nullable(name), text: words })), v.maxLength(200)),
  reviewer: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  officeId: id,
  at: time,
  keyId: v.nullable(keyId),
  signature: v.nullable(signatureHex),
});

const finding = v.strictObject({
  findingId: name,
  subject: v.strictObject({ kind: v.literal('scenario'), id: name }),
  reportId: name,
  indicatorId: v.nullable(name),
  severity: v.picklist(SEVERITIES),
  code: name,
  params: v.record(v.pipe(v.string(), v.maxLength(100)), v.union([words, v.number()])),
  text: v.nullable(words),
  by: v.nullable(v.pipe(v.string(), v.maxLength(100))),
  settled: v.boolean(),
});

const override = v.strictObject({
  subject,
  period,
  rating: v.nullable(rating),
  reason: words,
  person: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  officeId: id,
  at: time,
});

export const reviewsPayload = v.strictObject({
  /** null: everything that was not sent before. */
  period: v.nullable(period),
  officeName: text,
  reports: v.pipe(v.array(report), v.maxLength(20_000)),
  reviews: v.pipe(v.array(review), v.maxLength(50_000)),
  findings: v.pipe(v.array(finding), v.maxLength(50_000)),
  overrides: v.pipe(v.array(override), v.maxLength(20_000)),
});

export type ReviewsPayload = v.InferOutput<typeof reviewsPayload>;
export type SentReport = ReviewsPayload['reports'][number];
export type SentReview = ReviewsPayload['reviews'][number];
