import { describe, expect, it } from 'vitest';
import { asOfWithin, periodWithin, readDate, readPeriod, serialDate } from '../../../main/exchange/dates.ts';
import { expandNumber, shortest } from '../../../main/exchange/decimals.ts';
import { type Around, readQuantity } from '../../../main/exchange/quantities.ts';
import { parseUnit } from '../../../main/exchange/units.ts';
import type { IndicatorDefinition } from '../../../main/programme/model.ts';

const definition = (unit: IndicatorDefinition['unit']): IndicatorDefinition => ({
  indicatorId: 'x',
  name: { zh: '某指标', en: 'Some' },
  effect: 'trusted-system',
  kind: 'level',
  unit,
  decimals: 2,
  better: 'higher',
});
const bare: Around = { scale: '1', heading: null, unitCell: null, sheet: null };
const text = (value: string) => ({ kind: 'text' as const, text: value });

function read(value: string, unit: IndicatorDefinition['unit'] = 'records', around: Partial<Around> = {}) {
  const { value: result, problems } = readQuantity(text(value), { ...bare, ...around }, definition(unit));
  return [result, ...problems.map(({ code }) => code)].join(' ');
}

describe('a number as it is written', () => {
  it.each([
    ['1234', '1234'],
    ['1,234,567', '1234567'],
    ['1，234', '1234'],
    ['１２３４．５', '1234.5'],
    ['-7', '-7'],
    ['007', '7'],
    ['12.50', '12.5'],
    ['12.5万', '125000'],
    ['1.2亿', '120000000'],
    ['3万亿', '3000000000000'],
    ['0.00000001亿', '1'],
    ['12万条', '120000'],
    ['5 million', '5000000'],
    ['1,234 条', '1234'],
  ])('%s is %s', (written, value) => {
    expect(read(written)).toBe(value);
  });

  it('is exact beyond what a double holds', () => {
    expect(read('9007199254740993.01万')).toBe('90071992547409930100');
  });

  it.each([
    ['约1.2万', '12000'],
    ['超过 300', '300'],
    ['≥300', '300'],
    ['more than 3,000', '3000'],
    ['100余万', '1000000'],
    ['500多', '500'],
    ['500+', '500'],
    ['1000条以上', '1000'],
  ])('%s is taken as it stands and pointed out', (written, value) => {
    expect(read(written)).toBe(`${value} approximate`);
  });

  it.each([
    ['十几万', 'number-unreadable'],
    ['1.2.3', 'number-unreadable'],
    ['12,34', 'number-unreadable'],
    ['1,2345', 'number-unreadable'],
    ['(123)', 'number-unreadable'],
    ['1.23E+11', 'number-shortened'],
    ['12公斤', 'unit-unknown'],
    ['5²', 'unit-unknown'],
    ['1'.repeat(50), 'number-too-long'],
  ])('%s is refused', (written, code) => {
    expect(read(written)).toBe(` ${code}`);
  });

  it('is multiplied by 万 or 亿 once, and refused where it is said twice', () => {
    expect(read('12.5', 'records', { scale: '10000' })).toBe('125000');
    expect(read('12.5万', 'records', { scale: '10000' })).toBe(' scale-twice');
    expect(read('12.5', 'yuan', { scale: '10000', unitCell: '万元' })).toBe('125000');
    expect(read('12.5', 'yuan', { scale: '10000', unitCell: '亿元' })).toBe(' scale-twice');
  });

  it('follows the line above the table only where nothing else is said and the unit fits', () => {
    const sheet = parseUnit('万元');
    expect(read('3', 'yuan', { sheet })).toBe('30000');
    expect(read('3', 'records', { sheet })).toBe('3');
    expect(read('3元', 'yuan', { sheet })).toBe('3');
  });

  it('never mixes currencies or units', () => {
    expect(read('$100', 'yuan')).toBe(' currency-differs');
    expect(read('100美元', 'yuan')).toBe(' currency-differs');
    expect(read('100元', 'usd')).toBe(' currency-differs');
    expect(read('100', 'yuan', { unitCell: '万美元' })).toBe(' currency-differs');
    expect(read('￥1,200.50', 'yuan')).toBe('1200.5');
    expect(read('100元', 'records')).toBe(' unit-differs');
    expect(read('100', 'percent', { unitCell: '条' })).toBe(' unit-differs');
    expect(read('100', 'records', { unitCell: '公斤' })).toBe(' unit-unknown');
  });

  it('turns hours into minutes exactly, and nothing that would need a rounding', () => {
    expect(read('1.5小时', 'minutes')).toBe('90');
    expect(read('90分钟', 'hours')).toBe(' unit-differs');
  });

  it('knows percentages, and points out what may be a fraction', () => {
    expect(read('12.5%', 'percent')).toBe('12.5');
    expect(read('12.5', 'percent')).toBe('12.5');
    expect(read('0.125', 'percent')).toBe('0.125 percent-or-fraction');
    expect(read('12.5%', 'records')).toBe(' unit-differs');
    const cell = { kind: 'number' as const, text: '0.125', percent: true };
    expect(readQuantity(cell, bare, definition('percent'))).toEqual({ value: '12.5', problems: [] });
  });
});

describe('a number of a workbook', () => {
  it('is the shortest decimal that reads back', () => {
    expect(shortest('1234.5599999999999')).toBe('1234.56');
    expect(shortest('1.2E-3')).toBe('0.0012');
    expect(shortest('1E+15')).toBe('1000000000000000');
    expect(shortest('-0')).toBe('0');
  });

  it('is refused where it has more than 15 significant digits', () => {
    expect(shortest('0.30000000000000004')).toBe(null);
    expect(shortest('1234567890123456')).toBe(null);
    expect(shortest('123456789012345')).toBe('123456789012345');
  });

  it('is written out without an exponent', () => {
    expect([expandNumber('1e21'), expandNumber('1.5e-7'), expandNumber('-2.50E1')]).toEqual([
      '1000000000000000000000',
      '0.00000015',
      '-25',
    ]);
  });
});

describe('a date', () => {
  it.each([
    '2026-09-30',
    '2026/9/30',
    '2026.9.30',
    '2026年9月30日',
    '２０２６年９月３０日',
    '20260930',
    '2026-09-30T00:00:00',
  ])('%s is the last of September', (written) => {
    expect(readDate(text(written))).toBe('2026-09-30');
  });

  it.each(['2026-02-30', '30/9/2026', '9/30/2026', '2026-9', '26-09-30', 'soon'])('%s is refused', (written) => {
    expect(readDate(text(written))).toBe(null);
  });

  it('may be a day number, in either calendar', () => {
    expect(serialDate(46_295, false)).toBe('2026-09-30');
    expect(serialDate(46_295 - 1462, true)).toBe('2026-09-30');
    expect(serialDate(60, false)).toBe(null);
    expect(readDate({ kind: 'number', text: '46295', percent: false })).toBe('2026-09-30');
  });
});

describe('a period', () => {
  it.each([
    '2026Q3',
    '2026-Q3',
    'Q3 2026',
    '2026年三季度',
    '2026年第3季度',
    '2026年第三季度',
    '2026年Q3',
    '２０２６年３季度',
  ])('%s is the third quarter', (written) => {
    expect(readPeriod(written)).toBe('2026Q3');
  });

  it.each(['2026Q5', '2026', '三季度', '2026年9月'])('%s is refused', (written) => {
    expect(readPeriod(written)).toBe(null);
  });

  it('is found in a title, as is the day up to which was counted', () => {
    expect(periodWithin('云杉镇2026年第三季度试点指标（截至2026年9月30日）')).toBe('2026Q3');
    expect(asOfWithin('云杉镇2026年第三季度试点指标（截至2026年9月30日）')).toBe('2026-09-30');
    expect(asOfWithin('Figures as of 2026-09-30')).toBe('2026-09-30');
  });
});
