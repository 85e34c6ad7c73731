import { useMemo } from 'react';
import { RATINGS, type ScenarioLine, type SubjectKind } from '../../main/contract/programme.ts';
import { useMessages } from '../i18n/index.ts';
import { useApp } from '../state/context.tsx';
import {
  type Column,
  FigureView,
  MixBar,
  ReportStateMark,
  Seal,
  StatusMark,
  strongestReason,
  useNames,
} from '../ui/index.ts';
import { linkTo } from './route.ts';

/** The columns by which scenarios are listed, wherever they are; `without`: what the page itself says already. */
export function useScenarioColumns({ without }: { without?: SubjectKind } = {}): readonly Column<ScenarioLine>[] {
  const messages = useMessages();
  const { t, fmt } = messages;
  const route = useApp((state) => state.route);
  const names = useNames();
  return useMemo(() => {
    const all: readonly (Column<ScenarioLine> & { readonly of?: SubjectKind })[] = [
      {
        key: 'name',
        title: t('scenarios.name'),
        sortBy: (row) => fmt.text(row.name),
        render: (row) => (
          <a className="row-name" href={linkTo(route, 'scenario', row.scenarioId)} title={fmt.text(row.name)}>
            {fmt.text(row.name)}
          </a>
        ),
      },
      {
        key: 'status',
        title: t('scenarios.status'),
        sortBy: (row) => RATINGS.indexOf(row.status.rating),
        render: (row) => (
          <span title={strongestReason(row.status, messages)}>
            <StatusMark rating={row.status.rating} stale={row.status.stale} trend={row.status.trend} />
          </span>
        ),
      },
      {
        key: 'zone',
        of: 'zone',
        title: t('scenarios.zone'),
        sortBy: (row) => names.place(row),
        render: (row) => <span title={names.place(row)}>{names.place(row)}</span>,
      },
      {
        key: 'sector',
        of: 'sector',
        title: t('scenarios.sector'),
        sortBy: (row) => names.sector(row.sectorId),
        render: (row) => names.sector(row.sectorId),
      },
      {
        key: 'report',
        title: t('scenarios.report'),
        sortBy: (row) => row.report?.state ?? null,
        render: (row) => (row.report === null ? '—' : <ReportStateMark state={row.report.state} />),
      },
      {
        key: 'known',
        title: t('scenarios.known'),
        render: (row) => <Seal level={row.provenance.level} condition={row.provenance.condition} />,
      },
      {
        key: 'figure',
        title: t('scenarios.figure'),
        numeric: true,
        render: (row) => (row.figures[0] === undefined ? '—' : <FigureView figure={row.figures[0]} size="row" />),
      },
      {
        key: 'milestone',
        title: t('scenarios.milestone'),
        sortBy: (row) => row.nextMilestone?.date ?? null,
        render: (row) =>
          row.nextMilestone === null ? (
            '—'
          ) : (
            <span title={fmt.text(row.nextMilestone.name)}>
              <StatusMark rating={row.nextMilestone.rating} short /> {fmt.date(row.nextMilestone.date)}
            </span>
          ),
      },
      { key: 'mix', title: t('scenarios.mix'), width: 90, render: (row) => <MixBar mix={row.mix} /> },
    ];
    return all.filter((column) => column.of === undefined || column.of !== without);
  }, [messages, t, fmt, route, names, without]);
}
