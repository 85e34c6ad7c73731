import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { capture } from '../../build/process.ts';
import { freePorts, type Running, start, until } from './processes.ts';
import type { Tool } from './toolchain.ts';

// Validators and one more node of CometBFT with its key-value app, each a process of its own.

export interface CometNode {
  readonly name: string;
  readonly url: string;
  /** Base64, as the app's validator transactions want it. */
  readonly publicKey: string;
  start(): void;
  stop(): Promise<void>;
}

export interface CometNetwork {
  readonly chainId: string;
  readonly nodes: readonly CometNode[];
  stop(): Promise<void>;
}

const VALIDATORS = 4;
const CHAIN_ID = 'peers-four';
/** Each validator's power at genesis. */
const POWER = '10';

export interface NetworkTools {
  readonly cometbft: Tool;
  readonly retain: Tool;
}

/** The fifth node validates nothing at first, and retains only its newest blocks. */
export async function createNetwork(tools: NetworkTools, dir: string, retain: number): Promise<CometNetwork> {
  const home = path.join(dir, 'cometbft');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const count = VALIDATORS + 1;
  const hosts = Array.from({ length: count }, () => ['--hostname', '127.0.0.1']).flat();
  const made = await capture(tools.cometbft.path, [
    ...['testnet', '--v', String(VALIDATORS), '--n', '1', '--o', home],
    ...hosts,
  ]);
  if (made.code !== 0) throw new Error(made.output);
  const ports = await freePorts(2 * count);
  const p2p = (i: number): number => ports[2 * i] as number;
  const rpc = (i: number): number => ports[2 * i + 1] as number;

  const nodes = Array.from({ length: count }, (_, i): CometNode => {
    const folder = path.join(home, `node${i}`);
    configure(folder, rpc(i), p2p(i), p2p);
    const log = path.join(dir, `cometbft-${i}.log`);
    const pruned = i === VALIDATORS;
    const socket = `unix://${path.join(folder, 'app.sock')}`;
    let running: Running[] = [];
    return {
      name: `node${i}`,
      url: `http://127.0.0.1:${rpc(i)}`,
      publicKey: validatorKey(folder),
      start() {
        const app = pruned ? socket : 'persistent_kvstore';
        const appArgs = ['-address', socket, '-data', path.join(folder, 'data'), '-retain', String(retain)];
        running = pruned ? [start(tools.retain.path, appArgs, log)] : [];
        running.push(start(tools.cometbft.path, ['node', '--home', folder, '--proxy_app', app], log));
      },
      async stop() {
        for (const process of running.reverse()) await process.stop();
        running = [];
        rmSync(path.join(folder, 'app.sock'), { force: true });
      },
    };
  });
  return {
    chainId: CHAIN_ID,
    nodes,
    stop: async () => void (await Promise.all(nodes.map((node) => node.stop()))),
  };
}

function configure(folder: string, rpc: number, p2p: number, portOf: (i: number) => number): void {
  const file = path.join(folder, 'config/config.toml');
  const config = readFileSync(file, 'utf8')
    .replace('laddr = "tcp://127.0.0.1:26657"', `laddr = "tcp://127.0.0.1:${rpc}"`)
    .replace('laddr = "tcp://0.0.0.0:26656"', `laddr = "tcp://127.0.0.1:${p2p}"`)
    .replace(/^persistent_peers = "(.*)"$/m, (_, peers: string) => {
      const each = peers.split(',').map((peer, i) => `${peer.split('@')[0]}@127.0.0.1:${portOf(i)}`);
      return `persistent_peers = "${each.join(',')}"`;
    })
    .replace('timeout_commit = "1s"', 'timeout_commit = "400ms"');
  writeFileSync(file, config);
  const genesisFile = path.join(folder, 'config/genesis.json');
  const genesis = JSON.parse(readFileSync(genesisFile, 'utf8'));
  genesis.chain_id = CHAIN_ID;
  // Evidence may be asked for only this far back: without it nothing would ever be pruned.
  genesis.consensus_params.evidence.max_age_num_blocks = '10';
  genesis.consensus_params.evidence.max_age_duration = '5000000000';
  for (const validator of genesis.validators) validator.power = POWER;
  writeFileSync(genesisFile, JSON.stringify(genesis, null, 2));
}

function validatorKey(folder: string): string {
  const file = path.join(folder, 'config/priv_validator_key.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { pub_key: { value: string } }).pub_key.value;
}

// biome-ignore lint/suspicious/noExplicitAny: a node's answer, read field by field
type Json = any;

/** Asks a node directly, past our own client. */
export async function ask(url: string, method: string, params: Readonly<Record<string, unknown>> = {}): Promise<Json> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(15_000),
  });
  const answer = (await response.json()) as Json;
  if (answer.error !== undefined) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
  return answer.result;
}

export async function heightOf(url: string): Promise<number> {
  return Number((await ask(url, 'status')).sync_info.latest_block_height);
}

export function untilHeight(url: string, height: number, seconds = 90): Promise<number> {
  return until(
    `height ${height}`,
    async () => {
      const now = await heightOf(url);
      return now >= height ? now : undefined;
    },
    seconds,
  );
}

/** @returns where it was included */
export async function broadcast(url: string, tx: string): Promise<{ hash: string; height: string }> {
  const data = Buffer.from(tx, 'utf8').toString('base64');
  const sent = await ask(url, 'broadcast_tx_sync', { tx: data });
  if (sent.code !== 0) throw new Error(`refused: ${JSON.stringify(sent)}`);
  const hash = String(sent.hash).toLowerCase();
  const id = Buffer.from(hash, 'hex').toString('base64');
  const found = await until('the transaction in a block', async () => (await ask(url, 'tx', { hash: id })) as Json, 30);
  return { hash, height: String(found.height) };
}

export function validatorTx(publicKey: string, power: number): string {
  return `val=ed25519!${publicKey}!${power}`;
}
