import type { Identity } from '../../../main/contract/office.ts';
import type { ScenarioLine, SubjectPage } from '../../../main/contract/programme.ts';
import { useMessages } from '../../i18n/index.ts';
import { Seal, StatusMark, strongestReason } from '../../ui/index.ts';
import { EvidenceList, FiguresTable, IndicatorsTable, Paper } from './Paper.tsx';

/** One zone, field or entity on paper. */
export function SubjectPaper({
  page,
  scenarios,
  demo,
  identity,
}: {
  page: SubjectPage;
  scenarios: readonly ScenarioLine[];
  demo: boolean;
  identity: Identity;
}) {
  const messages = useMessages();
  const { t, fmt } = messages;
  return (
    <Paper title={fmt.text(page.name)} period={page.period} asOf={page.asOf} demo={demo} identity={identity}>
      <section>
        <h2>{t('paper.atAGlance')}</h2>
        <p className="lead">
          <StatusMark rating={page.status.rating} stale={page.status.stale} trend={page.status.trend} />{' '}
          {strongestReason(page.status, messages)}
        </p>
        <FiguresTable figures={page.figures} />
      </section>
      <section>
        <h2>{t('indicators.title')}</h2>
        <IndicatorsTable rows={page.indicators} />
      </section>
      <section>
        <h2>{t('scenarios.title')}</h2>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('scenarios.name')}</th>
              <th scope="col">{t('scenarios.status')}</th>
              <th scope="col">{t('scenarios.known')}</th>
              <th scope="col">{t('scenarios.report')}</th>
              <th scope="col">{t('sectors.why')}</th>
            </tr>
          </thead>
          <tbody>
            {scenarios.map((line) => (
              <tr key={line.scenarioId}>
                <th scope="row">{fmt.text(line.name)}</th>
                <td>
                  <StatusMark rating={line.status.rating} stale={line.status.stale} trend={line.status.trend} />
                </td>
                <td>
                  <Seal level={line.provenance.level} condition={line.provenance.condition} />
                </td>
                <td>{line.report === null ? '—' : t(`reportState.${line.report.state}`)}</td>
                <td>{strongestReason(line.status, messages)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <EvidenceList
        items={scenarios.map((line) => ({ key: line.scenarioId, name: line.name, provenance: line.provenance }))}
      />
    </Paper>
  );
}
