import os from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { WireError } from '../contract/error.ts';
import { unexpectedError } from '../contract/toWire.ts';
import { backoffMs } from './backoff.ts';
import type { Environment } from './environment.ts';
import type {
  Assignment,
  FromWorker,
  HostEvent,
  HostMethod,
  HostRequests,
  SyncHost,
  ToWorker,
  WorkerOptions,
} from './messages.ts';
import { warmWorker } from './warmWorker.ts';

// The main thread's side: distributes chains over worker threads, merges what they tell, and starts a worker anew that
// died. Looks like one host.

export interface PoolDeps {
  /** The bundled main/sync/worker. */
  readonly file: string;
  /** One that was started ahead, by `warmWorker`. */
  readonly warm?: Worker | undefined;
  readonly options: WorkerOptions;
  readonly environment: Environment;
  readonly onEvents: (events: readonly HostEvent[]) => void;
  /** Default: all cores but one, at most four. */
  readonly size?: number;
}

interface Slot {
  worker: Worker | null;
  assignment: Assignment | null;
  readonly pending: Map<number, (answer: unknown) => void>;
  /** What it is told once the store is ready. */
  held: ToWorker[];
  deaths: number;
}

const CLOSE_PATIENCE_MS = 3000;

export function poolSize(): number {
  return Math.max(1, Math.min(4, os.cpus().length - 1));
}

export function createPool(deps: PoolDeps): SyncHost {
  const { environment, onEvents } = deps;
  const slots: Slot[] = Array.from({ length: deps.size ?? poolSize() }, () => ({
    worker: null,
    assignment: null,
    pending: new Map(),
    held: [],
    deaths: 0,
  }));
  const slotOfChain = new Map<string, Slot>();
  const chainOfScenario = new Map<string, string>();
  const closing = new AbortController();
  let nextId = 1;
  let warm = deps.warm;
  /** The first worker makes the store ready; the others open what is there. */
  let prepared = false;

  function send(slot: Slot, message: ToWorker): void {
    if (prepared || slot === slots[0]) slot.worker?.postMessage(message);
    else slot.held.push(message);
  }

  function takeWarm(): Worker | undefined {
    const taken = warm;
    warm = undefined;
    // An ended thread has no id.
    return taken?.threadId === -1 ? undefined : taken;
  }

  function start(slot: Slot): void {
    if (closing.signal.aborted) return;
    const worker = takeWarm() ?? warmWorker(deps.file);
    slot.worker = worker;
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'events') onEvents(message.events);
      else if (message.type === 'opened') letOthersIn();
      else if (message.type === 'answer') {
        slot.pending.get(message.id)?.(message.answer);
        slot.pending.delete(message.id);
      }
    });
    let reason: WireError | null = null;
    worker.on('error', (thrown) => {
      reason = unexpectedError('worker', thrown);
    });
    worker.on('exit', (code) => {
      if (slot.worker === worker) slot.worker = null;
      if (!closing.signal.aborted)
        void died(slot, reason ?? { code: 'worker-died', category: 'bug', params: { exitCode: code } });
    });
    slot.held = [];
    send(slot, { type: 'open', options: { ...deps.options, prepare: slot === slots[0] && !prepared } });
    if (slot.assignment !== null) send(slot, { type: 'assign', assignment: slot.assignment });
  }

  function letOthersIn(): void {
    prepared = true;
    for (const slot of slots) {
      for (const message of slot.held) slot.worker?.postMessage(message);
      slot.held = [];
    }
  }

  /** Its chains are on disk: a new worker goes on from there. */
  async function died(slot: Slot, error: WireError): Promise<void> {
    slot.deaths += 1;
    onEvents([{ kind: 'problem', error }]);
    for (const answer of slot.pending.values()) answer({ ok: false, error });
    slot.pending.clear();
    try {
      await environment.sleep(backoffMs(slot.deaths, environment.random), closing.signal);
    } catch {
      return;
    }
    start(slot);
  }

  function assign(assignment: Assignment): void {
    chainOfScenario.clear();
    const shares = new Map<Slot, Assignment['chains'][number][]>(slots.map((slot) => [slot, []]));
    const wanted = new Set(assignment.chains.map(({ config }) => config.chainId));
    for (const chainId of [...slotOfChain.keys()]) if (!wanted.has(chainId)) slotOfChain.delete(chainId);
    const load = (slot: Slot) => [...slotOfChain.values()].filter((other) => other === slot).length;
    for (const chain of assignment.chains) {
      const { chainId } = chain.config;
      // A chain stays where it is: moving it would mean starting it again.
      const slot = slotOfChain.get(chainId) ?? [...slots].sort((a, b) => load(a) - load(b))[0];
      if (slot === undefined) continue;
      slotOfChain.set(chainId, slot);
      shares.get(slot)?.push(chain);
      for (const { scenarioId } of chain.scenarios) chainOfScenario.set(scenarioId, chainId);
    }
    for (const slot of slots) {
      const chains = shares.get(slot) ?? [];
      slot.assignment = { ...assignment, chains };
      if (slot.worker === null && slot.deaths === 0) start(slot);
      else send(slot, { type: 'assign', assignment: slot.assignment });
    }
  }

  function slotFor(method: HostMethod, request: unknown): Slot | undefined {
    const { chainId, figureId } = request as { chainId?: string; figureId?: string };
    const owner = chainId ?? chainOfScenario.get(figureId?.split('/')[1] ?? '');
    if (owner !== undefined) return slotOfChain.get(owner);
    // The store is everybody's, and the first worker has made it ready.
    if (method === 'claimStore') return slots[0];
    // Files belong to no chain: whoever has the least to do checks them.
    return method === 'verifyEvidence' ? [...slots].sort((a, b) => a.pending.size - b.pending.size)[0] : undefined;
  }

  // At once, before any chain is known: the store is made ready, and files are checked without a network, too.
  if (slots[0] !== undefined) start(slots[0]);

  return {
    assign,
    request(method, request) {
      type Answer = ReturnType<HostRequests[typeof method]>;
      const slot = slotFor(method, request);
      if (slot === undefined) {
        const error: WireError = { code: 'unknown-chain', category: 'configuration', params: {} };
        return Promise.resolve({ ok: false, error } as Answer);
      }
      if (slot.worker === null && slot.deaths === 0) start(slot);
      if (slot.worker === null) {
        const error: WireError = { code: 'worker-died', category: 'bug', params: {} };
        return Promise.resolve({ ok: false, error } as Answer);
      }
      const id = nextId++;
      return new Promise<Answer>((resolve) => {
        slot.pending.set(id, (answer) => resolve(answer as Answer));
        send(slot, { type: 'request', id, method, request });
      });
    },
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      await Promise.all(slots.map((slot) => closeWorker(slot, environment)));
    },
  };
}

async function closeWorker(slot: Slot, environment: Environment): Promise<void> {
  const { worker } = slot;
  if (worker === null) return;
  const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.postMessage({ type: 'close' } satisfies ToWorker);
  await Promise.race([gone, environment.sleep(CLOSE_PATIENCE_MS)]);
  await worker.terminate();
}
