import type { Worker } from 'node:worker_threads';
import { startWorker } from '../smallHeap.ts';

/** What a worker makes is short-lived or stays; a larger young generation only keeps memory. */
const LIMITS = { resourceLimits: { maxYoungGenerationSizeMb: 4 } };

/** A worker that loads its code while the rest of the app still starts. */
export function warmWorker(file: string): Worker {
  const worker = startWorker(file, LIMITS);
  // Until a pool takes it nobody listens; one that died by then is not taken.
  worker.once('error', () => {});
  return worker;
}
