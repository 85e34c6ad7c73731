import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CryptoSuite } from '../../light-client/crypto/suite.ts';
import { type ClientUpdate, judgeUpdate } from '../helpers/clientUpdate.ts';
import { type Plan, readChain, timeNow } from '../helpers/readings.ts';
import {
  type Anchor,
  connectNode,
  type Exchange,
  type RecordedFacts,
  type Recording,
  recordingFetch,
} from '../helpers/recordings.ts';

const FOLDER = path.resolve(import.meta.dirname, '../fixtures/peers');

export interface RecordOptions {
  readonly name: string;
  readonly software: string;
  readonly chainId: string;
  readonly anchor: Anchor;
  /** The one called `full` is read by the plan. */
  readonly nodes: Readonly<Record<string, string>>;
  readonly plan: Plan;
  /** What relayers brought to clients on this chain. */
  readonly updates?: readonly ClientUpdate[];
  /** Heights asked of other nodes, and what they said. */
  readonly others?: Readonly<Record<string, readonly string[]>>;
}

/** Reads the living chain; keeps every answer as a fixture where that is wanted. */
export async function record(options: RecordOptions, suite: CryptoSuite, keep: boolean): Promise<RecordedFacts> {
  const { chainId, anchor, plan, software } = options;
  const now = timeNow();
  const kept = new Map<string, Map<string, Exchange>>();
  const connect = (name: string) => {
    const into = new Map<string, Exchange>();
    kept.set(name, into);
    return connectNode({ chainId, url: options.nodes[name] as string, fetch: recordingFetch(into) });
  };
  const { facts: read } = await readChain(plan, { provider: connect('full'), anchor, now, suite });
  const { updates = [] } = options;
  const main = { ...read, updates: updates.map((update) => judgeUpdate(update, suite)) };
  const others: Record<string, string[]> = {};
  for (const [name, heights] of Object.entries(options.others ?? {})) {
    const provider = connect(name);
    const said: string[] = [];
    for (const height of heights) {
      const answer = await provider.lightBlock(BigInt(height));
      said.push(`${height} ${answer.ok ? 'answered' : `refused: ${answer.error.code}`}`);
    }
    others[name] = said;
  }
  if (keep) {
    const nodes = Object.fromEntries([...kept].map(([name, exchanges]) => [name, [...exchanges.values()]]));
    const facts = { main, others };
    const recording: Recording = {
      software,
      chainId,
      anchor,
      now,
      plan: { ...plan, others: options.others ?? {}, updates },
      facts,
      nodes,
    };
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(path.join(FOLDER, `${options.name}.json`), `${JSON.stringify(recording)}\n`);
  }
  return { main, others };
}
