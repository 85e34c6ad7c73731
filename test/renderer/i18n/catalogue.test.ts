import { describe, expect, it } from 'vitest';
import { HEALTHS } from '../../../main/contract/chain.ts';
import { CONDITIONS, LEVELS } from '../../../main/contract/provenance.ts';
import { CATALOGUE } from '../../../renderer/i18n/catalogue.ts';
import { formats } from '../../../renderer/i18n/format.ts';
import { formatMessage, parseMessage, placeholders, spaceChinese } from '../../../renderer/i18n/message.ts';

const zh = CATALOGUE['zh-CN'];
const en = CATALOGUE.en;

describe('the catalogue', () => {
  it('has the same keys in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  });

  it('has the same placeholders in both languages', () => {
    const differing = Object.keys(zh).filter((key) => {
      const a = [...placeholders(zh[key] ?? '')].sort().join();
      const b = [...placeholders(en[key] ?? '')].sort().join();
      return a !== b;
    });
    expect(differing).toEqual([]);
  });

  it('has no malformed message', () => {
    for (const source of [...Object.values(zh), ...Object.values(en)]) {
      expect(() => parseMessage(source)).not.toThrow();
    }
  });

  it('uses Chinese punctuation in Chinese sentences', () => {
    const half = Object.entries(zh).filter(([, text]) => /[\u4e00-\u9fff][,;:?!](\s|[\u4e00-\u9fff]|$)/.test(text));
    expect(half).toEqual([]);
  });

  it('has words for every health, level and condition', () => {
    for (const health of HEALTHS) expect(zh[`health.${health}`]).toBeDefined();
    for (const level of LEVELS) for (const key of ['level', 'seal']) expect(zh[`${key}.${level}`]).toBeDefined();
    for (const condition of CONDITIONS) expect(zh[`condition.${condition}`]).toBeDefined();
  });
});

describe('a message', () => {
  it('takes values and plurals', () => {
    const source = '{n, plural, =0 {no chains} one {# chain} other {# chains}} of {zone}';
    expect(formatMessage(source, { n: 0, zone: 'Jiazi' }, 'en')).toBe('no chains of Jiazi');
    expect(formatMessage(source, { n: 1, zone: 'Jiazi' }, 'en')).toBe('1 chain of Jiazi');
    expect(formatMessage(source, { n: 1200, zone: 'Jiazi' }, 'en')).toBe('1,200 chains of Jiazi');
  });

  it('shows the name of a value that is missing', () => {
    expect(formatMessage('height {height}', {}, 'en')).toBe('height {height}');
  });

  it.each(['{', '{n, plural, one {#}}', '{n, plural, other {#}', 'a}'])('is refused when malformed: %s', (source) => {
    expect(() => parseMessage(source)).toThrow();
  });

  it('puts a thin space between Chinese and Latin', () => {
    expect(spaceChinese('高度318 已由CometBFT核验')).toBe('高度\u2009318\u2009已由\u2009CometBFT\u2009核验');
  });
});

describe('a number', () => {
  const shown = (value: string, language: 'zh-CN' | 'en', unit: 'records' | 'yuan' | 'percent' = 'records') => {
    const { number, unit: word, exact } = formats(language).value(value, unit);
    return [number, word, exact];
  };

  it('is scaled by 万 and 亿 in Chinese, with the exact value at hand', () => {
    expect(shown('4812903', 'zh-CN')).toEqual(['4,812,903', '条', '4,812,903\u2009条']);
    expect(shown('25041877', 'zh-CN')).toEqual(['2,504', '万条', '25,041,877\u2009条']);
    expect(shown('137000000', 'zh-CN', 'yuan')).toEqual(['1.37', '亿元', '137,000,000\u2009元']);
  });

  it('is scaled by M and bn in English', () => {
    expect(shown('25041877', 'en')).toEqual(['25.04', 'M records', '25,041,877 records']);
    expect(shown('13700000000', 'en', 'yuan')).toEqual(['13.70', 'bn CNY', '13,700,000,000 CNY']);
  });

  it('keeps every digit of a decimal beyond what a double holds', () => {
    expect(formats('en').height('9007199254740993123')).toBe('9,007,199,254,740,993,123');
  });
});

describe('a time', () => {
  it('shows its age in the largest unit', () => {
    const now = Date.parse('2026-11-21T16:30:00Z');
    const zhAge = (iso: string) => formats('zh-CN').age(iso, now);
    expect(zhAge('2026-11-21T16:29:52Z')).toBe('8\u2009秒前');
    expect(zhAge('2026-11-21T16:22:00Z')).toBe('8\u2009分钟前');
    expect(formats('en').age('2026-11-21T14:21:00Z', now)).toBe('2\u2009h ago');
    expect(formats('en').age('2026-11-11T14:21:00Z', now)).toBe('10\u2009d ago');
  });
});
