import { useMemo } from 'react';
import type { ProgrammeView } from '../../../main/contract/programme.ts';
import { LEVELS } from '../../../main/contract/provenance.ts';
import { ChartCard } from '../../charts/ChartCard.tsx';
import { StackedColumns } from '../../charts/StackedColumns.tsx';
import { useMessages } from '../../i18n/index.ts';
import { sealWordKey } from '../../ui/index.ts';

const ORDER = [...[...LEVELS].reverse(), 'contradicted'] as const;

/** Of the values reported for each period, how many are known how well. */
export function TrustByPeriod({ programme, asOf }: { programme: ProgrammeView; asOf: string }) {
  const { t, fmt } = useMessages();
  const rows = useMemo(
    () =>
      programme.mixByPeriod.map(({ period, mix }) => ({
        name: fmt.period(period),
        short: period.slice(2),
        shares: Object.fromEntries(ORDER.map((level) => [level, mix.find((part) => part.level === level)?.share ?? 0])),
      })),
    [programme, fmt],
  );
  const series = ORDER.map((level) => ({ key: level, label: t(sealWordKey(level)) }));
  return (
    <ChartCard
      id="trust-by-period"
      className="small-card"
      title={t('trust.title')}
      note={t('trust.note')}
      unit="%"
      asOf={asOf}
      fileName="provenance-by-period"
      columns={[t('shell.period'), ...series.map((each) => each.label)]}
      rows={rows.map((row) => [row.name, ...ORDER.map((level) => Math.round((row.shares[level] ?? 0) * 1000) / 10)])}
    >
      <StackedColumns rows={rows} series={series} />
    </ChartCard>
  );
}
