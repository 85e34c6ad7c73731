import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { capture } from '../../build/process.ts';
import type { SdkChain } from './sdkChain.ts';
import type { Tool } from './toolchain.ts';

// Hermes between two chains, told step by step what to relay: packets are in flight for as long as we want to look.

export interface Relayer {
  createChannel(): Promise<void>;
  /** Relays everything that waits, acknowledgements and time-outs included. */
  clear(from: SdkChain): Promise<void>;
}

function section({ chainId, urls, grpc }: SdkChain, keys: string): string {
  return `
[[chains]]
id = '${chainId}'
type = 'CosmosSdk'
rpc_addr = '${urls[0]}'
grpc_addr = '${grpc}'
event_source = { mode = 'pull', interval = '500ms' }
rpc_timeout = '15s'
trusted_node = false
account_prefix = 'cosmos'
key_name = 'relayer'
key_store_type = 'Test'
key_store_folder = '${keys}'
store_prefix = 'ibc'
default_gas = 400000
max_gas = 4000000
gas_price = { price = 0, denom = 'stake' }
gas_multiplier = 1.5
max_msg_num = 30
clock_drift = '15s'
max_block_time = '30s'
trusting_period = '7days'
trust_threshold = '1/3'
address_type = { derivation = 'cosmos' }
`;
}

export async function createRelayer(hermes: Tool, dir: string, a: SdkChain, b: SdkChain): Promise<Relayer> {
  const config = path.join(dir, 'hermes.toml');
  const keys = path.join(dir, 'hermes-keys');
  const global = "[global]\nlog_level = 'info'\n";
  const modes = ['clients', 'connections', 'channels', 'packets'].map(
    (mode) => `[mode.${mode}]\nenabled = ${mode === 'packets'}\n`,
  );
  writeFileSync(config, `${global}${modes.join('')}${section(a, keys)}${section(b, keys)}`);
  const run = async (...args: string[]): Promise<void> => {
    const { code, output } = await capture(hermes.path, ['--config', config, ...args], { timeout: 240_000 });
    writeFileSync(path.join(dir, 'hermes.log'), `$ ${args.join(' ')}\n${output}\n`, { flag: 'a' });
    if (code !== 0) throw new Error(`hermes ${args.slice(0, 2).join(' ')}: ${output.slice(-600)}`);
  };
  for (const chain of [a, b]) {
    await run('keys', 'add', '--chain', chain.chainId, '--key-file', chain.accounts.relayer.keyFile, '--overwrite');
  }
  const port = 'transfer';
  return {
    createChannel: () =>
      run(
        ...['create', 'channel', '--a-chain', a.chainId, '--b-chain', b.chainId],
        ...['--a-port', port, '--b-port', port, '--new-client-connection', '--yes'],
      ),
    clear: (from) => run('clear', 'packets', '--chain', from.chainId, '--port', port, '--channel', 'channel-0'),
  };
}
