import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import { ended } from '../../build/process.ts';

export interface Running {
  readonly running: () => boolean;
  /** Ends it as an operator would, by force after some seconds. */
  stop(): Promise<void>;
}

const PATIENCE_MS = 8000;
const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** A program that stays; what it writes goes to `log`. */
export function start(command: string, args: readonly string[], log: string): Running {
  const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const file = createWriteStream(log, { flags: 'a' });
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });
  children.add(child);
  let up = true;
  const gone = ended(child).then(
    () => {},
    (error: unknown) => void file.write(String(error)),
  );
  void gone.then(() => {
    up = false;
    children.delete(child);
    file.end();
  });
  return {
    running: () => up,
    async stop() {
      if (!up) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** Ports that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Asks again until it holds; throws with what was waited for. A question that throws is one that does not hold yet. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, seconds = 60): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last = '';
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = `; ${String(error)}`;
    }
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}${last}`);
    await pause(250);
  }
}
