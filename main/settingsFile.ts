import path from 'node:path';
import * as v from 'valibot';
import type { WireError } from './contract/error.ts';
import { settingsSchema } from './contract/schemas.ts';
import type { Language, Outcome, Settings } from './contract/services.ts';
import { readBounded, writeWhole } from './files.ts';

/** Sixty tables of sixty columns with the longest names. */
const MAX_BYTES = 512 * 1024;
const fileSchema = v.object({ version: v.literal(1), settings: settingsSchema });

export interface SettingsFile {
  readonly current: () => Settings;
  save(settings: Settings): Promise<Outcome<Settings>>;
}

/** A settings file that cannot be read is left where it is until the next save; until then the defaults hold. */
export async function openSettings(
  dataDir: string,
  defaultLanguage: Language,
): Promise<{ readonly settings: SettingsFile; readonly problems: readonly WireError[] }> {
  const file = path.join(dataDir, 'settings.json');
  let current: Settings = { language: defaultLanguage, theme: 'system', network: 'demo' };
  const problems: WireError[] = [];
  const bytes = await readBounded(file, MAX_BYTES);
  if (bytes.ok) {
    const parsed = v.safeParse(fileSchema, parseJson(bytes.value));
    if (parsed.success) current = parsed.output.settings;
    else problems.push({ code: 'settings-unreadable', category: 'input', params: { file } });
  } else if (bytes.error.params['reason'] !== 'ENOENT') problems.push(bytes.error);
  let writing: Promise<unknown> = Promise.resolve();
  return {
    problems,
    settings: {
      current: () => current,
      async save(settings) {
        // One after the other: the last one saved is the one that stays.
        const turn = writing.then(() => writeWhole(file, `${JSON.stringify({ version: 1, settings }, null, 2)}\n`));
        writing = turn;
        const written = await turn;
        if (!written.ok) return written;
        current = settings;
        return { ok: true, value: settings };
      },
    },
  };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
