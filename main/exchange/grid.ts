import { revive } from './text.ts';

/** A cell as the file has it, whatever kind of file. */
export type Cell =
  | { readonly kind: 'text'; readonly text: string }
  /** `text`: exact decimal, as short as it reads back. `percent`: shown with %, so the number is a fraction of one. */
  | { readonly kind: 'number'; readonly text: string; readonly percent: boolean }
  | { readonly kind: 'date'; readonly text: string; readonly date: string | null }
  /** A formula that failed or was never computed; a number that no decimal of 15 digits says. */
  | { readonly kind: 'bad'; readonly text: string; readonly why: 'formula' | 'precision' };

export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  /** Row 1 of the sheet is at 0. Absent rows and cells are undefined. */
  readonly rows: readonly (readonly (Cell | undefined)[])[];
}

export interface Grid {
  readonly encoding: 'xlsx' | 'utf-8' | 'gb18030';
  readonly sheets: readonly Sheet[];
}

export function textOf(cell: Cell | undefined): string {
  return cell === undefined ? '' : revive(cell.text).trim();
}

export function columnLetter(index: number): string {
  let letter = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letter = String.fromCharCode(65 + ((rest - 1) % 26)) + letter;
  }
  return letter;
}

/** null: not an address such as "AB12". Both answers count from 0. */
export function cellAddress(ref: string): { readonly row: number; readonly column: number } | null {
  const match = /^([A-Z]{1,3})([1-9][0-9]{0,6})$/.exec(ref);
  if (match === null) return null;
  let column = 0;
  for (const letter of match[1] as string) column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(match[2]) - 1, column: column - 1 };
}
