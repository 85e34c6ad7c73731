import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ScenarioFilter, ScenarioSort } from '../../main/contract/office.ts';
import type { SubjectRef } from '../../main/contract/programme.ts';
import type { Outcome } from '../../main/contract/services.ts';
import { createImporter } from '../../main/exchange/importer.ts';
import { createPackages } from '../../main/exchange/packages.ts';
import { add, formatDecimal, parseDecimal, ZERO } from '../../main/metrics/decimal.ts';
import { exportRows } from '../../main/programme/exportRows.ts';
import { createOffice, type Office } from '../../main/programme/office.ts';
import { createReviews } from '../../main/programme/reviews.ts';
import { createStatusRules } from '../../main/programme/status/rules.ts';
import { fileKeeper } from '../../main/programme/trust/keepers.ts';
import { createTrust } from '../../main/programme/trust/trust.ts';
import { openProgramme } from '../../main/store/programme/openProgramme.ts';
import type { OfficeStore } from '../../main/store/programme/types.ts';
import { type BenchSize, benchProgramme, FULL_SIZE } from '../helpers/benchProgramme.ts';
import { type Goal, median, processorSeconds, type Row, type Section } from './measure.ts';

// The office with a programme as large as it may get: 164 entities, 1,000 scenarios, 24 periods, 20 indicators each.

const NOW = Date.parse('2026-12-01T08:00:00Z');
const PAGE_MS = 100;
const AS_OF_MS = 150;
const IMPORT_MS = 5000;
const IMPORT_ROWS = 10_000;
const LENS = { asOf: null, period: null } as const;
const SMALL: BenchSize = { entities: 40, scenarios: 200, periods: 8, indicators: 10 };

export async function benchProgrammeQueries(quick: boolean): Promise<Section> {
  const size = quick ? SMALL : FULL_SIZE;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-programme-'));
  const file = path.join(folder, 'programme.db');
  let store = open(file);
  const rows: Row[] = [];
  const goals: Goal[] = [];
  try {
    let office = await compose(folder, store);
    rows.push({
      name: 'programme: the whole history taken in',
      value: await timed(() => void must(office.load([...benchProgramme(size)]))),
      unit: 'ms',
    });
    store.close();
    const opening = await timed(async () => {
      store = open(file);
      office = await compose(folder, store);
      await ask(office.programme(LENS));
    });
    rows.push({ name: 'programme: opened, first page', value: opening, unit: 'ms' });

    const measure = async (
      name: string,
      limit: number,
      samples: readonly (() => Promise<unknown>)[],
    ): Promise<void> => {
      const times: number[] = [];
      for (const sample of samples) times.push(await timed(sample));
      const middle = median(times);
      rows.push({
        name: `programme: ${name}`,
        value: middle,
        unit: 'ms',
        note: `worst ${Math.max(...times).toFixed(1)}`,
      });
      goals.push({ name: `programme: ${name}`, goal: `<= ${limit} ms`, measured: middle, met: middle <= limit });
    };

    // Each after a change, as after a decision at the desk: what was made before it counts only where it still holds.
    const touch = (): void => office.queries.touched();
    const fresh = (work: () => Promise<unknown>) =>
      [1, 2, 3, 4, 5].map(() => () => {
        touch();
        return work();
      });
    await measure(
      'overview',
      PAGE_MS,
      fresh(() => ask(office.programme(LENS))),
    );
    const { zones, sectors, entities, scenarios } = store.master(null);
    const pages: readonly (readonly [string, readonly SubjectRef[]])[] = [
      ['programme page', [{ kind: 'programme', id: 'all' }]],
      ['zone pages', zones.slice(0, 5).map(({ zoneId: id }) => ({ kind: 'zone', id }))],
      ['row of the entities', [{ kind: 'zone', id: 'entities' }]],
      ['field pages', sectors.slice(0, 5).map(({ sectorId: id }) => ({ kind: 'sector', id }))],
      ['entity pages', entities.slice(0, 5).map(({ entityId: id }) => ({ kind: 'entity', id }))],
      ['scenario pages', scenarios.slice(0, 5).map(({ scenarioId: id }) => ({ kind: 'scenario', id }))],
    ];
    for (const [name, subjects] of pages) {
      await measure(
        name,
        PAGE_MS,
        subjects.flatMap((subject) => fresh(() => ask(office.subject({ ...LENS, subject })))),
      );
    }
    await measure(
      'rating opened',
      PAGE_MS,
      fresh(() => ask(office.status({ ...LENS, subject: { kind: 'programme', id: 'all' } }))),
    );
    await measure(
      'entities',
      PAGE_MS,
      fresh(() => ask(office.entityTable(LENS))),
    );
    await measure(
      'comparison of two zones',
      PAGE_MS,
      fresh(() =>
        ask(
          office.compare({
            asOf: null,
            sides: zones
              .slice(0, 2)
              .map(({ zoneId: id }) => ({ subject: { kind: 'zone', id } as const, period: null })),
          }),
        ),
      ),
    );
    await measure(
      'reports',
      PAGE_MS,
      fresh(() => ask(office.reports({ states: ['waiting'], period: null, offset: 0, limit: 100 }))),
    );
    const [reportId = ''] = store.reportsOf(store.periods(null)[0] ?? '', null).map((report) => report.reportId);
    await measure(
      'a report',
      PAGE_MS,
      fresh(() => ask(office.report({ reportId }))),
    );
    await measure(
      'search',
      PAGE_MS,
      ['场景 9', 'scenario 12', '单位 7', 'zone'].map((query) => () => ask(office.search({ query, limit: 20 }))),
    );

    const table = (filter: ScenarioFilter, sort: ScenarioSort, asOf: string | null = null) =>
      ask(office.scenarioTable({ asOf, period: null, filter, sort, descending: false, offset: 0, limit: 100 }));
    const filters: readonly ScenarioFilter[] = [
      {},
      { zoneIds: zones.slice(0, 3).map(({ zoneId }) => zoneId) },
      { sectorIds: sectors.slice(0, 2).map(({ sectorId }) => sectorId) },
      { ratings: ['red', 'amber'] },
      { levels: ['reported'] },
      { text: '场景 1' },
      { ratings: ['red'], levels: ['contradicted'], text: 'unit' },
    ];
    const sorts: readonly ScenarioSort[] = ['rating', 'name', 'zone', 'sector', 'trend', 'provenance', 'milestone'];
    for (const [i, filter] of filters.entries()) {
      await measure(
        `filter ${JSON.stringify(Object.keys(filter))}`,
        PAGE_MS,
        fresh(() => table(filter, sorts[i] ?? 'rating')),
      );
    }

    // Each day is looked at for the first time.
    const days = ['2026-11-20', '2026-09-10', '2026-05-05', '2025-12-24', '2025-08-08', '2024-11-11'];
    await measure(
      'overview as of a day',
      AS_OF_MS,
      days.map((asOf) => () => ask(office.programme({ asOf, period: null }))),
    );
    const others = ['2026-11-21', '2026-09-11', '2026-05-06', '2025-12-25', '2025-08-09'];
    await measure(
      'table as of a day',
      AS_OF_MS,
      others.map((asOf) => () => table({}, 'rating', asOf)),
    );
    await measure(
      'zone page as of a day',
      AS_OF_MS,
      ['2026-11-22', '2026-09-12', '2026-05-07'].map(
        (asOf) => () =>
          ask(office.subject({ asOf, period: null, subject: { kind: 'zone', id: zones[0]?.zoneId ?? '' } })),
      ),
    );

    const imported = await benchImport(office, store, quick ? 1000 : IMPORT_ROWS);
    rows.push({ name: 'programme: import read and checked', value: imported.readMs, unit: 'ms' });
    rows.push({ name: 'programme: import committed', value: imported.commitMs, unit: 'ms' });
    const whole = imported.readMs + imported.commitMs;
    goals.push({
      name: `programme: import of ${imported.rows} rows`,
      goal: `<= ${IMPORT_MS} ms`,
      measured: whole,
      met: whole <= IMPORT_MS,
    });
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { name: 'programme', rows, goals };
}

function open(file: string): OfficeStore {
  const opened = openProgramme({ file, now: () => BigInt(NOW) * 1_000_000n });
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.store;
}

async function compose(folder: string, store: OfficeStore): Promise<Office> {
  const rules = createStatusRules();
  const now = () => NOW;
  const bytes = (length: number) => new Uint8Array(randomBytes(length));
  const trust = await createTrust({
    folder: path.join(folder, 'office'),
    ...{ now, randomBytes: bytes },
    keeper: fileKeeper(),
    operator: { unsigned: 'as-reported', roots: [] },
    offices: () => [],
    nobody: {
      role: 'national',
      person: 'Bench',
      officeId: 'bench',
      officeName: { zh: '测', en: 'Bench' },
      zoneIds: [],
      provinces: [],
    },
  });
  return createOffice({
    ...{ store, rules, now, trust },
    importer: createImporter({ clock: () => performance.now(), newId: randomUUID }),
    reviews: createReviews({ trust, store, rules, now, randomBytes: bytes }),
    packages: createPackages({ trust, store, now }),
    exportTable: exportRows,
    programme: () => ({ name: { zh: '测', en: 'Bench' }, demo: true, partial: false }),
    officeName: (officeId) => ({ zh: officeId, en: officeId }),
    onChange: () => {},
  });
}

/** A CSV with a row for each figure of the newest period, every value a little higher than it was. */
async function benchImport(office: Office, store: OfficeStore, count: number) {
  const period = store.periods(null)[0] ?? '';
  const master = store.master(null);
  const names = new Map(master.scenarios.map(({ scenarioId, name }) => [scenarioId, name.zh]));
  const reports = store.reportsOf(period, null);
  const lines = reports
    .flatMap(({ scenarioId, values, asOf }) =>
      values.map(({ indicatorId, value, base }) =>
        [
          scenarioId,
          names.get(scenarioId) ?? '',
          period,
          indicatorId,
          indicatorId,
          raised(value),
          base ?? '',
          asOf.slice(0, 10),
        ].join(','),
      ),
    )
    .slice(0, count);
  const heading = '场景编号,场景名称,报告期,指标编号,指标名称,数值,基数,数据截至';
  const bytes = new TextEncoder().encode([heading, ...lines].join('\n'));
  let importId = '';
  const readMs = await timed(async () => {
    const preview = must(await office.importRead({ name: 'bench.csv', bytes, type: 'indicators' }));
    importId = preview.importId;
    if (!preview.ready)
      throw new Error(
        `the import is not ready: ${JSON.stringify(preview.problems.filter(({ severity }) => severity === 'error').slice(0, 3))}`,
      );
  });
  const commitMs = await timed(() => ask(office.importCommit({ importId })));
  return { readMs, commitMs, rows: lines.length };
}

/** Exactly one more. */
function raised(value: string): string {
  return formatDecimal(add(parseDecimal(value) ?? ZERO, { units: 1n, scale: 0 }));
}

async function timed(work: () => unknown): Promise<number> {
  // Of this process's processor time: others on the same machine do not lengthen it.
  const start = processorSeconds();
  await work();
  return (processorSeconds() - start) * 1000;
}

function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.error.code} ${JSON.stringify(outcome.error.params)}`);
  return outcome.value;
}

async function ask<T>(answer: Promise<Outcome<T>>): Promise<T> {
  return must(await answer);
}
