import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { capture } from '../../build/process.ts';
import { toHex } from '../../light-client/codec/hex.ts';
import { ask } from './cometbftNetwork.ts';
import { freePorts, type Running, start, until } from './processes.ts';
import type { Tool } from './toolchain.ts';

// A chain of the Cosmos SDK with IBC: ibc-go's own test application, one validator, and full nodes that only follow it.

export interface SdkAccount {
  readonly name: string;
  readonly address: string;
  /** Hex of the 20 bytes. */
  readonly bytes: string;
  /** What the relayer imports. */
  readonly keyFile: string;
}

export interface SdkChain {
  readonly chainId: string;
  readonly urls: readonly string[];
  readonly grpc: string;
  readonly accounts: Readonly<Record<'validator' | 'alice' | 'bob' | 'relayer', SdkAccount>>;
  /** @returns hash and height once it is in a block and succeeded */
  tx(args: readonly string[], from: 'alice' | 'relayer' | 'validator'): Promise<{ hash: string; height: string }>;
  // biome-ignore lint/suspicious/noExplicitAny: the command line's own JSON, read field by field
  query(...args: string[]): Promise<any>;
  stop(): Promise<void>;
}

const NAMES = ['validator', 'alice', 'bob', 'relayer'] as const;
export const DENOM = 'stake';

export async function createSdkChain(simd: Tool, dir: string, chainId: string, nodes: number): Promise<SdkChain> {
  const homes = Array.from({ length: nodes }, (_, i) => path.join(dir, `${chainId}-${i}`));
  const [home] = homes as [string];
  for (const folder of homes) rmSync(folder, { recursive: true, force: true });
  const cli = async (...args: string[]): Promise<string> => {
    const { code, output } = await capture(simd.path, args);
    if (code !== 0) throw new Error(`simd ${args.slice(0, 3).join(' ')}: ${output.slice(0, 600)}`);
    return output;
  };
  const keyring = ['--keyring-backend', 'test', '--home', home];
  for (const [i, folder] of homes.entries()) await cli('init', `node${i}`, '--chain-id', chainId, '--home', folder);
  const accounts: Partial<Record<(typeof NAMES)[number], SdkAccount>> = {};
  for (const name of NAMES) {
    const key = await cli('keys', 'add', name, '--output', 'json', ...keyring);
    const keyFile = path.join(dir, `${chainId}-${name}.json`);
    writeFileSync(keyFile, key.slice(key.indexOf('{')), { mode: 0o600 });
    const { address } = JSON.parse(readFileSync(keyFile, 'utf8')) as { address: string };
    const parsed = await cli('keys', 'parse', address, '--output', 'json');
    const { bytes } = JSON.parse(parsed.slice(parsed.indexOf('{'))) as { bytes: string };
    accounts[name] = { name, address, bytes: bytes.toLowerCase(), keyFile };
    // Bob comes into being on chain only when he is paid.
    if (name !== 'bob') await cli('genesis', 'add-genesis-account', address, `1000000000${DENOM}`, '--home', home);
  }
  await cli('genesis', 'gentx', 'validator', `500000000${DENOM}`, '--chain-id', chainId, ...keyring);
  await cli('genesis', 'collect-gentxs', '--home', home);
  const genesis = readFileSync(path.join(home, 'config/genesis.json'));

  const ports = await freePorts(3 * nodes);
  const port = (i: number, which: 0 | 1 | 2): number => ports[3 * i + which] as number;
  const id = (await cli('comet', 'show-node-id', '--home', home)).trim().split('\n').pop() as string;
  const running = homes.map((folder, i): Running => {
    configure(folder, i === 0 ? '' : `${id}@127.0.0.1:${port(0, 1)}`);
    writeFileSync(path.join(folder, 'config/genesis.json'), genesis);
    return start(
      simd.path,
      [
        ...['start', '--home', folder, '--minimum-gas-prices', `0${DENOM}`, '--pruning', 'nothing'],
        ...['--rpc.laddr', `tcp://127.0.0.1:${port(i, 0)}`, '--p2p.laddr', `tcp://127.0.0.1:${port(i, 1)}`],
        ...['--grpc.address', `127.0.0.1:${port(i, 2)}`, '--grpc-web.enable=false', '--rpc.pprof_laddr', ''],
      ],
      path.join(dir, `${chainId}-${i}.log`),
    );
  });
  const url = `http://127.0.0.1:${port(0, 0)}`;
  const node = ['--node', `tcp://127.0.0.1:${port(0, 0)}`, '--output', 'json'];

  return {
    chainId,
    urls: homes.map((_, i) => `http://127.0.0.1:${port(i, 0)}`),
    grpc: `http://127.0.0.1:${port(0, 2)}`,
    accounts: accounts as SdkChain['accounts'],
    async tx(args, from) {
      const signed = ['--from', from, '--chain-id', chainId, '--yes', '--gas', '400000', ...keyring, ...node];
      const out = await cli('tx', ...args, ...signed);
      const sent = JSON.parse(out.slice(out.indexOf('{'))) as { code: number; txhash: string; raw_log: string };
      if (sent.code !== 0) throw new Error(`tx ${args[0]}: ${sent.raw_log}`);
      const hash = Buffer.from(sent.txhash, 'hex').toString('base64');
      const found = await until('the transaction in a block', () => ask(url, 'tx', { hash }), 30);
      if (found.tx_result.code !== 0) throw new Error(`tx ${args[0]}: ${found.tx_result.log}`);
      return { hash: sent.txhash.toLowerCase(), height: String(found.height) };
    },
    async query(...args) {
      const out = await cli('query', ...args, ...node);
      return JSON.parse(out.slice(out.indexOf('{')));
    },
    stop: async () => void (await Promise.all(running.map((process) => process.stop()))),
  };
}

function configure(home: string, peers: string): void {
  const file = path.join(home, 'config/config.toml');
  mkdirSync(path.dirname(file), { recursive: true });
  const config = readFileSync(file, 'utf8')
    .replace(/^persistent_peers = ".*"$/m, `persistent_peers = "${peers}"`)
    .replace(/^addr_book_strict = true$/m, 'addr_book_strict = false')
    .replace(/^allow_duplicate_ip = false$/m, 'allow_duplicate_ip = true')
    .replace(/^timeout_commit = ".*"$/m, 'timeout_commit = "700ms"');
  writeFileSync(file, config);
}

const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('hex');

/** Keys of the SDK's stores, in hex. Sources: cosmos-sdk x/bank/types/keys.go, x/staking/types/keys.go. */
export const KEYS = {
  balance: (bytes: string, denom = DENOM): string => `0214${bytes}${utf8(denom)}`,
  supply: (denom = DENOM): string => `00${utf8(denom)}`,
  lastTotalPower: (): string => '12',
  validator: (bytes: string): string => `2114${bytes}`,
  validatorPower: (bytes: string): string => `1114${bytes}`,
  delegation: (delegator: string, validator: string): string => `3114${delegator}14${validator}`,
  /** A module's account: SHA-256 of its name, cut. */
  moduleAccount: (name: string): string => toHex(createHash('sha256').update(name).digest().subarray(0, 20)),
  ibc: utf8,
};
