import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { fromRoot } from '../../build/paths.ts';
import { bundleForNode } from '../helpers/bundle.ts';
import { type Measured, SUITES, type Task } from './headerRates.ts';
import type { Goal, Row, Section } from './measure.ts';

const SIZES = [4, 7, 100] as const;
/** Votes that suffice of 1, 7, 50, 100 and 150 validators. */
const BATCHES = [1, 5, 34, 67, 100] as const;

function inWorker(file: string, task: Task): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { workerData: task });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

/** Measured in workers and from a bundle, as the app runs this code. */
export async function benchVerification(seconds: number): Promise<Section> {
  const bundle = await bundleForNode(fromRoot('test/bench/verificationWorker.ts'));
  try {
    return await measureAll((task) => inWorker(bundle.file, task), seconds);
  } finally {
    bundle.remove();
  }
}

async function measureAll(run: (task: Task) => Promise<Measured>, seconds: number): Promise<Section> {
  const rows: Row[] = [];
  const goals: Goal[] = [];
  for (const suite of SUITES) {
    for (const together of suite === 'batches' ? BATCHES : [100]) {
      const { a } = await run({ kind: 'signatures', suite, together, seconds });
      const label = suite === 'batches' ? `in batches of ${together}` : suite;
      rows.push({ name: `ed25519 checks, ${label}, one core`, value: a, unit: '/s' });
    }
  }
  for (const validators of SIZES) {
    for (const suite of SUITES) {
      const label = `headers with ${validators} validators, ${suite}`;
      const task: Task = { kind: 'headers', suite, validators, seconds };
      const one = await run(task);
      rows.push({ name: `${label}, one core`, value: one.a, unit: 'headers/s' });
      // The same in every core at once; the sum of their rates.
      const all = await Promise.all(Array.from({ length: availableParallelism() }, () => run(task)));
      const sum = all.reduce((total, { a }) => total + a, 0);
      rows.push({ name: `${label}, all cores`, value: sum, unit: 'headers/s' });
    }
  }
  for (const validators of SIZES) {
    const { ratio } = await run({ kind: 'headers-against-noble', validators, seconds });
    const name = `header verification, ${validators} validators`;
    goals.push({ name, goal: '>= 10x plain noble', measured: ratio, met: ratio >= 10 });
  }
  const { a, b, ratio } = await run({ kind: 'walk-against-sequential', validators: 100, seconds });
  rows.push({ name: 'walk backwards, 100 validators', value: a, unit: 'headers/s' });
  rows.push({ name: 'sequential, 100 validators, accelerated', value: b, unit: 'headers/s' });
  goals.push({ name: 'walk backwards', goal: '>= 50x sequential, 100 validators', measured: ratio, met: ratio >= 50 });
  return { name: 'verification', rows, goals };
}
