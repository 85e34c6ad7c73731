import type { Identity } from '../../../main/contract/office.ts';
import { type ProgrammeView, RATINGS, type ScenarioLine, type SubjectPage } from '../../../main/contract/programme.ts';
import { useMessages } from '../../i18n/index.ts';
import { actionWords, distinctActions, StatusMark, strongestReason } from '../../ui/index.ts';
import { EvidenceList, FiguresTable, IndicatorsTable, Paper } from './Paper.tsx';

const MOST_ACTIONS = 20;

/** The whole programme: figures, ratings and what moved, what to act on, every zone and field, the evidence. */
export function ProgrammePaper({
  programme,
  page,
  scenarios,
  identity,
}: {
  programme: ProgrammeView;
  page: SubjectPage;
  scenarios: readonly ScenarioLine[];
  identity: Identity;
}) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const { movement } = programme;
  const actions = distinctActions(programme.actions);
  return (
    <Paper
      title={fmt.text(programme.name)}
      period={programme.period}
      asOf={programme.asOf}
      demo={programme.demo}
      identity={identity}
    >
      <section>
        <h2>{t('paper.atAGlance')}</h2>
        <p className="lead">
          <StatusMark rating={programme.status.rating} stale={programme.status.stale} trend={programme.status.trend} />{' '}
          {strongestReason(programme.status, messages)}
        </p>
        <FiguresTable figures={programme.figures} />
        <table className="movement-table">
          <thead>
            <tr>
              <th scope="col">{t('movement.title')}</th>
              {RATINGS.map((rating) => (
                <th key={rating} scope="col" className="number">
                  {t(`rating.${rating}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(
              [
                ['now', programme.period],
                ['before', programme.previousPeriod],
              ] as const
            ).map(([which, period]) =>
              period === null ? null : (
                <tr key={which}>
                  <th scope="row">{fmt.period(period)}</th>
                  {RATINGS.map((rating) => (
                    <td key={rating} className="number">
                      {fmt.number(movement[which][rating])}
                    </td>
                  ))}
                </tr>
              ),
            )}
          </tbody>
        </table>
        <p>
          {[
            t('movement.improved', { n: movement.improved }),
            t('movement.declined', { n: movement.declined }),
            t('movement.joined', { n: movement.joined }),
            t('movement.left', { n: movement.left }),
            t('movement.unchanged', { n: movement.unchanged }),
          ].join(' · ')}
        </p>
      </section>
      <section>
        <h2>{t('overview.attention')}</h2>
        {actions.length === 0 ? (
          <p>{t('overview.attentionNone')}</p>
        ) : (
          <ol className="actions">
            {actions.slice(0, MOST_ACTIONS).map((item) => {
              const { what, text } = actionWords(item, messages);
              return (
                <li key={item.id}>
                  <b>{what}</b> {text}
                </li>
              );
            })}
          </ol>
        )}
        {actions.length > MOST_ACTIONS && <p>{t('paper.moreActions', { n: actions.length - MOST_ACTIONS })}</p>}
      </section>
      <section>
        <h2>{t('nav.zones')}</h2>
        <StatusTable
          rows={programme.rows.map((row) => ({
            key: row.zoneId,
            name: row.zoneId === 'entities' ? t('zone.entities') : fmt.text(row.name),
            status: row.status,
            scenarios: row.scenarios,
          }))}
        />
      </section>
      <section>
        <h2>{t('nav.sectors')}</h2>
        <StatusTable
          rows={programme.sectors.map((row) => ({
            key: row.sectorId,
            name: fmt.text(row.name),
            status: row.status,
            scenarios: row.scenarios,
          }))}
        />
      </section>
      <section>
        <h2>{t('indicators.title')}</h2>
        <IndicatorsTable rows={page.indicators} />
      </section>
      <EvidenceList
        items={scenarios.map((line) => ({ key: line.scenarioId, name: line.name, provenance: line.provenance }))}
      />
    </Paper>
  );
}

function StatusTable({
  rows,
}: {
  rows: readonly {
    readonly key: string;
    readonly name: string;
    readonly status: ProgrammeView['status'];
    readonly scenarios: number;
  }[];
}) {
  const messages = useMessages();
  const { t, fmt } = messages;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('paper.name')}</th>
          <th scope="col">{t('scenarios.status')}</th>
          <th scope="col" className="number">
            {t('scenarios.title')}
          </th>
          <th scope="col">{t('sectors.why')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">{row.name}</th>
            <td>
              <StatusMark rating={row.status.rating} stale={row.status.stale} trend={row.status.trend} />
            </td>
            <td className="number">{fmt.number(row.scenarios)}</td>
            <td>{strongestReason(row.status, messages)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
