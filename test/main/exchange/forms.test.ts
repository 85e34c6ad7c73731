import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../main/exchange/grid.ts';
import { readFile } from '../../../main/exchange/readFile.ts';
import { unwatched } from '../../../main/exchange/slices.ts';
import { tableWorkbook } from '../../../main/exchange/tables.ts';
import { writeXlsx } from '../../../main/exchange/xlsxWriter.ts';
import { zip } from '../../../main/exchange/zipWriter.ts';
import { smallProgramme } from '../../helpers/spreadsheet.ts';
import { contextOf, csv, draftsOf, importer, problemsOf } from './context.ts';

const master = smallProgramme(12);
const HEAD = '场景编号,报告期,指标编号,数值,计量单位,数据截至';

describe('figures, a row each', () => {
  it('become one report per scenario and period', async () => {
    const { reports } = await draftsOf(
      csv(
        HEAD,
        's-0000,2026Q3,tx_total,1717,条,2026-09-30',
        's-0000,2026Q3,nodes,7,个,2026-09-30',
        's-0001,2026Q3,nodes,9,个,2026-09-30',
      ),
      master,
    );
    expect(reports).toHaveLength(2);
    expect(reports?.[0]).toMatchObject({
      scenarioId: 's-0000',
      period: '2026Q3',
      asOf: '2026-09-30',
      origin: 'spreadsheet',
      statedBy: { zh: '云杉第0办公室', en: 'Spruce office 0' },
      values: [
        { indicatorId: 'tx_total', value: '1717', base: null },
        { indicatorId: 'nodes', value: '7', base: null },
      ],
      document: null,
      signedBy: null,
    });
    expect(reports?.[0]?.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('are found under title rows, with English headings, in any order, with the scale in a heading', async () => {
    const { preview, errors, warnings } = await problemsOf(
      csv(
        'Spruce Town: figures of 2026Q3 as of 2026-09-30,,,',
        ',,,',
        'Value (万元),Indicator,Scenario,Remark of ours',
        '12.57,Money passed,Spruce scenario 3,fine',
        ',,,',
        'Total,,,',
        'Note: counted by the office,,,',
      ),
      master,
    );
    expect(errors).toEqual([]);
    expect(warnings).toEqual(['3 D column-left-out', '6 - totals-row', '7 - note-row']);
    expect(preview.sheets[0]).toMatchObject({ headingRow: 3, rows: 1 });
    expect(preview.sheets[0]?.columns[0]).toMatchObject({ field: 'value', scale: '10000' });
    expect(preview.period).toBe('2026Q3');
    const { reports } = await draftsOf(
      csv('2026Q3 as of 2026-09-30', 'Value (万元),Indicator,Scenario', '12.5,Money passed,Spruce scenario 3'),
      master,
    );
    expect(reports?.[0]).toMatchObject({ period: '2026Q3', asOf: '2026-09-30', values: [{ value: '125000' }] });
  });

  it('take the unit that stands above the table for sums of money only', async () => {
    const { reports } = await draftsOf(
      csv(
        '单位：万元',
        '场景,报告期,指标,数值,数据截至',
        '云杉场景1号,2026Q3,累计金额,3,2026-09-30',
        '云杉场景1号,2026Q3,节点数,3,2026-09-30',
      ),
      master,
    );
    expect(reports?.[0]?.values.map(({ value }) => value)).toEqual(['30000', '3']);
  });

  it('refuse a heading whose multiple is neither 万 nor 亿', async () => {
    const { errors } = await problemsOf(
      csv('场景编号,报告期,指标编号,数值（百万元）', 's-0000,2026Q3,amount_total,3'),
      master,
    );
    expect(errors).toEqual(['1 D heading-scale']);
  });

  it('may be a column per indicator, with its base beside it', async () => {
    const { reports } = await draftsOf(
      csv(
        '场景,季度,节点数,节约成本（万元）,节约成本基数,数据截至',
        '云杉场景2号,2026年三季度,7,1.5,20000,2026年9月30日',
      ),
      master,
    );
    expect(reports?.[0]?.values).toEqual([
      { indicatorId: 'nodes', value: '7', base: null },
      { indicatorId: 'cost_saved', value: '15000', base: '20000' },
    ]);
  });

  it('say which names come closest where one is not known', async () => {
    const { preview, errors } = await problemsOf(csv(HEAD, '云杉场景,2026Q3,tx_totl,1,条,2026-09-30'), master);
    expect(errors).toEqual(['2 A scenario-not-found', '2 C indicator-not-found']);
    expect(preview.problems[1]?.params).toMatchObject({ candidates: expect.stringMatching(/tx_total/) });
  });

  it('tell scenarios of one name apart by their zone, and ask where nothing tells', async () => {
    const [first, second, ...rest] = master.scenarios;
    if (first === undefined || second === undefined) throw new Error('too small');
    const alike = { ...master, scenarios: [first, { ...second, name: first.name }, ...rest] };
    const ask = await problemsOf(csv('场景,报告期,指标编号,数值', '云杉场景0号,2026Q3,nodes,3'), alike);
    expect(ask.errors).toEqual(['2 A scenario-ambiguous']);
    const tell = await draftsOf(
      csv('场景,示范区,报告期,指标编号,数值', '云杉场景0号,乙丑示范区,2026Q3,nodes,3'),
      alike,
    );
    expect(tell.reports?.[0]?.scenarioId).toBe('s-0001');
  });

  it('take a name that differs only in width or spaces, and say so', async () => {
    const { warnings, errors } = await problemsOf(
      csv('场景,报告期,指标编号,数值,数据截至', '云杉场景０ 号,2026Q3,nodes,3,2026-09-30'),
      master,
    );
    expect([errors, warnings]).toEqual([[], ['2 A scenario-similar']]);
  });

  it('refuse an id and a name that do not belong together', async () => {
    const { errors } = await problemsOf(
      csv('场景编号,场景名称,报告期,指标编号,指标名称,数值', 's-0000,云杉场景1号,2026Q3,nodes,存证总量,3'),
      master,
    );
    expect(errors).toEqual(['2 B scenario-id-and-name', '2 E indicator-id-and-name']);
  });

  it('refuse what is said twice, and two as-of dates or reporters in one report', async () => {
    const { errors } = await problemsOf(
      csv(
        `${HEAD},填报单位`,
        's-0000,2026Q3,nodes,3,个,2026-09-30,甲',
        's-0000,2026Q3,nodes,4,个,2026-09-30,甲',
        's-0000,2026Q3,tx_total,4,条,2026-09-29,乙',
      ),
      master,
    );
    expect(errors).toEqual(['3 D row-twice', '4 F as-of-differs', '4 G stated-by-differs']);
  });

  it('ask once for a period that no row has', async () => {
    const { errors, preview } = await problemsOf(
      csv('场景编号,指标编号,数值', 's-0000,nodes,3', 's-0001,nodes,3'),
      master,
    );
    expect(errors).toEqual(['- - period-missing']);
    expect(preview.counts).toEqual({ new: 0, changed: 0, same: 0, problem: 2 });
  });

  it('refuse a period that has not begun, and dates that are none', async () => {
    const { errors } = await problemsOf(
      csv(
        HEAD,
        's-0000,2026Q4,nodes,3,个,2026-10-14',
        's-0001,2027Q1,nodes,3,个,2026-09-30',
        's-0002,2026Q3,nodes,3,个,soon',
      ),
      master,
    );
    expect(errors).toEqual(['3 B period-in-future', '4 F date-unreadable']);
  });

  it('keep what the file does not speak of, and say so', async () => {
    const before = await draftsOf(
      csv(HEAD, 's-0000,2026Q3,nodes,3,个,2026-09-30', 's-0000,2026Q3,tx_total,17,条,2026-09-30'),
      master,
    );
    const known = { reports: before.reports ?? [] };
    const file = csv(HEAD, 's-0000,2026Q3,nodes,4,个,2026-09-30');
    expect((await problemsOf(file, master, 'a.csv', known)).warnings).toEqual(['2 - values-kept']);
    const { reports } = await draftsOf(file, master, 'a.csv', known);
    expect(reports?.[0]?.values).toEqual([
      { indicatorId: 'nodes', value: '4', base: null },
      { indicatorId: 'tx_total', value: '17', base: null },
    ]);
  });

  it('are the same when nothing changes, and then there is nothing to take', async () => {
    const file = csv(HEAD, 's-0000,2026Q3,nodes,3,个,2026-09-30');
    const { reports = [] } = await draftsOf(file, master);
    const { preview } = await problemsOf(file, master, 'a.csv', { reports });
    expect(preview.counts).toEqual({ new: 0, changed: 0, same: 1, problem: 0 });
    expect(preview.ready).toBe(false);
  });

  it('are the same number however many zeros end it', async () => {
    const file = csv(HEAD, 's-0000,2026Q3,amount_total,3.10,元,2026-09-30');
    const { reports = [] } = await draftsOf(file, master);
    const written = reports.map((draft) => ({
      ...draft,
      values: [{ indicatorId: 'amount_total', value: '3.100', base: null }],
    }));
    const { preview } = await problemsOf(file, master, 'a.csv', { reports: written });
    expect(preview.counts.same).toBe(1);
  });

  it('warn before a signed report is replaced by a spreadsheet', async () => {
    const { reports = [] } = await draftsOf(csv(HEAD, 's-0000,2026Q3,nodes,3,个,2026-09-30'), master);
    const known = { reports: reports.map((draft) => ({ ...draft, signedBy: 'office-a' })) };
    const { warnings } = await problemsOf(csv(HEAD, 's-0000,2026Q3,nodes,4,个,2026-09-30'), master, 'a.csv', known);
    expect(warnings).toEqual(['2 - replaces-signed']);
  });
});

describe('milestones', () => {
  const milestone = { milestoneId: 'm-1', scenarioId: 's-0000', name: { zh: '验收', en: 'Acceptance' } };
  const known = {
    milestones: [
      { milestone, dates: [{ milestoneId: 'm-1', kind: 'baseline' as const, date: '2026-06-30', reason: '' }] },
    ],
  };
  const head = '场景编号,里程碑,基线日期,预测日期,实际日期,调整原因';

  it('are known by their name; only what differs is taken', async () => {
    const set = await draftsOf(
      csv(head, 's-0000,验收,2026-06-30,2026-08-01,,', 's-0001,上线,2026-05-01,,2026-05-02,'),
      master,
      'a.csv',
      known,
    );
    expect(set.milestones).toEqual([
      {
        milestoneId: expect.stringMatching(/^m-[0-9a-f]{12}$/),
        scenarioId: 's-0001',
        name: { zh: '上线', en: '上线' },
      },
    ]);
    expect(set.milestoneDates?.map(({ kind, date }) => `${kind} ${date}`)).toEqual([
      'forecast 2026-08-01',
      'baseline 2026-05-01',
      'actual 2026-05-02',
    ]);
  });

  it('need a reason for another baseline, and no actual date in the future', async () => {
    const { errors } = await problemsOf(
      csv(
        head,
        's-0000,验收,2026-07-31,,,',
        's-0001,上线,,,2026-12-01,',
        's-0002,空,,,,',
        's-0003,,2026-01-01,,,',
        's-0000,验收,2026-06-30,,,',
      ),
      master,
      'a.csv',
      known,
    );
    expect(errors).toEqual([
      '2 F rebaseline-without-reason',
      '3 E date-in-future',
      '4 C milestone-without-date',
      '5 B milestone-missing',
      '6 B row-twice',
    ]);
  });
});

describe('registers', () => {
  it('of entities keep what the file does not say', async () => {
    const set = await draftsOf(
      csv('单位名称,英文名称,领域,省份,入选阶段', '云杉镇票据中心,,能源,,', '冷杉镇供热站,Fir heat,税费服务,四川,公示'),
      master,
    );
    expect(set.entities).toEqual([
      {
        entityId: 'spruce',
        name: { zh: '云杉镇票据中心', en: 'Spruce Town bill centre' },
        sectorId: 'energy',
        province: 'CN-BJ',
        stage: 'final',
        source: null,
        note: null,
      },
      {
        entityId: expect.stringMatching(/^e-/),
        name: { zh: '冷杉镇供热站', en: 'Fir heat' },
        sectorId: 'tax',
        province: 'CN-SC',
        stage: 'shortlist',
        source: null,
        note: null,
      },
    ]);
  });

  it('of scenarios name one zone or one entity', async () => {
    const head = '场景名称,领域,示范区,试点单位,上线日期,停用日期';
    const { errors } = await problemsOf(
      csv(
        head,
        '新场景甲,能源,甲子示范区,云杉镇票据中心,,',
        '新场景乙,能源,,,,',
        '新场景丙,航天,甲子示范区,,,',
        '新场景丁,,甲子示范区,,,',
        '新场景戊,能源,甲子示范区,,2026-05-01,2026-04-01',
      ),
      master,
      '场景清单.csv',
    );
    expect(errors).toEqual([
      '2 D zone-and-entity',
      '3 C zone-or-entity-missing',
      '4 B sector-not-found',
      '5 B sector-missing',
      '6 F ended-before-started',
    ]);
    const set = await draftsOf(csv(head, '新场景己,能源,甲子示范区,,2026-05-01,'), master, '场景清单.csv');
    expect(set.scenarios?.[0]).toMatchObject({
      zoneId: 'jiazi',
      entityId: null,
      sectorId: 'energy',
      startedOn: '2026-05-01',
    });
  });

  it('refuse provinces, stages and ids that are none', async () => {
    const { errors } = await problemsOf(
      csv('单位编号,单位名称,省份,入选阶段', 'A B,甲,,', 'ok,乙,某地,', 'ok2,丙,,也许', 'ok,丁,,', 'ok3,,北京,'),
      master,
      '单位清单.csv',
    );
    expect(errors).toEqual([
      '2 A id-malformed',
      '3 C province-unknown',
      '4 D stage-unknown',
      '5 A row-twice',
      '6 B name-missing',
    ]);
  });

  it('of targets are compared with those that are known', async () => {
    const targets = [{ scenarioId: 's-0000', indicatorId: 'nodes', period: '2026Q4', value: '9' }];
    const file = csv('场景编号,报告期,指标编号,目标值', 's-0000,2026Q4,nodes,9', 's-0000,2026Q4,tx_total,5万');
    const set = await draftsOf(file, master, 'a.csv', { targets });
    expect(set.targets).toEqual([{ scenarioId: 's-0000', indicatorId: 'tx_total', period: '2026Q4', value: '50000' }]);
    const { errors } = await problemsOf(
      csv('场景编号,报告期,指标编号,目标值', 's-0000,2026Q4,nodes,', 's-0000,2026Q4,nodes,9.5'),
      master,
    );
    expect(errors).toEqual(['2 D target-missing', '3 D value-decimals']);
  });
});

describe('a workbook', () => {
  const style = (formats: string, cells: string) =>
    `<styleSheet><numFmts>${formats}</numFmts><cellXfs>${cells}</cellXfs></styleSheet>`;
  const read = async (sheet: string, styles = style('', '<xf numFmtId="0"/>'), strings = '') => {
    const parts: Record<string, string> = {
      'xl/workbook.xml': '<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels':
        '<R><Relationship Id="r1" Type="x/worksheet" Target="/xl/s.xml"/><Relationship Id="r2" Type="x/styles" Target="st.xml"/><Relationship Id="r3" Type="x/sharedStrings" Target="ss.xml"/></R>',
      'xl/s.xml': `<worksheet><sheetData>${sheet}</sheetData></worksheet>`.replace('@@', '</sheetData><x>'),
      'xl/st.xml': styles,
      'xl/ss.xml': `<sst>${strings}</sst>`,
    };
    const bytes = await zip(
      Object.entries(parts).map(([name, xml]) => ({ name, bytes: new TextEncoder().encode(xml) })),
    );
    const grid = await readFile('a.xlsx', bytes, unwatched());
    return grid.sheets[0]?.rows ?? [];
  };
  const cells = (rows: readonly (readonly (Cell | undefined)[])[]) =>
    rows.flatMap((row) => (row ?? []).map((cell) => cell ?? null));

  it('says which numbers are dates and which percentages', async () => {
    const styles = style(
      '<numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="165" formatCode="0.0%"/><numFmt numFmtId="166" formatCode="[Red]0.00&quot;d&quot;"/>',
      '<xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="9"/>',
    );
    const row =
      '<row r="1"><c r="A1" s="0"><v>46295</v></c><c r="B1" s="1"><v>46295</v></c><c r="C1" s="2"><v>0.125</v></c><c r="D1" s="3"><v>5</v></c><c r="E1" s="4"><v>1</v></c></row>';
    expect(cells(await read(row, styles))).toEqual([
      { kind: 'date', text: '46295', date: '2026-09-30' },
      { kind: 'date', text: '46295', date: '2026-09-30' },
      { kind: 'number', text: '0.125', percent: true },
      { kind: 'number', text: '5', percent: false },
      { kind: 'number', text: '1', percent: true },
    ]);
  });

  it('has texts in three ways, without their phonetic runs', async () => {
    const strings =
      '<si><t>甲</t></si><si><r><t>乙</t></r><r><t xml:space="preserve"> 丙</t></r><rPh><t>bing</t></rPh></si>';
    const row =
      '<row r="2"><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="inlineStr"><is><t>a_x000D_b</t></is></c><c t="str"><f>A1</f><v>x&amp;y</v></c></row>';
    expect(cells(await read(row, undefined, strings)).map((cell) => cell?.text)).toEqual([
      '甲',
      '乙 丙',
      'a\rb',
      'x&y',
    ]);
  });

  it('names formulas without a result and numbers that lost digits', async () => {
    const row =
      '<row r="1"><c r="A1" t="e"><v>#DIV/0!</v></c><c r="B1"><f>1/3</f></c><c r="C1"><v>0.30000000000000004</v></c></row>';
    expect(cells(await read(row)).map((cell) => cell?.kind === 'bad' && cell.why)).toEqual([
      'formula',
      'formula',
      'precision',
    ]);
  });

  it('fills merged cells down, so that each row knows its scenario', async () => {
    const sheet = (refs: string) =>
      `<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>@@<mergeCell ref="${refs}"/></x><sheetData>`;
    expect((await read(sheet('A1:A2')))[1]?.[0]).toEqual({ kind: 'text', text: '甲' });
    expect((await read(sheet('A1:B1')))[1]?.[0]).toBeUndefined();
  });

  it('of several sheets is read in all of them, hidden and foreign ones left out and named', async () => {
    const head = ['场景编号', '报告期', '指标编号', '数值', '数据截至'];
    const rows = (scenario: string) => [head, [scenario, '2026Q3', 'nodes', { number: '3' }, '2026-09-30']];
    const bytes = await writeXlsx([
      { name: '甲', rows: rows('s-0000'), widths: [], headingRows: 1 },
      { name: '乙', rows: rows('s-0001'), widths: [], headingRows: 1 },
      { name: '随笔', rows: [['hello']], widths: [], headingRows: 0 },
    ]);
    const { preview, errors, warnings } = await problemsOf(bytes, master, 'a.xlsx');
    expect([errors, warnings]).toEqual([[], ['- - sheet-without-headings']]);
    expect(preview.counts.new).toBe(2);
  });

  it('without any heading that is known is asked about, and read once the person said what is what', async () => {
    const bytes = await tableWorkbook(
      ['一', '二', '三', '四'],
      [['s-0000', 'nodes', { number: '3' }, '2026-09-30']],
      '表',
    );
    const tool = importer();
    const context = contextOf(master);
    const first = await tool.read({ name: 'a.xlsx', bytes, type: null }, context);
    if (!first.ok) throw new Error(first.error.code);
    expect(first.value.problems.map(({ code }) => code)).toEqual(['type-unknown']);
    const column = (index: number, field: string) => ({ sheet: '表', index, field, scale: '1' as const });
    const mapped = await tool.map(
      {
        importId: first.value.importId,
        type: 'indicators',
        period: '2026Q3',
        columns: [
          column(0, 'scenarioId'),
          column(1, 'indicatorId'),
          { ...column(2, 'value'), scale: '10000' },
          column(3, 'asOf'),
        ],
      },
      context,
    );
    if (!mapped.ok) throw new Error(mapped.error.code);
    expect(mapped.value).toMatchObject({ ready: true, period: '2026Q3', counts: { new: 1 } });
    const taken = await tool.take(first.value.importId, context);
    expect(taken.ok && taken.value.set.reports?.[0]?.values[0]?.value).toBe('30000');
  });

  it('with a column mapped twice or to no field is refused', async () => {
    const tool = importer();
    const context = contextOf(master);
    const bytes = csv('场景编号,报告期,指标编号,数值', 's-0000,2026Q3,nodes,3');
    const read = await tool.read({ name: 'a.csv', bytes, type: 'indicators' }, context);
    if (!read.ok) throw new Error(read.error.code);
    const columns = [
      { sheet: 'a', index: 0, field: 'value', scale: '1' as const },
      { sheet: 'a', index: 1, field: 'nonsense', scale: '1' as const },
    ];
    const mapped = await tool.map(
      { importId: read.value.importId, type: 'indicators', period: null, columns },
      context,
    );
    expect(mapped.ok && mapped.value.problems.map(({ column, code }) => `${column} ${code}`)).toEqual([
      'null field-missing',
      'B field-unknown',
      'D field-twice',
    ]);
  });
});
