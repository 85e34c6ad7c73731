import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** What tests put among temporary files goes with the run. */
export function setup(): () => void {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pilotlight-tests-'));
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
