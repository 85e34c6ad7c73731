import type { ChangeSet, IndicatorDefinition, Scenario } from '../programme/model.ts';
import type { ImportContext } from '../programme/seams.ts';
import { textOf } from './grid.ts';
import type { Register } from './names.ts';
import { readQuantity, saysNothing } from './quantities.ts';
import type { Problems, Row } from './rows.ts';
import type { Work } from './slices.ts';

/** What reads the rows of one kind of report. `finish` looks at all of them together. */
export interface Collector {
  take(row: Row): void;
  finish(): Promise<ChangeSet>;
}

export interface Collecting {
  readonly context: ImportContext;
  readonly register: Register;
  readonly scenarios: ReadonlyMap<string, Scenario>;
  readonly definitions: ReadonlyMap<string, IndicatorDefinition>;
  readonly problems: Problems;
  readonly work: Work;
  /** The person's word for rows that have no period of their own. */
  readonly period: string | null;
  /** Once a sheet, whatever the number of rows. */
  once(key: string): boolean;
}

/** The scenario of a row. A zone or entity only narrows: an unknown one beside a clear scenario is no matter; several of one name are told apart by zone or entity, where the row says it. */
export function scenarioOf(row: Row, { register, scenarios }: Collecting): string | null {
  const zoneId = row.text('zone') === '' ? null : register.zones.idOf(row.text('zone'));
  const entityId = row.text('entity') === '' ? null : register.entities.idOf(row.text('entity'));
  const within = (id: string) => {
    const scenario = scenarios.get(id);
    return (zoneId === null || scenario?.zoneId === zoneId) && (entityId === null || scenario?.entityId === entityId);
  };
  if (row.text('scenarioId') === '' && row.text('scenario') === '') {
    row.problem('scenario-missing', row.column('scenario') === undefined ? 'scenarioId' : 'scenario');
    return null;
  }
  return row.look('scenario', register.scenarios, within);
}

export function periodOfRow(row: Row, collecting: Collecting): string | null {
  const period = row.period(collecting.period ?? row.layout.period);
  if (period === null && row.cell('period') === undefined) {
    // Said once for the sheet: one choice settles it for all rows.
    if (collecting.once(`period ${row.layout.sheet.name}`)) {
      collecting.problems.add('period-missing', row.layout.sheet.name, null, row.column('period')?.letter ?? null);
    }
    row.state = 'problem';
  }
  return period;
}

/** undefined: the cell is empty or says "none". null: it cannot be taken, and that is said. */
export function quantityOf(row: Row, field: string, definition: IndicatorDefinition): string | null | undefined {
  const cell = row.cell(field);
  const column = row.column(field);
  if (cell === undefined || column === undefined) return undefined;
  if (cell.kind === 'text' && saysNothing(textOf(cell))) {
    row.problem('no-data-mark', field, { text: textOf(cell) });
    return undefined;
  }
  // Said once, at the heading, for the whole column.
  if (column.oddScale) {
    row.state = 'problem';
    return null;
  }
  const bare = field.includes(':');
  const plain = cell.kind === 'text' ? { ...cell, text: textOf(cell) } : cell;
  const quantity = readQuantity(
    plain,
    {
      scale: column.fromSheet ? '1' : column.scale,
      heading: column.unit,
      unitCell: bare ? null : row.text('unit'),
      sheet: column.fromSheet ? row.layout.unit : null,
    },
    definition,
  );
  for (const { code, params } of quantity.problems) {
    const aboutUnit = code === 'unit-unknown' && !bare && row.text('unit') !== '';
    row.problem(code, aboutUnit ? 'unit' : field, params);
  }
  return quantity.value;
}
