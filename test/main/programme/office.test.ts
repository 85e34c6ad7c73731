import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Identity, OfficeAnswer, OfficeMethod, OfficeRequest } from '../../../main/contract/office.ts';
import { officeAnswerSchema } from '../../../main/contract/schemas.ts';
import type { Outcome } from '../../../main/contract/services.ts';
import { createImporter } from '../../../main/exchange/importer.ts';
import { createPackages } from '../../../main/exchange/packages.ts';
import { exportRows } from '../../../main/programme/exportRows.ts';
import { type ChainEvidence, createOffice, type Office } from '../../../main/programme/office.ts';
import { type OfficeHost, openOffice } from '../../../main/programme/openOffice.ts';
import { recomputeRatings } from '../../../main/programme/recordRatings.ts';
import { createReviews } from '../../../main/programme/reviews.ts';
import { createStatusRules } from '../../../main/programme/status/rules.ts';
import { authorOf } from '../../../main/programme/system.ts';
import { fileKeeper } from '../../../main/programme/trust/keepers.ts';
import { createTrust } from '../../../main/programme/trust/trust.ts';
import { systemEnvironment } from '../../../main/sync/environment.ts';
import { fill, NOW, openTestStore, report, type TestStore } from '../../helpers/smallProgramme.ts';

const LENS = { asOf: null, period: null } as const;
const PERSON: Omit<Identity, 'key'> = {
  role: 'national',
  person: '测试员',
  officeId: 'office-1',
  officeName: { zh: '测试处', en: 'Test office' },
  zoneIds: [],
  provinces: [],
};

let kept: TestStore;
let folder: string;
let office: Office;
let now = NOW;
let changes = 0;

async function compose(nobody = PERSON): Promise<Office> {
  const rules = createStatusRules();
  const { store } = kept;
  let count = 0;
  const random = (length: number) => new Uint8Array(length).fill(++count % 251);
  const trust = await createTrust({
    ...{ folder, nobody, now: () => now, randomBytes: random },
    keeper: fileKeeper(),
    operator: { unsigned: 'as-reported', roots: [] },
    offices: () => [],
  });
  return createOffice({
    ...{ store, rules, trust, now: () => now },
    importer: createImporter({ clock: () => performance.now(), newId: () => `import-${++count}` }),
    reviews: createReviews({ trust, store, rules, now: () => now, randomBytes: random }),
    packages: createPackages({ trust, store, now: () => now }),
    exportTable: exportRows,
    programme: () => ({ name: { zh: '演示', en: 'Demo' }, demo: true, partial: false }),
    officeName: (id) => ({ zh: id, en: id }),
    onChange: () => {
      changes += 1;
    },
  });
}

beforeEach(async () => {
  kept = openTestStore();
  folder = mkdtempSync(path.join(os.tmpdir(), 'office-'));
  now = NOW;
  changes = 0;
  fill(kept.store);
  office = await compose();
});

afterEach(() => {
  kept.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask<M extends OfficeMethod>(method: M, request: OfficeRequest<M>): Promise<OfficeAnswer<M>> {
  const answer = (await office[method](request as never)) as Outcome<OfficeAnswer<M>>;
  if (!answer.ok) throw new Error(`${answer.error.code} ${JSON.stringify(answer.error.params)}`);
  expect(v.safeParse(officeAnswerSchema(method), answer).issues).toBeUndefined();
  return answer.value;
}

function evidence(over: Partial<ChainEvidence>): ChainEvidence {
  return { anchorings: [], observations: [], reports: [], health: [], ...over };
}

const AT = {
  chainId: 'chain-1',
  height: '100',
  headerHash: 'ab',
  rule: 'report-digest',
  headerTime: '2026-11-19T00:00:00Z',
  verifiedAt: '2026-11-19T00:00:01Z',
} as const;

const SHEET = (value: string): Uint8Array =>
  new TextEncoder().encode(
    `场景编号,场景名称,报告期,指标编号,指标名称,数值,数据截至\ns1,场景s1,2026Q3,records,上链记录,${value},2026-09-30\n`,
  );

async function importSheet(value = '300'): Promise<number> {
  const preview = await ask('importRead', { name: 'sheet.csv', bytes: SHEET(value), type: 'indicators' });
  expect(preview.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return (await ask('importCommit', { importId: preview.importId })).changeSeq;
}

describe('what is done outside of the programme', () => {
  const newest = () => kept.store.audit.lines(null, 1)[0];

  it('stands in the log too: identity, key, views', async () => {
    await ask('saveIdentity', { ...PERSON, role: 'provincial', person: '李某', zoneIds: ['z1'] });
    expect(newest()).toMatchObject({
      ...{ action: 'identity-saved', subject: 'office-1', person: '李某', role: 'provincial' },
      details: { name: '测试处', area: 'z1', before: 'national/office-1/测试员' },
    });
    const { key } = await ask('createKey', { algorithm: 'sm2' });
    expect(newest()).toMatchObject({
      ...{ action: 'key-created', subject: key?.keyId, details: { algorithm: 'sm2', keptBy: 'file' } },
    });
    await ask('saveView', { name: '红色', address: '/scenarios?rating=red' });
    expect(newest()).toMatchObject({ action: 'view-saved', subject: '红色' });
    await ask('removeView', { name: '红色' });
    expect(newest()).toMatchObject({ action: 'view-removed', subject: '红色' });
    expect((await ask('auditVerify', null)).brokenAt).toBeNull();
  });

  it('leaves no line where it was refused', async () => {
    const before = kept.store.audit.total();
    expect(await office.saveIdentity({ ...PERSON, role: 'provincial' })).toMatchObject({
      ok: false,
      error: { code: 'identity-area' },
    });
    expect(await office.packageSaved({ packageId: 'ab' })).toMatchObject({
      ok: false,
      error: { code: 'package-gone' },
    });
    expect(kept.store.audit.total()).toBe(before);
  });

  it('a package that was built and saved is two lines', async () => {
    await ask('createKey', { algorithm: 'ed25519' });
    const [{ reportId } = { reportId: '' }] = kept.store.reportsOf('2026Q3', null);
    await ask('decide', { reportId, decision: 'accepted', reason: '', rating: null, findings: [] });
    const { fileName, bytes } = await ask('packageBuild', { period: null });
    expect(newest()).toMatchObject({ action: 'package-built', subject: fileName });
    const packageId = createHash('sha256').update(bytes).digest('hex');
    expect(await ask('packageSaved', { packageId })).toBeNull();
    expect(newest()).toMatchObject({ action: 'package-saved', subject: fileName, details: { packageId } });
  });
});

describe('an import', () => {
  it('becomes a version, a line of the log and a rating; taken back, all is as it was and the history has both', async () => {
    const before = await ask('programme', LENS);
    const seq = await importSheet();
    expect(kept.store.currentReport('s1', '2026Q3', null)).toMatchObject({ version: 2, changeSeq: seq });
    expect(changes).toBeGreaterThan(0);
    const undone = await ask('importUndo', { changeSeq: seq, reason: '错表' });
    expect(undone.undone).toMatchObject({ person: '测试员' });
    expect(kept.store.currentReport('s1', '2026Q3', null)?.version).toBe(1);
    const after = await ask('programme', LENS);
    expect(after.figures).toEqual(before.figures);
    const history = await ask('imports', null);
    expect(history).toHaveLength(1 + 3);
    // By what it is: kind, file and period; what came without a file says so instead of a name.
    expect(history[0]).toMatchObject({ fileName: 'sheet.csv', type: 'indicators', periods: ['2026Q3'], rows: 1 });
    expect(history.slice(1).every(({ fileName }) => fileName === null)).toBe(true);
    expect((await ask('auditVerify', null)).brokenAt).toBeNull();
  });

  it('cannot be taken back twice', async () => {
    const seq = await importSheet();
    await ask('importUndo', { changeSeq: seq, reason: '错表' });
    const again = await office.importUndo({ changeSeq: seq, reason: '错表' });
    expect(again).toEqual({ ok: false, error: { code: 'already-undone', category: 'input', params: { change: seq } } });
  });
});

describe('who may', () => {
  it('an inspector reads and writes nothing', async () => {
    office = await compose({ ...PERSON, role: 'inspector' });
    await ask('programme', LENS);
    const answers = await Promise.all([
      office.importRead({ name: 'sheet.csv', bytes: SHEET('1'), type: null }),
      office.importUndo({ changeSeq: 2, reason: 'x' }),
      office.lower({ subject: { kind: 'zone', id: 'jiazi' }, rating: 'red', reason: 'x' }),
      office.decide({ reportId: 's1.2026Q3.v1', decision: 'accepted', reason: 'ok', rating: null, findings: [] }),
    ]);
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'role-reads-only' } });
    expect(kept.store.lastSeq()).toBe(3);
  });

  it('a provincial office sees its zone, and an import for another one is refused', async () => {
    office = await compose({ ...PERSON, role: 'provincial', zoneIds: ['yichou'] });
    const view = await ask('programme', LENS);
    expect(view.rows.map(({ zoneId }) => zoneId)).toEqual(['yichou', 'entities']);
    expect(view.counts.scenarios).toBe(1);
    expect(
      (await ask('reports', { states: [], period: null, offset: 0, limit: 10 })).rows.map(
        ({ scenarioId }) => scenarioId,
      ),
    ).toEqual(['s3', 's3']);
    expect(await office.report({ reportId: 's1.2026Q3.v1' })).toMatchObject({
      ok: false,
      error: { code: 'unknown-subject' },
    });
    const preview = await office.importRead({ name: 'sheet.csv', bytes: SHEET('300'), type: 'indicators' });
    if (!preview.ok) throw new Error(preview.error.code);
    const committed = await office.importCommit({ importId: preview.value.importId });
    expect(committed).toMatchObject({ ok: false, error: { code: 'outside-area' } });
    expect(kept.store.lastSeq()).toBe(3);
  });

  it('a provincial office takes nothing back that another one took in outside its area', async () => {
    const changeSeq = await importSheet();
    office = await compose({ ...PERSON, role: 'provincial', zoneIds: ['yichou'] });
    expect(await office.importUndo({ changeSeq, reason: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'outside-area', params: { subject: 's1' } },
    });
    expect(kept.store.isActive(changeSeq)).toBe(true);
  });
});

describe('what the chain proves', () => {
  const document = new TextEncoder().encode('{}');
  const fetched = report(
    's1',
    '2026Q3',
    { records: '201', saving: '20.25' },
    { origin: 'chain', document, digest: 'cd' },
  );
  const provenance = { level: 'anchored', condition: 'fresh', at: AT } as const;
  const anchoring = {
    scenarioId: 's1',
    period: '2026Q3',
    digest: 'cd',
    provenance,
    observedAt: '2026-11-20T07:00:00Z',
  };

  it('takes in a fetched document once, and anchors it', async () => {
    office.observe(evidence({ reports: [fetched], anchorings: [anchoring] }));
    office.observe(evidence({ reports: [fetched], anchorings: [anchoring] }));
    const page = await ask('report', { reportId: 's1.2026Q3.v2' });
    expect(page.report).toMatchObject({ origin: 'chain', version: 2, provenance: { level: 'anchored' } });
    expect(page.anchoredDigest).toBe('cd');
    expect(page.versions).toHaveLength(2);
  });

  it('stands in the log as done by the app itself, and persons as they were', async () => {
    office.observe(evidence({ reports: [fetched], anchorings: [anchoring] }));
    await importSheet();
    const { lines } = await ask('audit', { before: null, limit: 100 });
    const authors = new Map(lines.map(({ action, role }) => [action, role]));
    expect(authors.get('fetch')).toBe('system');
    expect(authors.get('observe')).toBe('system');
    expect(authors.get('import')).toBe('national');
    // The line itself says so, under its hash, and the log holds.
    const line = kept.store.audit.linesOf('fetch')[0];
    expect(line).toMatchObject({ role: 'inspector', details: { by: 'system' } });
    expect(new TextDecoder().decode(kept.store.audit.export())).toContain('"by":"system"');
    expect((await ask('auditVerify', null)).brokenAt).toBeNull();
  });

  it('a person who calls himself the app is still a person', () => {
    const head = { at: AT.headerTime, person: 'pilotlight', role: 'inspector', officeId: 'pilotlight' } as const;
    const named = { ...head, subject: 'pilotlight', details: { by: 'system' } };
    expect(authorOf({ ...named, action: 'identity-saved' })).toBe('inspector');
    // A line from before `by` was written.
    expect(authorOf({ ...named, action: 'observe', details: {} })).toBe('system');
    expect(authorOf({ ...named, officeId: 'office-1', action: 'pack', details: {} })).toBe('inspector');
  });

  it('a document that is not the anchored one is contradicted on every page that uses it', async () => {
    office.observe(evidence({ reports: [{ ...fetched, digest: 'ee' }], anchorings: [anchoring] }));
    const view = await ask('programme', LENS);
    expect(view.actions[0]).toMatchObject({ kind: 'contradicted', subject: { kind: 'scenario', id: 's1' } });
    expect(view.rows[0]?.cells.find(({ sectorId }) => sectorId === 'customs')?.contradicted).toBe(2);
    const zone = await ask('subject', { ...LENS, subject: { kind: 'zone', id: 'jiazi' } });
    expect(zone.indicators[0]?.figure.provenance.condition).toBe('contradicted');
    expect(zone.scenarios.find(({ scenarioId }) => scenarioId === 's1')?.provenance.condition).toBe('contradicted');
    const derived = await office.derivation({ figureId: 'scenario/s1/records@2026Q3' });
    expect(derived).toMatchObject({
      ok: true,
      value: { evidence: 'scenario/s1/report', figure: { provenance: { condition: 'contradicted' } } },
    });
    const filtered = await ask('scenarioTable', {
      ...LENS,
      filter: { levels: ['contradicted'] },
      sort: 'name',
      descending: false,
      offset: 0,
      limit: 10,
    });
    expect(filtered.rows.map(({ scenarioId }) => scenarioId)).toEqual(['s1']);
  });

  it('a figure opens down to the scenario, and its parts sum to it', async () => {
    const top = await office.derivation({ figureId: 'programme/records@2026Q3' });
    if (!top.ok) throw new Error(top.error.code);
    expect(top.value.figure.value).toBe('1200');
    expect(top.value.parts.map(({ value }) => value)).toEqual(['600', '600']);
    const zone = await office.derivation({ figureId: top.value.parts[0]?.figureId ?? '' });
    expect(zone).toMatchObject({ ok: true, value: { parts: [{ value: '200' }, { value: '400' }] } });
    expect(await office.derivation({ figureId: 'zone/none/records@2026Q3' })).toMatchObject({
      ok: false,
      error: { code: 'unknown-figure' },
    });
  });

  it('rates are never added: of several the median is shown, under a label of its own', async () => {
    const zone = await ask('subject', { ...LENS, subject: { kind: 'zone', id: 'jiazi' } });
    const rate = zone.indicators.find(({ indicatorId }) => indicatorId === 'on-time');
    expect(rate?.figure).toMatchObject({ label: 'figure.median', value: '91.5' });
    expect(zone.indicators.find(({ indicatorId }) => indicatorId === 'saving')?.figure).toMatchObject({
      label: 'figure.sum',
      value: '40.5',
    });
  });
});

describe('ratings', () => {
  it('that were stored are what comes out when they are worked out again', async () => {
    office.observe(evidence({ health: [{ chainId: 'chain-1', health: 'stalled' }] }));
    await importSheet();
    now += 86_400_000;
    office.observe(
      evidence({
        anchorings: [
          {
            scenarioId: 's1',
            period: '2026Q3',
            digest: 'ff',
            provenance: { level: 'anchored', condition: 'fresh', at: AT },
            observedAt: new Date(now).toISOString(),
          },
        ],
        health: [{ chainId: 'chain-1', health: 'suspect' }],
      }),
    );
    await ask('lower', { subject: { kind: 'zone', id: 'yichou' }, rating: 'red', reason: '现场核查' });
    const again = recomputeRatings(kept.store, office.queries);
    expect(again.length).toBeGreaterThan(5);
    for (const { stored, rating, computed, inputs } of again) {
      expect({ rating, computed, inputs }, JSON.stringify(stored)).toEqual({
        rating: stored.rating,
        computed: stored.computed,
        inputs: stored.inputs,
      });
    }
    const history = (await ask('status', { ...LENS, subject: { kind: 'zone', id: 'yichou' } })).status;
    expect(history).toMatchObject({ rating: 'red', override: { person: '测试员' } });
  });

  it('are caught up after an end between a change and its ratings', async () => {
    const applied = kept.store.apply(
      {
        at: '2026-11-20T08:00:00Z',
        person: 'x',
        role: 'national',
        officeId: 'o',
        action: 'import',
        subject: 's',
        details: {},
      },
      { reports: [report('s4', '2026Q3', { records: '9' })] },
    );
    expect(applied.ok).toBe(true);
    expect(kept.store.ratingHistory({ kind: 'scenario', id: 's4' }, null).some(({ seq }) => seq === 4)).toBe(false);
    office = await compose();
    expect(kept.store.ratedUpTo()).toBe('4/0');
    expect(kept.store.ratingHistory({ kind: 'scenario', id: 's4' }, null).some(({ seq }) => seq === 4)).toBe(true);
  });
});

describe('the demo office', () => {
  let host: OfficeHost | null = null;
  afterEach(() => host?.close());

  it('of a real programme opens with nobody at work; each question is answered as its schema says, and an identity is made', async () => {
    const opened = await openOffice({
      options: { folder: path.join(folder, 'real'), demo: false, name: { zh: '示例', en: 'Example' } },
      environment: { ...systemEnvironment, now: () => NOW },
      keeper: fileKeeper(),
      onChanged: () => {},
      onProblem: (error) => {
        throw new Error(error.code);
      },
    });
    if (!opened.ok) throw new Error(opened.error.code);
    host = opened.value;
    const { call } = host;
    const page = { offset: 0, limit: 100 };
    const asked = {
      ...{ identity: null, signers: null, views: null, imports: null, auditVerify: null, programme: LENS },
      ...{ entityTable: LENS, audit: { before: null, limit: 100 }, search: { query: '北京', limit: 10 } },
      subject: { ...LENS, subject: { kind: 'programme', id: 'programme' } },
      reports: { states: [], period: null, ...page },
      scenarioTable: { ...LENS, filter: {}, sort: 'rating', descending: false, ...page },
    } as const;
    for (const [method, request] of Object.entries(asked)) {
      const answer = await call(method as OfficeMethod, request);
      expect([method, v.safeParse(officeAnswerSchema(method as OfficeMethod), answer).issues]).toEqual([
        method,
        undefined,
      ]);
    }
    expect(await call('identity', null)).toMatchObject({
      ok: true,
      value: { role: 'inspector', person: '', officeId: '', key: null },
    });
    expect(await call('createKey', { algorithm: 'sm2' })).toMatchObject({
      ok: false,
      error: { code: 'role-reads-only' },
    });
    expect(await call('saveIdentity', { ...PERSON, officeId: '' })).toMatchObject({
      ok: false,
      error: { code: 'identity-incomplete', params: { field: 'officeId' } },
    });
    expect(await call('saveIdentity', PERSON)).toMatchObject({ ok: true, value: { officeId: 'office-1' } });
    expect(await call('createKey', { algorithm: 'sm2' })).toMatchObject({ ok: true, value: { key: { known: false } } });
  });

  it('starts with a whole programme, and every page of it is what its schema says', async () => {
    const opened = await openOffice({
      options: { folder: path.join(folder, 'demo'), demo: true, name: { zh: '演示', en: 'Demo' } },
      environment: { ...systemEnvironment, now: () => NOW },
      keeper: fileKeeper(),
      onChanged: () => {},
      onProblem: (error) => {
        throw new Error(error.code);
      },
    });
    if (!opened.ok) throw new Error(opened.error.code);
    host = opened.value;
    const view = (await host.call('programme', LENS)) as Outcome<OfficeAnswer<'programme'>>;
    expect(v.safeParse(officeAnswerSchema('programme'), view).issues).toBeUndefined();
    if (!view.ok) throw new Error(view.error.code);
    expect(view.value.counts).toMatchObject({ zones: 15, entities: 164 });
    expect(view.value.movement.joined + view.value.movement.left).toBeGreaterThan(0);
    const table = await host.call('scenarioTable', {
      ...LENS,
      filter: {},
      sort: 'rating',
      descending: false,
      offset: 0,
      limit: 500,
    });
    expect(v.safeParse(officeAnswerSchema('scenarioTable'), table).issues).toBeUndefined();
    const file = await host.call('exportTable', {
      ...LENS,
      format: 'csv',
      encoding: 'utf-8',
      language: 'en',
      filter: {},
    });
    expect(file.ok).toBe(true);
  }, 120_000);
});
