import { stat } from 'node:fs/promises';
import * as v from 'valibot';
import type { WireError } from '../../contract/error.ts';
import type { Outcome } from '../../contract/services.ts';
import { readBounded, writeWhole } from '../../files.ts';
import { parseStrictJson } from '../../providers/strictJson.ts';
import { type TrustErrorCode, trustError } from './errors.ts';
import { whereAndWhy } from './shapes.ts';

// A small JSON file of this machine: read whole, checked, written whole. One writer; changes wait for each other.

const MAX_BYTES = 64 * 1024 * 1024;

export interface KeptFile<T> {
  current(): T;
  /** The file first, then what `current` gives. */
  change(next: (now: T) => T): Promise<Outcome<T>>;
  readonly problem: WireError | null;
}

export async function openKept<T>(
  file: string,
  schema: v.GenericSchema<unknown, T>,
  empty: T,
  unreadable: TrustErrorCode,
): Promise<KeptFile<T>> {
  let current = empty;
  let problem: WireError | null = null;
  const bytes = await readBounded(file, MAX_BYTES);
  if (bytes.ok) {
    const parsed = parse(bytes.value, schema);
    if (parsed.ok) current = parsed.value;
    else problem = trustError(unreadable, { file, ...parsed.why });
  } else if (bytes.error.params['reason'] !== 'ENOENT') problem = bytes.error;
  const damaged = problem;
  let writing: Promise<unknown> = Promise.resolve();
  return {
    problem,
    current: () => current,
    change(next) {
      const turn = writing.then(async (): Promise<Outcome<T>> => {
        // Never over a file that could not be read: it may hold the only copy of a key.
        if (damaged !== null) return { ok: false, error: damaged };
        const value = next(current);
        const written = await writeWhole(file, `${JSON.stringify(value, null, 1)}\n`);
        if (!written.ok) return written;
        current = value;
        return { ok: true, value };
      });
      writing = turn;
      return turn;
    },
  };
}

function parse<T>(
  bytes: Uint8Array,
  schema: v.GenericSchema<unknown, T>,
):
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: { readonly where: string; readonly why: string } } {
  let json: unknown;
  try {
    json = parseStrictJson(bytes, 'file');
  } catch {
    return { ok: false, why: { where: '', why: 'json' } };
  }
  const parsed = v.safeParse(schema, json, { abortEarly: true });
  return parsed.success ? { ok: true, value: parsed.output } : { ok: false, why: whereAndWhy(parsed.issues) };
}

/** Whether others than its owner may read a file; where the system has no such modes, or no such file, it is closed. */
export async function isOpenToOthers(file: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  try {
    return ((await stat(file)).mode & 0o077) !== 0;
  } catch {
    return false;
  }
}
