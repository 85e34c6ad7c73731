import type { ReactNode } from 'react';
import type { Figure } from '../../../main/contract/figures.ts';
import { useMessages } from '../../i18n/index.ts';
import { attestedOf, Card, FigureView, figureLabel, Hash, Seal, sealsOf, sealWordKey } from '../../ui/index.ts';

/** A figure without evidence of its own: who said it, where it was found, and what its level means. */
export function SingleView({ figure }: { figure: Figure }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const { level, condition, at, source } = figure.provenance;
  const why =
    level === 'reported'
      ? 'derivation.single.reported'
      : level === 'signed'
        ? 'derivation.single.signed'
        : 'derivation.single.none';
  const rows: [string, ReactNode][] = [];
  if (source !== undefined) rows.push([t('derivation.source'), source]);
  if (at !== undefined) {
    rows.push(
      [t('derivation.rule'), t(`derivation.rule.${at.rule}`)],
      [t('derivation.chain'), <code key="chain">{at.chainId}</code>],
      [t('derivation.height'), fmt.height(at.height)],
      [t('derivation.hash'), <Hash key="hash" value={at.headerHash} groups={2} />],
      [t('derivation.headerTime'), fmt.dateTime(at.headerTime, true)],
      [t('derivation.verifiedAt'), fmt.dateTime(at.verifiedAt, true)],
    );
  }
  return (
    <>
      <Card className="verdict-sum">
        <Seal level={level} condition={condition} size="large" />
        <div>
          <h2>
            {figureLabel(figure, messages)}{' '}
            <FigureView
              attested={attestedOf(figure)}
              unit={figure.unit}
              label={figureLabel(figure, messages)}
              scale={false}
            />
          </h2>
          <p>{t(why)}</p>
        </div>
      </Card>
      <Card className="single-card" labelledBy="single-means">
        <h2 id="single-means">{t('derivation.means.title')}</h2>
        {sealsOf(level, condition).map((seal) => (
          <p key={seal}>
            <Seal level={seal} decorative /> <b>{t(sealWordKey(seal))}</b>{' '}
            {messages.lookup(`${sealWordKey(seal)}.means`)}
          </p>
        ))}
        {rows.length > 0 && (
          <dl className="single-facts">
            {rows.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
      </Card>
    </>
  );
}
