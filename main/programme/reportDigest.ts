import { createHash } from 'node:crypto';
import { canonicalJson } from './canonicalJson.ts';
import type { ReportDraft } from './model.ts';

/**
 * Digest of a report that did not come as a document: SHA-256 over the canonical JSON of what it states, lower-case hex.
 * The order in which values stand in a sheet is no part of what is stated.
 */
export function draftDigest(
  draft: Pick<ReportDraft, 'scenarioId' | 'period' | 'statedBy' | 'asOf' | 'values'>,
): string {
  const { scenarioId, period, statedBy, asOf } = draft;
  const values = draft.values
    .map(({ indicatorId, value, base }) => ({ indicatorId, value, base }))
    .sort((a, b) => (a.indicatorId < b.indicatorId ? -1 : 1));
  const stated = { format: 'pilotlight-report-values', version: 1, scenarioId, period, statedBy, asOf, values };
  return createHash('sha256').update(canonicalJson(stated)).digest('hex');
}
