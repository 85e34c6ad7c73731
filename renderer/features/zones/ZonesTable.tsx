import { useMemo } from 'react';
import { HEALTHS } from '../../../main/contract/chain.ts';
import type { Figure, ZoneRow } from '../../../main/contract/figures.ts';
import { linkTo } from '../../app/route.ts';
import { useMessages } from '../../i18n/index.ts';
import { isProvenOnly } from '../../state/appStore.ts';
import { useActions, useApp } from '../../state/context.tsx';
import {
  Card,
  type Column,
  DataTable,
  FigureView,
  HealthMark,
  MixBar,
  SectionTitle,
  shownFigure,
  TimeView,
} from '../../ui/index.ts';

/** Fifteen zones at a glance. */
export function ZonesTable({ zones }: { zones: readonly ZoneRow[] }) {
  const { t, fmt } = useMessages();
  const actions = useActions();
  const route = useApp((state) => state.route);
  const provenOnly = useApp(isProvenOnly);

  const columns = useMemo((): readonly Column<ZoneRow>[] => {
    const figure = (
      key: 'scenarios' | 'records' | 'reportsAnchored' | 'saving',
      title: string,
      width: string,
      showUnit = true,
    ): Column<ZoneRow> => ({
      key,
      title,
      ...(showUnit && { unit: fmt.unit(UNIT_OF[key]) }),
      numeric: true,
      width,
      sortBy: (zone) => numeric(zone[key], provenOnly),
      render: (zone) => <FigureView figure={zone[key]} size="row" hideUnit scale={false} />,
    });
    return [
      {
        key: 'zone',
        title: t('overview.zone'),
        width: '16%',
        sortBy: (zone) => fmt.text(zone.name),
        render: (zone) => (
          <a className="zone-name" href={linkTo(route, 'chain', zone.chainId)} title={fmt.text(zone.name)}>
            {fmt.text(zone.name)}
          </a>
        ),
      },
      {
        key: 'health',
        title: t('overview.health'),
        width: '10.5%',
        sortBy: (zone) => HEALTHS.indexOf(zone.health),
        render: (zone) => <HealthMark health={zone.health} />,
      },
      {
        key: 'height',
        title: t('overview.height'),
        numeric: true,
        width: '9.5%',
        sortBy: (zone) => (zone.height === null ? null : BigInt(zone.height)),
        render: (zone) => (zone.height === null ? '—' : fmt.height(zone.height)),
      },
      {
        key: 'age',
        title: t('overview.age'),
        numeric: true,
        width: '9.5%',
        sortBy: (zone) => (zone.headerTime === null ? null : -Date.parse(zone.headerTime)),
        render: (zone) => (zone.headerTime === null ? '—' : <TimeView at={zone.headerTime} show="age" />),
      },
      figure('scenarios', t('overview.scenarios'), '9.5%', false),
      figure('records', t('overview.records'), '12.5%', false),
      figure('reportsAnchored', t('overview.reports'), '11%'),
      figure('saving', t('overview.saving'), '15.5%'),
      {
        key: 'mix',
        title: t('overview.mix'),
        width: '10%',
        sortBy: (zone) => strongShare(zone),
        render: (zone) => <MixBar mix={zone.mix} />,
      },
    ];
  }, [t, fmt, route, provenOnly]);

  return (
    <Card className="zones" labelledBy="zones-title">
      <SectionTitle id="zones-title" title={t('overview.zones')} note={t('overview.zonesNote', { n: zones.length })} />
      <DataTable
        name="zones"
        columns={columns}
        rows={zones}
        rowKey={(zone) => zone.zoneId}
        caption={t('overview.zones')}
        fixed
        onRow={(zone) => actions.navigate('chain', zone.chainId)}
        rowClass={(zone) => (AGED.has(zone.health) ? 'aged' : undefined)}
      />
    </Card>
  );
}

const AGED: ReadonlySet<ZoneRow['health']> = new Set(['stalled', 'unreachable', 'expired']);
const UNIT_OF = { scenarios: 'count', records: 'records', reportsAnchored: 'percent', saving: 'yuan' } as const;

function numeric(figure: Figure, provenOnly: boolean): number | null {
  const { value } = shownFigure(figure, provenOnly);
  return value === null ? null : Number(value);
}

function strongShare(zone: ZoneRow): number | null {
  if (zone.mix.length === 0) return null;
  return zone.mix.reduce(
    (sum, part) => (part.level === 'proven' || part.level === 'corroborated' ? sum + part.share : sum),
    0,
  );
}
