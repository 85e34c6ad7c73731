import { memo, useMemo } from 'react';
import type { AttentionItem } from '../../../main/contract/figures.ts';
import type { ActionItem } from '../../../main/contract/programme.ts';
import { urgencyOfChain, urgencyOfProgramme } from '../../../main/contract/urgency.ts';
import { linkTo } from '../../app/route.ts';
import { type Messages, useMessages } from '../../i18n/index.ts';
import { useActions, useApp, useNow } from '../../state/context.tsx';
import { Card, EmptyState, Seal, SectionTitle } from '../../ui/index.ts';
import { ActionRow, withoutDoubles } from './ActionRows.tsx';

/** What needs a person, the most urgent first, whether a chain or the programme tells it. */
export const AttentionList = memo(function AttentionList(props: {
  items: readonly AttentionItem[];
  actions?: readonly ActionItem[];
}) {
  const { t } = useMessages();
  const rows = useMemo(() => inOrder(props.items, props.actions ?? []), [props.items, props.actions]);
  const n = rows.length;
  return (
    <Card as="aside" className="attention" labelledBy="attention-title">
      <SectionTitle
        id="attention-title"
        title={t('overview.attention')}
        {...(n > 0 && { note: t('overview.attentionNote', { n }) })}
      />
      {n === 0 ? (
        <EmptyState title={t('overview.attentionNone')}>{t('overview.attentionNoneText')}</EmptyState>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        <ul tabIndex={0} aria-labelledby="attention-title">
          {rows.map((row) =>
            row.from === 'chain' ? (
              <Item key={`chain/${row.item.id}`} item={row.item} />
            ) : (
              <ActionRow key={row.item.id} item={row.item} />
            ),
          )}
        </ul>
      )}
    </Card>
  );
});

function Item({ item }: { item: AttentionItem }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const actions = useActions();
  const route = useApp((state) => state.route);
  const now = useNow();
  const words = attentionWords(item, messages, now);
  const recent = now - Date.parse(item.since) < 86_400_000;
  const { screen, id } = item.target;
  return (
    <li>
      <Seal level={item.level} size="small" />
      <strong>{words.what}</strong>
      <p>{words.text}</p>
      <div className="foot">
        <time dateTime={item.since} title={fmt.dateTime(item.since, true)}>
          {recent ? fmt.age(item.since, now) : t('overview.since', { time: fmt.date(item.since).slice(5) })}
        </time>
        {screen === 'figure' ? (
          <button type="button" className="go" onClick={() => actions.openDerivation(id)}>
            {t('attention.go.figure')}
          </button>
        ) : (
          <a className="go" href={screen === 'chain' ? linkTo(route, 'chain', id) : linkTo(route, 'settings')}>
            {t(
              screen === 'settings'
                ? 'attention.go.settings'
                : item.kind === 'conflict'
                  ? 'attention.go.evidence'
                  : 'attention.go.chain',
            )}
          </a>
        )}
      </div>
    </li>
  );
}

type Row =
  | { readonly from: 'chain'; readonly urgency: number; readonly item: AttentionItem }
  | { readonly from: 'programme'; readonly urgency: number; readonly item: ActionItem };

/** One list out of two, each matter once; of the same urgency in the order in which they came. */
export function inOrder(items: readonly AttentionItem[], actions: readonly ActionItem[]): readonly Row[] {
  const once = withoutDoubles(items, actions);
  return [
    ...once.items.map((item): Row => ({ from: 'chain', urgency: urgencyOfChain(item.kind), item })),
    ...once.actions.map((item): Row => ({ from: 'programme', urgency: urgencyOfProgramme(item.kind), item })),
  ].sort((a, b) => a.urgency - b.urgency);
}

/** What happened, and what it means for the figures. */
export function attentionWords(item: AttentionItem, messages: Messages, now: number): { what: string; text: string } {
  const { lookup, fmt, t } = messages;
  // A running total that fell comes as a suspect figure with a code of its own.
  const kind = item.params['code'] === 'cumulative-fell' ? 'fell' : item.kind;
  const { what, at, from, to, height, period } = item.params;
  const refutedReport = item.kind === 'contradicted' && what === 'report';
  const params = {
    ...item.params,
    subject: fmt.text(item.subject),
    what: lookup(`attention.what.${what ?? 'records'}`) ?? '',
    ...(typeof at === 'string' && { left: fmt.duration((Date.parse(at) - now) / 1000) }),
    ...(typeof period === 'string' && { period: fmt.period(period) }),
    ...(height !== undefined && { height: fmt.height(String(height)) }),
    ...(from !== undefined && { from: fmt.number(String(from)) }),
    ...(to !== undefined && { to: fmt.number(String(to)) }),
  };
  return {
    what: lookup(`attention.${kind}.what`, params) ?? t('error.unknown', { code: item.kind }),
    text: lookup(`attention.${refutedReport ? 'refuted-report' : kind}.text`, params) ?? '',
  };
}
