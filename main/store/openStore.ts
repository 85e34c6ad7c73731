import path from 'node:path';
import { Connection, storeError } from './connection.ts';
import { APPLICATION_ID, MIGRATIONS, STORE_VERSION } from './migrations.ts';
import { BUSY_TIMEOUT_MS, openFile, refusal, sizeOf } from './openFile.ts';
import { createStore } from './store.ts';
import type { OpenStoreOptions, OpenStoreOutcome } from './types.ts';

/** Opens the store, or starts a new one: see openFile. */
export function openStore(options: OpenStoreOptions): OpenStoreOutcome {
  const file = path.resolve(options.file);
  if (options.role === 'worker') return openAsWorker(file, options);
  const opened = openFile({ applicationId: APPLICATION_ID, migrations: MIGRATIONS }, options);
  return opened.ok ? { ok: true, store: createStore(file, opened.connection), problems: opened.problems } : opened;
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
