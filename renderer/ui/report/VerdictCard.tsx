import type { EvidenceReport } from '../../../main/contract/services.ts';
import { useMessages } from '../../i18n/index.ts';
import { useNow } from '../../state/context.tsx';
import { Seal } from '../Seal.tsx';
import { elapsedMs, milliseconds, verdictWords } from './reportText.ts';

/** The answer in one sentence, before anything else; conditions stand beside it and never improve it. */
export function VerdictCard({ report, file }: { report: EvidenceReport; file: string | null }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const words = verdictWords(report, messages);
  const size = fmt.bytes(report.fileBytes);
  const elapsed = milliseconds(elapsedMs(report), messages);
  return (
    <section className={`card verdict ${words.tone}`} aria-label={t('report.region')}>
      <Seal level={words.seal} size="large" />
      <div className="verdict-words">
        <div role="status">
          <h2>{words.headline}</h2>
        </div>
        <p>
          {words.detail}
          {messages.language === 'en' ? ' ' : ''}
          {file === null ? t('report.detail.own', { size, elapsed }) : t('report.detail.file', { file, size, elapsed })}
        </p>
        {report.conditions.length > 0 && (
          <ul className="conditions">
            {report.conditions.map((condition) => (
              <li key={condition} className={`condition ${condition}`}>
                <b>{t(`report.condition.${condition}`)}</b>
                <span>{t(`report.condition.${condition}.say`)}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <VerdictMeta report={report} />
    </section>
  );
}

function VerdictMeta({ report }: { report: EvidenceReport }) {
  const { t, fmt } = useMessages();
  const now = useNow();
  const rows: { name: string; value: string; tone?: string }[] = [];
  if (report.headerTime !== null)
    rows.push({ name: t('report.meta.blockTime'), value: fmt.dateTime(report.headerTime, true) });
  if (report.anchor !== null) {
    const height = fmt.height(report.anchor.height);
    rows.push({
      name: t('report.meta.anchor'),
      value: t(report.anchor.known ? 'report.meta.anchorKnown' : 'report.meta.anchorUnknown', { height }),
      ...(report.anchor.known ? {} : { tone: 'warn' }),
    });
  }
  if (report.expiresAt !== null) {
    const left = (Date.parse(report.expiresAt) - now) / 1000;
    const over = left <= 0 || report.conditions.includes('expired');
    rows.push({
      name: t('report.meta.validity'),
      value: over
        ? t('report.meta.expired', { date: fmt.date(report.expiresAt) })
        : t('report.meta.valid', { left: fmt.duration(left) }),
      ...(over ? { tone: 'warn' } : {}),
    });
  }
  if (rows.length === 0) return null;
  return (
    <dl className="verdict-meta">
      {rows.map((row) => (
        <div key={row.name}>
          <dt>{row.name}</dt>
          <dd className={row.tone}>{row.value}</dd>
        </div>
      ))}
    </dl>
  );
}
