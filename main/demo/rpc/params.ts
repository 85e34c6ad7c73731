import { fromBase64 } from '../../../light-client/codec/base64.ts';
import { fromHex } from '../../../light-client/codec/hex.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';

// Arguments as CometBFT reads them: from the query of a GET, or from JSON-RPC params (an object, or an array in the
// method's own order). Source: CometBFT rpc/jsonrpc/server/{http_uri_handler,http_json_handler}.go.

export class RpcError extends Error {
  readonly code: number;
  readonly data: string;

  constructor(code: number, data: string) {
    super(data);
    this.code = code;
    this.data = data;
  }
}

export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const METHOD_NOT_FOUND = -32601;
export const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;

const MESSAGES: Readonly<Record<number, string>> = {
  [PARSE_ERROR]: 'Parse error. Invalid JSON',
  [INVALID_REQUEST]: 'Invalid Request',
  [METHOD_NOT_FOUND]: 'Method not found',
  [INVALID_PARAMS]: 'Invalid params',
  [INTERNAL_ERROR]: 'Internal error',
};

export function errorJson(error: RpcError): Record<string, unknown> {
  return {
    code: error.code,
    message: MESSAGES[error.code] ?? 'Internal error',
    ...(error.data === '' ? {} : { data: error.data }),
  };
}

export function internal(data: string): RpcError {
  return new RpcError(INTERNAL_ERROR, data);
}

function invalid(name: string, uri: boolean): RpcError {
  return new RpcError(INVALID_PARAMS, `error converting ${uri ? 'http' : 'json'} params to arguments: bad ${name}`);
}

export class Params {
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #uri: boolean;

  private constructor(values: ReadonlyMap<string, unknown>, uri: boolean) {
    this.#values = values;
    this.#uri = uri;
  }

  static fromUri(search: URLSearchParams): Params {
    return new Params(new Map([...search].filter(([, value]) => value !== '')), true);
  }

  static fromJson(params: unknown, names: readonly string[]): Params {
    if (params === undefined || params === null) return new Params(new Map(), false);
    if (Array.isArray(params)) {
      if (params.length > names.length) {
        throw new RpcError(INVALID_PARAMS, `expected ${names.length} parameters, got ${params.length}`);
      }
      return new Params(new Map(params.map((value, i) => [names[i] as string, value as unknown])), false);
    }
    if (typeof params !== 'object') throw new RpcError(INVALID_PARAMS, 'params must be an object or an array');
    return new Params(new Map(Object.entries(params)), false);
  }

  /** A number, bare or quoted. Undefined where it is not given. */
  integer(name: string): number | undefined {
    const value = this.#values.get(name);
    if (value === undefined || value === null) return undefined;
    const text = this.#unquoted(String(value));
    if (!/^-?[0-9]{1,15}$/.test(text)) throw invalid(name, this.#uri);
    return Number(text);
  }

  boolean(name: string): boolean {
    const value = this.#values.get(name);
    if (value === undefined || value === null) return false;
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw invalid(name, this.#uri);
  }

  string(name: string): string {
    const value = this.#values.get(name);
    if (value === undefined || value === null) return '';
    if (typeof value !== 'string') throw invalid(name, this.#uri);
    if (this.#uri && !/^".*"$/s.test(value)) throw invalid(name, true);
    return this.#unquoted(value);
  }

  /** `json`: how the bytes are written in JSON params. In a query: 0x and hex, or a quoted text. */
  bytes(name: string, json: 'hex' | 'base64'): Uint8Array {
    const value = this.#values.get(name);
    if (value === undefined || value === null) return new Uint8Array(0);
    if (typeof value !== 'string') throw invalid(name, this.#uri);
    try {
      if (!this.#uri) return json === 'hex' ? fromHex(value) : fromBase64(value);
      if (value.startsWith('0x')) return fromHex(value.slice(2));
      if (/^".*"$/s.test(value)) return toUtf8(this.#unquoted(value));
    } catch {
      throw invalid(name, this.#uri);
    }
    throw invalid(name, this.#uri);
  }

  #unquoted(text: string): string {
    return this.#uri && text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
  }
}
