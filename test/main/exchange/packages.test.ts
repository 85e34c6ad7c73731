import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { afterEach, describe, expect, it } from 'vitest';
import type { ReviewsPayload } from '../../../main/exchange/packageShapes.ts';
import { createPackages, type Packages } from '../../../main/exchange/packages.ts';
import { reportDigest } from '../../../main/exchange/reportDocument.ts';
import { canonicalJson } from '../../../main/programme/canonicalJson.ts';
import type { ChangeHead, ChangeSet, ReportDraft } from '../../../main/programme/model.ts';
import { createReviews, type Reviews } from '../../../main/programme/reviews.ts';
import { createStatusRules } from '../../../main/programme/status/rules.ts';
import { readEnvelope } from '../../../main/programme/trust/envelope.ts';
import { jcs } from '../../../main/programme/trust/jcs.ts';
import { type SigningKey, signText } from '../../../main/programme/trust/keys.ts';
import type { Trust, TrustPolicy } from '../../../main/programme/trust/types.ts';
import { openProgramme } from '../../../main/store/programme/openProgramme.ts';
import type { OfficeStore } from '../../../main/store/programme/types.ts';
import { counting, grantFor, ROOT, ROOT_KEY, signedFile, testKey, testTrust } from '../../helpers/trust.ts';

const text = (name: string) => ({ zh: name, en: name });
const OFFICE = 'office-jiazi';
const scenario = (scenarioId: string, zoneId: string | null, entityId: string | null = null) => ({
  ...{ scenarioId, name: text(scenarioId), owner: text('x'), zoneId, entityId, sectorId: 'trade' },
  ...{ chainId: null, startedOn: null, endedOn: null },
});
const zone = (zoneId: string) => ({ zoneId, name: text(zoneId), province: null, source: null, note: null });
const definition = (indicatorId: string) => ({
  ...{ indicatorId, name: text(indicatorId), effect: 'data-sharing', kind: 'cumulative', unit: 'count' },
  ...{ decimals: 0, better: 'higher' },
});
const MASTER = {
  zones: [zone('jiazi'), zone('yichou')],
  sectors: [{ sectorId: 'trade', name: text('trade'), group: 'a' }],
  scenarios: [scenario('jiazi-1', 'jiazi'), scenario('jiazi-2', 'jiazi'), scenario('yichou-1', 'yichou')],
  definitions: [definition('users'), definition('records')],
} as ChangeSet;
const DEFINITIONS = new Map(MASTER.definitions?.map((one) => [one.indicatorId, one]));

function draft(scenarioId: string, users: string, change: Partial<ReportDraft> = {}): ReportDraft {
  const plain = {
    ...{ scenarioId, period: '2026Q3', statedBy: text('某单位'), asOf: '2026-09-30' },
    values: [{ indicatorId: 'users', value: users, base: null }],
    ...change,
  };
  const digest = reportDigest(plain, DEFINITIONS);
  return { ...plain, origin: 'spreadsheet', document: null, digest, signedBy: null, ...change };
}

interface Machine {
  readonly trust: Trust;
  readonly store: OfficeStore;
  readonly packages: Packages;
  readonly desk: Reviews;
  readonly folder: string;
  readonly clock: { ms: number };
  apply(set: ChangeSet, head?: ChangeHead): void;
}

const opened: OfficeStore[] = [];
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});

type Who = { role: 'national' | 'provincial' | 'inspector'; officeId: string; zoneIds: string[] };
const NATIONAL: Who = { role: 'national', officeId: 'national', zoneIds: [] };
const PROVINCE: Who = { role: 'provincial', officeId: OFFICE, zoneIds: ['jiazi'] };

async function machine(
  who: Who,
  unsigned: TrustPolicy['unsigned'] = 'refuse',
  roots = [ROOT],
  presetKey: (officeId: string) => Uint8Array | null = () => null,
): Promise<Machine> {
  const { trust, folder, clock } = await testTrust({ operator: { unsigned, roots }, presetKey }, who.officeId.length);
  must(await trust.saveIdentity({ ...who, person: '王某', officeName: text(who.officeId), provinces: [] }));
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'packages-')), 'programme.db');
  const programme = openProgramme({ file, now: () => (BigInt(clock.ms) * 1_000_000n) as never });
  if (!programme.ok) throw new Error(programme.error.code);
  const { store } = programme;
  opened.push(store);
  const now = () => clock.ms;
  const apply = (set: ChangeSet, head?: ChangeHead) => {
    const { role, officeId } = who;
    const plain = {
      at: new Date(now()).toISOString(),
      person: '王某',
      role,
      officeId,
      action: 'import',
      subject: 'x',
      details: {},
    };
    must(store.apply(head ?? plain, set));
  };
  apply(MASTER);
  const packages = createPackages({ trust, store, now });
  const desk = createReviews({
    trust,
    store,
    rules: createStatusRules(),
    now,
    randomBytes: counting(who.officeId.length),
  });
  return { trust, store, packages, desk, folder, clock, apply };
}

function must<T>(outcome: { ok: true; value: T } | { ok: false; error: { code: string; params: unknown } }): T {
  if (!outcome.ok) throw new Error(`${outcome.error.code} ${JSON.stringify(outcome.error.params)}`);
  return outcome.value;
}

async function decide(office: Machine, reportId: string, decision: 'accepted' | 'returned' | 'lowered' = 'accepted') {
  const rating = decision === 'lowered' ? ('red' as const) : null;
  const findings = decision === 'accepted' ? [] : [{ indicatorId: 'users', text: '与台账不符' }];
  const request = { reportId, decision, reason: decision === 'accepted' ? '' : '请核对', rating, findings };
  const { head, set } = must(await office.desk.decide(request, 'amber'));
  office.apply(set, head);
}

/** A provincial office whose key the root vouched for, and the root's word. */
async function province(
  algorithm: 'ed25519' | 'sm2' = 'sm2',
): Promise<{ readonly office: Machine; readonly word: Uint8Array }> {
  const office = await machine(PROVINCE);
  const { key } = must(await office.trust.createKey({ algorithm }));
  if (key === null) throw new Error('no key');
  const grant = grantFor({ ...key, secret: new Uint8Array() }, OFFICE, { zoneIds: ['jiazi'] });
  const word = signedFile(ROOT_KEY, 'national', 'keys', { statements: [{ kind: 'grant', ...grant, replaces: null }] });
  must(await office.trust.acceptKeys(word));
  return { office, word };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function built(office: Machine, period: string | null = null): Promise<Uint8Array> {
  const { file, head } = must(await office.packages.build({ period }));
  office.apply({}, head);
  const saved = must(await office.packages.saved({ packageId: sha256(file.bytes) }));
  office.apply({}, saved.head);
  return file.bytes;
}

async function taken(at: Machine, bytes: Uint8Array) {
  const preview = must(await at.packages.read({ name: 'x.json', bytes }));
  const accepted = must(await at.packages.accept({ packageId: preview.packageId }));
  if (accepted.change !== null) at.apply(accepted.change.set, accepted.change.head);
  must(await accepted.done());
  return accepted;
}

describe('a package of reviews', () => {
  it('brings reports, reviews, findings and lowered ratings to the national office, each with whose word it is', async () => {
    const [{ office, word }, national] = [await province(), await machine(NATIONAL)];
    office.apply({ reports: [draft('jiazi-1', '12'), draft('jiazi-2', '30')] });
    await decide(office, 'jiazi-1.2026Q3.v1');
    await decide(office, 'jiazi-2.2026Q3.v1', 'lowered');
    await taken(national, word);
    // The national office has a report of its own of that period already: ids differ between machines.
    national.apply({ reports: [draft('jiazi-2', '29')] });
    const bytes = await built(office);

    const { preview } = await taken(national, bytes);
    expect(preview).toMatchObject({
      kind: 'reviews',
      signature: 'signed',
      accepted: true,
      level: 'signed',
      error: null,
      issuer: { officeId: OFFICE, name: { zh: `${OFFICE}办公室` } },
      counts: { reports: 2, 'reports-new': 2, 'reviews-new': 2, 'findings-new': 1, 'overrides-new': 1, refused: 0 },
    });
    const { store, trust } = national;
    const reports = store.reportsOf('2026Q3', null).map(({ reportId, origin, signedBy, values, digest }) => ({
      ...{ reportId, origin, signedBy, value: values[0]?.value, digest },
    }));
    expect(reports.sort((a, b) => (a.reportId < b.reportId ? -1 : 1))).toEqual([
      {
        reportId: 'jiazi-1.2026Q3.v1',
        origin: 'package',
        signedBy: OFFICE,
        value: '12',
        digest: draft('jiazi-1', '12').digest,
      },
      {
        reportId: 'jiazi-2.2026Q3.v2',
        origin: 'package',
        signedBy: OFFICE,
        value: '30',
        digest: draft('jiazi-2', '30').digest,
      },
    ]);
    expect(store.reviews(null).map((review) => [review.decision, trust.reviewSignature(review)])).toEqual([
      ['accepted', 'signed'],
      ['lowered', 'signed'],
    ]);
    // The finding points at the report as it is called here.
    expect(store.findings(null).map(({ reportId, text: said, by }) => [reportId, said, by])).toEqual([
      ['jiazi-2.2026Q3.v2', '与台账不符', '王某'],
    ]);
    expect(store.overrides('2026Q3', null)).toMatchObject([
      { subject: { id: 'jiazi-2' }, rating: 'red', officeId: OFFICE },
    ]);
    expect(readFileSync(path.join(national.folder, 'packages', `${preview.packageId}.json`))).toEqual(
      Buffer.from(bytes),
    );
  });

  it('says nothing new the second time', async () => {
    const [{ office, word }, national] = [await province(), await machine(NATIONAL)];
    office.apply({ reports: [draft('jiazi-1', '12')] });
    await decide(office, 'jiazi-1.2026Q3.v1', 'returned');
    const bytes = await built(office);
    await taken(national, word);
    await taken(national, bytes);
    const before = national.store.lastSeq();
    const again = await taken(national, bytes);
    expect(again.preview.counts).toMatchObject({
      'reports-new': 0,
      'reviews-new': 0,
      'findings-new': 0,
      'overrides-new': 0,
      refused: 0,
    });
    expect(again.change).toBeNull();
    expect(national.store.lastSeq()).toBe(before);
  });

  it('is refused wherever one of its bytes is another one', async () => {
    const { office, word } = await province('ed25519');
    const national = await machine(NATIONAL, 'as-reported');
    await taken(national, word);
    office.apply({ reports: [draft('jiazi-1', '12')] });
    await decide(office, 'jiazi-1.2026Q3.v1');
    const bytes = await built(office);
    const codes = new Set<string>();
    for (let at = 0; at < bytes.length; at++) {
      const altered = bytes.slice();
      altered[at] = (altered[at] as number) ^ (1 << (at % 7));
      const read = await national.packages.read({ name: 'x.json', bytes: altered });
      if (!read.ok) codes.add(read.error.code);
      else {
        const accepted = await national.packages.accept({ packageId: read.value.packageId });
        expect([at, accepted.ok]).toEqual([at, false]);
        if (!accepted.ok) codes.add(accepted.error.code);
      }
    }
    expect([...codes].sort()).toEqual([
      'envelope-not-canonical',
      'envelope-shape',
      'envelope-unreadable',
      'signature-bad',
    ]);
    expect(national.store.reviews(null)).toEqual([]);
  }, 180_000);

  it('holds only what was not sent before, or what belongs to a period', async () => {
    const { office } = await province();
    expect(await office.packages.build({ period: null })).toMatchObject({
      ok: false,
      error: { code: 'package-empty' },
    });
    office.apply({
      reports: [draft('jiazi-1', '12'), draft('jiazi-2', '30', { period: '2026Q2', asOf: '2026-06-30' })],
    });
    await decide(office, 'jiazi-1.2026Q3.v1');
    const sent = async (period: string | null) =>
      (payloadOf(await built(office, period)).reviews as { scenarioId: string }[]).map(({ scenarioId }) => scenarioId);
    expect(await sent(null)).toEqual(['jiazi-1']);
    await decide(office, 'jiazi-2.2026Q2.v1');
    expect(await sent(null)).toEqual(['jiazi-2']);
    expect(await office.packages.build({ period: null })).toMatchObject({
      ok: false,
      error: { code: 'package-empty' },
    });
    expect(await sent('2026Q3')).toEqual(['jiazi-1']);
  });

  it('counts as sent only once its file was saved', async () => {
    const { office } = await province();
    office.apply({ reports: [draft('jiazi-1', '12')] });
    await decide(office, 'jiazi-1.2026Q3.v1');
    const first = must(await office.packages.build({ period: null }));
    // The person closed the dialog: the next one holds the same reviews.
    const second = must(await office.packages.build({ period: null }));
    expect(payloadOf(second.file.bytes).reviews).toEqual(payloadOf(first.file.bytes).reviews);
    expect(office.trust.exchanged().sent).toEqual([]);

    const packageId = sha256(second.file.bytes);
    expect(await office.packages.saved({ packageId: 'ab' })).toMatchObject({
      ok: false,
      error: { code: 'package-gone', params: { packageId: 'ab' } },
    });
    expect(must(await office.packages.saved({ packageId })).head).toMatchObject({
      action: 'package-saved',
      subject: second.file.fileName,
      details: { packageId, reviews: 1 },
    });
    expect(office.trust.exchanged().sent).toHaveLength(1);
    expect(await office.packages.saved({ packageId })).toMatchObject({ ok: false, error: { code: 'package-gone' } });
    expect(await office.packages.build({ period: null })).toMatchObject({
      ok: false,
      error: { code: 'package-empty' },
    });
  });

  it('is not made without a key, nor by an inspector', async () => {
    const office = await machine(PROVINCE);
    office.apply({ reports: [draft('jiazi-1', '12')] });
    await decide(office, 'jiazi-1.2026Q3.v1');
    expect(await office.packages.build({ period: null })).toMatchObject({
      ok: false,
      error: { code: 'no-signing-key' },
    });
    const inspector = await machine({ role: 'inspector', officeId: 'x', zoneIds: [] });
    expect(await inspector.packages.build({ period: null })).toMatchObject({
      ok: false,
      error: { code: 'role-reads-only' },
    });
  });

  it('may be looked at by an inspector, not taken in', async () => {
    const { office, word } = await province();
    const inspector = await machine({ role: 'inspector', officeId: 'x', zoneIds: [] });
    must(await inspector.trust.acceptKeys(word));
    office.apply({ reports: [draft('jiazi-1', '12')] });
    await decide(office, 'jiazi-1.2026Q3.v1');
    const preview = must(await inspector.packages.read({ name: 'x', bytes: await built(office) }));
    expect(preview).toMatchObject({ signature: 'signed', accepted: true });
    expect(await inspector.packages.accept(preview)).toMatchObject({ ok: false, error: { code: 'role-reads-only' } });
  });

  it('that was never read, or was forgotten, is not taken in', async () => {
    const national = await machine(NATIONAL);
    expect(await national.packages.accept({ packageId: 'ab' })).toMatchObject({
      ok: false,
      error: { code: 'package-gone' },
    });
  });

  it('that is older does not take a newer one back', async () => {
    const [{ office, word }, national] = [await province(), await machine(NATIONAL)];
    await taken(national, word);
    office.apply({ reports: [draft('jiazi-1', '12')] });
    await decide(office, 'jiazi-1.2026Q3.v1');
    const first = await built(office);
    office.apply({ reports: [draft('jiazi-1', '13')] });
    await decide(office, 'jiazi-1.2026Q3.v2');
    await taken(national, await built(office));
    const late = await taken(national, first);
    expect(late.preview.problems).toMatchObject([
      { code: 'item-older', params: { scenarioId: 'jiazi-1', period: '2026Q3', version: 1, known: 2 } },
      { code: 'item-review-report' },
    ]);
    expect(national.store.reportsOf('2026Q3', null).map(({ values }) => values[0]?.value)).toEqual(['13']);
  });
});

describe('reports in a package are checked again', () => {
  const q2 = { period: '2026Q2', asOf: '2026-06-30' } as const;

  async function sent(
    reports: readonly ReportDraft[],
  ): Promise<{ readonly word: Uint8Array; readonly bytes: Uint8Array }> {
    const { office, word } = await province();
    office.apply({ reports });
    for (const { scenarioId, period } of reports) await decide(office, `${scenarioId}.${period}.v1`);
    return { word, bytes: await built(office) };
  }

  it('against what stands here: a total that falls is left out with its review, and named', async () => {
    const national = await machine(NATIONAL);
    national.apply({ reports: [draft('jiazi-1', '20', q2)] });
    const { word, bytes } = await sent([draft('jiazi-1', '12'), draft('jiazi-2', '30')]);
    await taken(national, word);
    const { preview } = await taken(national, bytes);
    expect(preview.counts).toMatchObject({ 'reports-new': 1, 'reviews-new': 1, refused: 2 });
    expect(preview.problems).toEqual([
      {
        code: 'item-check',
        category: 'trust',
        params: {
          ...{ scenarioId: 'jiazi-1', quarter: '2026Q3', rule: 'cumulative-falls', indicatorId: 'users' },
          ...{ value: '12', previous: '20', period: '2026Q2' },
        },
      },
      expect.objectContaining({ code: 'item-review-report' }),
    ]);
    expect(national.store.reportHistory('jiazi-1', null).map(({ period }) => period)).toEqual(['2026Q2']);
    expect(national.store.currentReport('jiazi-2', '2026Q3', null)).toMatchObject({ signedBy: OFFICE });
  });

  it('against the earlier quarter in the same package, in whatever order they stand', async () => {
    const national = await machine(NATIONAL);
    const { word, bytes } = await sent([draft('jiazi-1', '12'), draft('jiazi-1', '20', q2)]);
    await taken(national, word);
    const { preview } = await taken(national, bytes);
    expect(preview.problems?.[0]).toMatchObject({
      code: 'item-check',
      params: { quarter: '2026Q3', rule: 'cumulative-falls', previous: '20' },
    });
    expect(national.store.reportHistory('jiazi-1', null).map(({ period }) => period)).toEqual(['2026Q2']);
  });

  it('an as-of date outside of the quarter is refused', async () => {
    const national = await machine(NATIONAL);
    const { word, bytes } = await sent([draft('jiazi-1', '12', { asOf: '2026-06-30' })]);
    await taken(national, word);
    const { preview } = await taken(national, bytes);
    expect(preview.problems?.[0]).toMatchObject({
      code: 'item-check',
      params: { scenarioId: 'jiazi-1', rule: 'as-of-outside-period', indicatorId: '' },
    });
    expect(national.store.reportHistory('jiazi-1', null)).toEqual([]);
  });

  it('what a person should see stays beside the report as a finding, once', async () => {
    const national = await machine(NATIONAL);
    national.apply({ reports: [draft('jiazi-1', '12', q2)] });
    const { word, bytes } = await sent([draft('jiazi-1', '1234')]);
    await taken(national, word);
    const { preview } = await taken(national, bytes);
    expect(preview.counts).toMatchObject({ 'reports-new': 1, 'findings-new': 1, refused: 0 });
    const findings = () => national.store.findings(null).map(({ reportId, code, by }) => ({ reportId, code, by }));
    expect(findings()).toEqual([{ reportId: 'jiazi-1.2026Q3.v1', code: 'value-jump', by: null }]);
    expect((await taken(national, bytes)).change).toBeNull();
    expect(findings()).toHaveLength(1);
  });
});

describe('a package of somebody nobody knows', () => {
  async function strange(unsigned: TrustPolicy['unsigned']) {
    const [{ office }, national] = [await province(), await machine(NATIONAL, unsigned)];
    office.apply({ reports: [draft('jiazi-1', '12'), draft('jiazi-2', '7')] });
    await decide(office, 'jiazi-1.2026Q3.v1', 'lowered');
    await decide(office, 'jiazi-2.2026Q3.v1');
    return { national, bytes: await built(office) };
  }

  it('is refused where policy says so', async () => {
    const { national, bytes } = await strange('refuse');
    const preview = must(await national.packages.read({ name: 'x', bytes }));
    expect(preview).toMatchObject({
      signature: 'unknown-key',
      accepted: false,
      level: null,
      error: { code: 'key-unknown' },
      counts: {},
    });
    expect(await national.packages.accept(preview)).toMatchObject({ ok: false, error: { code: 'key-unknown' } });
  });

  it('is kept as reported where policy says so: it rates nothing and replaces nothing that is signed', async () => {
    const { national, bytes } = await strange('as-reported');
    national.apply({ reports: [draft('jiazi-2', '8', { signedBy: OFFICE })] });
    const { preview } = await taken(national, bytes);
    expect(preview).toMatchObject({
      signature: 'unknown-key',
      accepted: true,
      level: 'reported',
      error: { code: 'key-unknown' },
    });
    expect(preview.problems).toMatchObject([
      { code: 'item-weaker', params: { scenarioId: 'jiazi-2', signedBy: OFFICE } },
      { code: 'item-review-report' },
    ]);
    const { store, trust } = national;
    expect(
      store
        .reportsOf('2026Q3', null)
        .map(({ scenarioId, signedBy }) => [scenarioId, signedBy])
        .sort(),
    ).toEqual([
      ['jiazi-1', null],
      ['jiazi-2', OFFICE],
    ]);
    expect(store.reviews(null).map((review) => trust.reviewSignature(review))).toEqual(['unknown-key']);
    expect([store.findings(null), store.overrides('2026Q3', null)]).toEqual([[], []]);
  });

  it('without any signature is kept as reported or refused alike', async () => {
    const payload = { period: null, officeName: text('x'), reports: [], reviews: [], findings: [], overrides: [] };
    const bytes = signedFile(null, OFFICE, 'reviews', payload);
    for (const [unsigned, accepted] of [
      ['refuse', false],
      ['as-reported', true],
    ] as const) {
      const national = await machine(NATIONAL, unsigned);
      expect(must(await national.packages.read({ name: 'x', bytes }))).toMatchObject({
        signature: 'unsigned',
        accepted,
      });
    }
  });
});

function payloadOf(bytes: Uint8Array): ReviewsPayload {
  return must(readEnvelope(bytes)).payload as ReviewsPayload;
}

describe('one item of a package', () => {
  const key = testKey(50);
  const other = testKey(51);
  const roots = [
    ROOT,
    grantFor(key, OFFICE, { zoneIds: ['jiazi'] }),
    grantFor(other, 'office-yichou', { zoneIds: ['yichou'] }),
  ];
  const report = (scenarioId: string, users: string, change: object = {}): ReviewsPayload['reports'][number] => {
    const { origin, values, digest, statedBy, asOf, period } = draft(scenarioId, users);
    return {
      ...{ reportId: `${scenarioId}.2026Q3.v1`, scenarioId, period, version: 1, statedBy, asOf, origin, digest },
      ...{ receivedAt: '2026-10-10T00:00:00Z', values: values.map((value) => ({ ...value })), document: null },
      ...change,
    };
  };
  const signedReview = (by: SigningKey, change: object = {}): ReviewsPayload['reviews'][number] => {
    const said = {
      ...{ reviewId: 'review-1', reportId: 'jiazi-1.2026Q3.v1', scenarioId: 'jiazi-1', period: '2026Q3' },
      ...{ reportDigest: draft('jiazi-1', '12').digest, decision: 'accepted', rating: null, reason: '', findings: [] },
      ...{ reviewer: '王某', officeId: OFFICE, at: '2026-11-20T00:00:00Z' },
      ...change,
    } as Omit<ReviewsPayload['reviews'][number], 'keyId' | 'signature'>;
    return { ...said, keyId: by.keyId, signature: signText(by, 'pilotlight-review/1', jcs(said), counting(1)(32)) };
  };
  const EMPTY = { period: null, officeName: text('x'), reports: [], reviews: [], findings: [], overrides: [] };
  const finding = {
    ...{
      findingId: 'f-1',
      subject: { kind: 'scenario', id: 'jiazi-1' },
      reportId: 'jiazi-1.2026Q3.v1',
      indicatorId: null,
    },
    ...{ severity: 'warning', code: 'person', params: {}, text: 'x', by: 'y', settled: false },
  };
  const override = {
    ...{ subject: { kind: 'zone', id: 'jiazi' }, period: '2026Q3', rating: 'red', reason: 'x' },
    ...{ person: '王某', officeId: OFFICE, at: '2026-11-20T00:00:00Z' },
  };
  const good = report('jiazi-1', '12');
  const own = signedReview(key);

  async function problems(payload: object, prepare: (at: Machine) => void = () => {}) {
    const national = await machine(NATIONAL, 'refuse', roots);
    prepare(national);
    const bytes = signedFile(key, OFFICE, 'reviews', { ...EMPTY, ...payload });
    return { national, ...(await taken(national, bytes)) };
  }

  it('does not keep the others out', async () => {
    const { preview, national } = await problems({ reports: [report('yichou-1', '5'), good], reviews: [own] });
    expect(preview).toMatchObject({
      accepted: true,
      counts: { reports: 2, 'reports-new': 1, 'reviews-new': 1, refused: 1 },
    });
    expect(preview.problems).toMatchObject([
      { code: 'item-outside-area', params: { scenarioId: 'yichou-1', officeId: OFFICE } },
    ]);
    expect(national.store.reportsOf('2026Q3', null).map(({ scenarioId }) => scenarioId)).toEqual(['jiazi-1']);
  });

  const documentOf = (users: string, by: SigningKey | null) => {
    const stated = {
      ...{ format: 'pilotlight-report', version: 1, scenarioId: 'jiazi-1', period: '2026Q3', statedBy: text('某单位') },
      ...{
        asOf: '2026-09-30T00:00:00Z',
        indicators: [{ id: 'users', kind: 'cumulative', unit: 'count', value: users }],
      },
    };
    const bytes = new TextEncoder().encode(canonicalJson(stated));
    const signature = by === null ? null : Buffer.from(ed25519.sign(bytes, by.secret)).toString('hex');
    const document = canonicalJson(
      signature === null ? { report: stated } : { report: stated, officeId: 'office-yichou', signature },
    );
    const digest = createHash('sha256').update(bytes).digest('hex');
    return { document: Buffer.from(document).toString('base64'), digest, asOf: '2026-09-30T00:00:00Z' };
  };

  it('keeps the word of who signed the document, where somebody known did', async () => {
    for (const [by, signedBy] of [
      [other, 'office-yichou'],
      [null, OFFICE],
      [testKey(52), OFFICE],
    ] as const) {
      const { national } = await problems({ reports: [{ ...good, ...documentOf('12', by) }] });
      const [stored] = national.store.reportsOf('2026Q3', null);
      expect([stored?.signedBy, stored?.document === null]).toEqual([signedBy, false]);
    }
  });

  const refused: readonly (readonly [string, object, string, ((at: Machine) => void)?])[] = [
    ['a report of a scenario nobody knows', { reports: [report('jiazi-9', '5')] }, 'item-unknown-scenario'],
    ['a report of another zone', { reports: [report('yichou-1', '5')] }, 'item-outside-area'],
    [
      'an indicator nobody knows',
      { reports: [{ ...good, values: [{ indicatorId: 'x', value: '1', base: null }] }] },
      'item-unknown-indicator',
    ],
    [
      'another value than its digest says',
      { reports: [{ ...good, values: [{ indicatorId: 'users', value: '13', base: null }] }] },
      'item-digest',
    ],
    ['another date than its digest says', { reports: [{ ...good, asOf: '2026-09-29' }] }, 'item-digest'],
    ['an indicator twice', { reports: [{ ...good, values: [good.values[0], good.values[0]] }] }, 'item-digest'],
    ['a date that is still to come', { reports: [{ ...good, asOf: '2026-11-24' }] }, 'item-date'],
    ['a document that says something else', { reports: [{ ...good, ...documentOf('13', null) }] }, 'item-document'],
    [
      'a document of another digest',
      { reports: [{ ...good, ...documentOf('12', null), digest: 'ab'.repeat(32) }] },
      'item-document',
    ],
    ['a document that is none', { reports: [{ ...good, document: 'AAAA' }] }, 'item-document'],
    [
      'a review of another office',
      { reports: [good], reviews: [signedReview(other, { officeId: 'office-yichou' })] },
      'item-review-office',
    ],
    [
      'a review whose signature is not good',
      { reports: [good], reviews: [{ ...own, reason: 'x' }] },
      'item-review-signature',
    ],
    ['a review of another scenario', { reviews: [signedReview(key, { scenarioId: 'yichou-1' })] }, 'item-outside-area'],
    ['a review of a report that is not there', { reviews: [own] }, 'item-review-report'],
    ['a review of other figures', { reports: [report('jiazi-1', '13')], reviews: [own] }, 'item-review-report'],
    [
      'a review that lowers to nothing',
      { reports: [good], reviews: [signedReview(key, { decision: 'lowered', reason: 'x' })] },
      'item-review-shape',
    ],
    [
      'a review that returns without a reason',
      { reports: [good], reviews: [signedReview(key, { decision: 'returned' })] },
      'item-review-shape',
    ],
    [
      'another review under a name that is taken',
      { reports: [good], reviews: [own] },
      'item-review-taken',
      (at) => at.apply({ reviews: [signedReview(key, { reviewer: '李某' })] }),
    ],
    ['a finding on a report that is not there', { findings: [finding] }, 'item-finding-report'],
    [
      'a finding on another scenario than its report',
      { reports: [good], findings: [{ ...finding, subject: { kind: 'scenario', id: 'jiazi-2' } }] },
      'item-finding-report',
    ],
    [
      'a lowered rating of another zone',
      { overrides: [{ ...override, subject: { kind: 'zone', id: 'yichou' } }] },
      'item-override',
    ],
    ['a lowered rating without a reason', { overrides: [{ ...override, reason: '' }] }, 'item-override'],
    [
      'a rating that another office lowered',
      { overrides: [{ ...override, officeId: 'office-yichou' }] },
      'item-review-office',
    ],
  ];
  it.each(refused.map(([name, ...rest]) => [name, rest] as const))('is left out and named: %s', async (_, rest) => {
    const [payload, code, prepare] = rest;
    const { preview } = await problems(payload, prepare);
    expect(preview.problems?.map((problem) => [problem.code, problem.category])).toEqual([[code, 'trust']]);
    expect(preview.counts['refused']).toBe(1);
  });

  it('does not touch a rating that another office lowered, nor a newer word of its own', async () => {
    const lowered = (officeId: string, at: string) =>
      ({ ...override, officeId, at, rating: 'amber', reason: 'y' }) as const;
    for (const standing of [lowered('national', '2026-11-01T00:00:00Z'), lowered(OFFICE, '2026-11-21T00:00:00Z')]) {
      const { national, change } = await problems({ overrides: [override] }, (at) =>
        at.apply({ overrides: [standing as never] }),
      );
      expect(change).toBeNull();
      expect(national.store.overrides('2026Q3', null)).toMatchObject([{ rating: 'amber' }]);
    }
  });

  it.each([
    ['of another form', { reports: 'none' }, 'reports'],
    ['with a member more', { more: 1 }, 'more'],
    [
      'with a value that is no number',
      { reports: [{ ...good, values: [{ indicatorId: 'users', value: '1e5', base: null }] }] },
      'reports.0.values.0.value',
    ],
  ])('that is %s refuses the package', async (_, payload, where) => {
    const national = await machine(NATIONAL, 'refuse', roots);
    const bytes = signedFile(key, OFFICE, 'reviews', { ...EMPTY, ...payload });
    const preview = must(await national.packages.read({ name: 'x', bytes }));
    const error = { code: 'package-content', params: { where } };
    expect(preview).toMatchObject({ signature: 'signed', accepted: false, level: null, error });
    expect(await national.packages.accept(preview)).toMatchObject({ ok: false, error });
  });
});

describe('packages of other kinds', () => {
  it('make keys known, through the same door and with a line in the log', async () => {
    const [{ word }, national] = [await province(), await machine(NATIONAL)];
    const { preview, change } = await taken(national, word);
    expect(preview).toMatchObject({ kind: 'keys', signature: 'signed', counts: { granted: 1, stopped: 0, same: 0 } });
    expect(change).toMatchObject({ head: { action: 'keys-accepted' }, set: {} });
    expect(national.trust.signers().length).toBe(2);
    expect((await taken(national, word)).change).toBeNull();
  });

  it('that ask to be vouched for are signed by whoever may, and by nobody else', async () => {
    const asking = await machine(PROVINCE);
    must(await asking.trust.createKey({ algorithm: 'sm2' }));
    const { bytes } = must(await asking.trust.exportKey());
    const presetKey = (officeId: string) => (officeId === 'national' ? ROOT_KEY.secret.slice() : null);
    const national = await machine(NATIONAL, 'refuse', [ROOT], presetKey);
    const preview = must(await national.packages.read({ name: 'x', bytes }));
    const withoutKey = { accepted: false, error: { code: 'no-signing-key' } };
    expect(preview).toMatchObject({
      kind: 'keys',
      issuer: { officeId: OFFICE },
      counts: { requests: 1, zones: 1, provinces: 0 },
      ...withoutKey,
    });
    expect(await national.packages.accept(preview)).toMatchObject({ ok: false, error: { code: 'no-signing-key' } });
    expect(must(await national.trust.createKey({ algorithm: 'ed25519' })).key).toMatchObject({
      keyId: ROOT.keyId,
      known: true,
    });
    const { change } = await taken(national, bytes);
    expect(change).toMatchObject({ head: { action: 'key-vouched', details: { office: OFFICE } }, set: {} });
    expect(national.trust.signers()[1]).toMatchObject({ ownerId: OFFICE, may: ['reviews', 'reports'], state: 'valid' });
    asking.apply({ reports: [draft('jiazi-1', '12')] });
    await decide(asking, 'jiazi-1.2026Q3.v1');
    expect((await taken(national, await built(asking))).preview).toMatchObject({
      signature: 'signed',
      level: 'signed',
    });
    // The word lies beside the database, for the office and everybody else.
    const word = readFileSync(path.join(national.folder, 'packages', String(change?.head.details['file'])));
    const { keyId } = must(await asking.packages.read({ name: 'x', bytes })).issuer;
    const exported = must(await national.trust.exportVouching({ keyId: keyId ?? '' }));
    expect(exported.fileName).toBe(String(change?.head.details['file']));
    expect(Buffer.from(exported.bytes).equals(word)).toBe(true);
    // Of a root, and of a key that nobody spoke of, there is no statement.
    for (const unknown of [ROOT.keyId, 'ab'.repeat(20)]) {
      expect(await national.trust.exportVouching({ keyId: unknown })).toMatchObject({
        ok: false,
        error: { code: 'keys-unknown', params: { keyId: unknown } },
      });
    }
    expect(asking.trust.identity().key?.known).toBe(false);
    const came = await taken(asking, exported.bytes);
    expect(came.preview).toMatchObject({ kind: 'keys', signature: 'signed', counts: { granted: 1 } });
    expect(asking.trust.identity().key?.known).toBe(true);

    const country = await machine({ ...NATIONAL, officeId: 'office-y' });
    must(await country.trust.createKey({ algorithm: 'ed25519' }));
    const wide = must(await country.trust.exportKey()).bytes;
    expect(must(await national.packages.read({ name: 'x', bytes: wide }))).toMatchObject({
      accepted: false,
      error: { code: 'keys-area-exceeded' },
    });

    const other = await machine({ ...PROVINCE, officeId: 'office-x' });
    must(await other.trust.createKey({ algorithm: 'ed25519' }));
    const looked = must(await other.packages.read({ name: 'x', bytes }));
    expect(looked).toMatchObject({ accepted: false, error: { code: 'key-unknown' } });
    expect(await other.packages.accept(looked)).toMatchObject({ ok: false, error: { code: 'key-unknown' } });
    const altered = new Uint8Array(Buffer.from(Buffer.from(bytes).toString().replace('jiazi', 'jiaza')));
    expect(await national.packages.read({ name: 'x', bytes: altered })).toMatchObject({
      ok: false,
      error: { code: 'signature-bad' },
    });
  });

  it('about keys of an issuer without that right are refused with the code', async () => {
    const { office } = await province();
    const statements = [{ kind: 'stop', keyId: ROOT.keyId, from: '2026-11-22T00:00:00Z', reason: 'x' }];
    const bytes = must(await office.trust.sealEnvelope('keys', { statements }));
    const preview = must(await office.packages.read({ name: 'x', bytes }));
    expect(preview).toMatchObject({ accepted: false, error: { code: 'keys-root' } });
    expect(await office.packages.accept(preview)).toMatchObject({ ok: false, error: { code: 'keys-root' } });
  });

  const programme = {
    ...{ format: 'pilotlight-programme', version: 1, demo: false, offices: [], sectors: [] },
    zones: [
      { zoneId: 'jiazi', name: text('甲子') },
      { zoneId: 'bingyin', name: text('丙寅') },
    ],
    scenarios: [],
    milestones: [{ milestoneId: 'm-1', scenarioId: 'jiazi-1', name: text('上线'), baseline: '2026-06-30' }],
  };

  it('name zones, scenarios and milestones without taking away what else is known of them', async () => {
    const national = await machine(NATIONAL);
    national.apply({ zones: [{ ...zone('jiazi'), province: 'CN-BJ', source: '公报' }] });
    const bytes = signedFile(ROOT_KEY, 'national', 'programme', programme);
    const { preview } = await taken(national, bytes);
    expect(preview.counts).toMatchObject({ zones: 2, 'zones-new': 2, milestones: 1, 'milestones-new': 1 });
    const zones = new Map(national.store.master(null).zones.map((one) => [one.zoneId, one]));
    expect(zones.get('jiazi')).toEqual({
      zoneId: 'jiazi',
      name: text('甲子'),
      province: 'CN-BJ',
      source: '公报',
      note: null,
    });
    expect(zones.has('bingyin')).toBe(true);
    expect(national.store.milestones(null)[0]?.dates).toMatchObject([{ kind: 'baseline', date: '2026-06-30' }]);
    expect((await taken(national, bytes)).change).toBeNull();
  });

  it('choose no network: that is for a person, in Settings, and nothing of it is kept here', async () => {
    const network = {
      ...{ format: 'pilotlight-network', version: 1, name: text('x'), issuedAt: '2026-11-22T00:00:00Z' },
      chains: [
        {
          ...{ chainId: 'c-1', family: 'cometbft', name: text('c'), zoneId: 'jiazi', blockTimeSeconds: 0.5 },
          trust: { height: '1', hash: 'ab'.repeat(32), trustingPeriodSeconds: 1000 },
          endpoints: [{ url: 'http://127.0.0.1:1', operator: 'a', role: 'primary' }],
        },
      ],
    };
    const national = await machine(NATIONAL);
    const before = national.store.lastSeq();
    const bytes = signedFile(ROOT_KEY, 'national', 'network', network);
    const preview = must(await national.packages.read({ name: 'net.json', bytes }));
    expect(preview).toMatchObject({
      ...{ kind: 'network', signature: 'signed', accepted: false, level: null },
      error: { code: 'network-in-settings', params: { chains: 1 } },
    });
    expect(await national.packages.accept(preview)).toMatchObject({
      ok: false,
      error: { code: 'network-in-settings' },
    });
    expect(national.store.lastSeq()).toBe(before);
    expect(existsSync(path.join(national.folder, 'packages'))).toBe(false);
    // Who may not sign one is told that first.
    const stranger = signedFile(testKey(40), 'x', 'network', network);
    expect(must(await national.packages.read({ name: 'net.json', bytes: stranger }))).toMatchObject({
      accepted: false,
      error: { code: 'key-unknown' },
    });
  });
});
