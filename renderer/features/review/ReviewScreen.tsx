import { useMemo, useState } from 'react';
import type { ReportRow, ReportState } from '../../../main/contract/programme.ts';
import { linkTo } from '../../app/route.ts';
import { useMessages } from '../../i18n/index.ts';
import { useActions, useApp } from '../../state/context.tsx';
import { useLens, useOffice } from '../../state/office.ts';
import {
  AskedState,
  Button,
  Card,
  type Column,
  DataTable,
  EmptyState,
  ReportStateMark,
  Seal,
  SectionTitle,
  Segmented,
  TableSkeleton,
  useNames,
} from '../../ui/index.ts';
import { PackagesCard } from './PackagesCard.tsx';
import './review.css';

const PAGE = 100;
const TABS = ['waiting', 'returned', 'done', 'all'] as const;
type Tab = (typeof TABS)[number];

const STATES: Readonly<Record<Tab, readonly ReportState[]>> = {
  waiting: ['waiting'],
  returned: ['returned'],
  done: ['accepted', 'lowered'],
  all: ['waiting', 'returned', 'accepted', 'lowered', 'superseded'],
};

/** What waits for a judgement, worst first; each opens on its own page. */
export function ReviewScreen() {
  const { t, fmt } = useMessages();
  const actions = useActions();
  const lens = useLens();
  const tab = useApp((state) => TABS.find((each) => each === state.route.query['tab']) ?? 'waiting');
  const [page, setPage] = useState(0);
  const asked = useOffice('reports', { states: STATES[tab], period: lens.period, offset: page * PAGE, limit: PAGE });
  const columns = useReportColumns();
  return (
    <div className="review">
      <Card className="list-card" labelledBy="review-list">
        <SectionTitle
          id="review-list"
          title={t('review.title')}
          note={asked.value === null ? '' : t('reports.note', { n: asked.value.total })}
          end={
            <Segmented
              name="review-tab"
              label={t('review.title')}
              value={tab}
              options={TABS.map((value) => ({ value, text: t(`review.tab.${value}`) }))}
              onChange={(value) => {
                setPage(0);
                actions.setQuery({ tab: value });
              }}
            />
          }
        />
        <AskedState asked={asked} skeleton={<TableSkeleton columns={9} />}>
          {({ rows, total }) =>
            rows.length === 0 ? (
              <EmptyState title={t(`review.none.${tab}`)}>{t('review.noneText')}</EmptyState>
            ) : (
              <>
                <DataTable
                  columns={columns}
                  rows={rows}
                  rowKey={(row) => row.reportId}
                  caption={t('review.title')}
                  onRow={(row) => actions.navigate('report', row.reportId)}
                  fileName="reports"
                />
                {total > PAGE && (
                  <nav className="pager" aria-label={t('list.pages')}>
                    <Button small disabled={page === 0} onClick={() => setPage(page - 1)}>
                      {t('list.previous')}
                    </Button>
                    <span>
                      {t('list.range', {
                        from: fmt.number(page * PAGE + 1),
                        to: fmt.number(page * PAGE + rows.length),
                        total: fmt.number(total),
                      })}
                    </span>
                    <Button small disabled={(page + 1) * PAGE >= total} onClick={() => setPage(page + 1)}>
                      {t('list.next')}
                    </Button>
                  </nav>
                )}
              </>
            )
          }
        </AskedState>
      </Card>
      <PackagesCard period={lens.period} />
    </div>
  );
}

function useReportColumns(): readonly Column<ReportRow>[] {
  const { t, fmt } = useMessages();
  const route = useApp((state) => state.route);
  const names = useNames();
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('subject.scenario'),
        sortBy: (row) => fmt.text(row.name),
        render: (row) => (
          <a className="row-name" href={linkTo(route, 'report', row.reportId)} title={fmt.text(row.name)}>
            {fmt.text(row.name)}
          </a>
        ),
      },
      { key: 'zone', title: t('scenarios.zone'), sortBy: (row) => names.place(row), render: (row) => names.place(row) },
      {
        key: 'sector',
        title: t('scenarios.sector'),
        sortBy: (row) => names.sector(row.sectorId),
        render: (row) => names.sector(row.sectorId),
      },
      {
        key: 'period',
        title: t('reports.period'),
        sortBy: (row) => row.period,
        render: (row) => fmt.period(row.period),
      },
      {
        key: 'known',
        title: t('reports.known'),
        render: (row) => <Seal level={row.provenance.level} condition={row.provenance.condition} />,
      },
      {
        key: 'findings',
        title: t('review.findings'),
        numeric: true,
        sortBy: (row) => row.findings,
        render: (row) => fmt.number(row.findings),
      },
      {
        key: 'origin',
        title: t('review.origin'),
        sortBy: (row) => row.origin,
        render: (row) => t(`origin.${row.origin}`),
      },
      {
        key: 'state',
        title: t('reports.state'),
        sortBy: (row) => row.state,
        render: (row) => <ReportStateMark state={row.state} />,
      },
      {
        key: 'received',
        title: t('reports.received'),
        sortBy: (row) => row.receivedAt,
        render: (row) => fmt.date(row.receivedAt),
      },
    ],
    [t, fmt, route, names],
  );
}
