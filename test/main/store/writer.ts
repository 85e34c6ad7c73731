import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { seal } from '../../../light-client/core/verified.ts';
import type { Header, LightBlock } from '../../../light-client/families/cometbft/types.ts';
import { openStore } from '../../../main/store/openStore.ts';
import type { Step } from '../../../main/store/types.ts';
import { buildChain, chainOf, START, trusted, walked } from './blocks.ts';

// Writes steps until it is killed (child process) or done (worker thread), naming each committed height. A step is a
// trusted state, the three headers below it, and a claim that states the height: together or not at all.

interface Task {
  readonly file: string;
  readonly chainId: string;
  readonly length: number;
  readonly role: 'owner' | 'worker';
  /** More chains, whose steps are written together with those of the first. */
  readonly together?: readonly string[];
}

const task = (workerData ?? JSON.parse(process.argv[2] as string)) as Task;

// A pipe keeps what was written to it when the writer is killed; the event loop's queue would not.
const say = (line: string) => (parentPort === null ? writeSync(1, `${line}\n`) : parentPort.postMessage(line));

const opened = openStore({ file: task.file, now: () => START, role: task.role });
if (!opened.ok) throw new Error(JSON.stringify(opened.error));
if (opened.problems.length > 0) throw new Error(JSON.stringify(opened.problems));
const { store } = opened;
const writers = [task.chainId, ...(task.together ?? [])].map((chainId) => {
  const blocks = buildChain(task.length, { chainId });
  return { blocks, chain: chainOf(store, blocks[0] as (typeof blocks)[0], chainId) };
});
const first = writers[0] as (typeof writers)[0];
const start = Number(first.chain.latestTrusted().state?.height ?? 0n);
say(`open ${start}`);

function stepAt({ blocks }: typeof first, height: number): Step<LightBlock, Header> {
  const block = blocks[height - 1] as LightBlock;
  return {
    trusted: [trusted(block)],
    headers: blocks.slice(height - 4, height - 1).map(walked),
    claims: [
      {
        key: 'height',
        value: String(height),
        height: BigInt(height),
        level: 'proven',
        condition: 'fresh',
        rule: 'ics23-state',
        against: seal(block.signedHeader.header),
        verified: seal(height),
        proof: null,
        document: null,
        failure: null,
        verifiedAt: START,
      },
    ],
  };
}

async function write(): Promise<void> {
  for (let height = start + 4; height <= task.length; height += 4) {
    const results =
      task.together === undefined
        ? [first.chain.applyStep(stepAt(first, height))]
        : await Promise.all(writers.map((writer) => writer.chain.applySoon(stepAt(writer, height))));
    for (const result of results) if (!result.ok) throw new Error(JSON.stringify(result.error));
    if (height % 40 === 0) first.chain.prune({ trusted: 20, headers: 200, claimsPerKey: 10 });
    say(`stored ${height}`);
  }
  store.close();
  say('done');
}

void write();
