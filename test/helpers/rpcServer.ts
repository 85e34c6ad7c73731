import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { headerHash } from '../../light-client/families/cometbft/hashing.ts';
import {
  formatHash,
  formatHeader,
  formatSignedHeader,
  formatValidators,
} from '../../light-client/families/cometbft/rpcFormat.ts';
import type { LightBlock } from '../../light-client/families/cometbft/types.ts';
import type { Json } from './liar.ts';

// CometBFT's JSON-RPC over blocks at hand, in its own words and limits. For tests of what talks to a node; the demo
// network is the real thing.

type Params = Readonly<Record<string, string | boolean | undefined>>;
export type Method = (params: Params) => unknown;

export class RpcFailure extends Error {
  readonly code: number;
  readonly data: string;

  constructor(code: number, message: string, data: string) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

export interface RpcServer {
  readonly url: string;
  readonly calls: { method: string; params: Params }[];
  close(): Promise<void>;
}

export async function startRpcServer(methods: Readonly<Record<string, Method>>): Promise<RpcServer> {
  const calls: RpcServer['calls'] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const {
      id,
      method,
      params = {},
    } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { id: Json; method: string; params?: Params };
    calls.push({ method, params });
    const reply = (status: number, body: object) =>
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ jsonrpc: '2.0', id, ...body }));
    try {
      const run = methods[method];
      if (run === undefined) throw new RpcFailure(-32601, 'Method not found', '');
      reply(200, { result: run(params) });
    } catch (error) {
      if (!(error instanceof RpcFailure)) throw error;
      reply(500, { error: { code: error.code, message: error.message, data: error.data } });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export interface ChainMethodsOptions {
  /** Heights below are pruned. */
  readonly base?: number;
  /** The node's own cap; CometBFT's is 100. */
  readonly perPage?: number;
}

/** `blocks`: heights 1.. without a gap. */
export function chainMethods(blocks: readonly LightBlock[], options: ChainMethodsOptions = {}): Record<string, Method> {
  const latest = blocks.length;
  const base = options.base ?? 1;
  const internal = (data: string) => new RpcFailure(-32603, 'Internal error', data);

  function at(params: Params): LightBlock {
    const height = params['height'] === undefined ? latest : Number(params['height']);
    if (height <= 0) throw internal('height must be greater than 0, but got 0');
    if (height > latest)
      throw internal(`height ${height} must be less than or equal to the current blockchain height ${latest}`);
    if (height < base) throw internal(`height ${height} is not available, lowest height is ${base}`);
    return blocks[height - 1] as LightBlock;
  }

  return {
    status: () => ({
      node_info: { network: blocks[0]?.signedHeader.header.chainId },
      sync_info: {
        latest_block_height: String(latest),
        latest_block_time: formatHeader((blocks[latest - 1] as LightBlock).signedHeader.header)['time'],
        earliest_block_height: String(base),
        catching_up: false,
      },
    }),
    commit: (params) => ({ signed_header: formatSignedHeader(at(params).signedHeader), canonical: true }),
    header: (params) => ({ header: formatHeader(at(params).signedHeader.header) }),
    validators: (params) => {
      const block = at(params);
      const all = formatValidators(block.validatorSet.validators);
      const perPage = Math.min(Number(params['per_page'] ?? 30), options.perPage ?? 100);
      const page = Number(params['page'] ?? 1);
      const pages = Math.ceil(all.length / perPage);
      if (page < 1 || page > pages) throw internal(`page should be within [1, ${pages}] range, given ${page}`);
      const list = all.slice((page - 1) * perPage, page * perPage);
      return {
        block_height: String(block.signedHeader.header.height),
        validators: list,
        count: String(list.length),
        total: String(all.length),
      };
    },
    blockchain: (params) => {
      const max = Math.min(latest, Number(params['maxHeight'] ?? latest) || latest);
      const min = Math.max(base, Number(params['minHeight'] ?? 1) || 1, max - 19);
      if (min > max) throw internal(`min height ${min} can't be greater than max height ${max}`);
      const metas = [];
      for (let height = max; height >= min; height--) {
        const { header, commit } = (blocks[height - 1] as LightBlock).signedHeader;
        const hash = formatHash(headerHash(header) as Uint8Array);
        const parts = { total: 1, hash: formatHash(commit.blockId.partSetHeader.hash) };
        metas.push({ block_id: { hash, parts }, block_size: '1000', header: formatHeader(header), num_txs: '0' });
      }
      return { last_height: String(latest), block_metas: metas };
    },
  };
}
