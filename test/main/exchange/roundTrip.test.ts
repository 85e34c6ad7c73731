import fc from 'fast-check';
import { readSheet } from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { readFile } from '../../../main/exchange/readFile.ts';
import { unwatched } from '../../../main/exchange/slices.ts';
import { type ExportRow, exportTable, tableCsv, tableWorkbook } from '../../../main/exchange/tables.ts';
import { neutralise, revive } from '../../../main/exchange/text.ts';
import type { ReportDraft } from '../../../main/programme/model.ts';
import type { MasterData } from '../../../main/programme/seams.ts';
import { smallProgramme } from '../../helpers/spreadsheet.ts';
import { contextOf, importer } from './context.ts';

const base = smallProgramme(6);

/** Names as nobody would wish them: separators, quotes, line ends, formulas, characters of two planes. */
const nasty = fc
  .array(
    fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      "'",
      '"',
      ',',
      ';',
      '\t',
      '\r\n',
      '\n',
      ' ',
      '中',
      '文',
      '㐀',
      '𠀀',
      '😀',
      '€',
      'é',
      'A',
      '1',
      '_x000D_',
      '&',
      '<',
      '示',
      '合计',
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join('').trim())
  .filter((name) => name !== '');

const programme = fc.array(fc.tuple(nasty, nasty, nasty), { minLength: 6, maxLength: 6 }).map(
  (names): MasterData => ({
    ...base,
    scenarios: base.scenarios.map((scenario, index) => {
      const [zh = '', en = '', owner = ''] = names[index] ?? [];
      return { ...scenario, name: { zh, en }, owner: { zh: owner, en: owner } };
    }),
  }),
);

const decimal = (places: number) =>
  fc.tuple(fc.bigInt(1n, 10n ** 22n), fc.integer({ min: 0, max: places })).map(([units, scale]) => {
    const digits = units.toString().padStart(scale + 1, '0');
    const fraction = digits.slice(digits.length - scale || digits.length).replace(/0+$/, '');
    const whole = digits.slice(0, digits.length - scale);
    return fraction === '' || scale === 0 ? whole : `${whole}.${fraction}`;
  });

const drafts = fc.array(
  fc.record({
    scenario: fc.nat(5),
    tx: decimal(0),
    money: decimal(2),
    coverage: fc
      .integer({ min: 0, max: 1000 })
      .map((tenths) => (tenths % 10 === 0 ? `${tenths / 10}` : `${Math.floor(tenths / 10)}.${tenths % 10}`)),
    saved: fc.tuple(decimal(2), fc.boolean()).map(([value, negative]) => (negative ? `-${value}` : value)),
    base: fc.oneof(decimal(2), fc.constantFrom('改造前', '=before', '-')),
    statedBy: fc.option(nasty, { nil: null }),
  }),
  { minLength: 1, maxLength: 6 },
);

function build(master: MasterData, made: typeof drafts extends fc.Arbitrary<infer T> ? T : never): ReportDraft[] {
  const reports = new Map<string, ReportDraft>();
  for (const { scenario, tx, money, coverage, saved, base: against, statedBy } of made) {
    const of = master.scenarios[scenario];
    if (of === undefined) continue;
    reports.set(of.scenarioId, {
      scenarioId: of.scenarioId,
      period: '2026Q3',
      statedBy: statedBy === null ? of.owner : { zh: statedBy, en: statedBy },
      asOf: '2026-09-30',
      origin: 'spreadsheet',
      values: [
        { indicatorId: 'tx_total', value: tx, base: null },
        { indicatorId: 'amount_total', value: money, base: null },
        { indicatorId: 'coverage', value: coverage, base: null },
        { indicatorId: 'cost_saved', value: saved, base: against },
      ],
      document: null,
      digest: '',
      signedBy: null,
    });
  }
  return [...reports.values()];
}

function rowsOf(master: MasterData, reports: readonly ReportDraft[]): ExportRow[] {
  return reports.flatMap((report) => {
    const scenario = master.scenarios.find(({ scenarioId }) => scenarioId === report.scenarioId);
    if (scenario === undefined) return [];
    return report.values.map(({ indicatorId, value, base: against }): ExportRow => {
      const definition = master.definitions.find((candidate) => candidate.indicatorId === indicatorId);
      if (definition === undefined) throw new Error(indicatorId);
      return {
        scenarioId: scenario.scenarioId,
        scenario: scenario.name,
        zone: { zh: '=甲子', en: '=Jiazi' },
        entity: null,
        sector: { zh: '能源', en: 'Energy' },
        period: report.period,
        indicatorId,
        indicator: definition.name,
        unit: definition.unit,
        value,
        base: against,
        target: '100',
        asOf: report.asOf,
        statedBy: report.statedBy,
        rating: 'amber',
        provenance: { level: 'reported', condition: 'fresh', source: '@office' },
      };
    });
  });
}

async function importOf(bytes: Uint8Array, name: string, master: MasterData, reports: readonly ReportDraft[] = []) {
  const tool = importer();
  const context = contextOf(master, { reports });
  const read = await tool.read({ name, bytes, type: null }, context);
  if (!read.ok) throw new Error(`${read.error.code} ${JSON.stringify(read.error.params)}`);
  const errors = read.value.problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(JSON.stringify(errors.slice(0, 3)));
  if (reports.length > 0) return { counts: read.value.counts, reports: [] };
  const taken = await tool.take(read.value.importId, context);
  if (!taken.ok) throw new Error(taken.error.code);
  return { counts: read.value.counts, reports: taken.value.set.reports ?? [] };
}

describe('import, export, import', () => {
  it.each([
    ['xlsx', 'utf-8', 'zh-CN'],
    ['xlsx', 'utf-8', 'en'],
    ['csv', 'utf-8', 'zh-CN'],
    ['csv', 'gb18030', 'zh-CN'],
    ['csv', 'gb18030', 'en'],
  ] as const)(
    'is the identity over %s in %s, %s',
    async (format, encoding, language) => {
      await fc.assert(
        fc.asyncProperty(programme, drafts, async (master, made) => {
          const first = build(master, made);
          const once = await exportTable(rowsOf(master, first), format, encoding, language);
          const imported = await importOf(once.bytes, once.fileName, master);
          expect(imported.reports.map((report) => ({ ...report, digest: '' }))).toEqual(first);
          const twice = await exportTable(rowsOf(master, imported.reports), format, encoding, language);
          expect(Buffer.compare(twice.bytes, once.bytes)).toBe(0);
          const again = await importOf(twice.bytes, twice.fileName, master, imported.reports);
          expect(again.counts).toEqual({ new: 0, changed: 0, same: first.length * 4, problem: 0 });
        }),
        { numRuns: 25 },
      );
    },
    120_000,
  );

  it('takes a leading apostrophe away exactly where one was put', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("'", '=', '@', '\t', 'a', '-'), { maxLength: 6 }), (chars) => {
        const text = chars.join('');
        expect(revive(neutralise(text))).toBe(text);
        expect(neutralise(text)).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });
});

describe('an exported table', () => {
  const rows = [
    ['=1+1', { number: '-5' }, { number: '1234567890123456789' }, null, '@x', 'a\r\nb', '_x000D_ & <'],
  ] as const;

  it('has no cell that a spreadsheet program would take for a formula, and keeps negative numbers', async () => {
    const csvText = Buffer.from(tableCsv(['甲', '乙', '丙', '丁', '戊', '己', '庚'], rows, 'utf-8')).toString('utf8');
    expect(csvText).toBe('\ufeff甲,乙,丙,丁,戊,己,庚\r\n\'=1+1,-5,1234567890123456789,,\'@x,"a\r\nb",_x000D_ & <\r\n');
  });

  it('reads the same in a reader that is not ours', async () => {
    const bytes = await tableWorkbook(['甲', '乙', '丙', '丁', '戊', '己', '庚'], rows);
    const data = await readSheet(Buffer.from(bytes), { trim: false } as never);
    expect(data).toEqual([
      ['甲', '乙', '丙', '丁', '戊', '己', '庚'],
      ["'=1+1", -5, '1234567890123456789', null, "'@x", 'a\r\nb', '_x000D_ & <'],
    ]);
  });

  it('says beside every value how it is known', async () => {
    const [row] = rowsOf(
      base,
      build(base, [{ scenario: 0, tx: '17', money: '1', coverage: '1', saved: '1', base: '2', statedBy: null }]),
    );
    if (row === undefined) throw new Error('no row');
    const proven: ExportRow = {
      ...row,
      provenance: {
        level: 'anchored',
        condition: 'contradicted',
        at: {
          chainId: 'demo-jiazi-1',
          height: '318',
          headerHash: 'ab'.repeat(32),
          rule: 'report-digest',
          headerTime: '2026-09-30T00:00:00Z',
          verifiedAt: '2026-09-30T00:00:00Z',
        },
      },
    };
    const { bytes, fileName } = await exportTable([proven], 'csv', 'utf-8', 'en');
    const [head, line] = Buffer.from(bytes).toString('utf8').slice(1).split('\r\n');
    expect(fileName).toBe('pilotlight-indicators-2026Q3.csv');
    expect(head?.split(',').slice(8, 16)).toEqual([
      'Value',
      'Unit',
      'Level',
      'Condition',
      'Chain',
      'Height',
      'Header hash',
      'Source',
    ]);
    expect(line?.split(',').slice(8, 15)).toEqual([
      '17',
      'records',
      'Anchored',
      'Refuted',
      'demo-jiazi-1',
      '318',
      'ab'.repeat(32),
    ]);
  });

  it('writes a number as short as it is exact', async () => {
    const [row] = rowsOf(
      base,
      build(base, [{ scenario: 0, tx: '17', money: '1', coverage: '1', saved: '1', base: '2', statedBy: null }]),
    );
    if (row === undefined) throw new Error('no row');
    const { bytes } = await exportTable([{ ...row, value: '12.500' }], 'csv', 'utf-8', 'en');
    expect(Buffer.from(bytes).toString('utf8').split('\r\n')[1]?.split(',')[8]).toBe('12.5');
  });

  it('refuses a number that is no exact decimal', async () => {
    await expect(tableWorkbook(['a'], [[{ number: '1e5' }]])).rejects.toThrow('canonical');
  });
});

describe('a workbook that is not ours', () => {
  it('reads cell by cell as its writer meant it', async () => {
    const date = new Date(Date.UTC(2026, 8, 30));
    const data = [
      ['名称', '数值', '日期', '占比'],
      [
        '云杉 & <甲>',
        1234.56,
        { value: date, type: Date, format: 'yyyy-mm-dd' },
        { value: 0.125, type: Number, format: '0.0%' },
      ],
      [null, -0.1, null, null],
    ];
    const bytes = await writeExcelFile(data as never, { sheet: '表一' } as never).toBuffer();
    const grid = await readFile('a.xlsx', new Uint8Array(bytes), unwatched());
    expect(grid.sheets[0]?.name).toBe('表一');
    expect(grid.sheets[0]?.rows[1]).toEqual([
      { kind: 'text', text: '云杉 & <甲>' },
      { kind: 'number', text: '1234.56', percent: false },
      { kind: 'date', text: '46295', date: '2026-09-30' },
      { kind: 'number', text: '0.125', percent: true },
    ]);
    expect(grid.sheets[0]?.rows[2]?.[1]).toEqual({ kind: 'number', text: '-0.1', percent: false });
  });
});
