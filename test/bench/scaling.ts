/**
 * How the cost of following grows with the number of chains, on the demo network's own chains, which make a block every five seconds here.
 * Writes light-client/SCALING.md and light-client/scaling.svg.
 *
 *   node build/run.mjs test/bench/scaling.ts [seconds] [counts, ascending, with commas]
 */
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { fromRoot } from '../../build/paths.ts';
import { type ChainPlan, planChains } from '../../main/demo/plan.ts';
import { produceFirst, produceNext, type Tip } from '../../main/demo/producer.ts';
import { type RecordedChain, withRecording } from './fleet.ts';
import type { FleetReport } from './fleetFollower.ts';
import { plotOf } from './scalingPlot.ts';

const [secondsEach = '20', counts = '1,15,40,100,164,300,500,700,1000'] = process.argv.slice(2);
const COUNTS = counts.split(',').map(Number);
const BLOCK_MS = 5000;
const START = 3;
const SETTLE = 5;
const seconds = Number(secondsEach);

const GENESIS_MS = Date.UTC(2026, 0, 1);

/** Fifteen zones make fifteen chains of one seed; as many seeds as are needed. */
function* demoChains(count: number, heights: number): Generator<RecordedChain> {
  for (let i = 0; i < count; i++) {
    const seed = `scaling-${Math.floor(i / 15)}`;
    const plan = planChains(seed)[i % 15] as ChainPlan;
    const chain = { ...plan, chainId: `${plan.chainId}-${Math.floor(i / 15)}` };
    yield { chainId: chain.chainId, blocks: [...blocksOf(chain, heights)] };
  }
}

function* blocksOf(plan: ChainPlan, heights: number) {
  const options = { genesisTimeMs: GENESIS_MS };
  let tip: Tip = produceFirst(plan, GENESIS_MS, options);
  for (let height = 1; height <= heights; height++) {
    const { header, commit } = tip.block;
    yield { signedHeader: { header, commit }, validatorSet: { validators: tip.validators[0] } };
    tip = produceNext(plan, tip, GENESIS_MS + height * BLOCK_MS, options);
  }
}

export interface ScalingPoint extends FleetReport {
  readonly chains: number;
}

async function measure(): Promise<ScalingPoint[]> {
  const most = COUNTS[COUNTS.length - 1] as number;
  process.stderr.write(`making ${most} chains ...\n`);
  return withRecording(demoChains(most, START + Math.ceil((SETTLE + seconds + 70) / 5)), BLOCK_MS, async (run) => {
    const points: ScalingPoint[] = [];
    for (const chains of COUNTS) {
      process.stderr.write(`${chains} chains ...\n`);
      const task = { chains, startHeight: START, settleSeconds: SETTLE, seconds };
      points.push({ chains, ...(await run(task, `store-${chains}`)) });
    }
    return points;
  });
}

function pageOf(points: readonly ScalingPoint[]): string {
  const machine = `${os.cpus()[0]?.model ?? 'unknown'}, ${os.availableParallelism()} cores, Node ${process.version}`;
  const rows = points.map(({ chains, corePercent, peakMegabytes, headersPerSecond, mostLag }) => {
    const perChain = (corePercent * 10) / Math.max(headersPerSecond, 0.001);
    const cells = [chains, corePercent.toFixed(1), perChain.toFixed(2), peakMegabytes.toFixed(0)];
    return `| ${[...cells, headersPerSecond.toFixed(0), mostLag].join(' | ')} |`;
  });
  return `# What following costs, from 1 to ${points[points.length - 1]?.chains} chains

Written by \`node build/run.mjs test/bench/scaling.ts\` from a run on ${new Date().toISOString().slice(0, 10)}
(${machine}), over ${seconds} seconds each.

![Processor time and memory by number of chains](scaling.svg)

The chains are the demo network's own (4 to 7 validators, changing sets, real signatures), at a block every five seconds. One
process with one thread follows all of them: for each block it asks the primary and a witness, decodes, verifies the quorum's
signatures, cross-checks and writes the step to the store. Blocks come from a file, so that transport is not in
these figures. Processor time is counted, not time on the wall: other work on the machine does not lengthen it.

| chains | % of one core | ms a header | MB at most | headers/s | lag at most |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

\`ms a header\` is all that the process did, divided by the headers that it verified: where it stays level, a chain costs the same
however many others there are. Where blocks come faster than they can be verified, a follower skips to the newest one and
fills the headers between by hash link: the lag grows, and nothing is believed unverified. The app spreads chains over up
to four worker threads.
`;
}

const points = await measure();
writeFileSync(fromRoot('light-client/scaling.svg'), plotOf(points));
writeFileSync(fromRoot('light-client/SCALING.md'), pageOf(points));
process.exit(0);
