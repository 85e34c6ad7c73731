import { useMessages } from '../i18n/index.ts';
import { useNow } from '../state/context.tsx';
import './kit.css';

/** A time with its age. `show`: both, or one of them with the other on hover. */
export function TimeView(props: { at: string | null; show?: 'both' | 'age' | 'time'; seconds?: boolean }) {
  const { t, fmt } = useMessages();
  const now = useNow();
  if (props.at === null) return <span className="time">{t('time.noTime')}</span>;
  const time = fmt.dateTime(props.at, props.seconds ?? false);
  const age = fmt.age(props.at, now);
  const show = props.show ?? 'both';
  return (
    <time className="time" dateTime={props.at} title={show === 'time' ? age : fmt.dateTime(props.at, true)}>
      {show === 'age' ? age : time}
      {show === 'both' && <span className="age">{age}</span>}
    </time>
  );
}
