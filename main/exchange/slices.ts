import { ImportFailure } from './failure.ts';
import { LIMITS } from './limits.ts';

/** What long work tells while it runs. */
export interface Work {
  /** Hands the thread back about every 10 ms; throws `import-cancelled` once the work was cancelled. */
  breathe(): Promise<void> | undefined;
  /** Rows done and rows known so far. */
  progress(done: number, total: number): void;
}

export interface SliceOptions {
  /** Milliseconds of a clock that only goes forward. */
  readonly clock: () => number;
  readonly cancelled: () => boolean;
  readonly onProgress: (done: number, total: number) => void;
}

export function slices({ clock, cancelled, onProgress }: SliceOptions): Work {
  let since = clock();
  return {
    breathe() {
      if (cancelled()) throw new ImportFailure('import-cancelled');
      if (clock() - since < LIMITS.sliceMs) return undefined;
      return new Promise((resolve, reject) => {
        setImmediate(() => {
          since = clock();
          if (cancelled()) reject(new ImportFailure('import-cancelled'));
          else resolve();
        });
      });
    },
    progress: onProgress,
  };
}

/** For work that nobody watches: exports. */
export function unwatched(): Work {
  return slices({ clock: () => performance.now(), cancelled: () => false, onProgress: () => {} });
}
