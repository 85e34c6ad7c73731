import { describe, expect, it } from 'vitest';
import { plantedSpreadsheet, smallProgramme } from '../../helpers/spreadsheet.ts';
import { contextOf, importer, problemsOf } from './context.ts';

const master = smallProgramme(170);
const previous = (_scenarioId: string, indicatorId: string) => (indicatorId === 'amount_total' ? null : '5000');
const known = {
  previous: Object.fromEntries(
    master.scenarios.map(({ scenarioId }) => [scenarioId, { tx_total: '5000', evidence_total: '5000' }]),
  ),
};
const options = { master, period: '2026Q3', asOf: '2026-09-30', previous };

describe('a spreadsheet of 164 rows with nine planted errors', () => {
  it('has each error named at its row and column, and nothing else', async () => {
    const { bytes, fileName, planted, sheet } = await plantedSpreadsheet(options);
    const { preview, errors, warnings } = await problemsOf(bytes, master, fileName, known);
    expect(planted).toHaveLength(9);
    expect(new Set(planted.map(({ code }) => code)).size).toBe(9);
    expect(errors).toEqual(planted.map(({ row, column, code }) => `${row} ${column} ${code}`));
    expect(preview.problems.every((problem) => problem.sheet === sheet)).toBe(true);
    expect(warnings).toContain('169 - totals-row');
    expect(preview.type).toBe('indicators');
    expect(preview.sheets[0]).toMatchObject({ headingRow: 4, rows: 164 });
    expect(preview.ready).toBe(false);
  });

  it('is refused as a whole while one error stands', async () => {
    const { bytes, fileName } = await plantedSpreadsheet(options);
    const tool = importer();
    const context = contextOf(master, known);
    const read = await tool.read({ name: fileName, bytes, type: null }, context);
    const taken = await tool.take(read.ok ? read.value.importId : '', context);
    expect(taken.ok ? null : taken.error.code).toBe('import-not-ready');
  });

  it('is taken in once it is mended', async () => {
    const { mended, fileName } = await plantedSpreadsheet(options);
    const tool = importer();
    const context = contextOf(master, known);
    const read = await tool.read({ name: fileName, bytes: mended, type: null }, context);
    if (!read.ok) throw new Error(read.error.code);
    expect(read.value.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(read.value.counts).toEqual({ new: 164, changed: 0, same: 0, problem: 0 });
    const taken = await tool.take(read.value.importId, context);
    if (!taken.ok) throw new Error(taken.error.code);
    expect(taken.value.set.reports).toHaveLength(164);
    expect(taken.value.rows).toBe(164);
    const again = await tool.take(read.value.importId, context);
    expect(again.ok ? null : again.error.code).toBe('import-forgotten');
  });
});
