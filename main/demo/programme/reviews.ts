import { toHex } from '../../../light-client/codec/hex.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import type { Rating } from '../../contract/programme.ts';
import type { Finding, Override, ReportDraft, Review } from '../../programme/model.ts';
import { jcs } from '../../programme/trust/jcs.ts';
import type { SigningKey } from '../crypto.ts';
import { DAY_MS, officeKey, quarterEnd } from '../plan.ts';
import { type Changes, NATIONAL_WHO, provincialWho, type Who } from './changes.ts';
import { demoSigner } from './offices.ts';
import { type DemoReport, IN_TIME_MS, sheet } from './reports.ts';

// What the offices made of the reports: accepted, returned and sent in again, lowered, remarked on. Of the newest period
// some still wait. Keys came into use a quarter ago: what was decided before is unsigned and says so.

const HOUR_MS = 3_600_000;
const SIGNED_PERIODS = 2;
/** As trust/trust.ts signs them; a test has it judge these. */
const REVIEW_DOMAIN = 'pilotlight-review/1';

const RETURNED = [
  '服务人次口径与上期不一致，请重新统计后报送。',
  '节约成本的测算基数未说明来源，请补充。',
  '办结率与业务系统导出数据不符，请核对。',
];
const LOWERED: readonly (readonly [Rating, string])[] = [
  ['amber', '现场核查发现部分单位尚未实际接入，下调评级。'],
  ['red', '主要合作单位已暂停使用，指标不能反映实际进展，下调评级。'],
];
const REMARKS = [
  '参与单位名单与上报数量不一致。',
  '跨链消息统计未区分成功与失败。',
  '未附按时办结率的原始台账。',
  '数据共享调用包含测试环境流量。',
];

/** Of a report version as the store will name it. */
function reportIdOf({ scenarioId, period }: ReportDraft, version: number): string {
  return `${scenarioId}.${period}.v${version}`;
}

export function demoReviews(
  changes: Changes,
  seed: string,
  periods: readonly string[],
  reports: readonly DemoReport[],
  nowMs: number,
): void {
  const keys = new Map<string, { readonly key: SigningKey; readonly keyId: string }>();
  const desk = new Desk(changes, (officeId) => {
    let known = keys.get(officeId);
    if (known === undefined) {
      known = { key: officeKey(seed, officeId), keyId: demoSigner(seed, officeId).keyId };
      keys.set(officeId, known);
    }
    return known;
  });
  const newest = periods.length - 1;
  for (const report of reports) {
    const { period, draft, atMs, judged } = report;
    const end = quarterEnd(draft.period);
    // Of the newest period everything is decided before today, so that the desk is never empty nor full by the calendar.
    const decided = Math.max(atMs + HOUR_MS, end + IN_TIME_MS + HOUR_MS);
    const at = Math.max(decided, Math.min(end + 18 * DAY_MS, nowMs - 6 * HOUR_MS));
    const signed = newest - period < SIGNED_PERIODS;
    if (period === newest) decideNewest(desk, report, at);
    else decideEarlier(desk, report, at, judged, signed);
  }
  nationalWords(changes, periods, reports, nowMs);
}

function decideNewest(desk: Desk, report: DemoReport, at: number): void {
  const { number, chain } = report.of;
  if (chain?.report === 'contradicted') return;
  if (number % 83 === 17) {
    const reason = RETURNED[number % RETURNED.length] as string;
    desk.decide(report, report.draft, 1, at, 'returned', reason, null, true);
  } else if (number % 151 === 30) {
    const [rating, reason] = LOWERED[number % LOWERED.length] as (typeof LOWERED)[number];
    desk.decide(report, report.draft, 1, at, 'lowered', reason, rating, true);
  } else if (report.judged < 0.74) desk.decide(report, report.draft, 1, at, 'accepted', '', null, true);
}

function decideEarlier(desk: Desk, report: DemoReport, at: number, chance: number, signed: boolean): void {
  const { draft, of } = report;
  if (chance >= 0.03 || draft.origin !== 'spreadsheet') {
    return desk.decide(report, draft, 1, at, 'accepted', '', null, signed);
  }
  desk.decide(report, draft, 1, at, 'returned', RETURNED[of.number % RETURNED.length] as string, null, signed);
  const again = sheet(of, draft.period, report.values, true);
  desk.changes.add(at + 6 * DAY_MS, report.who, 'import', draft.period, { reports: [again] });
  desk.decide(report, again, 2, at + 8 * DAY_MS, 'accepted', '', null, signed);
}

class Desk {
  readonly changes: Changes;
  readonly #key: (officeId: string) => { readonly key: SigningKey; readonly keyId: string };
  #number = 0;

  constructor(changes: Changes, key: (officeId: string) => { readonly key: SigningKey; readonly keyId: string }) {
    this.changes = changes;
    this.#key = key;
  }

  decide(
    { of }: DemoReport,
    draft: ReportDraft,
    version: number,
    atMs: number,
    decision: Review['decision'],
    reason: string,
    rating: Rating | null,
    signed: boolean,
  ): void {
    const { officeId } = of.office;
    const who = provincialWho(officeId);
    this.#number += 1;
    const reviewId = `demo-review-${String(this.#number).padStart(5, '0')}`;
    const said: Omit<Review, 'keyId' | 'signature'> = {
      reviewId,
      reportId: reportIdOf(draft, version),
      scenarioId: draft.scenarioId,
      period: draft.period,
      reportDigest: draft.digest,
      decision,
      rating,
      reason,
      findings: decision === 'returned' ? [{ indicatorId: null, text: reason }] : [],
      reviewer: who.person,
      officeId,
      at: new Date(atMs).toISOString(),
    };
    const review = { ...said, ...(signed ? this.#sign(said) : { keyId: null, signature: null }) };
    const override = rating === null ? [] : [overrideOf(draft, rating, reason, who, atMs)];
    const findings = decision === 'returned' ? [findingOf(`${reviewId}.1`, draft, version, reason, who)] : [];
    const action = `review-${decision}`;
    // A correction settles what it was asked for.
    const resolved = version > 1 ? [{ findingId: `${this.#returnedBy(draft)}.1`, reason: '已按要求更正' }] : [];
    if (decision === 'returned') this.#returned.set(`${draft.scenarioId}/${draft.period}`, reviewId);
    const subject = decision === 'accepted' ? draft.period : review.reportId;
    this.changes.add(atMs, who, action, subject, {
      reviews: [review],
      ...(override.length === 0 ? {} : { overrides: override }),
      ...(findings.length === 0 ? {} : { findings }),
      ...(resolved.length === 0 ? {} : { resolved }),
    });
  }

  readonly #returned = new Map<string, string>();

  #returnedBy({ scenarioId, period }: ReportDraft): string {
    return this.#returned.get(`${scenarioId}/${period}`) ?? '';
  }

  #sign(said: Omit<Review, 'keyId' | 'signature'>): Pick<Review, 'keyId' | 'signature'> {
    const { key, keyId } = this.#key(said.officeId);
    return { keyId, signature: toHex(key.sign(toUtf8(`${REVIEW_DOMAIN}\n${jcs(said)}`))) };
  }
}

function overrideOf(draft: ReportDraft, rating: Rating, reason: string, who: Who, atMs: number): Override {
  const subject = { kind: 'scenario' as const, id: draft.scenarioId };
  const { person, officeId } = who;
  return { subject, period: draft.period, rating, reason, person, officeId, at: new Date(atMs).toISOString() };
}

function findingOf(findingId: string, draft: ReportDraft, version: number, text: string, who: Who): Finding {
  return {
    findingId,
    subject: { kind: 'scenario', id: draft.scenarioId },
    reportId: reportIdOf(draft, version),
    indicatorId: null,
    severity: 'warning',
    code: 'person',
    params: {},
    text,
    by: who.person,
  };
}

/** What the national office itself remarked on and lowered. */
function nationalWords(
  changes: Changes,
  periods: readonly string[],
  reports: readonly DemoReport[],
  nowMs: number,
): void {
  const newest = periods[periods.length - 1] as string;
  const end = quarterEnd(newest);
  const at = Math.max(end + IN_TIME_MS + 2 * HOUR_MS, Math.min(end + 24 * DAY_MS, nowMs - 3 * HOUR_MS));
  const current = reports.filter(({ draft }) => draft.period === newest);
  const remarked = current.filter(({ of }) => of.number % 59 === 3);
  for (const [i, { draft }] of remarked.entries()) {
    const finding = findingOf(`demo-finding-${i + 1}`, draft, 1, REMARKS[i % REMARKS.length] as string, NATIONAL_WHO);
    changes.add(at, NATIONAL_WHO, 'finding', newest, {
      findings: [{ ...finding, severity: i === 1 ? 'error' : 'warning' }],
    });
  }
  const settled = remarked.length > 2 ? [{ findingId: 'demo-finding-3', reason: '已补充说明' }] : [];
  changes.add(at + HOUR_MS, NATIONAL_WHO, 'finding-resolved', newest, { resolved: settled });

  const { person, officeId } = NATIONAL_WHO;
  const said = { period: newest, person, officeId, at: new Date(at).toISOString() };
  const lower = (subject: Override['subject'], rating: Rating, reason: string): void =>
    changes.add(at, NATIONAL_WHO, 'lower', subject.id, { overrides: [{ ...said, subject, rating, reason }] });
  const scenario = current.find(({ of }) => of.chain === null && of.scenario.entityId !== null && of.number % 19 === 4);
  if (scenario !== undefined) {
    const subject = { kind: 'scenario' as const, id: scenario.draft.scenarioId };
    lower(subject, 'red', '承担单位书面报告项目停摆，待重新论证。');
  }
  lower({ kind: 'zone', id: 'gengwu' }, 'red', '该地区牵头部门调整，全部场景须在下期前重新确认。');
}
