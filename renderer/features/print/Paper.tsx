import type { ReactNode } from 'react';
import type { Text } from '../../../main/contract/chain.ts';
import type { Figure } from '../../../main/contract/figures.ts';
import type { Identity } from '../../../main/contract/office.ts';
import type { IndicatorRow } from '../../../main/contract/programme.ts';
import type { Provenance } from '../../../main/contract/provenance.ts';
import { useMessages } from '../../i18n/index.ts';
import { useNow } from '../../state/context.tsx';
import { FigureView, figureLabel, mixWords, Seal, sealsOf, sealWordKey } from '../../ui/index.ts';

/** Head, signature block and what is said on every report. */
export function Paper(props: {
  title: string;
  period: string;
  asOf: string | null;
  demo: boolean;
  identity: Identity;
  children: ReactNode;
}) {
  const { t, fmt } = useMessages();
  const now = useNow();
  const { identity } = props;
  return (
    <article className="paper">
      {/* The head of a table is what is printed again on every page, in the page's own fonts. */}
      <div className="running">
        <p>
          <span>
            {props.title} · {fmt.period(props.period)}
          </span>
          {props.demo && <b>{t('shell.demo')}</b>}
        </p>
      </div>
      <div className="body">
        <header>
          <p className="kind">{t('paper.kind')}</p>
          <h1>{props.title}</h1>
          <p>
            {fmt.period(props.period)} ·{' '}
            {props.asOf === null
              ? t('paper.known', { time: fmt.dateTime(new Date(now).toISOString()) })
              : t('shell.lookingBack', { date: fmt.date(props.asOf) })}
          </p>
        </header>
        {props.children}
        <section className="sign">
          <h2>{t('paper.sign')}</h2>
          <div>
            <p>
              {t('paper.office')} <b>{fmt.text(identity.officeName)}</b>
            </p>
            <p>
              {t('paper.person')} <b>{identity.person === '' ? '—' : identity.person}</b>
            </p>
            <p>
              {t('paper.key')} <code>{identity.key?.keyId ?? '—'}</code>
            </p>
            <p className="line">{t('paper.signature')}</p>
            <p className="line">{t('paper.date')}</p>
          </div>
          <p className="legend">{t('paper.legend')}</p>
          <ul className="legend">
            {(['reported', 'signed', 'anchored', 'proven', 'corroborated', 'contradicted'] as const).map((level) => (
              <li key={level}>
                <Seal level={level} decorative /> {t(`paper.level.${level}`)}
              </li>
            ))}
          </ul>
        </section>
      </div>
    </article>
  );
}

/** Figures, each with its seal and in words how its parts are known. */
export function FiguresTable({ figures }: { figures: readonly Figure[] }) {
  const messages = useMessages();
  const { t } = messages;
  if (figures.length === 0) return null;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('paper.figure')}</th>
          <th scope="col" className="number">
            {t('indicators.value')}
          </th>
          <th scope="col">{t('paper.how')}</th>
        </tr>
      </thead>
      <tbody>
        {figures.map((figure) => (
          <tr key={figure.id}>
            <th scope="row">{figureLabel(figure, messages)}</th>
            <td className="number">
              <FigureView figure={figure} size="row" scale={false} />
            </td>
            <td>{mixWords(figure.mix, messages)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function IndicatorsTable({ rows }: { rows: readonly IndicatorRow[] }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  if (rows.length === 0) return <p>{t('paper.noIndicators')}</p>;
  return (
    <table className="indicator-table">
      <thead>
        <tr>
          <th scope="col">{t('indicators.name')}</th>
          <th scope="col">{t('indicators.effect')}</th>
          <th scope="col" className="number">
            {t('indicators.value')}
          </th>
          <th scope="col" className="number">
            {t('report.previous')}
          </th>
          <th scope="col" className="number">
            {t('indicators.target')}
          </th>
          <th scope="col">{t('paper.how')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.indicatorId}>
            <th scope="row">{fmt.text(row.name)}</th>
            <td>{t(`effect.${row.effect}`)}</td>
            <td className="number">
              <FigureView figure={row.figure} size="row" scale={false} />
            </td>
            <td className="number">{row.previous === null ? '—' : fmt.value(row.previous, row.unit, false).number}</td>
            <td className="number">{row.target === null ? '—' : fmt.value(row.target, row.unit, false).number}</td>
            <td>{mixWords(row.figure.mix, messages)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Where each proof lies, so that a reader can ask for its evidence file. */
export function EvidenceList({
  items,
}: {
  items: readonly { readonly key: string; readonly name: Text; readonly provenance: Provenance }[];
}) {
  const { t, fmt } = useMessages();
  const proven = items.filter(({ provenance }) => provenance.at !== undefined);
  return (
    <section>
      <h2>{t('paper.evidence')}</h2>
      <p>{t('paper.evidenceText', { n: proven.length, others: items.length - proven.length })}</p>
      {proven.length > 0 && (
        <table className="evidence">
          <thead>
            <tr>
              <th scope="col">{t('paper.what')}</th>
              <th scope="col">{t('paper.how')}</th>
              <th scope="col">{t('paper.chain')}</th>
              <th scope="col" className="number">
                {t('paper.height')}
              </th>
              <th scope="col">{t('paper.header')}</th>
            </tr>
          </thead>
          <tbody>
            {proven.map(({ key, name, provenance: { level, condition, at } }) => (
              <tr key={key}>
                <th scope="row">{fmt.text(name)}</th>
                <td>
                  {sealsOf(level, condition)
                    .map((seal) => t(sealWordKey(seal)))
                    .join(' · ')}
                </td>
                <td>{at?.chainId}</td>
                <td className="number">{at === undefined ? '' : fmt.height(at.height)}</td>
                <td>
                  <code>{at?.headerHash}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
