import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { equalBytes } from '../../../light-client/codec/bytes.ts';
import { toHex } from '../../../light-client/codec/hex.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import { createCometbftFamily } from '../../../light-client/families/cometbft/family.ts';
import { headerHash } from '../../../light-client/families/cometbft/hashing.ts';
import { createDemoNetwork, type TestDemoNetwork } from '../../helpers/demo.ts';
import { alterAnything, startLiar } from '../../helpers/liar.ts';
import { clientFor, providerFor } from './environment.ts';

// The same provider against the demo network's RPC, which was written apart from it.

let demo: TestDemoNetwork;
let chainId: string;
beforeAll(async () => {
  demo = await createDemoNetwork({ chains: 1, historyBlocks: 60 });
  chainId = demo.chainIds[0]!;
});
afterAll(() => demo?.close());

describe('a demo chain', () => {
  it('gives light blocks that verify, the newest and older ones', async () => {
    const provider = providerFor(demo.primary(chainId), chainId);
    const family = createCometbftFamily();
    const latest = await provider.lightBlock();
    const status = await provider.status();
    if (!latest.ok || !status.ok) throw new Error(JSON.stringify([latest, status].map((r) => !r.ok && r.error)));
    expect(family.view(latest.value).height).toBe(BigInt(demo.height(chainId)));
    expect(status.value).toMatchObject({ chainId, latestHeight: BigInt(demo.height(chainId)), catchingUp: false });
    for (const height of [1n, 30n, BigInt(demo.height(chainId))]) {
      const block = await provider.lightBlock(height, { nextValidators: true });
      if (!block.ok) throw new Error(JSON.stringify(block.error));
      expect(family.verifyAlone(block.value).kind).toBe('verified');
      expect(toHex(family.view(block.value).hash)).toBe(demo.hash(chainId, Number(height)));
    }
  });

  it('gives headers that link, and says what it does not have', async () => {
    const provider = providerFor(demo.primary(chainId), chainId);
    const headers = await provider.headers(2n, 55n);
    if (!headers.ok) throw new Error(JSON.stringify(headers.error));
    expect(headers.value.map((header) => header.height)).toEqual(Array.from({ length: 54 }, (_, i) => 55n - BigInt(i)));
    for (const [i, header] of headers.value.slice(1).entries()) {
      expect(equalBytes(headers.value[i]!.lastBlockId.hash, headerHash(header)!)).toBe(true);
    }
    const above = BigInt(demo.height(chainId) + 100);
    expect(await provider.lightBlock(above)).toMatchObject({
      error: { code: 'height-too-high', params: { latest: String(demo.height(chainId)) } },
    });
    const client = clientFor(demo.primary(chainId));
    expect(await client.call('nonsense', {})).toMatchObject({
      error: { code: 'query-failed', params: { rpcCode: -32601 } },
    });
  });

  it('answers queries of state, and a liar in front of it is passed through or found out', async () => {
    const query = { path: '/store/pilot/key', data: toUtf8('nothing'), height: 20n, prove: true };
    const answer = await providerFor(demo.primary(chainId), chainId).abciQuery(query);
    expect(answer).toMatchObject({ ok: true, value: { response: { height: '20' } } });
    const liar = await startLiar({ upstream: demo.primary(chainId) });
    expect(await providerFor(liar.url, chainId).abciQuery(query)).toEqual(answer);
    liar.alter((call) => (call.method === 'abci_query' ? { result: { nothing: true } } : undefined));
    expect(await providerFor(liar.url, chainId).abciQuery(query)).toMatchObject({ error: { code: 'bad-response' } });
    expect(liar.calls.map((call) => call.lied)).toEqual([false, true]);
    await liar.close();
  });

  it('altered anywhere by chance gives no block that verifies and is not the true one', {
    timeout: 60_000,
  }, async () => {
    const family = createCometbftFamily();
    const liar = await startLiar({ upstream: demo.primary(chainId), alter: alterAnything(0.7), seed: 11 });
    const provider = providerFor(liar.url, chainId);
    let refused = 0;
    for (let height = 1n; height <= 40n; height++) {
      const block = await provider.lightBlock(height);
      if (!block.ok) refused++;
      else if (family.verifyAlone(block.value).kind !== 'verified') refused++;
      else expect(toHex(family.view(block.value).hash)).toBe(demo.hash(chainId, Number(height)));
    }
    expect(refused).toBeGreaterThan(20);
    await liar.close();
  });
});
