import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from '../../build/paths.ts';
import { toHex } from '../../light-client/codec/hex.ts';
import { headerHash } from '../../light-client/families/cometbft/hashing.ts';
import { encodeLightBlock } from '../../light-client/families/cometbft/proto.ts';
import type { LightBlock } from '../../light-client/families/cometbft/types.ts';
import { bundleForNode } from '../helpers/bundle.ts';
import type { FleetIndex, FleetReport, FleetTask } from './fleetFollower.ts';
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
  const { follow, restart } = await followFleet(quick ? 20 : 60);
  return {
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
  };
}

function goal(name: string, words: string, measured: number, most: number) {
  return { name, goal: words, measured, met: measured <= most };
}

/** Follows recorded chains for `seconds`, then restarts. */
async function followFleet(seconds: number): Promise<{ readonly follow: FleetReport; readonly restart: FleetReport }> {
  return withRecording(longChains(START + SETTLE + seconds + 60), 1000, async (run) => {
    const follow = await run({ chains: CHAINS, startHeight: START, settleSeconds: SETTLE, seconds });
    const later = START + SETTLE + seconds + 10;
    return { follow, restart: await run({ chains: CHAINS, startHeight: later, settleSeconds: 0, seconds: 0 }) };
  });
}

export interface RecordedChain {
  readonly chainId: string;
  /** From height 1, evenly apart. */
  readonly blocks: readonly LightBlock[];
}

function* longChains(heights: number): Generator<RecordedChain> {
  for (let i = 0; i < CHAINS; i++) {
    const chain = createLongChain({ validators: VALIDATORS, changed: 1, every: 1_000_000, seed: `fleet-${i}` });
    yield { chainId: chain.chainId, blocks: chain.linked(1, heights) };
  }
}

type Run = (task: Omit<FleetTask, 'folder' | 'storeFile' | 'spawnedAtMs'>, store?: string) => Promise<FleetReport>;

/** Records the chains, hands out how to start a process that follows them, and clears up. */
export async function withRecording<T>(
  chains: Iterable<RecordedChain>,
  blockMs: number,
  work: (run: Run) => Promise<T>,
): Promise<T> {
  const cache = fromRoot('node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, 'fleet-'));
  const bundle = await bundleForNode(fromRoot('test/bench/fleetFollower.ts'));
  try {
    record(folder, chains, blockMs);
    return await work((task, store = 'store') => {
      const storeFile = path.join(folder, `${store}.db`);
      return inProcess(bundle.file, { ...task, folder, storeFile, spawnedAtMs: Date.now() });
    });
  } finally {
    bundle.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every block of every chain in one file, so that the process that follows holds none of them in memory. */
function record(folder: string, recorded: Iterable<RecordedChain>, blockMs: number): void {
  const file = openSync(path.join(folder, 'blocks'), 'w');
  const chains: FleetIndex['chains'][number][] = [];
  let genesisMs = 0;
  let at = 0;
  for (const { chainId, blocks } of recorded) {
    const ends = blocks.map((block) => {
      at += writeSync(file, encodeLightBlock(block));
      return at;
    });
    const header = blocks[0]?.signedHeader.header;
    const anchor = header === undefined ? undefined : headerHash(header);
    if (header === undefined || anchor === undefined) throw new Error('a chain without an anchor');
    genesisMs = Number(header.time / 1_000_000n) - blockMs;
    chains.push({ chainId, anchor: toHex(anchor), ends });
  }
  closeSync(file);
  const index: FleetIndex = { genesisMs, blockMs, chains };
  writeFileSync(path.join(folder, 'index.json'), JSON.stringify(index));
}

function inProcess(file: string, task: FleetTask): Promise<FleetReport> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(process.execPath, [file, JSON.stringify(task)], {
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
