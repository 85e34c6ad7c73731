import { CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { IndicatorRow } from '../../main/contract/programme.ts';
import { useMessages } from '../i18n/index.ts';
import { sealWordKey } from '../ui/index.ts';
import { ChartCard } from './ChartCard.tsx';
import './charts.css';

/** One indicator over the periods: how each point is known is its mark, the target a line with its name. */
export function HistoryChart({ row, name, asOf }: { row: IndicatorRow; name: string; asOf: string | null }) {
  const { t, fmt, language } = useMessages();
  const unit = fmt.unit(row.unit);
  const target = row.target === null ? null : Number(row.target);
  const data = row.history.map((point) => ({
    period: point.period,
    label: point.period.slice(2),
    value: point.value === null ? null : Number(point.value),
    level: point.provenance.condition === 'contradicted' ? ('contradicted' as const) : point.provenance.level,
  }));
  const axis = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  return (
    <ChartCard
      id="history-chart"
      className="history-card"
      title={fmt.text(row.name)}
      note={unit}
      unit={unit}
      asOf={asOf}
      fileName={name}
      columns={[t('shell.period'), t('indicators.value'), t('indicators.knownAs')]}
      rows={row.history.map((point, index) => [
        fmt.period(point.period),
        point.value ?? '',
        t(sealWordKey(data[index]?.level ?? 'reported')),
      ])}
    >
      <ResponsiveContainer
        className="chart-area"
        width="100%"
        height="100%"
        initialDimension={{ width: 340, height: 190 }}
      >
        <ComposedChart data={data} margin={{ top: 14, right: 12, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} />
          <XAxis dataKey="label" tickLine={false} axisLine={false} tickMargin={6} minTickGap={8} />
          <YAxis
            tickLine={false}
            axisLine={false}
            width={46}
            tickFormatter={(value: number) => axis.format(value)}
            domain={[(least: number) => Math.min(0, least), (most: number) => Math.max(most, target ?? 0)]}
          />
          {target !== null && (
            <ReferenceLine
              y={target}
              className="target-line"
              label={{ value: t('indicators.target'), position: 'insideTopLeft', className: 'target-label' }}
            />
          )}
          <Line
            dataKey="value"
            type="linear"
            className="history-line"
            isAnimationActive={false}
            dot={<LevelDot />}
            activeDot={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </ChartCard>
  );
}

/** As the seals: hollow for stated, filled for proven, a cross for refuted. */
function LevelDot(props: { cx?: number; cy?: number; payload?: { level: string; value: number | null } }) {
  const { cx, cy, payload } = props;
  if (cx === undefined || cy === undefined || payload === undefined || payload.value === null) return null;
  if (payload.level === 'contradicted') {
    return <path className="dot contradicted" d={`M${cx - 4} ${cy - 4}l8 8m0-8l-8 8`} />;
  }
  return <circle className={`dot ${payload.level}`} cx={cx} cy={cy} r={3.4} />;
}
