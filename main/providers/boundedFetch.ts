import { fail, ok, type Result } from '../../light-client/core/errors.ts';
import type { ProviderEnvironment } from './types.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface BoundedRequest {
  readonly url: string;
  readonly body: string;
  readonly maxBytes: number;
  /** For the whole exchange, the last byte of the answer included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface BoundedAnswer {
  readonly status: number;
  readonly body: Uint8Array;
  /** Seconds, where the server says when to come back. */
  readonly retryAfter: number | null;
}

/** One POST: no redirect is followed, no byte beyond the limit is kept, and it ends when the time is over. */
export async function boundedFetch(
  fetchImpl: Fetch,
  environment: Pick<ProviderEnvironment, 'sleep'>,
  request: BoundedRequest,
): Promise<Result<BoundedAnswer>> {
  const { signal } = request;
  if (signal?.aborted === true) return fail('no-response', { reason: 'cancelled' });
  const exchange = new AbortController();
  const timer = new AbortController();
  let why: 'cancelled' | 'timeout' | 'network' = 'network';
  const end = (reason: 'cancelled' | 'timeout') => {
    why = reason;
    exchange.abort();
  };
  const cancel = () => end('cancelled');
  signal?.addEventListener('abort', cancel, { once: true });
  environment.sleep(request.timeoutMs, timer.signal).then(
    () => end('timeout'),
    () => undefined, // the exchange was over first
  );
  try {
    const response = await fetchImpl(request.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: request.body,
      redirect: 'manual',
      credentials: 'omit',
      signal: exchange.signal,
    });
    // A browser-like fetch hides a manual redirect behind status 0 and a type of its own.
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      exchange.abort();
      return fail('bad-response', { reason: 'redirect', status: response.status });
    }
    const body = await readBounded(response, request.maxBytes);
    if (body === null) {
      exchange.abort();
      return fail('response-too-large', { limit: request.maxBytes });
    }
    return ok({ status: response.status, body, retryAfter: retryAfterOf(response) });
  } catch (error) {
    return fail('no-response', { reason: why, ...(why === 'network' ? { detail: causeCode(error) } : {}) });
  } finally {
    timer.abort();
    signal?.removeEventListener('abort', cancel);
  }
}

/** Null as soon as the limit is passed. Counts what arrives after decompression, so that a small bomb is stopped, too. */
async function readBounded(response: Response, maxBytes: number): Promise<Uint8Array | null> {
  if (response.body === null) return new Uint8Array(0);
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = (await reader.read()) as { done: boolean; value?: Uint8Array };
    if (done || value === undefined) break;
    length += value.length;
    if (length > maxBytes) return null;
    chunks.push(value);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

function retryAfterOf(response: Response): number | null {
  const text = response.headers.get('retry-after');
  return text !== null && /^\d{1,5}$/.test(text) ? Number(text) : null;
}

/** ECONNREFUSED and the like: for logs and for a person who set the address. */
function causeCode(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return code.slice(0, 60);
  return cause instanceof Error ? cause.name : 'unknown';
}
