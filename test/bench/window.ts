import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { virtualDisplay } from '../../build/display.ts';
import { electronEnv, resolveElectron } from '../../build/electron-runtime.ts';
import { fromRoot } from '../../build/paths.ts';
import { type Launch, start, stop, writeBareApp } from './launch.ts';
import { type Goal, median, type Row, type Section } from './measure.ts';
import { evict } from './pageCache.ts';
import { processTree, pssMegabytes } from './processes.ts';
import { benchSmoothness } from './smoothness.ts';

const SETTLE_MS = 20_000;

interface Place {
  readonly folder: string;
  readonly data: string;
}

/** Start-up beside the bare window, in turn; the memory of all processes after `minutes`; forty chains in the window. */
export async function benchWindow(options: { runs: number; minutes: number; seconds: number }): Promise<Section> {
  const screen = await virtualDisplay();
  const runtime = await resolveElectron();
  const env = { ...electronEnv(runtime), ...(screen && { DISPLAY: screen.display }) };
  const launch: Launch = { executable: runtime.executable, env };
  const work = mkdtempSync(path.join(os.tmpdir(), 'pilotlight-bench-'));
  const bare: Place = { folder: path.join(work, 'bare'), data: path.join(work, 'bare-data') };
  const app: Place = { folder: fromRoot(), data: path.join(work, 'app-data') };
  try {
    writeBareApp(bare.folder);
    const electron = `Electron ${runtime.version ?? '?'}`;
    const first = await firstStarts(launch, app, work, Math.min(3, options.runs));
    const warm = await pairs(launch, bare, app, options.runs);
    const cold = await coldPairs(launch, bare, app, Math.min(3, options.runs));
    const memory = await memoryBeside(launch, work, bare, app, options.minutes);
    const smooth = await benchSmoothness(launch, work, options.seconds);
    const rows: Row[] = [
      {
        name: 'first start to first painted figure',
        value: first,
        unit: 'ms',
        note: 'empty data folder: demo network made anew',
      },
      {
        name: 'warm start to first painted figure',
        value: warm.app,
        unit: 'ms',
        note: 'data folder of an earlier run, files in memory',
      },
      { name: 'bare window painted, warm', value: warm.bare, unit: 'ms', note: electron },
      { name: 'cold start to first painted figure', value: cold.app, unit: 'ms', note: cold.note },
      { name: 'bare window painted, cold', value: cold.bare, unit: 'ms', note: cold.note },
      { name: `memory of all processes after ${options.minutes} min`, value: memory.app, unit: 'MB PSS' },
      {
        name: 'memory of the bare window',
        value: memory.bare,
        unit: 'MB PSS',
        note: 'beside it, at the same moment, sharing no file with it',
      },
      ...smooth.rows,
    ];
    const over = memory.app - memory.bare;
    const goals: Goal[] = [
      { name: 'first start', goal: 'at most a few seconds (4)', measured: first / 1000, met: first <= 4000 },
      { name: 'warm start', goal: '<= 2x the bare window', measured: warm.ratio, met: warm.ratio <= 2 },
      {
        name: 'cold start',
        goal: '<= 2x the bare window',
        measured: cold.ratio,
        met: cold.ratio <= 2,
        note: cold.note,
      },
      {
        name: 'memory',
        goal: '<= bare window + 200 MB',
        measured: over,
        met: over <= 200,
        note: `after ${options.minutes} min, with the demo network in its own process`,
      },
      ...smooth.goals,
    ];
    return { name: 'window', rows, goals };
  } finally {
    screen?.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

/** The last of them is left to sync every chain and settle on disk: the later starts are warm ones. */
async function firstStarts(launch: Launch, app: Place, work: string, runs: number): Promise<number> {
  const times: number[] = [];
  for (let run = 1; run <= runs; run++) {
    const data = run === runs ? app.data : path.join(work, `first-${run}`);
    const started = await start(launch, app.folder, data);
    times.push(started.paintedMs);
    if (run === runs) await delay(SETTLE_MS);
    await stop(started);
  }
  return median(times);
}

async function painted(launch: Launch, { folder, data }: Place): Promise<number> {
  const started = await start(launch, folder, data);
  await stop(started);
  return started.paintedMs;
}

async function pairs(launch: Launch, bare: Place, app: Place, runs: number, before: () => void = () => {}) {
  const times: { bare: number; app: number }[] = [];
  for (let run = 0; run < runs; run++) {
    before();
    const ofBare = await painted(launch, bare);
    before();
    times.push({ bare: ofBare, app: await painted(launch, app) });
  }
  return {
    bare: median(times.map((time) => time.bare)),
    app: median(times.map((time) => time.app)),
    ratio: median(times.map((time) => time.app / time.bare)),
  };
}

/** As after the machine was switched on: neither runtime nor app nor data in memory, as far as that can be had. */
async function coldPairs(launch: Launch, bare: Place, app: Place, runs: number) {
  const places = [
    path.dirname(launch.executable),
    fromRoot('out'),
    fromRoot('node_modules/@libsql'),
    app.data,
    bare.data,
  ];
  let left: number | null = null;
  let size = 0;
  const forget = (): void => {
    const { megabytes, leftMegabytes } = evict(places);
    size = megabytes;
    left = leftMegabytes === null ? null : Math.max(left ?? 0, leftMegabytes);
  };
  const times = await pairs(launch, bare, app, runs, forget);
  const whole = `${size.toFixed(0)} MB of runtime, app and data put out of the page cache before every start`;
  const kept = left === null ? 'what stayed is not known' : `at most ${(left as number).toFixed(0)} MB stayed`;
  return { ...times, note: `${whole}, ${kept}; system libraries stay` };
}

/**
 * Both at the same moment, each on a copy of the runtime of its own: pages that two programs share are counted half to
 * each, and what else runs on this machine must not change the result.
 */
async function memoryBeside(launch: Launch, work: string, bare: Place, app: Place, minutes: number) {
  const own = (name: string): Launch => {
    const folder = path.join(work, name);
    cpSync(path.dirname(launch.executable), folder, { recursive: true });
    return { ...launch, executable: path.join(folder, path.basename(launch.executable)) };
  };
  const ofApp = await start(own('runtime-of-app'), app.folder, app.data);
  const ofBare = await start(own('runtime-of-bare'), bare.folder, bare.data);
  await delay(minutes * 60_000);
  const measured = { app: pssMegabytes(processTree(ofApp.pid)), bare: pssMegabytes(processTree(ofBare.pid)) };
  await stop(ofBare);
  await stop(ofApp);
  return measured;
}
