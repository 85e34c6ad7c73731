import { RATINGS, type Rating } from '../../main/contract/programme.ts';
import { useMessages } from '../i18n/index.ts';

/** What a computed rating can be lowered to: a person never betters it, and the states without a rating are nobody's choice. */
export function worseRatings(computed: Rating): readonly Rating[] {
  return RATINGS.slice(RATINGS.indexOf(computed) + 1).filter((rating) => !rating.startsWith('no'));
}

/** With its label; '' until something was chosen. */
export function LowerField(props: {
  computed: Rating;
  value: Rating | '';
  onChange: (rating: Rating | '') => void;
  className?: string;
}) {
  const { t } = useMessages();
  return (
    <label className={props.className}>
      {t('status.lowerTo')}
      <select value={props.value} onChange={(event) => props.onChange(event.target.value as Rating | '')}>
        <option value="">{t('status.choose')}</option>
        {worseRatings(props.computed).map((rating) => (
          <option key={rating} value={rating}>
            {t(`rating.${rating}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
