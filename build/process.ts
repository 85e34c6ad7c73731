import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import path from 'node:path';
import { fromRoot, root } from './paths.ts';

export interface Ended {
  /** null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Resolves when the child has gone and its output is read to the end; rejects when it could not be started. */
export function ended(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

/** Runs a command in the project's folder with our terminal; resolves with its exit code (1 for a signal). */
export async function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<number> {
  const child = spawn(command, [...args], { stdio: 'inherit', cwd: root, ...options });
  const stopForwarding = forwardSignals(child);
  try {
    return (await ended(child)).code ?? 1;
  } finally {
    stopForwarding();
  }
}

/** Runs a command silently and gives what it printed. */
export async function capture(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<Ended & { readonly output: string }> {
  const child = spawn(command, [...args], { cwd: root, ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const end = await ended(child);
  return { ...end, output: Buffer.concat(chunks).toString('utf8') };
}

/** A Ctrl-C or a stop from outside reaches the child, and we live on to report how it ended. */
export function forwardSignals(child: ChildProcess): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const handlers = signals.map((signal) => {
    const handler = (): void => void child.kill(signal);
    process.on(signal, handler);
    return [signal, handler] as const;
  });
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}

/** The environment with the project's own commands first on the path. */
export function withBin(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...env, PATH: `${fromRoot('node_modules/.bin')}${path.delimiter}${env['PATH'] ?? ''}` };
}

/** Arguments that run one of build/'s TypeScript scripts with this Node. */
export function script(name: string, ...args: string[]): string[] {
  return [fromRoot('build/run.mjs'), fromRoot('build', name), ...args];
}
