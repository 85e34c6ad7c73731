import { useMemo, useState } from 'react';
import type { Unit } from '../../../main/contract/figures.ts';
import { EFFECTS, type IndicatorRow, type SubjectPage } from '../../../main/contract/programme.ts';
import { HistoryChart } from '../../charts/HistoryChart.tsx';
import { useMessages } from '../../i18n/index.ts';
import { Card, type Column, DataTable, FigureView, SectionTitle } from '../../ui/index.ts';
import { TinyHistory } from './TinyHistory.tsx';

/** Indicators by effect, against their targets; a row opens its history as a chart. */
export function IndicatorsCard({ page }: { page: SubjectPage }) {
  const { t, fmt } = useMessages();
  const [open, setOpen] = useState<string | null>(page.indicators[0]?.indicatorId ?? null);
  const rows = useMemo(
    () => [...page.indicators].sort((a, b) => EFFECTS.indexOf(a.effect) - EFFECTS.indexOf(b.effect)),
    [page.indicators],
  );
  const chosen = rows.find((row) => row.indicatorId === open) ?? rows[0];
  const columns = useMemo(
    (): readonly Column<IndicatorRow>[] => [
      {
        key: 'name',
        title: t('indicators.name'),
        width: '24%',
        sortBy: (row) => fmt.text(row.name),
        render: (row) => (
          <button
            type="button"
            className="indicator-name"
            aria-pressed={row.indicatorId === chosen?.indicatorId}
            onClick={() => setOpen(row.indicatorId)}
          >
            {fmt.text(row.name)}
          </button>
        ),
      },
      {
        key: 'effect',
        title: t('indicators.effect'),
        width: '15%',
        sortBy: (row) => row.effect,
        render: (row) => t(`effect.${row.effect}`),
      },
      {
        key: 'kind',
        title: t('indicators.kind'),
        width: '8%',
        sortBy: (row) => row.kind,
        render: (row) => t(`kind.${row.kind}`),
      },
      {
        key: 'value',
        title: t('indicators.value'),
        numeric: true,
        width: '21%',
        render: (row) => <FigureView figure={row.figure} size="row" />,
      },
      {
        key: 'target',
        title: t('indicators.target'),
        numeric: true,
        width: '12%',
        render: (row) => (row.target === null ? '—' : <Target value={row.target} unit={row.unit} />),
      },
      {
        key: 'reached',
        title: t('indicators.reached'),
        numeric: true,
        width: '9%',
        render: (row) => <Reached row={row} />,
      },
      { key: 'history', title: t('indicators.history'), render: (row) => <TinyHistory row={row} /> },
    ],
    [t, fmt, chosen],
  );
  return (
    <Card className="subject-card" labelledBy="indicators-title">
      <SectionTitle id="indicators-title" title={t('indicators.title')} note={t('indicators.note')} />
      <div className="indicators">
        <DataTable
          name="indicators"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.indicatorId}
          caption={t('indicators.title')}
          fixed
          onRow={(row) => setOpen(row.indicatorId)}
          rowClass={(row) => (row.indicatorId === chosen?.indicatorId ? 'chosen' : undefined)}
        />
        {chosen !== undefined && (
          <HistoryChart row={chosen} name={`${page.subject.id}-${chosen.indicatorId}`} asOf={page.asOf} />
        )}
      </div>
    </Card>
  );
}

/** In the scale of its own size, so with its unit: 1,865 alone could be yuan or ten thousands of them. */
function Target({ value, unit }: { value: string; unit: Unit }) {
  const { fmt } = useMessages();
  const shown = fmt.value(value, unit);
  return (
    <span title={shown.exact}>
      {shown.number}
      {shown.scale !== '' && <span className="unit"> {shown.unit}</span>}
    </span>
  );
}

/** How much of the target is reached, in the direction that counts. */
function Reached({ row }: { row: IndicatorRow }) {
  const { fmt } = useMessages();
  const share = reachedShare(row);
  return <span>{share === null ? '—' : fmt.percent(share * 100, 0)}</span>;
}

export function reachedShare(row: Pick<IndicatorRow, 'target' | 'better' | 'history'>): number | null {
  const last = row.history.at(-1)?.value ?? null;
  if (row.target === null || last === null) return null;
  const value = Number(last);
  const target = Number(row.target);
  if (target === 0 || value === 0) return null;
  return row.better === 'higher' ? value / target : target / value;
}
