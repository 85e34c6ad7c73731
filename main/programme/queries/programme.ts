import type { MatrixCell, MatrixRow, ProgrammeView } from '../../contract/programme.ts';
import { actionsOf } from './actions.ts';
import { mixOfCounts } from './columns.ts';
import { countFigures, movementOf } from './counts.ts';
import { isSummable, subjectFigure } from './figures.ts';
import { type PeriodFrame, PROGRAMME } from './frame.ts';
import { ENTITIES_NAME, ENTITIES_ROW, grouped } from './moment.ts';
import { openWork } from './reports.ts';

/** The programme at a glance. */
export function programmeView(frame: PeriodFrame): ProgrammeView {
  const { frame: whole, period } = frame;
  const { store } = whole.deps;
  const { master } = whole.master;
  const scenarios = frame.active(PROGRAMME);
  const work = openWork(frame, scenarios);
  return {
    ...whole.deps.programme(),
    period,
    previousPeriod: whole.previousOf(period),
    periods: whole.periods,
    asOf: whole.moment.asOf,
    status: frame.view(PROGRAMME),
    figures: [
      ...countFigures(frame, PROGRAMME),
      ...whole.master.indicators.list
        .filter(isSummable)
        .map((definition) => subjectFigure(frame, PROGRAMME, definition))
        .filter(({ parts }) => parts > 0),
    ],
    sectors: master.sectors.map(({ sectorId, group, name }) => ({
      ...{ sectorId, group, name },
      status: frame.view({ kind: 'sector', id: sectorId }),
      scenarios: frame.active({ kind: 'sector', id: sectorId }).length,
    })),
    rows: [
      ...master.zones.map(({ zoneId, name, province }) => matrixRow(frame, zoneId, name, province)),
      matrixRow(frame, ENTITIES_ROW, ENTITIES_NAME, null),
    ],
    movement: movementOf(frame, PROGRAMME),
    actions: actionsOf(frame),
    mixByPeriod: [...whole.periods].reverse().map((other) => {
      const then = whole.period(other);
      return { period: other, mix: mixOfCounts(then.rolled(PROGRAMME).counts) };
    }),
    counts: {
      zones: master.zones.length,
      entities: master.entities.length,
      scenarios: scenarios.length,
      reports: store.reportsOf(period, whole.moment.seq).length,
      reviewsWaiting: work.waiting,
      findingsOpen: work.findings,
    },
  };
}

function matrixRow(frame: PeriodFrame, zoneId: string, name: MatrixRow['name'], province: string | null): MatrixRow {
  const subject = { kind: 'zone', id: zoneId } as const;
  const scenarios = frame.active(subject);
  const bySector = grouped(scenarios, ({ sectorId }) => sectorId);
  const previous = frame.frame.previousOf(frame.period);
  const then = previous === null ? null : frame.frame.period(previous);
  const cells = [...bySector].map(([sectorId, own]): MatrixCell => {
    const status = frame.cellStatus(zoneId, sectorId, own);
    const before = then?.active(subject).filter((scenario) => scenario.sectorId === sectorId) ?? [];
    const was = then === null || before.length === 0 ? null : then.cellStatus(zoneId, sectorId, before).shown;
    return {
      ...{ zoneId, sectorId },
      scenarios: own.length,
      rating: status.shown,
      stale: status.stale,
      trend: frame.trend(status.shown, was),
      ...frame.mix(own),
    };
  });
  return { zoneId, name, province, status: frame.view(subject), scenarios: scenarios.length, cells };
}
