import type { ImportPreview, ImportProgress } from '../contract/office.ts';
import type { Outcome } from '../contract/services.ts';
import type { ImportContext, Importer } from '../programme/seams.ts';
import { ImportFailure, importError } from './failure.ts';
import type { Grid } from './grid.ts';
import { LIMITS } from './limits.ts';
import { type Asked, makePlan, type Plan } from './plan.ts';
import { readFile } from './readFile.ts';
import { slices, type Work } from './slices.ts';
import { templateOf } from './template.ts';

export interface ImporterOptions {
  /** Milliseconds of a clock that only goes forward. */
  readonly clock: () => number;
  /** Lower-case letters, digits and dashes; never the same twice. */
  readonly newId: () => string;
}

/** What a person who did not get the answer yet may call the import that was begun last. */
export const LATEST = 'latest';

interface Held {
  readonly id: string;
  readonly fileName: string;
  touched: number;
  grid: Grid | null;
  asked: Asked;
  plan: Plan | null;
  progress: Omit<ImportProgress, 'importId'>;
  cancelled: boolean;
  /** One thing at a time: a second request waits for the first. */
  turn: Promise<unknown>;
}

/** Files on their way in, in memory only. At most four, each for half an hour after it was last asked for. */
export function createImporter({ clock, newId }: ImporterOptions): Importer {
  const held = new Map<string, Held>();
  let latest = '';

  const find = (importId: string): Held | undefined => {
    for (const [id, { touched }] of held) if (clock() - touched > LIMITS.heldMs) held.delete(id);
    const found = held.get(importId === LATEST ? latest : importId);
    if (found !== undefined) found.touched = clock();
    return found;
  };

  const makeRoom = () => {
    for (const [id, old] of held) {
      if (held.size < LIMITS.held) return;
      old.cancelled = true;
      held.delete(id);
    }
  };

  const workOn = (one: Held, phase: ImportProgress['phase']): Work => {
    one.progress = { phase, done: 0, total: 0 };
    return slices({
      clock,
      cancelled: () => one.cancelled,
      onProgress: (done, total) => {
        one.progress = { phase, done, total };
      },
    });
  };

  /** Runs after whatever this import is busy with; a failure is answered, never thrown. */
  const inTurn = <T>(one: Held, run: () => Promise<Outcome<T>>): Promise<Outcome<T>> => {
    const next = one.turn.then(async (): Promise<Outcome<T>> => {
      try {
        return await run();
      } catch (cause) {
        one.progress = { ...one.progress, phase: one.cancelled ? 'cancelled' : 'failed' };
        if (!(cause instanceof ImportFailure)) throw cause;
        return importError(cause.code, cause.params);
      }
    });
    one.turn = next.catch(() => {});
    return next;
  };

  const plan = async (one: Held, context: ImportContext): Promise<Plan> => {
    if (one.grid === null) throw new ImportFailure('import-forgotten');
    const made = await makePlan(one.grid, one.fileName, one.asked, context, workOn(one, 'checking'));
    one.plan = made;
    one.progress = { phase: 'done', done: made.rows, total: made.rows };
    return made;
  };

  const answer = (one: Held, { preview }: Plan): Outcome<ImportPreview> => ({
    ok: true,
    value: { importId: one.id, fileName: one.fileName, encoding: one.grid?.encoding ?? 'xlsx', ...preview },
  });

  return {
    async read({ name, bytes, type }, context) {
      makeRoom();
      const one: Held = {
        id: newId(),
        fileName: name,
        touched: clock(),
        grid: null,
        asked: { type, period: null, columns: [] },
        plan: null,
        progress: { phase: 'reading', done: 0, total: 0 },
        cancelled: false,
        turn: Promise.resolve(),
      };
      held.set(one.id, one);
      latest = one.id;
      const outcome = await inTurn(one, async () => {
        one.grid = await readFile(name, bytes, workOn(one, 'reading'));
        return answer(one, await plan(one, context));
      });
      if (!outcome.ok) held.delete(one.id);
      return outcome;
    },

    async map({ importId, type, period, columns }, context) {
      const one = find(importId);
      if (one === undefined) return importError('import-forgotten');
      return inTurn(one, async () => {
        one.asked = { type, period, columns };
        return answer(one, await plan(one, context));
      });
    },

    problems({ importId, offset, limit }) {
      const one = find(importId);
      if (one?.plan == null) return importError('import-forgotten');
      return { ok: true, value: one.plan.problems.list.slice(offset, offset + limit) };
    },

    progress(importId) {
      const one = find(importId);
      return one === undefined
        ? importError('import-forgotten')
        : { ok: true, value: { importId: one.id, ...one.progress } };
    },

    async take(importId, context) {
      const one = find(importId);
      if (one === undefined) return importError('import-forgotten');
      return inTurn(one, async () => {
        if (one.plan === null || !one.plan.preview.ready) return importError('import-not-ready', counts(one.plan));
        // What is known may have changed since the preview: what is taken is what holds now.
        const now = await plan(one, context);
        if (!now.preview.ready || now.type === null) return importError('import-changed', counts(now));
        held.delete(one.id);
        one.grid = null;
        return { ok: true, value: { fileName: one.fileName, type: now.type, rows: now.rows, set: now.set } };
      });
    },

    cancel(importId) {
      const one = find(importId);
      if (one === undefined) return;
      one.cancelled = true;
      one.progress = { ...one.progress, phase: 'cancelled' };
      held.delete(one.id);
    },

    async template({ type, language }, master) {
      return { ok: true, value: await templateOf(type, language, master) };
    },
  };
}

function counts(plan: Plan | null): Readonly<Record<string, number>> {
  return { errors: plan?.problems.errors ?? 0 };
}
