import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../../light-client/codec/hex.ts';
import { fail, ok } from '../../../light-client/core/errors.ts';
import { headerHash } from '../../../light-client/families/cometbft/hashing.ts';
import type { Header, LightBlock } from '../../../light-client/families/cometbft/types.ts';
import type { NetworkPack } from '../../../main/programme/packs.ts';
import { createRecordedProvider } from '../../../main/providers/recordedProvider.ts';
import type { ChainProvider } from '../../../main/providers/types.ts';
import { buildChain, powers, type TestChain } from '../../helpers/chain.ts';
import { startTestHost, type TestHost, tempDir } from '../../helpers/sync.ts';

const SECOND = 1_000_000_000n;

let dir: ReturnType<typeof tempDir>;
let host: TestHost;
let clock: number;

/** The chain as it is at the test's time: blocks whose time has not come are not there yet. */
function living(chain: TestChain, name: string): ChainProvider<LightBlock, Header> {
  const recorded = () =>
    createRecordedProvider({
      chainId: chain.chainId,
      name,
      blocks: chain.blocks.filter(({ signedHeader }) => signedHeader.header.time <= BigInt(clock) * 1_000_000n),
    });
  return {
    chainId: chain.chainId,
    url: name,
    lightBlock: (height) => recorded().lightBlock(height),
    headers: (min, max) => recorded().headers(min, max),
    status: () => recorded().status(),
    abciQuery: (query) => recorded().abciQuery(query),
    tx: (hash, prove) => recorded().tx(hash, prove),
  };
}

function packOf(chains: readonly TestChain[], blockTimeSeconds: number): NetworkPack {
  return {
    format: 'pilotlight-network',
    version: 1,
    name: { zh: '测试', en: 'test' },
    demo: false,
    issuedAt: '2026-01-01T00:00:00Z',
    chains: chains.map((chain, i) => ({
      chainId: chain.chainId,
      family: 'cometbft',
      keyTable: 'tendermint',
      name: { zh: chain.chainId, en: chain.chainId },
      zoneId: `zone-${i}`,
      trust: {
        height: '1',
        hash: toHex(headerHash(chain.at(1).signedHeader.header) ?? new Uint8Array()),
        trustingPeriodSeconds: 1_000_000,
        maxClockDriftSeconds: 10,
        level: '1/3',
      },
      blockTimeSeconds,
      history: 1000,
      endpoints: [
        { url: `http://primary.example/${chain.chainId}`, operator: 'A', role: 'primary' },
        { url: `http://witness.example/${chain.chainId}`, operator: 'B', role: 'witness' },
      ],
    })),
  };
}

function follow(
  chains: readonly TestChain[],
  connect?: (chain: TestChain, url: string) => ChainProvider<LightBlock, Header>,
): void {
  const byId = new Map(chains.map((chain) => [chain.chainId, chain]));
  host = startTestHost({
    file: path.join(dir.dir, 'store.db'),
    now: () => clock,
    connect: ({ url }, { chainId }) => {
      const chain = byId.get(chainId) as TestChain;
      return connect?.(chain, url) ?? living(chain, url);
    },
  });
  host.assign(packOf(chains, 1), null);
}

function timeOf(chain: TestChain, height: number): number {
  return Number(chain.time(height) / 1_000_000n) + 1;
}

function allAt(height: number, count: number) {
  return ({ chains }: TestHost) =>
    [...chains.values()].filter(({ health, verified }) => health === 'synced' && verified?.height === String(height))
      .length === count;
}

beforeEach(() => {
  dir = tempDir();
});

afterEach(async () => {
  await host.close();
  dir.remove();
});

describe('many chains at once', () => {
  it('follows 40 chains at a block a second, and knows every header of each', async () => {
    const chains = Array.from({ length: 40 }, (_, i) =>
      buildChain({ chainId: `many-${i}`, seed: 'many', heights: 12, blockTime: SECOND, validators: () => powers(4) }),
    );
    const [first] = chains as [TestChain];
    clock = timeOf(first, 4);
    follow(chains);
    await host.until('all at 4', allAt(4, 40), 20_000);
    for (let height = 5; height <= 12; height++) {
      clock = timeOf(first, height);
      await host.until(`all at ${height}`, allAt(height, 40), 20_000);
    }
    expect(host.events.filter(({ kind }) => kind === 'problem')).toEqual([]);
    await host.until('no hole is left', ({ chains: seen }) =>
      [...seen.values()].every(({ headersVerified, headersWalked }) => headersVerified + headersWalked === 12),
    );
  }, 60_000);
});

describe('a chain whose validators turn over', () => {
  it('is reached by bisection, and the headers between by hash link', async () => {
    // Half of the power is new every ten heights: far ends have nobody in common.
    const chain = buildChain({
      chainId: 'turning',
      heights: 60,
      blockTime: SECOND,
      validators: (height) => powers(4, 1 + 2 * Math.floor(height / 10)),
    });
    clock = timeOf(chain, 60);
    follow([chain]);
    await host.until('tip', allAt(60, 1), 20_000);
    const view = host.chains.get('turning');
    expect(view?.headersVerified).toBeGreaterThan(3);
    expect(view?.headersVerified).toBeLessThan(30);
    await host.until('whole', ({ chains }) => {
      const seen = chains.get('turning');
      return (seen?.headersVerified ?? 0) + (seen?.headersWalked ?? 0) === 60;
    });
    const detail = await host.host.request('chainDetail', { chainId: 'turning', headers: 60, points: 10 });
    expect(detail.ok && detail.value.known?.count).toBe(60);
    expect(detail.ok && detail.value.changes.length).toBeGreaterThan(2);
  });
});

describe('whatever an endpoint does', () => {
  it('a follower lives on: thrown errors are told as problems, and it goes on when they end', async () => {
    const chain = buildChain({ chainId: 'throwing', heights: 10, blockTime: SECOND, validators: () => powers(4) });
    clock = timeOf(chain, 10);
    let broken = true;
    follow([chain], (of, url) => {
      const good = living(of, url);
      const boom = () => {
        throw new TypeError('cannot read properties of undefined');
      };
      return {
        ...good,
        status: (call) => (broken ? boom() : good.status(call)),
        lightBlock: (height) => (broken && height !== 1n ? boom() : good.lightBlock(height)),
        headers: (min, max) => (broken ? boom() : good.headers(min, max)),
      };
    });
    await host.until('told', ({ events }) => events.some(({ kind }) => kind === 'problem'));
    broken = false;
    await host.until('alive', allAt(10, 1));
    expect(host.events.flatMap((event) => (event.kind === 'problem' ? [event.error.code] : []))).toContain(
      'unexpected',
    );
  });

  it('a pruned pivot is benign: what is known stays, and the chain is no suspect', async () => {
    const chain = buildChain({
      chainId: 'pruned',
      heights: 30,
      blockTime: SECOND,
      validators: (height) => powers(4, 1 + Math.floor(height / 4)),
    });
    clock = timeOf(chain, 30);
    let pruned = true;
    follow([chain], (of, url) => {
      const good = living(of, url);
      const gone = (height?: bigint) => pruned && height !== undefined && height > 1n && height < 30n;
      return {
        ...good,
        lightBlock: async (height) =>
          gone(height) ? fail('light-block-not-found', { height: String(height) }) : good.lightBlock(height),
        status: async () =>
          ok({ chainId: 'pruned', latestHeight: 30n, latestTime: null, earliestHeight: 28n, catchingUp: false }),
      };
    });
    await host.until('refused', ({ chains }) => chains.get('pruned')?.error?.code === 'light-block-not-found');
    expect(host.chains.get('pruned')).toMatchObject({ health: 'syncing', verified: { height: '1' } });
    pruned = false;
    await host.until('tip', allAt(30, 1));
  });
});
