import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createHostLimiter } from '../../../main/providers/hostLimiter.ts';
import { clientFor, stillEnvironment } from './environment.ts';

const servers: { close: () => void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push({
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Answers every call with this body; `ID` in it becomes the id that was asked with. */
async function serveBody(
  body: string | Uint8Array,
  status = 200,
  headers: Record<string, string> = {},
): Promise<string> {
  return serve(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { id } = JSON.parse(text) as { id: number };
    response.writeHead(status, headers).end(typeof body === 'string' ? body.replaceAll('ID', String(id)) : body);
  });
}

const error = (message: string, data: string, code = -32603) =>
  JSON.stringify({ jsonrpc: '2.0', id: 'ID', error: { code, message, data } }).replace('"ID"', 'ID');

describe('an answer', () => {
  it('is the result of a JSON-RPC 2.0 call by POST', async () => {
    let seen: unknown;
    const url = await serve(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      seen = [request.method, request.headers['content-type'], JSON.parse(text)];
      response.end('{"jsonrpc":"2.0","id":1,"result":{"height":"9007199254740993"}}');
    });
    const result = await clientFor(url).call('commit', { height: '5' });
    expect(result).toEqual({ ok: true, value: { height: '9007199254740993' } });
    expect(seen).toEqual([
      'POST',
      'application/json',
      { jsonrpc: '2.0', id: 1, method: 'commit', params: { height: '5' } },
    ]);
  });

  const refused: Record<string, [body: string | Uint8Array, status: number, expected: object]> = {
    'with another id': [
      '{"jsonrpc":"2.0","id":77,"result":{}}',
      200,
      { code: 'bad-response', params: { reason: 'id' } },
    ],
    'without a version': ['{"id":ID,"result":{}}', 200, { code: 'bad-response', params: { reason: 'envelope' } }],
    'without a result': ['{"jsonrpc":"2.0","id":ID}', 200, { code: 'bad-response', params: { reason: 'envelope' } }],
    'that is a list': ['[]', 200, { code: 'bad-response', params: { reason: 'envelope' } }],
    'that is a web page': ['<html></html>', 200, { code: 'bad-response', params: { reason: 'bad-json' } }],
    'that is not UTF-8': [
      new Uint8Array([0x22, 0xc3, 0x28, 0x22]),
      200,
      { code: 'bad-response', params: { reason: 'bad-utf8' } },
    ],
    'with a byte order mark': [
      '\ufeff{"jsonrpc":"2.0","id":ID,"result":{}}',
      200,
      { code: 'bad-response', params: { reason: 'bad-json' } },
    ],
    'with a key twice': [
      '{"jsonrpc":"2.0","id":ID,"result":{"a":1,"\\u0061":2}}',
      200,
      { code: 'bad-response', params: { reason: 'bad-json', at: 'response.a' } },
    ],
    'with __proto__': [
      '{"jsonrpc":"2.0","id":ID,"result":{"__proto__":{"x":1}}}',
      200,
      { code: 'bad-response', params: { reason: 'bad-json' } },
    ],
    'nested too deep': [
      `{"jsonrpc":"2.0","id":ID,"result":${'['.repeat(40)}${']'.repeat(40)}}`,
      200,
      { code: 'bad-response', params: { reason: 'too-deep' } },
    ],
    'that redirects': ['', 307, { code: 'bad-response', params: { reason: 'redirect', status: 307 } }],
    'with status 404': ['{"jsonrpc":"2.0","id":ID,"result":{}}', 404, { code: 'no-response', params: { status: 404 } }],
    'with status 502': ['<h1>Bad gateway</h1>', 502, { code: 'no-response', params: { status: 502 } }],
    'with status 500 and no JSON': ['<h1>Oops</h1>', 500, { code: 'no-response', params: { status: 500 } }],
    'with status 429': ['', 429, { code: 'rate-limited', params: { status: 429 } }],
    'of a height to come': [
      error('Internal error', 'height 900 must be less than or equal to the current blockchain height 812'),
      500,
      { code: 'height-too-high', params: { latest: '812' } },
    ],
    'of a pruned height': [
      error('Internal error', 'height 3 is not available, lowest height is 700'),
      200,
      { code: 'light-block-not-found' },
    ],
    'of a node that timed out': [
      error('Internal error', 'Timeout exceeded while waiting'),
      500,
      { code: 'no-response', params: { reason: 'node-timeout' } },
    ],
    'of a busy node': [error('Server error', 'too many requests'), 500, { code: 'rate-limited' }],
    'of a method that is off': [
      error('Method not found', '', -32601),
      200,
      { code: 'query-failed', params: { rpcCode: -32601 } },
    ],
    'of any other failure': [
      error('Internal error', 'disk on fire'),
      500,
      { code: 'query-failed', params: { reason: 'Internal error: disk on fire' } },
    ],
    'whose error is a text': ['{"jsonrpc":"2.0","id":ID,"error":"no"}', 200, { code: 'bad-response' }],
  };
  for (const [name, [body, status, expected]] of Object.entries(refused)) {
    it(`${name} is refused by its code`, async () => {
      const url = await serveBody(body, status, status === 307 ? { location: 'http://127.0.0.1:9/' } : {});
      const result = await clientFor(url).call('commit', {}, { attempts: 1 });
      expect(result).toMatchObject({ ok: false, error: expected });
      expect(result).toMatchObject({ error: { params: { method: 'commit' } } });
    });
  }

  it('beyond the limit of its method is cut off, announced or not, and after decompression', async () => {
    const big = `{"jsonrpc":"2.0","id":1,"result":"${'x'.repeat(100_000)}"}`;
    for (const url of [await serveBody(big), await serveBody(gzipSync(big), 200, { 'content-encoding': 'gzip' })]) {
      const client = clientFor(url, { maxBytes: { commit: 50_000 } });
      expect(await client.call('commit', {})).toMatchObject({
        ok: false,
        error: { code: 'response-too-large', params: { limit: 50_000 } },
      });
      expect(await clientFor(url).call('commit', {})).toMatchObject({ ok: true });
    }
    let written = 0;
    const endless = await serve((_, response) => {
      const more = () => {
        written += 65_536;
        if (!response.destroyed) response.write(Buffer.alloc(65_536, 0x20), more);
      };
      more();
    });
    expect(await clientFor(endless).call('status', {})).toMatchObject({ error: { code: 'response-too-large' } });
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('tries', () => {
  it('are made again with growing, jittered waits while a retry can help', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked++;
      if (asked < 3) response.writeHead(503).end();
      else response.end(`{"jsonrpc":"2.0","id":${asked},"result":"fine"}`);
    });
    const environment = stillEnvironment();
    expect(await clientFor(url, { environment }).call('status', {})).toEqual({ ok: true, value: 'fine' });
    expect(environment.slept).toEqual([187.5, 375]);
  });

  it('wait as long as the server asks, within bounds', async () => {
    const environment = stillEnvironment();
    const url = await serveBody('', 429, { 'retry-after': '3' });
    expect(await clientFor(url, { environment, attempts: 2 }).call('status', {})).toMatchObject({
      error: { code: 'rate-limited' },
    });
    expect(environment.slept).toEqual([3000]);
  });

  it('are not repeated for a height that is not there, or for a bad answer', async () => {
    for (const body of [error('e', 'height 9 is not available'), '<html>']) {
      const environment = stillEnvironment();
      await clientFor(await serveBody(body), { environment }).call('commit', {});
      expect(environment.slept).toEqual([]);
    }
  });

  it('end with no-response for a port where nobody listens', async () => {
    const url = await serve(() => undefined);
    servers.pop()?.close();
    expect(await clientFor(url).call('status', {})).toEqual({
      ok: false,
      error: {
        code: 'no-response',
        category: 'provider-benign',
        params: { method: 'status', reason: 'network', detail: 'ECONNREFUSED' },
      },
    });
  });

  it('end when the time is over', async () => {
    const environment = stillEnvironment();
    environment.limits = 'at-once';
    const url = await serve(() => undefined);
    expect(await clientFor(url, { environment, attempts: 1 }).call('status', {})).toMatchObject({
      error: { code: 'no-response', params: { reason: 'timeout' } },
    });
    const half = await serve((_, response) => void response.writeHead(200).write('{"jsonrpc"'));
    expect(await clientFor(half, { environment, attempts: 1 }).call('status', {})).toMatchObject({
      error: { params: { reason: 'timeout' } },
    });
  });

  it('end at once when cancelled, in flight, in line, or before', async () => {
    const url = await serve(() => undefined);
    const limiter = createHostLimiter(1);
    const client = clientFor(url, { limiter });
    const controller = new AbortController();
    const calls = [
      client.call('status', {}, { signal: controller.signal }),
      client.call('status', {}, { signal: controller.signal }),
    ];
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
    calls.push(client.call('status', {}, { signal: controller.signal }));
    for (const result of await Promise.all(calls))
      expect(result).toMatchObject({ error: { code: 'no-response', params: { reason: 'cancelled' } } });
  });
});

describe('one host', () => {
  it('gets so many requests at a time and no more', async () => {
    const limiter = createHostLimiter(2);
    let running = 0;
    let most = 0;
    const task = async () => {
      running++;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running--;
    };
    await Promise.all([...Array.from({ length: 9 }, () => limiter.run('a', task))]);
    expect([most, running]).toEqual([2, 0]);
    await expect(limiter.run('a', () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    await limiter.run('a', task);
  });
});
