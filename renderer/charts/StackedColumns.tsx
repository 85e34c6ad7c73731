import { memo } from 'react';
import { Bar, BarChart, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { isSameData } from '../state/share.ts';
import './charts.css';

export interface StackedRow {
  readonly name: string;
  readonly short: string;
  readonly shares: Readonly<Record<string, number>>;
}

/** Longer names take turns on two lines. */
function StaggeredTick(props: {
  x?: number | string;
  y?: number | string;
  index?: number;
  payload?: { value: string };
}) {
  const y = Number(props.y ?? 0) + ((props.index ?? 0) % 2 === 0 ? 8 : 19);
  return (
    <text x={props.x} y={y} textAnchor="middle">
      {props.payload?.value}
    </text>
  );
}

interface StackedColumnsProps {
  readonly rows: readonly StackedRow[];
  readonly series: readonly { key: string; label: string }[];
  readonly stagger?: boolean;
}

/** One column a row, parts from strong (below) to weak (above); always the whole height, as the parts sum to one. */
export const StackedColumns = memo(function StackedColumns(props: StackedColumnsProps) {
  const data = props.rows.map((row) => ({ short: row.short, ...row.shares }));
  return (
    <>
      <ResponsiveContainer
        className="chart-area"
        width="100%"
        height="100%"
        initialDimension={{ width: 300, height: 60 }}
      >
        <BarChart
          data={data}
          margin={{ top: 0, right: 0, bottom: 0, left: 0 }}
          barCategoryGap="18%"
          accessibilityLayer={false}
        >
          <XAxis
            dataKey="short"
            tickLine={false}
            axisLine={false}
            interval={0}
            height={props.stagger === true ? 30 : 18}
            tickMargin={3}
            {...(props.stagger === true && { tick: StaggeredTick })}
          />
          <YAxis hide domain={[0, 1]} />
          {props.series.map((series) => (
            <Bar
              key={series.key}
              dataKey={series.key}
              stackId="mix"
              className={`level ${series.key}`}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
      <ul className="chart-legend">
        {props.series
          .filter((series) => props.rows.some((row) => (row.shares[series.key] ?? 0) > 0))
          .map((series) => (
            <li key={series.key}>
              <i className={series.key} aria-hidden="true" />
              {series.label}
            </li>
          ))}
      </ul>
    </>
  );
}, isSameData);
