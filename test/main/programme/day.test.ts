import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayOf, endOfDay } from '../../../main/contract/day.ts';
import { currentPeriod, quarterOf } from '../../../main/demo/plan.ts';
import { createImporter } from '../../../main/exchange/importer.ts';
import { createPackages } from '../../../main/exchange/packages.ts';
import { exportRows } from '../../../main/programme/exportRows.ts';
import { createOffice, type Office } from '../../../main/programme/office.ts';
import { createReviews } from '../../../main/programme/reviews.ts';
import { createStatusRules } from '../../../main/programme/status/rules.ts';
import { fileKeeper } from '../../../main/programme/trust/keepers.ts';
import { createTrust } from '../../../main/programme/trust/trust.ts';
import { fill, head, openTestStore, Q2, report, type TestStore } from '../../helpers/smallProgramme.ts';

const BEFORE = '2026-09-30T15:59:59.999Z';
const AFTER = '2026-09-30T16:00:00.000Z';
const ZONE = process.env['TZ'];

// Whatever zone the machine is set to: half of the world is on another day at that moment.
describe.each(['UTC', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Asia/Shanghai'])('on a machine in %s', (zone) => {
  beforeEach(() => {
    process.env['TZ'] = zone;
  });
  afterEach(() => {
    if (ZONE === undefined) delete process.env['TZ'];
    else process.env['TZ'] = ZONE;
  });

  it('a day begins at midnight in China', () => {
    expect([dayOf(BEFORE), dayOf(AFTER)]).toEqual(['2026-09-30', '2026-10-01']);
    expect([dayOf(Date.parse(BEFORE)), dayOf(Date.parse(AFTER))]).toEqual(['2026-09-30', '2026-10-01']);
    expect(dayOf('2026-10-01T00:30:00+08:00')).toBe('2026-10-01');
    expect(dayOf('2026-12-31')).toBe('2026-12-31');
    expect([BEFORE < endOfDay('2026-09-30'), AFTER < endOfDay('2026-09-30')]).toEqual([true, false]);
    expect('2026-09-30T15:59:59Z' < endOfDay('2026-09-30')).toBe(true);
    expect('2026-09-30T16:00:00Z' < endOfDay('2026-09-30')).toBe(false);
  });

  it('a quarter of the demo begins and is due with it', () => {
    expect([quarterOf(Date.parse(BEFORE)), quarterOf(Date.parse(AFTER))]).toEqual(['2026Q3', '2026Q4']);
    expect(quarterOf(Date.parse('2026-12-31T16:00:00Z'))).toBe('2027Q1');
    expect(currentPeriod(Date.parse('2026-12-31T00:00:00Z'))).toBe('2026Q3');
  });
});

let kept: TestStore;
let folder: string;
let now = Date.parse(BEFORE);
beforeEach(() => {
  kept = openTestStore();
  folder = mkdtempSync(path.join(os.tmpdir(), 'day-'));
});
afterEach(() => {
  kept.close();
  rmSync(folder, { recursive: true, force: true });
});

async function office(): Promise<Office> {
  const rules = createStatusRules();
  const { store } = kept;
  const randomBytes = (length: number) => new Uint8Array(length).fill(7);
  const trust = await createTrust({
    ...{ folder, now: () => now, randomBytes, keeper: fileKeeper() },
    nobody: {
      ...{ role: 'national', person: '测试员', officeId: 'office-1', zoneIds: [], provinces: [] },
      officeName: { zh: '测试处', en: 'Test office' },
    },
    operator: { unsigned: 'as-reported', roots: [] },
    offices: () => [],
  });
  return createOffice({
    ...{ store, rules, trust, now: () => now },
    importer: createImporter({ clock: () => 0, newId: () => 'import-1' }),
    reviews: createReviews({ trust, store, rules, now: () => now, randomBytes }),
    packages: createPackages({ trust, store, now: () => now }),
    exportTable: exportRows,
    programme: () => ({ name: { zh: '演示', en: 'Demo' }, demo: true, partial: false }),
    officeName: (id) => ({ zh: id, en: id }),
    onChange: () => {},
  });
}

const sheet = (asOf: string): Uint8Array =>
  new TextEncoder().encode(
    `场景编号,场景名称,报告期,指标编号,指标名称,数值,数据截至\ns1,场景s1,2026Q3,records,上链记录,300,${asOf}\n`,
  );

describe('at midnight in China', () => {
  it('what is recorded belongs to the next day', () => {
    fill(kept.store);
    for (const [at, value] of [
      ['2026-10-20T15:59:59.999Z', '777'],
      ['2026-10-20T16:00:00.000Z', '888'],
    ] as const) {
      if (!kept.store.apply(head(at), { reports: [report('s1', '2026Q3', { records: value })] }).ok)
        throw new Error(at);
    }
    const { store } = kept;
    const recordsOn = (day: string) => store.currentReport('s1', '2026Q3', store.seqAt(day))?.values[0]?.value;
    expect(['2026-10-19', '2026-10-20', '2026-10-21'].map(recordsOn)).toEqual(['200', '777', '888']);
  });

  it('what a chain proved in the evening is not shown on the day that was over in China', () => {
    fill(kept.store);
    const { store } = kept;
    const provenance = { level: 'anchored', condition: 'fresh' } as const;
    const proven = (observedAt: string, digest: string) =>
      store.observe([{ scenarioId: 's1', period: '2026Q2', digest, provenance, observedAt }], []);
    proven('2026-10-20T15:59:59.999Z', Q2[0]?.digest ?? '');
    proven('2026-10-20T16:00:00.000Z', 'ab'.repeat(32));
    const on = (day: string) => store.anchorings('2026Q2', store.seqAt(day)).map(({ digest }) => digest);
    expect([on('2026-10-20'), on('2026-10-21')]).toEqual([[Q2[0]?.digest], ['ab'.repeat(32)]]);
  });

  it('an as-of date of the new day is no longer in the future', async () => {
    fill(kept.store);
    const errors = async (at: string) => {
      now = Date.parse(at);
      const read = await (await office()).importRead({ name: 'a.csv', bytes: sheet('2026-10-01'), type: 'indicators' });
      if (!read.ok) throw new Error(read.error.code);
      return read.value.problems.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    };
    expect(await errors(BEFORE)).toEqual(['as-of-in-future']);
    expect(await errors(AFTER)).toEqual([]);
  });

  it('an actual date of the new day may be set', async () => {
    fill(kept.store);
    const planned = {
      milestones: [{ milestoneId: 'm1', scenarioId: 's1', name: { zh: '里程碑', en: 'Milestone' } }],
      milestoneDates: [{ milestoneId: 'm1', kind: 'baseline' as const, date: '2026-10-01', reason: 'plan' }],
    };
    if (!kept.store.apply(head('2026-09-01T00:00:00Z'), planned).ok) throw new Error('milestone');
    const set = async (at: string) => {
      now = Date.parse(at);
      const answer = await (await office()).setActual({ milestoneId: 'm1', date: '2026-10-01', reason: 'done' });
      return answer.ok ? 'set' : answer.error.code;
    };
    expect(await set(BEFORE)).toBe('date-in-future');
    expect(await set(AFTER)).toBe('set');
  });

  it('now is another day, and an export is named after it', async () => {
    fill(kept.store);
    const named = async (at: string) => {
      now = Date.parse(at);
      const made = await office();
      const answer = await made.auditExport(null);
      if (!answer.ok) throw new Error(answer.error.code);
      return [made.queries.now().moment.today, answer.value.fileName];
    };
    expect(await named(BEFORE)).toEqual(['2026-09-30', 'audit-2026-09-30.jsonl']);
    expect(await named(AFTER)).toEqual(['2026-10-01', 'audit-2026-10-01.jsonl']);
  });
});
