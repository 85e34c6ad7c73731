import { parentPort } from 'node:worker_threads';
import { openStore } from '../store/openStore.ts';
import { systemEnvironment, toNanos } from './environment.ts';
import { createSyncHost } from './host.ts';
import type { FromWorker, SyncHost, ToWorker } from './messages.ts';
import { platformSuite } from './suite.ts';

// Entry of a worker thread: fetching, verification and SQL for a share of the chains, with a store connection of its own.

const port = parentPort;
if (port === null) throw new Error('the sync worker runs in a worker thread only');

function tell(message: FromWorker): void {
  port?.postMessage(message);
}

let host: SyncHost | null = null;
let close: () => Promise<void> = async () => {};

port.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'open': {
      const { storeFile, developmentRuntime, prepare } = message.options;
      const opened = openStore({
        file: storeFile,
        role: prepare === true ? 'owner' : 'worker',
        now: () => toNanos(systemEnvironment.now()),
      });
      const problems = opened.ok ? opened.problems : [opened.error];
      if (problems.length > 0) {
        tell({ type: 'events', events: problems.map((error) => ({ kind: 'problem', error })) });
      }
      if (prepare === true) tell({ type: 'opened' });
      if (!opened.ok) return;
      const { store } = opened;
      const own = createSyncHost({
        store,
        suite: platformSuite(),
        environment: systemEnvironment,
        developmentRuntime,
        onEvents: (events) => tell({ type: 'events', events }),
      });
      host = own;
      close = async () => {
        await own.close();
        store.close();
      };
      return;
    }
    case 'assign':
      host?.assign(message.assignment);
      return;
    case 'request': {
      const { id, method, request } = message;
      if (host === null) {
        const error = { code: 'store-unusable', category: 'store', params: {} };
        tell({ type: 'answer', id, answer: { ok: false, error } });
        return;
      }
      void host.request(method, request as never).then((answer) => tell({ type: 'answer', id, answer }));
      return;
    }
    case 'close':
      void close().then(() => {
        tell({ type: 'closed' });
        port.close();
      });
      return;
    default:
      message satisfies never;
  }
});
