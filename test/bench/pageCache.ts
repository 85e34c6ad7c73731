import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

export interface Eviction {
  readonly megabytes: number;
  /** Of these; null where nothing can tell. */
  readonly leftMegabytes: number | null;
}

/**
 * Asks the kernel to forget what it holds of these files (posix_fadvise, by way of dd; Linux). No rights are needed, and
 * nobody else's files are touched; what another running program has mapped stays.
 */
export function evict(places: readonly string[]): Eviction {
  const files = places.flatMap(filesOf);
  const megabytes = files.reduce((sum, file) => sum + statSync(file).size, 0) / 1024 / 1024;
  spawnSync('sync');
  for (const file of files) spawnSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' });
  const told = spawnSync('fincore', ['--bytes', '--noheadings', '--output', 'RES', ...files], { encoding: 'utf8' });
  if (told.status !== 0) return { megabytes, leftMegabytes: null };
  const left = told.stdout.split('\n').reduce((sum, line) => sum + Number(line.trim() || 0), 0);
  return { megabytes, leftMegabytes: left / 1024 / 1024 };
}

function filesOf(place: string): string[] {
  const stat = statSync(place, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (stat.isFile()) return [place];
  return readdirSync(place, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() || entry.isFile() ? filesOf(path.join(place, entry.name)) : [],
  );
}
