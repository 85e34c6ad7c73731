import { existsSync, renameSync } from 'node:fs';
import { formatTime, type TimeNs } from '../../light-client/codec/time.ts';

/** The offices' data, in their folder. */
export const PROGRAMME_FILE = 'programme.db';

/** SQLite's own files beside the store: they belong to it and go with it. */
const COMPANIONS = ['-wal', '-shm', '-journal'];

/** Renames the store and its companions; returns the new name. Nothing is overwritten. */
export function setAside(
  file: string,
  why: 'damaged' | 'newer' | 'other-network' | 'other-quarter',
  now: TimeNs,
): string {
  const kept = freeName(file, why, now);
  // The logs first: a log left beside a new store could be replayed into it.
  for (const suffix of COMPANIONS) if (existsSync(file + suffix)) renameSync(file + suffix, kept + suffix);
  renameSync(file, kept);
  return kept;
}

/** Logs without their store (or with an empty one). Null where there is none. */
export function setOrphanLogAside(file: string, now: TimeNs): string | null {
  if (!existsSync(`${file}-wal`)) return null;
  const kept = freeName(file, 'damaged', now);
  for (const suffix of ['-wal', '-shm']) if (existsSync(file + suffix)) renameSync(file + suffix, kept + suffix);
  return `${kept}-wal`;
}

function freeName(file: string, why: string, now: TimeNs): string {
  const stamp = formatTime(now).replace(/\.\d+/, '').replace(/[-:]/g, '');
  for (let n = 1; ; n++) {
    const name = `${file}.${why}-${stamp}${n === 1 ? '' : `-${n}`}`;
    if (!['', ...COMPANIONS].some((suffix) => existsSync(name + suffix))) return name;
  }
}
