import type { FigurePart } from '../../../main/contract/figures.ts';
import type { Provenance } from '../../../main/contract/provenance.ts';

const LEVEL_RANK = { reported: 0, signed: 1, anchored: 2, proven: 3, corroborated: 4 } as const;
const CONDITION_RANK = { contradicted: 0, expired: 1, 'not-verifiable': 1, stale: 2, fresh: 3 } as const;

/** Lower is weaker. A refutation outranks every level; within a level an older condition is weaker than a fresh one. */
export function strength({ level, condition }: Provenance): number {
  if (condition === 'contradicted') return -1;
  return LEVEL_RANK[level] * 10 + CONDITION_RANK[condition];
}

/** Weakest first: that is where a reader has to look. Parts without data come last, the larger before the smaller. */
export function weakestFirst(parts: readonly FigurePart[]): readonly FigurePart[] {
  return [...parts].sort((a, b) => {
    if ((a.value === null) !== (b.value === null)) return a.value === null ? 1 : -1;
    return strength(a.provenance) - strength(b.provenance) || Number(b.value ?? 0) - Number(a.value ?? 0);
  });
}

/** Each part's share of the sum of all sizes, 0..1; null where the parts do not add up to a whole (rates, no data). */
export function shareOf(part: FigurePart, parts: readonly FigurePart[]): number | null {
  if (part.value === null || part.unit === 'percent' || part.unit === 'minutes') return null;
  const total = parts.reduce((sum, one) => sum + Math.abs(Number(one.value ?? 0)), 0);
  return total === 0 ? null : Math.abs(Number(part.value)) / total;
}
