import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

/** Where what a person must not be shown is kept for those who look after the app. */
export interface Log {
  readonly file: string;
  write(where: string, problem: unknown): void;
}

const MAX_BYTES = 1024 * 1024;

/** One file and its predecessor. Writing is synchronous: the entry that matters most is the one before a crash. */
export function createLog(folder: string, now: () => number): Log {
  const file = path.join(folder, 'pilotlight.log');
  return {
    file,
    write(where, problem) {
      const text = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
      try {
        mkdirSync(folder, { recursive: true });
        if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) renameSync(file, `${file}.old`);
        appendFileSync(file, `${new Date(now()).toISOString()} ${where}: ${text}\n`);
      } catch {
        // A full or read-only disk must not turn a logged problem into a fatal one.
      }
    },
  };
}
