import { describe, expect, it } from 'vitest';
import { REPORT_TYPES } from '../../../main/contract/office.ts';
import { FIELDS, HELP_SHEETS } from '../../../main/exchange/headings.ts';
import { LIMITS } from '../../../main/exchange/limits.ts';
import { readFile } from '../../../main/exchange/readFile.ts';
import { unwatched } from '../../../main/exchange/slices.ts';
import { writeXlsx } from '../../../main/exchange/xlsxWriter.ts';
import { plantedSpreadsheet, smallProgramme } from '../../helpers/spreadsheet.ts';
import { contextOf, csv, importer } from './context.ts';

const master = smallProgramme(1_000);
const context = contextOf(master);
const small = csv('场景编号,报告期,指标编号,数值,数据截至', 's-0000,2026Q3,nodes,3,2026-09-30');
const request = (bytes: Uint8Array, name = 'a.csv') => ({ name, bytes, type: null });

async function tenThousand(): Promise<Uint8Array> {
  const { definitions } = master;
  const rows = Array.from({ length: 10_000 }, (_, index) => {
    const definition = definitions[Math.floor(index / 1_000) % 8];
    const scenario = master.scenarios[index % 1_000];
    const column = Math.floor(index / 8_000) === 0 ? '2026Q3' : '2026Q2';
    return [
      scenario?.scenarioId ?? '',
      column,
      definition?.indicatorId ?? '',
      { number: String(11 + (index % 80)) },
      '改造前',
      column === '2026Q3' ? '2026-09-30' : '2026-06-30',
    ];
  });
  return writeXlsx([
    {
      name: '指标',
      rows: [['场景编号', '报告期', '指标编号', '数值', '基数', '数据截至'], ...rows],
      widths: [],
      headingRows: 1,
    },
  ]);
}

describe('an import of 10,000 rows', () => {
  it('takes at most five seconds, answers its progress, and hands the thread back all the while', async () => {
    const bytes = await tenThousand();
    let best = Number.POSITIVE_INFINITY;
    // Other tests run beside this one: the best of three says what the import itself needs.
    for (let attempt = 0; attempt < 3 && best > 5_000; attempt += 1) {
      const tool = importer();
      const seen = new Set<string>();
      let answered = 0;
      const watch = setInterval(() => {
        const progress = tool.progress('latest');
        if (!progress.ok) return;
        answered += 1;
        seen.add(progress.value.phase);
      }, 1);
      const started = performance.now();
      const read = await tool.read(request(bytes, '指标.xlsx'), context);
      best = Math.min(best, performance.now() - started);
      clearInterval(watch);
      if (!read.ok) throw new Error(read.error.code);
      expect(read.value.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(read.value.counts.new).toBe(10_000);
      expect(read.value.rows).toHaveLength(LIMITS.previewRows);
      expect([...seen].sort()).toEqual(['checking', 'reading']);
      expect(answered).toBeGreaterThan(20);
    }
    expect(best).toBeLessThan(5_000);
  }, 120_000);

  it('ends when it is cancelled, and nothing of it is kept', async () => {
    const bytes = await tenThousand();
    const tool = importer();
    setTimeout(() => tool.cancel('latest'), 20);
    const read = await tool.read(request(bytes, '指标.xlsx'), context);
    expect(read.ok ? 'read' : read.error.code).toBe('import-cancelled');
    const progress = tool.progress('latest');
    expect(progress.ok ? progress.value.phase : progress.error.code).toBe('import-forgotten');
  }, 60_000);
});

describe('imports that are held', () => {
  it('are forgotten after half an hour without a question', async () => {
    let now = 0;
    const tool = importer(() => now);
    const read = await tool.read(request(small), context);
    if (!read.ok) throw new Error(read.error.code);
    const ask = () => {
      const answer = tool.problems({ importId: read.value.importId, offset: 0, limit: 10 });
      return answer.ok ? answer.value : answer.error.code;
    };
    now = LIMITS.heldMs;
    expect(ask()).toEqual([]);
    now += LIMITS.heldMs + 1;
    expect(ask()).toBe('import-forgotten');
  });

  it('are at most four; the oldest makes room', async () => {
    const tool = importer();
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const read = await tool.read(request(small), context);
      if (read.ok) ids.push(read.value.importId);
    }
    expect(ids.map((id) => tool.progress(id).ok)).toEqual([false, true, true, true, true]);
  });

  it('are refused when the programme changed under them', async () => {
    const tool = importer();
    const read = await tool.read(request(small), context);
    if (!read.ok) throw new Error(read.error.code);
    const changed = contextOf({ ...master, scenarios: master.scenarios.slice(1) });
    const taken = await tool.take(read.value.importId, changed);
    expect(taken.ok ? null : taken.error.code).toBe('import-changed');
  });

  it('answer their problems page by page', async () => {
    const { bytes, planted } = await plantedSpreadsheet({
      master,
      period: '2026Q3',
      asOf: '2026-09-30',
      previous: () => null,
    });
    const tool = importer();
    const read = await tool.read(request(bytes, '季度.xlsx'), context);
    if (!read.ok) throw new Error(read.error.code);
    const page = (offset: number) => {
      const answer = tool.problems({ importId: read.value.importId, offset, limit: 4 });
      return answer.ok ? answer.value : [];
    };
    const all = [0, 4, 8, 12].flatMap(page);
    expect(all).toHaveLength(read.value.problemCount);
    expect(all.filter(({ severity }) => severity === 'error')).toHaveLength(planted.length);
  });
});

describe('a template', () => {
  it.each(REPORT_TYPES.flatMap((type) => (['zh-CN', 'en'] as const).map((language) => [type, language] as const)))(
    'of %s in %s is recognised, and its example is never taken in',
    async (type, language) => {
      const tool = importer();
      const made = await tool.template({ type, language }, smallProgramme(5));
      if (!made.ok) throw new Error(made.error.code);
      const read = await tool.read(request(made.value.bytes, made.value.fileName), context);
      if (!read.ok) throw new Error(read.error.code);
      expect(read.value.type).toBe(type);
      expect(read.value.sheets).toHaveLength(1);
      expect(read.value.sheets[0]?.columns.map(({ field }) => field)).toEqual(FIELDS[type].map(({ field }) => field));
      expect(read.value.problems.map(({ code }) => code)).toEqual(['no-rows', 'example-row']);
      expect(read.value.ready).toBe(false);
    },
  );

  it('explains every column and lists what may be copied', async () => {
    const made = await importer().template({ type: 'indicators', language: 'zh-CN' }, smallProgramme(5));
    if (!made.ok) throw new Error(made.error.code);
    const grid = await readFile(made.value.fileName, made.value.bytes, unwatched());
    const [, help, lists] = grid.sheets;
    expect([help?.name, lists?.name]).toEqual([...HELP_SHEETS['zh-CN']]);
    const explained = (help?.rows ?? []).slice(1, 1 + FIELDS.indicators.length);
    expect(explained.every((row) => (row?.[2]?.text.length ?? 0) > 4)).toBe(true);
    expect(lists?.rows[1]?.map((cell) => cell?.text)).toEqual([
      's-0000',
      '云杉场景0号',
      'tx_total',
      '上链交易总数',
      '条',
      '甲子示范区',
      '区块链+税费服务',
      '云杉镇票据中心',
    ]);
  });
});
