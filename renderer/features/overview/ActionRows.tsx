import { memo } from 'react';
import type { AttentionItem } from '../../../main/contract/figures.ts';
import type { ActionItem, SubjectRef } from '../../../main/contract/programme.ts';
import { linkTo, type Route } from '../../app/route.ts';
import { useMessages } from '../../i18n/index.ts';
import { useApp } from '../../state/context.tsx';
import { actionWords, distinctActions, RatingShape, ratingTone, Seal } from '../../ui/index.ts';

/** What the programme wants done. */
export const ActionRow = memo(function ActionRow({ item }: { item: ActionItem }) {
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
        {item.since === null || Date.parse(item.since) > Date.now() ? (
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
});

/** A chain's item about a scenario for which the programme says the same is shown once, where it can be acted on. */
export function withoutDoubles(
  items: readonly AttentionItem[],
  actions: readonly ActionItem[],
): { items: readonly AttentionItem[]; actions: readonly ActionItem[] } {
  const said = new Set(actions.map(({ kind, subject }) => `${kind}/${subject.id}`));
  return {
    items: items.filter(({ kind, target }) => {
      const scenarioId = /^scenario\/([^/]+)\/report$/.exec(target.id)?.[1];
      const same = SAME_MATTER[kind];
      return scenarioId === undefined || same === undefined || !said.has(`${same}/${scenarioId}`);
    }),
    actions: distinctActions(actions),
  };
}

const SAME_MATTER: Readonly<Partial<Record<AttentionItem['kind'], ActionItem['kind']>>> = {
  contradicted: 'contradicted',
  'missing-report': 'report-missing',
};

function targetOf(item: ActionItem, route: Route): string {
  return item.reportId === null ? linkToSubject(route, item.subject) : linkTo(route, 'report', item.reportId);
}

export function linkToSubject(route: Route, { kind, id }: SubjectRef): string {
  return kind === 'programme' ? linkTo(route, 'overview') : linkTo(route, kind, id);
}
