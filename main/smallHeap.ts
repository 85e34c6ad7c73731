import { setFlagsFromString } from 'node:v8';
import { Worker, type WorkerOptions } from 'node:worker_threads';

let kept = false;

/**
 * V8 grows its heaps generously for programs that alone have a machine: two thirds of what this app holds would be room for
 * garbage. Heaps of this process, its worker threads included, grow step by step instead. Read by V8 whenever a heap is
 * about to grow, so that it also works on one that was made before; switches of a process come too late or not at all there.
 */
export function keepHeapsSmall(): void {
  kept = true;
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--optimize-for-size');
}

/** Where heaps are kept small they stay so: V8 sets its growth back for the whole process with every heap that it makes. */
export function startWorker(file: string, options: WorkerOptions): Worker {
  const worker = new Worker(file, options);
  if (kept) worker.once('online', keepHeapsSmall);
  return worker;
}
