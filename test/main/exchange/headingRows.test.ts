import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../main/exchange/grid.ts';
import { headingsAt } from '../../../main/exchange/headingRows.ts';
import { smallProgramme } from '../../helpers/spreadsheet.ts';
import { csv, draftsOf, problemsOf } from './context.ts';

const master = smallProgramme(12);
const ROW = '云杉场景2号,2026年三季度,7,1.5,20000,2026年9月30日';
const VALUES = [
  { indicatorId: 'nodes', value: '7', base: null },
  { indicatorId: 'cost_saved', value: '15000', base: '20000' },
];

describe('headings in two rows', () => {
  it.each([
    [
      'a cell over two columns, and what each of these is',
      '场景,季度,节点数,节约成本,,数据截至',
      ',,,本期（万元）,基数,',
    ],
    [
      'cells merged over both rows, which repeat',
      '场景,季度,节点数,节约成本,,数据截至',
      '场景,季度,节点数,本期（万元）,基数（元）,数据截至',
    ],
    ['a row of units', '场景,季度,节点数,节约成本,节约成本基数,数据截至', ',,个,万元,元,'],
  ])('%s', async (_, upper, lower) => {
    const file = csv('云杉镇季度指标,,,,,', upper, lower, ROW);
    const { preview, errors } = await problemsOf(file, master);
    expect(errors).toEqual([]);
    expect(preview.sheets[0]).toMatchObject({ headingRow: 3, rows: 1 });
    const { reports } = await draftsOf(file, master);
    expect(reports?.[0]).toMatchObject({ scenarioId: 's-0002', period: '2026Q3', values: VALUES });
  });

  it('of which the upper names the unit of all below it', async () => {
    const { reports } = await draftsOf(
      csv('场景,季度,节约成本（万元）,,数据截至', ',,本期数,基数,', '云杉场景2号,2026年三季度,1.5,2,2026年9月30日'),
      master,
    );
    expect(reports?.[0]?.values).toEqual([{ indicatorId: 'cost_saved', value: '15000', base: '20000' }]);
  });

  it('are named with both in the preview, so that a person can say what an unknown one is', async () => {
    const { preview } = await problemsOf(
      csv('场景,季度,节点数,满意度,,数据截至', ',,,群众,企业,', '云杉场景2号,2026Q3,7,好,好,2026-09-30'),
      master,
    );
    expect(preview.sheets[0]?.columns.map(({ heading, field }) => [heading, field])).toEqual([
      ['场景', 'scenario'],
      ['季度', 'period'],
      ['节点数', 'value:nodes'],
      ['满意度群众', null],
      ['满意度企业', null],
      ['数据截至', 'asOf'],
    ]);
  });

  it('are never made of a row of data: with blanks, without numbers, beside columns without a heading', async () => {
    const head = '场景,季度,指标,数值,数据截至';
    for (const data of [
      '云杉场景2号,2026Q3,节点数,7,2026-09-30,看一看,再看看',
      ',,节点数,七,,看一看,再看看',
      ',,节点数,,,看一看,',
      ',,,7,,看一看,再看看',
      ',,,,,条',
    ]) {
      const { preview } = await problemsOf(csv(head, data, ROW), master);
      expect([data, preview.sheets[0]?.headingRow]).toEqual([data, 1]);
    }
  });

  it('are never made of a row that has nothing but its unit', async () => {
    const head = '场景,季度,指标,数值,计量单位,数据截至';
    const row = '云杉场景2号,2026年三季度,节点数,7,个,2026年9月30日';
    const { preview, errors } = await problemsOf(csv(head, ',,,,个,', row), master);
    expect(preview.sheets[0]).toMatchObject({ headingRow: 1 });
    // Said, not left out in silence.
    expect(errors).toEqual(['- B period-missing', '2 A scenario-missing', '2 C indicator-missing']);
  });

  it('are found or not, whatever two rows hold, with a text for each column', () => {
    const cell = fc.option(
      fc.oneof(
        fc.constantFrom('场景', '基数', '本期', '万元', '7', '').map((text): Cell => ({ kind: 'text', text })),
        fc.constant<Cell>({ kind: 'number', text: '7', percent: false }),
      ),
      { nil: undefined },
    );
    const row = fc.array(cell, { maxLength: 6 });
    fc.assert(
      fc.property(row, row, row, (a, b, c) => {
        const { first, last, texts } = headingsAt({ name: 's', hidden: false, rows: [a, b, c] }, 1);
        expect(first <= 1 && last >= 1 && last - first <= 1).toBe(true);
        expect(texts.every((text) => typeof text === 'string')).toBe(true);
        expect(texts.length).toBeGreaterThanOrEqual(b.length);
      }),
    );
  });
});
