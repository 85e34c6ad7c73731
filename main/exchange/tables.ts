import type { Text } from '../contract/chain.ts';
import type { Unit } from '../contract/figures.ts';
import type { FileBytes } from '../contract/office.ts';
import type { Rating } from '../contract/programme.ts';
import type { Condition, Level, Provenance } from '../contract/provenance.ts';
import type { Language } from '../contract/services.ts';
import { formatDecimal, parseDecimal } from '../metrics/decimal.ts';
import { shortest } from './decimals.ts';
import { encodeText } from './encoding.ts';
import { unwatched } from './slices.ts';
import { neutralise } from './text.ts';
import { type WriteCell, writeXlsx } from './xlsxWriter.ts';

// Figures on their way out, each with how it is known beside it. The columns bear names that the importer reads back.

/** One figure of one scenario in one period. */
export interface ExportRow {
  readonly scenarioId: string;
  readonly scenario: Text;
  readonly zone: Text | null;
  readonly entity: Text | null;
  readonly sector: Text | null;
  readonly period: string;
  readonly indicatorId: string;
  readonly indicator: Text;
  readonly unit: Unit;
  /** Exact decimal; null: nothing was stated. */
  readonly value: string | null;
  readonly base: string | null;
  readonly target: string | null;
  readonly asOf: string | null;
  readonly statedBy: Text | null;
  readonly rating: Rating | null;
  readonly provenance: Provenance;
}

/** A cell of any table: a text, an exact decimal, or nothing. */
export type TableCell = string | { readonly number: string } | null;

const UNITS: Readonly<Record<Unit, Text>> = {
  count: { zh: '个', en: 'count' },
  records: { zh: '条', en: 'records' },
  percent: { zh: '%', en: '%' },
  yuan: { zh: '元', en: 'CNY' },
  headers: { zh: '区块头', en: 'headers' },
  signatures: { zh: '签名', en: 'signatures' },
  minutes: { zh: '分钟', en: 'minutes' },
  seconds: { zh: '秒', en: 'seconds' },
  hours: { zh: '小时', en: 'hours' },
  items: { zh: '件', en: 'items' },
  persons: { zh: '人', en: 'persons' },
  organisations: { zh: '家', en: 'organisations' },
  usd: { zh: '美元', en: 'USD' },
};

export function unitWord(unit: Unit, language: Language): string {
  return say(UNITS[unit], language);
}

// The words of the view, so that a person finds on paper what stood on the screen.

const LEVELS: Readonly<Record<Level, Text>> = {
  reported: { zh: '自报', en: 'Reported' },
  signed: { zh: '已签名', en: 'Signed' },
  anchored: { zh: '已锚定', en: 'Anchored' },
  proven: { zh: '已证明', en: 'Proven' },
  corroborated: { zh: '已互证', en: 'Corroborated' },
};

const CONDITIONS: Readonly<Record<Condition, Text>> = {
  fresh: { zh: '新近', en: 'Fresh' },
  stale: { zh: '过旧', en: 'Stale' },
  expired: { zh: '已过期', en: 'Expired' },
  contradicted: { zh: '被驳', en: 'Refuted' },
  'not-verifiable': { zh: '不可验', en: 'Not verifiable' },
};

const RATINGS: Readonly<Record<Rating, Text>> = {
  green: { zh: '正常', en: 'On track' },
  'amber-green': { zh: '基本正常', en: 'Mostly on track' },
  amber: { zh: '关注', en: 'Watch' },
  'amber-red': { zh: '预警', en: 'At risk' },
  red: { zh: '滞后', en: 'Behind' },
  'not-rated': { zh: '未评级', en: 'Not rated' },
  'no-current-data': { zh: '无当前数据', en: 'No current data' },
};

interface ExportColumn {
  readonly zh: string;
  readonly en: string;
  readonly width: number;
  readonly cell: (row: ExportRow, language: Language) => TableCell;
}

const say = (text: Text | null, language: Language): string =>
  text === null ? '' : language === 'en' ? text.en : text.zh;
/** As short as it is exact; what is no decimal stays as it was stated. */
const number = (value: string | null): TableCell => {
  const decimal = value === null ? null : parseDecimal(value);
  return decimal === null ? value : { number: formatDecimal(decimal) };
};

const COLUMNS: readonly ExportColumn[] = [
  { zh: '场景编号', en: 'Scenario id', width: 22, cell: ({ scenarioId }) => scenarioId },
  { zh: '场景名称', en: 'Scenario', width: 28, cell: ({ scenario }, language) => say(scenario, language) },
  { zh: '示范区', en: 'Zone', width: 16, cell: ({ zone }, language) => say(zone, language) },
  { zh: '试点单位', en: 'Entity', width: 24, cell: ({ entity }, language) => say(entity, language) },
  { zh: '领域', en: 'Field', width: 18, cell: ({ sector }, language) => say(sector, language) },
  { zh: '报告期', en: 'Period', width: 10, cell: ({ period }) => period },
  { zh: '指标编号', en: 'Indicator id', width: 18, cell: ({ indicatorId }) => indicatorId },
  { zh: '指标名称', en: 'Indicator', width: 24, cell: ({ indicator }, language) => say(indicator, language) },
  { zh: '数值', en: 'Value', width: 16, cell: ({ value }) => number(value) },
  { zh: '计量单位', en: 'Unit', width: 9, cell: ({ unit }, language) => unitWord(unit, language) },
  {
    zh: '可信级别',
    en: 'Level',
    width: 10,
    cell: ({ provenance }, language) => say(LEVELS[provenance.level], language),
  },
  {
    zh: '可信状态',
    en: 'Condition',
    width: 10,
    cell: ({ provenance }, language) => say(CONDITIONS[provenance.condition], language),
  },
  { zh: '链', en: 'Chain', width: 18, cell: ({ provenance }) => provenance.at?.chainId ?? null },
  // A height is a name of a block, not a figure: as text it keeps all of its digits.
  { zh: '高度', en: 'Height', width: 12, cell: ({ provenance }) => provenance.at?.height ?? null },
  { zh: '区块头哈希', en: 'Header hash', width: 66, cell: ({ provenance }) => provenance.at?.headerHash ?? null },
  { zh: '出处', en: 'Source', width: 24, cell: ({ provenance }) => provenance.source ?? null },
  { zh: '基数', en: 'Base', width: 14, cell: ({ base }) => (base !== null && isCanonical(base) ? number(base) : base) },
  { zh: '目标值', en: 'Target', width: 14, cell: ({ target }) => number(target) },
  { zh: '数据截至', en: 'As of', width: 12, cell: ({ asOf }) => asOf },
  { zh: '填报单位', en: 'Reported by', width: 24, cell: ({ statedBy }, language) => say(statedBy, language) },
  {
    zh: '评级',
    en: 'Rating',
    width: 12,
    cell: ({ rating }, language) => (rating === null ? '' : say(RATINGS[rating], language)),
  },
];

/** The quarterly figures with how each is known beside it. Throws ImportFailure `import-encoding-cannot` where GB18030 has no such character. */
export async function exportTable(
  rows: readonly ExportRow[],
  format: 'xlsx' | 'csv',
  encoding: 'utf-8' | 'gb18030',
  language: Language,
): Promise<FileBytes> {
  const headings = COLUMNS.map((column) => (language === 'en' ? column.en : column.zh));
  const cells = await sliced(rows, (row) => COLUMNS.map(({ cell }) => cell(row, language)));
  const periods = [...new Set(rows.map(({ period }) => period))];
  const name = `${language === 'en' ? 'pilotlight-indicators' : '季度指标'}${periods.length === 1 ? `-${periods[0]}` : ''}`;
  if (format === 'csv') return { fileName: `${name}.csv`, bytes: tableCsv(headings, cells, encoding) };
  const sheet = language === 'en' ? 'Indicators' : '季度指标';
  return {
    fileName: `${name}.xlsx`,
    bytes: await tableWorkbook(
      headings,
      cells,
      sheet,
      COLUMNS.map(({ width }) => width),
    ),
  };
}

/** Any table as a workbook of one sheet: the first row in sight and bold, numbers as numbers, texts never as formulas. */
export async function tableWorkbook(
  headings: readonly string[],
  rows: readonly (readonly TableCell[])[],
  sheet = 'Pilotlight',
  widths: readonly number[] = headings.map(() => 18),
): Promise<Uint8Array> {
  const all = await sliced([headings, ...rows], (row) => row.map(harmless));
  return writeXlsx([{ name: sheet, rows: all, widths, headingRows: 1 }]);
}

/** Any table as CSV, for programs that guess the encoding. */
export function tableCsv(
  headings: readonly string[],
  rows: readonly (readonly TableCell[])[],
  encoding: 'utf-8' | 'gb18030',
): Uint8Array {
  const lines = [headings, ...rows].map((row) => row.map((cell) => csvField(harmless(cell))).join(','));
  return encodeText(`${lines.join('\r\n')}\r\n`, encoding);
}

/** As `map`, handing the thread back in between. */
async function sliced<T, U>(items: readonly T[], each: (item: T) => U): Promise<U[]> {
  const work = unwatched();
  const made: U[] = [];
  for (const [index, item] of items.entries()) {
    made.push(each(item));
    if (index % 64 === 0) await work.breathe();
  }
  return made;
}

function harmless(cell: TableCell): WriteCell {
  if (cell === null || cell === '') return null;
  if (typeof cell === 'string') return neutralise(wellFormed(cell));
  if (!isCanonical(cell.number)) throw new Error(`not a canonical decimal: ${cell.number}`);
  // More digits than a spreadsheet's number keeps stay exact as text.
  return shortest(cell.number) === cell.number ? cell : cell.number;
}

/** A lone half of a pair is no character in any encoding. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

function isCanonical(text: string): boolean {
  const decimal = parseDecimal(text);
  return decimal !== null && formatDecimal(decimal) === text;
}

function csvField(cell: WriteCell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return cell.number;
  return /[",;\r\n\t]|^\s|\s$/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
}
