import type { ActionItem, SubjectRef } from '../../../main/contract/programme.ts';
import { linkTo, type Route } from '../../app/route.ts';
import { type Messages, useMessages } from '../../i18n/index.ts';
import { useApp } from '../../state/context.tsx';
import { RatingShape, ratingTone, Seal } from '../../ui/index.ts';

/** What the programme wants done: after what the chains want, in the office's order. */
export function ActionRow({ item }: { item: ActionItem }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const route = useApp((state) => state.route);
  const words = actionWords(item, messages);
  return (
    <li>
      {item.kind === 'contradicted' || item.kind === 'expired' || item.kind === 'stale' ? (
        <Seal level={item.kind} size="small" />
      ) : (
        <span className={`status ${ratingTone(item.rating)}`}>
          <RatingShape rating={item.rating} size={14} />
          <span className="visually-hidden">{t(`rating.${item.rating}`)}</span>
        </span>
      )}
      <strong>{words.what}</strong>
      <p>{words.text}</p>
      <div className="foot">
        {item.since === null ? (
          <span />
        ) : (
          <time dateTime={item.since}>{t('overview.since', { time: fmt.date(item.since).slice(5) })}</time>
        )}
        <a className="go" href={targetOf(item, route)}>
          {t(item.reportId === null ? 'action.go.subject' : 'action.go.report')}
        </a>
      </div>
    </li>
  );
}

export function actionWords(item: ActionItem, { lookup, fmt, t }: Messages): { what: string; text: string } {
  const params = { ...item.params, name: fmt.text(item.name), rating: t(`rating.${item.rating}`) };
  return {
    what: lookup(`action.${item.kind}.what`, params) ?? fmt.text(item.name),
    text: lookup(`action.${item.kind}.text`, params) ?? '',
  };
}

function targetOf(item: ActionItem, route: Route): string {
  return item.reportId === null ? linkToSubject(route, item.subject) : linkTo(route, 'report', item.reportId);
}

export function linkToSubject(route: Route, { kind, id }: SubjectRef): string {
  return kind === 'programme' ? linkTo(route, 'overview') : linkTo(route, kind, id);
}
