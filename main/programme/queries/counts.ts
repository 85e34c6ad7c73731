import type { Figure } from '../../contract/figures.ts';
import type { Distribution, Movement, Rating, StatusPoint, SubjectRef } from '../../contract/programme.ts';
import { anchoredShareFigure, type Part, sumFigure } from '../../metrics/figures.ts';
import { NOTHING } from '../../metrics/provenance.ts';
import type { Scenario } from '../model.ts';
import { figureIdOf, wireTimeOf } from './figures.ts';
import type { Frame, PeriodFrame } from './frame.ts';

/** How many scenarios have each rating. */
export function distributionOf(frame: PeriodFrame, scenarios: readonly Scenario[]): Distribution {
  const counts: Record<Rating, number> = {
    green: 0,
    'amber-green': 0,
    amber: 0,
    'amber-red': 0,
    red: 0,
    'not-rated': 0,
    'no-current-data': 0,
  };
  for (const { scenarioId } of scenarios) counts[frame.status({ kind: 'scenario', id: scenarioId }).shown] += 1;
  return counts;
}

/** Who joined or left is no improvement and no decline. */
export function movementOf(frame: PeriodFrame, subject: SubjectRef): Movement {
  const now = frame.active(subject);
  const previous = frame.frame.previousOf(frame.period);
  const then = previous === null ? null : frame.frame.period(previous);
  const before = then?.active(subject) ?? [];
  const was = new Set(before.map(({ scenarioId }) => scenarioId));
  const is = new Set(now.map(({ scenarioId }) => scenarioId));
  const moved = { improved: 0, declined: 0, unchanged: 0, joined: 0, left: 0 };
  for (const { scenarioId: id } of now) {
    if (then === null || !was.has(id)) {
      moved.joined += 1;
      continue;
    }
    const trend = frame.trend(
      frame.status({ kind: 'scenario', id }).shown,
      then.status({ kind: 'scenario', id }).shown,
    );
    if (trend === 'improved') moved.improved += 1;
    else if (trend === 'declined') moved.declined += 1;
    else moved.unchanged += 1;
  }
  moved.left = before.filter(({ scenarioId }) => !is.has(scenarioId)).length;
  return {
    now: distributionOf(frame, now),
    before: then === null ? distributionOf(frame, []) : distributionOf(then, before),
    ...moved,
  };
}

/** Every period's rating as it was stored, and the one that is looked at as it is now. */
export function statusHistoryOf(frame: Frame, subject: SubjectRef, period: string): readonly StatusPoint[] {
  const points = new Map<string, StatusPoint>();
  // What is stored of a field or of the programme is of all of it: in an area it is another one.
  const whole = frame.deps.area() === null || subject.kind === 'zone' || subject.kind === 'scenario';
  for (const { period: of, rating, computed } of whole
    ? frame.deps.store.ratingHistory(subject, frame.moment.seq)
    : []) {
    if (frame.periods.includes(of)) points.set(of, { period: of, rating, computed });
  }
  const status = frame.period(period).status(subject);
  points.set(period, { period, rating: status.shown, computed: status.rating });
  return [...points.values()].sort((a, b) => (a.period < b.period ? -1 : 1));
}

/** Scenarios in service, reports that came, and how many of these are anchored: of any roll-up. */
export function countFigures(frame: PeriodFrame, subject: SubjectRef): readonly Figure[] {
  const { memo } = frame.rolled(subject);
  const figures = (memo.get('counts') as readonly Figure[] | undefined) ?? makeCounts(frame, subject);
  memo.set('counts', figures);
  return figures;
}

function makeCounts(frame: PeriodFrame, subject: SubjectRef): readonly Figure[] {
  const scenarios = frame.active(subject);
  const name = (what: string, label: string, unit: Figure['unit']) => ({
    id: figureIdOf(subject, what, frame.period),
    label,
    unit,
  });
  const reports = scenarios.map((scenario) => reportPart(frame, scenario));
  const one = (part: Part): Part => ({ ...part, value: '1' });
  return [
    sumFigure(name('scenarios', 'figure.scenarios', 'count'), reports.map(one)),
    sumFigure(name('reports', 'figure.reports', 'count'), reports),
    anchoredShareFigure(name('reports-anchored', 'figure.reportsAnchored', 'percent'), reports),
  ];
}

export function reportPart(frame: PeriodFrame, scenario: Scenario): Part {
  const { report, provenance } = frame.state(scenario);
  return report === null
    ? { value: null, provenance: NOTHING, asOf: null }
    : { value: '1', provenance, asOf: wireTimeOf(report.asOf) };
}
