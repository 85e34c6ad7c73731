import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { seal } from '../../../light-client/core/verified.ts';
import { openStore } from '../../../main/store/openStore.ts';
import { buildChain, chainOf, START, trusted, walked } from './blocks.ts';

// Writes steps until it is killed (child process) or done (worker thread), naming each committed height. A step is a
// trusted state, the three headers below it, and a claim that states the height: together or not at all.

interface Task {
  readonly file: string;
  readonly chainId: string;
  readonly length: number;
  readonly role: 'owner' | 'worker';
}

const task = (workerData ?? JSON.parse(process.argv[2] as string)) as Task;

// A pipe keeps what was written to it when the writer is killed; the event loop's queue would not.
const say = (line: string) => (parentPort === null ? writeSync(1, `${line}\n`) : parentPort.postMessage(line));

const blocks = buildChain(task.length, { chainId: task.chainId });
const opened = openStore({ file: task.file, now: () => START, role: task.role });
if (!opened.ok) throw new Error(JSON.stringify(opened.error));
if (opened.problems.length > 0) throw new Error(JSON.stringify(opened.problems));
const chain = chainOf(opened.store, blocks[0] as (typeof blocks)[0], task.chainId);
const state = chain.latestTrusted().state;
say(`open ${state?.height ?? 0n}`);

for (let height = Number(state?.height ?? 0n) + 4; height <= task.length; height += 4) {
  const block = blocks[height - 1] as (typeof blocks)[0];
  const result = chain.applyStep({
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
  });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  if (height % 40 === 0) chain.prune({ trusted: 20, headers: 200, claimsPerKey: 10 });
  say(`stored ${height}`);
}
opened.store.close();
say('done');
