import { fileURLToPath } from 'node:url';
import { keepHeapsSmall } from '../smallHeap.ts';
import { DemoCache } from './cache.ts';
import { runHistoryWorker } from './histories.ts';
import { DemoNetwork } from './network.ts';
import type { DemoMessage, DemoOptions, DemoRequest } from './protocol.ts';

// The demo network's own process. Started by main/demo/client.ts; the same file runs as a worker thread for the history.

/** What Electron's utility process has in place of process.send. */
interface ParentPort {
  postMessage(message: DemoMessage): void;
  on(event: 'message', listener: (event: { data: DemoRequest }) => void): void;
}

const SAY_EVERY_MS = 500;

if (!runHistoryWorker()) main();

function main(): void {
  keepHeapsSmall();
  const port = (process as unknown as { parentPort?: ParentPort }).parentPort;
  const send = (message: DemoMessage): void => {
    if (port !== undefined) port.postMessage(message);
    // The parent may be gone at any moment: its disconnect ends this process.
    else if (process.connected) process.send?.(message, undefined, {}, () => {});
  };
  // Electron tells a utility process nothing of its parent's death; the number of the parent changes then.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, 1000).unref();
  let network: Promise<DemoNetwork> | undefined;

  const receive = (request: DemoRequest): void => {
    switch (request.type) {
      case 'start':
        network ??= start(request.options, send);
        network.catch((cause: unknown) => {
          send({
            type: 'error',
            error: { code: 'demo-start-failed', category: 'demo', params: { reason: String(cause) } },
          });
          process.exitCode = 1;
          setTimeout(() => process.exit(1), 100);
        });
        return;
      case 'drill':
        void network?.then((running) =>
          send({ type: 'drilled', id: request.id, error: running.drill(request.chainId, request.kind) }),
        );
        return;
      case 'stop':
        void Promise.resolve(network)
          .then((running) => running?.close())
          .catch(() => undefined)
          .then(() => {
            send({ type: 'stopped' });
            setImmediate(() => process.exit(0));
          });
    }
  };

  if (port !== undefined) port.on('message', ({ data }) => receive(data));
  else {
    process.on('message', (message) => receive(message as DemoRequest));
    // The app is gone, however it went: the chains go with it. Every block shown is on disk already.
    process.on('disconnect', () => process.exit(0));
  }
}

async function start(options: DemoOptions, send: (message: DemoMessage) => void): Promise<DemoNetwork> {
  const cache = await DemoCache.open(options.cacheDir);
  // A given time is that of the start; it goes on from there as the clock does.
  const offset = options.now === undefined ? 0 : options.now - Date.now();
  let running: DemoNetwork | undefined;
  let saidAt = Number.NEGATIVE_INFINITY;
  const ready = (network: DemoNetwork, partial: boolean): void => {
    const { networkId, networkPack, programmePack, anchors } = network;
    send({ type: 'ready', networkId, networkPack, programmePack, anchors, ...(partial && { partial }) });
  };
  running = await DemoNetwork.start({
    seed: options.seed,
    now: () => Date.now() + offset,
    cache,
    workerFile: fileURLToPath(import.meta.url),
    ...(options.chains === undefined ? {} : { chains: options.chains }),
    ...(options.blockTimeFactor === undefined ? {} : { blockTimeFactor: options.blockTimeFactor }),
    onProgress: (phase, done, total) => send({ type: 'progress', phase, done, total }),
    onError: (error) => send({ type: 'error', error }),
    onSome(network) {
      // The first chain at once; every message makes the app look at all of them again.
      if (performance.now() - saidAt < SAY_EVERY_MS) return;
      saidAt = performance.now();
      ready(network, true);
    },
    onPackChanged: () => {
      if (running !== undefined)
        send({ type: 'packChanged', networkPack: running.networkPack, anchors: running.anchors });
    },
  });
  ready(running, false);
  return running;
}
