import { spawn } from 'node:child_process';

export interface Display {
  readonly display: string;
  readonly stop: () => void;
}

/** Keep Chromium's complaints about a missing desktop bus and graphics card off the terminal. */
export const HEADLESS_SWITCHES: readonly string[] = ['--disable-gpu', '--log-level=3'];

export function hasDisplay(env: NodeJS.ProcessEnv = process.env): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/**
 * A display of our own where there is none, else undefined. Xvfb itself picks a free number and tells it on descriptor 3:
 * its wrapper script needs more packages, guesses numbers, and leaves processes behind when it is killed.
 */
export async function virtualDisplay(force = false): Promise<Display | undefined> {
  if (process.platform !== 'linux' || (hasDisplay() && !force)) return undefined;
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const stop = (): void => void server.kill();
  process.once('exit', stop);
  const numbers = server.stdio[3] as unknown as NodeJS.ReadableStream & { unref(): void };
  const display = await new Promise<string>((resolve, reject) => {
    server.once('error', () => reject(new Error('no display, and Xvfb is not installed')));
    server.once('exit', (code, signal) => reject(new Error(`Xvfb ended at once (${code ?? signal})`)));
    numbers.once('data', (chunk: Buffer) => resolve(`:${chunk.toString('utf8').trim()}`));
  });
  // The server must not keep us from ending.
  server.unref();
  numbers.unref();
  return { display, stop };
}
