import { serialDate } from './dates.ts';
import { expandNumber, shortest } from './decimals.ts';
import { ImportFailure } from './failure.ts';
import { type Cell, cellAddress, type Grid, type Sheet } from './grid.ts';
import { LIMITS } from './limits.ts';
import type { Work } from './slices.ts';
import { XmlReader } from './xml.ts';
import { type Archive, openArchive } from './zip.ts';

// Office Open XML as far as figures need it: shared and inline texts, numbers as their exact text, which number is a date
// or a percentage by its format, merged cells. Formulas count by the value that was computed last.

interface Book {
  readonly texts: readonly string[];
  /** By cell style. */
  readonly formats: readonly ('plain' | 'date' | 'percent')[];
  readonly since1904: boolean;
}

interface Part {
  readonly name: string;
  readonly hidden: boolean;
  readonly path: string;
}

export async function readXlsx(bytes: Uint8Array, work: Work): Promise<Grid> {
  const archive = openArchive(bytes);
  const { parts, texts, styles, since1904 } = await workbook(archive);
  if (parts.length > LIMITS.sheets) {
    throw new ImportFailure('import-too-many-sheets', { count: parts.length, limit: LIMITS.sheets });
  }
  const book: Book = {
    texts: texts === null ? [] : await sharedTexts(texts, work),
    formats: styles === null ? [] : cellFormats(styles),
    since1904,
  };
  const budget = { cells: 0, rows: 0 };
  const sheets: Sheet[] = [];
  for (const part of parts) {
    const xml = await archive.read(part.path);
    if (xml === null) throw new ImportFailure('import-workbook-incomplete', { part: part.path });
    sheets.push({ name: part.name, hidden: part.hidden, rows: await readRows(xml, book, budget, work) });
  }
  return { encoding: 'xlsx', sheets };
}

async function workbook(archive: Archive) {
  const path = 'xl/workbook.xml';
  const xml = await archive.read(path);
  if (xml === null) {
    throw new ImportFailure(archive.has('content.xml') ? 'import-not-a-spreadsheet' : 'import-workbook-incomplete', {
      part: path,
    });
  }
  const targets = relations((await archive.read('xl/_rels/workbook.xml.rels')) ?? '');
  const parts: Part[] = [];
  let since1904 = false;
  const reader = new XmlReader(xml);
  for (let step = reader.next(); step !== 'end'; step = reader.next()) {
    if (step !== 'open') continue;
    if (reader.name === 'workbookPr') since1904 = /^(1|true)$/.test(reader.attribute('date1904') ?? '');
    if (reader.name !== 'sheet') continue;
    const target = targets.get(reader.attribute('id') ?? '');
    // Chart sheets and the like have no cells.
    if (target === undefined || !target.type.endsWith('/worksheet')) continue;
    parts.push({
      name: (reader.attribute('name') ?? '').slice(0, 100),
      hidden: (reader.attribute('state') ?? 'visible') !== 'visible',
      path: target.path,
    });
  }
  if (parts.length === 0) throw new ImportFailure('import-workbook-incomplete', { part: 'xl/worksheets' });
  const byType = (type: string) => [...targets.values()].find((target) => target.type.endsWith(type))?.path;
  const optional = async (name: string | undefined) => (name === undefined ? null : archive.read(name));
  return {
    parts,
    since1904,
    texts: await optional(byType('/sharedStrings')),
    styles: await optional(byType('/styles')),
  };
}

function relations(xml: string): Map<string, { readonly type: string; readonly path: string }> {
  const found = new Map<string, { type: string; path: string }>();
  const reader = new XmlReader(xml);
  for (let step = reader.next(); step !== 'end'; step = reader.next()) {
    if (step !== 'open' || reader.name !== 'Relationship') continue;
    // What lies outside of the archive is never followed.
    if (reader.attribute('TargetMode') === 'External') continue;
    const target = reader.attribute('Target') ?? '';
    found.set(reader.attribute('Id') ?? '', {
      type: reader.attribute('Type') ?? '',
      path: target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`,
    });
  }
  return found;
}

async function sharedTexts(xml: string, work: Work): Promise<string[]> {
  const reader = new XmlReader(xml);
  const texts: string[] = [];
  for (let step = reader.next(); step !== 'end'; step = reader.next()) {
    if (step !== 'open' || reader.name !== 'si') continue;
    texts.push(richText(reader, 'si'));
    if (texts.length > LIMITS.cells) throw new ImportFailure('import-too-many-cells', { limit: LIMITS.cells });
    if (texts.length % 256 === 0) await work.breathe();
  }
  return texts;
}

/** Text of <si> or <is>: all runs together, without the phonetic ones. */
function richText(reader: XmlReader, until: string): string {
  let text = '';
  let inText = false;
  let phonetic = 0;
  for (let step = reader.next(); !(step === 'close' && reader.name === until); step = reader.next()) {
    if (step === 'open' && reader.name === 'rPh') phonetic += 1;
    else if (step === 'close' && reader.name === 'rPh') phonetic -= 1;
    else if (step === 'open' && reader.name === 't') inText = true;
    else if (step === 'close' && reader.name === 't') inText = false;
    else if (step === 'text' && inText && phonetic === 0) text += reader.text;
    else if (step === 'end') break;
  }
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Numbers of formats that every spreadsheet program has built in, East Asian dates included. */
function builtIn(id: number): 'plain' | 'date' | 'percent' {
  if (id === 9 || id === 10) return 'percent';
  if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58))
    return 'date';
  return 'plain';
}

function formatOf(code: string): 'plain' | 'date' | 'percent' {
  const bare = code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '');
  if (bare.includes('%')) return 'percent';
  return /[ymdhs年月日]/i.test(bare) && !/general/i.test(bare) ? 'date' : 'plain';
}

function cellFormats(xml: string): ('plain' | 'date' | 'percent')[] {
  const own = new Map<number, 'plain' | 'date' | 'percent'>();
  const formats: ('plain' | 'date' | 'percent')[] = [];
  const reader = new XmlReader(xml);
  let inCells = false;
  for (let step = reader.next(); step !== 'end'; step = reader.next()) {
    if (reader.name === 'cellXfs' && step !== 'text') inCells = step === 'open';
    if (step !== 'open') continue;
    if (reader.name === 'numFmt') {
      own.set(Number(reader.attribute('numFmtId')), formatOf(reader.attribute('formatCode') ?? ''));
    } else if (reader.name === 'xf' && inCells) {
      const id = Number(reader.attribute('numFmtId') ?? '0');
      formats.push(own.get(id) ?? builtIn(id));
    }
  }
  return formats;
}

async function readRows(xml: string, book: Book, budget: { cells: number; rows: number }, work: Work) {
  const rows: (Cell | undefined)[][] = [];
  const reader = new XmlReader(xml);
  let row = -1;
  let column = -1;
  let merges = 0;
  for (let step = reader.next(); step !== 'end'; step = reader.next()) {
    if (step !== 'open') continue;
    if (reader.name === 'row') {
      row = Number(reader.attribute('r') ?? row + 2) - 1;
      if (!Number.isInteger(row) || row < 0) throw new ImportFailure('import-xml-damaged', { reason: 'row' });
      if (row >= LIMITS.rows) throw new ImportFailure('import-too-many-rows', { count: row + 1, limit: LIMITS.rows });
      column = -1;
      budget.rows += 1;
      if (budget.rows % 32 === 0) {
        work.progress(budget.rows, 0);
        await work.breathe();
      }
    } else if (reader.name === 'c') {
      const ref = reader.attribute('r');
      const address = ref === null ? { row, column: column + 1 } : cellAddress(ref);
      if (address === null || address.row !== row) throw new ImportFailure('import-xml-damaged', { reason: 'cell' });
      column = address.column;
      const cell = readCell(reader, book);
      if (cell === undefined) continue;
      if (column >= LIMITS.columns) {
        throw new ImportFailure('import-too-many-columns', { count: column + 1, limit: LIMITS.columns });
      }
      budget.cells += 1;
      if (budget.cells > LIMITS.cells) throw new ImportFailure('import-too-many-cells', { limit: LIMITS.cells });
      const cells = rows[row] ?? [];
      cells[column] = cell;
      rows[row] = cells;
    } else if (reader.name === 'mergeCell') {
      merges += 1;
      if (merges <= LIMITS.merges) fillDown(rows, reader.attribute('ref') ?? '');
    }
  }
  return rows;
}

function readCell(reader: XmlReader, book: Book): Cell | undefined {
  const type = reader.attribute('t') ?? 'n';
  const format = book.formats[Number(reader.attribute('s') ?? '0')] ?? 'plain';
  let value: string | null = null;
  let inline: string | null = null;
  let formula = false;
  let inValue = false;
  for (let step = reader.next(); !(step === 'close' && reader.name === 'c'); step = reader.next()) {
    if (step === 'end') break;
    if (step === 'open' && reader.name === 'is') inline = richText(reader, 'is');
    else if (step === 'open' && reader.name === 'f') formula = true;
    else if (reader.name === 'v' && step !== 'text') inValue = step === 'open';
    else if (step === 'text' && inValue) value = (value ?? '') + reader.text;
  }
  if (type === 'inlineStr') return textCell(inline ?? '');
  if (value === null || value === '')
    return formula && type !== 'str' ? { kind: 'bad', text: '', why: 'formula' } : undefined;
  if (type === 's') return textCell(book.texts[Number(value)] ?? '');
  if (type === 'str') return textCell(value);
  if (type === 'e') return { kind: 'bad', text: value.slice(0, 40), why: 'formula' };
  if (type === 'b') return textCell(value === '1' ? 'TRUE' : 'FALSE');
  if (type === 'd') return { kind: 'date', text: value, date: /^\d{4}-\d{2}-\d{2}/.exec(value)?.[0] ?? null };
  return numberCell(value, format, book.since1904);
}

function textCell(text: string): Cell | undefined {
  if (text.length > LIMITS.cellLength) {
    throw new ImportFailure('import-cell-too-long', { length: text.length, limit: LIMITS.cellLength });
  }
  return text === '' ? undefined : { kind: 'text', text };
}

function numberCell(raw: string, format: 'plain' | 'date' | 'percent', since1904: boolean): Cell {
  const number = Number(raw);
  if (raw.length > 40 || !Number.isFinite(number)) throw new ImportFailure('import-xml-damaged', { reason: 'number' });
  if (format === 'date') return { kind: 'date', text: raw, date: serialDate(number, since1904) };
  const text = shortest(raw);
  return text === null
    ? { kind: 'bad', text: expandNumber(String(number)), why: 'precision' }
    : { kind: 'number', text, percent: format === 'percent' };
}

/** A cell merged over several rows stands for each of them; over several columns only for the first. */
function fillDown(rows: (Cell | undefined)[][], ref: string): void {
  const [from, to] = ref.split(':').map(cellAddress);
  if (from == null || to == null || to.row - from.row > LIMITS.rows) return;
  const cell = rows[from.row]?.[from.column];
  if (cell === undefined) return;
  for (let row = from.row + 1; row <= to.row && row < rows.length; row += 1) {
    const cells = rows[row];
    // A row of which nothing else is filled stays empty.
    if (cells !== undefined) cells[from.column] ??= cell;
  }
}
