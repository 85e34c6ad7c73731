import { useMemo, useState } from 'react';
import type { MilestoneView, SubjectPage } from '../../../main/contract/programme.ts';
import { linkTo } from '../../app/route.ts';
import { useMessages } from '../../i18n/index.ts';
import { useApp } from '../../state/context.tsx';
import { Button, Card, RatingShape, ratingTone, SectionTitle, StatusMark } from '../../ui/index.ts';
import { MilestoneDialog } from './MilestoneDialog.tsx';

const DAY = 86_400_000;
const FEW = 12;

/** Baseline, forecast and actual of each milestone on one axis of time, with the day as of which it is looked at. */
export function MilestonesCard({ page }: { page: SubjectPage }) {
  const { t, fmt } = useMessages();
  const route = useApp((state) => state.route);
  const [all, setAll] = useState(false);
  const single = page.subject.kind === 'scenario';
  const sorted = useMemo(() => (single ? page.milestones : inOrder(page.milestones)), [page.milestones, single]);
  const shown = all ? sorted : sorted.slice(0, FEW);
  const axis = axisOf(shown, page.asOf);
  const names = useMemo(
    () => new Map(page.scenarios.map(({ scenarioId, name }) => [scenarioId, fmt.text(name)])),
    [page.scenarios, fmt],
  );
  const [changing, setChanging] = useState<MilestoneView | null>(null);
  return (
    <Card className="subject-card" labelledBy="milestones-title">
      <SectionTitle
        id="milestones-title"
        title={t('milestones.title')}
        note={t('milestones.note', { n: page.milestones.length })}
        end={
          <span className="milestone-legend">
            {(['baseline', 'forecast', 'actual'] as const).map((mark) => (
              <span key={mark}>
                <i className={mark} aria-hidden="true" /> {t(`milestones.${mark}`)}
              </span>
            ))}
          </span>
        }
      />
      <div className="table-scroll">
        <table className="table milestones">
          <thead>
            <tr>
              <th scope="col">{t('milestones.name')}</th>
              {!single && <th scope="col">{t('subject.scenario')}</th>}
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
                {!single && (
                  <td className="of-scenario">
                    <a
                      className="row-name"
                      href={linkTo(route, 'scenario', milestone.scenarioId)}
                      title={names.get(milestone.scenarioId)}
                    >
                      {names.get(milestone.scenarioId) ?? milestone.scenarioId}
                    </a>
                  </td>
                )}
                <td>
                  <MilestoneState milestone={milestone} />
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
      {sorted.length > FEW && (
        <Button small kind="quiet" className="show-all" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('milestones.fewer') : t('milestones.all', { n: sorted.length })}
        </Button>
      )}
      {changing !== null && <MilestoneDialog milestone={changing} onClose={() => setChanging(null)} />}
    </Card>
  );
}

/** What is done is done: its word is enough, and a rating only where it came late enough to be rated. */
function MilestoneState({ milestone: { state, rating } }: { milestone: MilestoneView }) {
  const { t } = useMessages();
  if (state === 'done') {
    return (
      <span className={`status ${rating === 'not-rated' ? 'ok' : ratingTone(rating)}`}>
        <RatingShape rating={rating === 'not-rated' ? 'green' : rating} />
        {t('milestones.done')}
      </span>
    );
  }
  return (
    <>
      <StatusMark rating={rating} /> <span className="quiet">{t(`milestones.${state}`)}</span>
    </>
  );
}

/** What is not done first, the furthest behind at its head; then what is done, the latest first. */
export function inOrder(milestones: readonly MilestoneView[]): readonly MilestoneView[] {
  const date = ({ actual, forecast, baselines }: MilestoneView) => actual ?? forecast ?? baselines.at(-1)?.date ?? '';
  return [...milestones].sort((a, b) => {
    if ((a.state === 'done') !== (b.state === 'done')) return a.state === 'done' ? 1 : -1;
    if (a.state === 'done') return date(b).localeCompare(date(a));
    return (b.slipDays ?? 0) - (a.slipDays ?? 0) || date(a).localeCompare(date(b));
  });
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
