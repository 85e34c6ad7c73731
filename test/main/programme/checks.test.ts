import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECKS, checkReport, THRESHOLDS } from '../../../main/programme/checks/index.ts';
import { daysBetween, isDate, periodBounds, periodOf } from '../../../main/programme/checks/periods.ts';
import type { IndicatorDefinition, ReportValue } from '../../../main/programme/model.ts';
import type { CheckContext } from '../../../main/programme/seams.ts';
import { smallProgramme } from '../../helpers/spreadsheet.ts';

const master = smallProgramme(3);
const definitions = new Map(master.definitions.map((definition) => [definition.indicatorId, definition]));
const context = (over: Partial<CheckContext> = {}): CheckContext => ({
  today: '2026-10-15',
  scenario: master.scenarios[0] ?? null,
  definitions,
  previous: new Map(),
  earlier: [],
  ...over,
});
const earlier = (values: Readonly<Record<string, string>>) => ({
  previous: new Map(Object.entries(values).map(([id, value]) => [id, { value, period: '2026Q2' }])),
});

function codes(
  values: Readonly<Record<string, string | ReportValue>>,
  over: Partial<CheckContext> = {},
  asOf = '2026-09-30',
) {
  const draft = {
    scenarioId: 's-0000',
    period: '2026Q3',
    asOf,
    values: Object.entries(values).map(([indicatorId, value]) =>
      typeof value === 'string'
        ? { indicatorId, value, base: indicatorId.endsWith('_saved') ? '999999' : null }
        : value,
    ),
  };
  return checkReport(draft, context(over)).map(({ code, severity }) => `${severity} ${code}`);
}

describe('what a report must not say', () => {
  it('nothing is said of a good one', () => {
    expect(codes({ tx_total: '1717', coverage: '87.5', cost_saved: '1234.56', interval: '1.125' })).toEqual([]);
  });

  it('a running total below the newest one before', () => {
    expect(codes({ tx_total: '16' }, earlier({ tx_total: '17' }))).toEqual(['error cumulative-falls']);
    expect(codes({ nodes: '16' }, earlier({ nodes: '17' }))).toEqual([]);
    expect(codes({ tx_total: '9007199254740993' }, earlier({ tx_total: '9007199254740994' }))).toEqual([
      'error cumulative-falls',
    ]);
  });

  it('a saving without its base, or with one that is none', () => {
    const saving = (base: string | null) => codes({ a: { indicatorId: 'cost_saved', value: '12.5', base } });
    expect(saving(null)).toEqual(['error saving-without-base']);
    expect(saving(' ')).toEqual(['error saving-without-base']);
    expect(saving('0')).toEqual(['error base-not-positive']);
    expect(saving('-3')).toEqual(['error base-not-positive']);
    expect(saving('12.4')).toEqual(['warning saving-beyond-base']);
    expect(saving('before the platform')).toEqual([]);
  });

  it('another unit, or another currency', () => {
    expect(codes({ tx_total: '17' }, { units: new Map([['tx_total', 'minutes']]) })).toEqual(['error unit-differs']);
    expect(codes({ amount_total: '17' }, { units: new Map([['amount_total', 'USD']]) })).toEqual([
      'error currency-differs',
    ]);
    expect(codes({ amount_total: '17' }, { units: new Map([['amount_total', 'yuan']]) })).toEqual([]);
  });

  it('an as-of date in the future, outside of its period, or none', () => {
    const asOf = (date: string, today = '2026-12-31') => codes({ nodes: '7' }, { today }, date);
    expect(asOf('2026-10-16', '2026-10-15')).toEqual(['error as-of-in-future']);
    expect(asOf('2026-06-30')).toEqual(['error as-of-outside-period']);
    expect(asOf('2026-07-01')).toEqual([]);
    expect(asOf('2026-10-31')).toEqual([]);
    expect(asOf('2026-11-01')).toEqual(['error as-of-outside-period']);
    expect(asOf('2026-02-30')).toEqual(['error as-of-malformed']);
  });

  it('an indicator or a scenario that nobody knows, and one twice', () => {
    expect(codes({ nonsense: '7' })).toEqual(['error indicator-unknown']);
    expect(codes({ nodes: '7' }, { scenario: null })).toEqual(['error scenario-unknown']);
    const twice = { indicatorId: 'nodes', value: '7', base: null };
    expect(codes({ a: twice, b: twice })).toEqual(['error indicator-twice']);
  });

  it('what is no decimal, more digits than the indicator keeps, and less than none', () => {
    expect(codes({ nodes: '1e5' })).toEqual(['error value-malformed']);
    expect(codes({ nodes: '7.5' })).toEqual(['error value-decimals']);
    expect(codes({ nodes: '7.0' })).toEqual([]);
    expect(codes({ nodes: '-7' })).toEqual(['error value-negative']);
    expect(codes({ amount_total: '-7' })).toEqual(['error value-negative']);
    expect(codes({ cost_saved: '-7' })).toEqual([]);
  });

  it('a share below nothing or above all', () => {
    expect(codes({ coverage: '100' })).toEqual([]);
    expect(codes({ coverage: '100.1' })).toEqual(['error percent-out-of-range']);
    expect(codes({ coverage: '-0.1' })).toEqual(['error percent-out-of-range']);
  });
});

describe('what a person should look at', () => {
  it('round figures: at least four digits, three of them zeros at the end', () => {
    expect(codes({ tx_total: '1000' })).toEqual(['note value-round']);
    expect(codes({ tx_total: '120000' })).toEqual(['note value-round']);
    expect(codes({ tx_total: '100' })).toEqual([]);
    expect(codes({ tx_total: '1200' })).toEqual([]);
    expect(codes({ amount_total: '1000.01' })).toEqual([]);
  });

  it('the same value as before, and a report of nothing new', () => {
    expect(codes({ nodes: '7' }, earlier({ nodes: '7' }))).toEqual(['note value-repeated']);
    expect(codes({ nodes: '0' }, earlier({ nodes: '0' }))).toEqual([]);
    expect(codes({ nodes: '7', tx_total: '17' }, earlier({ nodes: '7', tx_total: '17' }))).toEqual([
      'note value-repeated',
      'note value-repeated',
      'warning report-unchanged',
    ]);
    expect(codes({ nodes: '7', tx_total: '18' }, earlier({ nodes: '7', tx_total: '17' }))).toEqual([
      'note value-repeated',
    ]);
  });

  it('the same value in three scenarios, unless it is a small one', () => {
    const sharedBy = (scenarios: number) => ({ sharedBy: () => scenarios });
    expect(codes({ tx_total: '12345' }, sharedBy(3))).toEqual(['note value-shared']);
    expect(codes({ tx_total: '12345' }, sharedBy(2))).toEqual([]);
    expect(codes({ tx_total: '12' }, sharedBy(9))).toEqual([]);
  });

  it('a jump of more than ten times, up or down', () => {
    expect(codes({ nodes: '71' }, earlier({ nodes: '7' }))).toEqual(['warning value-jump']);
    expect(codes({ nodes: '70' }, earlier({ nodes: '7' }))).toEqual([]);
    expect(codes({ nodes: '6' }, earlier({ nodes: '61' }))).toEqual(['warning value-jump']);
    expect(codes({ nodes: '71' }, earlier({ nodes: '0' }))).toEqual([]);
  });
});

describe('the checks', () => {
  const value = fc.record({
    indicatorId: fc.constantFrom(...definitions.keys(), 'nonsense'),
    value: fc.oneof(fc.integer().map(String), fc.constantFrom('1.5', '-0.25', 'x', '', '1000000', '0')),
    base: fc.constantFrom(null, '5', '0', 'before'),
  });
  const draft = fc.record({
    scenarioId: fc.constant('s-0000'),
    period: fc.constantFrom('2026Q3', '2026Q4', 'x'),
    asOf: fc.constantFrom('2026-09-30', '2026-10-15', '2026-13-01', ''),
    values: fc.array(value, { maxLength: 8 }),
  });

  it('say the same of the same report, whatever the order of its values', () => {
    fc.assert(
      fc.property(draft, (made) => {
        const unique = { ...made, values: [...new Map(made.values.map((one) => [one.indicatorId, one])).values()] };
        const say = (report: typeof made) =>
          checkReport(report, context())
            .map((one) => JSON.stringify(one))
            .sort();
        expect(say({ ...unique, values: [...unique.values].reverse() })).toEqual(say(unique));
        expect(say(made)).toEqual(say(made));
      }),
    );
  });

  it('give every result the severity of its rule', () => {
    fc.assert(
      fc.property(draft, (made) => {
        for (const { code, severity } of checkReport(made, context()))
          expect(severity).toBe(CHECKS[code as keyof typeof CHECKS]);
      }),
    );
  });

  it('let a running total rise by any amount, and fall by none', () => {
    const total = fc.bigInt(0n, 10n ** 30n);
    fc.assert(
      fc.property(total, total, (then, now) => {
        const found = codes({ tx_total: String(now) }, earlier({ tx_total: String(then) }));
        expect(found.includes('error cumulative-falls')).toBe(now < then);
      }),
    );
  });

  it('find an error in one value whatever stands beside it', () => {
    const rest = fc.array(value, { maxLength: 5 });
    const definition = definitions.get('nodes') as IndicatorDefinition;
    fc.assert(
      fc.property(rest, (values) => {
        const bad = { indicatorId: definition.indicatorId, value: '-3', base: null };
        const others = values.filter(({ indicatorId }) => indicatorId !== bad.indicatorId);
        const found = checkReport(
          { scenarioId: 's-0000', period: '2026Q3', asOf: '2026-09-30', values: [...others, bad] },
          context(),
        );
        expect(found.filter(({ indicatorId }) => indicatorId === 'nodes').map(({ code }) => code)).toEqual([
          'value-negative',
        ]);
      }),
    );
  });

  it('go by thresholds that are data', () => {
    expect(THRESHOLDS).toMatchObject({
      jumpFactor: 10,
      roundDigits: 4,
      roundZeros: 3,
      sharedScenarios: 3,
      asOfDaysAfter: 31,
    });
  });
});

describe('quarters', () => {
  it('cover every day once', () => {
    const day = fc
      .integer({ min: 0, max: 60_000 })
      .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, (date) => {
        const bounds = periodBounds(periodOf(date));
        expect(bounds !== null && bounds.first <= date && date <= bounds.last).toBe(true);
        expect(isDate(date)).toBe(true);
      }),
    );
    expect(periodBounds('2026Q5')).toBe(null);
    expect(daysBetween('2026-02-28', '2026-03-01')).toBe(1);
  });
});
