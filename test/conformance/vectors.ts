import { existsSync } from 'node:fs';
import path from 'node:path';
import { findSets } from '../../main/cli/selftest/index.ts';

/** The published vectors lie beside the repository and are never copied into it. */
const VECTORS = path.resolve(import.meta.dirname, '../../../shared/vectors');

export function setFolder(name: string): string | undefined {
  const families = ['cometbft', 'guomi'].map((family) => path.join(VECTORS, family)).filter((one) => existsSync(one));
  return families.flatMap((family) => findSets(family)).find((found) => found.name === name)?.folder;
}
