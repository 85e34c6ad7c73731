import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HEADLESS_SWITCHES, virtualDisplay } from '../../build/display.ts';
import { electronEnv, resolveElectron } from '../../build/electron-runtime.ts';
import { fromRoot } from '../../build/paths.ts';
import { type Goal, median, type Row, type Section } from './measure.ts';
import { processTree, pssMegabytes } from './processes.ts';

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

interface Started {
  readonly child: ChildProcess;
  readonly paintedMs: number;
}

/** Spawns Electron on `folder` and waits for the line "mark painted" on its standard output. */
async function start(folder: string, userData: string, env: NodeJS.ProcessEnv, executable: string): Promise<Started> {
  const begin = performance.now();
  const child = spawn(executable, [...HEADLESS_SWITCHES, `--user-data-dir=${userData}`, folder], {
    env: { ...env, PILOTLIGHT_MARKS: '1', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const paintedMs = await new Promise<number>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('nothing painted within 60 s')), 60_000);
    child.once('exit', (code) => reject(new Error(`the window ended with ${String(code)} before it painted`)));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (!text.includes('mark painted')) return;
      clearTimeout(limit);
      resolve(performance.now() - begin);
    });
  });
  return { child, paintedMs };
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await Promise.race([ended, delay(5000).then(() => child.kill('SIGKILL'))]);
}

/** Start-up beside the bare window, in turn, and the memory of all processes together after `minutes`. */
export async function benchWindow(options: { runs: number; minutes: number }): Promise<Section> {
  const screen = await virtualDisplay();
  const runtime = await resolveElectron();
  const env = { ...electronEnv(runtime), ...(screen && { DISPLAY: screen.display }) };
  const work = mkdtempSync(path.join(os.tmpdir(), 'pilotlight-bench-'));
  const bare = path.join(work, 'bare');
  const appData = path.join(work, 'app-data');
  const bareData = path.join(work, 'bare-data');
  try {
    mkdirSync(bare);
    for (const [name, text] of Object.entries(BARE)) writeFileSync(path.join(bare, name), text);

    const first = await start(fromRoot(), appData, env, runtime.executable);
    await delay(20_000); // lets every chain sync and settle on disk: the later starts are warm ones
    await stop(first.child);
    const warmBare: number[] = [];
    const warmApp: number[] = [];
    for (let run = 0; run < options.runs; run++) {
      const b = await start(bare, bareData, env, runtime.executable);
      warmBare.push(b.paintedMs);
      await stop(b.child);
      const a = await start(fromRoot(), appData, env, runtime.executable);
      warmApp.push(a.paintedMs);
      await stop(a.child);
    }
    const ratio = median(warmApp.map((ms, i) => ms / (warmBare[i] as number)));

    const b = await start(bare, bareData, env, runtime.executable);
    await delay(10_000);
    const barePss = pssMegabytes(processTree(b.child.pid as number));
    await stop(b.child);
    const a = await start(fromRoot(), appData, env, runtime.executable);
    await delay(options.minutes * 60_000);
    const appPss = pssMegabytes(processTree(a.child.pid as number));
    await stop(a.child);

    const rows: Row[] = [
      {
        name: 'first start to first painted figure',
        value: first.paintedMs,
        unit: 'ms',
        note: 'demo network made anew',
      },
      { name: 'warm start to first painted figure', value: median(warmApp), unit: 'ms' },
      { name: 'bare window painted', value: median(warmBare), unit: 'ms', note: `Electron ${runtime.version ?? '?'}` },
      { name: `memory of all processes after ${options.minutes} min`, value: appPss, unit: 'MB PSS' },
      { name: 'memory of the bare window', value: barePss, unit: 'MB PSS' },
    ];
    const goals: Goal[] = [
      { name: 'warm start', goal: '<= 2x the bare window', measured: ratio, met: ratio <= 2 },
      {
        name: 'memory',
        goal: '<= bare window + 200 MB',
        measured: appPss - barePss,
        met: appPss <= barePss + 200,
        note: 'with the demo network in its own process',
      },
    ];
    return { name: 'window', rows, goals };
  } finally {
    screen?.stop();
    rmSync(work, { recursive: true, force: true });
  }
}
