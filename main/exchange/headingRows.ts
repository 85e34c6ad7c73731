import { type Sheet, textOf } from './grid.ts';
import { parseUnit } from './units.ts';

// Headings in one row, or in two: a cell over several columns, and what each of these is below it; or a row of units.

export interface Headings {
  /** Both count from 0, and are the same where there is one row of headings. */
  readonly first: number;
  readonly last: number;
  /** By column. */
  readonly texts: readonly string[];
}

type Cells = Sheet['rows'][number];

/** Below an indicator's name these say only that it is the figure itself. */
const ITSELF =
  /^(?:本期|本季度?|本年|当期|累计|实际|完成)?(?:数值|数|值|完成值|完成数|实际值)?$|^(?:actual|value|figure)$/i;

/** As every cell of a CSV file is a text. */
const FIGURE = /^[-+¥￥$]?\d/;

/** What stands below this is data, even where it is all that a row has. */
const OF_UNITS = /单位|unit/i;

/** `row`: one of them, the one in which the most was recognised. */
export function headingsAt(sheet: Sheet, row: number): Headings {
  const [above, own, below] = [sheet.rows[row - 1], sheet.rows[row] ?? [], sheet.rows[row + 1]];
  if (below !== undefined && tellsMore(own, below)) return { first: row, last: row + 1, texts: joined(own, below) };
  if (above !== undefined && tellsMore(above, own)) return { first: row - 1, last: row, texts: joined(above, own) };
  return { first: row, last: row, texts: own.map(textOf) };
}

/**
 * A row of data never passes for a second row of headings: its first columns would have to be empty, or to repeat their own
 * headings, as cells do that are merged over both rows.
 */
function tellsMore(upper: Cells, lower: Cells): boolean {
  if (lower.some((cell) => cell !== undefined && (cell.kind !== 'text' || FIGURE.test(textOf(cell))))) return false;
  let whole = 0;
  let more = 0;
  /** The last column with a text above. */
  let head: 'none' | 'whole' | 'unit' | 'alone' | 'continued' = 'none';
  for (let index = 0; index < Math.max(upper.length, lower.length); index += 1) {
    const [top, sub] = [textOf(upper[index]), textOf(lower[index])];
    if (top === '' && sub === '') continue;
    if (top === '') {
      // Without anything above it, or beside a column that is headed by itself: a column without a heading.
      if (head === 'none' || head === 'whole') return false;
      head = 'continued';
      more += 1;
    } else if (head === 'alone' || (isUnit(sub) && OF_UNITS.test(top))) return false;
    else if (sub === '' || sub === top) {
      head = 'whole';
      whole += 1;
    } else {
      head = isUnit(sub) ? 'unit' : 'alone';
      if (head === 'unit') more += 1;
    }
  }
  return head !== 'alone' && whole > 0 && more > 0;
}

function joined(upper: Cells, lower: Cells): string[] {
  let under = '';
  return Array.from({ length: Math.max(upper.length, lower.length) }, (_, index) => {
    const [top, sub] = [textOf(upper[index]), textOf(lower[index])];
    if (top !== '') under = top;
    if (sub === '') return top;
    if (sub === under) return under;
    if (isUnit(sub)) return `${under}（${sub}）`;
    const [name, unit] = withoutBrackets(under);
    const [part, own] = withoutBrackets(sub);
    return `${name}${ITSELF.test(part) ? '' : part}${own || unit}`;
  });
}

/** A heading, and the brackets at its end. */
function withoutBrackets(heading: string): readonly [string, string] {
  const [, name = heading, brackets = ''] = /^(.*?)\s*([(（[【][^)）\]】]*[)）\]】])$/.exec(heading) ?? [];
  return [name, brackets];
}

function isUnit(text: string): boolean {
  const unit = parseUnit(text.replace(/^[(（]|[)）]$/g, ''));
  return unit !== null && unit.text !== '';
}
