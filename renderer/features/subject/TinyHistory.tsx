import type { IndicatorRow } from '../../../main/contract/programme.ts';

const WIDTH = 92;
const HEIGHT = 20;

/** The shape of the last periods, from zero; gaps are gaps. Says nothing that the chart and table do not. */
export function TinyHistory({ row }: { row: Pick<IndicatorRow, 'history'> }) {
  const points = row.history.slice(-12);
  const values = points.map(({ value }) => (value === null ? null : Number(value)));
  const most = Math.max(0, ...values.flatMap((value) => value ?? []));
  const least = Math.min(0, ...values.flatMap((value) => value ?? []));
  const span = most - least || 1;
  const step = points.length > 1 ? WIDTH / (points.length - 1) : 0;
  const y = (value: number) => HEIGHT - 2 - ((value - least) / span) * (HEIGHT - 4);
  let path = '';
  let pen = false;
  values.forEach((value, index) => {
    if (value === null) {
      pen = false;
      return;
    }
    path += `${pen ? 'L' : 'M'}${(index * step).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = true;
  });
  return (
    <svg className="tiny-history" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.4" />
      {points.map((point, index) => {
        const value = values[index];
        if (value === null || value === undefined) return null;
        const weak = point.provenance.level === 'reported';
        return (
          <circle
            key={point.period}
            cx={index * step}
            cy={y(value)}
            r="1.8"
            fill={weak ? 'var(--card)' : 'currentColor'}
            stroke="currentColor"
          />
        );
      })}
    </svg>
  );
}
