import type { FileBytes, OfficeRequest } from '../contract/office.ts';
import type { Outcome } from '../contract/services.ts';
import { ImportFailure } from '../exchange/failure.ts';
import { type ExportRow, exportTable } from '../exchange/tables.ts';
import { NOTHING } from '../metrics/provenance.ts';
import type { Queries } from './queries/index.ts';
import { targetsOf } from './queries/inputs.ts';
import { filtered, zoneName } from './queries/scenarios.ts';

/** The quarterly report as a table: a row for each value that was stated, proven or aimed at. */
export async function exportRows(request: OfficeRequest<'exportTable'>, queries: Queries): Promise<Outcome<FileBytes>> {
  const frame = queries.at(request);
  const inPeriod = frame.period(request.period ?? frame.newest);
  const { sectors, entities, indicators } = frame.master;
  const rows = filtered(inPeriod, request.filter).flatMap((scenario): ExportRow[] => {
    const state = inPeriod.state(scenario);
    const targets = targetsOf(inPeriod, scenario.scenarioId);
    const rating = inPeriod.status({ kind: 'scenario', id: scenario.scenarioId }).shown;
    return indicators.list.flatMap(({ indicatorId, name, unit }, column): ExportRow[] => {
      const value = state.known[column];
      const target = targets.get(indicatorId) ?? null;
      if (value === undefined && target === null) return [];
      return [
        {
          scenarioId: scenario.scenarioId,
          scenario: scenario.name,
          zone: zoneName(frame, scenario.zoneId),
          entity: scenario.entityId === null ? null : (entities.get(scenario.entityId)?.name ?? null),
          sector: sectors.get(scenario.sectorId)?.name ?? null,
          period: inPeriod.period,
          ...{ indicatorId, indicator: name, unit, target, rating },
          value: value?.value ?? null,
          base: value?.base ?? null,
          asOf: value?.asOf ?? null,
          statedBy: state.report?.statedBy ?? null,
          provenance: value?.provenance ?? NOTHING,
        },
      ];
    });
  });
  const { format, encoding, language } = request;
  try {
    return { ok: true, value: await exportTable(rows, format, encoding, language) };
  } catch (cause) {
    if (!(cause instanceof ImportFailure)) throw cause;
    return { ok: false, error: { code: cause.code, category: 'input', params: cause.params } };
  }
}
