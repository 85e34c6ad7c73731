import type { SubjectPage } from '../../../main/contract/programme.ts';
import { linkTo } from '../../app/route.ts';
import { useScenarioColumns } from '../../app/scenarioColumns.tsx';
import { useMessages } from '../../i18n/index.ts';
import { useActions, useApp } from '../../state/context.tsx';
import { Card, DataTable, EmptyState, SectionTitle } from '../../ui/index.ts';

/** The scenarios under a zone, field or entity. */
export function ScenariosCard({ page }: { page: SubjectPage }) {
  const { t } = useMessages();
  const actions = useActions();
  const route = useApp((state) => state.route);
  const columns = useScenarioColumns({ without: page.subject.kind });
  const filter = page.subject.kind === 'programme' ? {} : { [page.subject.kind]: page.subject.id };
  return (
    <Card className="subject-card" labelledBy="scenarios-title">
      <SectionTitle
        id="scenarios-title"
        title={t('scenarios.title')}
        note={t('scenarios.note', { n: page.scenarioCount })}
        end={
          page.scenarioCount > page.scenarios.length && (
            <a className="button small" href={linkTo(route, 'scenarios', null, filter)}>
              {t('scenarios.all')}
            </a>
          )
        }
      />
      {page.scenarios.length === 0 ? (
        <EmptyState title={t('scenarios.none')}>{t('scenarios.noneText')}</EmptyState>
      ) : (
        <DataTable
          name="subject-scenarios"
          columns={columns}
          rows={page.scenarios}
          rowKey={(row) => row.scenarioId}
          caption={t('scenarios.title')}
          onRow={(row) => actions.navigate('scenario', row.scenarioId)}
        />
      )}
    </Card>
  );
}
