import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { callMethod, type Endpoint, parameterNames } from './methods.ts';
import { errorJson, INTERNAL_ERROR, INVALID_REQUEST, PARSE_ERROR, Params, RpcError } from './params.ts';

// One RPC endpoint on loopback. Source: CometBFT rpc/jsonrpc/server/{http_json_handler,http_uri_handler,http_server}.go.

const MAX_BODY_BYTES = 1_000_000;
/** What CometBFT puts where a GET has no id. */
const URI_ID = -1;

export interface RpcServer {
  readonly url: string;
  close(): Promise<void>;
}

export async function serveRpc(endpoint: Omit<Endpoint, 'address'>): Promise<RpcServer> {
  let address = '127.0.0.1';
  const full: Endpoint = {
    view: () => endpoint.view(),
    moniker: endpoint.moniker,
    liar: () => endpoint.liar(),
    address: () => address,
  };
  const server = createServer({ keepAlive: true }, (request, response) => {
    void handle(full, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${address}`, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function handle(endpoint: Endpoint, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (url.pathname !== '/') return handleUri(endpoint, url, response);
  if (request.method !== 'POST')
    return sendText(response, 200, 'text/html', '<html><body>CometBFT RPC of a demo chain</body></html>');
  const body = await readBody(request);
  if (body === undefined) {
    const error = new RpcError(INVALID_REQUEST, 'error reading request body: http: request body too large');
    return sendJson(response, 400, { jsonrpc: '2.0', error: errorJson(error) }, true);
  }
  if (body.length === 0)
    return sendText(response, 200, 'text/html', '<html><body>CometBFT RPC of a demo chain</body></html>');
  return handleJson(endpoint, body.toString('utf8'), response);
}

function handleUri(endpoint: Endpoint, url: URL, response: ServerResponse): void {
  const method = url.pathname.slice(1);
  try {
    parameterNames(method);
  } catch {
    return sendText(response, 404, 'text/plain; charset=utf-8', '404 page not found\n');
  }
  try {
    const result = callMethod(endpoint, method, Params.fromUri(url.searchParams));
    sendJson(response, 200, { jsonrpc: '2.0', id: URI_ID, result });
  } catch (cause) {
    sendJson(response, 500, { jsonrpc: '2.0', id: URI_ID, error: errorJson(asRpcError(cause)) });
  }
}

type Answer = Readonly<Record<string, unknown>>;

function handleJson(endpoint: Endpoint, body: string, response: ServerResponse): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    const error = new RpcError(PARSE_ERROR, 'error unmarshalling request');
    return sendJson(response, 500, { jsonrpc: '2.0', error: errorJson(error) });
  }
  const answers = (Array.isArray(parsed) ? parsed : [parsed])
    .map((request: unknown) => answer(endpoint, request))
    .filter((one): one is Answer => one !== undefined);
  // Nothing to say to notifications alone.
  if (answers.length === 0) return void response.writeHead(200).end();
  sendJson(response, 200, Array.isArray(parsed) ? answers : answers[0]);
}

function answer(endpoint: Endpoint, request: unknown): Answer | undefined {
  const { id, method, params } = (typeof request === 'object' && request !== null ? request : {}) as Record<
    string,
    unknown
  >;
  if (id === undefined || id === null) return undefined;
  try {
    if ((typeof id !== 'string' && typeof id !== 'number') || typeof method !== 'string') {
      throw new RpcError(INVALID_REQUEST, '');
    }
    return {
      jsonrpc: '2.0',
      id,
      result: callMethod(endpoint, method, Params.fromJson(params, parameterNames(method))),
    };
  } catch (cause) {
    return { jsonrpc: '2.0', id, error: errorJson(asRpcError(cause)) };
  }
}

function asRpcError(cause: unknown): RpcError {
  return cause instanceof RpcError ? cause : new RpcError(INTERNAL_ERROR, String(cause));
}

function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else {
        chunks.length = 0;
        resolve(undefined);
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

function sendJson(response: ServerResponse, code: number, body: unknown, last = false): void {
  const bytes = Buffer.from(JSON.stringify(body), 'utf8');
  response.writeHead(code, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    ...(last ? { connection: 'close' } : {}),
  });
  response.end(bytes);
}

function sendText(response: ServerResponse, code: number, type: string, body: string): void {
  response.writeHead(code, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}
