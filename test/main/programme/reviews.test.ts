import { describe, expect, it } from 'vitest';
import type { Rating } from '../../../main/contract/programme.ts';
import type { ChangeSet, Finding, Override, StoredReport } from '../../../main/programme/model.ts';
import { createReviews, type ReviewsDeps } from '../../../main/programme/reviews.ts';
import { DEFAULT_CONFIG } from '../../../main/programme/status/config.ts';
import { createStatusRules } from '../../../main/programme/status/rules.ts';
import { counting, NOW, testTrust } from '../../helpers/trust.ts';

const text = (name: string) => ({ zh: name, en: name });
const scenario = (scenarioId: string, zoneId: string | null, entityId: string | null) => ({
  scenarioId,
  name: text(scenarioId),
  owner: text('x'),
  zoneId,
  entityId,
  sectorId: 'trade',
  chainId: null,
  startedOn: null,
  endedOn: null,
});
const entity = (entityId: string, province: string) => ({
  entityId,
  name: text(entityId),
  sectorId: null,
  province,
  stage: null,
  source: null,
  note: null,
});
const MASTER = {
  zones: [],
  sectors: [],
  entities: [entity('e-1', 'CN-BJ'), entity('e-2', 'CN-SH')],
  scenarios: [
    scenario('jiazi-1', 'jiazi', null),
    scenario('yichou-1', 'yichou', null),
    scenario('of-e-1', null, 'e-1'),
    scenario('of-e-2', null, 'e-2'),
  ],
  definitions: [],
};
const report = (scenarioId: string, version: number): StoredReport => ({
  reportId: `${scenarioId}.2026Q3.v${version}`,
  scenarioId,
  period: '2026Q3',
  statedBy: text('x'),
  asOf: '2026-09-30',
  origin: 'spreadsheet',
  values: [{ indicatorId: 'users', value: '12', base: null }],
  document: null,
  digest: String(version).repeat(64),
  signedBy: null,
  version,
  changeSeq: version,
  receivedAt: '2026-10-10T00:00:00Z',
});
const REPORTS = [
  report('jiazi-1', 1),
  report('jiazi-1', 2),
  report('yichou-1', 1),
  report('of-e-1', 1),
  report('of-e-2', 1),
];
const open: Finding & { at: string; resolvedAt: string | null } = {
  findingId: 'f-1',
  subject: { kind: 'scenario', id: 'jiazi-1' },
  reportId: 'jiazi-1.2026Q3.v2',
  indicatorId: null,
  severity: 'warning',
  code: 'person',
  params: {},
  text: '补充',
  by: '王某',
  at: '2026-10-11T00:00:00Z',
  resolvedAt: null,
};
const lowered = (officeId: string, rating: Rating | null = 'red'): Override => ({
  subject: { kind: 'scenario', id: 'jiazi-1' },
  period: '2026Q3',
  rating,
  reason: '逾期',
  person: '李某',
  officeId,
  at: '2026-10-12T00:00:00Z',
});

interface Setting {
  readonly role?: 'national' | 'provincial' | 'inspector';
  readonly overrides?: readonly Override[];
  readonly actual?: boolean;
  readonly rules?: ReviewsDeps['rules'];
}

async function reviews({
  role = 'provincial',
  overrides = [],
  actual = false,
  rules = createStatusRules(),
}: Setting = {}) {
  const { trust } = await testTrust();
  const area = role === 'provincial' ? { zoneIds: ['jiazi'], provinces: ['CN-BJ'] } : { zoneIds: [], provinces: [] };
  const who = { role, person: '王某', officeId: 'office-jiazi', officeName: text('甲子'), ...area };
  const saved = await trust.saveIdentity(who);
  if (!saved.ok) throw new Error(saved.error.code);
  const store: ReviewsDeps['store'] = {
    report: (reportId) => REPORTS.find((one) => one.reportId === reportId) ?? null,
    reportsOf: (_period, _asOf, ids) =>
      (ids ?? []).flatMap((id) => REPORTS.findLast(({ scenarioId }) => scenarioId === id) ?? []),
    master: () => MASTER,
    findings: () => [open, { ...open, findingId: 'f-2', resolvedAt: '2026-10-20T00:00:00Z' }],
    overrides: () => overrides,
    milestones: () => [
      {
        milestone: { milestoneId: 'm-1', scenarioId: 'jiazi-1', name: text('上线') },
        dates: actual
          ? [{ milestoneId: 'm-1', kind: 'actual', date: '2026-11-01', reason: '', setAt: '2026-11-02T00:00:00Z' }]
          : [],
      },
    ],
  };
  return { trust, reviews: createReviews({ trust, store, rules, now: () => NOW, randomBytes: counting(3) }) };
}

const REQUEST = {
  reportId: 'jiazi-1.2026Q3.v2',
  decision: 'accepted',
  reason: '',
  rating: null,
  findings: [],
} as const;

describe('a review', () => {
  it('that accepts is bound to the digest of the report, and signed with the key of this machine', async () => {
    const { trust, reviews: desk } = await reviews();
    const made = await trust.createKey({ algorithm: 'sm2' });
    const decided = await desk.decide(REQUEST, 'amber');
    if (!decided.ok || !made.ok) throw new Error('refused');
    const { head, set } = decided.value;
    expect(head).toEqual({
      at: '2026-11-22T08:00:00.000Z',
      person: '王某',
      role: 'provincial',
      officeId: 'office-jiazi',
      action: 'review-accepted',
      subject: 'jiazi-1.2026Q3.v2',
      details: { digest: '2'.repeat(64), reason: '', findings: 0, keyId: made.value.key?.keyId },
    });
    const [review] = set.reviews ?? [];
    expect(review).toMatchObject({
      reportDigest: '2'.repeat(64),
      decision: 'accepted',
      rating: null,
      scenarioId: 'jiazi-1',
    });
    expect(trust.reviewSignature(review!)).toBe('unknown-key');
    expect([set.overrides, set.findings]).toEqual([undefined, []]);
  });

  it('on a machine without a key is kept unsigned, and looks it', async () => {
    const { trust, reviews: desk } = await reviews();
    const decided = await desk.decide(REQUEST, 'green');
    const review = decided.ok ? decided.value.set.reviews?.[0] : undefined;
    expect(review).toMatchObject({ keyId: null, signature: null });
    expect(trust.reviewSignature(review!)).toBe('unsigned');
  });

  it('that returns a report writes its findings down, each with a name', async () => {
    const { reviews: desk } = await reviews();
    const findings = [
      { indicatorId: 'users', text: ' 与上期不符 ' },
      { indicatorId: null, text: '缺附件' },
    ];
    const decided = await desk.decide({ ...REQUEST, decision: 'returned', reason: ' 请更正 ', findings }, 'green');
    const set = decided.ok ? decided.value.set : ({} as ChangeSet);
    expect(set.findings?.map(({ text: said, by, severity, indicatorId }) => [said, by, severity, indicatorId])).toEqual(
      [
        ['与上期不符', '王某', 'warning', 'users'],
        ['缺附件', '王某', 'warning', null],
      ],
    );
    expect(set.reviews?.[0]).toMatchObject({
      reason: '请更正',
      findings: [{ text: '与上期不符' }, { text: '缺附件' }],
    });
    expect(new Set(set.findings?.map(({ findingId }) => findingId)).size).toBe(2);
  });

  it('that lowers sets a rating worse than the computed one, in the same change', async () => {
    const { reviews: desk } = await reviews();
    const decided = await desk.decide({ ...REQUEST, decision: 'lowered', reason: '数据不全', rating: 'red' }, 'amber');
    expect(decided).toMatchObject({
      ok: true,
      value: {
        head: { action: 'review-lowered', details: { rating: 'red', computed: 'amber' } },
        set: {
          reviews: [{ rating: 'red' }],
          overrides: [
            { subject: { kind: 'scenario', id: 'jiazi-1' }, period: '2026Q3', rating: 'red', reason: '数据不全' },
          ],
        },
      },
    });
  });

  const lower = { ...REQUEST, decision: 'lowered', reason: '数据不全' } as const;
  it.each([
    ['of a report that there is not', { ...REQUEST, reportId: 'x' }, 'report-unknown'],
    ['of a version that was replaced', { ...REQUEST, reportId: 'jiazi-1.2026Q3.v1' }, 'report-superseded'],
    ['of a zone outside the area', { ...REQUEST, reportId: 'yichou-1.2026Q3.v1' }, 'outside-area'],
    ['of an entity outside the area', { ...REQUEST, reportId: 'of-e-2.2026Q3.v1' }, 'outside-area'],
    ['that returns without a reason', { ...REQUEST, decision: 'returned', reason: '  ' } as const, 'reason-missing'],
    ['that lowers without a reason', { ...lower, rating: 'red', reason: '' } as const, 'reason-missing'],
    ['that lowers without a rating', lower, 'rating-not-on-scale'],
    ['that lowers to what is computed', { ...lower, rating: 'amber' } as const, 'rating-not-worse'],
    ['that lowers to something better', { ...lower, rating: 'green' } as const, 'rating-not-worse'],
    ['that lowers to "not rated"', { ...lower, rating: 'not-rated' } as const, 'rating-not-on-scale'],
    ['that lowers to "no current data"', { ...lower, rating: 'no-current-data' } as const, 'rating-not-on-scale'],
    ['that lowers to a level of the other scale', { ...lower, rating: 'amber-red' } as const, 'rating-not-on-scale'],
    ['with an empty finding', { ...REQUEST, findings: [{ indicatorId: null, text: ' ' }] }, 'reason-missing'],
    ['of an indicator nobody knows', { ...REQUEST, findings: [{ indicatorId: 'y', text: 'x' }] }, 'indicator-unknown'],
  ])('is refused %s', async (_, request, code) => {
    const { reviews: desk } = await reviews();
    expect(await desk.decide(request, 'amber')).toMatchObject({ ok: false, error: { code } });
  });

  it('of an entity in a province of the office is its own', async () => {
    const { reviews: desk } = await reviews();
    expect(await desk.decide({ ...REQUEST, reportId: 'of-e-1.2026Q3.v1' }, 'green')).toMatchObject({ ok: true });
  });

  it('is nothing that an inspector writes', async () => {
    const { reviews: desk } = await reviews({ role: 'inspector' });
    const expected = { ok: false, error: { code: 'role-reads-only', category: 'permission' } };
    expect(await desk.decide(REQUEST, 'green')).toMatchObject(expected);
    const subject = { kind: 'scenario', id: 'jiazi-1' } as const;
    for (const outcome of [
      desk.lower({ subject, rating: 'red', reason: 'x' }, '2026Q3', 'green'),
      desk.withdraw({ subject, reason: 'x' }, '2026Q3'),
      desk.resolve({ findingId: 'f-1', reason: 'x' }),
      desk.setForecast({ milestoneId: 'm-1', date: '2026-12-01', reason: 'x' }),
      desk.rebaseline({ milestoneId: 'm-1', date: '2026-12-01', reason: 'x' }),
      desk.setActual({ milestoneId: 'm-1', date: '2026-11-01', reason: 'x' }),
    ]) {
      expect(outcome).toMatchObject(expected);
    }
  });
});

describe('a lowered rating', () => {
  const subject = { kind: 'scenario', id: 'jiazi-1' } as const;

  it('is kept with reason, person, office and time; the national office lowers anything', async () => {
    const { reviews: desk } = await reviews({ role: 'national' });
    for (const one of [
      subject,
      { kind: 'programme', id: 'all' },
      { kind: 'sector', id: 'trade' },
      { kind: 'zone', id: 'yichou' },
    ] as const) {
      expect(desk.lower({ subject: one, rating: 'red', reason: '进度' }, '2026Q3', 'green')).toMatchObject({
        ok: true,
        value: {
          head: { action: 'lower', subject: `${one.kind}:${one.id}`, details: { computed: 'green', rating: 'red' } },
          set: { overrides: [{ subject: one, rating: 'red', person: '王某', at: '2026-11-22T08:00:00.000Z' }] },
        },
      });
    }
  });

  it.each([
    ['of a field, by a provincial office', { kind: 'sector', id: 'trade' }, 'red', 'x', 'outside-area'],
    ['of the programme, by a provincial office', { kind: 'programme', id: 'all' }, 'red', 'x', 'outside-area'],
    ['of another zone', { kind: 'zone', id: 'yichou' }, 'red', 'x', 'outside-area'],
    ['of an entity elsewhere', { kind: 'entity', id: 'e-2' }, 'red', 'x', 'outside-area'],
    ['of an entity nobody knows', { kind: 'entity', id: 'e-9' }, 'red', 'x', 'subject-unknown'],
    ['of a scenario nobody knows', { kind: 'scenario', id: 's-9' }, 'red', 'x', 'subject-unknown'],
    ['without a reason', subject, 'red', ' ', 'reason-missing'],
    ['to something better', subject, 'green', 'x', 'rating-not-worse'],
  ] as const)('is refused %s', async (_, one, rating, reason, code) => {
    const { reviews: desk } = await reviews();
    expect(desk.lower({ subject: one, rating, reason }, '2026Q3', 'amber')).toMatchObject({
      ok: false,
      error: { code },
    });
  });

  it('is on no scale better than what it replaces, whatever is computed', async () => {
    const ALL = ['green', 'amber-green', 'amber', 'amber-red', 'red', 'not-rated', 'no-current-data'] as const;
    for (const scale of ['three', 'five'] as const) {
      const rules = createStatusRules({ ...DEFAULT_CONFIG, scale });
      const { reviews: desk } = await reviews({ rules });
      for (const computed of ALL) {
        for (const rating of ALL) {
          const done = desk.lower({ subject, rating, reason: 'x' }, '2026Q3', computed);
          if (done.ok) expect([computed, rating, rules.lowered(computed, rating)]).toEqual([computed, rating, rating]);
        }
      }
      expect(desk.lower({ subject, rating: 'red', reason: 'x' }, '2026Q3', 'red').ok).toBe(false);
    }
  });

  it('is withdrawn by who set it, or by the national office', async () => {
    const own = await reviews({ overrides: [lowered('office-jiazi')] });
    expect(own.reviews.withdraw({ subject, reason: '已补齐' }, '2026Q3')).toMatchObject({
      ok: true,
      value: { head: { action: 'lower-withdrawn' }, set: { overrides: [{ rating: null, reason: '已补齐' }] } },
    });
    const national = await reviews({ role: 'national', overrides: [lowered('office-x')] });
    expect(national.reviews.withdraw({ subject, reason: '已补齐' }, '2026Q3').ok).toBe(true);
  });

  it.each([
    ['that there is not', [], 'x', 'not-lowered'],
    ['that was withdrawn', [lowered('office-jiazi'), lowered('office-jiazi', null)], 'x', 'not-lowered'],
    ['of another office', [lowered('national')], 'x', 'override-other-office'],
    ['without a reason', [lowered('office-jiazi')], '', 'reason-missing'],
  ])('is not withdrawn %s', async (_, overrides, reason, code) => {
    const { reviews: desk } = await reviews({ overrides });
    expect(desk.withdraw({ subject, reason }, '2026Q3')).toMatchObject({ ok: false, error: { code } });
  });
});

describe('a finding', () => {
  it('is settled with a reason', async () => {
    const { reviews: desk } = await reviews();
    expect(desk.resolve({ findingId: 'f-1', reason: '已补' })).toMatchObject({
      ok: true,
      value: { head: { action: 'finding-resolved' }, set: { resolved: [{ findingId: 'f-1', reason: '已补' }] } },
    });
  });

  it.each([
    ['that there is not', 'f-9', 'x', 'finding-unknown'],
    ['a second time', 'f-2', 'x', 'finding-settled'],
    ['without a reason', 'f-1', ' ', 'reason-missing'],
  ])('is not settled %s', async (_, findingId, reason, code) => {
    const { reviews: desk } = await reviews();
    expect(desk.resolve({ findingId, reason })).toMatchObject({ ok: false, error: { code } });
  });
});

describe('dates of a milestone', () => {
  const base = { milestoneId: 'm-1', date: '2026-11-22', reason: '调整' };

  it('are added with their reason, never replaced', async () => {
    const { reviews: desk } = await reviews();
    for (const [made, kind, action] of [
      [desk.setForecast(base), 'forecast', 'forecast'],
      [desk.rebaseline(base), 'baseline', 'rebaseline'],
      [desk.setActual({ ...base, reason: '' }), 'actual', 'actual'],
    ] as const) {
      expect(made).toMatchObject({
        ok: true,
        value: { head: { action, subject: 'm-1' }, set: { milestoneDates: [{ kind, date: '2026-11-22' }] } },
      });
    }
  });

  it.each([
    ['a forecast without a reason', 'setForecast', { ...base, reason: '' }, false, 'reason-missing'],
    ['a baseline without a reason', 'rebaseline', { ...base, reason: '' }, false, 'reason-missing'],
    [
      'an actual date taken back without a reason',
      'setActual',
      { ...base, date: null, reason: '' },
      true,
      'reason-missing',
    ],
    ['another actual date without a reason', 'setActual', { ...base, reason: '' }, true, 'reason-missing'],
    ['an actual date that is still to come', 'setActual', { ...base, date: '2026-11-23' }, false, 'date-in-future'],
    ['a day that there is not', 'setForecast', { ...base, date: '2026-02-30' }, false, 'bad-date'],
    ['a milestone nobody knows', 'setForecast', { ...base, milestoneId: 'm-9' }, false, 'milestone-unknown'],
  ] as const)('do not take %s', async (_, method, request, actual, code) => {
    const { reviews: desk } = await reviews({ actual });
    expect(desk[method](request as never)).toMatchObject({ ok: false, error: { code } });
  });
});
