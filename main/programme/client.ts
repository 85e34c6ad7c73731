import type { Worker } from 'node:worker_threads';
import type { WireError } from '../contract/error.ts';
import type { Outcome } from '../contract/services.ts';
import { unexpectedError } from '../contract/toWire.ts';
import { startWorker } from '../smallHeap.ts';
import { backoffMs } from '../sync/backoff.ts';
import type { Environment } from '../sync/environment.ts';
import type { ChainEvidence } from './office.ts';
import type { OfficeCallMethod, OfficeEvents, OfficeHost, OfficeOptions } from './openOffice.ts';
import type { ProgrammePack } from './packs.ts';
import { serveKeeper } from './trust/keepers.ts';
import type { KeyKeeper } from './trust/types.ts';

// The main thread's side of the office: the same questions, answered in a thread of its own. A thread that dies is started
// anew; whoever waited for it is told so, and nothing is lost, since what was answered was on disk.

export type ToOffice =
  | { readonly type: 'open'; readonly options: OfficeOptions }
  | { readonly type: 'call'; readonly id: number; readonly method: OfficeCallMethod; readonly request: unknown }
  | { readonly type: 'observe'; readonly evidence: ChainEvidence }
  | { readonly type: 'pack'; readonly pack: ProgrammePack | null }
  | { readonly type: 'close' };

export type FromOffice =
  | { readonly type: 'opened' }
  | { readonly type: 'refused'; readonly error: WireError }
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'changed' }
  | { readonly type: 'keys' }
  | { readonly type: 'problem'; readonly error: WireError }
  | { readonly type: 'closed' };

export interface OfficeClientDeps extends OfficeEvents {
  /** The bundled main/programme/worker. */
  readonly file: string;
  readonly options: OfficeOptions;
  readonly environment: Environment;
  readonly keeper: KeyKeeper;
  /** A new thread knows nothing of what was observed: it is to be told again. */
  readonly onStarted: () => void;
}

const CLOSE_PATIENCE_MS = 3000;
/** What it makes is short-lived or stays; a larger young generation only keeps memory. */
const LIMITS = { resourceLimits: { maxYoungGenerationSizeMb: 8 } };
const ENDED: WireError = { code: 'worker-died', category: 'bug', params: { where: 'office' } };

export function createOfficeClient(deps: OfficeClientDeps): OfficeHost {
  const { environment } = deps;
  const closing = new AbortController();
  const pending = new Map<number, (answer: Outcome<unknown>) => void>();
  let worker: Worker | null = null;
  let pack: ProgrammePack | null = null;
  let refusal: WireError | null = null;
  let deaths = 0;
  let nextId = 1;

  function start(): void {
    if (closing.signal.aborted) return;
    const started = startWorker(deps.file, LIMITS);
    worker = started;
    serveKeeper(started, deps.keeper);
    let reason: WireError | null = null;
    started.on('message', (message: FromOffice) => onMessage(message));
    started.on('error', (thrown) => {
      reason = unexpectedError('office', thrown);
    });
    started.on('exit', () => {
      if (worker === started) worker = null;
      if (!closing.signal.aborted) void died(reason ?? ENDED);
    });
    send({ type: 'open', options: deps.options });
    if (pack !== null) send({ type: 'pack', pack });
    deps.onStarted();
  }

  function onMessage(message: FromOffice): void {
    switch (message.type) {
      case 'opened':
        deaths = 0;
        deps.onChanged();
        return;
      case 'refused':
        // The file cannot be opened: asking again would change nothing.
        refusal = message.error;
        deps.onProblem(message.error);
        failAll(message.error);
        return;
      case 'answer':
        pending.get(message.id)?.(message.answer as Outcome<unknown>);
        pending.delete(message.id);
        return;
      case 'changed':
        deps.onChanged();
        return;
      case 'keys':
        deps.onKeys?.();
        return;
      case 'problem':
        deps.onProblem(message.error);
        return;
      default:
        // 'closed', and the keychain's questions, which are answered elsewhere.
        return;
    }
  }

  function failAll(error: WireError): void {
    for (const answer of pending.values()) answer({ ok: false, error });
    pending.clear();
  }

  async function died(error: WireError): Promise<void> {
    deaths += 1;
    deps.onProblem(error);
    failAll(error);
    try {
      await environment.sleep(backoffMs(deaths, environment.random), closing.signal);
    } catch {
      return;
    }
    start();
  }

  function send(message: ToOffice): void {
    worker?.postMessage(message);
  }

  start();

  return {
    call(method, request) {
      if (refusal !== null) return Promise.resolve({ ok: false, error: refusal });
      if (worker === null) return Promise.resolve({ ok: false, error: ENDED });
      const id = nextId++;
      return new Promise((resolve) => {
        pending.set(id, resolve);
        send({ type: 'call', id, method, request });
      });
    },
    observe: (evidence) => send({ type: 'observe', evidence }),
    usePack(next) {
      pack = next;
      send({ type: 'pack', pack: next });
    },
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      failAll(ENDED);
      const leaving = worker;
      if (leaving === null) return;
      const gone = new Promise<void>((resolve) => leaving.once('exit', () => resolve()));
      leaving.postMessage({ type: 'close' } satisfies ToOffice);
      await Promise.race([gone, environment.sleep(CLOSE_PATIENCE_MS)]);
      await leaving.terminate();
    },
  };
}
