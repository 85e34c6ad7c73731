import { memo } from 'react';
import { type Distribution, type ProgrammeView, RATINGS } from '../../../main/contract/programme.ts';
import { useMessages } from '../../i18n/index.ts';
import { Card, RatingShape, ratingTone, SectionTitle } from '../../ui/index.ts';

/** Ratings now and a period ago, and what moved. Who joined or left counts apart: it is no improvement. */
export const MovementCard = memo(function MovementCard({ programme }: { programme: ProgrammeView }) {
  const { t, fmt } = useMessages();
  const { movement, period, previousPeriod } = programme;
  return (
    <Card className="small-card" labelledBy="movement">
      <SectionTitle id="movement" title={t('movement.title')} note={t('movement.note', { n: totalOf(movement.now) })} />
      <dl className="dist">
        <Bar name={fmt.period(period)} distribution={movement.now} />
        {previousPeriod !== null && <Bar name={fmt.period(previousPeriod)} distribution={movement.before} />}
      </dl>
      <ul className="movement">
        <li className="ok">▲ {t('movement.improved', { n: movement.improved })}</li>
        <li className="bad">▼ {t('movement.declined', { n: movement.declined })}</li>
        <li>＋ {t('movement.joined', { n: movement.joined })}</li>
        <li>－ {t('movement.left', { n: movement.left })}</li>
        <li>{t('movement.unchanged', { n: movement.unchanged })}</li>
      </ul>
    </Card>
  );
});

function totalOf(distribution: Distribution): number {
  return RATINGS.reduce((sum, rating) => sum + distribution[rating], 0);
}

function Bar({ name, distribution }: { name: string; distribution: Distribution }) {
  const { t, fmt } = useMessages();
  const total = totalOf(distribution);
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <ul className="dist-bar">
          {RATINGS.filter((rating) => distribution[rating] > 0).map((rating) => (
            <li
              key={rating}
              className={ratingTone(rating)}
              style={{ flexGrow: distribution[rating], flexBasis: 0 }}
              title={t('movement.item', { rating: t(`rating.${rating}`), n: distribution[rating], total })}
            >
              <RatingShape rating={rating} size={9} />
              <span aria-hidden="true">{fmt.number(distribution[rating])}</span>
              <span className="visually-hidden">
                {t('movement.item', { rating: t(`rating.${rating}`), n: distribution[rating], total })}
              </span>
            </li>
          ))}
        </ul>
      </dd>
    </div>
  );
}
