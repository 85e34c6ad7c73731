import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { TimeNs } from '../../light-client/codec/time.ts';
import { Connection, expectedError, isDamage, sqliteCode, storeError } from './connection.ts';
import { setAside, setOrphanLogAside } from './setAside.ts';
import type { StoreError, StoreProblem } from './types.ts';

/** What a kind of database file is known by, and how an older one becomes the newest. */
export interface FileSchema {
  readonly applicationId: number;
  /** Step i brings a file from version i to i + 1. */
  readonly migrations: readonly string[];
}

export interface OpenFileOptions {
  readonly file: string;
  /** For time-stamps of files set aside; nanoseconds. */
  readonly now: () => TimeNs;
  readonly busyTimeoutMs?: number | undefined;
}

export type OpenFileOutcome =
  | { readonly ok: true; readonly connection: Connection; readonly problems: readonly StoreProblem[] }
  | { readonly ok: false; readonly error: StoreError };

export const BUSY_TIMEOUT_MS = 5000;
/** Up to here the full check (indexes against tables as well) takes well under a second. */
const FULL_CHECK_BYTES = 64 * 1024 * 1024;

type Finding =
  | { readonly kind: 'sound' }
  | { readonly kind: 'corrupt'; readonly reason: string }
  | { readonly kind: 'newer'; readonly version: number };

/**
 * Opens a database file for writing, or starts a new one. A file that is damaged, of another kind, or written by a newer
 * version is renamed (with its logs) and named in `problems`; it is never written to and never deleted.
 */
export function openFile(schema: FileSchema, options: OpenFileOptions): OpenFileOutcome {
  const file = path.resolve(options.file);
  const problems: StoreProblem[] = [];
  // Twice at most: what was found, and the new file after it was set aside.
  for (let round = 0; round < 2; round++) {
    let connection: Connection | undefined;
    try {
      mkdirSync(path.dirname(file), { recursive: true });
      if (sizeOf(file) === 0) {
        const keptAs = setOrphanLogAside(file, options.now());
        if (keptAs !== null) problems.push(corrupt(file, keptAs, 'log-without-store'));
      }
      const identity = identityOf(file);
      connection = new Connection(file, options.busyTimeoutMs ?? BUSY_TIMEOUT_MS);
      const finding = inspect(connection, file, schema);
      if (finding.kind === 'sound') {
        connection.configure();
        migrate(connection, file, schema);
        return { ok: true, connection, problems };
      }
      connection.close();
      connection = undefined;
      // Another process may have set the same file aside in the meantime: then this name is its new store.
      if (identity !== null && identityOf(file) !== identity) continue;
      const keptAs = setAside(file, finding.kind === 'newer' ? 'newer' : 'damaged', options.now());
      problems.push(
        finding.kind === 'newer'
          ? {
              code: 'store-from-newer-version',
              category: 'store',
              params: { file, keptAs, version: finding.version, known: schema.migrations.length },
            }
          : corrupt(file, keptAs, finding.reason),
      );
    } catch (error) {
      connection?.close();
      return refusal(error, file);
    }
  }
  return { ok: false, error: storeError('store-unusable', { file, reason: 'replaced-while-opening' }) };
}

export function refusal(error: unknown, file: string): { readonly ok: false; readonly error: StoreError } {
  const expected = expectedError(error) ?? fileSystemError(error);
  if (expected === undefined) throw error;
  return { ok: false, error: { ...expected, params: { file, ...expected.params } } };
}

function fileSystemError(error: unknown): ReturnType<typeof storeError> | undefined {
  const code = (error as { code?: unknown }).code;
  const known = typeof code === 'string' && /^E[A-Z]+$/.test(code);
  return known ? storeError(code === 'ENOSPC' ? 'store-full' : 'store-unusable', { reason: code }) : undefined;
}

function corrupt(file: string, keptAs: string, reason: string): StoreProblem {
  return { code: 'store-corrupt', category: 'store', params: { file, keptAs, reason } };
}

/** Reads only. A lock or an unreadable file is thrown: that is no damage. */
function inspect(connection: Connection, file: string, schema: FileSchema): Finding {
  try {
    const version = Number(connection.one('PRAGMA user_version')?.['user_version'] ?? 0n);
    const application = Number(connection.one('PRAGMA application_id')?.['application_id'] ?? 0n);
    const objects = Number(connection.one('SELECT count(*) AS n FROM sqlite_master')?.['n'] ?? 0n);
    if (version === 0 && application === 0 && objects === 0) return { kind: 'sound' }; // new, or killed while being made
    if (application !== schema.applicationId) return { kind: 'corrupt', reason: 'not-a-store' };
    if (version > schema.migrations.length) return { kind: 'newer', version };
    const check = sizeOf(file) <= FULL_CHECK_BYTES ? 'integrity_check' : 'quick_check';
    const answers = connection.all(`PRAGMA ${check}(1)`).map((row) => String(Object.values(row)[0]));
    if (answers.length !== 1 || answers[0] !== 'ok') return { kind: 'corrupt', reason: 'integrity' };
    if (connection.all('PRAGMA foreign_key_check').length > 0) return { kind: 'corrupt', reason: 'integrity' };
    return { kind: 'sound' };
  } catch (error) {
    const code = sqliteCode(error);
    // A read that hits the end of a truncated file is an I/O error to SQLite.
    if (isDamage(code)) return { kind: 'corrupt', reason: code };
    if (code === 'SQLITE_IOERR_SHORT_READ' || (code === 'SQLITE_ERROR' && isSchemaDamage(error)))
      return { kind: 'corrupt', reason: code };
    throw error;
  }
}

function isSchemaDamage(error: unknown): boolean {
  return error instanceof Error && /malformed|corrupt|unsupported file format/i.test(error.message);
}

function migrate(connection: Connection, file: string, { applicationId, migrations }: FileSchema): void {
  const versionNow = () => Number(connection.one('PRAGMA user_version')?.['user_version'] ?? 0n);
  const found = versionNow();
  // The previous generation stays beside the store, so that a failed upgrade loses nothing.
  if (found > 0 && found < migrations.length) keepCopy(connection, `${file}.v${found}`);
  for (let version = found; version < migrations.length; version++) {
    connection.transaction(() => {
      // Two processes may start at once: who waited for the lock finds the work done.
      if (versionNow() !== version) return;
      connection.exec(migrations[version] as string);
      connection.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version + 1}`);
    });
  }
}

function keepCopy(connection: Connection, copy: string): void {
  if (sizeOf(copy) > 0) return;
  connection.run('VACUUM INTO ?', copy);
}

/** 0 where there is no such file. */
export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function identityOf(file: string): string | null {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? null : `${stat.dev}:${stat.ino}`;
}
