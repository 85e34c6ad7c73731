import { toBase64 } from '../../light-client/codec/base64.ts';
import type { Identity } from '../contract/office.ts';
import type { StoredReport } from '../programme/model.ts';
import type { ProgrammeStore } from '../programme/seams.ts';
import { areaTest } from '../programme/trust/roles.ts';
import type { ReviewsPayload, SentReport } from './packageShapes.ts';

/** What an office sends: its own reviews, and everything by which another office can judge them. */
export function packageContent(
  store: Pick<ProgrammeStore, 'reviews' | 'reportHistory' | 'master' | 'findings' | 'overrides'>,
  { officeId, officeName, zoneIds, provinces }: Identity,
  period: string | null,
  sent: readonly string[],
): ReviewsPayload {
  const master = store.master(null);
  const inArea = areaTest({ zoneIds, provinces }, master);
  const own = new Set(master.scenarios.filter(inArea).map(({ scenarioId }) => scenarioId));
  const before = new Set(sent);
  const reviews = store
    .reviews(null)
    .filter((review) => review.officeId === officeId && own.has(review.scenarioId))
    .filter((review) => (period === null ? !before.has(review.reviewId) : review.period === period));

  const reports = new Map<string, StoredReport>();
  for (const { scenarioId, period: of, reportDigest } of reviews) {
    const judged = store
      .reportHistory(scenarioId, null)
      .find((report) => report.period === of && report.digest === reportDigest);
    if (judged !== undefined) reports.set(judged.reportId, judged);
  }
  const findings = store
    .findings(null)
    .filter(({ reportId, subject }) => reportId !== null && reports.has(reportId) && subject.kind === 'scenario');
  const zones = new Set(zoneIds);
  const entities = new Set(
    master.entities
      .filter(({ province }) => province !== null && provinces.includes(province))
      .map(({ entityId }) => entityId),
  );
  const periods = period === null ? [...new Set(reviews.map((review) => review.period))] : [period];
  const overrides = periods
    .flatMap((of) => store.overrides(of, null))
    .filter(({ officeId: by, subject: { kind, id } }) => {
      if (by !== officeId) return false;
      return (
        (kind === 'scenario' && own.has(id)) ||
        (kind === 'zone' && zones.has(id)) ||
        (kind === 'entity' && entities.has(id))
      );
    });

  return {
    period,
    officeName,
    reports: [...reports.values()].map(sentReport),
    reviews: reviews.map((review) => ({ ...review, findings: review.findings.map((finding) => ({ ...finding })) })),
    findings: findings.map(
      ({ findingId, subject, reportId, indicatorId, severity, code, params, text, by, resolvedAt }) => ({
        findingId,
        subject: { kind: 'scenario', id: subject.id },
        reportId: reportId ?? '',
        indicatorId,
        severity,
        code,
        params: { ...params },
        text,
        by,
        settled: resolvedAt !== null,
      }),
    ),
    overrides: overrides.map(({ subject, period: of, rating, reason, person, at }) => ({
      subject: subject as ReviewsPayload['overrides'][number]['subject'],
      period: of,
      rating,
      reason,
      person,
      officeId,
      at,
    })),
  };
}

function sentReport(report: StoredReport): SentReport {
  const { reportId, scenarioId, period, version, statedBy, asOf, origin, receivedAt, digest, document } = report;
  return {
    reportId,
    scenarioId,
    period,
    version,
    statedBy,
    asOf,
    origin,
    receivedAt,
    values: report.values.map(({ indicatorId, value, base }) => ({ indicatorId, value, base })),
    digest,
    document: document === null ? null : toBase64(document),
  };
}
