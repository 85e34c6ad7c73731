import type { StatusPoint } from '../../../main/contract/programme.ts';
import { useMessages } from '../../i18n/index.ts';
import { RatingShape, ratingTone } from '../../ui/index.ts';

/** The ratings of the last periods, oldest first; a lowered one shows what the rules said beside it. */
export function StatusTrail({ points }: { points: readonly StatusPoint[] }) {
  const { t, fmt } = useMessages();
  if (points.length === 0) return null;
  return (
    <ol className="status-trail" aria-label={t('subject.trail')}>
      {points.slice(-8).map((point) => {
        const words =
          point.rating === point.computed
            ? t('subject.trailPoint', { period: fmt.period(point.period), rating: t(`rating.${point.rating}`) })
            : t('subject.trailLowered', {
                period: fmt.period(point.period),
                rating: t(`rating.${point.rating}`),
                computed: t(`rating.${point.computed}`),
              });
        return (
          <li key={point.period} className={`status ${ratingTone(point.rating)}`} title={words}>
            <RatingShape rating={point.rating} size={11} />
            <span aria-hidden="true">{point.period.slice(2)}</span>
            <span className="visually-hidden">{words}</span>
          </li>
        );
      })}
    </ol>
  );
}
