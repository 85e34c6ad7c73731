import { memo } from 'react';
import { Area, AreaChart, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { useMessages } from '../i18n/index.ts';
import { isSameData } from '../state/share.ts';
import './charts.css';

interface SparklineProps {
  readonly label: string;
  readonly now: string;
  readonly points: readonly { at: number; value: number }[];
}

/** One series with its name and newest value beside it; from zero, dots off, first and last time below. */
export const Sparkline = memo(function Sparkline(props: SparklineProps) {
  const { fmt } = useMessages();
  const first = props.points[0];
  const last = props.points[props.points.length - 1];
  if (first === undefined || last === undefined) return null;
  const time = (at: number) => fmt.time(new Date(at).toISOString());
  return (
    <div className="spark">
      <p>
        {props.label} <b>{props.now}</b>
      </p>
      <ResponsiveContainer
        className="chart-area"
        width="100%"
        height="100%"
        initialDimension={{ width: 140, height: 40 }}
      >
        <AreaChart
          data={[...props.points]}
          margin={{ top: 2, right: 0, bottom: 1, left: 0 }}
          accessibilityLayer={false}
        >
          <XAxis dataKey="at" type="number" domain={['dataMin', 'dataMax']} hide />
          <YAxis hide domain={[0, 'auto']} />
          <Area
            dataKey="value"
            type="linear"
            isAnimationActive={false}
            dot={false}
            activeDot={false}
            className="spark-area"
          />
        </AreaChart>
      </ResponsiveContainer>
      <p className="range">
        <span>{time(first.at)}</span>
        <span>{time(last.at)}</span>
      </p>
    </div>
  );
}, isSameData);
