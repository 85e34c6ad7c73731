import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { equalBytes } from '../../codec/bytes.ts';
import { CodecError } from '../../codec/codecError.ts';
import { toUtf8 } from '../../codec/utf8.ts';
import { fail, ok, type Result } from '../../core/errors.ts';
import { seal, type Verified } from '../../core/verified.ts';
import { type ChainedProof, verifyMembership, verifyNonMembership } from '../../proofs/ics23/chained.ts';
import { decodeCommitmentProof, MAX_PROOF_BYTES } from '../../proofs/ics23/decode.ts';
import { IAVL_SPEC, SMT_SPEC, TENDERMINT_SPEC } from '../../proofs/ics23/specs.ts';
import type { CommitmentProof, ProofSpec } from '../../proofs/ics23/types.ts';
import type { Hash } from '../../proofs/merkle.ts';
import { object, parseBase64, parseInt64 } from './rpcJson.ts';
import type { Header } from './types.ts';

// State read with proof: one IAVL tree per store, all of them under the multi-store's root, which the NEXT header
// carries as app_hash. Sources: CometBFT light/rpc/client.go, cosmos-sdk store/rootmulti/proof.go; sheet section 14.

export interface ProofOp {
  readonly type: string;
  readonly key: Uint8Array;
  readonly data: Uint8Array;
}

/** `result.response` of /abci_query. */
export interface AbciResponse {
  readonly code: number;
  readonly log: string;
  readonly key: Uint8Array;
  /** Empty: absence. A stored value is never empty: this proof system cannot tell that from absence. */
  readonly value: Uint8Array;
  readonly proofOps: readonly ProofOp[];
  /** Height of the state that was read; 0 where the node did not say. */
  readonly height: bigint;
}

export interface StateQuery {
  readonly store: string;
  readonly key: Uint8Array;
  /** The height that was asked for, where one was. */
  readonly height?: bigint;
}

/** What is known of one key of one store in the state after block `height`. */
export interface StateValue {
  readonly chainId: string;
  readonly store: string;
  readonly key: Uint8Array;
  /** undefined: proven absent, which also rests on the chain keeping its trees sorted. */
  readonly value: Uint8Array | undefined;
  readonly height: bigint;
}

export interface QueryProofOptions {
  readonly sha256?: Hash;
  /** The tree of a store. Only a network's own configuration may name another than IAVL. */
  readonly stateTree?: 'iavl' | 'smt';
}

const STATE_TREES: Record<'iavl' | 'smt', { readonly type: string; readonly spec: ProofSpec }> = {
  iavl: { type: 'ics23:iavl', spec: IAVL_SPEC },
  smt: { type: 'ics23:smt', spec: SMT_SPEC },
};
const MULTI_STORE = { type: 'ics23:simple', spec: TENDERMINT_SPEC };

/** Where a store's key is queried. */
export function queryPath(store: string): string {
  return `/store/${store}/key`;
}

// ---- reading ----

const MAX_OPS = 8;
const MAX_LOG = 4096;
/** Base64 of the largest proof that would be decoded. */
const MAX_BASE64 = Math.ceil(MAX_PROOF_BYTES / 3) * 4;

/** null, missing and "" are no bytes. */
function bytes(json: unknown, at: string): Uint8Array {
  if (json === null || json === undefined) return new Uint8Array(0);
  if (typeof json === 'string' && json.length > MAX_BASE64) throw new CodecError('too-large', at);
  return parseBase64(json, at);
}

function optionalText(json: unknown, at: string): string {
  if (json === undefined || json === null) return '';
  if (typeof json !== 'string') throw new CodecError('bad-json', at);
  return json.slice(0, MAX_LOG);
}

function parseOp(json: unknown, at: string): ProofOp {
  const o = object(json, at);
  if (typeof o['type'] !== 'string' || o['type'].length > 64) throw new CodecError('bad-json', `${at}.type`);
  return { type: o['type'], key: bytes(o['key'], `${at}.key`), data: bytes(o['data'], `${at}.data`) };
}

function parseOps(json: unknown, at: string): readonly ProofOp[] {
  if (json === null || json === undefined) return [];
  const ops = object(json, at)['ops'];
  if (ops === null || ops === undefined) return [];
  if (!Array.isArray(ops)) throw new CodecError('bad-json', `${at}.ops`);
  if (ops.length > MAX_OPS) throw new CodecError('too-large', `${at}.ops`);
  return ops.map((op, i) => parseOp(op, `${at}.ops[${i}]`));
}

/** Throws CodecError. `json` is the `response` object of the answer. */
export function parseAbciResponse(json: unknown, at = 'response'): AbciResponse {
  const o = object(json, at);
  const code = o['code'] ?? 0;
  if (typeof code !== 'number' || !Number.isInteger(code) || code < 0 || code > 0xffffffff) {
    throw new CodecError('bad-integer', `${at}.code`);
  }
  const height = o['height'];
  return {
    code,
    log: optionalText(o['log'], `${at}.log`),
    key: bytes(o['key'], `${at}.key`),
    value: bytes(o['value'], `${at}.value`),
    proofOps: parseOps(o['proofOps'], `${at}.proofOps`),
    height: height === null || height === undefined ? 0n : parseInt64(height, `${at}.height`),
  };
}

// ---- verifying ----

function checkResponse(query: StateQuery, response: AbciResponse): Result<void> {
  if (response.code !== 0) return fail('query-failed', { code: response.code, log: response.log });
  if (query.height !== undefined && response.height !== query.height) {
    return fail('unexpected-height', { expected: String(query.height), got: String(response.height) });
  }
  // A lying node may prove another key perfectly: the question decides which key is meant, never the answer.
  if (query.key.length === 0 || !equalBytes(response.key, query.key)) {
    return fail('proof-key-mismatch', { reason: 'response-key', at: 'response.key' });
  }
  return ok(undefined);
}

function checkOps(query: StateQuery, ops: readonly ProofOp[], stateType: string): Result<void> {
  const [inner, outer] = ops;
  if (inner === undefined || outer === undefined || ops.length !== 2) {
    return fail('bad-proof', { reason: 'proof-count', at: 'response.proofOps', count: ops.length });
  }
  for (const [i, op, type, key] of [
    [0, inner, stateType, query.key],
    [1, outer, MULTI_STORE.type, toUtf8(query.store)],
  ] as const) {
    const at = `response.proofOps.ops[${i}]`;
    if (op.type !== type) return fail('bad-proof', { reason: 'op-type', at, type: op.type });
    if (!equalBytes(op.key, key)) return fail('proof-key-mismatch', { reason: 'op-key', at });
  }
  return ok(undefined);
}

/**
 * Checks an answer against a multi-store root. The root proves nothing by itself: `verifyQuery` takes it from a verified
 * header. @returns the value, or undefined for absence
 */
export function verifyQueryRoot(
  query: StateQuery,
  response: AbciResponse,
  root: Uint8Array,
  options: QueryProofOptions = {},
): Result<Uint8Array | undefined> {
  const { sha256 = nobleSha256, stateTree = 'iavl' } = options;
  const state = STATE_TREES[stateTree];
  const fits = checkResponse(query, response);
  if (!fits.ok) return fits;
  const shaped = checkOps(query, response.proofOps, state.type);
  if (!shaped.ok) return shaped;
  const proofs: CommitmentProof[] = [];
  for (const [i, op] of response.proofOps.entries()) {
    const decoded = decodeCommitmentProof(op.data, `response.proofOps.ops[${i}].data`);
    if (!decoded.ok) return decoded;
    proofs.push(decoded.value);
  }
  const chain: ChainedProof = {
    proofs,
    specs: [state.spec, MULTI_STORE.spec],
    path: [toUtf8(query.store), query.key],
  };
  const { value } = response;
  const proven =
    value.length > 0 ? verifyMembership(chain, root, value, sha256) : verifyNonMembership(chain, root, sha256);
  if (!proven.ok) return proven;
  return ok(value.length > 0 ? value : undefined);
}

/** A value, or its absence, in the state that `header` carries: the state after the block before it. */
export function verifyQuery(
  query: StateQuery,
  response: AbciResponse,
  header: Verified<Header>,
  options: QueryProofOptions = {},
): Result<Verified<StateValue>> {
  const { chainId, height, appHash } = header.value;
  if (response.code === 0 && (response.height <= 0n || response.height + 1n !== height)) {
    return fail('unexpected-height', { expected: String(height - 1n), got: String(response.height) });
  }
  const proven = verifyQueryRoot(query, response, appHash, options);
  if (!proven.ok) return proven;
  const { store, key } = query;
  return ok(seal({ chainId, store, key, value: proven.value, height: response.height }));
}
