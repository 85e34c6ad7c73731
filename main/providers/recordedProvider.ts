import { readFileSync, statSync } from 'node:fs';
import { CodecError } from '../../light-client/codec/codecError.ts';
import { toHex } from '../../light-client/codec/hex.ts';
import { attempt, fail, ok, type Result } from '../../light-client/core/errors.ts';
import type { KeyTable } from '../../light-client/families/cometbft/keys.ts';
import { parseLightBlock } from '../../light-client/families/cometbft/rpcJson.ts';
import type { Header, LightBlock } from '../../light-client/families/cometbft/types.ts';
import { parseStrictJson } from './strictJson.ts';
import type { AbciQuery, ChainProvider } from './types.ts';

const MOST_BYTES = 256 * 1024 * 1024;

export interface RecordedProviderOptions {
  readonly chainId: string;
  /** In any order; of two of one height the later counts. */
  readonly blocks: readonly LightBlock[];
  /** Shown where an endpoint's address would be. */
  readonly name?: string;
  /** Answers by `path` and lower-case hex of the data, joined by a slash. */
  readonly queries?: ReadonlyMap<string, unknown>;
}

/** What was recorded, and nothing else: for tests, samples and offline checks. */
export function createRecordedProvider(options: RecordedProviderOptions): ChainProvider<LightBlock, Header> {
  const { chainId } = options;
  const blocks = new Map(options.blocks.map((block) => [block.signedHeader.header.height, block]));
  const latest = [...blocks.keys()].reduce((a, b) => (a > b ? a : b), 0n);

  function find(height: bigint): Result<LightBlock> {
    const block = blocks.get(height);
    if (block !== undefined) return ok(block);
    const params = { height: String(height), latest: String(latest) };
    return height > latest ? fail('height-too-high', params) : fail('light-block-not-found', params);
  }

  return {
    chainId,
    url: `recorded:${options.name ?? chainId}`,
    lightBlock: (height) => Promise.resolve(find(height ?? latest)),
    headers(min, max) {
      const headers: Header[] = [];
      for (let height = max; height >= min; height--) {
        const found = find(height);
        if (!found.ok) return Promise.resolve(found);
        headers.push(found.value.signedHeader.header);
      }
      return Promise.resolve(ok(headers));
    },
    status() {
      const time = blocks.get(latest)?.signedHeader.header.time ?? null;
      const hint = { chainId, latestHeight: latest, latestTime: time, earliestHeight: null, catchingUp: false };
      return Promise.resolve(latest === 0n ? fail('no-response', { reason: 'empty' }) : ok(hint));
    },
    abciQuery(query) {
      const answer = options.queries?.get(recordedQueryKey(query));
      return Promise.resolve(answer === undefined ? fail('query-failed', { path: query.path }) : ok(answer));
    },
    tx: (hash) => Promise.resolve(fail('query-failed', { hash: toHex(hash) })),
  };
}

export function recordedQueryKey(query: Pick<AbciQuery, 'path' | 'data'>): string {
  return `${query.path}/${toHex(query.data)}`;
}

/** A file with one light block, a list of them, or `{ light_blocks: [...] }`, in the RPC's JSON. */
export function readRecordedBlocks(file: string, keyTable: KeyTable): Result<LightBlock[]> {
  return attempt('bad-encoding', () => {
    const size = statSync(file).size;
    if (size > MOST_BYTES) throw new CodecError('too-large', 'file');
    const json = parseStrictJson(new Uint8Array(readFileSync(file)), 'file') as
      | Readonly<Record<string, unknown>>
      | unknown[];
    const list = Array.isArray(json) ? json : Array.isArray(json['light_blocks']) ? json['light_blocks'] : [json];
    return list.map((entry, i) => parseLightBlock(entry, `[${i}]`, keyTable));
  });
}
