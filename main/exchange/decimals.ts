import { formatDecimal, parseDecimal } from '../metrics/decimal.ts';

// Exact arithmetic on decimals as they are written. No float ever holds a figure.

const SIGNIFICANT = 15;

/** "1.2E-3" written out; the text must be a number as JavaScript or a spreadsheet writes it. */
export function expandNumber(text: string): string {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (match === null) return text;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = `${whole}${fraction}`;
  const point = whole.length + Number(exponent);
  const padded = point <= 0 ? `${'0'.repeat(1 - point)}${digits}` : digits.padEnd(point, '0');
  const at = Math.max(1, point);
  const plain = `${sign === '-' ? '-' : ''}${padded.slice(0, at).replace(/^0+(?=\d)/, '')}`;
  const rest = padded.slice(at).replace(/0+$/, '');
  const result = rest === '' ? plain : `${plain}.${rest}`;
  return result === '-0' ? '0' : result;
}

/**
 * The shortest decimal that reads back as the same double, which is what the person typed. null: it has more than 15
 * significant digits, so that a spreadsheet cannot have kept what was typed.
 */
export function shortest(raw: string): string | null {
  const text = expandNumber(String(Number(raw)));
  const digits = text.replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '');
  return digits.length > SIGNIFICANT || text.length > 60 ? null : text;
}

/** Exact. `factor` is a whole number. */
export function times(value: string, factor: string): string {
  const decimal = parseDecimal(value);
  if (decimal === null) throw new Error(`not a decimal: ${value}`);
  return formatDecimal({ units: decimal.units * BigInt(factor), scale: decimal.scale });
}

/** Digits behind the point that count. */
export function fractionDigits(value: string): number {
  const point = value.indexOf('.');
  return point === -1 ? 0 : value.slice(point + 1).replace(/0+$/, '').length;
}
