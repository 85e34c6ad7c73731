import type { ImportPreview, ReportType } from '../contract/office.ts';
import type { ChangeSet } from '../programme/model.ts';
import type { ImportContext } from '../programme/seams.ts';
import type { Collecting, Collector } from './collect.ts';
import { collectIndicators } from './collectIndicators.ts';
import { collectMilestones } from './collectMilestones.ts';
import { collectEntities, collectScenarios } from './collectRegisters.ts';
import { collectTargets } from './collectTargets.ts';
import type { Grid } from './grid.ts';
import { isHelpSheet, isKnownElse } from './headings.ts';
import { LIMITS } from './limits.ts';
import {
  blindLayout,
  type Choice,
  type Column,
  chosen,
  fieldsFor,
  type Layout,
  layoutsOf,
  missingFields,
  typeOf,
  WIDE,
} from './mapping.ts';
import { registerOf } from './names.ts';
import { shown } from './problems.ts';
import { leftOut, Problems, Row } from './rows.ts';
import type { Work } from './slices.ts';

const COLLECTORS: Readonly<Record<ReportType, (collecting: Collecting) => Collector>> = {
  indicators: collectIndicators,
  milestones: collectMilestones,
  entities: collectEntities,
  scenarios: collectScenarios,
  targets: collectTargets,
};

/** What the person said about the file so far. */
export interface Asked {
  readonly type: ReportType | null;
  readonly period: string | null;
  readonly columns: readonly Choice[];
}

export interface Plan {
  readonly type: ReportType | null;
  readonly preview: Omit<ImportPreview, 'importId' | 'fileName' | 'encoding'>;
  readonly problems: Problems;
  readonly set: ChangeSet;
  readonly rows: number;
}

/** Everything that the file would change, and everything that speaks against it. Changes nothing. */
export async function makePlan(
  grid: Grid,
  fileName: string,
  asked: Asked,
  context: ImportContext,
  work: Work,
): Promise<Plan> {
  const problems = new Problems();
  const register = registerOf(context.master);
  const type = asked.type ?? typeOf(fileName, grid.sheets, register);
  let layouts = layoutsOf(grid.sheets, type ?? 'indicators', register);
  const seen = new Set(layouts.map(({ sheet }) => sheet.name));
  if (layouts.length === 0 || asked.columns.some(({ sheet }) => !seen.has(sheet))) {
    const rest = grid.sheets.filter((sheet) => !seen.has(sheet.name) && !sheet.hidden && !isHelpSheet(sheet.name));
    const wanted = rest.filter(({ name }) => layouts.length === 0 || asked.columns.some(({ sheet }) => sheet === name));
    layouts = [...layouts, ...wanted.flatMap((sheet) => blindLayout(sheet, type ?? 'indicators', register) ?? [])];
  }
  layouts = layouts.map((layout) => chosen(layout, asked.columns));
  const usable = sheetProblems(grid, layouts, type, problems);
  const once = new Set<string>();
  const collecting: Collecting = {
    context,
    register,
    scenarios: new Map(context.master.scenarios.map((scenario) => [scenario.scenarioId, scenario])),
    definitions: new Map(context.master.definitions.map((definition) => [definition.indicatorId, definition])),
    problems,
    work,
    period: asked.period,
    once: (key) => !once.has(key) && once.add(key).has(key),
  };
  const rows: Row[] = [];
  const set = type === null ? {} : await collect(usable, type, collecting, rows);
  if (usable.length > 0 && rows.length === 0) problems.add('no-rows', usable[0]?.sheet.name ?? '', null, null);
  problems.sort(grid.sheets.map(({ name }) => name));
  return { type, problems, set, rows: rows.length, preview: previewOf(layouts, type, rows, problems, asked, context) };
}

async function collect(layouts: readonly Layout[], type: ReportType, collecting: Collecting, rows: Row[]) {
  const collector = COLLECTORS[type](collecting);
  const total = layouts.reduce((sum, { sheet, headingRow }) => sum + sheet.rows.length - headingRow - 1, 0);
  let done = 0;
  for (const layout of layouts) {
    const byField = columnsByField(layout);
    for (let index = layout.headingRow + 1; index < layout.sheet.rows.length; index += 1) {
      const cells = layout.sheet.rows[index];
      const why = leftOut(cells);
      done += 1;
      const row = new Row(layout, index, byField, collecting.problems);
      if (why === null || (why !== 'empty' && namesSomebody(row, collecting))) {
        rows.push(row);
        collector.take(row);
      } else if (why !== 'empty') {
        collecting.problems.add(why, layout.sheet.name, index + 1, null);
      }
      if (done % 16 === 0) {
        collecting.work.progress(done, total);
        await collecting.work.breathe();
      }
    }
  }
  return collector.finish();
}

/** A row about a scenario that is known is data, even if that scenario is called 合计. */
function namesSomebody(row: Row, { register }: Collecting): boolean {
  return (
    register.scenarios.has(row.text('scenarioId')) ||
    register.scenarios.knows(row.text('scenario')) ||
    register.entities.has(row.text('entityId'))
  );
}

function columnsByField({ columns }: Layout): Map<string, Column> {
  const byField = new Map<string, Column>();
  for (const column of columns) {
    if (column.field !== null && !byField.has(column.field)) byField.set(column.field, column);
  }
  return byField;
}

/** Sheets of which rows can be read; what stands in the way of the others is said. */
function sheetProblems(grid: Grid, layouts: readonly Layout[], type: ReportType | null, problems: Problems): Layout[] {
  const laid = new Set(layouts.map(({ sheet }) => sheet));
  for (const sheet of grid.sheets) {
    const filled = sheet.rows.some((row) => row !== undefined && row.length > 0);
    if (isHelpSheet(sheet.name) || !filled) continue;
    if (sheet.hidden) problems.add('sheet-hidden', sheet.name, null, null);
    else if (!laid.has(sheet)) problems.add('sheet-without-headings', sheet.name, null, null);
  }
  if (layouts.length === 0) {
    problems.add('no-headings', grid.sheets[0]?.name ?? '', null, null);
    return [];
  }
  const [first] = layouts;
  if (type === null) {
    problems.add('type-unknown', first?.sheet.name ?? '', (first?.headingRow ?? 0) + 1, null);
    return [];
  }
  return layouts.filter((layout) => headingProblems(layout, type, problems));
}

/** Whether the rows of this sheet can be read. */
function headingProblems(
  { sheet, headingRow, columns, unitText, unit }: Layout,
  type: ReportType,
  problems: Problems,
): boolean {
  const row = headingRow + 1;
  const before = problems.errors;
  const taken = new Map<string, string>();
  const known = new Set(fieldsFor(type, []).map(({ field }) => field));
  const wide = type === 'indicators' || type === 'targets';
  for (const { field, letter, heading, oddScale, samples, chosen: byPerson } of columns) {
    if (field === null) {
      if (samples.length > 0 && !byPerson && !isKnownElse(heading)) {
        problems.add('column-left-out', sheet.name, row, letter, { heading: shown(heading) });
      }
      continue;
    }
    if (!known.has(field) && !(wide && WIDE.test(field)))
      problems.add('field-unknown', sheet.name, row, letter, { field });
    const other = taken.get(field);
    if (other !== undefined) problems.add('field-twice', sheet.name, row, letter, { field, other });
    taken.set(field, letter);
    if (oddScale)
      problems.add('heading-scale', sheet.name, row, letter, { heading: shown(heading || (unitText ?? '')) });
  }
  for (const field of missingFields(type, new Set(taken.keys()))) {
    problems.add('field-missing', sheet.name, row, null, { field });
  }
  if (unitText !== null && unit === null) {
    problems.add('sheet-unit-left-out', sheet.name, null, null, { text: shown(unitText) });
  }
  return problems.errors === before;
}

function previewOf(
  layouts: readonly Layout[],
  type: ReportType | null,
  rows: readonly Row[],
  problems: Problems,
  asked: Asked,
  context: ImportContext,
): Plan['preview'] {
  const counts = { new: 0, changed: 0, same: 0, problem: 0 };
  for (const { state } of rows) counts[state] += 1;
  const periods = new Set(layouts.flatMap(({ period }) => period ?? []));
  return {
    type,
    sheets: layouts.map(({ sheet, headingRow, columns }) => ({
      name: sheet.name,
      headingRow: headingRow + 1,
      rows: rows.filter(({ layout }) => layout.sheet === sheet).length,
      columns: columns.map(({ index, letter, heading, field, scale, samples }) => ({
        index,
        letter,
        heading,
        field,
        scale,
        samples,
      })),
    })),
    fields: fieldsFor(
      type ?? 'indicators',
      context.master.definitions.map(({ indicatorId }) => indicatorId),
    ),
    period: asked.period ?? (periods.size === 1 ? ([...periods][0] ?? null) : null),
    rows: rows.slice(0, LIMITS.previewRows).map((row) => ({
      sheet: row.layout.sheet.name,
      row: row.number,
      cells: row.cells(),
      state: row.state,
    })),
    counts,
    problems: problems.list.slice(0, LIMITS.previewRows),
    problemCount: problems.count,
    ready: type !== null && problems.errors === 0 && counts.problem === 0 && counts.new + counts.changed > 0,
  };
}
