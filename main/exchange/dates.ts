import { isDate } from '../programme/checks/periods.ts';
import type { Cell } from './grid.ts';
import { halfWidth } from './text.ts';

const two = (text: string) => text.padStart(2, '0');

/** 2026-09-30, 2026/9/30, 2026.9.30, 2026年9月30日, 20260930, a day number of a spreadsheet; the time of day is left out. null: none of them, or no such day. */
export function readDate(cell: Cell): string | null {
  if (cell.kind === 'date') return cell.date ?? fromText(cell.text);
  if (cell.kind === 'number')
    return /^\d{8}$/.test(cell.text) ? fromText(cell.text) : serialDate(Number(cell.text), false);
  return cell.kind === 'text' ? fromText(cell.text) : null;
}

function fromText(text: string): string | null {
  const bare = halfWidth(text).trim();
  const match =
    /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$/.exec(bare) ??
    /^(\d{4})(年)\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]$/.exec(bare) ??
    /^(\d{4})()(\d{2})(\d{2})$/.exec(bare);
  if (match === null) return null;
  const [, year = '', , month = '', day = ''] = match;
  const date = `${year}-${two(month)}-${two(day)}`;
  return isDate(date) ? date : null;
}

const QUARTERS: Readonly<Record<string, string>> = {
  一: '1',
  二: '2',
  三: '3',
  四: '4',
  1: '1',
  2: '2',
  3: '3',
  4: '4',
};

/** 2026Q3, 2026-Q3, Q3 2026, 2026年三季度, 2026年第3季度, 2026年第三季度. */
export function readPeriod(text: string): string | null {
  const bare = halfWidth(text).replace(/\s+/g, '').toUpperCase();
  const match = /^(\d{4})[-./年]?Q([1-4])$/.exec(bare) ?? /^(\d{4})年?度?第?([一二三四1-4])季度?$/.exec(bare) ?? null;
  if (match !== null) return `${match[1]}Q${QUARTERS[match[2] as string]}`;
  const reversed = /^Q([1-4])[-./,]?(\d{4})$/.exec(bare);
  return reversed === null ? null : `${reversed[2]}Q${reversed[1]}`;
}

/** Somewhere in a line above the table: "2026年三季度……", "截至2026年9月30日". */
export function periodWithin(text: string): string | null {
  const match = /\d{4}\s*(?:年\s*度?\s*第?\s*[一二三四1-4]\s*季度?|[-年]?\s*Q[1-4])|Q[1-4]\s*,?\s*\d{4}/i.exec(
    halfWidth(text),
  );
  return match === null ? null : readPeriod(match[0]);
}

export function asOfWithin(text: string): string | null {
  const match =
    /(?:截至|截止|as of|as at)\s*[到至于:]?\s*(\d{4}\s*(?:年\s*\d{1,2}\s*月\s*\d{1,2}\s*[日号]|([-/.])\d{1,2}\2\d{1,2}))/i.exec(
      halfWidth(text),
    );
  return match === null ? null : fromText((match[1] as string).replace(/\s+/g, ''));
}

/** Day number of a spreadsheet as a date; null: none of 1900-03-01 to 2199-12-31 (before that day the two calendars disagree). */
export function serialDate(serial: number, since1904: boolean): string | null {
  const day = Math.floor(serial) + (since1904 ? 1462 : 0);
  if (day < 61 || day > 109_574) return null;
  return new Date(Date.UTC(1899, 11, 30) + day * 86_400_000).toISOString().slice(0, 10);
}
