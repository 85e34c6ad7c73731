import { openSync, readFileSync, readSync } from 'node:fs';
import path from 'node:path';
import { fail, ok, type Result } from '../../light-client/core/errors.ts';
import { decodeLightBlock } from '../../light-client/families/cometbft/protoDecode.ts';
import type { Header, LightBlock } from '../../light-client/families/cometbft/types.ts';
import type { ChainView } from '../../main/contract/chain.ts';
import type { NetworkPack } from '../../main/programme/packs.ts';
import type { ChainProvider } from '../../main/providers/types.ts';
import { openStore } from '../../main/store/openStore.ts';
import { systemEnvironment, toNanos } from '../../main/sync/environment.ts';
import { createSyncHost } from '../../main/sync/host.ts';
import { platformSuite } from '../../main/sync/suite.ts';
import { assignmentOf } from '../helpers/sync.ts';
import { processorSeconds, wallSeconds } from './measure.ts';

// The process that is measured: the app's followers and store, with recorded chains where the network would be. Blocks are
// read from a file and decoded each time they are asked for.

export interface FleetTask {
  /** With `blocks` and `index.json`, as `record` leaves them. */
  readonly folder: string;
  readonly storeFile: string;
  /** The first so many of the recorded chains. */
  readonly chains: number;
  readonly spawnedAtMs: number;
  /** Where the chains are when this process starts. */
  readonly startHeight: number;
  readonly settleSeconds: number;
  readonly seconds: number;
}

export interface FleetIndex {
  /** When height 0 would have been. */
  readonly genesisMs: number;
  readonly blockMs: number;
  /** `ends`: where each block ends in the file, from height 1. */
  readonly chains: readonly { readonly chainId: string; readonly anchor: string; readonly ends: readonly number[] }[];
}

export interface FleetReport {
  readonly corePercent: number;
  readonly peakMegabytes: number;
  readonly headersPerSecond: number;
  readonly mostLag: number;
  /** From the start of the process. */
  readonly restoredMs: number;
  readonly restoredCpuMs: number;
  readonly syncedMs: number;
}

/** A thousand chains may be more than this process can follow: that is what is measured then. */
const SYNC_PATIENCE_MS = 60_000;

const task = JSON.parse(process.argv[2] ?? '{}') as FleetTask;
const { folder, startHeight } = task;
const index = JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8')) as FleetIndex;
const fleet = index.chains.slice(0, task.chains);
const file = openSync(path.join(folder, 'blocks'), 'r');
const began = wallSeconds();
/** The chains' clock: it starts where the chains are at `startHeight`, and runs as fast as the real one. */
const now = (): number => index.genesisMs + (startHeight + 0.5) * index.blockMs + (wallSeconds() - began) * 1000;
const tip = (): number => Math.floor((now() - index.genesisMs) / index.blockMs);

function recorded(which: number, url: string): ChainProvider<LightBlock, Header> {
  const { chainId, ends } = index.chains[which] as FleetIndex['chains'][number];
  let before = 0;
  for (let i = 0; i < which; i++) before = index.chains[i]?.ends.at(-1) ?? before;
  const block = (height: number): Result<LightBlock> => {
    const start = height === 1 ? before : ends[height - 2];
    const end = ends[height - 1];
    if (start === undefined || end === undefined) return fail('light-block-not-found', { height: String(height) });
    const bytes = new Uint8Array(end - start);
    readSync(file, bytes, 0, bytes.length, start);
    return ok(decodeLightBlock(bytes, 'tendermint'));
  };
  return {
    chainId,
    url,
    async lightBlock(height) {
      return Number(height ?? 0n) > tip() ? fail('height-too-high', {}) : block(Number(height ?? tip()));
    },
    async headers(min, max) {
      const headers: Header[] = [];
      for (let height = Number(max); height >= Number(min); height--) {
        const found = block(height);
        if (!found.ok) return found;
        headers.push(found.value.signedHeader.header);
      }
      return ok(headers);
    },
    async status() {
      const latestHeight = BigInt(tip());
      return ok({ chainId, latestHeight, latestTime: null, earliestHeight: 1n, catchingUp: false });
    },
    abciQuery: async ({ path: at }) => fail('query-failed', { path: at }),
    tx: async () => fail('query-failed'),
  };
}

const network: NetworkPack = {
  format: 'pilotlight-network',
  version: 1,
  name: { zh: '测量', en: 'measurement' },
  demo: false,
  issuedAt: '2026-01-01T00:00:00Z',
  chains: fleet.map(({ chainId, anchor }, i) => ({
    chainId,
    family: 'cometbft',
    keyTable: 'tendermint',
    name: { zh: chainId, en: chainId },
    zoneId: `zone-${i % 15}`,
    trust: {
      height: '1',
      hash: anchor,
      trustingPeriodSeconds: 1_000_000,
      maxClockDriftSeconds: 10,
      level: '1/3',
    },
    blockTimeSeconds: index.blockMs / 1000,
    history: 1000,
    endpoints: [
      { url: `http://primary.example/${i}`, operator: 'A', role: 'primary' },
      { url: `http://witness.example/${i}`, operator: 'B', role: 'witness' },
    ],
  })),
};

const views = new Map<string, ChainView>();
let headers = 0;
let notice: () => void = () => {};
const stored = openStore({ file: task.storeFile, now: () => toNanos(now()) });
if (!stored.ok) throw new Error(stored.error.code);
const { store } = stored;
const host = createSyncHost({
  store,
  suite: platformSuite(),
  environment: { ...systemEnvironment, now },
  developmentRuntime: false,
  connect: ({ url }) => recorded(Number(url.slice(url.lastIndexOf('/') + 1)), url),
  onEvents(events) {
    for (const event of events) {
      if (event.kind === 'chain') views.set(event.view.chainId, event.view);
      else if (event.kind === 'activity') headers += event.headers;
      else if (event.kind === 'problem') process.stderr.write(`  a problem: ${event.error.code}\n`);
    }
    notice();
  },
});

function until(condition: (view: ChainView) => boolean): Promise<void> {
  return new Promise((resolve) => {
    notice = () => {
      if (views.size === network.chains.length && [...views.values()].every(condition)) resolve();
    };
    notice();
  });
}

const sinceSpawn = (): number => Date.now() - task.spawnedAtMs;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const heightOf = (view: ChainView): number => Number(view.verified?.height ?? 0);

async function main(): Promise<void> {
  host.assign(assignmentOf(network, null));
  await until((view) => view.verified !== null);
  const restoredMs = sinceSpawn();
  const restoredCpuMs = processorSeconds() * 1000;
  const synced = until((view) => view.health === 'synced' && heightOf(view) >= startHeight);
  await Promise.race([synced, pause(SYNC_PATIENCE_MS)]);
  const syncedMs = sinceSpawn();
  await pause(task.settleSeconds * 1000);

  let peak = process.memoryUsage().rss;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 250);
  const [cpu, wall, done] = [processorSeconds(), wallSeconds(), headers];
  await pause(task.seconds * 1000);
  const [cpuSpent, elapsed] = [processorSeconds() - cpu, wallSeconds() - wall];
  clearInterval(watch);
  const report: FleetReport = {
    corePercent: (100 * cpuSpent) / elapsed,
    peakMegabytes: peak / 1e6,
    headersPerSecond: (headers - done) / elapsed,
    mostLag: Math.max(...[...views.values()].map((view) => tip() - heightOf(view))),
    restoredMs,
    restoredCpuMs,
    syncedMs,
  };
  await host.close();
  store.close();
  process.stdout.write(JSON.stringify(report), () => process.exit(0));
}

void main();
