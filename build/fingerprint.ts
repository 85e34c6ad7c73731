import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.ts';

/** A digest over the names and bytes of all files under `sources` (files or folders, relative to the project). */
export function fingerprint(sources: readonly string[]): string {
  const digest = createHash('sha256').update(process.version.split('.')[0] as string);
  for (const source of [...sources].sort()) addEntry(digest, source);
  return digest.digest('hex');
}

function addEntry(digest: ReturnType<typeof createHash>, relative: string): void {
  const absolute = path.join(root, relative);
  if (!existsSync(absolute)) return;
  if (statSync(absolute).isDirectory()) {
    for (const name of readdirSync(absolute).sort()) addEntry(digest, `${relative}/${name}`);
    return;
  }
  const bytes = readFileSync(absolute);
  digest.update(`${relative}\0${bytes.length}\0`).update(bytes);
}
