import { columnLetter } from './grid.ts';
import { unwatched } from './slices.ts';
import { zip } from './zipWriter.ts';

// Workbooks as every spreadsheet program reads them. Numbers are written digit by digit as they are known; texts stay
// texts.

/** `number`: an exact decimal of at most 15 digits. */
export type WriteCell = string | { readonly number: string } | null;

export interface WriteSheet {
  readonly name: string;
  readonly rows: readonly (readonly WriteCell[])[];
  readonly widths: readonly number[];
  /** Rows at the top that are headings: bold, and always in sight. 0: none. */
  readonly headingRows: number;
  /** Rows to be shown paler, counted from 0. */
  readonly pale?: ReadonlySet<number>;
  /** Columns (from 0) whose cells offer a list from another sheet, e.g. "'Lists'!$A$2:$A$9". */
  readonly lists?: readonly { readonly column: number; readonly source: string; readonly until: number }[];
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font><font><i/><sz val="11"/><color rgb="FF808080"/><name val="Calibri"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF4"/></patternFill></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/><xf xfId="0" fontId="1" fillId="2" applyFont="1" applyFill="1"/><xf xfId="0" fontId="2" applyFont="1"/></cellXfs></styleSheet>`;

export async function writeXlsx(sheets: readonly WriteSheet[]): Promise<Uint8Array> {
  const work = unwatched();
  const encoder = new TextEncoder();
  const part = (name: string, xml: string) => ({ name, bytes: encoder.encode(xml) });
  const parts = [
    part('[Content_Types].xml', contentTypes(sheets.length)),
    part('_rels/.rels', relations([['officeDocument', 'xl/workbook.xml']])),
    part('xl/workbook.xml', workbook(sheets)),
    part(
      'xl/_rels/workbook.xml.rels',
      relations([
        ...sheets.map((_, index) => ['worksheet', `worksheets/sheet${index + 1}.xml`] as const),
        ['styles', 'styles.xml'],
      ]),
    ),
    part('xl/styles.xml', STYLES),
  ];
  for (const [index, sheet] of sheets.entries()) {
    const pieces = [sheetHead(sheet)];
    for (const [row, cells] of sheet.rows.entries()) {
      pieces.push(rowXml(cells, row, styleOf(sheet, row)));
      if (row % 64 === 0) await work.breathe();
    }
    pieces.push(`</sheetData>${validations(sheet)}</worksheet>`);
    parts.push(part(`xl/worksheets/sheet${index + 1}.xml`, pieces.join('')));
  }
  return zip(parts);
}

function styleOf({ headingRows, pale }: WriteSheet, row: number): number {
  return row < headingRows ? 1 : pale?.has(row) ? 2 : 0;
}

function rowXml(cells: readonly WriteCell[], row: number, style: number): string {
  const styled = style === 0 ? '' : ` s="${style}"`;
  const inner = cells.map((cell, column) => {
    if (cell === null || cell === '') return '';
    const at = `<c r="${columnLetter(column)}${row + 1}"${styled}`;
    if (typeof cell !== 'string') return `${at}><v>${cell.number}</v></c>`;
    return `${at} t="inlineStr"><is><t xml:space="preserve">${text(cell)}</t></is></c>`;
  });
  return `<row r="${row + 1}">${inner.join('')}</row>`;
}

/** What XML cannot hold is written as spreadsheets do, `_x000D_`, and what looks like that already is kept as it is. */
function text(value: string): string {
  return value
    .slice(0, 32_767)
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
      /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g,
      (char) => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

function attribute(value: string): string {
  return text(value).replace(/"/g, '&quot;');
}

function sheetHead({ widths, headingRows }: WriteSheet): string {
  const frozen = `<pane ySplit="${headingRows}" topLeftCell="A${headingRows + 1}" activePane="bottomLeft" state="frozen"/>`;
  const view = `<sheetViews><sheetView workbookViewId="0">${headingRows === 0 ? '' : frozen}</sheetView></sheetViews>`;
  const columns = widths.map(
    (width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  const cols = columns.length === 0 ? '' : `<cols>${columns.join('')}</cols>`;
  return `${HEAD}<worksheet xmlns="${MAIN}">${view}${cols}<sheetData>`;
}

function validations({ lists = [], headingRows }: WriteSheet): string {
  if (lists.length === 0) return '';
  const each = lists.map(({ column, source, until }) => {
    const letter = columnLetter(column);
    const range = `${letter}${headingRows + 1}:${letter}${until}`;
    return `<dataValidation type="list" allowBlank="1" errorStyle="warning" sqref="${range}"><formula1>${text(source)}</formula1></dataValidation>`;
  });
  return `<dataValidations count="${lists.length}">${each.join('')}</dataValidations>`;
}

function workbook(sheets: readonly WriteSheet[]): string {
  const each = sheets.map(
    ({ name }, index) => `<sheet name="${attribute(sheetName(name))}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${each.join('')}</sheets></workbook>`;
}

/** At most 31 characters, without the signs that a sheet's name cannot have. */
function sheetName(name: string): string {
  const plain = name
    .replace(/[[\]:*?/\\]/g, ' ')
    .replace(/^'+|'+$/g, '')
    .trim();
  return [...plain].slice(0, 31).join('') || 'Sheet';
}

function relations(targets: readonly (readonly [type: string, target: string])[]): string {
  const each = targets.map(
    ([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${each.join('')}</Relationships>`;
}

function contentTypes(sheets: number): string {
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const each = Array.from(
    { length: sheets },
    (_, index) => `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="${type}.worksheet+xml"/>`,
  );
  return `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>${each.join('')}</Types>`;
}
