import * as v from 'valibot';
import { fromHex } from '../../light-client/codec/hex.ts';
import { fromUtf8, toUtf8 } from '../../light-client/codec/utf8.ts';
import { attempt, fail, ok, type Result } from '../../light-client/core/errors.ts';
import { sm2Verify } from '../../light-client/crypto/sm2.ts';
import type { CryptoSuite } from '../../light-client/crypto/suite.ts';
import { add, formatDecimal, parseDecimal, ZERO } from '../metrics/decimal.ts';
import { canonicalJson } from './canonicalJson.ts';
import { type ReportOffice, type SignedReport, signedReportSchema } from './packs.ts';

export const MAX_DOCUMENT_BYTES = 256 * 1024;

type Offices = readonly Readonly<ReportOffice>[];

export interface ReadDocument {
  readonly signed: SignedReport;
  /** SHA-256 of the report's canonical bytes: what a chain anchors. */
  readonly digest: Uint8Array;
  /** The office whose signature was found good; null: unsigned, unknown office, or a bad signature. */
  readonly signedBy: string | null;
  readonly canonical: Uint8Array;
}

/** A document as a scenario's node serves it: bounded, strict, and about the scenario and period that were asked for. */
export function readDocument(
  bytes: Uint8Array,
  asked: { readonly scenarioId: string; readonly period: string },
  offices: Offices,
  suite: CryptoSuite,
): Result<ReadDocument> {
  const bad = (reason: string) => fail('bad-response', { at: 'report', reason });
  if (bytes.length > MAX_DOCUMENT_BYTES) return bad('too-large');
  let json: unknown;
  try {
    json = JSON.parse(fromUtf8(bytes));
  } catch {
    return bad('not-json');
  }
  const parsed = v.safeParse(signedReportSchema, json);
  if (!parsed.success) return bad(v.getDotPath(parsed.issues[0]) ?? 'shape');
  const signed = parsed.output;
  const { report } = signed;
  if (report.scenarioId !== asked.scenarioId || report.period !== asked.period) return bad('other-report');
  const canonical = attempt('bad-response', () => toUtf8(canonicalJson(report)));
  if (!canonical.ok) return canonical;
  const signedBy = goodSignature(signed, canonical.value, offices, suite);
  return ok({ signed, canonical: canonical.value, digest: suite.sha256(canonical.value), signedBy });
}

function goodSignature(
  { officeId, signature }: SignedReport,
  canonical: Uint8Array,
  offices: Offices,
  suite: CryptoSuite,
): string | null {
  if (officeId === undefined || signature === undefined) return null;
  // An office that changes its key has two for a while.
  const keys = offices.filter((candidate) => candidate.officeId === officeId);
  const bytes = fromHex(signature);
  const good = keys.some(({ key, algorithm }) =>
    algorithm === 'sm2'
      ? sm2Verify(fromHex(key), canonical, bytes)
      : suite.ed25519Verify(fromHex(key), canonical, bytes),
  );
  return good ? officeId : null;
}

/** Sum of the savings in yuan that a report states; null: it states none. */
export function savingOf(signed: SignedReport): string | null {
  const stated = signed.report.indicators
    .filter(({ kind, unit }) => kind === 'saving' && unit === 'yuan')
    .flatMap(({ value }) => parseDecimal(value) ?? []);
  return stated.length === 0 ? null : formatDecimal(stated.reduce(add, ZERO));
}
