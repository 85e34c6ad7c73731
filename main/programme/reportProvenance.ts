import { dayOf } from '../contract/day.ts';
import type { Provenance } from '../contract/provenance.ts';
import { statedProvenance, withCondition } from '../contract/toWire.ts';
import { compare, parseDecimal } from '../metrics/decimal.ts';
import { levelRank } from '../metrics/provenance.ts';
import type { Anchoring, IndicatorDefinition, Observation, ReportValue, StoredReport } from './model.ts';

// How the values of a report are known: worked out from the evidence each time, never stored. A signature says who, an
// anchored digest says that nothing was changed since, and only the chain itself says how much.

/** One indicator of one scenario in one period. */
export interface KnownValue {
  readonly indicatorId: string;
  /** The figure: what the chain proves where it proves anything, else what was reported. */
  readonly value: string;
  readonly provenance: Provenance;
  readonly base: string | null;
  readonly asOf: string;
  /** What the report says; null: it says nothing of this indicator. */
  readonly reported: string | null;
}

/** A reported value that cannot be, given what the chain proves. */
export interface ChainContradiction {
  readonly indicatorId: string;
  readonly reported: string;
  readonly proven: string;
  /** `same-day`: both are of one day · `more-than-later`: the chain counted less afterwards · `less-than-earlier`: it had counted more before. */
  readonly how: 'same-day' | 'more-than-later' | 'less-than-earlier';
}

export interface KnownReport {
  /** Of the report as a document. */
  readonly provenance: Provenance;
  readonly values: readonly KnownValue[];
  readonly contradictions: readonly ChainContradiction[];
}

export interface ReportEvidence {
  /** Newest that is known for the scenario and period; null: the chain was not asked, or has no say. */
  readonly anchoring: Anchoring | null;
  /** The version whose digest is the anchored one, where it came. */
  readonly anchoredVersion: StoredReport | null;
  readonly observations: readonly Observation[];
}

/** The document itself: on somebody's word, signed, anchored, or contradicted by what is anchored. */
export function documentProvenance(report: StoredReport, { anchoring, anchoredVersion }: ReportEvidence): Provenance {
  const stated = statedBy(report);
  if (anchoring === null || anchoring.digest === null) return stated;
  if (anchoring.digest === report.digest) return anchoredBy(anchoring, stated);
  if (report.document !== null) return contradictedBy(anchoring, stated);
  // A sheet is never byte for byte the document that was anchored: it stands or falls by its values, where these are known.
  if (anchoredVersion === null) return stated;
  const same =
    report.values.length === anchoredVersion.values.length &&
    report.values.every((value) => isSame(value, anchoredVersion));
  return same ? anchoredBy(anchoring, stated) : contradictedBy(anchoring, stated);
}

export function knownReport(
  report: StoredReport,
  evidence: ReportEvidence,
  definitions: ReadonlyMap<string, IndicatorDefinition>,
): KnownReport {
  const provenance = documentProvenance(report, evidence);
  const contradictions: ChainContradiction[] = [];
  const asOf = report.asOf;
  const values = report.values.map(({ indicatorId, value, base }): KnownValue => {
    const observation = lastOf(evidence.observations, indicatorId);
    if (observation === null) {
      return {
        indicatorId,
        value,
        base,
        asOf,
        provenance: valueProvenance(report, indicatorId, provenance, evidence),
        reported: value,
      };
    }
    const how = disagreement(report, value, observation, definitions.get(indicatorId));
    if (how !== null) contradictions.push({ indicatorId, reported: value, proven: observation.value, how });
    return proven(observation, value, base);
  });
  const reported = new Set(report.values.map(({ indicatorId }) => indicatorId));
  return { provenance, values: [...values, ...provenAlone(evidence.observations, reported)], contradictions };
}

/** What the chain proves where no report came. */
export function observedValues(observations: readonly Observation[]): readonly KnownValue[] {
  return provenAlone(observations, new Set());
}

function provenAlone(observations: readonly Observation[], except: ReadonlySet<string>): readonly KnownValue[] {
  const ids = new Set(observations.map(({ indicatorId }) => indicatorId).filter((id) => !except.has(id)));
  return [...ids].flatMap((id) => {
    const observation = lastOf(observations, id);
    return observation === null ? [] : [proven(observation, null, null)];
  });
}

function proven(observation: Observation, reported: string | null, base: string | null): KnownValue {
  const { indicatorId, value, provenance, observedAt } = observation;
  return { indicatorId, value, provenance, base, asOf: provenance.at?.headerTime ?? observedAt, reported };
}

function lastOf(observations: readonly Observation[], indicatorId: string): Observation | null {
  return observations.findLast((one) => one.indicatorId === indicatorId) ?? null;
}

function statedBy({ signedBy, statedBy: source }: StoredReport): Provenance {
  return statedProvenance(signedBy === null ? 'reported' : 'signed', source.zh);
}

/** An anchored document is no better than anchored, whatever proves that its digest lies there. */
function anchoredBy({ provenance }: Anchoring, stated: Provenance): Provenance {
  const level = levelRank(provenance.level) > levelRank('anchored') ? 'anchored' : provenance.level;
  return { ...provenance, level, ...(stated.source !== undefined && { source: stated.source }) };
}

/** The header in which the other digest lies stands beside it: the contradiction can be opened. */
function contradictedBy({ provenance }: Anchoring, stated: Provenance): Provenance {
  return withCondition({ ...stated, ...(provenance.at !== undefined && { at: provenance.at }) }, 'contradicted');
}

/** Of a sheet that differs from the anchored document in some values, the others are those of the document. */
function valueProvenance(
  report: StoredReport,
  indicatorId: string,
  document: Provenance,
  { anchoring, anchoredVersion }: ReportEvidence,
): Provenance {
  if (document.condition !== 'contradicted' || report.document !== null) return document;
  const value = report.values.find((one) => one.indicatorId === indicatorId);
  if (anchoring === null || anchoredVersion === null || value === undefined) return document;
  return isSame(value, anchoredVersion) ? anchoredBy(anchoring, statedBy(report)) : document;
}

function isSame({ indicatorId, value, base }: ReportValue, version: StoredReport): boolean {
  const other = version.values.find((one) => one.indicatorId === indicatorId);
  return other !== undefined && difference(value, other.value) === 0 && (base ?? '') === (other.base ?? '');
}

/**
 * Numbers of different days may differ; but not on one day, and a running total neither falls nor runs ahead of what the
 * chain counted later.
 */
function disagreement(
  report: StoredReport,
  reported: string,
  { value, provenance, observedAt }: Observation,
  definition: IndicatorDefinition | undefined,
): ChainContradiction['how'] | null {
  const sign = difference(reported, value);
  if (sign === 0) return null;
  const reportDay = dayOf(report.asOf);
  const chainDay = dayOf(provenance.at?.headerTime ?? observedAt);
  if (reportDay === chainDay) return 'same-day';
  if (definition?.kind !== 'cumulative') return null;
  if (chainDay > reportDay) return sign > 0 ? 'more-than-later' : null;
  return sign < 0 ? 'less-than-earlier' : null;
}

/** Negative: a < b. What is no decimal differs from everything. */
function difference(a: string, b: string): number {
  const [left, right] = [parseDecimal(a), parseDecimal(b)];
  return left === null || right === null ? 1 : compare(left, right);
}
