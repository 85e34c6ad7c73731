import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from '../../build/paths.ts';
import { forkNode, startDemo } from '../../main/demo/client.ts';
import type { DemoReady } from '../../main/demo/protocol.ts';
import { type Launch, start, stop } from './launch.ts';
import type { Goal, Row } from './measure.ts';
import { cpuSeconds, processTree } from './processes.ts';

// Forty chains at a block a second each, as packs of a network that runs in a process of its own, in the real window.

const CHAINS = 40;
/** Demo chains make a block every 4.5 s on average. */
const ONE_A_SECOND = 1 / 4.5;
const SETTLE_S = 25;

interface Smooth {
  readonly frames: number;
  readonly frameP99: number;
  readonly longestFrame: number;
  readonly longTasks: number;
  readonly longestTask: number;
  readonly inLongTasks: number;
  readonly loopP50: number;
  readonly loopP99: number;
  readonly loopMax: number;
}

export async function benchSmoothness(
  launch: Launch,
  work: string,
  seconds: number,
): Promise<{ rows: Row[]; goals: Goal[] }> {
  const options = { cacheDir: path.join(work, 'fleet'), seed: 'smooth', chains: CHAINS, blockTimeFactor: ONE_A_SECOND };
  let demo: ReturnType<typeof startDemo> | undefined;
  const ready = await new Promise<DemoReady>((resolve, reject) => {
    demo = startDemo(forkNode(fromRoot('out/main/demo.cjs')), options, {
      onReady: (some) => some.partial === true || resolve(some),
      onError: ({ code }) => reject(new Error(code)),
    });
  });
  const pack = path.join(work, 'forty.json');
  writeFileSync(pack, JSON.stringify(ready.networkPack));
  writeFileSync(path.join(work, 'forty.programme.json'), JSON.stringify(ready.programmePack));
  try {
    const smooth = { PILOTLIGHT_SMOOTH: `${SETTLE_S},${seconds}` };
    const app = await start(launch, fromRoot(), path.join(work, 'forty-data'), [`--network=${pack}`], smooth);
    const before = cpuSeconds(processTree(app.pid));
    const told = await app.mark('smooth', (SETTLE_S + seconds + 60) * 1000);
    const busy = (cpuSeconds(processTree(app.pid)) - before) / (SETTLE_S + seconds);
    await stop(app);
    return judged(JSON.parse(told) as Smooth, seconds, busy);
  } finally {
    await demo?.stop();
  }
}

function judged(smooth: Smooth, seconds: number, busy: number): { rows: Row[]; goals: Goal[] } {
  const name = `${CHAINS} chains at a block a second`;
  const blocked = (smooth.inLongTasks / (seconds * 1000)) * 100;
  const rows: Row[] = [
    { name: `${name}: frames of the view`, value: smooth.frames / seconds, unit: 'per s', note: `over ${seconds} s` },
    { name: `${name}: frame, 99 of 100`, value: smooth.frameP99, unit: 'ms' },
    { name: `${name}: longest frame`, value: smooth.longestFrame, unit: 'ms' },
    { name: `${name}: tasks of more than 50 ms in the view`, value: smooth.longTasks, unit: 'tasks' },
    { name: `${name}: longest task in the view`, value: smooth.longestTask, unit: 'ms' },
    {
      name: `${name}: main thread late by, median`,
      value: smooth.loopP50,
      unit: 'ms',
      note: '5 ms are the timer itself',
    },
    { name: `${name}: main thread late by, 99 of 100`, value: smooth.loopP99, unit: 'ms' },
    { name: `${name}: main thread late by, most`, value: smooth.loopMax, unit: 'ms' },
    { name: `${name}: all processes`, value: busy * 100, unit: '% of one core' },
  ];
  const goals: Goal[] = [
    {
      name: 'smooth view',
      goal: '<= 1 % of the time in tasks of more than 50 ms',
      measured: blocked,
      met: blocked <= 1,
    },
    {
      name: 'smooth view, frames',
      goal: '99 of 100 within 50 ms',
      measured: smooth.frameP99,
      met: smooth.frameP99 <= 50,
    },
    {
      name: 'main thread free',
      goal: '99 of 100 turns within a frame (16 ms)',
      measured: smooth.loopP99,
      met: smooth.loopP99 <= 16,
    },
  ];
  return { rows, goals };
}
