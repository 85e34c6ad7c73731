import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Header, LightBlock } from '../../light-client/families/cometbft/types.ts';
import type { Fetch } from '../../main/providers/boundedFetch.ts';
import { createHostLimiter } from '../../main/providers/hostLimiter.ts';
import { createHttpProvider } from '../../main/providers/httpProvider.ts';
import { createJsonRpcClient } from '../../main/providers/jsonRpcClient.ts';
import type { ChainProvider, ProviderEnvironment } from '../../main/providers/types.ts';
import { systemEnvironment } from '../../main/sync/environment.ts';
import type { ClientUpdate } from './clientUpdate.ts';
import type { Facts, Plan } from './readings.ts';

// What real nodes answered, word for word, keyed by what they were asked. Made by `npm run test:peers -- --record`.

const FOLDER = path.resolve(import.meta.dirname, '../fixtures/peers');

export interface Exchange {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly status: number;
  /** The answer without its id. */
  readonly answer: Readonly<Record<string, unknown>>;
}

export interface Anchor {
  readonly height: string;
  readonly hash: string;
}

export interface RecordedFacts {
  readonly main: Facts & { readonly updates: readonly string[] };
  readonly others: Readonly<Record<string, readonly string[]>>;
}

export interface RecordedPlan extends Plan {
  /** Heights asked of other nodes. */
  readonly others: Readonly<Record<string, readonly string[]>>;
  /** What relayers brought to clients on this chain. */
  readonly updates: readonly ClientUpdate[];
}

export interface Recording {
  /** What ran, with versions. */
  readonly software: string;
  readonly chainId: string;
  readonly anchor: Anchor;
  /** When it was recorded: the clock under which its headers are fresh. */
  readonly now: string;
  /** What the reading gave then, and has to give again. */
  readonly facts: RecordedFacts;
  /** What the reading was asked. */
  readonly plan: RecordedPlan;
  /** By name of the node. */
  readonly nodes: Readonly<Record<string, readonly Exchange[]>>;
}

export function recordingNames(): string[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

export function readRecording(name: string): Recording {
  return JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')) as Recording;
}

interface Question {
  readonly id: number;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

function key({ method, params }: Pick<Question, 'method' | 'params'>): string {
  return `${method} ${JSON.stringify(params)}`;
}

/** Asks the node and keeps what it said. */
export function recordingFetch(into: Map<string, Exchange>): Fetch {
  return async (url, init) => {
    const { method, params } = JSON.parse(String(init.body)) as Question;
    const response = await fetch(url, init);
    const text = await response.text();
    const { id: _, ...answer } = JSON.parse(text) as Record<string, unknown>;
    into.set(key({ method, params }), { method, params, status: response.status, answer });
    return new Response(text, { status: response.status });
  };
}

/** What was not recorded is as if nobody answered. */
export function replayFetch(exchanges: readonly Exchange[], change: (text: string) => string = (text) => text): Fetch {
  const known = new Map(exchanges.map((exchange) => [key(exchange), exchange]));
  return async (_, init) => {
    const question = JSON.parse(String(init.body)) as Question;
    const found = known.get(key(question));
    if (found === undefined) throw new TypeError(`not recorded: ${key(question)}`);
    const { jsonrpc, ...rest } = found.answer;
    return new Response(change(JSON.stringify({ jsonrpc, id: question.id, ...rest })), { status: found.status });
  };
}

/** No pause between tries: a recording answers the same however long one waits. */
const REPLAYED: ProviderEnvironment = {
  monotonic: () => 0,
  random: () => 0,
  sleep: (_, signal) =>
    new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted')))),
};

export interface ConnectOptions {
  readonly chainId: string;
  readonly url: string;
  readonly fetch: Fetch;
}

export function recordedNode(options: ConnectOptions): ChainProvider<LightBlock, Header> {
  return connectNode(options, REPLAYED);
}

export function connectNode(
  { chainId, url, fetch }: ConnectOptions,
  environment: ProviderEnvironment = systemEnvironment,
): ChainProvider<LightBlock, Header> {
  const client = createJsonRpcClient({ url, environment, limiter: createHostLimiter(4), fetch, attempts: 1 });
  return createHttpProvider({ client, chainId, keyTable: 'tendermint' });
}
