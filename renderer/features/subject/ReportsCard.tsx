import type { SubjectPage } from '../../../main/contract/programme.ts';
import { useReportColumns } from '../../app/reportColumns.tsx';
import { useMessages } from '../../i18n/index.ts';
import { Card, DataTable, EmptyState, SectionTitle } from '../../ui/index.ts';

const OF_A_SCENARIO = ['period', 'known', 'state', 'received', 'version'] as const;
const OF_MANY = ['period', 'name', 'known', 'state', 'received', 'version'] as const;

/** What was reported, in which version, and whose word it is now. */
export function ReportsCard({ page }: { page: SubjectPage }) {
  const { t } = useMessages();
  const single = page.subject.kind === 'scenario';
  const columns = useReportColumns(single ? OF_A_SCENARIO : OF_MANY);
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
          name="subject-reports"
          columns={columns}
          rows={page.reports.slice(0, 100)}
          rowKey={(row) => row.reportId}
          caption={t('reports.title')}
        />
      )}
    </Card>
  );
}
