import { ics23 } from '@confio/ics23';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBase64 } from '../../../light-client/codec/base64.ts';
import { compareBytes } from '../../../light-client/codec/bytes.ts';
import { toHex } from '../../../light-client/codec/hex.ts';
import { fromUtf8, toUtf8 } from '../../../light-client/codec/utf8.ts';
import { parseAbciResponse, verifyQueryRoot } from '../../../light-client/families/cometbft/queryProof.ts';
import { VERSIONS_KEPT } from '../../../main/demo/chain.ts';
import { isLeaf, leaves, type Node, set } from '../../../main/demo/iavl.ts';
import { appHash, type MultiStore, prove, writeAll } from '../../../main/demo/multiStore.ts';
import { createDemoNetwork, type TestDemoNetwork } from '../../helpers/demo.ts';
import type { Json } from '../../helpers/vectors.ts';

const confio = await import('@confio/ics23');

function depth(node: Node): number {
  return isLeaf(node) ? 0 : 1 + Math.max(depth(node.left), depth(node.right));
}

function balanced(node: Node): boolean {
  if (isLeaf(node)) return true;
  const fair = Math.abs(node.left.height - node.right.height) <= 1;
  return fair && node.height === depth(node) && balanced(node.left) && balanced(node.right);
}

async function call(url: string, method: string, params: Record<string, unknown>): Promise<Json> {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return response.json();
}

describe('the state of a demo chain', () => {
  it('keeps every tree sorted and balanced, and proves what is and what is not in it', () => {
    const key = fc.string({ minLength: 1, maxLength: 6 }).map((text) => `k${text}`);
    fc.assert(
      fc.property(
        fc.uniqueArray(key, { minLength: 2, maxLength: 40 }),
        fc.array(key, { maxLength: 8 }),
        (keys, others) => {
          let state: MultiStore = { stores: new Map() };
          state = writeAll(state, [{ store: 'bank', key: 'supply', value: toUtf8('7') }], 1);
          for (const [i, name] of keys.entries()) {
            state = writeAll(state, [{ store: 'pilot', key: name, value: toUtf8(`v${i}`) }], i + 2);
          }
          const tree = state.stores.get('pilot') as Node;
          const stored = leaves(tree).map((leaf) => leaf.key);
          expect(stored.length).toBe(keys.length);
          expect(stored.every((one, i) => i === 0 || compareBytes(stored[i - 1] as Uint8Array, one) < 0)).toBe(true);
          expect(balanced(tree)).toBe(true);
          const root = appHash(state);
          for (const name of [...keys, ...others]) {
            const at = toUtf8(name);
            const value = leaves(tree).find((leaf) => toHex(leaf.key) === toHex(at))?.value ?? new Uint8Array(0);
            const proofOps = prove(state, 'pilot', at) ?? [];
            const response = { code: 0, log: '', key: at, value, proofOps, height: 9n };
            const verdict = verifyQueryRoot({ store: 'pilot', key: at }, response, root);
            if (!verdict.ok) throw new Error(JSON.stringify(verdict.error));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves older versions as they were', () => {
    let tree: Node | undefined;
    const roots: { tree: Node; size: number }[] = [];
    for (let i = 1; i <= 50; i++) {
      tree = set(tree, toUtf8(`key-${(i * 7) % 50}`), toUtf8(String(i)), i);
      roots.push({ tree, size: tree.size });
    }
    for (const [i, root] of roots.entries()) expect(leaves(root.tree).length).toBe(Math.min(i + 1, 50));
    expect(roots.every(({ tree: root, size }) => root.size === size)).toBe(true);
  });
});

describe('state queries over RPC', () => {
  let demo: TestDemoNetwork;
  let chainId: string;
  let url: string;

  beforeAll(async () => {
    demo = await createDemoNetwork({ chains: 2, historyBlocks: 260 });
    demo.advance(5);
    chainId = demo.chainIds[0] as string;
    url = demo.primary(chainId);
  });
  afterAll(() => demo.close());

  async function query(key: string, height: number): Promise<Json> {
    const data = toHex(toUtf8(key));
    const answer = await call(url, 'abci_query', {
      path: '/store/pilot/key',
      data,
      height: String(height),
      prove: true,
    });
    return answer.result;
  }

  function rootAt(height: number): Uint8Array {
    const block = demo.network.chain(chainId).block(height + 1);
    if (block === undefined) throw new Error('no next header');
    return block.header.appHash;
  }

  it('proves records, digests and absent keys against the app hash of the next header', async () => {
    const { scenarios } = demo.programmePack();
    const ours = scenarios.filter((scenario) => scenario.chainId === chainId);
    const keys = ours
      .flatMap(({ records, report }) => [records?.key, report.digest?.key])
      .filter((key) => key !== undefined);
    expect(keys.length).toBeGreaterThan(5);
    const height = demo.height(chainId) - 1;
    for (const key of [...keys, 'a', 'zzz', 'records/none']) {
      const response = parseAbciResponse((await query(key, height)).response);
      const verdict = verifyQueryRoot(
        { store: 'pilot', key: toUtf8(key), height: BigInt(height) },
        response,
        rootAt(height),
      );
      if (!verdict.ok) throw new Error(JSON.stringify(verdict.error));
      expect(verdict.value === undefined).toBe(!keys.includes(key));
    }
  });

  it('is read alike by another implementation of ICS-23', async () => {
    const height = demo.height(chainId) - 1;
    const key = demo.programmePack().scenarios[0]?.records?.key as string;
    const { response } = await query(key, height);
    const [inner, outer] = response.proofOps.ops.map((op: { data: string }) =>
      ics23.CommitmentProof.decode(fromBase64(op.data)),
    );
    const subroot = confio.calculateExistenceRoot(inner.exist);
    const value = fromBase64(response.value);
    expect(confio.verifyMembership(inner, confio.iavlSpec, subroot, toUtf8(key), value)).toBe(true);
    expect(confio.verifyMembership(outer, confio.tendermintSpec, rootAt(height), toUtf8('pilot'), subroot)).toBe(true);
    const absent = (await query('records/none', height)).response;
    const proof = ics23.CommitmentProof.decode(fromBase64(absent.proofOps.ops[0].data));
    expect(confio.verifyNonMembership(proof, confio.iavlSpec, subroot, toUtf8('records/none'))).toBe(true);
  });

  it('proves the last two hundred versions, and those in which a report was anchored', async () => {
    const tip = demo.height(chainId);
    const key = demo.programmePack().scenarios[0]?.records?.key as string;
    const old = tip - VERSIONS_KEPT + 1;
    const response = parseAbciResponse((await query(key, old)).response);
    expect(verifyQueryRoot({ store: 'pilot', key: toUtf8(key) }, response, rootAt(old)).ok).toBe(true);
    // The reports of a short history are anchored with its second block.
    const anchored = parseAbciResponse((await query(key, 2)).response);
    expect(verifyQueryRoot({ store: 'pilot', key: toUtf8(key) }, anchored, rootAt(2)).ok).toBe(true);
  });

  it('says of a pruned height what a real node says', async () => {
    const { response } = await query('zone', 20);
    expect(response.code).toBe(18);
    expect(response.log).toMatch(/ensure height has not been pruned/);
    expect(response.proofOps).toBeNull();
  });

  it('refuses unknown stores, unknown paths and the proof of the first height', async () => {
    const at = { data: '00', prove: true };
    const noStore = await call(url, 'abci_query', { path: '/store/none/key', ...at });
    expect(noStore.result.response).toMatchObject({ code: 6, codespace: 'sdk' });
    const noPath = await call(url, 'abci_query', { path: '/nothing', ...at });
    expect(noPath.result.response).toMatchObject({ code: 6 });
    expect((await query('zone', 1)).response).toMatchObject({ code: 18 });
  });

  it('lets records grow by the transactions of the blocks', async () => {
    const scenario = demo.programmePack().scenarios.find(({ records }) => records !== undefined);
    const key = scenario?.records?.key as string;
    const read = async (height: number) => BigInt(fromUtf8(fromBase64((await query(key, height)).response.value)));
    const tip = demo.height(chainId);
    const [before, after] = [await read(tip - 30), await read(tip - 10)];
    expect(after > before).toBe(true);
    let added = 0n;
    for (let height = tip - 29; height <= tip - 10; height++) {
      for (const bytes of demo.network.chain(chainId).block(height)?.transactions ?? []) {
        const transaction = JSON.parse(fromUtf8(bytes));
        if (transaction.type === 'records/add' && transaction.scenario === scenario?.scenarioId)
          added += BigInt(transaction.count);
      }
    }
    expect(after - before).toBe(added);
  });
});
