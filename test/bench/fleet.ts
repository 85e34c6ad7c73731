import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from '../../build/paths.ts';
import { toHex } from '../../light-client/codec/hex.ts';
import { headerHash } from '../../light-client/families/cometbft/hashing.ts';
import { encodeLightBlock } from '../../light-client/families/cometbft/proto.ts';
import { bundleForNode } from '../helpers/bundle.ts';
import type { FleetIndex, FleetReport } from './fleetFollower.ts';
import { createLongChain } from './longChain.ts';
import type { Section } from './measure.ts';

// All of the programme's chains at once: a process of its own follows recorded chains at a block a second, with a primary
// and a witness each, and keeps them in a store; then another one is started on what the first has left.

const CHAINS = 164;
const VALIDATORS = 7;
/** Heights that are there when the process starts, and seconds that it is given before it is measured. */
const START = 20;
const SETTLE = 12;

export async function benchFleet(quick: boolean): Promise<Section> {
  return followFleet(CHAINS, quick ? 20 : 60).then(({ follow, restart }) => ({
    name: 'fleet',
    rows: [
      { name: `${CHAINS} chains at a block a second, of one core`, value: follow.corePercent, unit: '%' },
      { name: 'memory of that process, most', value: follow.peakMegabytes, unit: 'MB' },
      {
        name: 'verified meanwhile',
        value: follow.headersPerSecond,
        unit: 'headers/s',
        note: `lag at most ${follow.mostLag}`,
      },
      {
        name: 'restart: the last proven state of every chain',
        value: restart.restoredMs / 1000,
        unit: 's',
        note: `${restart.restoredCpuMs.toFixed(0)} ms of processor time`,
      },
      { name: 'restart: every chain verified anew to its tip', value: restart.syncedMs / 1000, unit: 's' },
    ],
    goals: [
      goal(`${CHAINS} chains followed, ${VALIDATORS} validators`, '<= 35 % of one core', follow.corePercent, 35),
      goal(`${CHAINS} chains followed, memory`, '<= 400 MB', follow.peakMegabytes, 400),
      goal(`restart of ${CHAINS} chains to the first proven state`, '<= 2 s', restart.restoredMs / 1000, 2),
    ],
  }));
}

function goal(name: string, words: string, measured: number, most: number) {
  return { name, goal: words, measured, met: measured <= most };
}

/** Follows `chains` recorded chains for `seconds`, then restarts. */
export async function followFleet(
  chains: number,
  seconds: number,
): Promise<{ readonly follow: FleetReport; readonly restart: FleetReport }> {
  const cache = fromRoot('node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, 'fleet-'));
  const bundle = await bundleForNode(fromRoot('test/bench/fleetFollower.ts'));
  try {
    record(folder, chains, START + SETTLE + seconds + 60);
    const first = await inProcess(bundle.file, folder, [String(START), String(SETTLE), String(seconds)]);
    const second = await inProcess(bundle.file, folder, [String(START + SETTLE + seconds + 10), '0', '0']);
    return { follow: first, restart: second };
  } finally {
    bundle.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every block of every chain in one file, so that the process that follows holds none of them in memory. */
function record(folder: string, count: number, heights: number): void {
  const file = openSync(path.join(folder, 'blocks'), 'w');
  let at = 0;
  const chains = Array.from({ length: count }, (_, i) => {
    const chain = createLongChain({ validators: VALIDATORS, changed: 1, every: 1_000_000, seed: `fleet-${i}` });
    const blocks = chain.linked(1, heights);
    const ends = blocks.map((block) => {
      at += writeSync(file, encodeLightBlock(block));
      return at;
    });
    const [first] = blocks;
    const anchor = first === undefined ? undefined : headerHash(first.signedHeader.header);
    if (anchor === undefined) throw new Error('a chain without an anchor');
    return { chainId: chain.chainId, anchor: toHex(anchor), ends };
  });
  closeSync(file);
  const { time } = createLongChain({ validators: VALIDATORS, changed: 1, every: 1_000_000, seed: 'clock' });
  const index: FleetIndex = { genesisMs: Number(time(0) / 1_000_000n), chains };
  writeFileSync(path.join(folder, 'index.json'), JSON.stringify(index));
}

function inProcess(file: string, folder: string, args: readonly string[]): Promise<FleetReport> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(process.execPath, [file, folder, String(Date.now()), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve(JSON.parse(text) as FleetReport);
      else reject(new Error(`the follower process ended with ${code}`));
    });
  });
}
