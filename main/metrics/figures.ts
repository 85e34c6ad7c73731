import type { Figure, Unit } from '../contract/figures.ts';
import type { Provenance } from '../contract/provenance.ts';
import { add, type Decimal, formatDecimal, magnitude, parseDecimal, percentOf, ZERO } from './decimal.ts';
import { combineAll, isProven, levelRank, mixOf, type WeightedPart } from './provenance.ts';

/** What a figure is made from: a value (or none yet) and how it is known. */
export interface Part {
  readonly value: string | null;
  readonly provenance: Provenance;
  readonly asOf: string | null;
}

interface FigureName {
  readonly id: string;
  readonly label: string;
  readonly unit: Unit;
}

/** A single reading. */
export function leafFigure(name: FigureName, part: Part): Figure {
  const proven = part.value !== null && isProven(part.provenance);
  return {
    ...name,
    value: part.value,
    provenance: part.provenance,
    mix: part.value === null ? [] : mixOf([{ provenance: part.provenance, weight: 1n }]),
    parts: 1,
    missing: part.value === null ? 1 : 0,
    provenOnly: { value: proven ? part.value : null, leftOut: proven ? 0 : 1 },
    asOf: part.asOf,
  };
}

/**
 * An exact sum of the parts that have a value; `missing` says how many have none, and the view says so beside the seal:
 * the sum is as good as its parts, and it is the sum of those only.
 */
export function sumFigure(name: FigureName, parts: readonly Part[]): Figure {
  const known = parts.flatMap((part) => {
    const decimal = part.value === null ? null : parseDecimal(part.value);
    return decimal === null ? [] : [{ part, decimal }];
  });
  const scale = known.reduce((most, { decimal }) => Math.max(most, decimal.scale), 0);
  const proven = known.filter(({ part }) => isProven(part.provenance));
  return {
    ...name,
    value: known.length === 0 ? null : total(known),
    provenance: combineAll(known.map(({ part }) => part.provenance)),
    mix: mixOf(known.map(({ part, decimal }) => ({ provenance: part.provenance, weight: magnitude(decimal, scale) }))),
    parts: parts.length,
    missing: parts.length - known.length,
    provenOnly: {
      value: proven.length === 0 ? null : total(proven),
      leftOut: parts.length - proven.length,
      ...(proven.length > 0 && { provenance: combineAll(proven.map(({ part }) => part.provenance)) }),
    },
    asOf: earliest(known.map(({ part }) => part.asOf)),
  };
}

/** How many of the parts are known at `anchored` or better, in percent of all of them. */
export function anchoredShareFigure(name: FigureName, parts: readonly Part[]): Figure {
  const known = parts.filter((part) => part.value !== null);
  const anchored = known.filter(
    ({ provenance }) => provenance.condition !== 'contradicted' && levelRank(provenance.level) >= levelRank('anchored'),
  );
  const weighted: WeightedPart[] = known.map(({ provenance }) => ({ provenance, weight: 1n }));
  return {
    ...name,
    value: known.length === 0 ? null : percentOf(anchored.length, parts.length),
    provenance: combineAll(known.map(({ provenance }) => provenance)),
    mix: mixOf(weighted),
    parts: parts.length,
    missing: parts.length - known.length,
    // A report is a document: its content is never proven, at best anchored.
    provenOnly: { value: null, leftOut: parts.length },
    asOf: earliest(known.map((part) => part.asOf)),
  };
}

function total(known: readonly { readonly decimal: Decimal }[]): string {
  return formatDecimal(known.reduce((sum, { decimal }) => add(sum, decimal), ZERO));
}

/** Times as RFC 3339 in UTC: comparable as text up to their fraction, which is enough for an as-of. */
function earliest(times: readonly (string | null)[]): string | null {
  let first: string | null = null;
  for (const time of times) if (time !== null && (first === null || time < first)) first = time;
  return first;
}
