import type { WireError } from '../contract/error.ts';
import { openStore } from '../store/openStore.ts';
import { toNanos } from './environment.ts';
import { createSyncHost, type HostDeps } from './host.ts';
import type { SyncHost } from './messages.ts';
import { platformSuite } from './suite.ts';

export type LocalHostOptions = Omit<HostDeps, 'store' | 'suite'> & { readonly storeFile: string };

/** Followers in this thread, with their store. Null where the store cannot be used: why is among the problems. */
export function openLocalHost(options: LocalHostOptions): {
  readonly host: SyncHost | null;
  readonly problems: readonly WireError[];
} {
  const { environment } = options;
  const opened = openStore({ file: options.storeFile, now: () => toNanos(environment.now()) });
  if (!opened.ok) return { host: null, problems: [opened.error] };
  const { store, problems } = opened;
  const host = createSyncHost({ ...options, store, suite: platformSuite() });
  const close = async (): Promise<void> => {
    await host.close();
    store.close();
  };
  return { host: { ...host, close }, problems };
}
