import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../../light-client/codec/hex.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { createCometbftFamily } from '../../../light-client/families/cometbft/family.ts';
import { parseAbciResponse, verifyQueryRoot } from '../../../light-client/families/cometbft/queryProof.ts';
import { parseSignedHeader } from '../../../light-client/families/cometbft/rpcJson.ts';
import { DemoCache } from '../../../main/demo/cache.ts';
import { SECTORS, ZONES } from '../../../main/demo/catalogue.ts';
import { DemoNetwork } from '../../../main/demo/network.ts';
import { networkPackSchema, programmePackSchema } from '../../../main/programme/packs.ts';
import { readDocument } from '../../../main/programme/reports.ts';
import { createDemoNetwork, DEMO_TEST_NOW, type TestDemoNetwork } from '../../helpers/demo.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, read field by field
type Json = any;

async function call(url: string, method: string, params: Record<string, unknown> = {}): Promise<Json> {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return response.json();
}

async function commitHash(url: string, height: number): Promise<string> {
  return (await call(url, 'commit', { height: String(height) })).result.signed_header.commit.block_id.hash;
}

async function document(url: string, name: string): Promise<Uint8Array | null> {
  const { response } = (await call(url, 'abci_query', { path: '/pilot/report', data: toHex(toUtf8(name)) })).result;
  return response.code === 0 ? Uint8Array.from(Buffer.from(response.value, 'base64')) : null;
}

describe('the packs of the demo network', () => {
  let demo: TestDemoNetwork;
  beforeAll(async () => {
    demo = await createDemoNetwork({ chains: 15, historyBlocks: 12 });
  });
  afterAll(() => demo.close());

  it('are valid, and cover the fifteen invented zones and the sixteen fields', () => {
    const network = v.parse(networkPackSchema, demo.networkPack());
    const programme = v.parse(programmePackSchema, demo.programmePack());
    expect(network.demo && programme.demo).toBe(true);
    expect(network.chains.map(({ chainId }) => chainId)).toEqual(ZONES.map(({ zoneId }) => `demo-${zoneId}-1`));
    expect(programme.zones.map(({ name }) => name.zh).slice(0, 2)).toEqual(['甲子示范区', '乙丑示范区']);
    expect(programme.sectors.length).toBe(16);
    const used = new Set(programme.scenarios.map(({ sector }) => sector));
    expect([...SECTORS].every(({ sectorId }) => used.has(sectorId))).toBe(true);
    for (const { zoneId } of programme.zones) {
      const own = programme.scenarios.filter((scenario) => scenario.zoneId === zoneId);
      expect(own.length).toBeGreaterThanOrEqual(4);
      expect(own.length).toBeLessThanOrEqual(6);
    }
    expect(programme.scenarios.some(({ records }) => records === undefined)).toBe(true);
    expect(new Set(programme.scenarios.map(({ scenarioId }) => scenarioId)).size).toBe(programme.scenarios.length);
  });

  it('have witnesses of another operator for about half the chains', () => {
    const independent = demo.networkPack().chains.filter(({ endpoints }) => {
      return new Set(endpoints.map(({ operator }) => operator)).size === 2;
    });
    expect(independent.length).toBeGreaterThan(5);
    expect(independent.length).toBeLessThan(10);
  });

  it('name headers that the chains have', async () => {
    for (const { chainId, trust } of demo.networkPack().chains) {
      expect(demo.hash(chainId, Number(trust.height))).toBe(trust.hash);
      expect(demo.network.anchors).toContainEqual({ chainId, height: trust.height, hash: trust.hash });
    }
  });

  it('lead to reports of every kind: anchored, signed, merely reported, missing, contradicted', async () => {
    const { scenarios, offices } = demo.programmePack();
    const kinds = new Map<string, number>();
    for (const { scenarioId, chainId, report } of scenarios) {
      const bytes = await document(demo.primary(chainId), report.document);
      const read =
        bytes === null ? null : readDocument(bytes, { scenarioId, period: report.period }, offices, nobleSuite);
      if (read !== null && !read.ok) throw new Error(JSON.stringify(read.error));
      let kind = 'missing';
      if (read !== null && report.digest !== undefined) {
        const data = toHex(toUtf8(report.digest.key));
        const { response } = (await call(demo.primary(chainId), 'abci_query', { path: '/store/pilot/key', data }))
          .result;
        const same = Buffer.from(response.value, 'base64').toString('hex') === toHex(read.value.digest);
        kind = same ? 'anchored' : 'contradicted';
      } else if (read !== null) kind = read.value.signedBy === null ? 'reported' : 'signed';
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      const saving = read?.value.signed.report.indicators.find(({ id }) => id === 'saving');
      if (read !== null) expect([saving?.unit, (saving?.base ?? '').length > 0]).toEqual(['yuan', true]);
    }
    expect(kinds.get('contradicted')).toBe(1);
    expect(kinds.get('missing')).toBe(2);
    expect(kinds.get('signed')).toBeGreaterThan(2);
    expect(kinds.get('reported')).toBeGreaterThan(2);
    expect(kinds.get('anchored')).toBeGreaterThan(scenarios.length / 2);
  });
});

describe('drills', () => {
  let demo: TestDemoNetwork;
  let chainId: string;
  let other: string;
  beforeAll(async () => {
    demo = await createDemoNetwork({ chains: 2, historyBlocks: 40 });
    [chainId, other] = demo.chainIds as [string, string];
  });
  afterAll(() => demo.close());

  it('stall: one chain stands still, answers, and goes on at the end', async () => {
    const before = demo.height(chainId);
    demo.drill(chainId, 'stall');
    demo.advance(3);
    expect(demo.height(chainId)).toBe(before);
    expect(demo.height(other)).toBe(before + 3);
    expect((await call(demo.primary(chainId), 'status')).result.sync_info.latest_block_height).toBe(String(before));
    demo.drill(chainId, 'end');
    demo.advance(2);
    expect(demo.height(chainId)).toBe(before + 2);
  });

  it('lie: no altered answer of the primary verifies; the witness stays honest; the end puts it right', async () => {
    demo.advance(2);
    const height = demo.height(chainId) - 1;
    const root = demo.network.chain(chainId).block(height + 1)?.header.appHash as Uint8Array;
    const key = demo.programmePack().scenarios.find((s) => s.chainId === chainId && s.records)?.records?.key as string;
    const ask = async (url: string) => {
      const params = { path: '/store/pilot/key', data: toHex(toUtf8(key)), height: String(height), prove: true };
      const response = parseAbciResponse((await call(url, 'abci_query', params)).result.response);
      return verifyQueryRoot({ store: 'pilot', key: toUtf8(key), height: BigInt(height) }, response, root);
    };
    expect((await ask(demo.primary(chainId))).ok).toBe(true);
    demo.drill(chainId, 'lie');
    const codes = new Set<string>();
    for (let i = 0; i < 12; i++) {
      const verdict = await ask(demo.primary(chainId));
      expect(verdict.ok).toBe(false);
      if (!verdict.ok) codes.add(verdict.error.code);
      expect((await ask(demo.witness(chainId))).ok).toBe(true);
    }
    expect(codes.size).toBeGreaterThan(1);
    const scenario = demo.programmePack().scenarios.find((s) => s.chainId === chainId && s.report.digest);
    const lied = await document(demo.primary(chainId), scenario?.report.document as string);
    const honest = await document(demo.witness(chainId), scenario?.report.document as string);
    expect(lied && honest && toHex(lied) !== toHex(honest)).toBe(true);
    demo.drill(chainId, 'end');
    expect((await ask(demo.primary(chainId))).ok).toBe(true);
  });

  it('fork: the witness serves other headers with a quorum of their own, from the drill on', async () => {
    demo.drill(chainId, 'fork');
    const forkedAfter = demo.height(chainId);
    demo.advance(4);
    const family = createCometbftFamily({ mode: 'all' });
    expect(await commitHash(demo.primary(chainId), forkedAfter)).toBe(
      await commitHash(demo.witness(chainId), forkedAfter),
    );
    for (let height = forkedAfter + 1; height <= forkedAfter + 4; height++) {
      expect(await commitHash(demo.primary(chainId), height)).not.toBe(await commitHash(demo.witness(chainId), height));
      const { signed_header: served } = (await call(demo.witness(chainId), 'commit', { height: String(height) }))
        .result;
      const validators = demo.network.witnessView(chainId).validators(height) ?? [];
      const block = { signedHeader: parseSignedHeader(served, 'signed_header'), validatorSet: { validators } };
      expect(family.verifyAlone(block).kind).toBe('verified');
    }
    demo.drill(chainId, 'end');
    demo.advance(1);
    expect(await commitHash(demo.primary(chainId), forkedAfter + 3)).toBe(
      await commitHash(demo.witness(chainId), forkedAfter + 3),
    );
  });

  it('expire: the chain stops and a pack with a short trusting period comes out; the end takes it back', async () => {
    const before = demo.height(chainId);
    const period = () => demo.networkPack().chains.map(({ trust }) => trust.trustingPeriodSeconds);
    expect(period()).toEqual([1_209_600, 1_209_600]);
    demo.drill(chainId, 'expire');
    demo.advance(2);
    expect(demo.height(chainId)).toBe(before);
    expect(period()).toEqual([20, 1_209_600]);
    demo.drill(chainId, 'end');
    expect(period()).toEqual([1_209_600, 1_209_600]);
  });

  it('says that it does not know a chain', () => {
    expect(demo.network.drill('nothing', 'stall')).toMatchObject({ code: 'demo-unknown-chain' });
  });
});

describe('the cache', () => {
  let folder: string;
  let clock = DEMO_TEST_NOW;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'pilotlight-demo-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function start(seed = 'cache'): Promise<{ network: DemoNetwork; phases: string[] }> {
    const phases: string[] = [];
    const network = await DemoNetwork.start({
      seed,
      now: () => clock,
      chains: 2,
      blockTimeFactor: null,
      cache: await DemoCache.open(path.join(folder, seed)),
      onProgress: (phase) => phases.push(phase),
    });
    return { network, phases };
  }
  const hashes = (network: DemoNetwork, chainId: string) =>
    Array.from({ length: network.chain(chainId).height }, (_, i) =>
      toHex(network.chain(chainId).block(i + 1)?.commit.blockId.hash ?? new Uint8Array(0)),
    );
  const file = (chainId: string, seed = 'cache') => path.join(folder, seed, `${chainId}.chain`);

  it('brings the same chains back, live blocks included, and goes on over the gap', async () => {
    const first = await start();
    const chainId = first.network.networkPack.chains[0]?.chainId as string;
    for (let i = 0; i < 7; i++) {
      clock += 4000;
      first.network.advance();
    }
    const before = hashes(first.network, chainId);
    const anchors = first.network.anchors;
    // No close: as after kill -9, whatever was shown must be there again.
    const killed = readFileSync(file(chainId));
    await first.network.close();
    expect(statSync(file(chainId)).size).toBe(killed.length);

    clock += 5 * 3_600_000;
    const second = await start();
    expect(second.phases).not.toContain('history');
    const after = hashes(second.network, chainId);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.length).toBeGreaterThan(before.length + 1);
    expect(clock - second.network.chain(chainId).tip.createdAtMs).toBeLessThan(20_000);
    expect(second.network.anchors).toEqual(anchors);
    const tip = second.network.chain(chainId).height;
    expect(second.network.chain(chainId).stateAt(tip - 150)).toBeDefined();
    await second.network.close();
  });

  it('keeps its identity over restarts, and has another one once a chain had to be made anew', async () => {
    const ids: string[] = [];
    const run = async (before: () => void = () => {}): Promise<void> => {
      before();
      clock += 60_000;
      const { network } = await start('identity');
      ids.push(network.networkId);
      await network.close();
    };
    await run();
    await run();
    const [chain] = readdirSync(path.join(folder, 'identity')).filter((name) => name.endsWith('.chain'));
    await run(() => rmSync(path.join(folder, 'identity', chain as string)));
    await run();
    await run(() => rmSync(path.join(folder, 'identity'), { recursive: true }));
    const [first, again, oneAnew, then, allAnew] = ids;
    expect([again, then]).toEqual([first, oneAnew]);
    expect(new Set([first, oneAnew, allAnew]).size).toBe(3);
  });

  it('names anchors that are young by their own header time, where blocks lie days apart', async () => {
    const slow = await createDemoNetwork({ chains: 5, historyBlocks: 30, historyStepMs: 4 * 86_400_000 });
    for (const { chainId, trust } of slow.networkPack().chains) {
      const { time } = slow.network.chain(chainId).block(Number(trust.height))?.header ?? { time: 0n };
      const ageSeconds = slow.now() / 1000 - Number(time / 1_000_000_000n);
      expect(ageSeconds, chainId).toBeLessThan(trust.trustingPeriodSeconds - 86_400);
    }
    await slow.close();
  });

  it('names a newer anchor when the old one comes near its trusting period, and keeps the old one known', async () => {
    clock += 6 * 86_400_000;
    const { network } = await start();
    const [chain] = network.networkPack.chains;
    const known = network.anchors.filter(({ chainId }) => chainId === chain?.chainId);
    expect(known.length).toBe(2);
    expect(known[1]).toMatchObject({ height: chain?.trust.height, hash: chain?.trust.hash });
    await network.close();
  });

  it('drops a block that was being written when the process died', async () => {
    const chainId = 'demo-jiazi-1';
    const before = (await start()).network;
    const height = before.chain(chainId).height;
    await before.close();
    truncateSync(file(chainId), statSync(file(chainId)).size - 11);
    const { network, phases } = await start();
    expect(phases).not.toContain('history');
    expect(network.chain(chainId).height).toBe(height - 1);
    await network.close();
  });

  it.each([
    ['a flipped byte in the middle', (bytes: Buffer) => (bytes[200_000] = (bytes[200_000] as number) ^ 1)],
    ['a foreign start', (bytes: Buffer) => bytes.write('older form')],
    ['nothing left', (bytes: Buffer) => bytes.fill(0)],
  ])('makes a chain anew when its file has %s, the other stays', async (_name, damage) => {
    const chainId = 'demo-jiazi-1';
    const bytes = readFileSync(file(chainId));
    damage(bytes);
    writeFileSync(file(chainId), bytes);
    const { network, phases } = await start();
    expect(phases.filter((phase) => phase === 'history').length).toBe(1);
    expect(network.chain(chainId).stateAt(network.chain(chainId).height)).toBeDefined();
    await network.close();
    expect(readdirSync(path.join(folder, 'cache')).some((name) => name.endsWith('.new'))).toBe(false);
  });

  it('does not mix up seeds', async () => {
    const { network, phases } = await start('other');
    expect(phases.filter((phase) => phase === 'history').length).toBe(2);
    await network.close();
  });

  it('leaves a folder alone that another living network writes to', async () => {
    const mine = await DemoCache.open(path.join(folder, 'locked'));
    // As another process of this machine would: its number lives, and it has not said where it listens yet.
    writeFileSync(path.join(mine.folder, 'lock.json'), JSON.stringify({ pid: process.ppid }));
    const beside = await DemoCache.open(path.join(folder, 'locked'), 100);
    expect(beside.folder).toBe(`${path.join(folder, 'locked')}-2`);
    beside.release();
  });
});
