import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { formatValidators } from '../../../light-client/families/cometbft/rpcFormat.ts';
import { parseSignedHeader } from '../../../light-client/families/cometbft/rpcJson.ts';
import type { LightBlock } from '../../../light-client/families/cometbft/types.ts';
import { createDeadProvider } from '../../../main/providers/deadProvider.ts';
import {
  createRecordedProvider,
  readRecordedBlocks,
  recordedQueryKey,
} from '../../../main/providers/recordedProvider.ts';
import { buildChain } from '../../helpers/chain.ts';
import { ALTERATIONS, alterOneLeaf, type Json, leafPaths, startLiar } from '../../helpers/liar.ts';
import { chainMethods, type Method, startRpcServer } from '../../helpers/rpcServer.ts';
import { providerFor, stillEnvironment } from './environment.ts';

const chain = buildChain({ heights: 60, validators: () => ({ a: 10n, b: 9n, c: 8n, d: 7n }) });
const { chainId, blocks } = chain;

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function node(methods: Record<string, Method> = chainMethods(blocks)) {
  const server = await startRpcServer(methods);
  running.push(server);
  return { server, provider: providerFor(server.url, chainId) };
}

describe('a light block', () => {
  it('comes with its header, commit and validators, by height or the newest', async () => {
    const { provider } = await node();
    const at7 = await provider.lightBlock(7n);
    expect(at7).toEqual({
      ok: true,
      value: { signedHeader: chain.at(7).signedHeader, validatorSet: chain.at(7).validatorSet },
    });
    expect(await provider.lightBlock()).toMatchObject({
      ok: true,
      value: { signedHeader: { header: { height: 60n } } },
    });
    const withNext = await provider.lightBlock(7n, { nextValidators: true });
    expect(withNext).toMatchObject({ ok: true, value: { nextValidatorSet: chain.at(8).validatorSet } });
  });

  it('is refused where the node does not have it', async () => {
    const { provider } = await node(chainMethods(blocks, { base: 30 }));
    expect(await provider.lightBlock(61n)).toMatchObject({
      error: { code: 'height-too-high', category: 'provider-benign', params: { latest: '60' } },
    });
    expect(await provider.lightBlock(29n)).toMatchObject({
      error: { code: 'light-block-not-found', category: 'provider-benign' },
    });
  });

  it('of a node without blocks is a height too high, in every way of saying nothing', async () => {
    for (const empty of [
      null,
      {},
      { header: null, commit: null },
      { header: { height: '0' }, commit: {} },
      { header: { height: '' } },
    ]) {
      const { provider } = await node({
        ...chainMethods(blocks),
        commit: () => ({ signed_header: empty, canonical: false }),
      });
      expect(await provider.lightBlock()).toMatchObject({ error: { code: 'height-too-high' } });
    }
  });

  it('of another height or chain is refused as the node’s fault', async () => {
    const honest = chainMethods(blocks);
    const other = await node({ ...honest, commit: () => honest['commit']?.({ height: '8' }) });
    expect(await other.provider.lightBlock(7n)).toMatchObject({
      error: { code: 'unexpected-height', category: 'provider-malicious', params: { asked: '7', answered: '8' } },
    });
    const { server } = await node();
    expect(await providerFor(server.url, 'another-1').lightBlock(7n)).toMatchObject({
      error: { code: 'bad-light-block', category: 'provider-malicious', params: { what: 'chain-id' } },
    });
  });
});

describe('the pages of validators', () => {
  const names = Array.from({ length: 250 }, (_, i) => `v${i}`);
  const large = buildChain({
    heights: 1,
    validators: () => Object.fromEntries(names.map((name, i) => [name, BigInt(1000 - i)])),
  });

  async function pages(
    change: (page: number, answer: { validators: Json[]; total: string; block_height: string }) => unknown,
    perPage = 100,
  ) {
    const honest = chainMethods(large.blocks, { perPage });
    return node({
      ...honest,
      validators: (params) => {
        const answer = honest['validators']?.(params) as { validators: Json[]; total: string; block_height: string };
        return change(Number(params['page']), answer);
      },
    });
  }

  it('are all fetched, each with the same explicit height', async () => {
    for (const perPage of [100, 30]) {
      const { provider, server } = await pages((_, answer) => answer, perPage);
      const block = await provider.lightBlock(1n);
      expect(block).toMatchObject({ ok: true, value: { validatorSet: large.at(1).validatorSet } });
      const asked = server.calls.filter((call) => call.method === 'validators');
      expect(asked.map((call) => Number(call.params['page'])).sort((a, b) => a - b)).toEqual(
        Array.from({ length: Math.ceil(250 / perPage) }, (_, i) => i + 1),
      );
      for (const call of asked) expect(call.params).toMatchObject({ height: '1', per_page: '100' });
    }
  });

  const bad: Record<
    string,
    [(page: number, answer: { validators: Json[]; total: string; block_height: string }) => unknown, object]
  > = {
    'a total that changes': [
      (page, answer) => ({ ...answer, total: page === 2 ? '251' : answer.total }),
      { code: 'bad-validator-pages', params: { what: 'total' } },
    ],
    'a total of nobody': [
      (_, answer) => ({ ...answer, total: '0' }),
      { code: 'bad-validator-pages', params: { what: 'total' } },
    ],
    'a negative total': [
      (_, answer) => ({ ...answer, total: '-1' }),
      { code: 'bad-validator-pages', params: { what: 'total' } },
    ],
    'a total beyond all measure': [
      (_, answer) => ({ ...answer, total: '10001' }),
      { code: 'bad-validator-pages', params: { what: 'total' } },
    ],
    'a total below the page': [
      (_, answer) => ({ ...answer, total: '99' }),
      { code: 'bad-validator-pages', params: { what: 'count' } },
    ],
    'more pages than allowed': [
      (_, answer) => ({ ...answer, validators: answer.validators.slice(0, 1) }),
      { code: 'bad-validator-pages', params: { what: 'count' } },
    ],
    'an empty page': [
      (page, answer) => (page === 3 ? { ...answer, validators: [] } : answer),
      { code: 'bad-validator-pages', params: { what: 'count' } },
    ],
    'a page too short': [
      (page, answer) => (page === 2 ? { ...answer, validators: answer.validators.slice(1) } : answer),
      { code: 'bad-validator-pages', params: { what: 'count' } },
    ],
    'the first page again': [
      (page, answer) =>
        page === 2
          ? { ...answer, validators: formatValidators(large.at(1).validatorSet.validators.slice(0, 100)) }
          : answer,
      { code: 'bad-validator-pages', params: { what: 'duplicate' } },
    ],
    'a page of another height': [
      (page, answer) => (page === 2 ? { ...answer, block_height: '2' } : answer),
      { code: 'unexpected-height' },
    ],
    'a total as a number': [
      (_, answer) => ({ ...answer, total: 250 }),
      { code: 'bad-light-block', params: { reason: 'bad-integer' } },
    ],
    'no list': [(_, answer) => ({ ...answer, validators: null }), { code: 'bad-validator-pages' }],
  };
  for (const [name, [change, expected]] of Object.entries(bad)) {
    it(`with ${name} are refused`, async () => {
      const { provider } = await pages(change);
      expect(await provider.lightBlock(1n)).toMatchObject({
        ok: false,
        error: { category: 'provider-malicious', ...expected },
      });
    });
  }
});

describe('headers of a range', () => {
  const expected = (min: number, max: number) =>
    blocks
      .slice(min - 1, max)
      .map((block) => block.signedHeader.header)
      .reverse();

  it('come newest first and complete, twenty a call', async () => {
    const { provider, server } = await node();
    expect(await provider.headers(3n, 55n)).toEqual({ ok: true, value: expected(3, 55) });
    expect(server.calls.map((call) => call.method)).toEqual(['blockchain', 'blockchain', 'blockchain']);
    expect(await provider.headers(60n, 60n)).toEqual({ ok: true, value: expected(60, 60) });
  });

  it('come one by one from a node whose blockchain method is off, and it is not asked for again', async () => {
    const { blockchain: _, ...noMetas } = chainMethods(blocks);
    const first = await node(noMetas);
    expect(await first.provider.headers(3n, 30n)).toEqual({ ok: true, value: expected(3, 30) });
    expect(await first.provider.headers(3n, 5n)).toEqual({ ok: true, value: expected(3, 5) });
    expect(first.server.calls.filter((call) => call.method === 'blockchain').length).toBeLessThanOrEqual(2);
    const { header: __, ...commitOnly } = noMetas;
    const second = await node(commitOnly);
    expect(await second.provider.headers(3n, 30n)).toEqual({ ok: true, value: expected(3, 30) });
  });

  it('are refused where some are missing, of another height, of another chain or too many', async () => {
    const honest = chainMethods(blocks);
    type Answer = { block_metas: { header: Record<string, Json> }[] };
    const change = (edit: (metas: Answer['block_metas']) => unknown) =>
      node({
        ...honest,
        blockchain: (params) => ({ block_metas: edit((honest['blockchain']!(params) as Answer).block_metas) }),
      });
    const cases: [(metas: Answer['block_metas']) => unknown, object][] = [
      [(metas) => metas.slice(0, -1), { code: 'light-block-not-found' }],
      [(metas) => metas.slice(1), { code: 'unexpected-height' }],
      [(metas) => [...metas].reverse(), { code: 'unexpected-height' }],
      [(metas) => [...metas, ...metas], { code: 'bad-response' }],
      [(metas) => metas.map(({ header }) => ({ header: { ...header, chain_id: 'x' } })), { code: 'bad-light-block' }],
      [(metas) => metas.map(() => null), { code: 'bad-light-block' }],
      [() => null, { code: 'bad-response' }],
    ];
    for (const [edit, error] of cases) {
      const { provider } = await change(edit);
      expect(await provider.headers(10n, 25n)).toMatchObject({ ok: false, error });
    }
    const pruned = await node(chainMethods(blocks, { base: 20 }));
    expect(await pruned.provider.headers(10n, 25n)).toMatchObject({
      error: { code: 'light-block-not-found', params: { height: '19' } },
    });
    await expect(pruned.provider.headers(5n, 4n)).rejects.toThrow(RangeError);
    await expect(pruned.provider.headers(1n, 5000n)).rejects.toThrow(RangeError);
  });
});

describe('the other questions', () => {
  it('status is read as a hint', async () => {
    const { provider } = await node();
    expect(await provider.status()).toEqual({
      ok: true,
      value: { chainId, latestHeight: 60n, latestTime: chain.time(60), earliestHeight: 1n, catchingUp: false },
    });
    const bad = await node({ status: () => ({ sync_info: { latest_block_height: 60 } }) });
    expect(await bad.provider.status()).toMatchObject({ error: { code: 'bad-response' } });
  });

  it('state and transactions are asked for in the node’s encodings and given as served', async () => {
    const { provider, server } = await node({
      abci_query: () => ({ response: { code: 0, value: 'AA==' } }),
      tx: () => ({ hash: 'AB' }),
    });
    const data = new Uint8Array([0xab, 0xcd]);
    expect(await provider.abciQuery({ path: '/store/pilot/key', data, height: 7n, prove: true })).toEqual({
      ok: true,
      value: { response: { code: 0, value: 'AA==' } },
    });
    await provider.abciQuery({ path: '/p', data, prove: false });
    expect(await provider.tx(data, true)).toEqual({ ok: true, value: { hash: 'AB' } });
    expect(server.calls.map((call) => call.params)).toEqual([
      { path: '/store/pilot/key', data: 'abcd', height: '7', prove: true },
      { path: '/p', data: 'abcd', prove: false },
      { hash: 'q80=', prove: true },
    ]);
  });
});

describe('a liar in front of the node', () => {
  // What the form cannot show is for the verifier: only these may come through as a light block, and not the true one.
  it('never gets a thrown error, a hang, or the true block out of an altered answer', { timeout: 60_000 }, async () => {
    const { server } = await node();
    const liar = await startLiar({ upstream: server.url, seed: 7 });
    running.push(liar);
    let lies = 0;
    for (const [name, alteration] of Object.entries(ALTERATIONS)) {
      liar.alter(alteration);
      const environment = stillEnvironment();
      if (name === 'stalled') environment.limits = 'at-once';
      const provider = providerFor(liar.url, chainId, { environment });
      const before = liar.calls.length;
      const block = await provider.lightBlock(7n);
      const lied = liar.calls.slice(before).some((call) => call.lied);
      if (lied) lies++;
      if (lied && block.ok)
        expect(block.value, name).not.toEqual({
          signedHeader: chain.at(7).signedHeader,
          validatorSet: chain.at(7).validatorSet,
        });
      if (!lied) expect(block.ok, name).toBe(true);
    }
    expect(lies).toBeGreaterThan(30);
  });

  it('alters every single field of a commit and of a page, and each is refused or differs', {
    timeout: 60_000,
  }, async () => {
    const { server, provider: honest } = await node();
    const truth = await honest.lightBlock(7n);
    const liar = await startLiar({ upstream: server.url, seed: 3 });
    running.push(liar);
    const methods = chainMethods(blocks);
    for (const method of ['commit', 'validators']) {
      for (const where of leafPaths(methods[method]?.({ height: '7' }) as Json)) {
        liar.alter(alterOneLeaf(method, where));
        const block = await providerFor(liar.url, chainId).lightBlock(7n);
        const ignored = ['canonical', 'count', 'proposer_priority'].includes(String(where[where.length - 1]));
        if (ignored) expect(block, where.join('.')).toEqual(truth);
        else expect(block, where.join('.')).not.toEqual(truth);
      }
    }
  });
});

describe('recorded and dead providers', () => {
  it('answer what was recorded, and know what was not', async () => {
    const key = recordedQueryKey({ path: '/p', data: new Uint8Array([1]) });
    const recorded = createRecordedProvider({
      chainId,
      blocks: blocks.slice(0, 10),
      queries: new Map([[key, { response: {} }]]),
    });
    expect(await recorded.lightBlock(3n)).toEqual({ ok: true, value: chain.at(3) });
    expect(await recorded.lightBlock()).toEqual({ ok: true, value: chain.at(10) });
    expect(await recorded.lightBlock(11n)).toMatchObject({ error: { code: 'height-too-high' } });
    expect(await recorded.headers(2n, 4n)).toMatchObject({
      ok: true,
      value: [{ height: 4n }, { height: 3n }, { height: 2n }],
    });
    expect(await recorded.status()).toMatchObject({ value: { latestHeight: 10n } });
    expect(await recorded.abciQuery({ path: '/p', data: new Uint8Array([1]), prove: true })).toEqual({
      ok: true,
      value: { response: {} },
    });
    expect(await recorded.abciQuery({ path: '/q', data: new Uint8Array([1]), prove: true })).toMatchObject({
      error: { code: 'query-failed' },
    });
    const dead = createDeadProvider(chainId);
    expect(await dead.lightBlock(1n)).toMatchObject({ error: { code: 'no-response' } });
  });
});

describe('recorded answers of real nodes', () => {
  const shapes = path.resolve(import.meta.dirname, '../../../../shared/vectors/cometbft/rpc-shapes');
  const files = walk(shapes).filter((file) => /commit[^/]*\.json$/.test(file) && !file.includes('outgoing'));

  it.skipIf(files.length === 0)(`come through the client as they were served (${files.length} commits)`, async () => {
    let parsed = 0;
    for (const file of files) {
      const recorded = JSON.parse(readFileSync(file, 'utf8')) as { result?: { signed_header?: unknown } };
      if (recorded.result?.signed_header === undefined) continue;
      const signedHeader = parseSignedHeader(recorded.result.signed_header, file);
      const { height, chainId: recordedChain } = signedHeader.header;
      const blockOf = { signedHeader, validatorSet: chain.at(1).validatorSet } as LightBlock;
      const { server } = await node({
        commit: () => recorded.result,
        validators: () => ({
          ...(chainMethods(blocks)['validators']?.({ height: '1' }) as object),
          block_height: String(height),
        }),
      });
      expect(await providerFor(server.url, recordedChain).lightBlock(height)).toEqual({ ok: true, value: blockOf });
      parsed++;
    }
    expect(parsed).toBeGreaterThan(0);
  });

  const real = path.resolve(shapes, '../real-chains/light-blocks');
  const blockFiles = walk(real).filter((file) => file.endsWith('.json'));
  it.skipIf(blockFiles.length === 0)('are read from files', () => {
    let read = 0;
    for (const file of blockFiles.slice(0, 20)) {
      const result = readRecordedBlocks(file, 'tendermint');
      if (result.ok) read += result.value.length;
    }
    expect(read).toBeGreaterThan(0);
  });
});

function walk(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
