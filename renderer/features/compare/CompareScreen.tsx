import { useMemo } from 'react';
import type { Comparison, SubjectRef } from '../../../main/contract/programme.ts';
import { useMessages } from '../../i18n/index.ts';
import { useActions, useApp } from '../../state/context.tsx';
import { useLens, useOffice } from '../../state/office.ts';
import {
  AskedState,
  Card,
  type Column,
  DataTable,
  EmptyState,
  FigureView,
  MixBar,
  SectionTitle,
  StatusMark,
  SubjectOptions,
  TableSkeleton,
} from '../../ui/index.ts';
import './compare.css';

const SIDES = ['a', 'b'] as const;

interface Side {
  readonly subject: SubjectRef;
  readonly period: string | null;
}

/** Two zones or fields beside each other, or one of them in two periods. What is compared stands in the address. */
export function CompareScreen() {
  const { t } = useMessages();
  const { asOf } = useLens();
  const query = useApp((state) => state.route.query);
  const programme = useOffice('programme', { asOf, period: null });
  const sides = useMemo((): readonly Side[] => {
    const zones = programme.value?.rows ?? [];
    const first: SubjectRef = { kind: 'zone', id: zones[0]?.zoneId ?? 'entities' };
    const second: SubjectRef = { kind: 'zone', id: zones[1]?.zoneId ?? 'entities' };
    return [sideOf(query['a'], query['ap'], first), sideOf(query['b'], query['bp'], second)];
  }, [programme.value, query]);
  const asked = useOffice('compare', { asOf, sides }, programme.value !== null);
  return (
    <div className="compare">
      <Card className="subject-card" labelledBy="compare-title">
        <SectionTitle id="compare-title" title={t('compare.title')} note={t('compare.note')} />
        <div className="compare-sides">
          {SIDES.map((name, index) => (
            <SidePicker key={name} name={name} side={sides[index] as Side} />
          ))}
        </div>
      </Card>
      <AskedState asked={asked} skeleton={<TableSkeleton columns={4} rows={10} />}>
        {(comparison) => <Table comparison={comparison} />}
      </AskedState>
    </div>
  );
}

function sideOf(text: string | undefined, period: string | undefined, otherwise: SubjectRef): Side {
  const [kind, ...rest] = (text ?? '').split(':');
  const id = rest.join(':');
  const known = kind === 'zone' || kind === 'sector' || kind === 'entity' || kind === 'scenario';
  return {
    subject: known && id !== '' ? { kind, id } : otherwise,
    period: period !== undefined && /^\d{4}Q[1-4]$/.test(period) ? period : null,
  };
}

function SidePicker({ name, side }: { name: 'a' | 'b'; side: Side }) {
  const { t, fmt } = useMessages();
  const actions = useActions();
  const programme = useOffice('programme', { asOf: useLens().asOf, period: null });
  const value = `${side.subject.kind}:${side.subject.id}`;
  const listed =
    programme.value === null
      ? []
      : [
          ...programme.value.rows.map((row) => `zone:${row.zoneId}`),
          ...programme.value.sectors.map((sector) => `sector:${sector.sectorId}`),
        ];
  return (
    <fieldset>
      <legend>{t(`compare.side.${name}`)}</legend>
      <select
        aria-label={t('compare.what')}
        value={value}
        onChange={(event) => actions.setQuery({ [name]: event.target.value })}
      >
        {!listed.includes(value) && <option value={value}>{side.subject.id}</option>}
        <SubjectOptions programme={programme.value} />
      </select>
      <select
        aria-label={t('shell.period')}
        value={side.period ?? ''}
        onChange={(event) => actions.setQuery({ [`${name}p`]: event.target.value === '' ? null : event.target.value })}
      >
        <option value="">{t('shell.periodNow')}</option>
        {programme.value?.periods.map((period) => (
          <option key={period} value={period}>
            {fmt.period(period)}
          </option>
        ))}
      </select>
    </fieldset>
  );
}

type Row = Comparison['indicators'][number];

function Table({ comparison }: { comparison: Comparison }) {
  const { t, fmt } = useMessages();
  const columns = useMemo(
    (): readonly Column<Row>[] => [
      {
        key: 'name',
        title: t('indicators.name'),
        sortBy: (row) => fmt.text(row.name),
        render: (row) => fmt.text(row.name),
      },
      {
        key: 'effect',
        title: t('indicators.effect'),
        sortBy: (row) => row.effect,
        render: (row) => t(`effect.${row.effect}`),
      },
      ...comparison.sides.map(
        (side, index): Column<Row> => ({
          key: `side-${index}`,
          title: `${fmt.text(side.name)} · ${fmt.period(side.period)}`,
          numeric: true,
          render: (row) => {
            const figure = row.figures[index];
            return figure === undefined ? '—' : <FigureView figure={figure} size="row" />;
          },
        }),
      ),
      {
        key: 'difference',
        title: t('compare.difference'),
        numeric: true,
        render: (row) => <Difference row={row} />,
      },
    ],
    [t, fmt, comparison],
  );
  return (
    <>
      <div className="compare-heads">
        {comparison.sides.map((side) => (
          <Card key={`${side.subject.kind}/${side.subject.id}/${side.period}`} className="subject-card">
            <b>
              {fmt.text(side.name)} · {fmt.period(side.period)}
            </b>
            <StatusMark rating={side.status.rating} stale={side.status.stale} trend={side.status.trend} />
            <MixBar mix={side.mix} />
            <span className="quiet">{t('matrix.scenarios', { n: side.scenarios })}</span>
          </Card>
        ))}
      </div>
      <Card className="list-card">
        {comparison.indicators.length === 0 ? (
          <EmptyState title={t('compare.none')}>{t('compare.noneText')}</EmptyState>
        ) : (
          <DataTable
            name="comparison"
            columns={columns}
            rows={comparison.indicators}
            rowKey={(row) => row.indicatorId}
            caption={t('compare.title')}
            fileName="comparison"
          />
        )}
      </Card>
    </>
  );
}

/** The last side against the first. Known no better than either of the two: no seal of its own. */
function Difference({ row }: { row: Row }) {
  const { t, fmt } = useMessages();
  if (row.difference === null) return <span>—</span>;
  const { number, unit } = fmt.value(row.difference.replace(/^-/, ''), row.unit);
  const sign = row.difference === '0' ? '' : row.difference.startsWith('-') ? '−' : '+';
  const good =
    row.difference === '0' ? '' : row.difference.startsWith('-') === (row.better === 'lower') ? 'better' : 'worse';
  return (
    <span className={`difference ${good}`} title={good === '' ? undefined : t(`compare.${good as 'better' | 'worse'}`)}>
      {sign}
      {number} <span className="unit">{unit}</span>
    </span>
  );
}
