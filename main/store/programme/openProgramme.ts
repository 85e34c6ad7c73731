import path from 'node:path';
import { type OpenFileOptions, openFile, refusal } from '../openFile.ts';
import { PROGRAMME_APPLICATION_ID, PROGRAMME_MIGRATIONS } from './migrations.ts';
import { createProgrammeStore } from './programmeStore.ts';
import type { OpenProgrammeOutcome } from './types.ts';

/** Opens the programme's file, or starts a new one, with the same care as the store of the chains: see openFile. */
export function openProgramme(options: OpenFileOptions): OpenProgrammeOutcome {
  const file = path.resolve(options.file);
  const opened = openFile({ applicationId: PROGRAMME_APPLICATION_ID, migrations: PROGRAMME_MIGRATIONS }, options);
  if (!opened.ok) return opened;
  try {
    return { ok: true, store: createProgrammeStore(file, opened.connection), problems: opened.problems };
  } catch (error) {
    opened.connection.close();
    return refusal(error, file);
  }
}
