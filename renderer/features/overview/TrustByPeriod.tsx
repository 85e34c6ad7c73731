import { memo, useMemo } from 'react';
import type { ProgrammeView } from '../../../main/contract/programme.ts';
import { MixColumns } from '../../charts/MixColumns.tsx';
import { useMessages } from '../../i18n/index.ts';

/** Of the values reported for each period, how many are known how well. */
export const TrustByPeriod = memo(function TrustByPeriod({
  programme,
  asOf,
}: {
  programme: ProgrammeView;
  asOf: string;
}) {
  const { t, fmt } = useMessages();
  const rows = useMemo(
    () => programme.mixByPeriod.map(({ period, mix }) => ({ name: fmt.period(period), short: period.slice(2), mix })),
    [programme, fmt],
  );
  return (
    <MixColumns
      id="trust-by-period"
      title={t('trust.title')}
      note={t('trust.note')}
      rowsAre={t('shell.period')}
      rows={rows}
      asOf={asOf}
      fileName="provenance-by-period"
    />
  );
});
