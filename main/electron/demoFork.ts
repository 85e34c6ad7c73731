import { utilityProcess } from 'electron';
import type { ForkFunction } from '../demo/client.ts';
import type { DemoMessage } from '../demo/protocol.ts';

/** The demo network in a process of Electron's own kind: a packaged app cannot start itself as plain Node. */
export function forkUtility(file: string): ForkFunction {
  return () => {
    const child = utilityProcess.fork(file, [], {
      serviceName: 'Pilotlight demo network',
      stdio: 'inherit',
    });
    return {
      send: (message) => child.postMessage(message),
      onMessage: (listener) => void child.on('message', (message: DemoMessage) => listener(message)),
      onExit: (listener) => void child.once('exit', (code) => listener(code)),
      kill: () => void child.kill(),
    };
  };
}
