import { realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { forkNode } from '../demo/client.ts';
import { runCli } from './index.ts';

// Entry of `pilotlight`: the bundled worker and demo network lie beside this file.

declare const __APP_VERSION__: string;

const folder = path.dirname(realpathSync(process.argv[1] ?? '.'));
const stop = new AbortController();
let interrupts = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupts += 1;
    stop.abort();
    // Somebody who presses twice does not want to wait for a clean end.
    if (interrupts > 1) process.exit(130);
  });
}
// A reader that went away (`| head`) is no error.
process.stdout.on('error', () => stop.abort());

void runCli(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  env: process.env,
  isTerminal: process.stdout.isTTY === true,
  columns: () => process.stdout.columns ?? 200,
  signal: stop.signal,
  homeDir: os.homedir(),
  platform: process.platform,
  version: __APP_VERSION__,
  now: () => Date.now(),
  workerFile: path.join(folder, 'worker.cjs'),
  forkDemo: forkNode(path.join(folder, 'demo.cjs')),
}).then(
  (code) => {
    process.exitCode = interrupts > 0 ? 130 : code;
    // Whatever still listens (a pipe, a timer of a library) must not keep a finished command alive.
    setTimeout(() => process.exit(), 500).unref();
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 70;
    setTimeout(() => process.exit(), 500).unref();
  },
);
