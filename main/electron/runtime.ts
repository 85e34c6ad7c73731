import { existsSync } from 'node:fs';
import path from 'node:path';
import type { AppSnapshot } from '../contract/figures.ts';

/** Electron's makers support three major versions with security fixes; these are the three of this release. */
const OLDEST_SUPPORTED_MAJOR = 43;

/** Lies beside the executable of a runtime that no release may be made from (build/electron-fallback.ts). */
const MARKER = 'DEVELOPMENT-AND-TESTS-ONLY';

export function describeRuntime(version: string, executable: string): AppSnapshot['runtime'] {
  const major = Number(version.split('.')[0]);
  const developmentOnly = !(major >= OLDEST_SUPPORTED_MAJOR) || existsSync(path.join(path.dirname(executable), MARKER));
  return { name: 'Electron', version, developmentOnly };
}
