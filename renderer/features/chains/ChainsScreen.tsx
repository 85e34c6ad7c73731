import { useMemo } from 'react';
import { linkTo } from '../../app/route.ts';
import { useMessages } from '../../i18n/index.ts';
import { useActions, useApp } from '../../state/context.tsx';
import { Button, Card, DataTable, EmptyState, HealthShape, healthTone } from '../../ui/index.ts';
import type { ChainFilter } from './chainRows.ts';
import { chainColumns } from './columns.tsx';
import { useChains } from './useChains.ts';
import './chains.css';

export function ChainsScreen() {
  const messages = useMessages();
  const { t, fmt } = messages;
  const actions = useActions();
  const route = useApp((state) => state.route);
  const { chains, rows, summary, filter, setFilter } = useChains();
  const columns = useMemo(
    () => chainColumns(messages, (chainId) => linkTo(route, 'chain', chainId)),
    [messages, route],
  );

  if (chains.length === 0) {
    return (
      <Card className="chains-empty">
        <EmptyState
          title={t('chains.empty.title')}
          action={<Button onClick={() => actions.navigate('settings')}>{t('chains.empty.action')}</Button>}
        >
          {t('chains.empty.say')}
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card className="chains" labelledBy="chains-summary">
      <div className="chains-head">
        <h2 id="chains-summary">
          {t('chains.summary', { total: summary.total, synced: summary.synced })}
          <span className={summary.attention > 0 ? 'need' : 'calm'}>
            {summary.attention > 0
              ? t('chains.summary.attention', { n: summary.attention })
              : t('chains.summary.allWell')}
          </span>
        </h2>
        <p>
          {t('chains.summary.work', {
            headers: fmt.number(summary.headers),
            signatures: fmt.number(summary.signatures),
            walked: fmt.number(summary.walked),
          })}
        </p>
        <Filters filter={filter} setFilter={setFilter} summary={summary} />
      </div>
      {rows.length === 0 ? (
        <EmptyState
          title={t('chains.none.title')}
          action={<Button onClick={() => setFilter('all')}>{t('chains.none.action')}</Button>}
        >
          {t('chains.none.say')}
        </EmptyState>
      ) : (
        <DataTable
          name="chains"
          caption={t('chains.caption')}
          columns={columns}
          rows={rows}
          rowKey={(chain) => chain.chainId}
          rowClass={(chain) => `tone-${healthTone(chain.health)}`}
          onRow={(chain) => actions.navigate('chain', chain.chainId)}
          tall
        />
      )}
    </Card>
  );
}

function Filters(props: {
  filter: ChainFilter;
  setFilter: (filter: ChainFilter) => void;
  summary: ReturnType<typeof useChains>['summary'];
}) {
  const { t } = useMessages();
  const { summary } = props;
  const options: { value: ChainFilter; word: string; n: number }[] = [
    { value: 'all', word: t('chains.filter.all'), n: summary.total },
    { value: 'attention', word: t('chains.filter.attention'), n: summary.attention },
  ];
  return (
    <fieldset className="chains-filter">
      <legend className="visually-hidden">{t('chains.filter')}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={props.filter === option.value}
          onClick={() => props.setFilter(option.value)}
        >
          {t('chains.filter.count', { word: option.word, n: option.n })}
        </button>
      ))}
      {summary.byHealth.map(({ health, n }) => (
        <button
          key={health}
          type="button"
          className={healthTone(health)}
          aria-pressed={props.filter === health}
          onClick={() => props.setFilter(props.filter === health ? 'all' : health)}
        >
          <HealthShape health={health} size={10} />
          {t('chains.filter.count', { word: t(`health.${health}`), n })}
        </button>
      ))}
    </fieldset>
  );
}
