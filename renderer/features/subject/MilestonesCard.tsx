import { useState } from 'react';
import type { MilestoneView, SubjectPage } from '../../../main/contract/programme.ts';
import { useMessages } from '../../i18n/index.ts';
import { Card, SectionTitle, StatusMark } from '../../ui/index.ts';
import { MilestoneDialog } from './MilestoneDialog.tsx';

const DAY = 86_400_000;

/** Baseline, forecast and actual of each milestone on one axis of time, with the day as of which it is looked at. */
export function MilestonesCard({ page }: { page: SubjectPage }) {
  const { t, fmt } = useMessages();
  const shown = page.milestones.slice(0, 40);
  const axis = axisOf(shown, page.asOf);
  const [changing, setChanging] = useState<MilestoneView | null>(null);
  return (
    <Card className="subject-card" labelledBy="milestones-title">
      <SectionTitle
        id="milestones-title"
        title={t('milestones.title')}
        note={t('milestones.note', { n: page.milestones.length })}
        end={
          <span className="milestone-legend">
            <i className="baseline" aria-hidden="true" /> {t('milestones.baseline')}
            <i className="forecast" aria-hidden="true" /> {t('milestones.forecast')}
            <i className="actual" aria-hidden="true" /> {t('milestones.actual')}
          </span>
        }
      />
      <div className="table-scroll">
        <table className="table milestones">
          <thead>
            <tr>
              <th scope="col">{t('milestones.name')}</th>
              <th scope="col">{t('milestones.state')}</th>
              <th scope="col" className="number">
                {t('milestones.slip')}
              </th>
              <th scope="col" className="axis">
                <span className="years">
                  {axis.years.map(({ year, at }) => (
                    <i key={year} style={{ left: `${at}%` }}>
                      {String(year)}
                    </i>
                  ))}
                </span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((milestone) => (
              <tr key={milestone.milestoneId}>
                <th scope="row" title={fmt.text(milestone.name)}>
                  <button
                    type="button"
                    className="indicator-name"
                    aria-label={t('milestone.changeOf', { name: fmt.text(milestone.name) })}
                    onClick={() => setChanging(milestone)}
                  >
                    {fmt.text(milestone.name)}
                  </button>
                </th>
                <td>
                  <StatusMark rating={milestone.rating} />{' '}
                  <span className="quiet">{t(`milestones.${milestone.state}`)}</span>
                </td>
                <td className="number">{slipWords(milestone, t, fmt.number)}</td>
                <td className="axis">
                  <TimeLine milestone={milestone} axis={axis} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {changing !== null && <MilestoneDialog milestone={changing} onClose={() => setChanging(null)} />}
    </Card>
  );
}

function slipWords(
  { slipDays }: MilestoneView,
  t: ReturnType<typeof useMessages>['t'],
  number: (value: number) => string,
): string {
  if (slipDays === null) return '—';
  if (slipDays === 0) return t('milestones.onTime');
  return t(slipDays > 0 ? 'milestones.late' : 'milestones.early', { days: number(Math.abs(slipDays)) });
}

interface Axis {
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly years: readonly { readonly year: number; readonly at: number }[];
}

export function axisOf(milestones: readonly MilestoneView[], asOf: string | null, clock = Date.now()): Axis {
  const now = asOf === null ? clock : Date.parse(asOf);
  const dates = milestones.flatMap((milestone) => [
    ...milestone.baselines.map(({ date }) => Date.parse(date)),
    ...(milestone.forecast === null ? [] : [Date.parse(milestone.forecast)]),
    ...(milestone.actual === null ? [] : [Date.parse(milestone.actual)]),
  ]);
  const from = Math.min(now, ...dates) - 20 * DAY;
  const to = Math.max(now, ...dates) + 20 * DAY;
  const years: { year: number; at: number }[] = [];
  for (let year = new Date(from).getUTCFullYear() + 1; Date.UTC(year, 0, 1) < to; year++) {
    years.push({ year, at: ((Date.UTC(year, 0, 1) - from) / (to - from)) * 100 });
  }
  return { from, to, now, years };
}

function TimeLine({ milestone, axis }: { milestone: MilestoneView; axis: Axis }) {
  const { t, fmt } = useMessages();
  const at = (date: string) => `${((Date.parse(date) - axis.from) / (axis.to - axis.from)) * 100}%`;
  const first = milestone.baselines[0];
  const last = milestone.baselines.at(-1);
  const end = milestone.actual ?? milestone.forecast;
  const words = [
    ...milestone.baselines.map(({ date, reason }, index) =>
      index === 0
        ? t('milestones.wordsBaseline', { date: fmt.date(date) })
        : t('milestones.wordsRebaseline', { date: fmt.date(date), reason }),
    ),
    ...(milestone.forecast === null ? [] : [t('milestones.wordsForecast', { date: fmt.date(milestone.forecast) })]),
    ...(milestone.actual === null ? [] : [t('milestones.wordsActual', { date: fmt.date(milestone.actual) })]),
  ].join('; ');
  return (
    <span className="time-line" title={words}>
      <span className="visually-hidden">{words}</span>
      <i className="now" style={{ left: `${((axis.now - axis.from) / (axis.to - axis.from)) * 100}%` }} />
      {first !== undefined && end !== null && (
        <i
          className={(milestone.slipDays ?? 0) > 0 ? 'span late' : 'span'}
          style={
            Date.parse(end) >= Date.parse((last ?? first).date)
              ? { left: at((last ?? first).date), right: `calc(100% - ${at(end)})` }
              : { left: at(end), right: `calc(100% - ${at((last ?? first).date)})` }
          }
        />
      )}
      {milestone.baselines.map((baseline, index) => (
        <i
          key={`${baseline.date} ${baseline.setAt}`}
          className={index === milestone.baselines.length - 1 ? 'baseline' : 'baseline former'}
          style={{ left: at(baseline.date) }}
        />
      ))}
      {milestone.actual === null && milestone.forecast !== null && (
        <i className="forecast" style={{ left: at(milestone.forecast) }} />
      )}
      {milestone.actual !== null && <i className="actual" style={{ left: at(milestone.actual) }} />}
    </span>
  );
}
