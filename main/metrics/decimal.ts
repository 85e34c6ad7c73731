// Exact decimals for sums of money and counts: an integer and how many digits of it stand behind the point. No float.

export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

const DECIMAL = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;

export const ZERO: Decimal = { units: 0n, scale: 0 };

/** null: not a decimal as the packs and reports write them. */
export function parseDecimal(text: string): Decimal | null {
  const match = DECIMAL.exec(text);
  if (match === null || text.length > 60) return null;
  const [, sign, whole, fraction = ''] = match;
  const units = BigInt(`${whole}${fraction}`);
  return { units: sign === '-' ? -units : units, scale: fraction.length };
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: rescale(a, scale) + rescale(b, scale), scale };
}

/** Negative: a < b. */
export function compare(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const difference = rescale(a, scale) - rescale(b, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Shortest exact form: no trailing zeros behind the point, no negative zero. */
export function formatDecimal({ units, scale }: Decimal): string {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** |a| in the units of a common scale: a weight for mixes. */
export function magnitude(a: Decimal, scale: number): bigint {
  const units = rescale(a, Math.max(scale, a.scale));
  return units < 0n ? -units : units;
}

/** a of b in percent with one digit behind the point, rounded down: 100 is said only of all. */
export function percentOf(a: number, b: number): string {
  return formatDecimal({ units: (BigInt(a) * 1000n) / BigInt(b), scale: 1 });
}

function rescale({ units, scale }: Decimal, to: number): bigint {
  return units * 10n ** BigInt(to - scale);
}
