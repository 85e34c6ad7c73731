import type { IndicatorDefinition } from '../programme/model.ts';
import { times } from './decimals.ts';
import type { Cell } from './grid.ts';
import { type Params, type ProblemCode, shown } from './problems.ts';
import { halfWidth } from './text.ts';
import { isMoney, parseUnit, SCALES, type StatedUnit, speaksFor } from './units.ts';

/** A number as a person writes it, taken apart. */
interface Written {
  readonly value: string;
  readonly approximate: boolean;
  readonly scale: string;
  readonly unit: StatedUnit | null;
}

export interface Quantity {
  readonly value: string | null;
  readonly problems: readonly { readonly code: ProblemCode; readonly params: Params }[];
}

/** What stands around the cell: heading, unit column, the line above the table. */
export interface Around {
  readonly scale: string;
  readonly heading: StatedUnit | null;
  readonly unitCell: string | null;
  readonly sheet: StatedUnit | null;
}

const ABOUT =
  /^(?:大约|约为|约|将近|接近|近|超过|超|逾|突破|达到|达|至少|不少于|不低于|多于|大于|高于|不超过|不高于|不到|少于|不足|≥|>=|>|≤|<=|<|~|≈|about|around|approximately|approx\.?|nearly|almost|over|more than|at least|up to|less than|under|fewer than)\s*/i;
const MONEY = /^(人民币|rmb|cny|¥|us\$|hk\$|usd|eur|\$|€|£)\s*/i;
const NUMBER = /^([+-]?)\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?/;
const NOTHING = /^(?:-+|\/|无|暂无|无数据|未统计|n\/?a|none|null|nil|\.{2,}|…+|\*+)$/i;

/** "nothing" is said by these; the cell counts as empty and is pointed out. */
export function saysNothing(text: string): boolean {
  return NOTHING.test(halfWidth(text).trim());
}

type Refusal = { readonly code: ProblemCode };

export function parseWritten(text: string): Written | Refusal {
  let rest = halfWidth(text).trim();
  let approximate = false;
  let money: StatedUnit | null = null;
  // "约¥" and "¥约" both occur.
  for (let pass = 0; pass < 2; pass += 1) {
    const about = ABOUT.exec(rest)?.[0];
    if (about !== undefined) {
      approximate = true;
      rest = rest.slice(about.length);
    }
    const sign = MONEY.exec(rest);
    if (sign !== null && money === null) {
      money = parseUnit(sign[1] as string);
      rest = rest.slice(sign[0].length);
    }
  }
  const match = NUMBER.exec(rest);
  if (match === null) return { code: 'number-unreadable' };
  rest = rest.slice(match[0].length).trim();
  // "1.23E+11": a spreadsheet program wrote what it showed, not what it knew.
  if (/^e[+-]?\d/i.test(rest)) return { code: 'number-shortened' };
  const [, sign = '', whole = '', fraction = ''] = match;
  if (whole.length + fraction.length > 40) return { code: 'number-too-long' };
  const digits = whole.replace(/,/g, '').replace(/^0+(?=\d)/, '');
  const value = times(`${sign === '-' ? '-' : ''}${digits}${fraction === '' ? '' : `.${fraction}`}`, '1');
  const tail = withoutVagueness(rest);
  const unit = parseUnit(tail.text);
  if (unit === null) return { code: /^[\d.,]/.test(tail.text) ? 'number-unreadable' : 'unit-unknown' };
  if (money !== null && unit.factors !== null && unit.currency !== money.currency) return { code: 'number-unreadable' };
  const stated = unit.factors === null ? (money ?? (unit.text === '' ? null : unit)) : unit;
  return { value, approximate: approximate || tail.vague, scale: unit.scale, unit: stated };
}

/** 100余万元, 1000多条, 500+ */
function withoutVagueness(text: string): { readonly text: string; readonly vague: boolean } {
  const before = text.replace(/^[余多+]\s*/, '');
  const scale = SCALES.find(([word]) => before.toLowerCase().startsWith(word))?.[0] ?? '';
  const after = before.slice(scale.length).replace(/^[余多+]\s*/, '');
  const ending = after.replace(/(?:以上|左右|\+)$/, '');
  const plain = `${before.slice(0, scale.length)}${ending}`;
  return { text: plain, vague: plain !== text };
}

/** The exact value in the indicator's unit. Never a float, never a guess at a rate of exchange. */
export function readQuantity(cell: Cell, around: Around, definition: IndicatorDefinition): Quantity {
  const refuse = (code: ProblemCode, params: Params = {}): Quantity => ({
    value: null,
    problems: [{ code, params: { text: shown(cell.text), indicator: definition.indicatorId, ...params } }],
  });
  if (cell.kind === 'bad') return refuse(cell.why === 'formula' ? 'formula-failed' : 'number-too-precise');
  if (cell.kind === 'date') return refuse('number-unreadable');
  const written: Written | Refusal =
    cell.kind === 'number'
      ? { value: cell.text, approximate: false, scale: '1', unit: cell.percent ? parseUnit('%') : null }
      : parseWritten(cell.text);
  if ('code' in written) return refuse(written.code);
  const column = around.unitCell === null || around.unitCell.trim() === '' ? null : parseUnit(around.unitCell);
  if (column === null && around.unitCell !== null && around.unitCell.trim() !== '') {
    return refuse('unit-unknown', { text: shown(around.unitCell) });
  }
  const units = [written.unit, column, around.heading].filter((unit) => unit !== null);
  const scale = onlyScale(written.scale, column?.scale ?? '1', around.scale);
  if (scale === null) return refuse('scale-twice', { heading: around.scale });
  let factor = '1';
  for (const unit of units) {
    if (unit.factors === null) continue;
    const own = unit.factors[definition.unit];
    if (own === undefined && unit.currency !== null && isMoney(definition.unit)) {
      return refuse('currency-differs', { stated: unit.currency, unit: definition.unit });
    }
    if (own === undefined) return refuse('unit-differs', { stated: shown(unit.text), unit: definition.unit });
    factor = own;
  }
  const statedFactors = new Set(units.flatMap((unit) => unit.factors?.[definition.unit] ?? []));
  if (statedFactors.size > 1)
    return refuse('unit-differs', { stated: shown(units[0]?.text ?? ''), unit: definition.unit });
  const whole = times(times(written.value, scale === '1' ? sheetScale(around, units, definition) : scale), factor);
  const value = cell.kind === 'number' && cell.percent ? times(whole, '100') : whole;
  if (value.length > 60) return refuse('number-too-long');
  return { value, problems: pointedOut(cell, written, units, value, definition) };
}

/** One scale, or the same one said twice beside the number; null: two that differ, or one in the cell and one around it. */
function onlyScale(cell: string, column: string, heading: string): string | null {
  const around = column === '1' ? heading : heading === '1' || heading === column ? column : null;
  if (around === null) return null;
  if (cell === '1') return around;
  return around === '1' ? cell : null;
}

/** The line above the table speaks only for what has no unit of its own. */
function sheetScale({ sheet }: Around, units: readonly StatedUnit[], definition: IndicatorDefinition): string {
  return sheet !== null && units.length === 0 && speaksFor(sheet, definition.unit) ? sheet.scale : '1';
}

function pointedOut(
  cell: Cell,
  written: Written,
  units: readonly StatedUnit[],
  value: string,
  definition: IndicatorDefinition,
): Quantity['problems'] {
  const problems: { code: ProblemCode; params: Params }[] = [];
  const params = { text: shown(cell.text), value, indicator: definition.indicatorId };
  if (written.approximate) problems.push({ code: 'approximate', params });
  if (definition.unit === 'percent' && units.length === 0 && /^-?0\.\d*[1-9]/.test(value)) {
    problems.push({ code: 'percent-or-fraction', params });
  }
  return problems;
}
