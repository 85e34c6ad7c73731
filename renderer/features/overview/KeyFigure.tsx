import { memo } from 'react';
import type { Figure } from '../../../main/contract/figures.ts';
import { useMessages } from '../../i18n/index.ts';
import { isProvenOnly } from '../../state/appStore.ts';
import { useApp } from '../../state/context.tsx';
import { Card, FigureView, figureLabel, MixBar, mixSentence, sharePercent } from '../../ui/index.ts';

/** One programme figure: its value and seal, what it is made of, and in words how much of it is known how well. */
export const KeyFigure = memo(function KeyFigure({ figure }: { figure: Figure }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const provenOnly = useApp(isProvenOnly);
  const label = figureLabel(figure, messages);
  const { leftOut } = figure.provenOnly;
  const keptShare = figure.mix.filter(isStrong).reduce((sum, part) => sum + part.share, 0);
  const refuted = figure.mix.some((part) => part.level === 'contradicted' && part.share > 0);
  return (
    <Card as="div" className="key-figure">
      <div className="what">
        <span>{label}</span>
        {figure.asOf !== null && (
          <span className="as-of" title={fmt.dateTime(figure.asOf, true)}>
            {t('figure.asOf', { time: fmt.dateTime(figure.asOf).slice(5) })}
          </span>
        )}
      </div>
      <FigureView figure={figure} size="key" />
      <MixBar mix={provenOnly ? figure.mix.filter(isStrong) : figure.mix} />
      <div className="how">
        {provenOnly ? (
          <span>
            {leftOut === 0
              ? t('overview.leftOutNone')
              : figure.provenOnly.value === null
                ? t('overview.leftOutAll')
                : t('overview.leftOut', { n: leftOut })}
          </span>
        ) : (
          <span>
            {figure.missing === 0
              ? t('overview.parts', { n: figure.parts })
              : t('overview.partsMissing', { n: figure.parts, missing: figure.missing })}
          </span>
        )}
        {provenOnly ? (
          <span>{t('overview.kept', { percent: fmt.percent(sharePercent(keptShare)) })}</span>
        ) : (
          <span className={refuted ? 'refuted-share' : undefined}>{mixSentence(figure.mix, messages)}</span>
        )}
      </div>
    </Card>
  );
});

function isStrong(part: Figure['mix'][number]): boolean {
  return part.level === 'proven' || part.level === 'corroborated';
}
