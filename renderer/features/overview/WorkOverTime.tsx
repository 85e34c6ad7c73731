import { memo, useMemo } from 'react';
import type { ActivitySample } from '../../../main/contract/figures.ts';
import { ChartCard } from '../../charts/ChartCard.tsx';
import { Sparkline } from '../../charts/Sparkline.tsx';
import { useMessages } from '../../i18n/index.ts';

export interface Rate {
  readonly at: number;
  readonly headers: number;
  readonly signatures: number;
  readonly proofs: number;
}

const MOST_POINTS = 120;

/** Per minute, from samples that count the work since the one before; the first has no length and is left out. */
export function ratesOf(activity: readonly ActivitySample[]): readonly Rate[] {
  const step = Math.max(1, Math.ceil((activity.length - 1) / MOST_POINTS));
  const rates: Rate[] = [];
  for (let i = 1; i < activity.length; i += step) {
    const group = activity.slice(i, i + step);
    const before = activity[i - 1];
    const last = group[group.length - 1];
    if (before === undefined || last === undefined) continue;
    const minutes = (Date.parse(last.at) - Date.parse(before.at)) / 60_000;
    if (minutes <= 0) continue;
    const perMinute = (name: 'headers' | 'signatures' | 'proofs') =>
      group.reduce((sum, sample) => sum + sample[name], 0) / minutes;
    rates.push({
      at: Date.parse(last.at),
      headers: perMinute('headers'),
      signatures: perMinute('signatures'),
      proofs: perMinute('proofs'),
    });
  }
  return rates;
}

export const WorkOverTime = memo(function WorkOverTime({
  activity,
  asOf,
}: {
  activity: readonly ActivitySample[];
  asOf: string;
}) {
  const { t, fmt } = useMessages();
  const rates = useMemo(() => ratesOf(activity), [activity]);
  const last = rates[rates.length - 1];
  return (
    <ChartCard
      id="work"
      className="small-card"
      title={t('overview.work')}
      note={t('overview.workNote')}
      unit={t('overview.workNote')}
      asOf={asOf}
      fileName="verification-work"
      columns={[
        t('overview.work.time'),
        t('overview.work.headers'),
        t('overview.work.signatures'),
        t('overview.work.proofs'),
      ]}
      rows={rates.map((rate) => [
        fmt.time(new Date(rate.at).toISOString(), true),
        Math.round(rate.headers),
        Math.round(rate.signatures),
        Math.round(rate.proofs),
      ])}
    >
      {last === undefined || rates.length < 2 ? (
        <p className="chart-empty">{t('overview.work.empty')}</p>
      ) : (
        <div className="work">
          {(['headers', 'signatures'] as const).map((name) => (
            <Sparkline
              key={name}
              label={t(`overview.work.${name}`)}
              now={fmt.number(Math.round(last[name]))}
              points={rates.map((rate) => ({ at: rate.at, value: rate[name] }))}
            />
          ))}
        </div>
      )}
    </ChartCard>
  );
});
