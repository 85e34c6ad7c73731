import Papa from 'papaparse';
import { decodeText } from './encoding.ts';
import { ImportFailure } from './failure.ts';
import type { Cell, Grid } from './grid.ts';
import { LIMITS } from './limits.ts';
import type { Work } from './slices.ts';

const SEPARATORS = [',', ';', '\t'] as const;
const CHUNK = 256 * 1024;

/** The whole file is one sheet, named like the file. Every cell is a text: a CSV knows no numbers. */
export async function readCsv(bytes: Uint8Array, name: string, work: Work): Promise<Grid> {
  const { text, encoding } = decodeText(bytes);
  if (text.includes('\0')) throw new ImportFailure('import-not-a-spreadsheet');
  if (text.trim() === '') throw new ImportFailure('import-empty');
  const rows = await parse(text, separatorOf(text), work);
  return { encoding, sheets: [{ name: name.replace(/\.[^.]*$/, '').slice(0, 100), hidden: false, rows }] };
}

/** The one that stands most often outside of quotes in the first lines. */
function separatorOf(text: string): string {
  const head = text.slice(0, 20_000).replace(/"(?:[^"]|"")*"/g, '');
  const counts = SEPARATORS.map((separator) => head.split(separator).length - 1);
  const most = Math.max(...counts);
  return SEPARATORS[counts.indexOf(most)] ?? ',';
}

function parse(text: string, delimiter: string, work: Work): Promise<(Cell | undefined)[][]> {
  const rows: (Cell | undefined)[][] = [];
  let cells = 0;
  let without = 0;
  return new Promise((resolve, reject) => {
    const take = (line: readonly string[]) => {
      if (rows.length >= LIMITS.rows) {
        throw new ImportFailure('import-too-many-rows', { count: rows.length + 1, limit: LIMITS.rows });
      }
      const row = rowOf(line);
      cells += row.length;
      if (cells > LIMITS.cells) throw new ImportFailure('import-too-many-cells', { limit: LIMITS.cells });
      rows.push(row);
    };
    Papa.parse<string[]>(text, {
      delimiter,
      skipEmptyLines: false,
      // In slices: after each the thread is handed back where its time is up.
      chunkSize: CHUNK,
      chunk: (results: Papa.ParseResult<string[]>, parser: Papa.Parser) => {
        const open = results.errors.find(({ code }) => code === 'MissingQuotes');
        try {
          if (open !== undefined) {
            throw new ImportFailure('import-not-a-spreadsheet', { row: rows.length + (open.row ?? 0) + 1 });
          }
          // A line that goes on and on would be read anew with every slice.
          without = results.data.length === 0 ? without + 1 : 0;
          if (without === 2) throw endless(text.slice(results.meta.cursor, results.meta.cursor + 2 * CHUNK), delimiter);
          for (const line of results.data) take(line);
          work.progress(rows.length, 0);
          const rest = work.breathe();
          if (rest === undefined) return;
          parser.pause();
          rest.then(
            () => parser.resume(),
            (cause: unknown) => {
              reject(cause);
              parser.abort();
            },
          );
        } catch (cause) {
          reject(cause);
          parser.abort();
        }
      },
      complete: () => resolve(rows),
    });
  });
}

function endless(line: string, delimiter: string): ImportFailure {
  const columns = line.replace(/"(?:[^"]|"")*"/g, '').split(delimiter).length;
  return columns > LIMITS.columns
    ? new ImportFailure('import-too-many-columns', { count: columns, limit: LIMITS.columns })
    : new ImportFailure('import-cell-too-long', { length: line.length, limit: LIMITS.cellLength });
}

function rowOf(line: readonly string[]): (Cell | undefined)[] {
  let last = line.length;
  while (last > 0 && line[last - 1] === '') last -= 1;
  if (last > LIMITS.columns) {
    throw new ImportFailure('import-too-many-columns', { count: last, limit: LIMITS.columns });
  }
  return line.slice(0, last).map((text) => {
    if (text.length > LIMITS.cellLength) {
      throw new ImportFailure('import-cell-too-long', { length: text.length, limit: LIMITS.cellLength });
    }
    return text === '' ? undefined : { kind: 'text', text };
  });
}
