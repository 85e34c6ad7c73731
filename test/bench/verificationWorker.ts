import { parentPort, workerData } from 'node:worker_threads';
import { measure, type Task } from './headerRates.ts';

parentPort?.postMessage(measure(workerData as Task));
