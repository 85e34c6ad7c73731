import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CanonicalValue, canonicalJson } from '../../../light-client/codec/canonicalJson.ts';
import { toHex } from '../../../light-client/codec/hex.ts';
import { fromUtf8, toUtf8 } from '../../../light-client/codec/utf8.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { EFFECTS, INDICATOR_KINDS } from '../../../main/contract/programme.ts';
import { sha256 } from '../../../main/demo/crypto.ts';
import { programmePack } from '../../../main/demo/packs.ts';
import { planChains } from '../../../main/demo/plan.ts';
import { DEFINITIONS } from '../../../main/demo/programme/indicators.ts';
import { demoGrants, demoIdentities, demoSigner } from '../../../main/demo/programme/offices.ts';
import { demoPeriods, demoProgramme, PERIODS } from '../../../main/demo/programme/programme.ts';
import { anchoredDigest, documentOf, reportOf } from '../../../main/demo/reports.ts';
import { checkReport } from '../../../main/programme/checks/index.ts';
import type { ReportDraft, Review } from '../../../main/programme/model.ts';
import { signedReportSchema } from '../../../main/programme/packs.ts';
import { createQueries, type Queries } from '../../../main/programme/queries/index.ts';
import { readDocument } from '../../../main/programme/reports.ts';
import { createStatusRules } from '../../../main/programme/status/rules.ts';
import { readEnvelope } from '../../../main/programme/trust/envelope.ts';
import { openProgramme } from '../../../main/store/programme/openProgramme.ts';
import type { OfficeStore } from '../../../main/store/programme/types.ts';
import { signedFile, testTrust } from '../../helpers/trust.ts';

const SEED = 'pilotlight-demo';
const NOW = Date.parse('2026-11-22T02:00:00Z');
const changes = demoProgramme(SEED, NOW);
const periods = demoPeriods(NOW);
const newest = periods[periods.length - 1] as string;
const plans = planChains(SEED).flatMap(({ scenarios }) => scenarios);

type Rows = (typeof changes)[number]['set'];
type RowOf<K extends keyof Rows> = NonNullable<Rows[K]>[number];

function all<K extends keyof Rows>(kind: K): RowOf<K>[] {
  return changes.flatMap(({ set }) => (set[kind] ?? []) as readonly RowOf<K>[]);
}

const reports = all('reports');
const reportsOf = (period: string): ReportDraft[] => reports.filter((report) => report.period === period);

describe('the demo programme', () => {
  it('is the same for the same seed and day, and another for another seed', () => {
    expect(JSON.stringify(demoProgramme(SEED, NOW + 60_000))).toBe(JSON.stringify(changes));
    expect(JSON.stringify(demoProgramme('other', NOW))).not.toBe(JSON.stringify(changes));
  });

  it('lies in the past, in the order of its time', () => {
    const times = changes.map(({ head }) => Date.parse(head.at));
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    expect(times.at(-1)).toBeLessThanOrEqual(NOW);
  });

  it('has no figure from before it could be known, at any day of a quarter', () => {
    for (const day of ['2026-10-14', '2026-12-31', '2027-01-13', '2027-01-14', '2024-02-29']) {
      const now = Date.parse(`${day}T12:00:00Z`);
      const early = demoProgramme(SEED, now);
      for (const { head, set } of early) {
        expect(Date.parse(head.at)).toBeLessThanOrEqual(now);
        for (const { asOf } of set.reports ?? []) expect(asOf <= head.at.slice(0, 10)).toBe(true);
        for (const { kind, date } of set.milestoneDates ?? [])
          if (kind === 'actual') expect((date as string) <= head.at.slice(0, 10)).toBe(true);
      }
      const [last] = demoPeriods(now).slice(-1);
      expect(early.some(({ set }) => set.reports?.some(({ period }) => period === last))).toBe(true);
    }
  });

  it('has 15 zones, 16 fields, 164 entities whose names say that they are examples, and some 350 scenarios', () => {
    const scenarios = new Set(all('scenarios').map(({ scenarioId }) => scenarioId));
    expect([all('zones').length, all('sectors').length, all('entities').length]).toEqual([15, 16, 164]);
    expect(scenarios.size).toBeGreaterThan(300);
    expect(scenarios.size).toBeLessThan(400);
    for (const { name, province } of all('entities')) {
      expect(name.zh).toMatch(/^示例单位 \d{3} · /);
      expect(name.en).toMatch(/^Example Unit \d{3} · /);
      expect(province).toMatch(/^XX-\d{2}$/);
    }
    for (const { name } of all('zones')) expect(name.zh).toMatch(/示范区$/);
  });

  it('has all effects and kinds of indicator, and money in two currencies that never mix', () => {
    expect(new Set(DEFINITIONS.map(({ effect }) => effect))).toEqual(new Set(EFFECTS));
    const stated = new Set(reports.flatMap(({ values }) => values.map(({ indicatorId }) => indicatorId)));
    const used = DEFINITIONS.filter(({ indicatorId }) => stated.has(indicatorId));
    expect(new Set(used.map(({ kind }) => kind))).toEqual(new Set(INDICATOR_KINDS));
    // What only a chain can say is reported by nobody.
    expect(DEFINITIONS.map(({ indicatorId }) => indicatorId).filter((id) => !stated.has(id))).toEqual(['records']);
  });

  it('fills the matrix of zones and fields, and leaves gaps in every zone', () => {
    const cells = new Map<string, Set<string>>();
    for (const { zoneId, sectorId } of all('scenarios')) {
      if (zoneId !== null) cells.set(zoneId, (cells.get(zoneId) ?? new Set()).add(sectorId));
    }
    const filled = [...cells.values()].map((row) => row.size);
    expect(filled.length).toBe(15);
    expect(Math.min(...filled)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...filled)).toBeLessThan(16);
  });

  it('has eight quarters, with missing reports, two in a row, and late ones', () => {
    expect([periods.length, new Set(reports.map(({ period }) => period)).size]).toEqual([PERIODS, PERIODS]);
    const present = new Set(reports.map(({ scenarioId, period }) => `${scenarioId}/${period}`));
    const before = periods[PERIODS - 2] as string;
    const serving = new Map(all('scenarios').map((one) => [one.scenarioId, one]));
    const missing = [...serving.values()].filter(
      ({ scenarioId, endedOn }) => endedOn === null && !present.has(`${scenarioId}/${newest}`),
    );
    expect(missing.length).toBeGreaterThan(5);
    expect(missing.filter(({ scenarioId }) => !present.has(`${scenarioId}/${before}`)).length).toBeGreaterThan(2);
    const late = changes.flatMap(({ head, set }) =>
      (set.reports ?? []).filter(({ asOf }) => Date.parse(head.at) - Date.parse(asOf) > 45 * 86_400_000),
    );
    expect(late.length).toBeGreaterThan(3);
  });

  it('has reports that come after the quarter they tell of, dated on its last day', () => {
    expect(newest).toBe('2026Q3');
    for (const { head, set } of changes) {
      for (const { period, asOf, origin } of set.reports ?? []) {
        const end = new Date(Date.UTC(Number(period.slice(0, 4)), Number(period.slice(5)) * 3, 0));
        expect(asOf).toBe(end.toISOString().slice(0, 10));
        expect(head.at.slice(0, 10) > asOf).toBe(true);
        // Before the next quarter is half over; the chains' own documents within its first fortnight.
        const days = (Date.parse(head.at) - end.getTime()) / 86_400_000;
        expect(days).toBeLessThan(origin === 'chain' ? 15 : 50);
      }
    }
    for (const plan of plans.slice(0, 5)) expect(reportOf(SEED, plan, newest).asOf).toBe('2026-09-30T15:59:59.000Z');
  });

  it('has who joined and who left', () => {
    const master = all('scenarios');
    expect(master.filter(({ endedOn }) => endedOn !== null).length).toBeGreaterThan(3);
    const first = changes[0]?.set.scenarios?.length ?? 0;
    expect(new Set(master.map(({ scenarioId }) => scenarioId)).size - first).toBeGreaterThan(5);
    for (const { scenarioId, endedOn } of master.filter((one) => one.endedOn !== null)) {
      const after = reports.filter((report) => report.scenarioId === scenarioId && report.asOf > (endedOn as string));
      expect(after).toEqual([]);
    }
  });

  it('breaks no rule of the checks', () => {
    const definitions = new Map(DEFINITIONS.map((definition) => [definition.indicatorId, definition]));
    const scenarios = new Map(all('scenarios').map((scenario) => [scenario.scenarioId, scenario]));
    const previous = new Map<string, Map<string, { value: string; period: string }>>();
    for (const { head, set } of changes) {
      for (const draft of set.reports ?? []) {
        const before = previous.get(draft.scenarioId) ?? new Map<string, { value: string; period: string }>();
        const found = checkReport(draft, {
          today: head.at.slice(0, 10),
          scenario: scenarios.get(draft.scenarioId) ?? null,
          definitions,
          previous: new Map([...before].filter(([, { period }]) => period < draft.period)),
          earlier: [],
        });
        expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
        for (const { indicatorId, value } of draft.values) before.set(indicatorId, { value, period: draft.period });
        previous.set(draft.scenarioId, before);
      }
    }
  });
});

describe('reports of scenarios on a chain', () => {
  const { offices } = programmePack(SEED, planChains(SEED), NOW);
  const current = new Map(reportsOf(newest).map((report) => [report.scenarioId, report]));

  it('are the documents that the chains serve, byte for byte', () => {
    for (const plan of plans) {
      const document = documentOf(SEED, plan, newest);
      const draft = current.get(plan.scenarioId);
      expect(draft?.document ?? undefined).toEqual(document);
      if (document === undefined || draft === undefined) continue;
      const read = readDocument(document, { scenarioId: plan.scenarioId, period: newest }, offices, nobleSuite);
      if (!read.ok) throw new Error(read.error.code);
      expect([toHex(read.value.digest), read.value.signedBy]).toEqual([draft.digest, draft.signedBy]);
      const stated = read.value.signed.report.indicators.map(({ id, value, base }) => ({
        indicatorId: id,
        value,
        base: base ?? null,
      }));
      expect([draft.origin, draft.asOf, draft.values]).toEqual([
        'chain',
        read.value.signed.report.asOf.slice(0, 10),
        stated,
      ]);
    }
  });

  it('have the anchored digest, all but the planted one', () => {
    const differing = plans.filter((plan) => {
      const anchored = anchoredDigest(SEED, plan, newest);
      return anchored !== undefined && toHex(anchored) !== current.get(plan.scenarioId)?.digest;
    });
    expect(differing.map(({ report }) => report)).toEqual(['contradicted']);
  });

  it('are in canonical form as they are made', () => {
    for (const plan of plans.slice(0, 12)) {
      for (const period of periods) {
        const report = reportOf(SEED, plan, period);
        const canonical = canonicalJson(report as unknown as CanonicalValue);
        expect(JSON.stringify(report)).toBe(canonical);
        const document = documentOf(SEED, plan, period);
        if (document === undefined) continue;
        const text = fromUtf8(document);
        expect(canonicalJson(JSON.parse(text) as CanonicalValue)).toBe(text);
        expect(v.is(signedReportSchema, JSON.parse(text))).toBe(true);
      }
    }
  });

  it('are signed where an office signed, and nothing else claims more than a word', () => {
    for (const { origin, document, signedBy, digest } of reports) {
      if (origin === 'spreadsheet') expect([document, signedBy]).toEqual([null, null]);
      else {
        const { report, officeId } = JSON.parse(fromUtf8(document as Uint8Array)) as {
          report: CanonicalValue;
          officeId?: string;
        };
        expect(signedBy).toBe(officeId ?? null);
        expect(toHex(sha256(toUtf8(canonicalJson(report))))).toBe(digest);
      }
    }
  });
});

describe('reviews of the demo offices', () => {
  const reviews = all('reviews');

  it('judge a report that came, by its digest', () => {
    const digests = new Map<string, string>();
    const versions = new Map<string, number>();
    for (const { set } of changes) {
      for (const { scenarioId, period, digest } of set.reports ?? []) {
        const version = (versions.get(`${scenarioId}.${period}`) ?? 0) + 1;
        versions.set(`${scenarioId}.${period}`, version);
        digests.set(`${scenarioId}.${period}.v${version}`, digest);
      }
      for (const { reportId, reportDigest } of set.reviews ?? []) expect(digests.get(reportId)).toBe(reportDigest);
    }
  });

  it('return some, lower some with a reason, and leave some waiting', () => {
    const now = reviews.filter(({ period }) => period === newest);
    const of = (decision: Review['decision']) => now.filter((review) => review.decision === decision);
    expect([of('returned').length > 2, of('lowered').length > 1]).toEqual([true, true]);
    for (const { rating, reason } of of('lowered')) expect([rating !== null, reason.length > 5]).toEqual([true, true]);
    expect(reportsOf(newest).length - now.length).toBeGreaterThan(30);
    expect(all('overrides').filter(({ rating }) => rating !== null).length).toBeGreaterThanOrEqual(4);
    expect(all('findings').length).toBeGreaterThan(5);
  });

  it('are signed with keys that the operator of the demo vouches for', async () => {
    const { trust } = await testTrust({
      operator: { unsigned: 'as-reported', roots: demoGrants(SEED, '2024-01-01T00:00:00Z') },
    });
    const signed = reviews.filter(({ signature }) => signature !== null);
    expect(signed.length).toBeGreaterThan(300);
    for (const review of [signed[0], signed[100], signed.at(-1)] as Review[]) {
      expect(trust.reviewSignature(review)).toBe('signed');
      expect(trust.reviewSignature({ ...review, reason: `${review.reason}.` })).toBe('bad');
    }
  });

  it('can go out in a package that another machine believes, within the rights of the office', async () => {
    const { trust } = await testTrust({
      operator: { unsigned: 'refuse', roots: demoGrants(SEED, '2024-01-01T00:00:00Z') },
    });
    const [, east] = demoIdentities();
    const key = demoSigner(SEED, east?.officeId as string);
    const judged = (kind: 'reviews' | 'programme') => {
      const read = readEnvelope(signedFile(key, east?.officeId as string, kind, {}));
      if (!read.ok) throw new Error(read.error.code);
      return trust.judge(read.value);
    };
    expect(judged('reviews')).toMatchObject({ signature: 'signed', accepted: true, level: 'signed' });
    expect(judged('programme')).toMatchObject({ accepted: false });
  });
});

describe('in the store', () => {
  let folder: string;
  let store: OfficeStore;
  let queries: Queries;

  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'demo-programme-'));
    const opened = openProgramme({ file: path.join(folder, 'programme.db'), now: () => BigInt(NOW) * 1_000_000n });
    if (!opened.ok) throw new Error(opened.error.code);
    store = opened.store;
    for (const { head, set } of changes) {
      const applied = store.apply(head, set);
      if (!applied.ok) throw new Error(JSON.stringify(applied.error));
    }
    queries = createQueries({
      store,
      rules: createStatusRules(),
      today: () => '2026-11-22',
      healthOf: () => 'following',
      signatureOf: () => 'signed',
      officeName: (id) => ({ zh: id, en: id }),
      area: () => null,
      programme: () => ({ name: { zh: '演示', en: 'Demo' }, demo: true, partial: false }),
    });
  }, 120_000);

  afterAll(() => {
    store?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows every rating, movement both ways, and things to act on', () => {
    const view = queries.programme({ asOf: null, period: null });
    if (!view.ok) throw new Error(view.error.code);
    const { movement, actions, counts, rows } = view.value;
    const total = Object.values(movement.now).reduce((sum, n) => sum + n, 0);
    expect(counts).toMatchObject({ zones: 15, entities: 164, scenarios: total });
    expect(movement.now.green / total).toBeGreaterThan(0.35);
    expect(movement.now.amber / total).toBeGreaterThan(0.15);
    expect(movement.now.red).toBeGreaterThan(5);
    expect(movement.now['no-current-data']).toBeGreaterThan(1);
    for (const moved of [movement.improved, movement.declined, movement.joined, movement.left]) {
      expect(moved).toBeGreaterThan(2);
    }
    expect(actions.length).toBeGreaterThan(10);
    expect(new Set(rows.map(({ status }) => status.rating)).size).toBeGreaterThan(1);
  }, 60_000);

  it('was another programme a year ago', () => {
    const then = queries.programme({ asOf: '2025-11-22', period: null });
    if (!then.ok) throw new Error(then.error.code);
    expect(then.value.period).toBe('2025Q3');
    expect(then.value.periods.length).toBe(4);
  }, 60_000);
});
