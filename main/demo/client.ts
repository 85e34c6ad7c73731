import { type ChildProcess, fork } from 'node:child_process';
import type { NetworkPack } from '../programme/packs.ts';
import type {
  DemoAnchor,
  DemoError,
  DemoMessage,
  DemoOptions,
  DemoPhase,
  DemoReady,
  DemoRequest,
  DrillRequest,
} from './protocol.ts';

/** A running child, whichever kind of process carries it. */
export interface DemoChild {
  send(message: DemoRequest): void;
  onMessage(listener: (message: DemoMessage) => void): void;
  /** Called once; `code` null where a signal ended it. */
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}

/** Starts main/demo/process. Plain Node: `forkNode(file)`; Electron passes its own over `utilityProcess.fork`. */
export type ForkFunction = () => DemoChild;

export interface DemoEvents {
  onProgress?(phase: DemoPhase, done: number, total: number): void;
  onReady(ready: DemoReady): void;
  /** A new network pack is in force (the drill "expire" shortens a trusting period, its end puts it back). */
  onPackChanged?(networkPack: NetworkPack, anchors: readonly DemoAnchor[]): void;
  /** Also when the process died: `demo-stopped` with its exit code. Never thrown. */
  onError(error: DemoError): void;
}

export interface DemoHandle {
  /** Resolves when the drill is in force; the value says what was wrong, or null. */
  drill(chainId: string, kind: DrillRequest): Promise<DemoError | null>;
  /** Asks the process to write its state and go; kills it after two seconds. */
  stop(): Promise<void>;
}

const STOP_PATIENCE_MS = 2000;

export function startDemo(forkDemo: ForkFunction, options: DemoOptions, events: DemoEvents): DemoHandle {
  const waiting = new Map<number, (error: DemoError | null) => void>();
  let nextId = 1;
  let ended: DemoError | null = null;
  let stopping = false;
  let onGone: () => void = () => {};
  const gone = new Promise<void>((resolve) => {
    onGone = resolve;
  });

  function end(params: DemoError['params']): void {
    if (ended !== null) return;
    ended = { code: 'demo-stopped', category: 'demo', params };
    for (const answer of waiting.values()) answer(ended);
    waiting.clear();
    if (!stopping) events.onError(ended);
    onGone();
  }

  let child: DemoChild;
  try {
    child = forkDemo();
  } catch (cause) {
    const error: DemoError = { code: 'demo-start-failed', category: 'demo', params: { reason: String(cause) } };
    ended = error;
    queueMicrotask(() => events.onError(error));
    return { drill: async () => error, stop: async () => {} };
  }

  child.onExit((code) => end(code === null ? {} : { exitCode: code }));
  child.onMessage((message) => {
    switch (message.type) {
      case 'progress':
        return events.onProgress?.(message.phase, message.done, message.total);
      case 'ready': {
        const { type: _, ...ready } = message;
        return events.onReady(ready);
      }
      case 'packChanged':
        return events.onPackChanged?.(message.networkPack, message.anchors);
      case 'drilled': {
        waiting.get(message.id)?.(message.error);
        waiting.delete(message.id);
        return;
      }
      case 'error':
        return events.onError(message.error);
      case 'stopped':
        return;
    }
  });
  child.send({ type: 'start', options });

  return {
    drill(chainId, kind) {
      if (ended !== null) return Promise.resolve(ended);
      const id = nextId++;
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        child.send({ type: 'drill', id, chainId, kind });
      });
    },
    async stop() {
      if (ended !== null) return;
      stopping = true;
      child.send({ type: 'stop' });
      const timer = setTimeout(() => child.kill(), STOP_PATIENCE_MS);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** The demo network under plain Node. `file` is the built main/demo/process; `execArgv` for a loader, where one is used. */
export function forkNode(file: string, args: readonly string[] = [], execArgv: readonly string[] = []): ForkFunction {
  return () =>
    childOf(fork(file, [...args], { execArgv: [...execArgv], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
}

function childOf(child: ChildProcess): DemoChild {
  return {
    // A child that is gone cannot be written to; its exit has been or will be reported.
    send: (message) => void (child.connected && child.send(message, () => {})),
    onMessage: (listener) => void child.on('message', (message) => listener(message as DemoMessage)),
    onExit: (listener) => {
      let told = false;
      const tell = (code: number | null): void => {
        if (told) return;
        told = true;
        listener(code);
      };
      child.once('exit', (code) => tell(code));
      child.once('error', () => tell(null));
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
