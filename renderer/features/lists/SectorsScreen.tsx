import { useMemo } from 'react';
import { type ProgrammeView, RATINGS } from '../../../main/contract/programme.ts';
import { linkTo } from '../../app/route.ts';
import { useMessages } from '../../i18n/index.ts';
import { useActions, useApp } from '../../state/context.tsx';
import { useLens, useOffice } from '../../state/office.ts';
import {
  AskedState,
  Card,
  type Column,
  DataTable,
  SectionTitle,
  StatusMark,
  strongestReason,
  TableSkeleton,
} from '../../ui/index.ts';

type Row = ProgrammeView['sectors'][number];

/** The sixteen fields in their four groups. */
export function SectorsScreen() {
  const messages = useMessages();
  const { t, fmt, lookup } = messages;
  const actions = useActions();
  const route = useApp((state) => state.route);
  const asked = useOffice('programme', useLens());
  const columns = useMemo(
    (): readonly Column<Row>[] => [
      {
        key: 'name',
        title: t('subject.sector'),
        sortBy: (row) => fmt.text(row.name),
        render: (row) => (
          <a className="row-name" href={linkTo(route, 'sector', row.sectorId)}>
            {fmt.text(row.name)}
          </a>
        ),
      },
      {
        key: 'group',
        title: t('sectors.group'),
        sortBy: (row) => row.group,
        render: (row) => lookup(`group.${row.group}`) ?? row.group,
      },
      {
        key: 'status',
        title: t('scenarios.status'),
        sortBy: (row) => RATINGS.indexOf(row.status.rating),
        render: (row) => <StatusMark rating={row.status.rating} stale={row.status.stale} trend={row.status.trend} />,
      },
      {
        key: 'scenarios',
        title: t('scenarios.title'),
        numeric: true,
        sortBy: (row) => row.scenarios,
        render: (row) => fmt.number(row.scenarios),
      },
      { key: 'why', title: t('sectors.why'), wrap: true, render: (row) => strongestReason(row.status, messages) },
    ],
    [messages, t, fmt, lookup, route],
  );
  return (
    <Card className="list-card" labelledBy="sectors-list">
      <SectionTitle id="sectors-list" title={t('nav.sectors')} note={t('sectors.note')} />
      <AskedState asked={asked} skeleton={<TableSkeleton columns={5} rows={16} />}>
        {({ sectors }) => (
          <DataTable
            name="sectors"
            columns={columns}
            rows={sectors}
            rowKey={(row) => row.sectorId}
            caption={t('nav.sectors')}
            onRow={(row) => actions.navigate('sector', row.sectorId)}
            fileName="fields"
            tall
          />
        )}
      </AskedState>
    </Card>
  );
}
