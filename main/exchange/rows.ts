import type { ImportPreview, ImportProblem } from '../contract/office.ts';
import { periodOf } from '../programme/checks/periods.ts';
import { readDate, readPeriod } from './dates.ts';
import { type Cell, textOf } from './grid.ts';
import { LIMITS } from './limits.ts';
import type { Column, Layout } from './mapping.ts';
import type { Looked, Names } from './names.ts';
import { type Params, type ProblemCode, severityOf, shown } from './problems.ts';
import { fold } from './text.ts';

export type RowState = ImportPreview['rows'][number]['state'];

/** Every problem in the order of the file; beyond a limit only counted. */
export class Problems {
  readonly list: ImportProblem[] = [];
  count = 0;
  errors = 0;

  add(code: ProblemCode, sheet: string, row: number | null, column: string | null, params: Params = {}): void {
    const severity = severityOf(code);
    this.count += 1;
    if (severity === 'error') this.errors += 1;
    // An error is never hidden behind warnings.
    if (this.list.length < LIMITS.problems || (severity === 'error' && this.errors <= LIMITS.problems)) {
      this.list.push({ severity, code, sheet, row, column, params });
    }
  }

  /** As a person goes through the file: sheet by sheet, row by row; what concerns a whole sheet first. */
  sort(sheets: readonly string[]): void {
    const order = new Map(sheets.map((name, index) => [name, index]));
    this.list.sort(
      (a, b) =>
        (order.get(a.sheet) ?? 0) - (order.get(b.sheet) ?? 0) ||
        (a.row ?? 0) - (b.row ?? 0) ||
        (a.column ?? '').length - (b.column ?? '').length ||
        ((a.column ?? '') < (b.column ?? '') ? -1 : (a.column ?? '') > (b.column ?? '') ? 1 : 0),
    );
  }
}

/** One row of the file by its fields, and what became of it. */
export class Row {
  readonly layout: Layout;
  /** As spreadsheets count. */
  readonly number: number;
  state: RowState = 'same';
  readonly #cells: readonly (Cell | undefined)[];
  readonly #byField: ReadonlyMap<string, Column>;
  readonly #problems: Problems;

  constructor(layout: Layout, index: number, byField: ReadonlyMap<string, Column>, problems: Problems) {
    this.layout = layout;
    this.number = index + 1;
    this.#cells = layout.sheet.rows[index] ?? [];
    this.#byField = byField;
    this.#problems = problems;
  }

  column(field: string): Column | undefined {
    return this.#byField.get(field);
  }

  cell(field: string): Cell | undefined {
    const column = this.#byField.get(field);
    const cell = column === undefined ? undefined : this.#cells[column.index];
    return cell === undefined || textOf(cell) === '' ? undefined : cell;
  }

  text(field: string): string {
    return textOf(this.cell(field));
  }

  /** For the preview. */
  cells(): Record<string, string> {
    const cells: Record<string, string> = {};
    for (const [field, { index }] of this.#byField) {
      const cell = this.#cells[index];
      if (cell !== undefined) cells[field] = shown(cell.kind === 'date' ? (cell.date ?? cell.text) : textOf(cell));
    }
    return cells;
  }

  problem(code: ProblemCode, field: string | null, params: Params = {}): void {
    const letter = field === null ? null : (this.#byField.get(field)?.letter ?? null);
    if (severityOf(code) === 'error') this.state = 'problem';
    this.#problems.add(code, this.layout.sheet.name, this.number, letter, params);
  }

  /** What the row would do, where nothing is wrong with it. */
  found(state: Exclude<RowState, 'problem'>): void {
    if (this.state !== 'problem') this.state = state;
  }

  /** A name of at most 200 characters. */
  name(field: string): string {
    const text = this.text(field);
    if (text.length > 200) {
      this.problem('text-too-long', field, { length: text.length, limit: 200 });
      return '';
    }
    return text;
  }

  /** undefined: nothing stands there, or nothing that is a date (then it is said). */
  date(field: string): string | undefined {
    const cell = this.cell(field);
    if (cell === undefined) return undefined;
    const date = readDate(cell);
    if (date === null) this.problem('date-unreadable', field, { text: shown(cell.text) });
    return date ?? undefined;
  }

  period(fallback: string | null): string | null {
    const cell = this.cell('period');
    if (cell === undefined) return fallback;
    const date = cell.kind === 'date' ? cell.date : null;
    const period = date !== null ? periodOf(date) : readPeriod(textOf(cell));
    if (period === null) this.problem('period-unreadable', 'period', { text: shown(cell.text) });
    return period;
  }

  /** Of something that has an id column and a name column; `kind` names the problems. */
  look(
    kind: 'scenario' | 'indicator' | 'zone' | 'sector' | 'entity',
    names: Names,
    within?: (id: string) => boolean,
  ): string | null {
    const id = this.text(`${kind}Id`);
    const name = this.text(kind);
    const byId = id === '' ? null : this.#resolve(kind, `${kind}Id`, id, names.look(id));
    if (id !== '' && (byId === null || name === '')) return byId;
    if (name === '') return null;
    // With an id at hand the name only has to be one that it bears.
    const narrowed = byId === null ? within : (candidate: string) => candidate === byId;
    const looked = names.look(name, narrowed);
    if (byId !== null && looked.kind !== 'found' && looked.kind !== 'similar') {
      this.problem(kind === 'indicator' ? 'indicator-id-and-name' : 'scenario-id-and-name', kind, {
        id,
        name: shown(name),
      });
      return null;
    }
    return byId ?? this.#resolve(kind, kind, name, looked);
  }

  #resolve(kind: 'scenario' | 'indicator' | 'zone' | 'sector' | 'entity', field: string, text: string, looked: Looked) {
    switch (looked.kind) {
      case 'found':
        return looked.id;
      case 'similar':
        this.problem(`${kind}-similar`, field, { name: shown(text), taken: shown(looked.name) });
        return looked.id;
      case 'ambiguous':
        this.problem(`${kind}-ambiguous`, field, { name: shown(text), candidates: looked.candidates });
        return null;
      case 'unknown':
        this.problem(`${kind}-not-found`, field, { name: shown(text), candidates: looked.candidates });
        return null;
    }
  }
}

const TOTALS: ReadonlySet<string> = new Set(
  '合计 总计 小计 总和 汇总 合计数 共计 总数 total totals subtotal grandtotal sum'.split(' '),
);

/** Rows that are no data. null: the row counts. 'empty': without a word. */
export function leftOut(cells: readonly (Cell | undefined)[] | undefined): 'empty' | ProblemCode | null {
  const texts = (cells ?? []).map(textOf).filter((text) => text !== '');
  const first = texts[0];
  if (first === undefined) return 'empty';
  const folded = fold(first).replace(/[()]/g, '');
  if (TOTALS.has(folded)) return 'totals-row';
  if (texts.slice(0, 3).some((text) => TOTALS.has(fold(text)))) return 'totals-row';
  if (/^(?:示例|例[:：])|^example\b/i.test(first)) return 'example-row';
  if (
    texts.length === 1 &&
    /^(?:注|备注|说明|填表|制表|审核|复核|单位负责人|联系|note|remark|prepared|checked)/i.test(first)
  ) {
    return 'note-row';
  }
  return null;
}
