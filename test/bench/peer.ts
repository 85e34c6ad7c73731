import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { fromRoot } from '../../build/paths.ts';
import { NANOS_PER_SECOND } from '../../light-client/codec/time.ts';
import { encodeHeader } from '../../light-client/families/cometbft/proto.ts';
import { bundleForNode } from '../helpers/bundle.ts';
import { createLongChain, encodeForPeer, type LongChain, timeOf } from './longChain.ts';
import type { Goal, Row, Section } from './measure.ts';
import type { PeerTask, PeerTimes } from './peerWorker.ts';

// Ours beside the CometBFT Go light client, on the same blocks in the same run. Of both, processor time of verification
// counts: blocks lie in memory, and their decoding is timed apart. Every run has a chain whose keys neither has met; both
// have run on others before. The best of some runs of each.

const run = promisify(execFile);
const CHAIN = { validators: 100, changed: 2, every: 10_000 };
const FAR = 1_000_000;
const RANGE = 10_000;
/** So many that their keys do not all stay in memory: new keys are other work than known ones. */
const WARM_UP_CHAINS = 16;
const CHAINS_A_ROUND = 6;
const SKIP_GOAL = '<= 1x the CometBFT Go client, 1,000,000 heights, 100 validators';
const RANGE_GOAL = '>= 20x the CometBFT Go client, sequential, 10,000 heights, 100 validators';

interface PeerReport {
  readonly version: string;
  /** Of the last run. */
  readonly asked: readonly number[];
  readonly runs: readonly { readonly verifyMs: number; readonly provideMs: number; readonly hash: string }[];
}

interface Peer {
  /** One run for each chain, in one process. */
  run(mode: 'skipping' | 'sequential', target: number, chains: readonly LongChain[]): Promise<PeerReport>;
}

export async function benchPeer(quick: boolean): Promise<Section> {
  const chain = createLongChain({ ...CHAIN, seed: 'long' });
  const served = new Map<string, Uint8Array>();
  // Sequential verification is even work: its rate is measured on the first of the range and held against the whole.
  const sample = quick ? 200 : 1000;
  for (const block of chain.linked(1, sample))
    served.set(`${chain.chainId}/${block.signedHeader.header.height}`, encodeForPeer(block));
  const bundle = await bundleForNode(fromRoot('test/bench/peerWorker.ts'));
  const peer = await startPeer(served);
  try {
    const runs = quick ? 3 : 5;
    const skip = await benchSkip(peer, served, bundle.file, 2 * runs);
    const range = await benchRange(chain, peer, bundle.file, sample, runs);
    return { name: 'peer', rows: [...skip.rows, ...range.rows], goals: [skip.goal, range.goal] };
  } finally {
    peer?.close();
    bundle.remove();
  }
}

async function benchSkip(peer: Peer | undefined, served: Map<string, Uint8Array>, worker: string, rounds: number) {
  const heights = pivots();
  const blocksOf = (chain: LongChain) =>
    heights.map((height) => {
      const bytes = encodeForPeer(chain.block(height));
      served.set(`${chain.chainId}/${height}`, bytes);
      return [height, bytes] as const;
    });
  const seeds = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}-${i}`);
  const made = (name: string, count: number) => seeds(name, count).map((seed) => createLongChain({ ...CHAIN, seed }));
  const warming = made('warm-up', WARM_UP_CHAINS);
  const warmUp = warming.map(blocksOf);
  const ours: PeerTimes[] = [];
  const theirs: PeerReport['runs'][number][] = [];
  let last: PeerReport | undefined;
  // In turn, so that both meet the machine in the same moods.
  for (let round = 0; round < rounds; round++) {
    const chains = made(`skip-${round}`, CHAINS_A_ROUND);
    const task = { kind: 'skip', target: FAR, now: timeOf(FAR + 10), chains: chains.map(blocksOf), warmUp } as const;
    ours.push(...(await inWorker(worker, task)));
    const report = await peer?.run('skipping', FAR, [...warming, ...chains]);
    theirs.push(...(report?.runs.slice(WARM_UP_CHAINS) ?? []));
    last = report;
  }
  if (theirs.some(({ hash }, i) => hash !== ours[i]?.hash))
    throw new Error('the two clients ended at different headers');
  const best = least(ours.map(({ verifyMs }) => verifyMs));
  const rows: Row[] = [
    { name: 'skip over 1,000,000 heights, 100 validators', value: best, unit: 'ms', note: `${ours[0]?.blocks} blocks` },
    { name: 'of it decoding, beside the above', value: least(ours.map(({ decodeMs }) => decodeMs)), unit: 'ms' },
  ];
  if (last === undefined) return { rows, goal: unmet('skip against the Go client', SKIP_GOAL) };
  const bestOfPeer = least(theirs.map(({ verifyMs }) => verifyMs));
  const note = `CometBFT ${last.version}, ${last.asked.length} blocks`;
  rows.push({ name: 'the same with the Go client', value: bestOfPeer, unit: 'ms', note });
  const measured = best / bestOfPeer;
  return { rows, goal: { name: 'skip against the Go client', goal: SKIP_GOAL, measured, met: measured <= 1 } };
}

async function benchRange(
  chain: LongChain,
  peer: Peer | undefined,
  worker: string,
  sample: number,
  runs: number,
): Promise<{ rows: Row[]; goal: Goal }> {
  const { headers, last } = chain.linkedHeaders(1, RANGE);
  const task: PeerTask = {
    kind: 'range',
    headers: headers.map(encodeHeader),
    trusted: encodeForPeer(chain.linked(1, 1)[0] as typeof last),
    last: encodeForPeer(last),
    now: timeOf(RANGE + 10),
  };
  const ours: PeerTimes[] = [];
  for (let i = 0; i < runs; i++) ours.push(...(await inWorker(worker, task)));
  const perSecond = (RANGE * 1000) / least(ours.map(({ verifyMs }) => verifyMs));
  const rows: Row[] = [
    { name: 'every header of 10,000 heights: the tip, then hash links', value: perSecond, unit: 'headers/s' },
  ];
  if (peer === undefined) return { rows, goal: unmet('10,000 headers against the Go client', RANGE_GOAL) };
  const again = Array.from({ length: 1 + runs }, () => chain);
  const report = await peer.run('sequential', sample, again);
  const theirs = ((sample - 1) * 1000) / least(report.runs.slice(1).map(({ verifyMs }) => verifyMs));
  const note = `CometBFT ${report.version}, over ${sample} heights`;
  rows.push({ name: 'the Go client, sequential', value: theirs, unit: 'headers/s', note });
  const measured = perSecond / theirs;
  return {
    rows,
    goal: { name: '10,000 headers against the Go client', goal: RANGE_GOAL, measured, met: measured >= 20 },
  };
}

function unmet(name: string, goal: string): Goal {
  return { name, goal, measured: null, met: false, note: 'Go is not at hand: skipped' };
}

function least(values: readonly number[]): number {
  return Math.min(...values);
}

/** The heights that a bisection to FAR may ask for. */
function pivots(): readonly number[] {
  const between = (from: number, to: number): number => from + Math.floor(((to - from) * 9) / 16);
  const first = [1, FAR];
  for (let to = FAR; to > 100_000; to = between(1, to)) first.push(between(1, to));
  const later = first.flatMap((from) => first.filter((to) => to - from > 100_000).map((to) => between(from, to)));
  return [...new Set([...first, ...later])].sort((a, b) => a - b);
}

function inWorker(file: string, task: PeerTask): Promise<PeerTimes[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { workerData: task });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

// ---- the Go side ----

async function startPeer(served: ReadonlyMap<string, Uint8Array>): Promise<(Peer & { close(): void }) | undefined> {
  const go = await goCommand();
  if (go === undefined) {
    process.stderr.write('  Go is not at hand: the CometBFT Go light client is skipped\n');
    return undefined;
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pilotlight-peer-'));
  const binary = path.join(folder, 'peer');
  try {
    const env = { ...process.env, CGO_ENABLED: '0' };
    await run(go, ['build', '-o', binary, '.'], { cwd: fromRoot('test/bench/peer-go'), env, timeout: 600_000 });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    process.stderr.write(`  the Go client does not build here and is skipped: ${String(error).slice(0, 300)}\n`);
    return undefined;
  }
  const server = createServer((request, response) => {
    const block = served.get((request.url ?? '').slice(1));
    if (block === undefined) response.writeHead(404);
    response.end(block);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    async run(mode, target, chains) {
      const now = String(timeOf(FAR + 10) / NANOS_PER_SECOND);
      const { stdout } = await run(
        binary,
        [
          '-url',
          `http://127.0.0.1:${port}`,
          '-chains',
          chains.map(({ chainId }) => chainId).join(','),
          '-target',
          String(target),
        ].concat(['-mode', mode, '-now', now]),
        { timeout: 600_000, maxBuffer: 1 << 26 },
      );
      return JSON.parse(stdout) as PeerReport;
    },
    close() {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function goCommand(): Promise<string | undefined> {
  for (const candidate of ['go', '/usr/local/go/bin/go']) {
    try {
      await run(candidate, ['version'], { timeout: 20_000 });
      return candidate;
    } catch {
      // the next one
    }
  }
  return undefined;
}
