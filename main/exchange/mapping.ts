import type { ImportColumn, ReportType } from '../contract/office.ts';
import { REPORT_TYPES } from '../contract/office.ts';
import { asOfWithin, periodWithin } from './dates.ts';
import { columnLetter, type Sheet, textOf } from './grid.ts';
import { type Headings, headingsAt } from './headingRows.ts';
import { FIELDS, fieldOf, isHelpSheet, splitHeading, TYPE_WORDS } from './headings.ts';
import { LIMITS } from './limits.ts';
import type { Register } from './names.ts';
import { revive } from './text.ts';
import { parseUnit, type StatedUnit, speaksFor } from './units.ts';

// Which row of a sheet heads it, what each column is, what the file holds. A proposal: the person has the last word.

export interface Column extends ImportColumn {
  readonly unit: StatedUnit | null;
  /** The scale is said above the table, not in the heading: it holds only where the indicator's unit fits. */
  readonly fromSheet: boolean;
  /** A scale that is neither one, 万 nor 亿: such a column is not taken. */
  readonly oddScale: boolean;
  /** The person said what it is. */
  readonly chosen: boolean;
}

export interface Layout {
  readonly sheet: Sheet;
  /** The one above the rows. Counts from 0. */
  readonly headingRow: number;
  readonly columns: readonly Column[];
  /** Said above the table. */
  readonly period: string | null;
  readonly asOf: string | null;
  readonly unit: StatedUnit | null;
  readonly unitText: string | null;
}

export interface Choice {
  readonly sheet: string;
  readonly index: number;
  readonly field: string | null;
  readonly scale: ImportColumn['scale'];
}

/** A column per indicator: `value:<id>`, and its base `base:<id>`. */
export const WIDE = /^(value|base):(.+)$/;

const PLAIN_SCALES: readonly string[] = ['1', '10000', '100000000'];

export function layoutsOf(sheets: readonly Sheet[], type: ReportType, register: Register): Layout[] {
  return sheets
    .filter((sheet) => !sheet.hidden && !isHelpSheet(sheet.name))
    .flatMap((sheet) => layoutOf(sheet, type, register) ?? []);
}

/** null: no row of this sheet looks like headings of that type. */
function layoutOf(sheet: Sheet, type: ReportType, register: Register): Layout | null {
  let best = { row: -1, score: 1 };
  for (let row = 0; row < Math.min(sheet.rows.length, LIMITS.headingRows); row += 1) {
    const cells = sheet.rows[row];
    if (cells === undefined) continue;
    const fields = new Set(
      cells.flatMap((cell) => (cell?.kind === 'text' ? (fieldFor(type, cell.text, register) ?? []) : [])),
    );
    if (fields.size > best.score) best = { row, score: fields.size };
  }
  if (best.row === -1) return null;
  return laidOut(sheet, best.row, type, register);
}

/** When nothing of the headings is known: the first row with two texts, so that a person can say what is what. */
export function blindLayout(sheet: Sheet, type: ReportType, register: Register): Layout | null {
  const row = sheet.rows.findIndex(
    (cells) => cells !== undefined && cells.filter((cell) => cell !== undefined).length > 1,
  );
  return row === -1 ? null : laidOut(sheet, row, type, register);
}

function laidOut(sheet: Sheet, row: number, type: ReportType, register: Register): Layout {
  const headings = headingsAt(sheet, row);
  const said = above(sheet, headings.first);
  const columns = columnsOf(sheet, headings, type, register).map((column) =>
    underSheetUnit(column, said.unit, register),
  );
  return { sheet, headingRow: headings.last, columns, ...said };
}

/** "单位：万元" above the table speaks for the figures that have no unit of their own. */
function underSheetUnit(column: Column, unit: StatedUnit | null, register: Register): Column {
  if (unit === null || unit.scale === '1' || column.unit !== null || column.field === null) return column;
  const indicator = /^value:(.+)$/.exec(column.field)?.[1];
  const own = indicator === undefined ? undefined : register.units.get(indicator);
  const fits = own === undefined ? /^(value|target)$/.test(column.field) : speaksFor(unit, own);
  if (!fits) return column;
  const oddScale = !PLAIN_SCALES.includes(unit.scale);
  return { ...column, scale: oddScale ? '1' : (unit.scale as ImportColumn['scale']), oddScale, fromSheet: true };
}

function above(sheet: Sheet, headingRow: number): Pick<Layout, 'period' | 'asOf' | 'unit' | 'unitText'> {
  let period: string | null = null;
  let asOf: string | null = null;
  let unitText: string | null = null;
  const texts = sheet.rows.slice(0, headingRow).flatMap((cells) => (cells ?? []).map(textOf));
  for (const text of texts) {
    period ??= periodWithin(text);
    asOf ??= asOfWithin(text);
    unitText ??=
      /(?:^|[\s(（])(?:金额)?单位\s*[:：]\s*([^\s)）]+)/.exec(text)?.[1] ??
      /\bunit\s*:\s*([^)]+)/i.exec(text)?.[1] ??
      null;
  }
  return { period, asOf, unitText, unit: unitText === null ? null : parseUnit(unitText) };
}

function fieldFor(type: ReportType, heading: string, register: Register): string | null {
  const split = splitHeading(revive(heading));
  const known = fieldOf(type, split);
  if (known !== null) return known;
  if (type !== 'indicators' && type !== 'targets') return null;
  return wideField(heading, split.bare, register);
}

function wideField(heading: string, bare: string, register: Register): string | null {
  const direct = register.indicators.idOf(heading);
  if (direct !== null) return `value:${direct}`;
  const base = /^(.+?)[(]?(?:的?基数|的?基准值|base(?:line)?)[)]?$/.exec(bare);
  for (const [name, prefix] of [[bare, 'value'] as const, [base?.[1], 'base'] as const]) {
    const id = name === undefined || name === '' ? null : register.indicators.idOf(name);
    if (id !== null) return `${prefix}:${id}`;
  }
  return null;
}

function columnsOf(sheet: Sheet, { last, texts }: Headings, type: ReportType, register: Register): Column[] {
  let width = texts.length;
  // A column without a heading is still a column, where it holds something.
  for (const row of sheet.rows.slice(last + 1, last + 200)) width = Math.max(width, row?.length ?? 0);
  const columns: Column[] = [];
  for (let index = 0; index < width; index += 1) {
    const heading = texts[index] ?? '';
    const samples = samplesOf(sheet, last, index);
    if (heading === '' && samples.length === 0) continue;
    const split = splitHeading(heading);
    const scale = split.unit?.scale ?? '1';
    const oddScale = !PLAIN_SCALES.includes(scale);
    columns.push({
      index,
      letter: columnLetter(index),
      heading: heading.slice(0, 300),
      field: heading === '' ? null : fieldFor(type, heading, register),
      scale: oddScale ? '1' : (scale as ImportColumn['scale']),
      samples,
      unit: split.unit,
      fromSheet: false,
      oddScale,
      chosen: false,
    });
  }
  return columns;
}

function samplesOf(sheet: Sheet, headingRow: number, index: number): string[] {
  const samples: string[] = [];
  for (let row = headingRow + 1; row < sheet.rows.length && row < headingRow + 60 && samples.length < 3; row += 1) {
    const text = textOf(sheet.rows[row]?.[index]);
    if (text !== '' && !samples.includes(text)) samples.push(text.slice(0, 60));
  }
  return samples;
}

/** What the file holds, by what its headings allow; a word in the names of file and sheets settles a tie. null: unclear. */
export function typeOf(fileName: string, sheets: readonly Sheet[], register: Register): ReportType | null {
  const said = [fileName, ...sheets.filter(({ name }) => !isHelpSheet(name)).map(({ name }) => name)].join(' ');
  let best: { readonly type: ReportType; readonly score: number } | null = null;
  for (const type of REPORT_TYPES) {
    for (const layout of layoutsOf(sheets, type, register)) {
      const fields = new Set(layout.columns.flatMap(({ field }) => field ?? []));
      if (missingFields(type, fields).length > 0) continue;
      // Weak words such as 名称 head many a table.
      if (type === 'entities' && fields.size < 3) continue;
      const score = fields.size + (TYPE_WORDS[type].test(said) ? 20 : 0);
      if (best === null || score > best.score) best = { type, score };
    }
  }
  return best?.type ?? null;
}

/** Fields without which nothing can be taken in. */
export function missingFields(type: ReportType, fields: ReadonlySet<string>): string[] {
  const wide = [...fields].some((field) => field.startsWith('value:'));
  return FIELDS[type].flatMap(({ field, required }) => {
    if (!required || fields.has(field) || fields.has(`${field}Id`)) return [];
    if (wide && (field === 'indicator' || field === 'value' || field === 'target')) return [];
    if (field === 'nameZh' && fields.has('nameEn')) return [];
    return [field];
  });
}

/** The person's choices over the proposal. */
export function chosen(layout: Layout, choices: readonly Choice[]): Layout {
  const own = new Map(
    choices.filter(({ sheet }) => sheet === layout.sheet.name).map((choice) => [choice.index, choice]),
  );
  return {
    ...layout,
    columns: layout.columns.map((column) => {
      const choice = own.get(column.index);
      if (choice === undefined) return column;
      const rescaled = choice.scale !== column.scale;
      return {
        ...column,
        field: choice.field,
        scale: choice.scale,
        fromSheet: column.fromSheet && !rescaled,
        oddScale: column.oddScale && !rescaled,
        chosen: true,
      };
    }),
  };
}

/** Fields that a column may be given, the wide ones last. */
export function fieldsFor(type: ReportType, indicatorIds: readonly string[]) {
  const wide = type === 'indicators' || type === 'targets';
  return [
    ...FIELDS[type].map(({ field, required }) => ({ field, required })),
    ...(wide ? indicatorIds.slice(0, 400).map((id) => ({ field: `value:${id}`, required: false })) : []),
    ...(type === 'indicators'
      ? indicatorIds.slice(0, 400).map((id) => ({ field: `base:${id}`, required: false }))
      : []),
  ];
}
