import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toBase64 } from '../../../light-client/codec/base64.ts';
import { toHex } from '../../../light-client/codec/hex.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { createCometbftFamily } from '../../../light-client/families/cometbft/family.ts';
import { parseTxProof, verifyTxRoot } from '../../../light-client/families/cometbft/txProof.ts';
import { sha256 } from '../../../main/demo/crypto.ts';
import { createHostLimiter } from '../../../main/providers/hostLimiter.ts';
import { createHttpProvider } from '../../../main/providers/httpProvider.ts';
import { createJsonRpcClient } from '../../../main/providers/jsonRpcClient.ts';
import { systemEnvironment } from '../../../main/sync/environment.ts';
import { createDemoNetwork, type TestDemoNetwork } from '../../helpers/demo.ts';
import { haveVectors, type Json, vector } from '../../helpers/vectors.ts';

const FIXTURES = 'rpc-shapes/tendermint-rs/kvstore_fixtures';

/** Every path of an object with the kind of what is there; a list counts by its first entry. */
function shape(value: Json, path = ''): string[] {
  if (Array.isArray(value)) return value.length === 0 ? [] : shape(value[0], `${path}[]`);
  if (typeof value !== 'object' || value === null) return [`${path}: ${value === null ? 'null' : typeof value}`];
  return Object.keys(value)
    .sort()
    .flatMap((key) => shape(value[key], `${path}.${key}`));
}

describe("the demo network's RPC", () => {
  let demo: TestDemoNetwork;
  let chainId: string;
  let url: string;

  beforeAll(async () => {
    demo = await createDemoNetwork({ chains: 1, historyBlocks: 42 });
    chainId = demo.chainIds[0] as string;
    url = demo.primary(chainId);
  });
  afterAll(() => demo.close());

  async function post(body: unknown): Promise<{ status: number; json: Json }> {
    const response = await fetch(url, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
    const text = await response.text();
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
  }
  async function call(method: string, params: unknown = {}): Promise<Json> {
    return (await post({ jsonrpc: '2.0', id: 'x', method, params })).json;
  }
  async function get(path: string): Promise<{ status: number; json: Json }> {
    const response = await fetch(`${url}/${path}`);
    return { status: response.status, json: await response.json() };
  }
  function txAt(height: number): Uint8Array {
    const found = demo.network.chain(chainId).block(height)?.transactions[0];
    if (found === undefined) throw new Error('a block without transactions');
    return found;
  }

  describe('shapes', () => {
    const cases: [string, string, () => [string, unknown]][] = [
      ['status', 'v0_38/incoming/status.json', () => ['status', {}]],
      ['commit', 'v0_38/incoming/commit_at_height_10.json', () => ['commit', { height: '10' }]],
      ['block', 'v0_38/incoming/block_at_height_10.json', () => ['block', { height: '10' }]],
      [
        'blockchain',
        'v0_38/incoming/blockchain_from_1_to_10.json',
        () => ['blockchain', { minHeight: '1', maxHeight: '10' }],
      ],
      ['abci_info', 'v0_38/incoming/abci_info.json', () => ['abci_info', {}]],
      ['net_info', 'v0_38/incoming/net_info.json', () => ['net_info', {}]],
      ['consensus_params', 'v0_38/incoming/consensus_params.json', () => ['consensus_params', { height: '10' }]],
      [
        'abci_query',
        'v0_38/incoming/abci_query_with_existing_key.json',
        () => ['abci_query', { path: '/store/pilot/key', data: '7a6f6e65' }],
      ],
      [
        'abci_query, absent',
        'v0_38/incoming/abci_query_with_non_existent_key.json',
        () => ['abci_query', { path: '/store/pilot/key', data: '00ff' }],
      ],
    ];
    it.skipIf(!haveVectors).each(cases)('has the keys and kinds of the recorded %s', async (_name, file, request) => {
      const recorded = shape(vector(`${FIXTURES}/${file}`).result);
      const got = shape((await call(...request())).result);
      // Transactions are there in ours and not in the recorded empty blocks; the recorded blockchain may lack last_height.
      const beside = new Set(['.block.data.txs[]: string', '.last_height: string']);
      expect(got.filter((line) => !beside.has(line))).toEqual(recorded.filter((line) => !beside.has(line)));
    });

    it.skipIf(!haveVectors)('has the keys of the recorded genesis and transactions', async () => {
      const genesis = (await call('genesis')).result.genesis;
      const recorded = vector(`${FIXTURES}/v0_38/incoming/genesis.json`).result.genesis;
      expect(Object.keys(genesis)).toEqual(expect.arrayContaining(Object.keys(recorded)));
      expect(Object.keys(genesis.validators[0]).sort()).toEqual(Object.keys(recorded.validators[0]).sort());
      const tx = (await call('tx', { hash: toBase64(sha256(txAt(10))), prove: true })).result;
      const known = vector(`${FIXTURES}/v0_38/incoming/tx_search_with_prove.json`).result.txs[0];
      expect(Object.keys(tx).sort()).toEqual(Object.keys(known).sort());
      expect(Object.keys(tx.tx_result).sort()).toEqual(Object.keys(known.tx_result).sort());
      expect(shape(tx.proof).filter((line) => !line.includes('aunts'))).toEqual(
        shape(known.proof).filter((line) => !line.includes('aunts')),
      );
    });
  });

  describe('heights', () => {
    it('says of a height above the tip what CometBFT says', async () => {
      const { error } = await call('commit', { height: '99' });
      expect(error).toEqual({
        code: -32603,
        message: 'Internal error',
        data: 'height 99 must be less than or equal to the current blockchain height 42',
      });
      expect((await call('block', { height: '0' })).error.data).toBe('height must be greater than 0, but got 0');
    });

    it('answers the newest commit with canonical false, and true once a block stands on it', async () => {
      expect((await call('commit')).result.canonical).toBe(false);
      expect((await call('commit', { height: 42 })).result.canonical).toBe(false);
      expect((await call('commit', { height: '41' })).result.canonical).toBe(true);
    });

    it('knows the validators of the height after the tip', async () => {
      expect((await call('validators')).result.block_height).toBe('43');
      expect((await call('validators', { height: '44' })).error.data).toMatch(/current blockchain height 43/);
    });

    it('gives at most twenty headers, newest first', async () => {
      const { block_metas: metas, last_height: last } = (await call('blockchain', { minHeight: '1', maxHeight: '40' }))
        .result;
      expect(last).toBe('42');
      expect(metas.map((meta: Json) => meta.header.height)).toEqual(
        Array.from({ length: 20 }, (_, i) => String(40 - i)),
      );
      expect((await call('blockchain', { minHeight: '9', maxHeight: '5' })).error.data).toBe(
        "min height 9 can't be greater than max height 5",
      );
    });
  });

  describe('validators', () => {
    it('gives pages, and an error for a page beyond the last', async () => {
      const all = (await call('validators', { height: '5', per_page: '100' })).result;
      const total = Number(all.total);
      expect(all.validators.length).toBe(total);
      const pages: Json[] = [];
      for (let page = 1; page <= Math.ceil(total / 3); page++) {
        const { result } = await call('validators', { height: '5', page: String(page), per_page: '3' });
        expect(result.count).toBe(String(result.validators.length));
        pages.push(...result.validators);
      }
      expect(pages).toEqual(all.validators);
      const beyond = await call('validators', { height: '5', page: '9', per_page: '3' });
      expect(beyond.error.data).toBe(`page should be within [1, ${Math.ceil(total / 3)}] range, given 9`);
    });
  });

  describe('transport', () => {
    it('takes the same questions by GET, with quoted texts and 0x bytes', async () => {
      expect((await get('commit?height=5')).json.result).toEqual((await call('commit', { height: '5' })).result);
      expect((await get('commit?height="5"')).json.id).toBe(-1);
      const query = 'abci_query?path="/store/pilot/key"&data=0x7a6f6e65&prove=true&height=40';
      const posted = { path: '/store/pilot/key', data: '7a6f6e65', prove: true, height: '40' };
      expect((await get(query)).json.result).toEqual((await call('abci_query', posted)).result);
      expect((await get('abci_query?path="/store/pilot/key"&data="zone"')).json.result.response.value).not.toBeNull();
      const hash = toHex(sha256(txAt(10)));
      expect((await get(`tx?hash=0x${hash}`)).json.result.hash).toBe(hash.toUpperCase());
      const failed = await get('commit?height=99');
      expect([failed.status, failed.json.error.code]).toEqual([500, -32603]);
      expect((await fetch(`${url}/nothing`)).status).toBe(404);
    });

    it('takes params as an array, and batches', async () => {
      expect((await call('commit', ['5'])).result).toEqual((await call('commit', { height: '5' })).result);
      const { json } = await post([
        { jsonrpc: '2.0', id: 1, method: 'health' },
        { jsonrpc: '2.0', method: 'status' },
        { jsonrpc: '2.0', id: 3, method: 'nothing' },
      ]);
      expect(json).toEqual([
        { jsonrpc: '2.0', id: 1, result: {} },
        { jsonrpc: '2.0', id: 3, error: { code: -32601, message: 'Method not found' } },
      ]);
    });

    it.each([
      ['an unknown method', { jsonrpc: '2.0', id: 1, method: 'toString' }, -32601],
      ['a parameter that is no number', { jsonrpc: '2.0', id: 1, method: 'commit', params: { height: 'x' } }, -32602],
      ['hex that is none', { jsonrpc: '2.0', id: 1, method: 'abci_query', params: { path: '/x', data: 'zz' } }, -32602],
      ['too many parameters', { jsonrpc: '2.0', id: 1, method: 'commit', params: [1, 2] }, -32602],
      ['no method', { jsonrpc: '2.0', id: 1 }, -32600],
      ['what is no JSON', '{', -32700],
    ])('refuses %s', async (_name, body, code) => {
      expect((await post(body)).json.error.code).toBe(code);
    });

    it('refuses a body that is too large', async () => {
      const { status, json } = await post(`"${'x'.repeat(1_100_000)}"`);
      expect([status, json.error.code]).toEqual([400, -32600]);
    });
  });

  it('proves transactions under the data hash of their header', async () => {
    for (let height = 2; height <= 42; height++) {
      for (const bytes of demo.network.chain(chainId).block(height)?.transactions ?? []) {
        const { result } = await call('tx', { hash: toBase64(sha256(bytes)), prove: true });
        expect(result.height).toBe(String(height));
        const header = demo.network.chain(chainId).block(height)?.header;
        const verdict = verifyTxRoot(sha256(bytes), parseTxProof(result.proof), header?.dataHash as Uint8Array);
        expect(verdict.ok).toBe(true);
      }
    }
    const none = await call('tx', { hash: toBase64(new Uint8Array(32)) });
    expect(none.error.data).toBe(`tx (${'00'.repeat(32)}) not found`);
  });

  it('finds blocks and transactions by hash, and transactions by height', async () => {
    const hash = demo.hash(chainId, 7);
    const byHash = await call('block_by_hash', { hash: toBase64(Uint8Array.from(Buffer.from(hash, 'hex'))) });
    expect(byHash.result).toEqual((await call('block', { height: '7' })).result);
    expect((await call('header_by_hash', { hash })).result).toEqual((await call('header', { height: '7' })).result);
    const found = (await call('tx_search', { query: 'tx.height=10' })).result;
    expect(found.total_count).toBe(String(demo.network.chain(chainId).block(10)?.transactions.length));
  });

  it("serves the app's own provider", async () => {
    const client = createJsonRpcClient({ url, environment: systemEnvironment, limiter: createHostLimiter(4) });
    const provider = createHttpProvider({ client, chainId, keyTable: 'tendermint' });
    const family = createCometbftFamily({ suite: nobleSuite, mode: 'all' });
    for (const height of [undefined, 1n, 20n]) {
      const block = await provider.lightBlock(height, { nextValidators: true });
      if (!block.ok) throw new Error(block.error.code);
      expect(family.verifyAlone(block.value).kind).toBe('verified');
    }
    const headers = await provider.headers(1n, 42n);
    expect(headers.ok && headers.value.length).toBe(42);
    const tooHigh = await provider.lightBlock(1000n);
    expect(!tooHigh.ok && tooHigh.error.code).toBe('height-too-high');
    const status = await provider.status();
    expect(status.ok && status.value).toMatchObject({ chainId, latestHeight: 42n, earliestHeight: 1n });
  });
});
