import { useState } from 'react';
import type { ReportState } from '../../../main/contract/programme.ts';
import { useReportColumns } from '../../app/reportColumns.tsx';
import { useMessages } from '../../i18n/index.ts';
import { useActions, useApp } from '../../state/context.tsx';
import { useLens, useOffice } from '../../state/office.ts';
import {
  AskedState,
  Card,
  DataTable,
  EmptyState,
  Pager,
  SectionTitle,
  Segmented,
  TableSkeleton,
} from '../../ui/index.ts';
import { PackagesCard } from './PackagesCard.tsx';
import './review.css';

const PAGE = 100;
const COLUMNS = ['name', 'zone', 'sector', 'period', 'known', 'findings', 'origin', 'state', 'received'] as const;
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
  const { t } = useMessages();
  const actions = useActions();
  const lens = useLens();
  const tab = useApp((state) => TABS.find((each) => each === state.route.query['tab']) ?? 'waiting');
  const [page, setPage] = useState(0);
  const asked = useOffice('reports', { states: STATES[tab], period: lens.period, offset: page * PAGE, limit: PAGE });
  const columns = useReportColumns(COLUMNS);
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
                  name="review"
                  columns={columns}
                  rows={rows}
                  rowKey={(row) => row.reportId}
                  caption={t('review.title')}
                  onRow={(row) => actions.navigate('report', row.reportId)}
                  fileName="reports"
                />
                <Pager page={page} size={PAGE} shown={rows.length} total={total} onPage={setPage} />
              </>
            )
          }
        </AskedState>
      </Card>
      <PackagesCard period={lens.period} />
    </div>
  );
}
