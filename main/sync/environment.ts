import { performance } from 'node:perf_hooks';
import { formatTime, type TimeNs } from '../../light-client/codec/time.ts';

/** Time and chance, handed in so that tests repeat. */
export interface Environment {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds on a clock that never jumps. */
  readonly monotonic: () => number;
  /** Resolves after `ms`; rejects (AbortError) when the signal fires. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** In [0, 1). For jitter only. */
  readonly random: () => number;
}

export const systemEnvironment: Environment = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(abortError());
      const timer = setTimeout(done, ms);
      function done(): void {
        signal?.removeEventListener('abort', aborted);
        resolve();
      }
      function aborted(): void {
        clearTimeout(timer);
        reject(abortError());
      }
      signal?.addEventListener('abort', aborted, { once: true });
    }),
  random: () => Math.random(),
};

export function abortError(): Error {
  const error = new Error('aborted');
  error.name = 'AbortError';
  return error;
}

export function toNanos(milliseconds: number): TimeNs {
  return BigInt(Math.round(milliseconds)) * 1_000_000n;
}

/** RFC 3339 with milliseconds at most. */
export function wireTime(milliseconds: number): string {
  return formatTime(toNanos(milliseconds));
}
