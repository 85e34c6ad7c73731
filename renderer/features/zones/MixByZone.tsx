import { useMemo } from 'react';
import type { ZoneRow } from '../../../main/contract/figures.ts';
import { MixColumns } from '../../charts/MixColumns.tsx';
import { useMessages } from '../../i18n/index.ts';

/** Zone by zone: of how many indicators is known how much. */
export function MixByZone({ zones, asOf }: { zones: readonly ZoneRow[]; asOf: string }) {
  const { t, fmt } = useMessages();
  const rows = useMemo(
    () =>
      zones.map(({ name, mix }) => ({
        name: fmt.text(name),
        short: fmt.language === 'zh-CN' ? name.zh.slice(0, 2) : (name.en.split(' ')[0] ?? ''),
        mix,
      })),
    [zones, fmt],
  );
  return (
    <MixColumns
      id="mix-by-zone"
      title={t('overview.mixByZone')}
      note={t('overview.mixByZoneNote')}
      rowsAre={t('overview.table.zone')}
      rows={rows}
      asOf={asOf}
      fileName="provenance-by-zone"
      stagger={fmt.language === 'en'}
    />
  );
}
