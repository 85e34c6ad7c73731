import type { EvidenceReport } from '../../../main/contract/services.ts';
import { type Messages, useMessages } from '../../i18n/index.ts';
import { useNow } from '../../state/context.tsx';
import { Seal } from '../Seal.tsx';
import { elapsedMs, milliseconds, type VerdictWords, verdictWords } from './reportText.ts';

export interface MetaRow {
  readonly name: string;
  readonly value: string;
  readonly tone?: string;
}

export interface ConditionWords {
  readonly id: string;
  readonly name: string;
  readonly say: string;
}

/** The answer in one sentence, before anything else; conditions stand beside it and never improve it. */
export function VerdictFrame(props: {
  words: VerdictWords;
  took: string;
  conditions: readonly ConditionWords[];
  meta: readonly MetaRow[];
}) {
  const { t, language } = useMessages();
  const { words, conditions, meta } = props;
  return (
    <section className={`card verdict ${words.tone}`} aria-label={t('report.region')}>
      <Seal level={words.seal} size="large" />
      <div className="verdict-words">
        <div role="status">
          <h2>{words.headline}</h2>
        </div>
        <p>
          {words.detail}
          {language === 'en' ? ' ' : ''}
          {props.took}
        </p>
        {conditions.length > 0 && (
          <ul className="conditions">
            {conditions.map(({ id, name, say }) => (
              <li key={id} className={`condition ${id}`}>
                <b>{name}</b>
                <span>{say}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      {meta.length > 0 && (
        <dl className="verdict-meta">
          {meta.map((row) => (
            <div key={row.name}>
              <dt>{row.name}</dt>
              <dd className={row.tone}>{row.value}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

export function VerdictCard({ report, file }: { report: EvidenceReport; file: string | null }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const now = useNow();
  const size = fmt.bytes(report.fileBytes);
  const elapsed = milliseconds(elapsedMs(report), messages);
  return (
    <VerdictFrame
      words={verdictWords(report, messages)}
      took={
        file === null ? t('report.detail.own', { size, elapsed }) : t('report.detail.file', { file, size, elapsed })
      }
      conditions={report.conditions.map((id) => ({
        id,
        name: t(`report.condition.${id}`),
        say: t(`report.condition.${id}.say`),
      }))}
      meta={metaRows(report, now, messages)}
    />
  );
}

function metaRows(report: EvidenceReport, now: number, { t, fmt }: Messages): MetaRow[] {
  const rows: MetaRow[] = [];
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
  return rows;
}
