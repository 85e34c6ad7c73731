import type { WireError } from '../../contract/error.ts';
import type { Lens, OfficeAnswer, OfficeMethod, OfficeRequest } from '../../contract/office.ts';
import type { SubjectRef } from '../../contract/programme.ts';
import type { Outcome } from '../../contract/services.ts';
import { deriveFigure, type FigureDerivation } from './derivation.ts';
import { Frame, type PeriodFrame } from './frame.ts';
import { type Moment, momentOf, type QueryDeps } from './moment.ts';
import { programmeView } from './programme.ts';
import { reportDetail, reportsTable } from './reports.ts';
import { entityLines, scenarioTable } from './scenarios.ts';
import { createShared } from './shared.ts';
import { comparison, search, statusDerivation, subjectPage } from './subjects.ts';

type Read =
  | 'programme'
  | 'subject'
  | 'status'
  | 'scenarioTable'
  | 'entityTable'
  | 'compare'
  | 'search'
  | 'reports'
  | 'report';

export type Queries = { readonly [M in Read]: (request: OfficeRequest<M>) => Outcome<OfficeAnswer<M>> } & {
  derivation(request: { readonly figureId: string }): Outcome<FigureDerivation>;
  /** The programme as it is known now; the same object until something changed. */
  now(): Frame;
  at(lens: Pick<Lens, 'asOf'>): Frame;
  /** As it was known then, rated as it was rated then. */
  exactly(moment: Moment, health: ConstructorParameters<typeof Frame>[3]): Frame;
  /** Something that no change and no observation shows became different: how chains do, who signs. */
  touched(): void;
};

const FRAMES = 6;

export function createQueries(deps: QueryDeps): Queries {
  const shared = createShared();
  const frames = new Map<string, Frame>();

  function frameAt(lens: Pick<Lens, 'asOf'>): Frame {
    const moment = momentOf(deps, lens);
    const { store } = deps;
    const state =
      moment.seq === null ? `${store.lastSeq()}/${store.observedVersion()}/${shared.touches}` : `as-of/${moment.seq}`;
    const key = `${state}/${moment.today}/${moment.asOf ?? ''}`;
    const known = frames.get(key);
    if (known !== undefined) {
      frames.delete(key);
      frames.set(key, known);
      return known;
    }
    const made = new Frame(deps, moment, shared);
    // What was current before something changed is asked for no more.
    if (moment.seq === null) for (const [other, frame] of frames) if (frame.moment.seq === null) frames.delete(other);
    frames.set(key, made);
    if (frames.size > FRAMES) frames.delete(frames.keys().next().value as string);
    return made;
  }

  function look(lens: Lens): PeriodFrame {
    const frame = frameAt(lens);
    return frame.period(lens.period ?? frame.newest);
  }

  function there<T>(value: T | null, subject: string): Outcome<T> {
    return value === null ? { ok: false, error: unknownSubject(subject) } : { ok: true, value };
  }

  return {
    programme: (lens) => ({
      ok: true,
      value: look(lens).frame.once(`view/${look(lens).period}`, () => programmeView(look(lens))),
    }),
    subject: (request) => there(subjectPage(look(request), request.subject), nameOfRef(request.subject)),
    status: (request) => there(statusDerivation(look(request), request.subject), nameOfRef(request.subject)),
    scenarioTable: (request) => ({ ok: true, value: scenarioTable(look(request), request) }),
    entityTable: (lens) => ({
      ok: true,
      value: { rows: entityLines(look(lens)), partial: deps.programme().partial },
    }),
    compare: (request) =>
      there(comparison(frameAt(request), request), request.sides.map(({ subject }) => nameOfRef(subject)).join(', ')),
    search: (request) => ({ ok: true, value: search(look({ asOf: null, period: null }), request) }),
    reports: (request) => ({ ok: true, value: reportsTable(frameAt({ asOf: null }), request) }),
    report: ({ reportId }) => there(reportDetail(frameAt({ asOf: null }), reportId), reportId),
    derivation({ figureId }) {
      const derived = deriveFigure(frameAt({ asOf: null }), figureId);
      const error: WireError = { code: 'unknown-figure', category: 'input', params: { figureId } };
      return derived === null ? { ok: false, error } : { ok: true, value: derived };
    },
    now: () => frameAt({ asOf: null }),
    at: frameAt,
    exactly: (moment, health) => new Frame(deps, moment, shared, health),
    touched() {
      shared.touches += 1;
    },
  };
}

function nameOfRef({ kind, id }: SubjectRef): string {
  return `${kind}/${id}`;
}

function unknownSubject(subject: string): WireError {
  return { code: 'unknown-subject', category: 'input', params: { subject: subject.slice(0, 200) } };
}

export type ReadMethod = Extract<OfficeMethod, Read>;
