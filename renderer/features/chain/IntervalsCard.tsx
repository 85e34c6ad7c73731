import { useMemo } from 'react';
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { ChainDetail, IntervalPoint } from '../../../main/contract/chain.ts';
import { ChartCard } from '../../charts/ChartCard.tsx';
import { type Messages, useMessages } from '../../i18n/index.ts';
import { Skeleton } from '../../ui/index.ts';

/** Mean of each group of blocks with the longest gap in it: a stall hides in a mean, not in a maximum. */
export function IntervalsCard(props: { detail: ChainDetail | null; loading: boolean; chainId: string }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const points = props.detail?.intervals ?? [];
  const last = points[points.length - 1];
  const blocks = points[0]?.blocks ?? 1;
  const rows = useMemo(
    () =>
      points.map((point) => [
        fmt.height(point.height),
        fmt.dateTime(point.time, true),
        point.meanSeconds,
        point.maxSeconds,
        point.blocks,
      ]),
    [points, fmt],
  );
  return (
    <ChartCard
      id="intervals"
      className="intervals"
      title={t('chain.intervals.title')}
      note={`${t('chain.intervals.axis')} · ${blocks === 1 ? t('chain.intervals.noteOne') : t('chain.intervals.note', { blocks })}`}
      unit={t('chain.intervals.unit')}
      asOf={last?.time ?? null}
      fileName={`${props.chainId}-intervals`}
      columns={[
        t('chain.intervals.height'),
        t('chain.intervals.time'),
        t('chain.intervals.mean'),
        t('chain.intervals.max'),
        t('chain.intervals.blocks'),
      ]}
      rows={rows}
    >
      {props.loading ? (
        <Skeleton height="100%" />
      ) : points.length < 2 ? (
        <p className="chart-empty">{t('chain.intervals.empty')}</p>
      ) : (
        <Plot points={points} messages={messages} />
      )}
    </ChartCard>
  );
}

const DURATION_TICKS = [1, 10, 60, 600, 3600, 6 * 3600, 86_400, 7 * 86_400];

/** Tenths of a second matter while a block takes seconds. */
function span(seconds: number, { t, fmt }: Messages): string {
  return seconds < 120 ? t('chain.intervals.seconds', { n: fmt.number(seconds, 1) }) : fmt.duration(seconds);
}

function Plot({ points, messages }: { points: readonly IntervalPoint[]; messages: Messages }) {
  const { t, fmt } = messages;
  const data = useMemo(() => points.map((point) => ({ ...point, at: Number(point.height) })), [points]);
  const last = data[data.length - 1];
  const longest = Math.max(...points.map(({ maxSeconds }) => maxSeconds));
  const shortest = Math.max(0.1, Math.min(...points.map(({ meanSeconds }) => meanSeconds)));
  // Days beside seconds on a plain axis would hide the seconds; below that an axis from zero is the honest one.
  const steep = longest / shortest > 60;
  const ticks = DURATION_TICKS.filter((seconds) => seconds >= shortest / 3 && seconds <= longest * 3);
  const label = (name: 'mean' | 'max', seconds: number) => `${t(`chain.intervals.${name}`)} ${span(seconds, messages)}`;
  return (
    <ResponsiveContainer
      className="chart-area"
      width="100%"
      height="100%"
      initialDimension={{ width: 700, height: 130 }}
    >
      <LineChart data={data} margin={{ top: 6, right: 74, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} />
        <XAxis
          dataKey="at"
          type="number"
          domain={['dataMin', 'dataMax']}
          tickFormatter={(at: number) => fmt.height(String(Math.round(at)))}
          tickLine={false}
          axisLine={false}
          height={18}
          tickMargin={4}
          minTickGap={60}
        />
        {steep ? (
          <YAxis
            width={48}
            tickLine={false}
            axisLine={false}
            scale="log"
            domain={[shortest / 2, longest * 1.5]}
            ticks={ticks}
            tickFormatter={(seconds: number) => fmt.duration(seconds)}
            allowDataOverflow
          />
        ) : (
          <YAxis
            width={26}
            tickLine={false}
            axisLine={false}
            domain={[0, 'auto']}
            allowDecimals={false}
            tickCount={4}
          />
        )}
        <Tooltip
          isAnimationActive={false}
          cursor={{ className: 'intervals-cursor' }}
          content={({ active, payload }) => {
            const point = payload?.[0]?.payload as IntervalPoint | undefined;
            if (active !== true || point === undefined) return null;
            return (
              <div className="chart-tip">
                {t('chain.intervals.tip', {
                  height: fmt.height(point.height),
                  mean: span(point.meanSeconds, messages),
                  max: span(point.maxSeconds, messages),
                })}
              </div>
            );
          }}
        />
        <Line
          dataKey="maxSeconds"
          type="linear"
          dot={false}
          activeDot={false}
          isAnimationActive={false}
          className="interval-max"
        />
        <Line
          dataKey="meanSeconds"
          type="linear"
          dot={false}
          activeDot={false}
          isAnimationActive={false}
          className="interval-mean"
          label={({
            index,
            x,
            y,
          }: {
            index?: number | undefined;
            x?: number | string | undefined;
            y?: number | string | undefined;
          }) =>
            index === data.length - 1 && last !== undefined ? (
              <g key="labels">
                <text x={Number(x) + 6} y={Number(y) + 12} className="label-mean">
                  {label('mean', last.meanSeconds)}
                </text>
                <text x={Number(x) + 6} y={Number(y) - 8} className="label-max">
                  {label('max', last.maxSeconds)}
                </text>
              </g>
            ) : (
              <g key={index} />
            )
          }
        />
      </LineChart>
    </ResponsiveContainer>
  );
}
