import { createHash } from 'node:crypto';
import { canonicalJson } from '../programme/canonicalJson.ts';
import type { IndicatorDefinition, ReportDraft } from '../programme/model.ts';

/** The canonical bytes of a report that came as figures and not as a document: the words of the report format, sorted by indicator. */
export function reportDigest(
  draft: Pick<ReportDraft, 'scenarioId' | 'period' | 'asOf' | 'statedBy' | 'values'>,
  definitions: ReadonlyMap<string, IndicatorDefinition>,
): string {
  const indicators = [...draft.values]
    .sort((a, b) => (a.indicatorId < b.indicatorId ? -1 : 1))
    .map(({ indicatorId, value, base }) => {
      const definition = definitions.get(indicatorId);
      return {
        id: indicatorId,
        kind: definition?.kind,
        unit: definition?.unit,
        value,
        ...(base === null ? {} : { base }),
      };
    });
  const { scenarioId, period, asOf, statedBy } = draft;
  const report = { format: 'pilotlight-report', version: 1, scenarioId, period, asOf, statedBy, indicators };
  return createHash('sha256').update(canonicalJson(report)).digest('hex');
}
