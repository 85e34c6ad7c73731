import type { Rating, ReportState, StatusReason, StatusView, Trend } from '../../main/contract/programme.ts';
import { type Messages, useMessages } from '../i18n/index.ts';
import type { Tone } from './HealthMark.tsx';
import './status.css';

const TONES: Readonly<Record<Rating, Tone>> = {
  green: 'ok',
  'amber-green': 'ok',
  amber: 'warn',
  'amber-red': 'warn',
  red: 'bad',
  'not-rated': 'none',
  'no-current-data': 'none',
};

/** Stale data never look like a status: they lose its colour. */
export function ratingTone(rating: Rating, stale = false): Tone {
  return stale ? 'none' : TONES[rating];
}

/** ● on track · ▲ watch · ■ behind · ○ not rated; half-filled between two levels. Told apart without colour. */
export function RatingShape({ rating, size = 11 }: { rating: Rating; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden="true" fill="currentColor">
      {shape(rating)}
    </svg>
  );
}

function shape(rating: Rating) {
  switch (rating) {
    case 'green':
      return <circle cx="6" cy="6" r="4.6" />;
    case 'amber-green':
      return (
        <>
          <circle cx="6" cy="6" r="4.1" fill="none" stroke="currentColor" strokeWidth="1.2" />
          <circle cx="6" cy="6" r="2.1" />
        </>
      );
    case 'amber':
      return <path d="M6 1.2 11.4 10.8H.6z" />;
    case 'amber-red':
      return (
        <>
          <path d="M6 2 10.7 10.3H1.3z" fill="none" stroke="currentColor" strokeWidth="1.3" />
          <path d="M6 5.4 8.2 9.2H3.8z" />
        </>
      );
    case 'red':
      return <path d="M1.6 1.6h8.8v8.8H1.6z" />;
    case 'not-rated':
      return <circle cx="6" cy="6" r="4.1" fill="none" stroke="currentColor" strokeWidth="1.4" />;
    case 'no-current-data':
      return <path d="M2 6h8" stroke="currentColor" strokeWidth="1.8" />;
  }
}

/** Up, level, down; "joined" is a plus: it was not there before. */
export function TrendMark({ trend }: { trend: Trend }) {
  const { t } = useMessages();
  return (
    <span className={`trend ${trend}`} title={t(`trend.${trend}`)}>
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" fill="currentColor">
        {trend === 'improved' && <path d="M5 1.5 9.2 8.5H.8z" />}
        {trend === 'declined' && <path d="M5 8.5.8 1.5h8.4z" />}
        {trend === 'steady' && <path d="M0 4.3h6.4L4 1.9l1-1L9.1 5 5 9.1l-1-1 2.4-2.4H0z" />}
        {trend === 'joined' && <path d="M4.2 1h1.6v3.2H9v1.6H5.8V9H4.2V5.8H1V4.2h3.2z" />}
      </svg>
      <span className="visually-hidden">{t(`trend.${trend}`)}</span>
    </span>
  );
}

/** Shape, colour and word. With `stale` the colour goes and 旧 stands beside it. */
export function StatusMark(props: { rating: Rating; stale?: boolean; trend?: Trend; short?: boolean }) {
  const { t } = useMessages();
  const stale = props.stale === true;
  return (
    <span className={`status ${ratingTone(props.rating, stale)}`}>
      <RatingShape rating={props.rating} />
      <span className={props.short === true ? 'visually-hidden' : undefined}>{t(`rating.${props.rating}`)}</span>
      {stale && <i className="old-mark">{t('rating.stale')}</i>}
      {props.trend !== undefined && <TrendMark trend={props.trend} />}
    </span>
  );
}

const REPORT_TONES: Readonly<Record<ReportState, Tone>> = {
  draft: 'none',
  waiting: 'warn',
  accepted: 'ok',
  returned: 'bad',
  lowered: 'bad',
  superseded: 'none',
};

/** Where a report stands in review: a mark of its own kind, no rating, and its word. */
export function ReportStateMark({ state }: { state: ReportState }) {
  const { t } = useMessages();
  return (
    <span className={`status report-state ${REPORT_TONES[state]}`}>
      <svg
        width="12"
        height="12"
        viewBox="0 0 12 12"
        aria-hidden="true"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
      >
        {state === 'accepted' && <path d="M1.8 6.4 4.8 9.4 10.4 2.8" />}
        {state === 'returned' && <path d="M10.4 9V7.2A2.4 2.4 0 0 0 8 4.8H2M4.6 2 1.8 4.8l2.8 2.8" />}
        {state === 'lowered' && <path d="M6 1.4v9M2.4 6.8 6 10.4l3.6-3.6" />}
        {state === 'waiting' && <path d="M6 1.4a4.6 4.6 0 1 0 0 9.2 4.6 4.6 0 0 0 0-9.2M6 3.4V6l2 1.4" />}
        {(state === 'superseded' || state === 'draft') && <path d="M2 6h8" />}
      </svg>
      {t(`reportState.${state}`)}
    </span>
  );
}

/** Why, in words; rules without words of their own say their name. */
export function reasonText(reason: StatusReason, { lookup, t }: Messages): string {
  return lookup(`rule.${reason.rule}`, reason.params) ?? t('rating.ruleUnknown', { rule: reason.rule });
}

/** The first reason, or that there is none to give. */
export function strongestReason(status: StatusView, messages: Messages): string {
  const [first] = status.reasons;
  return first === undefined ? messages.t('rating.noReason') : reasonText(first, messages);
}
