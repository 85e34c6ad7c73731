import { useMemo, useState } from 'react';
import { type EntityLine, RATINGS } from '../../../main/contract/programme.ts';
import { linkTo } from '../../app/route.ts';
import { useMessages } from '../../i18n/index.ts';
import { useActions, useApp } from '../../state/context.tsx';
import { useLens, useOffice } from '../../state/office.ts';
import {
  AskedState,
  Card,
  type Column,
  DataTable,
  EmptyState,
  MixBar,
  ProblemNote,
  SectionTitle,
  StatusMark,
  TableSkeleton,
  useNames,
} from '../../ui/index.ts';

/** The special-field entities; where the list is only the bundled one, it says that it is partial. */
export function EntitiesScreen() {
  const { t, fmt } = useMessages();
  const actions = useActions();
  const route = useApp((state) => state.route);
  const names = useNames();
  const asked = useOffice('entityTable', useLens());
  const [text, setText] = useState('');
  const columns = useMemo(
    (): readonly Column<EntityLine>[] => [
      {
        key: 'name',
        title: t('entities.name'),
        sortBy: (row) => fmt.text(row.name),
        render: (row) => (
          <a className="row-name" href={linkTo(route, 'entity', row.entityId)} title={row.note ?? undefined}>
            {fmt.text(row.name)}
          </a>
        ),
      },
      {
        key: 'status',
        title: t('scenarios.status'),
        sortBy: (row) => RATINGS.indexOf(row.status.rating),
        render: (row) => <StatusMark rating={row.status.rating} stale={row.status.stale} trend={row.status.trend} />,
      },
      {
        key: 'sector',
        title: t('scenarios.sector'),
        sortBy: (row) => row.sectorId,
        render: (row) => (row.sectorId === null ? '—' : names.sector(row.sectorId)),
      },
      {
        key: 'province',
        title: t('entities.province'),
        sortBy: (row) => row.province,
        render: (row) => row.province ?? '—',
      },
      {
        key: 'scenarios',
        title: t('scenarios.title'),
        numeric: true,
        sortBy: (row) => row.scenarios,
        render: (row) => fmt.number(row.scenarios),
      },
      { key: 'mix', title: t('scenarios.mix'), width: 110, render: (row) => <MixBar mix={row.mix} /> },
      {
        key: 'source',
        title: t('entities.source'),
        render: (row) => (
          <span title={row.source ?? undefined}>{row.stage === null ? '—' : t(`entities.stage.${row.stage}`)}</span>
        ),
      },
    ],
    [t, fmt, route, names],
  );
  return (
    <Card className="list-card" labelledBy="entities-list">
      <AskedState asked={asked} skeleton={<TableSkeleton columns={7} rows={18} />}>
        {({ rows, partial }) => {
          const wanted = text.trim().toLowerCase();
          const shown = rows.filter(
            (row) => wanted === '' || `${row.name.zh} ${row.name.en} ${row.entityId}`.toLowerCase().includes(wanted),
          );
          return (
            <>
              <SectionTitle
                id="entities-list"
                title={t('nav.entities')}
                note={t('entities.note', { n: rows.length })}
              />
              {partial && (
                <ProblemNote
                  tone="info"
                  what={t('entities.partial')}
                  means={t('entities.partialMeans')}
                  action={
                    <a className="button small" href={linkTo(route, 'import')}>
                      {t('entities.partialDo')}
                    </a>
                  }
                />
              )}
              <search className="filters">
                <input
                  type="search"
                  placeholder={t('filter.text')}
                  aria-label={t('filter.text')}
                  value={text}
                  onChange={(event) => setText(event.target.value)}
                />
              </search>
              {shown.length === 0 ? (
                <EmptyState title={t('scenarios.noMatch')}>{t('scenarios.noMatchText')}</EmptyState>
              ) : (
                <DataTable
                  name="entities"
                  columns={columns}
                  rows={shown}
                  rowKey={(row) => row.entityId}
                  caption={t('nav.entities')}
                  onRow={(row) => actions.navigate('entity', row.entityId)}
                  fileName="entities"
                />
              )}
            </>
          );
        }}
      </AskedState>
    </Card>
  );
}
