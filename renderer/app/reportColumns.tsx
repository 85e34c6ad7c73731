import { useMemo } from 'react';
import type { ReportRow } from '../../main/contract/programme.ts';
import { useMessages } from '../i18n/index.ts';
import { useApp } from '../state/context.tsx';
import { type Column, ReportStateMark, Seal, useNames } from '../ui/index.ts';
import { linkTo } from './route.ts';

type Key = 'name' | 'zone' | 'sector' | 'period' | 'known' | 'findings' | 'origin' | 'state' | 'received' | 'version';

/** The columns by which reports are listed; the first one wanted leads to the report. */
export function useReportColumns(wanted: readonly Key[]): readonly Column<ReportRow>[] {
  const { t, fmt } = useMessages();
  const route = useApp((state) => state.route);
  const names = useNames();
  return useMemo(() => {
    const nameOf = (row: ReportRow) => fmt.text(row.name);
    const all: Readonly<Record<Key, Column<ReportRow>>> = {
      name: { key: 'name', title: t('subject.scenario'), sortBy: nameOf, render: nameOf },
      zone: { key: 'zone', title: t('scenarios.zone'), sortBy: names.place, render: names.place },
      sector: {
        key: 'sector',
        title: t('scenarios.sector'),
        sortBy: (row) => names.sector(row.sectorId),
        render: (row) => names.sector(row.sectorId),
      },
      period: {
        key: 'period',
        title: t('reports.period'),
        sortBy: (row) => row.period,
        render: (row) => fmt.period(row.period),
      },
      known: {
        key: 'known',
        title: t('reports.known'),
        render: (row) => <Seal level={row.provenance.level} condition={row.provenance.condition} />,
      },
      findings: {
        key: 'findings',
        title: t('review.findings'),
        numeric: true,
        sortBy: (row) => row.findings,
        render: (row) => fmt.number(row.findings),
      },
      origin: {
        key: 'origin',
        title: t('review.origin'),
        sortBy: (row) => row.origin,
        render: (row) => t(`origin.${row.origin}`),
      },
      state: {
        key: 'state',
        title: t('reports.state'),
        sortBy: (row) => row.state,
        render: (row) => <ReportStateMark state={row.state} />,
      },
      received: {
        key: 'received',
        title: t('reports.received'),
        sortBy: (row) => row.receivedAt,
        render: (row) => fmt.date(row.receivedAt),
      },
      version: {
        key: 'version',
        title: t('reports.version'),
        numeric: true,
        render: (row) => t('reports.versionN', { n: row.version }),
      },
    };
    return wanted.map((key, index) => {
      const column = all[key];
      if (index > 0) return column;
      const linked = (row: ReportRow) => (
        <a
          className={key === 'name' ? 'row-name' : undefined}
          href={linkTo(route, 'report', row.reportId)}
          title={key === 'name' ? nameOf(row) : undefined}
        >
          {column.render(row)}
        </a>
      );
      return { ...column, render: linked };
    });
  }, [t, fmt, route, names, wanted]);
}
