import { useState } from 'react';
import type { FindingView, ReviewView, SubjectPage } from '../../../main/contract/programme.ts';
import { linkTo } from '../../app/route.ts';
import { useMessages } from '../../i18n/index.ts';
import { useApp, useBridge } from '../../state/context.tsx';
import { Button, Card, EmptyState, findingText, ReasonDialog, Seal, SectionTitle } from '../../ui/index.ts';

/** What the checks found and what the offices said, newest first. */
export function FindingsCard({ page }: { page: SubjectPage }) {
  const { t } = useMessages();
  const open = page.findings.filter(({ state }) => state === 'open');
  return (
    <Card className="subject-card" labelledBy="findings-title">
      <SectionTitle
        id="findings-title"
        title={t('findings.title')}
        note={t('findings.note', { open: open.length, reviews: page.reviews.length })}
      />
      {page.findings.length + page.reviews.length === 0 ? (
        <EmptyState title={t('findings.none')}>{t('findings.noneText')}</EmptyState>
      ) : (
        <ul className="findings">
          {page.reviews.slice(0, 20).map((review) => (
            <ReviewItem key={review.reviewId} review={review} />
          ))}
          {page.findings.slice(0, 40).map((finding) => (
            <FindingItem key={finding.findingId} finding={finding} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function FindingItem({ finding }: { finding: FindingView }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const route = useApp((state) => state.route);
  const bridge = useBridge();
  const [resolving, setResolving] = useState(false);
  return (
    <li className={finding.state === 'resolved' ? 'resolved' : finding.severity}>
      <b>{finding.state === 'resolved' ? t('findings.resolved') : t(`severity.${finding.severity}`)}</b>
      <span>{findingText(finding, messages)}</span>
      <small>
        {fmt.date(finding.at)}
        {finding.by !== null && ` · ${finding.by}`}
        {finding.reportId !== null && (
          <>
            {' · '}
            <a href={linkTo(route, 'report', finding.reportId)}>{t('findings.report')}</a>
          </>
        )}
        {finding.state === 'open' && (
          <Button small kind="quiet" onClick={() => setResolving(true)}>
            {t('findings.resolve')}
          </Button>
        )}
      </small>
      {resolving && (
        <ReasonDialog
          title={t('findings.resolve')}
          text={t('findings.resolveText')}
          action={t('findings.resolve')}
          onDo={(reason) =>
            bridge.office({ method: 'resolveFinding', request: { findingId: finding.findingId, reason } })
          }
          onClose={() => setResolving(false)}
        />
      )}
    </li>
  );
}

function ReviewItem({ review }: { review: ReviewView }) {
  const { t, fmt } = useMessages();
  return (
    <li className={review.decision === 'accepted' ? 'accepted' : 'warning'}>
      <b>{t(`decision.${review.decision}`)}</b>
      <span>{review.reason === '' ? t('findings.noWords') : review.reason}</span>
      <small>
        {fmt.date(review.at)} · {review.reviewer} · {fmt.text(review.officeName)}{' '}
        {review.signature === 'signed' ? <Seal level="signed" size="small" /> : t(`signature.${review.signature}`)}
      </small>
    </li>
  );
}
