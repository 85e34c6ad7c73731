import { cpus, setPriority } from 'node:os';
import { isMainThread, parentPort, type Worker, workerData } from 'node:worker_threads';
import { startWorker } from '../smallHeap.ts';
import { HISTORY_MS, makeHistory, schedule } from './history.ts';
import { type ChainPlan, planChains } from './plan.ts';

// The first start makes two years of blocks for every chain; signing them is most of the work and is shared out.

interface Job {
  readonly kind: 'pilotlight-demo-history';
  readonly seed: string;
  readonly chains: number;
  /** Which of them this worker makes. */
  readonly indexes: readonly number[];
  readonly startMs: number;
}

interface Done {
  readonly index: number;
  readonly frames: Uint8Array;
}

export function historyOf(plan: ChainPlan, startMs: number): Uint8Array {
  const genesisTimeMs = startMs - HISTORY_MS;
  return makeHistory(plan, { genesisTimeMs }, schedule(plan, genesisTimeMs, startMs));
}

/** In a worker thread: makes what it was asked for, and says true; false where this is no such worker. */
export function runHistoryWorker(): boolean {
  const job = workerData as Job | null | undefined;
  if (isMainThread || parentPort === null || job?.kind !== 'pilotlight-demo-history') return false;
  giveWay();
  const plans = planChains(job.seed, job.chains);
  for (const index of job.indexes) {
    const frames = historyOf(plans[index] as ChainPlan, job.startMs);
    // A copy with a buffer of its own, which can be handed over.
    const own = Uint8Array.from(frames);
    parentPort.postMessage({ index, frames: own } satisfies Done, [own.buffer as ArrayBuffer]);
  }
  return true;
}

/** The window and the checks of the first chains come before the making of the last ones. */
function giveWay(): void {
  // Elsewhere this would be for the whole process and for good: Linux counts every thread by itself.
  if (process.platform !== 'linux') return;
  try {
    setPriority(5);
  } catch {
    // not allowed here: then all go at one pace
  }
}

/** @param workerFile a script that calls `runHistoryWorker`; without one, or where it fails, all is made right here */
export async function makeHistories(
  seed: string,
  plans: readonly ChainPlan[],
  needed: readonly number[],
  startMs: number,
  workerFile: string | undefined,
  onDone: (index: number, frames: Uint8Array) => void,
): Promise<void> {
  const left = new Set(needed);
  const take = (done: Done): void => {
    if (left.delete(done.index)) onDone(done.index, done.frames);
  };
  if (workerFile !== undefined && needed.length > 1) {
    const threads = Math.max(1, Math.min(4, cpus().length, needed.length));
    const jobs = Array.from({ length: threads }, (_, n) => needed.filter((_index, i) => i % threads === n));
    await Promise.all(
      jobs.map((indexes) =>
        runWorker(workerFile, { kind: 'pilotlight-demo-history', seed, chains: plans.length, indexes, startMs }, take),
      ),
    );
  }
  for (const index of [...left]) {
    take({ index, frames: historyOf(plans[index] as ChainPlan, startMs) });
    // Lets progress messages out and a stop request in.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Never rejects: what a failed worker leaves is made by the caller. */
function runWorker(file: string, job: Job, take: (done: Done) => void): Promise<void> {
  return new Promise((resolve) => {
    let worker: Worker;
    try {
      worker = startWorker(file, { workerData: job });
    } catch {
      return resolve();
    }
    worker.on('message', take);
    worker.once('error', () => resolve());
    worker.once('exit', () => resolve());
  });
}
