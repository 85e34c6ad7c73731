import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RATINGS, type Rating } from '../../../main/contract/programme.ts';
import type { Provenance } from '../../../main/contract/provenance.ts';
import type { ScenarioInputs } from '../../../main/programme/seams.ts';
import { DEFAULT_CONFIG, readStatusConfig, type StatusConfig } from '../../../main/programme/status/config.ts';
import { JUDGES } from '../../../main/programme/status/judge.ts';
import { severity, toScale } from '../../../main/programme/status/ratings.ts';
import { reachedTenths } from '../../../main/programme/status/reached.ts';
import { createStatusRules, ratingDay } from '../../../main/programme/status/rules.ts';
import { CATALOGUE } from '../../../renderer/i18n/catalogue.ts';
import { placeholders } from '../../../renderer/i18n/message.ts';

const FIVE: StatusConfig = { ...DEFAULT_CONFIG, scale: 'five' };
const three = createStatusRules();
const five = createStatusRules(FIVE);

const reported: Provenance = { level: 'reported', condition: 'fresh' };
const anchored: Provenance = { level: 'anchored', condition: 'fresh' };
const contradicted: Provenance = { level: 'anchored', condition: 'contradicted' };

/** A scenario with nothing wrong. */
const WELL: ScenarioInputs = {
  scenarioId: 'jiazi-green-power',
  period: '2026Q4',
  today: '2026-11-22',
  inService: true,
  milestones: [
    { milestoneId: 'm1', baseline: '2027-01-31', rebaselines: 0, forecast: '2027-02-02', actual: null },
    { milestoneId: 'm2', baseline: '2026-09-30', rebaselines: 0, forecast: null, actual: '2026-09-28' },
  ],
  indicators: [
    { indicatorId: 'cost-saved', value: '1200000', target: '1000000', better: 'higher', provenance: anchored },
    { indicatorId: 'turnaround', value: '12.5', target: '20', better: 'lower', provenance: anchored },
  ],
  report: { asOf: '2026-10-05', receivedAt: '2026-10-06T02:00:00Z', provenance: anchored },
  periodsMissing: 0,
  openFindings: { error: 0, warning: 0 },
  chainHealth: 'following',
  reviewed: 'accepted',
};

const [OPEN, DONE] = WELL.milestones as [ScenarioInputs['milestones'][number], ScenarioInputs['milestones'][number]];
const [COST, TURNAROUND] = WELL.indicators as [
  ScenarioInputs['indicators'][number],
  ScenarioInputs['indicators'][number],
];

function rate(change: Partial<ScenarioInputs>, rules = five): readonly [Rating, string | undefined] {
  const { rating, reasons } = rules.rateScenario({ ...WELL, ...change });
  return [rating, reasons[0]?.rule];
}

describe('a scenario', () => {
  it('is green where nothing is wrong, and says which rules were looked at', () => {
    const rated = five.rateScenario(WELL);
    expect(rated).toMatchObject({ rating: 'green', reasons: [], stale: false, asOf: '2026-10-05' });
    expect(rated.applied.map(({ rule }) => rule)).toEqual([
      'contradicted',
      'chain-health',
      'report-missing',
      'report-late',
      'report-stale',
      'findings-open',
      'review-returned',
      'milestone-slip',
      'milestone-overdue',
      'milestone-slip',
      'indicator-target',
      'indicator-target',
    ]);
  });

  it.each([
    ['2027-02-14', 'green'],
    ['2027-02-15', 'amber-green'],
    ['2027-03-03', 'amber'],
    ['2027-05-02', 'amber-red'],
    ['2027-07-31', 'red'],
  ] as const)('takes the colour of a future milestone from its forecast: %s is %s', (forecast, rating) => {
    expect(rate({ milestones: [{ ...OPEN, forecast }] })[0]).toBe(rating);
  });

  it('counts an actual date against the baseline, and not yet one that lies ahead', () => {
    expect(rate({ milestones: [{ ...DONE, actual: '2026-11-10' }] })).toEqual(['amber', 'milestone-slip']);
    expect(rate({ milestones: [{ ...DONE, actual: '2026-11-30' }] })).toEqual(['amber', 'milestone-slip']);
    expect(
      five.rateScenario({ ...WELL, milestones: [{ ...DONE, actual: '2026-11-30' }] }).reasons[0]?.params,
    ).toMatchObject({ state: 'open', days: 53 });
  });

  it('forgets a late milestone half a year after it was done', () => {
    const milestones = [{ ...DONE, baseline: '2025-01-01', actual: '2026-05-26' }];
    expect(rate({ milestones })).toEqual(['red', 'milestone-slip']);
    expect(rate({ milestones: [{ ...DONE, baseline: '2025-01-01', actual: '2026-05-25' }] })[0]).toBe('green');
  });

  it('is amber at the first day overdue on three levels, whatever the baseline was moved to', () => {
    const milestones = [{ ...OPEN, baseline: '2026-11-21', forecast: null }];
    expect(rate({ milestones })).toEqual(['amber-green', 'milestone-overdue']);
    expect(rate({ milestones }, three)).toEqual(['amber', 'milestone-overdue']);
    expect(rate({ milestones: [{ ...OPEN, baseline: '2026-07-01', forecast: null }] })).toEqual([
      'red',
      'milestone-overdue',
    ]);
  });

  it('is amber at best from the second postponement on, until the milestone is done', () => {
    expect(rate({ milestones: [{ ...OPEN, rebaselines: 1 }] })[0]).toBe('green');
    expect(rate({ milestones: [{ ...OPEN, rebaselines: 2 }] })).toEqual(['amber', 'milestone-rebaselined']);
    expect(rate({ milestones: [{ ...DONE, rebaselines: 2 }] })[0]).toBe('green');
  });

  it.each([
    ['950000', 'green'],
    ['949999.99', 'amber-green'],
    ['849000', 'amber'],
    ['690000', 'amber-red'],
    ['499999', 'red'],
  ] as const)('is rated by the share of the target that was reached: %s of 1000000 is %s', (value, rating) => {
    expect(rate({ indicators: [{ ...COST, value }] })[0]).toBe(rating);
  });

  it('knows where lower is better', () => {
    expect(rate({ indicators: [{ ...TURNAROUND, value: '21' }] })[0]).toBe('green');
    expect(rate({ indicators: [{ ...TURNAROUND, value: '25' }] })).toEqual(['amber', 'indicator-target']);
    expect(rate({ indicators: [{ ...TURNAROUND, value: '0' }] })[0]).toBe('green');
  });

  it('misses an indicator that has a target, only where a report came', () => {
    expect(rate({ indicators: [{ ...COST, value: null }] })).toEqual(['amber', 'indicator-missing']);
    const missing = { report: null, periodsMissing: 1, indicators: [{ ...COST, value: null }] };
    expect(rate(missing)).toEqual(['amber', 'report-missing']);
  });

  it('is amber after one missing report and has no current data after two', () => {
    expect(rate({ report: null, periodsMissing: 1 })).toEqual(['amber', 'report-missing']);
    expect(rate({ report: null, periodsMissing: 2 })).toEqual(['no-current-data', 'report-missing']);
    expect(rate({ report: null, periodsMissing: 0 })[0]).toBe('green');
  });

  it('is never green on late or old figures', () => {
    const late = { asOf: '2026-08-01', receivedAt: '2026-10-06T00:00:00Z', provenance: reported };
    expect(rate({ report: late })).toEqual(['amber', 'report-late']);
    const old = { asOf: '2026-06-01', receivedAt: '2026-06-02T00:00:00Z', provenance: reported };
    expect(rate({ report: old })).toEqual(['no-current-data', 'report-stale']);
    expect(five.rateScenario({ ...WELL, report: old }).stale).toBe(true);
  });

  it('is red where the chain contradicts a value or the report, whatever else', () => {
    expect(rate({ indicators: [{ ...COST, provenance: contradicted }] })).toEqual(['red', 'contradicted']);
    const report = { asOf: '2026-10-05', receivedAt: '2026-10-06T02:00:00Z', provenance: contradicted };
    expect(rate({ report }, three)).toEqual(['red', 'contradicted']);
  });

  it('is capped while findings are open, and red where they pile up', () => {
    expect(rate({ openFindings: { error: 0, warning: 2 } })[0]).toBe('green');
    expect(rate({ openFindings: { error: 0, warning: 3 } })).toEqual(['amber-green', 'findings-open']);
    expect(rate({ openFindings: { error: 1, warning: 0 } })).toEqual(['amber', 'findings-open']);
    expect(rate({ openFindings: { error: 3, warning: 0 } })).toEqual(['red', 'findings-open']);
  });

  it.each([
    ['following', 'green'],
    ['stalled', 'green'],
    ['unreachable', 'green'],
    ['expired', 'amber'],
    ['halted', 'amber'],
    ['suspect', 'amber-red'],
    ['none', 'green'],
  ] as const)('is capped by the health of its chain: %s is %s', (chainHealth, rating) => {
    expect(rate({ chainHealth })[0]).toBe(rating);
  });

  it('is capped by a review that returned the report', () => {
    expect(rate({ reviewed: 'returned' })).toEqual(['amber', 'review-returned']);
  });

  it('is capped by weak provenance only where coverage is demanded', () => {
    const indicators = [COST, { ...TURNAROUND, provenance: reported }];
    expect(rate({ indicators })[0]).toBe('green');
    const demanding = createStatusRules({ ...FIVE, coverage: { ...FIVE.coverage, demanded: true } });
    expect(rate({ indicators }, demanding)).toEqual(['amber', 'coverage']);
    expect(rate({}, demanding)[0]).toBe('green');
  });

  it('is not rated out of service, nor where there is nothing to rate by', () => {
    expect(rate({ inService: false, reviewed: 'returned' })).toEqual(['not-rated', 'not-in-service']);
    const nothing = { milestones: [], indicators: [{ ...COST, target: null }] };
    expect(rate(nothing)).toEqual(['not-rated', 'nothing-to-rate']);
    expect(rate({ ...nothing, reviewed: 'returned' })).toEqual(['amber', 'review-returned']);
  });
});

const rating = fc.constantFrom(...RATINGS);
const date = fc
  .integer({ min: 0, max: 1400 })
  .map((day) => new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10));
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.integer({ min: 0, max: 4 }))
  .map(([units, digits]) => {
    const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0');
    const sign = units < 0n ? '-' : '';
    return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
  });
const small = fc.integer({ min: 0, max: 4_000_000 }).map(String);
const provenance = fc.record({
  level: fc.constantFrom('reported', 'signed', 'anchored', 'proven', 'corroborated'),
  condition: fc.constantFrom('fresh', 'stale', 'expired', 'contradicted', 'not-verifiable'),
}) as fc.Arbitrary<Provenance>;
const scenario: fc.Arbitrary<ScenarioInputs> = fc.record({
  scenarioId: fc.constant('s'),
  period: fc.constant('2026Q4'),
  today: date,
  inService: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
  milestones: fc.array(
    fc.record({
      milestoneId: fc.constantFrom('m1', 'm2'),
      baseline: fc.option(date),
      rebaselines: fc.nat({ max: 3 }),
      forecast: fc.option(date),
      actual: fc.option(date),
    }),
    { maxLength: 4 },
  ),
  indicators: fc.array(
    fc.record({
      indicatorId: fc.constantFrom('a', 'b'),
      value: fc.option(fc.oneof(decimal, small)),
      target: fc.option(fc.oneof(decimal, small)),
      better: fc.constantFrom('higher', 'lower'),
      provenance,
    }),
    { maxLength: 5 },
  ),
  report: fc.option(fc.record({ asOf: date, receivedAt: date.map((day) => `${day}T08:00:00Z`), provenance })),
  periodsMissing: fc.nat({ max: 3 }),
  openFindings: fc.record({ error: fc.nat({ max: 4 }), warning: fc.nat({ max: 4 }) }),
  chainHealth: fc.constantFrom('none', 'following', 'stalled', 'unreachable', 'suspect', 'expired', 'halted'),
  reviewed: fc.constantFrom(null, 'accepted', 'returned', 'lowered'),
});
const parts = fc.array(
  fc.record({
    id: fc.integer({ min: 0, max: 1_000_000 }).map(String),
    rating,
    weight: fc.integer({ min: 0, max: 40 }),
    stale: fc.boolean(),
  }),
  { maxLength: 30 },
);

describe('every rating', () => {
  it('comes out again from what was written down beside it', () => {
    fc.assert(
      fc.property(scenario, parts, fc.constantFrom(three, five), (inputs, some, rules) => {
        const rated = rules.rateScenario(inputs);
        expect(rules.recompute(JSON.parse(JSON.stringify(rated.applied)))).toBe(rated.rating);
        const whole = rules.rollUp(some);
        expect(rules.recompute(JSON.parse(JSON.stringify(whole.applied)))).toBe(whole.rating);
      }),
      { numRuns: 1500 },
    );
  });

  it('comes out the same where only the verdict is asked for', () => {
    fc.assert(
      fc.property(scenario, fc.constantFrom(three, five), (inputs, rules) => {
        const { rating, reasons, stale, asOf } = rules.rateScenario(inputs);
        expect(rules.verdictOf(inputs)).toEqual({ rating, raised: reasons.map(({ rule }) => rule), stale, asOf });
      }),
      { numRuns: 1500 },
    );
  });

  it('means the same on three levels and on five', () => {
    fc.assert(
      fc.property(scenario, (inputs) => {
        expect(three.rateScenario(inputs).rating).toBe(toScale(five.rateScenario(inputs).rating, 'three'));
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(parts, (some) => {
        const coarse = some.map((part) => ({ ...part, rating: toScale(part.rating, 'three') }));
        expect(three.rollUp(coarse).rating).toBe(toScale(five.rollUp(some).rating, 'three'));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives a reason whenever it is not green', () => {
    fc.assert(
      fc.property(scenario, parts, (inputs, some) => {
        for (const { rating: is, reasons } of [three.rateScenario(inputs), three.rollUp(some)]) {
          if (is === 'green') expect(reasons).toEqual([]);
          else expect(reasons[0]?.rating === is || is === 'not-rated').toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a roll-up', () => {
  it('never gets better by a part that is at least as bad as the whole', () => {
    fc.assert(
      fc.property(
        parts,
        rating,
        fc.integer({ min: 0, max: 40 }),
        fc.constantFrom(three, five),
        (some, bad, weight, rules) => {
          const before = rules.rollUp(some).rating;
          fc.pre(
            bad !== 'not-rated' && before !== 'not-rated' && severity(toScale(bad, rules.scale)) >= severity(before),
          );
          const after = rules.rollUp([...some, { id: 'x', rating: bad, weight, stale: false }]).rating;
          expect(severity(after)).toBeGreaterThanOrEqual(severity(before));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('never gets better when one of its parts gets worse', () => {
    fc.assert(
      fc.property(parts, fc.nat(), rating, fc.constantFrom(three, five), (some, at, bad, rules) => {
        const old = some[at % Math.max(1, some.length)];
        fc.pre(old !== undefined && old.rating !== 'not-rated' && bad !== 'not-rated');
        fc.pre(old !== undefined && severity(bad) >= severity(old.rating));
        const changed = some.map((part) => (part === old ? { ...part, rating: bad } : part));
        expect(severity(rules.rollUp(changed).rating)).toBeGreaterThanOrEqual(severity(rules.rollUp(some).rating));
      }),
      { numRuns: 3000 },
    );
  });

  const of = (ratings: readonly Rating[], weight = 1) =>
    ratings.map((is, i) => ({ id: `p${i}`, rating: is, weight, stale: false }));
  const greens = (n: number): Rating[] => Array.from({ length: n }, () => 'green');

  it('never hides a red part among any number of green ones', () => {
    const whole = three.rollUp(of([...greens(300), 'red']));
    expect(whole).toMatchObject({ rating: 'amber', deciding: ['p300'] });
    expect(whole.reasons.map(({ rule }) => rule)).toEqual(['roll-up-any-red']);
  });

  it('is red from a fifth of the weight on, and by one heavy part', () => {
    expect(three.rollUp(of([...greens(4), 'red'])).rating).toBe('red');
    expect(three.rollUp(of([...greens(5), 'red'])).rating).toBe('amber');
    const heavy = [...of(greens(15), 40), { id: 'big', rating: 'red' as const, weight: 25, stale: false }];
    expect(three.rollUp(heavy)).toMatchObject({ rating: 'red', deciding: ['big'] });
  });

  it('has no current data where half of it has none', () => {
    expect(three.rollUp(of(['no-current-data', 'green'])).rating).toBe('no-current-data');
    expect(three.rollUp(of(['no-current-data', ...greens(3)])).rating).toBe('amber');
    expect(three.rollUp(of(['no-current-data', ...greens(4)])).rating).toBe('green');
  });

  it('leaves out what is not rated, and says so where nothing is', () => {
    expect(three.rollUp(of(['not-rated', 'green'])).rating).toBe('green');
    expect(three.rollUp(of(['not-rated', 'not-rated']))).toMatchObject({ rating: 'not-rated', deciding: [] });
    expect(three.rollUp([])).toMatchObject({ rating: 'not-rated' });
  });
});

describe("a person's word", () => {
  it('never betters a rating', () => {
    fc.assert(
      fc.property(rating, fc.option(rating), fc.constantFrom(three, five), (is, said, rules) => {
        const computed = toScale(is, rules.scale);
        expect(severity(rules.lowered(computed, said))).toBeGreaterThanOrEqual(severity(computed));
      }),
    );
  });

  it('lowers, and cannot take a scenario out of the count', () => {
    expect(three.lowered('green', 'red')).toBe('red');
    expect(three.lowered('green', 'amber-green')).toBe('amber');
    expect(three.lowered('red', 'amber')).toBe('red');
    expect(three.lowered('green', 'not-rated')).toBe('green');
    expect(three.lowered('not-rated', 'green')).toBe('not-rated');
  });
});

describe('what a rating can be lowered to', () => {
  it.each([
    ['green', ['amber', 'red'], ['amber-green', 'amber', 'amber-red', 'red']],
    ['amber', ['red'], ['amber-red', 'red']],
    ['no-current-data', ['red'], ['amber-red', 'red']],
    ['not-rated', ['amber', 'red'], ['amber', 'amber-red', 'red']],
    ['red', [], []],
  ] as const)('from %s: the worse levels of the scale in force, no others', (computed, onThree, onFive) => {
    expect(three.worseThan(computed)).toEqual(onThree);
    expect(five.worseThan(computed)).toEqual(onFive);
  });

  it('is what would be shown then, for every rating and both scales', () => {
    for (const rules of [three, five]) {
      for (const computed of RATINGS) {
        for (const offered of rules.worseThan(computed)) {
          expect(rules.isOnScale(offered)).toBe(true);
          expect(rules.lowered(computed, offered)).toBe(offered);
          expect(severity(offered)).toBeGreaterThan(severity(computed));
        }
      }
    }
  });
});

describe('the trend', () => {
  it.each([
    ['green', null, 'joined'],
    ['green', 'not-rated', 'joined'],
    ['green', 'amber', 'improved'],
    ['no-current-data', 'green', 'declined'],
    ['amber', 'amber', 'steady'],
    ['not-rated', 'red', 'steady'],
  ] as const)('%s after %s is %s', (now, before, expected) => {
    expect(three.trend(now, before)).toBe(expected);
  });
});

describe('the share reached', () => {
  it('is exact, however long the numbers', () => {
    const units = fc.bigInt({ min: 1n, max: 10n ** 20n });
    fc.assert(
      fc.property(units, units, fc.constantFrom('higher', 'lower'), (value, target, better) => {
        const exact = better === 'higher' ? (value * 1000n) / target : (target * 1000n) / value;
        expect(reachedTenths(String(value), String(target), better)).toBe(Number(exact > 9999n ? 9999n : exact));
      }),
      { numRuns: 2000 },
    );
    const written = fc.record({
      units: fc.bigInt({ min: 1n, max: 10n ** 13n }),
      digits: fc.integer({ min: 0, max: 6 }),
    });
    const text = ({ units, digits }: { units: bigint; digits: number }): string => {
      const padded = String(units).padStart(digits + 1, '0');
      return digits === 0 ? padded : `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
    };
    fc.assert(
      fc.property(written, written, (value, target) => {
        const exact =
          (value.units * 1000n * 10n ** BigInt(target.digits)) / (target.units * 10n ** BigInt(value.digits));
        expect(reachedTenths(text(value), text(target), 'higher')).toBe(Number(exact > 9999n ? 9999n : exact));
      }),
      { numRuns: 2000 },
    );
    for (const no of ['1.', '.5', '01', '', '-', '1e3', '1.2.3', ' 1'])
      expect(reachedTenths(no, '1', 'higher')).toBe(0);
    expect(reachedTenths('0.95', '1', 'higher')).toBe(950);
    expect(reachedTenths('-5', '10', 'higher')).toBe(0);
    expect(reachedTenths('0', '0', 'lower')).toBe(1000);
    expect(reachedTenths('abc', '1', 'higher')).toBe(0);
  });
});

describe('the rule set', () => {
  it('has another digest for every other threshold', () => {
    expect(three.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set([three.digest, five.digest, createStatusRules({ ...FIVE, version: '2' }).digest]).size).toBe(3);
  });

  it.each([
    ['scale', { ...FIVE, scale: 'four' }],
    ['milestones.slip', { ...FIVE, milestones: { ...FIVE.milestones, slip: { ...FIVE.milestones.slip, redOver: 1 } } }],
    ['rollUp', { ...FIVE, rollUp: { ...FIVE.rollUp, redPercent: 60 } }],
    ['review.returned', { ...FIVE, review: { returned: 'green' } }],
    ['more', { ...FIVE, more: 1 }],
  ])('refuses what would let harm count for less: %s', (where, config) => {
    expect(readStatusConfig(config)).toMatchObject({
      ok: false,
      error: { code: 'bad-status-rules', params: { where } },
    });
    expect(() => createStatusRules(config as StatusConfig)).toThrow('status rules');
  });

  it('has words in both languages for every rule, with values that the rule gives', () => {
    for (const rule of Object.keys(JUDGES)) expect(CATALOGUE['zh-CN'][`rule.${rule}`]).toBeDefined();
    fc.assert(
      fc.property(scenario, parts, (inputs, some) => {
        for (const { rule, params } of [...five.rateScenario(inputs).reasons, ...five.rollUp(some).reasons]) {
          for (const name of placeholders(CATALOGUE.en[`rule.${rule}`] ?? '')) expect(params).toHaveProperty(name);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the day a period is rated', () => {
  it('is today, or the day on which the period was closed', () => {
    expect(ratingDay('2026Q4', '2026-11-22')).toBe('2026-11-22');
    expect(ratingDay('2026Q2', '2026-11-22')).toBe('2026-08-14');
    expect(ratingDay('2025Q4', '2026-11-22')).toBe('2026-02-14');
  });
});
