import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { canonicalJson } from '../../main/programme/canonicalJson.ts';
import type { ChangeHead, ChangeSet, ReportDraft, Scenario } from '../../main/programme/model.ts';
import { openProgramme } from '../../main/store/programme/openProgramme.ts';
import type { OfficeStore } from '../../main/store/programme/types.ts';

// A small programme for tests: two zones, one entity, four scenarios, three indicators, two quarters. All names invented.

export const NOW = Date.parse('2026-11-20T08:00:00Z');

export function head(at: string, action = 'import', details: ChangeHead['details'] = {}): ChangeHead {
  return { at, person: '测试员', role: 'national', officeId: 'office-1', action, subject: 'test', details };
}

export function scenario(scenarioId: string, over: Partial<Scenario> = {}): Scenario {
  return {
    scenarioId,
    name: { zh: `场景${scenarioId}`, en: `Scenario ${scenarioId}` },
    owner: { zh: '运行单位', en: 'Operating unit' },
    zoneId: 'jiazi',
    entityId: null,
    sectorId: 'customs',
    chainId: null,
    startedOn: '2025-01-01',
    endedOn: null,
    ...over,
  };
}

export const MASTER: ChangeSet = {
  zones: [
    { zoneId: 'jiazi', name: { zh: '甲子区', en: 'Zone Jiazi' }, province: null, source: null, note: null },
    { zoneId: 'yichou', name: { zh: '乙丑区', en: 'Zone Yichou' }, province: null, source: null, note: null },
  ],
  sectors: [
    { sectorId: 'customs', name: { zh: '跨境', en: 'Customs' }, group: 'trade' },
    { sectorId: 'energy', name: { zh: '能源', en: 'Energy' }, group: 'industry' },
  ],
  entities: [
    {
      entityId: 'unit-1',
      name: { zh: '示例单位', en: 'Sample unit' },
      sectorId: 'energy',
      province: 'CN-XX',
      stage: 'final',
      source: null,
      note: null,
    },
  ],
  definitions: [
    {
      indicatorId: 'records',
      name: { zh: '上链记录', en: 'Records' },
      effect: 'data-sharing',
      kind: 'cumulative',
      unit: 'records',
      decimals: 0,
      better: 'higher',
    },
    {
      indicatorId: 'saving',
      name: { zh: '节约成本', en: 'Cost saved' },
      effect: 'cost-reduction',
      kind: 'saving',
      unit: 'yuan',
      decimals: 2,
      better: 'higher',
    },
    {
      indicatorId: 'on-time',
      name: { zh: '按时率', en: 'On time' },
      effect: 'process-improvement',
      kind: 'rate',
      unit: 'percent',
      decimals: 1,
      better: 'higher',
    },
  ],
  scenarios: [
    scenario('s1', { chainId: 'chain-1' }),
    scenario('s2', { sectorId: 'energy' }),
    scenario('s3', { zoneId: 'yichou' }),
    scenario('s4', { zoneId: null, entityId: 'unit-1', sectorId: 'energy' }),
  ],
};

type Numbers = Readonly<Record<string, string>>;

export function report(
  scenarioId: string,
  period: string,
  values: Numbers,
  over: Partial<ReportDraft> = {},
): ReportDraft {
  const draft = {
    scenarioId,
    period,
    statedBy: { zh: '运行单位', en: 'Operating unit' },
    asOf: period === '2026Q2' ? '2026-06-30' : '2026-09-30',
    origin: 'spreadsheet' as const,
    values: Object.entries(values).map(([indicatorId, value]) => ({
      indicatorId,
      value,
      base: indicatorId === 'saving' ? '2023' : null,
    })),
    document: null,
    signedBy: null,
    ...over,
  };
  return { digest: createHash('sha256').update(canonicalJson(draft)).digest('hex'), ...draft };
}

export const Q2 = ['s1', 's2', 's3', 's4'].map((id, i) =>
  report(id, '2026Q2', { records: String(100 * (i + 1)), saving: '10.50', 'on-time': '90.5' }),
);
export const Q3 = ['s1', 's2', 's3'].map((id, i) =>
  report(id, '2026Q3', { records: String(200 * (i + 1)), saving: '20.25', 'on-time': String(91 + i) }),
);

export interface TestStore {
  readonly store: OfficeStore;
  readonly file: string;
  /** The same file, opened anew. */
  reopen(): OfficeStore;
  close(): void;
}

export function openTestStore(): TestStore {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'programme-'));
  const file = path.join(folder, 'programme.db');
  let store = open(file);
  return {
    get store() {
      return store;
    },
    file,
    reopen() {
      store.close();
      store = open(file);
      return store;
    },
    close() {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function open(file: string): OfficeStore {
  const opened = openProgramme({ file, now: () => BigInt(NOW) * 1_000_000n });
  if (!opened.ok) throw new Error(`store: ${opened.error.code}`);
  return opened.store;
}

/** Master data in January, the second quarter in July, the third in October. */
export function fill(store: OfficeStore): void {
  const steps: readonly (readonly [string, ChangeSet])[] = [
    ['2026-01-10T09:00:00Z', MASTER],
    ['2026-07-15T09:00:00Z', { reports: Q2 }],
    ['2026-10-15T09:00:00Z', { reports: Q3 }],
  ];
  for (const [at, set] of steps) {
    const applied = store.apply(head(at), set);
    if (!applied.ok) throw new Error(applied.error.code);
  }
}
