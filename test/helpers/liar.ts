import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

// An RPC endpoint that alters answers in flight. It stands before any real endpoint (a demo chain, a test server) and may
// change any field of any answer, or the exchange itself. Deterministic from its seed.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface LiarCall {
  readonly method: string;
  readonly params: Readonly<Record<string, Json>>;
  /** How many calls of this method came before. */
  readonly nth: number;
}

/** What goes out instead of the honest answer. Bytes or text alone: the body, with status 200. */
export type Lie =
  | undefined // the honest answer
  | { readonly result: Json }
  | { readonly error: Json }
  /** The whole envelope, id and all. */
  | { readonly envelope: Json }
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string | Uint8Array;
    }
  /** Close the connection without a word. */
  | { readonly drop: true }
  /** Announce the whole answer, send this share of it, close. */
  | { readonly truncate: number }
  /** Headers, then one byte at a time: the honest answer in about this many milliseconds. */
  | { readonly slow: number }
  /** Take the request and never answer. */
  | { readonly stall: true }
  | string
  | Uint8Array;

/** `answer` is a copy of the honest `result` (undefined where the answer was an error): it may be changed in place. */
export type Alteration = (call: LiarCall, answer: Json | undefined, random: () => number) => Lie;

export interface Liar {
  readonly url: string;
  /** Every call that came in, with whether its answer was altered. */
  readonly calls: { method: string; params: Readonly<Record<string, Json>>; lied: boolean }[];
  /** From now on; undefined: honest. */
  alter(alteration: Alteration | undefined): void;
  close(): Promise<void>;
}

export interface LiarOptions {
  readonly upstream: string;
  readonly alter?: Alteration;
  readonly seed?: number;
}

export async function startLiar(options: LiarOptions): Promise<Liar> {
  const random = seededRandom(options.seed ?? 1);
  const counts = new Map<string, number>();
  const calls: Liar['calls'] = [];
  let alteration = options.alter;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await toArray(request));
    const { id, method, params } = readCall(request, body);
    const honest = await fetch(new URL(request.url ?? '/', options.upstream), {
      method: request.method ?? 'POST',
      ...(request.method === 'POST' ? { body, headers: { 'content-type': 'application/json' } } : {}),
    });
    const text = await honest.text();
    const envelope = JSON.parse(text) as { result?: Json; error?: Json };
    const nth = counts.get(method) ?? 0;
    counts.set(method, nth + 1);
    const copy = envelope.result === undefined ? undefined : structuredClone(envelope.result);
    const lie = alteration?.({ method, params, nth }, copy, random);
    calls.push({ method, params, lied: lie !== undefined });
    send(response, honest.status, text, id, lie);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(502).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    alter(next) {
      alteration = next;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function send(response: ServerResponse, status: number, honest: string, id: Json, lie: Lie): void {
  const json = (value: Json) => reply(200, JSON.stringify(value), { 'content-type': 'application/json' });
  const reply = (code: number, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}) => {
    response.writeHead(code, headers).end(body);
  };
  if (lie === undefined) reply(status, honest, { 'content-type': 'application/json' });
  else if (typeof lie === 'string' || lie instanceof Uint8Array) reply(200, lie);
  else if ('result' in lie) json({ jsonrpc: '2.0', id, result: lie.result });
  else if ('error' in lie) json({ jsonrpc: '2.0', id, error: lie.error });
  else if ('envelope' in lie) json(lie.envelope);
  else if ('body' in lie) reply(lie.status ?? 200, lie.body, lie.headers);
  else if ('drop' in lie) response.socket?.destroy();
  else if (!('stall' in lie)) sendBadly(response, Buffer.from(honest), lie);
}

function sendBadly(response: ServerResponse, bytes: Buffer, lie: { truncate: number } | { slow: number }): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
  if ('truncate' in lie) {
    response.write(bytes.subarray(0, Math.floor(bytes.length * lie.truncate)), () => response.socket?.destroy());
    return;
  }
  let at = 0;
  const timer = setInterval(
    () => {
      if (response.destroyed || at >= bytes.length) {
        clearInterval(timer);
        response.end();
      } else response.write(bytes.subarray(at, ++at));
    },
    Math.max(1, lie.slow / bytes.length),
  );
}

function readCall(request: IncomingMessage, body: Buffer): { id: Json; method: string; params: Record<string, Json> } {
  if (request.method === 'POST') {
    const call = JSON.parse(body.toString('utf8')) as { id: Json; method: string; params?: Record<string, Json> };
    return { id: call.id, method: call.method, params: call.params ?? {} };
  }
  const url = new URL(request.url ?? '/', 'http://liar');
  return { id: -1, method: url.pathname.slice(1), params: Object.fromEntries(url.searchParams) };
}

async function toArray(request: IncomingMessage): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks;
}

/** mulberry32 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

// ---- one field at a time ----

export type Path = readonly (string | number)[];

/** Every place of a value that is not an object or a list, e.g. ["signed_header", "commit", "signatures", 3, "signature"]. */
export function leafPaths(value: Json, at: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((entry, i) => leafPaths(entry, [...at, i]));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, entry]) => leafPaths(entry, [...at, key]));
  }
  return [at];
}

/** Changes the value at `path` in place. */
export function changeAt(root: Json, path: Path, change: (value: Json) => Json): Json {
  if (path.length === 0) return change(root);
  let parent = root as Record<string | number, Json>;
  for (const step of path.slice(0, -1)) parent = parent[step] as Record<string | number, Json>;
  const last = path[path.length - 1] as string | number;
  parent[last] = change(parent[last] as Json);
  return root;
}

/** Another value of the same form: another hash, height, time, signature, address, power. Never the same value. */
export function alteredLeaf(value: Json, random: () => number): Json {
  if (value === null) return 'AAAA';
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (typeof value !== 'string') return null;
  if (value === '') return 'AA';
  if (/^-?\d{1,18}$/.test(value)) return String(BigInt(value) + BigInt(1 + Math.floor(random() * 3)));
  const time = /^(\d{4}-.*T.*:\d)(\d)(.*)$/.exec(value);
  if (time !== null) return `${time[1]}${(Number(time[2]) + 1) % 10}${time[3]}`;
  const pool = /^[0-9A-F]+$/.test(value)
    ? '0123456789ABCDEF'
    : /^[0-9a-f]+$/.test(value)
      ? '0123456789abcdef'
      : 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  // Not the padding, and not the last character before it: its low bits may mean nothing.
  const length = Math.max(1, value.replace(/=+$/, '').length - 1);
  const position = Math.floor(random() * length);
  const now = pool.indexOf(value[position] as string);
  const other = pool[(Math.max(0, now) + 1 + Math.floor(random() * (pool.length - 2))) % pool.length] as string;
  return (
    value.slice(0, position) +
    (other === value[position] ? pool[(now + 1) % pool.length] : other) +
    value.slice(position + 1)
  );
}

/** Alters one leaf of the answers to `method`: the one at `path`, or one by chance. */
export function alterOneLeaf(method: string, path?: Path): Alteration {
  return (call, answer, random) => {
    if (call.method !== method || answer === undefined) return undefined;
    const paths = leafPaths(answer);
    const chosen = path ?? paths[Math.floor(random() * paths.length)] ?? [];
    return { result: changeAt(answer, chosen, (value) => alteredLeaf(value, random)) };
  };
}

/** Alters one leaf by chance in that share of all answers. */
export function alterAnything(share = 1): Alteration {
  return (_call, answer, random) => {
    if (answer === undefined || random() >= share) return undefined;
    const paths = leafPaths(answer);
    if (paths.length === 0) return undefined;
    return {
      result: changeAt(answer, paths[Math.floor(random() * paths.length)] as Path, (leaf) => alteredLeaf(leaf, random)),
    };
  };
}

function field(method: string, ...path: Path): Alteration {
  return alterOneLeaf(method, path);
}

function always(lie: Exclude<Lie, undefined>): Alteration {
  return () => lie;
}

/** Ready-made lies by name. Those about content need the answer to have the field; else the answer is left as it is. */
export const ALTERATIONS: Readonly<Record<string, Alteration>> = {
  'height of the header': field('commit', 'signed_header', 'header', 'height'),
  'time of the header': field('commit', 'signed_header', 'header', 'time'),
  'chain id': field('commit', 'signed_header', 'header', 'chain_id'),
  'app hash': field('commit', 'signed_header', 'header', 'app_hash'),
  'validators hash': field('commit', 'signed_header', 'header', 'validators_hash'),
  'next validators hash': field('commit', 'signed_header', 'header', 'next_validators_hash'),
  'block id of the commit': field('commit', 'signed_header', 'commit', 'block_id', 'hash'),
  'height of the commit': field('commit', 'signed_header', 'commit', 'height'),
  'round of the commit': field('commit', 'signed_header', 'commit', 'round'),
  'first signature': field('commit', 'signed_header', 'commit', 'signatures', 0, 'signature'),
  'no signatures': onResult('commit', (answer) =>
    changeAt(answer, ['signed_header', 'commit', 'signatures'], () => []),
  ),
  'first signature repeated': onResult('commit', (answer) =>
    changeAt(answer, ['signed_header', 'commit', 'signatures'], (list) =>
      (list as Json[]).map(() => (list as Json[])[0] as Json),
    ),
  ),
  'empty signed header': onResult('commit', () => ({
    signed_header: { header: null, commit: null },
    canonical: false,
  })),
  'voting power': field('validators', 'validators', 0, 'voting_power'),
  'validator key': field('validators', 'validators', 0, 'pub_key', 'value'),
  'validator address': field('validators', 'validators', 0, 'address'),
  'height of the validators': field('validators', 'block_height'),
  'total of the validators': field('validators', 'total'),
  'a validator twice': onResult('validators', (answer) =>
    changeAt(answer, ['validators'], (list) => [...(list as Json[]).slice(0, -1), (list as Json[])[0] as Json]),
  ),
  'a validator missing': onResult('validators', (answer) =>
    changeAt(answer, ['validators'], (list) => (list as Json[]).slice(0, -1)),
  ),
  'power as a number': onResult('validators', (answer) =>
    changeAt(answer, ['validators', 0, 'voting_power'], (power) => Number(power)),
  ),
  'a header of the walk': field('blockchain', 'block_metas', 1, 'header', 'app_hash'),
  'headers of the walk out of order': onResult('blockchain', (answer) =>
    changeAt(answer, ['block_metas'], (list) => [...(list as Json[])].reverse()),
  ),
  'a header of the walk missing': onResult('blockchain', (answer) =>
    changeAt(answer, ['block_metas'], (list) => (list as Json[]).slice(1)),
  ),
  'state value': field('abci_query', 'response', 'value'),
  'state value gone': onResult('abci_query', (answer) => changeAt(answer, ['response', 'value'], () => null)),
  'state key': field('abci_query', 'response', 'key'),
  'state height': field('abci_query', 'response', 'height'),
  'state proof': field('abci_query', 'response', 'proofOps', 'ops', 0, 'data'),
  'state proof of the store': field('abci_query', 'response', 'proofOps', 'ops', 1, 'data'),
  'no state proof': onResult('abci_query', (answer) => changeAt(answer, ['response', 'proofOps'], () => null)),
  'status far ahead': onResult('status', (answer) =>
    changeAt(answer, ['sync_info', 'latest_block_height'], () => '999999999'),
  ),
  'status of another network': field('status', 'node_info', 'network'),
  'wrong id': (_call, answer) =>
    answer === undefined ? undefined : { envelope: { jsonrpc: '2.0', id: 987_654_321, result: answer } },
  'no envelope': (_call, answer) => (answer === undefined ? undefined : { envelope: answer }),
  'HTML page': always({ headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Welcome</title>' }),
  'gateway error': always({ status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>502 Bad Gateway</h1>' }),
  'rate limit': always({ status: 429, headers: { 'retry-after': '1' }, body: 'slow down' }),
  redirect: always({ status: 302, headers: { location: 'http://127.0.0.1:9/' }, body: '' }),
  'not UTF-8': always(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
  'broken JSON': always('{"jsonrpc":"2.0","id":1,"result":{'),
  'a key twice': (_call, answer) =>
    answer === undefined ? undefined : `{"jsonrpc":"2.0","id":1,"id":2,"result":${JSON.stringify(answer)}}`,
  'too deep': always(`{"jsonrpc":"2.0","id":1,"result":${'['.repeat(5000)}${']'.repeat(5000)}}`),
  oversize: always({ body: `{"jsonrpc":"2.0","id":1,"result":"${'x'.repeat(40 * 1024 * 1024)}"}` }),
  truncated: always({ truncate: 0.5 }),
  dropped: always({ drop: true }),
  stalled: always({ stall: true }),
  'method not found': always({ error: { code: -32601, message: 'Method not found', data: '' } }),
};

function onResult(method: string, change: (answer: Json) => Json): Alteration {
  return (call, answer) => (call.method === method && answer !== undefined ? { result: change(answer) } : undefined);
}
