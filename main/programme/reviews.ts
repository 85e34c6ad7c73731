import { toHex } from '../../light-client/codec/hex.ts';
import { dayOf } from '../contract/day.ts';
import type { WireError } from '../contract/error.ts';
import type { OfficeRequest } from '../contract/office.ts';
import type { Rating, SubjectRef } from '../contract/programme.ts';
import type { Outcome } from '../contract/services.ts';
import type {
  ChangeHead,
  ChangeSet,
  Finding,
  MilestoneDate,
  Override,
  Review,
  Scenario,
  StoredReport,
} from './model.ts';
import type { ProgrammeStore, StatusRules } from './seams.ts';
import { refuse, trustError } from './trust/errors.ts';
import { mayWriteScenarios, mayWriteSubject } from './trust/roles.ts';
import { isDay } from './trust/shapes.ts';
import type { Trust } from './trust/types.ts';

// What a person decides: reviews, lowered ratings, settled findings, dates of milestones. Each answers a change that is
// ready to be applied; nothing is written here. Actions of the audit log: review-accepted, review-returned,
// review-lowered, lower, lower-withdrawn, finding-resolved, forecast, rebaseline, actual.

/** Ready for `store.apply(head, set)`. */
export interface Change {
  readonly head: ChangeHead;
  readonly set: ChangeSet;
}

export interface ReviewsDeps {
  readonly trust: Pick<Trust, 'identity' | 'signReview'>;
  readonly store: Pick<ProgrammeStore, 'report' | 'reportsOf' | 'master' | 'findings' | 'overrides' | 'milestones'>;
  readonly rules: Pick<StatusRules, 'isOnScale' | 'worseThan' | 'scale'>;
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
}

export interface Reviews {
  /** `computed`: the rating of the report's scenario in its period, by the rules. */
  decide(request: OfficeRequest<'decide'>, computed: Rating): Promise<Outcome<Change>>;
  lower(request: OfficeRequest<'lower'>, period: string, computed: Rating): Outcome<Change>;
  withdraw(request: OfficeRequest<'withdrawOverride'>, period: string): Outcome<Change>;
  resolve(request: OfficeRequest<'resolveFinding'>): Outcome<Change>;
  setForecast(request: OfficeRequest<'setForecast'>): Outcome<Change>;
  rebaseline(request: OfficeRequest<'rebaseline'>): Outcome<Change>;
  setActual(request: OfficeRequest<'setActual'>): Outcome<Change>;
}

export function createReviews({ trust, store, rules, now, randomBytes }: ReviewsDeps): Reviews {
  const at = (): string => new Date(now()).toISOString();
  const today = (): string => dayOf(now());
  const newId = (what: string): string => `${what}-${toHex(randomBytes(12))}`;
  const no = (error: WireError): { readonly ok: false; readonly error: WireError } => ({ ok: false, error });

  function change(action: string, subject: string, details: ChangeHead['details'], set: ChangeSet): Outcome<Change> {
    const { person, role, officeId } = trust.identity();
    return { ok: true, value: { head: { at: at(), person, role, officeId, action, subject, details }, set } };
  }

  /** A lowering has to be on the scale in use, and worse than what the rules say. */
  function notLower(rating: Rating, computed: Rating): WireError | null {
    if (!rules.isOnScale(rating)) return trustError('rating-not-on-scale', { rating, scale: rules.scale });
    if (rules.worseThan(computed).includes(rating)) return null;
    return trustError('rating-not-worse', { rating, computed });
  }

  /** The report as it stands now, its scenario, and that this office may judge it. */
  function judged(reportId: string): Outcome<{ readonly report: StoredReport; readonly scenario: Scenario }> {
    const report = store.report(reportId);
    const master = store.master(null);
    const scenario = master.scenarios.find(({ scenarioId }) => scenarioId === report?.scenarioId);
    if (report === null || scenario === undefined) return refuse('report-unknown', { reportId });
    const not = mayWriteScenarios(trust.identity(), [scenario], master);
    if (not !== null) return no(not);
    // A judgement on figures that have been replaced would seem to be one on those that stand.
    const [current] = store.reportsOf(report.period, null, [scenario.scenarioId]);
    if (current?.reportId !== reportId) return refuse('report-superseded', { reportId });
    return { ok: true, value: { report, scenario } };
  }

  function findingsOf(
    request: OfficeRequest<'decide'>,
    report: StoredReport,
  ): Outcome<{ readonly said: Review['findings']; readonly rows: readonly Finding[] }> {
    const stated = new Set([...report.values, ...store.master(null).definitions].map(({ indicatorId }) => indicatorId));
    const said = request.findings.map(({ indicatorId, text }) => ({ indicatorId, text: text.trim() }));
    const empty = said.some(({ text }) => text === '');
    if (empty) return refuse('reason-missing', { action: 'finding' });
    const unknown = said.find(({ indicatorId }) => indicatorId !== null && !stated.has(indicatorId));
    if (unknown !== undefined) return refuse('indicator-unknown', { indicatorId: unknown.indicatorId ?? '' });
    const { person } = trust.identity();
    const rows = said.map(
      ({ indicatorId, text }): Finding => ({
        findingId: newId('finding'),
        subject: { kind: 'scenario', id: report.scenarioId },
        reportId: report.reportId,
        indicatorId,
        // What an office lets stand is a remark; what it sends back or lowers is something to be mended.
        severity: request.decision === 'accepted' ? 'note' : 'warning',
        code: 'person',
        params: {},
        text,
        by: person,
      }),
    );
    return { ok: true, value: { said, rows } };
  }

  function milestoneChange(
    request: { readonly milestoneId: string; readonly date: string | null; readonly reason: string },
    kind: MilestoneDate['kind'],
    action: string,
    optionalReason: (dates: readonly MilestoneDate[]) => boolean,
  ): Outcome<Change> {
    const { milestoneId, date } = request;
    const reason = request.reason.trim();
    const found = store.milestones(null).find(({ milestone }) => milestone.milestoneId === milestoneId);
    if (found === undefined) return refuse('milestone-unknown', { milestoneId });
    const not = mayWriteSubject(
      trust.identity(),
      { kind: 'scenario', id: found.milestone.scenarioId },
      store.master(null),
    );
    if (not !== null) return no(not);
    if (date !== null && !isDay(date)) return refuse('bad-date', { date });
    if (kind === 'actual' && date !== null && date > today()) return refuse('date-in-future', { date });
    if (reason === '' && !optionalReason(found.dates)) return refuse('reason-missing', { action });
    const entry: MilestoneDate = { milestoneId, kind, date, reason };
    return change(action, milestoneId, { date: date ?? '', reason }, { milestoneDates: [entry] });
  }

  function overrideOf(subject: SubjectRef, period: string, rating: Rating | null, reason: string): Override {
    const { person, officeId } = trust.identity();
    return { subject, period, rating, reason, person, officeId, at: at() };
  }

  return {
    async decide(request, computed) {
      const { reportId, decision } = request;
      const found = judged(reportId);
      if (!found.ok) return found;
      const { report, scenario } = found.value;
      const reason = request.reason.trim();
      if (decision !== 'accepted' && reason === '') return refuse('reason-missing', { action: `review-${decision}` });
      const rating = decision === 'lowered' ? request.rating : null;
      if (decision === 'lowered') {
        if (rating === null) return refuse('rating-not-on-scale', { rating: '', scale: rules.scale });
        const not = notLower(rating, computed);
        if (not !== null) return no(not);
      }
      const findings = findingsOf(request, report);
      if (!findings.ok) return findings;
      const { person, officeId } = trust.identity();
      const review: Omit<Review, 'keyId' | 'signature'> = {
        reviewId: newId('review'),
        reportId,
        scenarioId: scenario.scenarioId,
        period: report.period,
        reportDigest: report.digest,
        decision,
        rating,
        reason,
        findings: findings.value.said,
        reviewer: person,
        officeId,
        at: at(),
      };
      const signed = await trust.signReview(review);
      if (!signed.ok) return signed;
      const subject: SubjectRef = { kind: 'scenario', id: scenario.scenarioId };
      const details = {
        digest: report.digest,
        reason,
        findings: findings.value.rows.length,
        keyId: signed.value.keyId ?? '',
        ...(rating !== null && { rating, computed }),
      };
      return change(`review-${decision}`, reportId, details, {
        reviews: [{ ...review, ...signed.value }],
        findings: findings.value.rows,
        ...(rating !== null && { overrides: [overrideOf(subject, report.period, rating, reason)] }),
      });
    },
    lower(request, period, computed) {
      const { subject, rating } = request;
      const reason = request.reason.trim();
      const not = mayWriteSubject(trust.identity(), subject, store.master(null)) ?? notLower(rating, computed);
      if (not !== null) return no(not);
      if (reason === '') return refuse('reason-missing', { action: 'lower' });
      const details = { period, rating, computed, reason };
      const overrides = [overrideOf(subject, period, rating, reason)];
      return change('lower', nameOf(subject), details, { overrides });
    },
    withdraw({ subject, reason: given }, period) {
      const reason = given.trim();
      const who = trust.identity();
      const not = mayWriteSubject(who, subject, store.master(null));
      if (not !== null) return no(not);
      const standing = store
        .overrides(period, null)
        .findLast((one) => one.subject.kind === subject.kind && one.subject.id === subject.id);
      if (standing === undefined || standing.rating === null)
        return refuse('not-lowered', { subject: subject.id, period });
      // What the national office lowered, no other office brings up again.
      if (who.role !== 'national' && standing.officeId !== who.officeId) {
        return refuse('override-other-office', { officeId: standing.officeId });
      }
      if (reason === '') return refuse('reason-missing', { action: 'lower-withdrawn' });
      const details = { period, rating: standing.rating, reason };
      return change('lower-withdrawn', nameOf(subject), details, {
        overrides: [overrideOf(subject, period, null, reason)],
      });
    },
    resolve({ findingId, reason: given }) {
      const reason = given.trim();
      const finding = store.findings(null).find((one) => one.findingId === findingId);
      if (finding === undefined) return refuse('finding-unknown', { findingId });
      const not = mayWriteSubject(trust.identity(), finding.subject, store.master(null));
      if (not !== null) return no(not);
      if (finding.resolvedAt !== null) return refuse('finding-settled', { findingId, at: finding.resolvedAt });
      if (reason === '') return refuse('reason-missing', { action: 'finding-resolved' });
      const details = { subject: nameOf(finding.subject), code: finding.code, reason };
      return change('finding-resolved', findingId, details, { resolved: [{ findingId, reason }] });
    },
    setForecast: (request) => milestoneChange(request, 'forecast', 'forecast', () => false),
    rebaseline: (request) => milestoneChange(request, 'baseline', 'rebaseline', () => false),
    // The first word that something is done explains itself; taking it back, or another day, does not.
    setActual: (request) =>
      milestoneChange(
        request,
        'actual',
        'actual',
        (dates) => request.date !== null && !dates.some(({ kind }) => kind === 'actual'),
      ),
  };
}

function nameOf({ kind, id }: SubjectRef): string {
  return `${kind}:${id}`;
}
