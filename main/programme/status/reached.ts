// How much of a target was reached, exactly: integers only.

const DECIMAL = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/;
/** Up to so many characters, and below so much, a product with 1000 is exact as a number. */
const SAFE_LENGTH = 12;
const SAFE = 10 ** SAFE_LENGTH;
const MOST = 9999;
const ZERO = 48;

/**
 * Tenths of a percent, rounded down, at most 999.9 %. Where lower is better, the target over the value: half the target is
 * 200 %. A share of something that is not above zero means nothing: such a target is either reached or not.
 */
export function reachedTenths(value: string, target: string, better: 'higher' | 'lower'): number {
  const [short, of] = better === 'higher' ? [value, target] : [target, value];
  const simple = tenthsOfSimple(short, of);
  if (!Number.isNaN(simple)) return simple;
  if (!DECIMAL.test(value) || !DECIMAL.test(target)) return 0;
  const digits = Math.max(decimalsOf(value), decimalsOf(target));
  const [part, whole] =
    better === 'higher'
      ? [withoutPoint(value, digits), withoutPoint(target, digits)]
      : [withoutPoint(target, digits), withoutPoint(value, digits)];
  const [p, w] = [BigInt(part), BigInt(whole)];
  if (p <= 0n || w <= 0n) return p >= w ? 1000 : 0;
  const tenths = (p * 1000n) / w;
  return tenths > BigInt(MOST) ? MOST : Number(tenths);
}

/** Nearly all of them: digits with at most one point among them. NaN: to be done the long way. */
function tenthsOfSimple(part: string, whole: string): number {
  if (part.length > SAFE_LENGTH || whole.length > SAFE_LENGTH) return Number.NaN;
  const digits = decimalsOf(part) - decimalsOf(whole);
  let p = digitsOf(part);
  let w = digitsOf(whole);
  for (let i = digits; i < 0; i++) p *= 10;
  for (let i = digits; i > 0; i--) w *= 10;
  if (!(p < SAFE && w < SAFE)) return Number.NaN;
  return p === 0 || w === 0 ? (p >= w ? 1000 : 0) : Math.min(MOST, Math.floor((p * 1000) / w));
}

/** As a whole number, without its point; NaN for a sign and for anything that is no decimal. */
function digitsOf(text: string): number {
  const point = text.indexOf('.');
  const first = text.charCodeAt(0);
  const before = point < 0 ? text.length : point;
  if (before === 0 || point === text.length - 1 || (first === ZERO && before > 1)) return Number.NaN;
  let units = 0;
  for (let i = 0; i < text.length; i++) {
    if (i === point) continue;
    const digit = text.charCodeAt(i) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    units = units * 10 + digit;
  }
  return units;
}

export function percentText(tenths: number): string {
  return tenths % 10 === 0 ? String(tenths / 10) : `${Math.floor(tenths / 10)}.${tenths % 10}`;
}

function decimalsOf(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

function withoutPoint(text: string, digits: number): string {
  const point = text.indexOf('.');
  if (point < 0) return text + '0'.repeat(digits);
  return text.slice(0, point) + text.slice(point + 1) + '0'.repeat(digits - (text.length - point - 1));
}
