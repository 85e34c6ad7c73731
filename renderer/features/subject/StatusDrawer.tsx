import { useState } from 'react';
import type { Rating, RuleApplied, StatusDerivation, SubjectRef } from '../../../main/contract/programme.ts';
import { linkTo } from '../../app/route.ts';
import { type Messages, useMessages } from '../../i18n/index.ts';
import { useApp, useBridge } from '../../state/context.tsx';
import { useLens, useOffice } from '../../state/office.ts';
import {
  AskedState,
  Button,
  Drawer,
  Hash,
  LowerField,
  ProblemNote,
  ratingTone,
  reasonText,
  SectionTitle,
  StatusMark,
  TableSkeleton,
} from '../../ui/index.ts';

/** How a rating came about: the rules with what they looked at and their thresholds, the parts that decided, who lowered it. */
export function StatusDrawer({ subject, onClose }: { subject: SubjectRef; onClose: () => void }) {
  const { t } = useMessages();
  const lens = useLens();
  const asked = useOffice('status', { ...lens, subject });
  return (
    <Drawer title={t('status.title')} onClose={onClose} width={640}>
      <AskedState asked={asked} skeleton={<TableSkeleton columns={3} rows={10} />}>
        {(value) => <Body derivation={value} onChanged={asked.reload} />}
      </AskedState>
    </Drawer>
  );
}

function Body({ derivation, onChanged }: { derivation: StatusDerivation; onChanged: () => void }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const route = useApp((state) => state.route);
  const { status } = derivation;
  return (
    <div className="status-drawer">
      <p className="verdict">
        <b>{fmt.text(derivation.name)}</b> {fmt.period(derivation.period)}
        <StatusMark rating={status.rating} stale={status.stale} trend={status.trend} />
      </p>
      {status.override !== null && (
        <ProblemNote
          tone="info"
          what={t('status.lowered', {
            computed: t(`rating.${status.computed}`),
            rating: t(`rating.${status.rating}`),
            person: status.override.person,
            date: fmt.date(status.override.at),
          })}
          means={status.override.reason}
        />
      )}
      <SectionTitle title={t('status.reasons')} />
      {status.reasons.length === 0 ? (
        <p className="quiet">{t('rating.noReason')}</p>
      ) : (
        <ol className="reasons">
          {status.reasons.map((reason) => (
            <li
              key={`${reason.rule} ${JSON.stringify(reason.params)}`}
              className={`status ${ratingTone(reason.rating)}`}
            >
              <StatusMark rating={reason.rating} short />
              <span>{reasonText(reason, messages)}</span>
            </li>
          ))}
        </ol>
      )}
      {derivation.deciding.length > 0 && (
        <>
          <SectionTitle
            title={t('status.deciding')}
            note={t('status.decidingNote', { n: derivation.deciding.length })}
          />
          <ul className="deciding">
            {derivation.deciding.slice(0, 20).map(({ subject, name, rating }) => (
              <li key={`${subject.kind}/${subject.id}`}>
                <StatusMark rating={rating} />
                {subject.kind === 'programme' ? (
                  fmt.text(name)
                ) : (
                  <a href={linkTo(route, subject.kind, subject.id)}>{fmt.text(name)}</a>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <SectionTitle
        title={t('status.rules')}
        note={t('status.rulesNote', { version: derivation.rules.version })}
        end={<Hash value={derivation.rules.digest} />}
      />
      <table className="table rules">
        <thead>
          <tr>
            <th scope="col">{t('status.rule')}</th>
            <th scope="col">{t('status.inputs')}</th>
            <th scope="col">{t('status.thresholds')}</th>
            <th scope="col">{t('status.says')}</th>
          </tr>
        </thead>
        <tbody>
          {derivation.applied.map((applied) => (
            <tr key={applied.rule + JSON.stringify(applied.inputs)}>
              <th scope="row">{messages.lookup(`ruleName.${applied.rule}`) ?? applied.rule}</th>
              <td>{pairs(applied.inputs, messages)}</td>
              <td>{pairs(applied.thresholds, messages)}</td>
              <td>
                <StatusMark rating={applied.rating} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Lower derivation={derivation} onChanged={onChanged} />
    </div>
  );
}

function pairs(values: RuleApplied['inputs'], { lookup, fmt }: Messages): string {
  return Object.entries(values)
    .map(
      ([name, value]) =>
        `${lookup(`ruleInput.${name}`) ?? name} ${typeof value === 'number' ? fmt.number(value, 3) : value}`,
    )
    .join(' · ');
}

/** A person may only lower it, and says why. */
function Lower({ derivation, onChanged }: { derivation: StatusDerivation; onChanged: () => void }) {
  const messages = useMessages();
  const { t } = messages;
  const bridge = useBridge();
  const [rating, setRating] = useState<Rating | ''>('');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const { status, subject, lowerTo } = derivation;

  async function send(withdraw: boolean): Promise<void> {
    setProblem(null);
    const outcome = withdraw
      ? await bridge.office({ method: 'withdrawOverride', request: { subject, reason } })
      : rating === ''
        ? null
        : await bridge.office({ method: 'lower', request: { subject, rating, reason } });
    if (outcome === null) return;
    if (!outcome.ok) return setProblem(messages.error(outcome.error));
    setRating('');
    setReason('');
    onChanged();
  }

  if (subject.kind === 'programme' || (lowerTo.length === 0 && status.override === null)) return null;
  return (
    <form
      className="lower"
      onSubmit={(event) => {
        event.preventDefault();
        void send(false);
      }}
    >
      <SectionTitle title={t('status.lower')} note={t('status.lowerNote')} />
      <LowerField to={lowerTo} value={rating} onChange={setRating} />
      <label className="wide">
        {t('status.lowerReason')}
        <textarea value={reason} rows={2} maxLength={2000} onChange={(event) => setReason(event.target.value)} />
      </label>
      {problem !== null && <ProblemNote tone="bad" live what={problem} />}
      <div className="actions">
        <Button type="submit" kind="danger" disabled={rating === '' || reason.trim() === ''}>
          {t('status.lowerDo')}
        </Button>
        {status.override !== null && (
          <Button disabled={reason.trim() === ''} onClick={() => void send(true)}>
            {t('status.withdraw')}
          </Button>
        )}
      </div>
    </form>
  );
}
