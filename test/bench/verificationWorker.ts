import { parentPort, workerData } from 'node:worker_threads';
import { headerRate, type SuiteName } from './verification.ts';

const { suite, validators, seconds } = workerData as { suite: SuiteName; validators: number; seconds: number };
parentPort?.postMessage(headerRate(suite, validators, seconds));
