import { toHex } from '../../light-client/codec/hex.ts';
import { DemoNetwork } from '../../main/demo/network.ts';
import type { DrillRequest } from '../../main/demo/protocol.ts';
import type { NetworkPack, ProgrammePack } from '../../main/programme/packs.ts';

// A small demo network in this process: the real one with few chains, a short history and a clock of its own.

export interface DemoNetworkOptions {
  /** Default 2. */
  readonly chains?: number;
  /** Blocks before the start, an hour apart. Default 50. */
  readonly historyBlocks?: number;
  readonly historyStepMs?: number;
  readonly seed?: string;
  /** Milliseconds since 1970; default a fixed day. It moves only with `advance` and `passTime`. */
  readonly now?: number;
  /** null (default): blocks come with `advance` only. A number: factor on the real pace of 3 to 6 s, by the real clock. */
  readonly blockTimeFactor?: number | null;
}

export interface TestDemoNetwork {
  readonly network: DemoNetwork;
  readonly chainIds: readonly string[];
  /** The network pack as it is now: a drill may have changed it. */
  networkPack(): NetworkPack;
  programmePack(): ProgrammePack;
  primary(chainId: string): string;
  witness(chainId: string): string;
  height(chainId: string): number;
  /** Hash of a block, lower-case hex. */
  hash(chainId: string, height: number): string;
  now(): number;
  /** Moves the clock on without a block. */
  passTime(ms: number): void;
  /** `blocks` more blocks, 5 s apart, on one chain or on all. */
  advance(blocks?: number, chainId?: string): void;
  drill(chainId: string, kind: DrillRequest): void;
  close(): Promise<void>;
}

export const DEMO_TEST_NOW = Date.UTC(2026, 10, 21, 12);
const BLOCK_MS = 5000;

export async function createDemoNetwork(options: DemoNetworkOptions = {}): Promise<TestDemoNetwork> {
  const { chains = 2, historyBlocks = 50, seed = 'test', blockTimeFactor = null } = options;
  let clock = options.now ?? DEMO_TEST_NOW;
  const realStart = Date.now();
  const now = (): number => (blockTimeFactor === null ? clock : clock + Date.now() - realStart);
  const network = await DemoNetwork.start({
    seed,
    now,
    chains,
    historyBlocks,
    blockTimeFactor,
    ...(options.historyStepMs === undefined ? {} : { historyStepMs: options.historyStepMs }),
  });
  return {
    network,
    chainIds: network.networkPack.chains.map(({ chainId }) => chainId),
    networkPack: () => network.networkPack,
    programmePack: () => network.programmePack,
    primary: (chainId) => network.endpoints(chainId).primary,
    witness: (chainId) => network.endpoints(chainId).witness,
    height: (chainId) => network.chain(chainId).height,
    hash: (chainId, height) => {
      const block = network.chain(chainId).block(height);
      if (block === undefined) throw new Error(`no block ${height}`);
      return toHex(block.commit.blockId.hash);
    },
    now,
    passTime: (ms) => {
      clock += ms;
    },
    advance: (blocks = 1, chainId) => {
      for (let i = 0; i < blocks; i++) {
        clock += BLOCK_MS;
        network.advance(chainId);
      }
    },
    drill: (chainId, kind) => {
      const error = network.drill(chainId, kind);
      if (error !== null) throw new Error(error.code);
    },
    close: () => network.close(),
  };
}
