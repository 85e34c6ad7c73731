import type { Text } from '../../contract/chain.ts';
import type { Figure, FigurePart } from '../../contract/figures.ts';
import type { SubjectRef } from '../../contract/programme.ts';
import type { Scenario } from '../model.ts';
import { countFigures, reportPart } from './counts.ts';
import { figureIdOf, subjectFigure } from './figures.ts';
import { type Frame, type PeriodFrame, PROGRAMME } from './frame.ts';
import { ENTITIES_ROW } from './moment.ts';
import { nameOf } from './subjects.ts';

// A figure by its id, and what it is made of: the programme of its zones, a zone, field or entity of its scenarios; a
// scenario's figure is a leaf, whose evidence (where there is any) the follower of its chain holds.

/** A figure opened: its parts, or the leaf of the chain's own evidence that it rests on. */
export interface FigureDerivation {
  readonly figure: Figure;
  readonly parts: readonly FigurePart[];
  /** A figure of the follower, e.g. "scenario/<id>/report"; null: nothing that a proof could be shown of. */
  readonly evidence: string | null;
}

const ID = /^(?:(programme)|(zone|sector|entity|scenario)\/([^/@]+))\/([^/@]+)@(\d{4}Q[1-4])$/;
/** Of a scenario: the report as such. */
const COUNTS: readonly string[] = ['scenarios', 'reports', 'reports-anchored'];
const LABELS: Readonly<Record<string, string>> = { reports: 'figure.report', 'reports-anchored': 'figure.report' };

export function deriveFigure(frame: Frame, figureId: string): FigureDerivation | null {
  const match = ID.exec(figureId);
  if (match === null) return null;
  const [, programme, kind, id = '', what = '', period = ''] = match;
  if (!frame.periods.includes(period)) return null;
  const subject = programme === undefined ? ({ kind, id } as SubjectRef) : PROGRAMME;
  if (nameOf(frame, subject) === null) return null;
  const inPeriod = frame.period(period);
  const figure = figureOf(inPeriod, subject, what);
  if (figure === null) return null;
  const [scenario] = subject.kind === 'scenario' ? frame.scenariosOf(subject) : [];
  return {
    figure,
    parts: partsOf(inPeriod, subject, what),
    evidence: scenario === undefined ? null : evidenceOf(inPeriod, scenario, what),
  };
}

function figureOf(frame: PeriodFrame, subject: SubjectRef, what: string): Figure | null {
  if (COUNTS.includes(what)) {
    if (subject.kind === 'scenario') return reportFigure(frame, subject, what);
    return countFigures(frame, subject).find(({ id }) => id === figureIdOf(subject, what, frame.period)) ?? null;
  }
  const definition = frame.frame.master.definitions.get(what);
  return definition === undefined ? null : subjectFigure(frame, subject, definition);
}

function reportFigure(frame: PeriodFrame, subject: SubjectRef, what: string): Figure | null {
  const whole = countFigures(frame, subject).find(({ id }) => id === figureIdOf(subject, what, frame.period));
  const [scenario] = frame.frame.scenariosOf(subject);
  if (whole === undefined || scenario === undefined) return null;
  const { value, provenance, asOf } = reportPart(frame, scenario);
  return {
    ...whole,
    label: LABELS[what] ?? whole.label,
    unit: 'count',
    value: what === 'scenarios' ? '1' : value,
    provenance,
    asOf,
  };
}

function partsOf(frame: PeriodFrame, subject: SubjectRef, what: string): readonly FigurePart[] {
  if (subject.kind === 'scenario') return [];
  const subjects: readonly SubjectRef[] =
    subject.kind === 'programme'
      ? [...frame.frame.master.master.zones.map(({ zoneId }) => zoneId), ENTITIES_ROW].map((id) => ({
          kind: 'zone',
          id,
        }))
      : frame.active(subject).map(({ scenarioId }) => ({ kind: 'scenario', id: scenarioId }));
  return subjects.flatMap((part) => {
    const figure = figureOf(frame, part, what);
    const name: Text | null = nameOf(frame.frame, part);
    if (figure === null || name === null || figure.parts === 0) return [];
    const { id: figureId, value, unit, provenance } = figure;
    return [{ figureId, name, value, unit, provenance }];
  });
}

/** The reading whose proof the follower keeps: of the value itself, or of the report's digest. */
function evidenceOf(frame: PeriodFrame, scenario: Scenario, what: string): string | null {
  const state = frame.state(scenario);
  const column = frame.frame.master.indicators.at.get(what);
  const provenance = column === undefined ? state.provenance : state.known[column]?.provenance;
  const rule = provenance?.at?.rule;
  if (rule === undefined) return null;
  return rule === 'report-digest' || rule === 'ics23-absence'
    ? `scenario/${scenario.scenarioId}/report`
    : `scenario/${scenario.scenarioId}/records`;
}
