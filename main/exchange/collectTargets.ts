import type { Target } from '../programme/model.ts';
import { type Collecting, type Collector, periodOfRow, quantityOf, scenarioOf } from './collect.ts';
import { fractionDigits } from './decimals.ts';
import { WIDE } from './mapping.ts';
import type { Row } from './rows.ts';

/** What a scenario is to reach: a row per target, or a column per indicator. */
export function collectTargets(collecting: Collecting): Collector {
  const { context, work } = collecting;
  const known = new Map<string, ReadonlyMap<string, string>>();
  const knownOf = (period: string) => {
    const found =
      known.get(period) ?? new Map(context.targetsOf(period).map((target) => [keyOf(target), target.value]));
    known.set(period, found);
    return found;
  };
  const seen = new Map<string, number>();
  const targets: Target[] = [];
  return {
    take(row) {
      const scenarioId = scenarioOf(row, collecting);
      const period = periodOfRow(row, collecting);
      const found = row.column('target') === undefined ? wide(row, collecting) : long(row, collecting);
      if (scenarioId === null || period === null) return;
      for (const { field, indicatorId, value } of found) {
        const target = { scenarioId, indicatorId, period, value };
        const key = keyOf(target);
        const twice = seen.get(key);
        if (twice !== undefined) {
          row.problem('row-twice', field, { row: twice, sheet: row.layout.sheet.name });
          continue;
        }
        seen.set(key, row.number);
        const before = knownOf(period).get(key);
        if (before === value) continue;
        row.found(before === undefined && row.state !== 'changed' ? 'new' : 'changed');
        targets.push(target);
      }
    },
    async finish() {
      await work.breathe();
      return { targets };
    },
  };
}

function keyOf({ scenarioId, indicatorId, period }: Omit<Target, 'value'>): string {
  return `${scenarioId} ${indicatorId} ${period}`;
}

type Found = { readonly field: string; readonly indicatorId: string; readonly value: string };

function long(row: Row, collecting: Collecting): Found[] {
  if (row.text('indicatorId') === '' && row.text('indicator') === '') {
    row.problem('indicator-missing', row.column('indicator') === undefined ? 'indicatorId' : 'indicator');
    return [];
  }
  const indicatorId = row.look('indicator', collecting.register.indicators);
  if (row.cell('target') === undefined) row.problem('target-missing', 'target');
  return indicatorId === null ? [] : one(row, 'target', indicatorId, collecting);
}

function wide(row: Row, collecting: Collecting): Found[] {
  return row.layout.columns.flatMap(({ field }) => {
    const [, kind, indicatorId] = WIDE.exec(field ?? '') ?? [];
    return field !== null && kind === 'value' && indicatorId !== undefined
      ? one(row, field, indicatorId, collecting)
      : [];
  });
}

function one(row: Row, field: string, indicatorId: string, { definitions }: Collecting): Found[] {
  const definition = definitions.get(indicatorId);
  const value = definition === undefined ? undefined : quantityOf(row, field, definition);
  if (definition === undefined || value == null) return [];
  const digits = fractionDigits(value);
  if (digits > definition.decimals) {
    row.problem('value-decimals', field, { value, digits, decimals: definition.decimals, indicator: indicatorId });
    return [];
  }
  return [{ field, indicatorId, value }];
}
