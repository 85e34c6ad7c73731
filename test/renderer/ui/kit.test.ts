import { describe, expect, it } from 'vitest';
import type { Figure } from '../../../main/contract/figures.ts';
import type { Level, MixPart } from '../../../main/contract/provenance.ts';
import { toCsv } from '../../../renderer/charts/exportData.ts';
import { ratesOf } from '../../../renderer/features/overview/WorkOverTime.tsx';
import { messagesOf } from '../../../renderer/i18n/index.ts';
import { NARROWEST, WIDEST, widthsOf, withinBounds, withWidths } from '../../../renderer/ui/columnWidths.ts';
import { sortRows } from '../../../renderer/ui/DataTable.tsx';
import { mixSentence, sealsOf, sharePercent, shortHash, shownFigure } from '../../../renderer/ui/index.ts';

const en = messagesOf('en');
const mix = (...parts: [MixPart['level'], number][]): readonly MixPart[] =>
  parts.map(([level, share]) => ({ level, share, parts: 1 }));

describe('seals', () => {
  it('a refutation replaces every level', () => {
    for (const level of ['reported', 'proven', 'corroborated'] as const) {
      expect(sealsOf(level, 'contradicted')).toEqual(['contradicted']);
    }
  });
  it('age joins the level, so both are seen', () => {
    expect(sealsOf('proven', 'stale')).toEqual(['proven', 'stale']);
    expect(sealsOf('anchored', 'expired')).toEqual(['anchored', 'expired']);
  });
  it('what cannot be verified shows no level', () => {
    expect(sealsOf('reported', 'not-verifiable')).toEqual(['not-verifiable']);
  });
});

describe('the mix in words', () => {
  it.each([
    [mix(['corroborated', 0.6], ['proven', 0.2], ['reported', 0.2]), '60\u2009% corroborated'],
    [mix(['corroborated', 0.1], ['proven', 0.4], ['anchored', 0.32], ['reported', 0.18]), '50\u2009% proven or better'],
    [mix(['proven', 0.3], ['anchored', 0.4], ['reported', 0.3]), '70\u2009% anchored or better'],
    [mix(['proven', 1]), 'All proven'],
    [mix(['reported', 1]), 'Reported only'],
    [mix(['proven', 0.2], ['reported', 0.8]), '20\u2009% signed or better'],
    [mix(['proven', 0.96], ['contradicted', 0.04]), '4\u2009% refuted'],
  ])('%#: says the strongest level that half of it reaches, and refutations first', (parts, words) => {
    expect(mixSentence(parts, en)).toBe(words);
  });
  it('never rounds to all or to nothing', () => {
    expect([sharePercent(0.999), sharePercent(0.001), sharePercent(1), sharePercent(0)]).toEqual([99, 1, 100, 0]);
  });
});

describe('proven only', () => {
  const figure = (level: Level, over: Partial<Figure> = {}): Figure => ({
    id: 'x',
    label: 'figure.records',
    value: '10',
    unit: 'records',
    provenance: { level, condition: 'contradicted' },
    mix: [],
    parts: 3,
    missing: 0,
    provenOnly: { value: '6', leftOut: 1, provenance: { level: 'proven', condition: 'stale' } },
    asOf: null,
    ...over,
  });
  it('shows the kept part with the provenance of what was kept', () => {
    expect(shownFigure(figure('reported'), true)).toEqual({
      value: '6',
      provenance: { level: 'proven', condition: 'stale' },
    });
  });
  it('never shows a better condition than the whole when nothing is said of the kept part', () => {
    const shown = shownFigure(figure('reported', { provenOnly: { value: '6', leftOut: 1 } }), true);
    expect(shown.provenance.condition).toBe('contradicted');
  });
});

describe('a table', () => {
  const rows = [{ n: 2 }, { n: null }, { n: 10 }];
  const columns = [
    { key: 'n', title: 'n', numeric: true, render: () => null, sortBy: (row: { n: number | null }) => row.n },
  ];
  it('sorts what has no value last, either way', () => {
    expect(sortRows(rows, columns, { key: 'n', descending: false }).map((row) => row.n)).toEqual([2, 10, null]);
    expect(sortRows(rows, columns, { key: 'n', descending: true }).map((row) => row.n)).toEqual([10, 2, null]);
  });
});

describe('work over time', () => {
  it('is per minute of the time between samples, and down-samples long series', () => {
    const at = (s: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, s)).toISOString();
    const samples = Array.from({ length: 601 }, (_, i) => ({ at: at(i * 5), headers: 10, signatures: 50, proofs: 1 }));
    const rates = ratesOf(samples);
    expect(rates.length).toBeLessThanOrEqual(121);
    expect(rates.every((rate) => rate.headers === 120 && rate.signatures === 600)).toBe(true);
    expect(ratesOf(samples.slice(0, 1))).toEqual([]);
  });
});

describe('exports', () => {
  it('quotes commas and never writes a formula', () => {
    expect(
      toCsv(
        ['a', 'b'],
        [
          ['x,"y"', -1],
          ['=SUM(A1)', 2],
        ],
      ),
    ).toBe('\ufeffa,b\r\n"x,""y""",-1\r\n\'=SUM(A1),2\r\n');
  });
});

describe('a hash', () => {
  it('keeps both ends', () => {
    expect(shortHash(`${'9be271f40c55aa9e7d13e8aa'.padEnd(60, '0')}e8aa`)).toBe('9be2 71f4 … e8aa');
  });
});

describe('widths of columns', () => {
  const keys = ['a', 'b', 'c'];
  it('keep what was chosen and give room to spare to the last column that nobody sized', () => {
    expect(widthsOf(keys, [100.6, 100, 99.4], { a: 60 }, 300)).toEqual([60, 100, 140]);
    expect(widthsOf(keys, [100, 100, 100], { c: 60 }, 300)).toEqual([100, 100, 60]);
    expect(widthsOf(keys, [100, 100, 100], { b: 400 }, 300)).toEqual([100, 400, 100]);
  });
  it('stay between readable and absurd, in whole pixels', () => {
    expect([withinBounds(-20), withinBounds(1e6), withinBounds(99.6)]).toEqual([NARROWEST, WIDEST, 100]);
  });
  it('are kept by table; an empty one goes, and of too many the oldest', () => {
    expect(withWidths({ x: { a: 50 } }, 'x', {})).toEqual({});
    expect(withWidths({ x: { a: 50 } }, 'y', { b: 70 })).toEqual({ x: { a: 50 }, y: { b: 70 } });
    let tables = {};
    for (let i = 0; i < 45; i += 1) tables = withWidths(tables, `t${i}`, { a: 50 });
    expect([Object.keys(tables).length, Object.keys(tables)[0], Object.keys(tables).at(-1)]).toEqual([40, 't5', 't44']);
  });
});
