import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONDITIONS, LEVELS, type Provenance } from '../../../main/contract/provenance.ts';
import { worseCondition } from '../../../main/contract/toWire.ts';
import {
  combine,
  combineAll,
  isProven,
  levelRank,
  mixOf,
  NOTHING,
  strength,
} from '../../../main/metrics/provenance.ts';

const anchor = fc.record({
  chainId: fc.constantFrom('demo-jiazi-1', 'demo-yichou-1'),
  height: fc.constantFrom('5', '6'),
  headerHash: fc.constantFrom('aa', 'bb'),
  rule: fc.constantFrom('ics23-state' as const, 'counted' as const),
  headerTime: fc.constant('2026-11-21T00:00:00Z'),
  verifiedAt: fc.constant('2026-11-21T00:00:05Z'),
});
const provenance: fc.Arbitrary<Provenance> = fc
  .tuple(
    fc.constantFrom(...LEVELS),
    fc.constantFrom(...CONDITIONS),
    fc.option(anchor, { nil: undefined }),
    fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
  )
  .map(([level, condition, at, source]) => ({
    level,
    condition,
    ...(at !== undefined && { at }),
    ...(source !== undefined && { source }),
  }));

describe('combining provenance', () => {
  it('does not depend on order', () => {
    fc.assert(
      fc.property(provenance, provenance, (a, b) => {
        expect(combine(a, b)).toEqual(combine(b, a));
      }),
    );
  });

  it('does not depend on grouping', () => {
    fc.assert(
      fc.property(provenance, provenance, provenance, (a, b, c) => {
        expect(combine(combine(a, b), c)).toEqual(combine(a, combine(b, c)));
      }),
    );
  });

  it('never improves on any part, in level or condition', () => {
    fc.assert(
      fc.property(fc.array(provenance, { minLength: 1 }), (parts) => {
        const whole = combineAll(parts);
        for (const part of parts) {
          expect(levelRank(whole.level)).toBeLessThanOrEqual(levelRank(part.level));
          expect(strength(whole)).toBeLessThanOrEqual(strength(part));
          expect(worseCondition(whole.condition, part.condition)).toBe(whole.condition);
        }
      }),
    );
  });

  it('lets contradicted outrank every level', () => {
    const whole = combine(
      { level: 'corroborated', condition: 'contradicted' },
      { level: 'proven', condition: 'fresh' },
    );
    expect([whole.condition, strength(whole), isProven(whole)]).toEqual(['contradicted', -1, false]);
  });

  it('keeps stale and expired, and does not unprove what was proven at its height', () => {
    const stale = combine({ level: 'proven', condition: 'stale' }, { level: 'corroborated', condition: 'expired' });
    expect([stale, isProven(stale)]).toEqual([{ level: 'proven', condition: 'expired' }, true]);
  });

  it('treats a sum over nothing as not verifiable, never as a proven zero', () => {
    expect(combineAll([])).toBe(NOTHING);
    expect(isProven(NOTHING)).toBe(false);
  });
});

describe('the mix of a figure', () => {
  it('has shares that sum to one, strong to weak, contradicted last', () => {
    const part = fc.record({ provenance, weight: fc.bigInt({ min: 0n, max: 10n ** 30n }) });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 30 }), (parts) => {
        const mix = mixOf(parts);
        expect(mix.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
        expect(mix.reduce((sum, entry) => sum + entry.parts, 0)).toBe(parts.length);
        const order = [...[...LEVELS].reverse(), 'contradicted'];
        const positions = mix.map(({ level }) => order.indexOf(level));
        expect(positions).toEqual([...positions].sort((a, b) => a - b));
      }),
    );
  });

  it('counts parts where every weight is zero', () => {
    const mix = mixOf([
      { provenance: { level: 'proven', condition: 'fresh' }, weight: 0n },
      { provenance: { level: 'reported', condition: 'fresh' }, weight: 0n },
    ]);
    expect(mix).toEqual([
      { level: 'proven', share: 0.5, parts: 1 },
      { level: 'reported', share: 0.5, parts: 1 },
    ]);
  });
});
