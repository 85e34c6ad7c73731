import { useState } from 'react';
import type { Rating, ReportDetail } from '../../../main/contract/programme.ts';
import { useMessages } from '../../i18n/index.ts';
import { useBridge } from '../../state/context.tsx';
import { useOffice } from '../../state/office.ts';
import { Button, Card, LowerField, ProblemNote, Seal, SectionTitle } from '../../ui/index.ts';

const DECISIONS = ['accepted', 'returned', 'lowered'] as const;
type Decision = (typeof DECISIONS)[number];

interface Draft {
  readonly indicatorId: string | null;
  readonly text: string;
}

/** Accept, return with findings, or lower: signed with this machine's key, bound to this version of the report. */
export function DecideCard({ detail, onChanged }: { detail: ReportDetail; onChanged: () => void }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const bridge = useBridge();
  const identity = useOffice('identity', null);
  const [decision, setDecision] = useState<Decision>('accepted');
  const [reason, setReason] = useState('');
  const [rating, setRating] = useState<Rating | ''>('');
  const [findings, setFindings] = useState<readonly Draft[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { report } = detail;
  const ready = decision === 'accepted' || (reason.trim() !== '' && (decision === 'returned' || rating !== ''));
  const readOnly = identity.value?.role === 'inspector';
  const key = identity.value?.key ?? null;

  async function send(): Promise<void> {
    setBusy(true);
    setProblem(null);
    const outcome = await bridge.office({
      method: 'decide',
      request: {
        reportId: report.reportId,
        decision,
        reason,
        rating: decision === 'lowered' && rating !== '' ? rating : null,
        findings: decision === 'returned' ? findings.filter(({ text }) => text.trim() !== '') : [],
      },
    });
    setBusy(false);
    if (!outcome.ok) return setProblem(messages.error(outcome.error));
    setDone(t(`decide.done.${decision}`));
    setReason('');
    setFindings([]);
    onChanged();
  }

  return (
    <Card className="subject-card decide" labelledBy="decide-title">
      <SectionTitle id="decide-title" title={t('decide.title')} />
      {detail.reviews.map((review) => (
        <div key={review.reviewId} className="past-review">
          <b>{t(`decision.${review.decision}`)}</b> {review.reason}
          <small>
            {fmt.dateTime(review.at)} · {review.reviewer} · {fmt.text(review.officeName)}{' '}
            {review.signature === 'signed' ? <Seal level="signed" size="small" /> : t(`signature.${review.signature}`)}
          </small>
        </div>
      ))}
      {readOnly ? (
        <ProblemNote tone="info" what={t('decide.readOnly')} />
      ) : report.state === 'superseded' ? (
        <ProblemNote tone="info" what={t('decide.superseded')} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <fieldset>
            <legend>{t('decide.choice')}</legend>
            {DECISIONS.map((each) => (
              <label key={each}>
                <input type="radio" name="decision" checked={decision === each} onChange={() => setDecision(each)} />
                <span>
                  <b>{t(`decide.${each}`)}</b>
                  <small>{t(`decide.${each}.means`)}</small>
                </span>
              </label>
            ))}
          </fieldset>
          {decision === 'lowered' && (
            <LowerField className="field" to={detail.lowerTo} value={rating} onChange={setRating} />
          )}
          {decision === 'returned' && <Findings detail={detail} findings={findings} onChange={setFindings} />}
          <label className="field">
            {t(decision === 'accepted' ? 'decide.words' : 'decide.reason')}
            <textarea rows={3} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
          </label>
          {problem !== null && <ProblemNote tone="bad" live what={problem} />}
          {done !== null && problem === null && (
            <p role="status" className="done">
              {done}
            </p>
          )}
          <Button type="submit" kind="primary" disabled={!ready || busy}>
            {t('decide.sign')}
          </Button>
          <p className="quiet">
            {key === null
              ? t('decide.noKey')
              : t('decide.key', { key: key.keyId.slice(0, 12), kept: t(`key.kept.${key.keptBy}`) })}
          </p>
        </form>
      )}
    </Card>
  );
}

function Findings(props: {
  detail: ReportDetail;
  findings: readonly Draft[];
  onChange: (next: readonly Draft[]) => void;
}) {
  const { t, fmt } = useMessages();
  const change = (index: number, next: Partial<Draft>) =>
    props.onChange(props.findings.map((finding, place) => (place === index ? { ...finding, ...next } : finding)));
  return (
    <fieldset className="draft-findings">
      <legend>{t('decide.findings')}</legend>
      {props.findings.map((finding, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a form that only grows at its end
        <div key={index}>
          <select
            aria-label={t('indicators.name')}
            value={finding.indicatorId ?? ''}
            onChange={(event) => change(index, { indicatorId: event.target.value === '' ? null : event.target.value })}
          >
            <option value="">{t('decide.wholeReport')}</option>
            {props.detail.values.map((value) => (
              <option key={value.indicatorId} value={value.indicatorId}>
                {fmt.text(value.name)}
              </option>
            ))}
          </select>
          <input
            aria-label={t('decide.findingText')}
            placeholder={t('decide.findingText')}
            maxLength={2000}
            value={finding.text}
            onChange={(event) => change(index, { text: event.target.value })}
          />
        </div>
      ))}
      <Button small onClick={() => props.onChange([...props.findings, { indicatorId: null, text: '' }])}>
        {t('decide.addFinding')}
      </Button>
    </fieldset>
  );
}
