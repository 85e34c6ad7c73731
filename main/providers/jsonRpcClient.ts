import {
  attempt,
  type ErrorParams,
  fail,
  type LightClientError,
  ok,
  type Result,
} from '../../light-client/core/errors.ts';
import { type BoundedAnswer, boundedFetch, type Fetch } from './boundedFetch.ts';
import type { HostLimiter } from './hostLimiter.ts';
import { parseStrictJson } from './strictJson.ts';
import type { CallOptions, JsonRpcClient, ProviderEnvironment } from './types.ts';

export interface JsonRpcClientOptions {
  readonly url: string;
  readonly environment: ProviderEnvironment;
  readonly limiter: HostLimiter;
  /** Default: the platform's. */
  readonly fetch?: Fetch;
  readonly attempts?: number;
  readonly timeoutMs?: number;
  /** Largest answer by method, in bytes after decompression. */
  readonly maxBytes?: Readonly<Record<string, number>>;
}

const KIB = 1024;
const MIB = 1024 * KIB;

// A commit of 10 000 ed25519 validators is about 3 MiB; a page of 100 validators about 30 KiB; 20 headers about 30 KiB.
const MAX_BYTES: Readonly<Record<string, number>> = {
  status: 256 * KIB,
  health: 4 * KIB,
  header: 64 * KIB,
  commit: 6 * MIB,
  validators: 256 * KIB,
  blockchain: 512 * KIB,
  abci_query: 2 * MIB,
  tx: 8 * MIB,
  block: 32 * MIB,
  genesis: 64 * MIB,
};
const MAX_BYTES_OTHER = MIB;

const ATTEMPTS = 3;
const TIMEOUT_MS = 10_000;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8_000;

/** CometBFT's JSON-RPC over HTTP POST: bounded, timed, retried where a retry can help. */
export function createJsonRpcClient(options: JsonRpcClientOptions): JsonRpcClient {
  const { environment, limiter, url } = options;
  const host = new URL(url).host;
  const fetchImpl = options.fetch ?? ((target, init) => fetch(target, init));
  let lastId = 0;

  async function once(method: string, params: object, timeoutMs: number, signal?: AbortSignal): Promise<Attempt> {
    const id = ++lastId;
    const maxBytes = options.maxBytes?.[method] ?? MAX_BYTES[method] ?? MAX_BYTES_OTHER;
    const body = JSON.stringify({ jsonrpc: '2.0', id, method, params });
    const request = { url, body, maxBytes, timeoutMs, signal };
    let answer: Result<BoundedAnswer>;
    try {
      answer = await limiter.run(host, () => boundedFetch(fetchImpl, environment, request), signal);
    } catch (error) {
      if (signal?.aborted !== true) throw error;
      answer = fail('no-response', { reason: 'cancelled' });
    }
    if (!answer.ok) return { result: withMethod(answer, method), retryAfter: null };
    return { result: withMethod(readAnswer(answer.value, id), method), retryAfter: answer.value.retryAfter };
  }

  return {
    url,
    async call(method, params, call: CallOptions = {}) {
      const attempts = call.attempts ?? options.attempts ?? ATTEMPTS;
      const timeoutMs = call.timeoutMs ?? options.timeoutMs ?? TIMEOUT_MS;
      for (let tried = 1; ; tried++) {
        const { result, retryAfter } = await once(method, params, timeoutMs, call.signal);
        if (result.ok || tried >= attempts || !mayHelp(result.error)) return result;
        const waited = await waitBefore(tried, retryAfter, call.signal);
        if (!waited) return withMethod(fail('no-response', { reason: 'cancelled' }), method);
      }
    },
  };

  async function waitBefore(tried: number, retryAfter: number | null, signal?: AbortSignal): Promise<boolean> {
    const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (tried - 1));
    // Half fixed, half by chance: many clients of one node must not come back at the same moment.
    const delay = longest / 2 + (longest / 2) * environment.random();
    const asked = retryAfter === null ? 0 : Math.min(retryAfter * 1000, 4 * LONGEST_DELAY_MS);
    try {
      await environment.sleep(Math.max(delay, asked), signal);
    } catch (error) {
      if (signal?.aborted !== true) throw error;
      return false;
    }
    return signal?.aborted !== true;
  }
}

interface Attempt {
  readonly result: Result<unknown>;
  readonly retryAfter: number | null;
}

/** A height that is not there yet, or not any more, will not be there in a second: the follower decides on those. */
function mayHelp(error: LightClientError): boolean {
  if (error.code === 'rate-limited') return true;
  return error.code === 'no-response' && error.params['reason'] !== 'cancelled';
}

function withMethod(result: Result<unknown>, method: string): Result<unknown> {
  if (result.ok) return result;
  return { ok: false, error: { ...result.error, params: { method, ...result.error.params } } };
}

function readAnswer(answer: BoundedAnswer, id: number): Result<unknown> {
  const { status, body } = answer;
  if (status === 429) return fail('rate-limited', { status });
  // A gateway's page, a missing path: the node has not answered. Only 200 and 500 carry the node's own JSON.
  if (status !== 200 && status !== 500) return fail('no-response', { reason: 'http-status', status });
  const parsed = attempt('bad-response', () => parseStrictJson(body, 'response'));
  if (!parsed.ok) return status === 500 ? fail('no-response', { reason: 'http-status', status }) : parsed;
  const envelope = parsed.value;
  if (!isObject(envelope) || envelope['jsonrpc'] !== '2.0') return fail('bad-response', { reason: 'envelope' });
  const { error, result } = envelope;
  if (error !== undefined && error !== null) {
    return isObject(error) ? fromRpcError(error) : fail('bad-response', { reason: 'envelope' });
  }
  if (envelope['id'] !== id) return fail('bad-response', { reason: 'id' });
  if (status !== 200 || result === undefined) return fail('bad-response', { reason: 'envelope' });
  return ok(result);
}

const NOT_AVAILABLE = /height \d+ is not available|could not find|not found/i;
const TOO_HIGH = /height \d+ must be less than or equal to(?:\D*(\d{1,19}))?/i;
const TIMED_OUT = /timeout exceeded|timed out|context deadline exceeded/i;
const RATE_LIMIT = /rate limit|too many requests|limit exceeded/i;

/** CometBFT tells the cases apart by their text only; its own light provider matches the same ones. */
function fromRpcError(error: Readonly<Record<string, unknown>>): Result<never> {
  const text = [error['message'], error['data']].filter((part) => typeof part === 'string').join(': ');
  const rpcCode = typeof error['code'] === 'number' ? error['code'] : 0;
  const params: ErrorParams = { rpcCode, reason: text.slice(0, 200) };
  const tooHigh = TOO_HIGH.exec(text);
  if (tooHigh !== null)
    return fail('height-too-high', tooHigh[1] === undefined ? params : { ...params, latest: tooHigh[1] });
  // "Method not found" is about the method, not about a height.
  if (rpcCode !== -32601 && NOT_AVAILABLE.test(text)) return fail('light-block-not-found', params);
  if (TIMED_OUT.test(text)) return fail('no-response', { ...params, reason: 'node-timeout' });
  if (RATE_LIMIT.test(text)) return fail('rate-limited', params);
  return fail('query-failed', params);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
