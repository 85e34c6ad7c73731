import { LEVELS, type Level, type MixPart, type Provenance } from '../../contract/provenance.ts';
import { formatDecimal, parseDecimal } from '../../metrics/decimal.ts';
import { combine, isProven } from '../../metrics/provenance.ts';
import type { IndicatorDefinition } from '../model.ts';
import type { KnownReport, KnownValue } from '../reportProvenance.ts';

// Half a million values are summed for a page: each report's values lie here as exact integers in the smallest unit of their
// indicator, as long as these fit; what does not fit is summed the slow way. No value is ever rounded.

/** The indicators in a fixed order, for the columns. */
export interface IndicatorIndex {
  readonly list: readonly IndicatorDefinition[];
  readonly at: ReadonlyMap<string, number>;
}

export function indexIndicators(definitions: readonly IndicatorDefinition[]): IndicatorIndex {
  return { list: definitions, at: new Map(definitions.map(({ indicatorId }, i) => [indicatorId, i])) };
}

export interface Columns {
  /** NaN: no value, or (where `wide`) one that does not fit. */
  readonly units: Float64Array;
  readonly known: readonly (KnownValue | undefined)[];
  readonly wide: boolean;
  /** Number of values at each level, weak to strong, and last the contradicted ones. */
  readonly levels: readonly number[];
}

export const CONTRADICTED = LEVELS.length;
const RANK = new Map<Level, number>(LEVELS.map((level, rank) => [level, rank]));

/** 0 is the weakest level; contradicted stands apart, after the strongest. */
export function laneOf({ level, condition }: Provenance): number {
  return condition === 'contradicted' ? CONTRADICTED : (RANK.get(level) ?? 0);
}

export function columnsOf({ values }: Pick<KnownReport, 'values'>, { list, at }: IndicatorIndex): Columns {
  const units = new Float64Array(list.length).fill(Number.NaN);
  const known: (KnownValue | undefined)[] = new Array(list.length).fill(undefined);
  const levels = new Array<number>(LEVELS.length + 1).fill(0);
  let wide = false;
  for (const value of values) {
    const column = at.get(value.indicatorId);
    if (column === undefined) continue;
    known[column] = value;
    const lane = laneOf(value.provenance);
    levels[lane] = (levels[lane] ?? 0) + 1;
    const scaled = scaledBy(value.value, list[column]?.decimals ?? 0);
    if (scaled === null) wide = true;
    else units[column] = scaled;
  }
  return { units, known, wide, levels };
}

/** null: does not fit, has more digits than its indicator keeps, or is no decimal. */
function scaledBy(text: string, decimals: number): number | null {
  const decimal = parseDecimal(text);
  if (decimal === null || decimal.scale > decimals) return null;
  const units = decimal.units * 10n ** BigInt(decimals - decimal.scale);
  const number = Number(units);
  return Number.isSafeInteger(number) ? number : null;
}

export function unscaled(units: number | bigint, decimals: number): string {
  return formatDecimal({ units: BigInt(units), scale: decimals });
}

/** The same as combineAll, for many parts: what can make nothing weaker is passed over. */
export class Weakest {
  #sum: Provenance | null = null;

  add(next: Provenance): void {
    const sum = this.#sum;
    if (sum === null) this.#sum = next;
    else if (sum !== next && !(isBare(sum) && isNoWeaker(next, sum))) this.#sum = combine(sum, next);
  }

  get(): Provenance | null {
    return this.#sum;
  }
}

function isBare({ at, source }: Provenance): boolean {
  return at === undefined && source === undefined;
}

const CONDITION_RANK = { fresh: 0, stale: 1, expired: 2, 'not-verifiable': 3, contradicted: 4 } as const;

function isNoWeaker(next: Provenance, than: Provenance): boolean {
  return (
    (RANK.get(next.level) ?? 0) >= (RANK.get(than.level) ?? 0) &&
    CONDITION_RANK[next.condition] <= CONDITION_RANK[than.condition]
  );
}

/** As mixOf with equal weights, from counts by level. */
export function mixOfCounts(levels: readonly number[]): readonly MixPart[] {
  const total = levels.reduce((sum, count) => sum + count, 0);
  return mixOfWeights(levels, levels.map(BigInt), BigInt(total));
}

/** As mixOf: shares by weight, or by number where all weights are zero. Strong to weak, contradicted last. */
export function mixOfWeights(parts: readonly number[], weights: readonly bigint[], total: bigint): readonly MixPart[] {
  const byNumber = total === 0n;
  const whole = byNumber ? BigInt(parts.reduce((sum, count) => sum + count, 0)) : total;
  const order = [...LEVELS.keys()].reverse();
  return [...order, CONTRADICTED].flatMap((lane) => {
    const count = parts[lane] ?? 0;
    if (count === 0) return [];
    const weight = byNumber ? BigInt(count) : (weights[lane] ?? 0n);
    const share = Number((weight * 1_000_000_000_000n) / whole) / 1e12;
    return [{ level: LEVELS[lane] ?? ('contradicted' as const), share, parts: count }];
  });
}

export function addCounts(sum: number[], counts: readonly number[]): void {
  for (let lane = 0; lane < counts.length; lane++) sum[lane] = (sum[lane] ?? 0) + (counts[lane] as number);
}

export function isProvenLane(lane: number): boolean {
  const level = LEVELS[lane];
  return level !== undefined && isProven({ level, condition: 'fresh' });
}
