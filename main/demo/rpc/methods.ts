import { toBase64 } from '../../../light-client/codec/base64.ts';
import { formatTime } from '../../../light-client/codec/time.ts';
import {
  formatBlockId,
  formatCommit,
  formatHash,
  formatHeader,
  formatSignedHeader,
  formatValidators,
} from '../../../light-client/families/cometbft/rpcFormat.ts';
import type { Commit } from '../../../light-client/families/cometbft/types.ts';
import { merkleProof } from '../../../light-client/proofs/merkle.ts';
import { type ChainView, HashIndex, seenCommit } from '../chain.ts';
import { derive, sha256 } from '../crypto.ts';
import { appHash } from '../multiStore.ts';
import { encodeBlock } from '../producer.ts';
import type { StoredBlock } from '../records.ts';
import { initialValidators, resultJson } from '../state.ts';
import { internal, METHOD_NOT_FOUND, type Params, RpcError } from './params.ts';
import { type Liar, query } from './query.ts';

// CometBFT's RPC over a demo chain: same methods, shapes, limits and error texts. Source: CometBFT v0.38 rpc/core/*.go.

export interface Endpoint {
  /** Asked at every call: a fork changes what a witness serves. */
  view(): ChainView;
  readonly moniker: string;
  readonly address: () => string;
  liar(): Liar | undefined;
}

type Result = Readonly<Record<string, unknown>>;

interface Method {
  /** In CometBFT's order, for params given as an array. */
  readonly params: readonly string[];
  run(call: Call): Result;
}

export interface Call {
  readonly endpoint: Endpoint;
  readonly view: ChainView;
  readonly params: Params;
}

const VERSION = '0.38.17';

const METHODS: Readonly<Record<string, Method>> = {
  health: { params: [], run: () => ({}) },
  status: { params: [], run: status },
  net_info: { params: [], run: netInfo },
  genesis: { params: [], run: ({ view }) => ({ genesis: genesis(view) }) },
  consensus_params: { params: ['height'], run: consensusParams },
  header: { params: ['height'], run: (call) => ({ header: formatHeader(blockAsked(call).header) }) },
  header_by_hash: { params: ['hash'], run: headerByHash },
  block: { params: ['height'], run: (call) => blockJson(call.view, blockAsked(call)) },
  block_by_hash: { params: ['hash'], run: blockByHash },
  block_results: { params: ['height'], run: blockResults },
  blockchain: { params: ['minHeight', 'maxHeight'], run: blockchain },
  commit: { params: ['height'], run: commit },
  validators: { params: ['height', 'page', 'per_page'], run: validators },
  tx: { params: ['hash', 'prove'], run: tx },
  tx_search: { params: ['query', 'prove', 'page', 'per_page', 'order_by'], run: txSearch },
  abci_info: { params: [], run: abciInfo },
  abci_query: { params: ['path', 'data', 'height', 'prove'], run: abciQuery },
};

export function parameterNames(method: string): readonly string[] {
  const known = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (known === undefined) throw new RpcError(METHOD_NOT_FOUND, '');
  return known.params;
}

export function callMethod(endpoint: Endpoint, method: string, params: Params): Result {
  parameterNames(method);
  return (METHODS[method] as Method).run({ endpoint, view: endpoint.view(), params });
}

/** CometBFT's getHeight: `highest` is the newest height there is an answer for, also the default. */
function heightAsked({ view, params }: Call, highest = view.height): number {
  const height = params.integer('height');
  if (height === undefined) return highest;
  if (height <= 0) throw internal(`height must be greater than 0, but got ${height}`);
  if (height > highest) {
    throw internal(`height ${height} must be less than or equal to the current blockchain height ${highest}`);
  }
  if (height < view.base) throw internal(`height ${height} is not available, lowest height is ${view.base}`);
  return height;
}

function blockAt(view: ChainView, height: number): StoredBlock {
  const block = view.block(height);
  if (block === undefined) throw internal(`block ${height} not found`);
  return block;
}

function blockAsked(call: Call): StoredBlock {
  return blockAt(call.view, heightAsked(call));
}

function status({ endpoint, view }: Call): Result {
  const first = blockAt(view, view.base);
  const last = blockAt(view, view.height);
  const member = initialValidators(view.plan)[0];
  const current = view.validators(view.height) ?? [];
  return {
    node_info: nodeInfo(endpoint, view),
    sync_info: {
      latest_block_hash: formatHash(last.commit.blockId.hash),
      latest_app_hash: formatHash(last.header.appHash),
      latest_block_height: String(view.height),
      latest_block_time: formatTime(last.header.time),
      earliest_block_hash: formatHash(first.commit.blockId.hash),
      earliest_app_hash: formatHash(first.header.appHash),
      earliest_block_height: String(view.base),
      earliest_block_time: formatTime(first.header.time),
      catching_up: false,
    },
    validator_info: {
      address: formatHash(member?.address ?? new Uint8Array(0)),
      pub_key: { type: 'tendermint/PubKeyEd25519', value: toBase64(member?.publicKey.bytes ?? new Uint8Array(0)) },
      voting_power: String(current.find(({ address }) => sameBytes(address, member?.address))?.votingPower ?? 0n),
    },
  };
}

function sameBytes(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && Buffer.compare(a, b) === 0;
}

function nodeInfo(endpoint: Endpoint, view: ChainView): Result {
  const rpc = `tcp://${endpoint.address()}`;
  return {
    protocol_version: { p2p: '8', block: '11', app: '1' },
    id: formatHash(derive('node', view.plan.chainId, endpoint.moniker))
      .slice(0, 40)
      .toLowerCase(),
    listen_addr: 'tcp://127.0.0.1:26656',
    network: view.plan.chainId,
    version: VERSION,
    channels: '40202122233038606100',
    moniker: endpoint.moniker,
    other: { tx_index: 'on', rpc_address: rpc },
  };
}

function netInfo(): Result {
  return { listening: true, listeners: ['Listener(@)'], n_peers: '0', peers: [] };
}

const CONSENSUS_PARAMS = {
  block: { max_bytes: '22020096', max_gas: '-1' },
  evidence: { max_age_num_blocks: '100000', max_age_duration: '172800000000000', max_bytes: '1048576' },
  validator: { pub_key_types: ['ed25519'] },
  version: { app: '1' },
  abci: { vote_extensions_enable_height: '0' },
};

function consensusParams(call: Call): Result {
  return { block_height: String(heightAsked(call, call.view.height + 1)), consensus_params: CONSENSUS_PARAMS };
}

function genesis(view: ChainView): Result {
  const members = initialValidators(view.plan);
  return {
    genesis_time: formatTime(BigInt(view.genesisTimeMs) * 1_000_000n),
    chain_id: view.plan.chainId,
    initial_height: '1',
    consensus_params: CONSENSUS_PARAMS,
    validators: members.map((member, i) => ({
      address: formatHash(member.address),
      pub_key: { type: 'tendermint/PubKeyEd25519', value: toBase64(member.publicKey.bytes) },
      power: String(member.votingPower),
      name: `validator-${i + 1}`,
    })),
    app_hash: '',
    app_state: { zone: view.plan.zone.zoneId },
  };
}

function lastCommitOf(view: ChainView, block: StoredBlock): Commit | undefined {
  return view.block(Number(block.header.height) - 1)?.commit;
}

const EMPTY_COMMIT = { height: '0', round: 0, block_id: { hash: '', parts: { total: 0, hash: '' } }, signatures: [] };

function blockJson(view: ChainView, block: StoredBlock): Result {
  const lastCommit = lastCommitOf(view, block);
  return {
    block_id: formatBlockId(block.commit.blockId),
    block: {
      header: formatHeader(block.header),
      data: { txs: block.transactions.map(toBase64) },
      evidence: { evidence: [] },
      last_commit: lastCommit === undefined ? EMPTY_COMMIT : formatCommit(lastCommit),
    },
  };
}

const indexes = new WeakMap<ChainView, HashIndex>();

function indexOf(view: ChainView): HashIndex {
  let index = indexes.get(view);
  if (index === undefined) {
    index = new HashIndex(view);
    indexes.set(view, index);
  }
  return index;
}

function blockByHash({ view, params }: Call): Result {
  const height = indexOf(view).block(params.bytes('hash', 'base64'));
  // Go answers an empty result, not an error.
  if (height === undefined) return { block_id: { hash: '', parts: { total: 0, hash: '' } }, block: null };
  return blockJson(view, blockAt(view, height));
}

function headerByHash({ view, params }: Call): Result {
  const height = indexOf(view).block(params.bytes('hash', 'hex'));
  return { header: height === undefined ? null : formatHeader(blockAt(view, height).header) };
}

function blockResults(call: Call): Result {
  const height = heightAsked(call);
  const { transactions } = blockAt(call.view, height);
  const next = call.view.height > height ? blockAt(call.view, height + 1).header.appHash : undefined;
  const state = next === undefined ? call.view.stateAt(height) : undefined;
  return {
    height: String(height),
    txs_results: transactions.length === 0 ? null : transactions.map(resultJson),
    finalize_block_events: null,
    validator_updates: null,
    consensus_param_updates: null,
    app_hash: toBase64(next ?? (state === undefined ? new Uint8Array(0) : appHash(state))),
  };
}

const BLOCKCHAIN_LIMIT = 20;

function blockchain({ view, params }: Call): Result {
  const from = params.integer('minHeight') ?? 0;
  const to = params.integer('maxHeight') ?? 0;
  if (from < 0 || to < 0) throw internal('heights must be non-negative');
  const max = Math.min(view.height, to === 0 ? view.height : to);
  const min = Math.max(view.base, from === 0 ? 1 : from, max - BLOCKCHAIN_LIMIT + 1);
  if (min > max) throw internal(`min height ${min} can't be greater than max height ${max}`);
  const metas: Result[] = [];
  for (let height = max; height >= min; height--) {
    const block = blockAt(view, height);
    const size = encodeBlock(block.header, block.transactions, lastCommitOf(view, block)).length;
    metas.push({
      block_id: formatBlockId(block.commit.blockId),
      block_size: String(size),
      header: formatHeader(block.header),
      num_txs: String(block.transactions.length),
    });
  }
  return { last_height: String(view.height), block_metas: metas };
}

function commit(call: Call): Result {
  const { view } = call;
  const height = heightAsked(call);
  const { header, commit: canonical } = blockAt(view, height);
  if (height < view.height)
    return { signed_header: formatSignedHeader({ header, commit: canonical }), canonical: true };
  const seen = seenCommit(canonical, view.validators(height) ?? []);
  return { signed_header: formatSignedHeader({ header, commit: seen }), canonical: false };
}

const DEFAULT_PER_PAGE = 30;
const MAX_PER_PAGE = 100;

function pageOf(params: Params, total: number): { readonly from: number; readonly to: number } {
  const asked = params.integer('per_page') ?? DEFAULT_PER_PAGE;
  const perPage = asked < 1 ? DEFAULT_PER_PAGE : Math.min(asked, MAX_PER_PAGE);
  const page = params.integer('page') ?? 1;
  const pages = Math.max(1, Math.ceil(total / perPage));
  if (page <= 0 || page > pages) throw internal(`page should be within [1, ${pages}] range, given ${page}`);
  const from = (page - 1) * perPage;
  return { from, to: Math.min(from + perPage, total) };
}

function validators(call: Call): Result {
  const { view, params } = call;
  // The set of the height after the newest block is known, and the default.
  const height = heightAsked(call, view.height + 1);
  const set = view.validators(height) ?? [];
  const { from, to } = pageOf(params, set.length);
  return {
    block_height: String(height),
    validators: formatValidators(set.slice(from, to)),
    count: String(to - from),
    total: String(set.length),
  };
}

function txJson(view: ChainView, height: number, index: number, prove: boolean): Result {
  const { transactions, header } = blockAt(view, height);
  const bytes = transactions[index] as Uint8Array;
  const body = {
    hash: formatHash(sha256(bytes)),
    height: String(height),
    index,
    tx_result: resultJson(bytes),
    tx: toBase64(bytes),
  };
  if (!prove) return body;
  const proof = merkleProof(transactions.map(sha256), index, sha256);
  return {
    ...body,
    proof: {
      root_hash: formatHash(header.dataHash),
      data: toBase64(bytes),
      proof: {
        total: String(proof.total),
        index: String(proof.index),
        leaf_hash: toBase64(proof.leafHash),
        aunts: proof.aunts.map(toBase64),
      },
    },
  };
}

function tx({ view, params }: Call): Result {
  const hash = params.bytes('hash', 'base64');
  const place = indexOf(view).transaction(hash);
  if (place === undefined) throw internal(`tx (${formatHash(hash)}) not found`);
  return txJson(view, place.height, place.index, params.boolean('prove'));
}

/** By hash or by height: what a follower of single transactions needs. */
function txSearch({ view, params }: Call): Result {
  const prove = params.boolean('prove');
  const text = params.string('query');
  const byHash = /^\s*tx\.hash\s*=\s*'([0-9A-Fa-f]{64})'\s*$/.exec(text)?.[1];
  const byHeight = /^\s*tx\.height\s*=\s*'?([0-9]{1,15})'?\s*$/.exec(text)?.[1];
  const found: { height: number; index: number }[] = [];
  if (byHash !== undefined) {
    const place = indexOf(view).transaction(Uint8Array.from(Buffer.from(byHash, 'hex')));
    if (place !== undefined) found.push(place);
  } else if (byHeight !== undefined) {
    const height = Number(byHeight);
    const block = view.block(height);
    for (let index = 0; index < (block?.transactions.length ?? 0); index++) found.push({ height, index });
  } else throw internal('only tx.hash and tx.height are indexed here');
  const { from, to } = pageOf(params, found.length);
  return {
    txs: found.slice(from, to).map(({ height, index }) => txJson(view, height, index, prove)),
    total_count: String(found.length),
  };
}

function abciInfo({ view }: Call): Result {
  const state = view.stateAt(view.height);
  return {
    response: {
      data: 'pilot',
      version: '1.0.0',
      app_version: '1',
      last_block_height: String(view.height),
      last_block_app_hash: state === undefined ? '' : toBase64(appHash(state)),
    },
  };
}

function abciQuery({ endpoint, view, params }: Call): Result {
  const path = params.string('path');
  const data = params.bytes('data', 'hex');
  const height = params.integer('height') ?? 0;
  const prove = params.boolean('prove');
  const honest = query(view, path, data, height, prove);
  const answer = endpoint.liar()?.alter(view, path, data, honest) ?? honest;
  return {
    response: {
      code: answer.code,
      log: answer.log,
      info: '',
      index: '0',
      key: answer.key.length === 0 ? null : toBase64(answer.key),
      value: answer.value.length === 0 ? null : toBase64(answer.value),
      proofOps:
        answer.proof === undefined
          ? null
          : {
              ops: answer.proof.map((op) => ({ type: op.type, key: toBase64(op.key), data: toBase64(op.data) })),
            },
      height: String(answer.height),
      codespace: answer.codespace,
    },
  };
}
