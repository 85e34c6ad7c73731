import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HEADLESS_SWITCHES } from '../../build/display.ts';

/** The smallest window that paints something: the floor that every Electron app stands on. */
const BARE = {
  'package.json': '{"name":"bare","main":"main.js"}',
  'main.js': `const { app, BrowserWindow } = require('electron');
app.whenReady().then(async () => {
  const window = new BrowserWindow({ width: 1440, height: 900, show: false });
  window.once('ready-to-show', () => window.show());
  await window.loadFile('index.html');
  await window.webContents.executeJavaScript('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  console.log('mark painted');
});`,
  'index.html': '<!doctype html><meta charset="utf-8"><title>bare</title><p>12,345</p>',
};

export function writeBareApp(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(BARE)) writeFileSync(path.join(folder, name), text);
}

export interface Launch {
  readonly executable: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly paintedMs: number;
  /** What follows "mark <name> " on standard output, once it is there. */
  mark(name: string, limitMs: number): Promise<string>;
}

/** Spawns Electron on `folder` and waits for the line "mark painted" on its standard output. */
export async function start(
  launch: Launch,
  folder: string,
  userData: string,
  args: readonly string[] = [],
  extra: NodeJS.ProcessEnv = {},
): Promise<Started> {
  const begin = performance.now();
  const child = spawn(launch.executable, [...HEADLESS_SWITCHES, `--user-data-dir=${userData}`, folder, ...args], {
    env: { ...launch.env, ...extra, PILOTLIGHT_MARKS: '1', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  const look = new Set<() => void>();
  const all = (): void => {
    for (const each of [...look]) each();
  };
  child.stdout?.setEncoding('utf8').on('data', (more: string) => {
    text += more;
    all();
  });
  child.once('exit', all);
  const mark = (name: string, limitMs: number): Promise<string> =>
    new Promise((resolve, reject) => {
      const limit = setTimeout(() => end(() => reject(new Error(`no mark "${name}" in time`))), limitMs);
      const end = (settle: () => void): void => {
        clearTimeout(limit);
        look.delete(find);
        settle();
      };
      const find = (): void => {
        const line = text.split('\n').find((each) => each.startsWith(`mark ${name}`));
        if (line !== undefined) end(() => resolve(line.slice(`mark ${name}`.length).trim()));
        else if (child.exitCode !== null) end(() => reject(new Error(`it ended (${child.exitCode}) before "${name}"`)));
      };
      look.add(find);
      find();
    });
  await mark('painted', 90_000);
  return { child, pid: child.pid as number, paintedMs: performance.now() - begin, mark };
}

export async function stop({ child }: Started): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await Promise.race([ended, delay(5000).then(() => child.kill('SIGKILL'))]);
}
