import { LEVELS, type Level, type MixPart, type Provenance } from '../contract/provenance.ts';
import { worseCondition } from '../contract/toWire.ts';

// A figure made of several is as good as its worst part: level and condition are combined apart, and `contradicted`
// outranks every level. Commutative, associative, idempotent; never improves.

const RANK = Object.fromEntries(LEVELS.map((level, index) => [level, index])) as Record<Level, number>;

export function levelRank(level: Level): number {
  return RANK[level];
}

/** How weak: lower is worse. Contradicted is below every level. */
export function strength(provenance: Pick<Provenance, 'level' | 'condition'>): number {
  return provenance.condition === 'contradicted' ? -1 : RANK[provenance.level];
}

/** Proven or corroborated and not contradicted: what "proven only" keeps. Age does not unprove what held at its height. */
export function isProven(provenance: Pick<Provenance, 'level' | 'condition'>): boolean {
  return strength(provenance) >= RANK.proven;
}

/**
 * The provenance of a figure made of two. Anchor and source stay only where both agree: a sum over chains has no single
 * header to point at.
 */
export function combine(a: Provenance, b: Provenance): Provenance {
  const level = RANK[a.level] <= RANK[b.level] ? a.level : b.level;
  const condition = worseCondition(a.condition, b.condition);
  const sameAnchor =
    a.at !== undefined &&
    b.at !== undefined &&
    a.at.chainId === b.at.chainId &&
    a.at.height === b.at.height &&
    a.at.headerHash === b.at.headerHash &&
    a.at.rule === b.at.rule &&
    a.at.verifiedAt === b.at.verifiedAt;
  const sameSource = a.source !== undefined && a.source === b.source;
  return {
    level,
    condition,
    ...(sameAnchor && a.at !== undefined && { at: a.at }),
    ...(sameSource && a.source !== undefined && { source: a.source }),
  };
}

/** Nothing at all is known: the floor. A sum over no parts is not proven to be zero. */
export const NOTHING: Provenance = { level: 'reported', condition: 'not-verifiable' };

export function combineAll(parts: readonly Provenance[]): Provenance {
  const [first, ...rest] = parts;
  return first === undefined ? NOTHING : rest.reduce(combine, first);
}

export interface WeightedPart {
  readonly provenance: Provenance;
  /** Not negative. */
  readonly weight: bigint;
}

type MixLevel = MixPart['level'];

/** Strong to weak, `contradicted` last. By weight; where all weights are zero, by number of parts. Shares sum to 1. */
export function mixOf(parts: readonly WeightedPart[]): readonly MixPart[] {
  if (parts.length === 0) return [];
  const total = parts.reduce((sum, part) => sum + part.weight, 0n);
  const byLevel = new Map<MixLevel, { weight: bigint; parts: number }>();
  for (const { provenance, weight } of parts) {
    const key: MixLevel = provenance.condition === 'contradicted' ? 'contradicted' : provenance.level;
    const entry = byLevel.get(key) ?? { weight: 0n, parts: 0 };
    byLevel.set(key, { weight: entry.weight + (total === 0n ? 1n : weight), parts: entry.parts + 1 });
  }
  const whole = total === 0n ? BigInt(parts.length) : total;
  const order: readonly MixLevel[] = [...[...LEVELS].reverse(), 'contradicted'];
  return order.flatMap((level) => {
    const entry = byLevel.get(level);
    return entry === undefined ? [] : [{ level, share: ratio(entry.weight, whole), parts: entry.parts }];
  });
}

/** a / b for shares of a bar: 12 digits, computed in integers so that huge sums lose nothing before the division. */
function ratio(a: bigint, b: bigint): number {
  return Number((a * 1_000_000_000_000n) / b) / 1e12;
}
