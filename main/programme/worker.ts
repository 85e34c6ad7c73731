import { parentPort } from 'node:worker_threads';
import { systemEnvironment } from '../sync/environment.ts';
import type { FromOffice, ToOffice } from './client.ts';
import { type OfficeHost, openOffice } from './openOffice.ts';
import { keeperOverMessages } from './trust/keepers.ts';

// Entry of the office's thread: its file, its rules, imports and exports. The main thread only relays.

const port = parentPort;
if (port === null) throw new Error('the office runs in a worker thread only');

function tell(message: FromOffice): void {
  port?.postMessage(message);
}

const keeper = keeperOverMessages(port);
let office: Promise<OfficeHost | null> = Promise.resolve(null);

port.on('message', (message: ToOffice) => {
  switch (message.type) {
    case 'open':
      office = openOffice({
        options: message.options,
        environment: systemEnvironment,
        keeper,
        onChanged: () => tell({ type: 'changed' }),
        onProblem: (error) => tell({ type: 'problem', error }),
        onKeys: () => tell({ type: 'keys' }),
      }).then((opened) => {
        tell(opened.ok ? { type: 'opened' } : { type: 'refused', error: opened.error });
        return opened.ok ? opened.value : null;
      });
      return;
    case 'call': {
      const { id, method, request } = message;
      void office.then(async (host) => {
        if (host === null) return;
        tell({ type: 'answer', id, answer: await host.call(method, request) });
      });
      return;
    }
    case 'observe':
      void office.then((host) => host?.observe(message.evidence));
      return;
    case 'pack':
      void office.then((host) => host?.usePack(message.pack));
      return;
    case 'close':
      void office
        .then((host) => host?.close())
        .finally(() => {
          tell({ type: 'closed' });
          port.close();
        });
      return;
    default:
      // The keychain's answers travel on the same port.
      return;
  }
});
