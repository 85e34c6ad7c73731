import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { Connection, expectedError, isDamage, sqliteCode, storeError } from './connection.ts';
import { APPLICATION_ID, MIGRATIONS, STORE_VERSION } from './migrations.ts';
import { setAside, setOrphanLogAside } from './setAside.ts';
import { createStore } from './store.ts';
import type { OpenStoreOptions, OpenStoreOutcome, StoreProblem } from './types.ts';

const BUSY_TIMEOUT_MS = 5000;
/** Up to here the full check (indexes against tables as well) takes well under a second. */
const FULL_CHECK_BYTES = 64 * 1024 * 1024;

type Finding =
  | { readonly kind: 'sound' }
  | { readonly kind: 'corrupt'; readonly reason: string }
  | { readonly kind: 'newer'; readonly version: number };

/**
 * Opens the store, or starts a new one. A file that is damaged, not a store, or written by a newer version is renamed
 * (with its logs) and named in `problems`; it is never written to and never deleted.
 */
export function openStore(options: OpenStoreOptions): OpenStoreOutcome {
  const file = path.resolve(options.file);
  return options.role === 'worker' ? openAsWorker(file, options) : openAsOwner(file, options);
}

function openAsWorker(file: string, options: OpenStoreOptions): OpenStoreOutcome {
  if (sizeOf(file) === 0) return { ok: false, error: storeError('store-not-ready', { file }) };
  let connection: Connection | undefined;
  try {
    connection = new Connection(file, options.busyTimeoutMs ?? BUSY_TIMEOUT_MS);
    const version = connection.one('PRAGMA user_version')?.['user_version'];
    if (version !== BigInt(STORE_VERSION)) {
      connection.close();
      return { ok: false, error: storeError('store-not-ready', { file, version: Number(version) }) };
    }
    connection.configure();
    return { ok: true, store: createStore(file, connection), problems: [] };
  } catch (error) {
    connection?.close();
    return refusal(error, file);
  }
}

function openAsOwner(file: string, options: OpenStoreOptions): OpenStoreOutcome {
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
      const finding = inspect(connection, file);
      if (finding.kind === 'sound') {
        connection.configure();
        migrate(connection, file);
        return { ok: true, store: createStore(file, connection), problems };
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
              params: { file, keptAs, version: finding.version, known: STORE_VERSION },
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

function refusal(error: unknown, file: string): OpenStoreOutcome {
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
function inspect(connection: Connection, file: string): Finding {
  try {
    const version = Number(connection.one('PRAGMA user_version')?.['user_version'] ?? 0n);
    const application = Number(connection.one('PRAGMA application_id')?.['application_id'] ?? 0n);
    const objects = Number(connection.one('SELECT count(*) AS n FROM sqlite_master')?.['n'] ?? 0n);
    if (version === 0 && application === 0 && objects === 0) return { kind: 'sound' }; // new, or killed while being made
    if (application !== APPLICATION_ID) return { kind: 'corrupt', reason: 'not-a-store' };
    if (version > STORE_VERSION) return { kind: 'newer', version };
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

function migrate(connection: Connection, file: string): void {
  const versionNow = () => Number(connection.one('PRAGMA user_version')?.['user_version'] ?? 0n);
  const found = versionNow();
  // The previous generation stays beside the store, so that a failed upgrade loses nothing.
  if (found > 0 && found < STORE_VERSION) keepCopy(connection, `${file}.v${found}`);
  for (let version = found; version < STORE_VERSION; version++) {
    connection.transaction(() => {
      // Two processes may start at once: who waited for the lock finds the work done.
      if (versionNow() !== version) return;
      connection.exec(MIGRATIONS[version] as string);
      connection.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version + 1}`);
    });
  }
}

function keepCopy(connection: Connection, copy: string): void {
  if (sizeOf(copy) > 0) return;
  connection.run('VACUUM INTO ?', copy);
}

/** 0 where there is no such file. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function identityOf(file: string): string | null {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? null : `${stat.dev}:${stat.ino}`;
}
