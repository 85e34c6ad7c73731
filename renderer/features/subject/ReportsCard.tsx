import { useMemo } from 'react';
import type { ReportRow, SubjectPage } from '../../../main/contract/programme.ts';
import { linkTo } from '../../app/route.ts';
import { useMessages } from '../../i18n/index.ts';
import { useApp } from '../../state/context.tsx';
import { Card, type Column, DataTable, EmptyState, ReportStateMark, Seal, SectionTitle } from '../../ui/index.ts';

/** What was reported, in which version, and whose word it is now. */
export function ReportsCard({ page }: { page: SubjectPage }) {
  const { t, fmt } = useMessages();
  const route = useApp((state) => state.route);
  const single = page.subject.kind === 'scenario';
  const columns = useMemo(
    (): readonly Column<ReportRow>[] => [
      {
        key: 'period',
        title: t('reports.period'),
        sortBy: (row) => row.period,
        render: (row) => <a href={linkTo(route, 'report', row.reportId)}>{fmt.period(row.period)}</a>,
      },
      ...(single
        ? []
        : [
            {
              key: 'name',
              title: t('subject.scenario'),
              sortBy: (row: ReportRow) => fmt.text(row.name),
              render: (row: ReportRow) => fmt.text(row.name),
            },
          ]),
      {
        key: 'known',
        title: t('reports.known'),
        render: (row) => <Seal level={row.provenance.level} condition={row.provenance.condition} />,
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
      {
        key: 'version',
        title: t('reports.version'),
        numeric: true,
        render: (row) => t('reports.versionN', { n: row.version }),
      },
    ],
    [t, fmt, route, single],
  );
  return (
    <Card className="subject-card" labelledBy="reports-title">
      <SectionTitle
        id="reports-title"
        title={t('reports.title')}
        note={t('reports.note', { n: page.reports.length })}
      />
      {page.reports.length === 0 ? (
        <EmptyState title={t('reports.none')}>{t('reports.noneText')}</EmptyState>
      ) : (
        <DataTable
          columns={columns}
          rows={page.reports.slice(0, 100)}
          rowKey={(row) => row.reportId}
          caption={t('reports.title')}
        />
      )}
    </Card>
  );
}
