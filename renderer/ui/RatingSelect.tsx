import type { Rating } from '../../main/contract/programme.ts';
import { useMessages } from '../i18n/index.ts';

/** With its label; '' until something was chosen. `to`: what the office would take, on the scale in force. */
export function LowerField(props: {
  to: readonly Rating[];
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
        {props.to.map((rating) => (
          <option key={rating} value={rating}>
            {t(`rating.${rating}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
