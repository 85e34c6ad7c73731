import { useMemo } from 'react';
import type { ZoneRow } from '../../../main/contract/figures.ts';
import { LEVELS } from '../../../main/contract/provenance.ts';
import { ChartCard } from '../../charts/ChartCard.tsx';
import { StackedColumns } from '../../charts/StackedColumns.tsx';
import { useMessages } from '../../i18n/index.ts';
import { sealWordKey } from '../../ui/index.ts';

const ORDER = [...[...LEVELS].reverse(), 'contradicted'] as const;

/** Zone by zone: of how many indicators is known how much. */
export function MixByZone({ zones, asOf }: { zones: readonly ZoneRow[]; asOf: string }) {
  const { t, fmt } = useMessages();
  const rows = useMemo(
    () =>
      zones.map((zone) => ({
        name: fmt.text(zone.name),
        short: fmt.language === 'zh-CN' ? zone.name.zh.slice(0, 2) : (zone.name.en.split(' ')[0] ?? ''),
        shares: Object.fromEntries(
          ORDER.map((level) => [level, zone.mix.find((part) => part.level === level)?.share ?? 0]),
        ),
      })),
    [zones, fmt],
  );
  const series = ORDER.map((level) => ({ key: level, label: t(sealWordKey(level)) }));
  return (
    <ChartCard
      id="mix-by-zone"
      className="small-card"
      title={t('overview.mixByZone')}
      note={t('overview.mixByZoneNote')}
      unit="%"
      asOf={asOf}
      fileName="provenance-by-zone"
      columns={[t('overview.table.zone'), ...series.map((each) => each.label)]}
      rows={rows.map((row) => [row.name, ...ORDER.map((level) => Math.round((row.shares[level] ?? 0) * 1000) / 10)])}
    >
      <StackedColumns rows={rows} series={series} stagger={fmt.language === 'en'} />
    </ChartCard>
  );
}
