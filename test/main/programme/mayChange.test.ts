import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mayChange } from '../../../main/programme/mayChange.ts';
import type { ChangeSet } from '../../../main/programme/model.ts';
import { entriesOf } from '../../../main/store/programme/entries.ts';
import { fill, head, openTestStore, report, type TestStore } from '../../helpers/smallProgramme.ts';

const WHO = {
  role: 'provincial',
  person: '李某',
  officeId: 'office-y',
  officeName: { zh: '乙丑处', en: 'Yichou office' },
  zoneIds: ['yichou'],
  provinces: [],
} as const;

const MILESTONE = (milestoneId: string, scenarioId: string) => ({
  ...{ milestoneId, scenarioId },
  name: { zh: '上线', en: 'In service' },
});
const DATE = (milestoneId: string) => ({ milestoneId, kind: 'forecast', date: '2026-12-01', reason: '推迟' }) as const;

let kept: TestStore;

beforeEach(() => {
  kept = openTestStore();
  fill(kept.store);
  // s1 lies in jiazi, s3 in yichou.
  const applied = kept.store.apply(head('2026-10-20T09:00:00Z'), {
    milestones: [MILESTONE('m-1', 's1'), MILESTONE('m-3', 's3')],
  });
  if (!applied.ok) throw new Error(applied.error.code);
});

afterEach(() => kept.close());

const codeOf = (set: ChangeSet, who: Parameters<typeof mayChange>[0] = WHO) =>
  mayChange(who, entriesOf(set, 0), kept.store)?.code ?? null;

describe('a provincial office changes', () => {
  it.each<[string, ChangeSet]>([
    ['reports of its zone', { reports: [report('s3', '2026Q3', { records: '1' })] }],
    ['dates of a milestone of its zone', { milestoneDates: [DATE('m-3')] }],
    [
      'a milestone of its zone, and its dates at once',
      { milestones: [MILESTONE('m-9', 's3')], milestoneDates: [DATE('m-9')] },
    ],
  ])('%s', (_what, set) => {
    expect(codeOf(set)).toBeNull();
  });

  it.each<[string, ChangeSet]>([
    ['reports of another zone', { reports: [report('s1', '2026Q3', { records: '1' })] }],
    ['only the dates of a milestone of another zone', { milestoneDates: [DATE('m-1')] }],
    [
      'a new milestone of another zone, and its dates',
      { milestones: [MILESTONE('m-9', 's1')], milestoneDates: [DATE('m-9')] },
    ],
    [
      'targets of another zone',
      { targets: [{ scenarioId: 's1', indicatorId: 'records', period: '2026Q4', value: '9' }] },
    ],
    [
      'the list of zones',
      { zones: [{ zoneId: 'yichou', name: { zh: '乙', en: 'Y' }, province: null, source: null, note: null }] },
    ],
    [
      'the list of entities',
      {
        entities: [
          {
            ...{ entityId: 'e-9', name: { zh: '九', en: 'Nine' } },
            sectorId: null,
            province: null,
            stage: null,
            source: null,
            note: null,
          },
        ],
      },
    ],
  ])('never %s', (_what, set) => {
    expect(codeOf(set)).toBe('outside-area');
    expect(codeOf(set, { ...WHO, role: 'national', zoneIds: [] })).toBeNull();
  });

  it('nothing back that was outside its area when it was written', () => {
    const rows = kept.store.rowsOf(kept.store.lastSeq());
    expect(rows.map(({ kind }) => kind)).toEqual(['milestone', 'milestone']);
    expect(mayChange(WHO, rows, kept.store)?.code).toBe('outside-area');
    expect(mayChange(WHO, kept.store.rowsOf(1), kept.store)?.code).toBe('outside-area');
  });
});
