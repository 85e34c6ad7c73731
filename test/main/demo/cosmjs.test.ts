import { Comet38Client, HttpClient, Tendermint37Client } from '@cosmjs/tendermint-rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../../light-client/codec/hex.ts';
import { formatTime } from '../../../light-client/codec/time.ts';
import { fromUtf8, toUtf8 } from '../../../light-client/codec/utf8.ts';
import { sha256 } from '../../../main/demo/crypto.ts';
import type { StoredBlock } from '../../../main/demo/records.ts';
import { recordsOf } from '../../../main/demo/state.ts';
import { createDemoNetwork, type TestDemoNetwork } from '../../helpers/demo.ts';

const hex = (bytes: Uint8Array): string => toHex(bytes);

// A client written by others, for real nodes: what it decodes must be what the chain holds.
describe.each([
  ['Comet38Client', Comet38Client],
  ['Tendermint37Client', Tendermint37Client],
] as const)('%s of CosmJS talking to a demo chain', (_name, Client) => {
  let demo: TestDemoNetwork;
  let client: Comet38Client | Tendermint37Client;
  let chainId: string;

  beforeAll(async () => {
    demo = await createDemoNetwork({ chains: 1, historyBlocks: 60 });
    chainId = demo.chainIds[0] as string;
    client = await Client.create(new HttpClient(demo.primary(chainId)));
  });
  afterAll(async () => {
    client.disconnect();
    await demo.close();
  });

  function stored(height: number): StoredBlock {
    const block = demo.network.chain(chainId).block(height);
    if (block === undefined) throw new Error(`no block ${height}`);
    return block;
  }

  it('reads the status', async () => {
    const { nodeInfo, syncInfo, validatorInfo } = await client.status();
    expect(nodeInfo.network).toBe(chainId);
    expect(nodeInfo.protocolVersion).toEqual({ p2p: 8, block: 11, app: 1 });
    expect(syncInfo.latestBlockHeight).toBe(60);
    expect(hex(syncInfo.latestBlockHash)).toBe(demo.hash(chainId, 60));
    expect(syncInfo.catchingUp).toBe(false);
    expect(validatorInfo.pubkey?.algorithm).toBe('ed25519');
  });

  it('reads blocks with transactions and last commits', async () => {
    for (const height of [1, 2, 30, 60]) {
      const { block, blockId } = await client.block(height);
      const { header, transactions } = stored(height);
      expect(hex(blockId.hash)).toBe(demo.hash(chainId, height));
      expect(block.header.height).toBe(height);
      expect(hex(block.header.appHash)).toBe(hex(header.appHash));
      expect(hex(block.header.dataHash)).toBe(hex(header.dataHash));
      expect(hex(block.header.proposerAddress)).toBe(hex(header.proposerAddress));
      expect(block.header.time.toISOString().slice(0, 19)).toBe(formatTime(header.time).slice(0, 19));
      expect(block.txs.map(hex)).toEqual(transactions.map(hex));
      if (height > 1) {
        expect(block.lastCommit?.height).toBe(height - 1);
        expect(block.lastCommit?.signatures.length).toBe(stored(height - 1).commit.signatures.length);
      }
    }
    expect((await client.block()).block.header.height).toBe(60);
  });

  it('reads commits, absent votes and votes for nothing included', async () => {
    for (let height = 1; height <= 60; height++) {
      const { commit, header, canonical } = await client.commit(height);
      const own = stored(height).commit;
      expect(canonical).toBe(height < 60);
      expect(header.chainId).toBe(chainId);
      expect(hex(commit.blockId.hash)).toBe(hex(own.blockId.hash));
      expect(commit.round).toBe(own.round);
      if (height === 60) continue;
      expect(commit.signatures.map((sig) => Number(sig.blockIdFlag))).toEqual(own.signatures.map(({ flag }) => flag));
      expect(commit.signatures.map((sig) => hex(sig.signature ?? new Uint8Array(0)))).toEqual(
        own.signatures.map(({ signature }) => hex(signature)),
      );
    }
  });

  it('reads whole validator sets', async () => {
    for (const height of [1, 33, 60]) {
      const { validators, total } = await client.validatorsAll(height);
      const own = demo.network.chain(chainId).validators(height) ?? [];
      expect(total).toBe(own.length);
      expect(validators.map(({ address }) => hex(address))).toEqual(own.map(({ address }) => hex(address)));
      expect(validators.map(({ votingPower }) => votingPower)).toEqual(own.map(({ votingPower }) => votingPower));
    }
  });

  it('asks for state with proof', async () => {
    const scenario = demo.programmePack().scenarios.find(({ records }) => records !== undefined);
    const key = scenario?.records?.key as string;
    const answer = await client.abciQuery({ path: '/store/pilot/key', data: toUtf8(key), height: 50, prove: true });
    expect(answer.code).toBe(0);
    expect(answer.height).toBe(50);
    expect(fromUtf8(answer.key)).toBe(key);
    const state = demo.network.chain(chainId).stateAt(50);
    if (state === undefined) throw new Error('no state');
    expect(fromUtf8(answer.value)).toBe(String(recordsOf(state, scenario?.scenarioId as string)));
    expect(answer.proof?.ops.map(({ type }) => type)).toEqual(['ics23:iavl', 'ics23:simple']);
    expect(fromUtf8(answer.proof?.ops[1]?.key ?? new Uint8Array(0))).toBe('pilot');
  });

  it('asks for transactions with proof', async () => {
    const { transactions, header } = stored(20);
    for (const [index, bytes] of transactions.entries()) {
      const answer = await client.tx({ hash: sha256(bytes), prove: true });
      expect([answer.height, answer.index, answer.result.code]).toEqual([20, index, 0]);
      expect(hex(answer.tx)).toBe(hex(bytes));
      expect(hex(answer.proof?.rootHash ?? new Uint8Array(0))).toBe(hex(header.dataHash));
      expect(answer.proof?.proof.total).toBe(transactions.length);
    }
  });

  it('reads the genesis, headers in bulk, the application and its health', async () => {
    const genesis = await client.genesis();
    expect(genesis.chainId).toBe(chainId);
    expect(genesis.validators.map(({ votingPower }) => votingPower)).toEqual(
      demo.network
        .chain(chainId)
        .validators(1)
        ?.map(({ votingPower }) => votingPower),
    );
    const { lastHeight, blockMetas } = await client.blockchain(11, 30);
    expect(lastHeight).toBe(60);
    expect(blockMetas.map(({ header }) => header.height)).toEqual(Array.from({ length: 20 }, (_, i) => 30 - i));
    expect(blockMetas.map(({ blockId }) => hex(blockId.hash))).toEqual(
      Array.from({ length: 20 }, (_, i) => demo.hash(chainId, 30 - i)),
    );
    const info = await client.abciInfo();
    expect(info.lastBlockHeight).toBe(60);
    expect(await client.health()).toBeNull();
  });

  it('is told of heights that are not there', async () => {
    await expect(client.commit(61)).rejects.toThrow(/must be less than or equal to the current blockchain height 60/);
  });
});
