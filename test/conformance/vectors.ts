import { existsSync } from 'node:fs';
import path from 'node:path';
import { findSets } from '../../main/cli/selftest/index.ts';

/** The published vectors lie beside the repository and are never copied into it. */
export const VECTORS = path.resolve(import.meta.dirname, '../../../shared/vectors/cometbft');

export const haveVectors = existsSync(VECTORS);

export function setFolder(name: string): string | undefined {
  if (!haveVectors) return undefined;
  return findSets(VECTORS).find((found) => found.name === name)?.folder;
}
