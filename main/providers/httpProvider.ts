import { toBase64 } from '../../light-client/codec/base64.ts';
import { toHex } from '../../light-client/codec/hex.ts';
import { parseTime } from '../../light-client/codec/time.ts';
import { attempt, fail, ok, type Result } from '../../light-client/core/errors.ts';
import type { KeyTable } from '../../light-client/families/cometbft/keys.ts';
import { parseHeader, parseInt64, parseSignedHeader } from '../../light-client/families/cometbft/rpcJson.ts';
import type { Header, LightBlock, SignedHeader } from '../../light-client/families/cometbft/types.ts';
import { isObject } from './jsonRpcClient.ts';
import type { CallOptions, ChainProvider, JsonRpcClient, LightBlockOptions, StatusHint } from './types.ts';
import { fetchValidatorSet } from './validatorPages.ts';

export interface HttpProviderOptions {
  readonly client: JsonRpcClient;
  readonly chainId: string;
  readonly keyTable: KeyTable;
}

/** CometBFT's `blockchain` gives at most this many headers, whatever is asked. */
const HEADERS_PER_CALL = 20n;
/** One call of `headers` walks no further; a follower asks again with what it has stored. */
const MOST_HEADERS = 2_000n;
const PARALLEL_CALLS = 4;

/**
 * A CometBFT node over JSON-RPC. What it gives has the form, the height and the chain id that were asked for; whether it
 * is true is for the verifiers.
 */
export function createHttpProvider(options: HttpProviderOptions): ChainProvider<LightBlock, Header> {
  const { client, chainId, keyTable } = options;
  /** The first method of these that the node has; public nodes switch some off. */
  const walkMethods = ['blockchain', 'header', 'commit'] as const;
  let walkMethod = 0;

  async function signedHeader(height: bigint | undefined, call: CallOptions): Promise<Result<SignedHeader>> {
    const answer = await client.call('commit', height === undefined ? {} : { height: String(height) }, call);
    if (!answer.ok) return answer;
    const served = isObject(answer.value) ? answer.value['signed_header'] : undefined;
    // A node without blocks gives an empty header and no error (cometbft issue 575).
    if (isEmptyHeader(served)) return fail('height-too-high', { asked: String(height ?? 'latest') });
    const parsed = attempt('bad-light-block', () => parseSignedHeader(served, 'signed_header'));
    if (!parsed.ok) return parsed;
    const checked = checkHeader(parsed.value.header, height);
    return checked.ok ? parsed : checked;
  }

  function checkHeader(header: Header, height: bigint | undefined): Result<Header> {
    if (header.chainId !== chainId) {
      return fail('bad-light-block', { what: 'chain-id', expected: chainId, got: header.chainId.slice(0, 50) });
    }
    if (header.height <= 0n) return fail('bad-light-block', { what: 'height', got: String(header.height) });
    if (height === undefined || header.height === height) return ok(header);
    return fail('unexpected-height', { asked: String(height), answered: String(header.height) });
  }

  async function lightBlock(height?: bigint, call: LightBlockOptions = {}): Promise<Result<LightBlock>> {
    const header = signedHeader(height, call);
    // The height of the newest block is known only from its header; otherwise everything is asked for at once.
    const known = height === undefined ? await header : null;
    if (known !== null && !known.ok) return known;
    const at = known === null ? (height as bigint) : known.value.header.height;
    const [signed, validatorSet, nextValidatorSet] = await Promise.all([
      header,
      fetchValidatorSet(client, at, keyTable, call),
      call.nextValidators === true ? fetchValidatorSet(client, at + 1n, keyTable, call) : null,
    ]);
    if (!signed.ok) return signed;
    if (!validatorSet.ok) return validatorSet;
    const block = { signedHeader: signed.value, validatorSet: validatorSet.value };
    if (nextValidatorSet === null) return ok(block);
    return nextValidatorSet.ok ? ok({ ...block, nextValidatorSet: nextValidatorSet.value }) : nextValidatorSet;
  }

  /** At most 20, newest first, complete. */
  async function headersByMetas(min: bigint, max: bigint, call: CallOptions): Promise<Result<Header[]>> {
    const answer = await client.call('blockchain', { minHeight: String(min), maxHeight: String(max) }, call);
    if (!answer.ok) return answer;
    const metas = isObject(answer.value) ? answer.value['block_metas'] : undefined;
    if (!Array.isArray(metas) || metas.length > Number(HEADERS_PER_CALL))
      return fail('bad-response', { at: 'block_metas' });
    const parsed = attempt('bad-light-block', () =>
      metas.map((meta, i) => parseHeader(isObject(meta) ? meta['header'] : undefined, `block_metas[${i}].header`)),
    );
    if (!parsed.ok) return parsed;
    for (let height = max, i = 0; height >= min; height--, i++) {
      const header = parsed.value[i];
      // The node leaves out what it does not have: pruned ones at the end.
      if (header === undefined) return fail('light-block-not-found', { height: String(height) });
      const checked = checkHeader(header, height);
      if (!checked.ok) return checked;
    }
    return ok(parsed.value.slice(0, Number(max - min) + 1));
  }

  async function headersOneByOne(
    method: 'header' | 'commit',
    min: bigint,
    max: bigint,
    call: CallOptions,
  ): Promise<Result<Header[]>> {
    const heights = Array.from({ length: Number(max - min) + 1 }, (_, i) => max - BigInt(i));
    return inParallel(heights, async (height) => {
      const one = method === 'commit' ? await signedHeader(height, call) : await headerOnly(height, call);
      if (!one.ok) return one;
      return ok(['header' in one.value ? one.value.header : one.value]);
    });
  }

  async function headerOnly(height: bigint, call: CallOptions): Promise<Result<Header>> {
    const answer = await client.call('header', { height: String(height) }, call);
    if (!answer.ok) return answer;
    const served = isObject(answer.value) ? answer.value['header'] : undefined;
    if (served === null) return fail('light-block-not-found', { height: String(height) });
    const parsed = attempt('bad-light-block', () => parseHeader(served, 'header'));
    return parsed.ok ? checkHeader(parsed.value, height) : parsed;
  }

  async function chunk(min: bigint, max: bigint, call: CallOptions): Promise<Result<Header[]>> {
    for (;;) {
      const used = walkMethod;
      const method = walkMethods[used] as (typeof walkMethods)[number];
      const answer =
        method === 'blockchain' ? await headersByMetas(min, max, call) : await headersOneByOne(method, min, max, call);
      if (answer.ok || answer.error.code !== 'query-failed' || used === walkMethods.length - 1) return answer;
      // Refused as such: this node does not have the method. Another call may have found that out already.
      walkMethod = Math.max(walkMethod, used + 1);
    }
  }

  return {
    chainId,
    url: client.url,
    lightBlock,

    async headers(min, max, call = {}) {
      if (min < 1n || max < min || max - min >= MOST_HEADERS) throw new RangeError(`headers ${min}..${max}`);
      const chunks: { min: bigint; max: bigint }[] = [];
      for (let top = max; top >= min; top -= HEADERS_PER_CALL) {
        const bottom = top - HEADERS_PER_CALL + 1n;
        chunks.push({ min: bottom > min ? bottom : min, max: top });
      }
      return inParallel(chunks, (part) => chunk(part.min, part.max, call));
    },

    async status(call = {}) {
      const answer = await client.call('status', {}, call);
      return answer.ok ? attempt('bad-response', () => parseStatus(answer.value)) : answer;
    },

    async abciQuery(query, call = {}) {
      const { path, prove } = query;
      const height = query.height === undefined ? {} : { height: String(query.height) };
      const answer = await client.call('abci_query', { path, data: toHex(query.data), ...height, prove }, call);
      if (!answer.ok || (isObject(answer.value) && isObject(answer.value['response']))) return answer;
      return fail('bad-response', { at: 'response' });
    },

    async tx(hash, prove, call = {}) {
      const answer = await client.call('tx', { hash: toBase64(hash), prove }, call);
      if (!answer.ok || isObject(answer.value)) return answer;
      return fail('bad-response', { at: 'result' });
    },
  };
}

/** Results in order, a few calls at a time; the first failure by order, and nothing more is started after one. */
async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<Result<R[]>>): Promise<Result<R[]>> {
  const results: Result<R[]>[] = new Array(items.length);
  let next = 0;
  let failed = false;
  async function lane(): Promise<void> {
    while (next < items.length && !failed) {
      const i = next++;
      const result = await work(items[i] as T);
      results[i] = result;
      if (!result.ok) failed = true;
    }
  }
  await Promise.all(Array.from({ length: Math.min(PARALLEL_CALLS, items.length) }, lane));
  const all: R[] = [];
  for (const result of results) {
    if (result === undefined) break;
    if (!result.ok) return result;
    all.push(...result.value);
  }
  return ok(all);
}

function isEmptyHeader(served: unknown): boolean {
  if (served === null) return true;
  if (!isObject(served)) return false;
  const header = served['header'];
  if (header === null || header === undefined) return true;
  return isObject(header) && (header['height'] === undefined || header['height'] === '' || header['height'] === '0');
}

function parseStatus(result: unknown): StatusHint {
  const at = 'status';
  const info = isObject(result) && isObject(result['node_info']) ? result['node_info'] : {};
  const sync = isObject(result) && isObject(result['sync_info']) ? result['sync_info'] : {};
  const time = sync['latest_block_time'];
  const earliest = sync['earliest_block_height'];
  return {
    chainId: typeof info['network'] === 'string' ? info['network'] : '',
    latestHeight: parseInt64(sync['latest_block_height'], `${at}.latest_block_height`),
    latestTime: typeof time === 'string' ? parseTime(time, `${at}.latest_block_time`) : null,
    earliestHeight: earliest === undefined ? null : parseInt64(earliest, `${at}.earliest_block_height`),
    catchingUp: sync['catching_up'] === true,
  };
}
