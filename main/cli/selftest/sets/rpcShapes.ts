import { fromBase64 } from '../../../../light-client/codec/base64.ts';
import { toHex } from '../../../../light-client/codec/hex.ts';
import { parseTime } from '../../../../light-client/codec/time.ts';
import { dataHash, headerHash, validatorSetHash } from '../../../../light-client/families/cometbft/hashing.ts';
import type { KeyTable } from '../../../../light-client/families/cometbft/keys.ts';
import { parseAbciResponse } from '../../../../light-client/families/cometbft/queryProof.ts';
import {
  formatBlockId,
  formatCommit,
  formatHeader,
  formatValidators,
} from '../../../../light-client/families/cometbft/rpcFormat.ts';
import {
  parseBase64,
  parseBlockId,
  parseCommit,
  parseHash,
  parseHeader,
  parseInt64,
  parseSignedHeader,
  parseValidators,
  sortedValidatorSet,
} from '../../../../light-client/families/cometbft/rpcJson.ts';
import { parseTxProof, verifyTxRoot } from '../../../../light-client/families/cometbft/txProof.ts';
import { type Cases, reasonOf } from '../cases.ts';
import type { SetFolder } from '../folder.ts';
import { type Json, list, object, text } from '../json.ts';
import type { SetTools } from '../tools.ts';
import { familyFor, judgeAlone } from './blocks.ts';

// Recorded traffic: every part that the light client reads must parse, and be written back without loss. Parts that it
// never reads (events, mempool answers, node information beyond `status`) are looked at for their frame only.

export function runRpcShapes(folder: SetFolder, cases: Cases, tools: SetTools): void {
  for (const file of folder.json()) {
    const content = object(folder.read(file), file);
    if (/\/outgoing\//.test(`/${file}`)) {
      cases.check(file, 'request', () => frameOfRequest(content));
      continue;
    }
    cases.check(file, 'read', () => readAnswer(content, file));
    extraFacts(file, content, folder, cases, tools);
  }
}

function frameOfRequest(content: Json): string {
  const { jsonrpc, id, method, params } = content as Record<string, unknown>;
  const framed = jsonrpc === '2.0' && id !== undefined && typeof method === 'string';
  return framed && (params === null || params === undefined || typeof params === 'object') ? 'request' : 'no request';
}

function readAnswer(content: Json, file: string): string {
  // A subscription is acknowledged by an empty object.
  if (Object.keys(content).length === 0) return 'read';
  const answer = content['jsonrpc'] === undefined ? content : unwrap(content);
  if (answer !== undefined) readParts(answer, file);
  return 'read';
}

/** The result; undefined for an error answer, whose own form is checked. */
function unwrap(content: Json): unknown {
  if (content['jsonrpc'] !== '2.0') throw new Error('not JSON-RPC 2.0');
  const { error, result } = content;
  if (error !== undefined && error !== null) {
    const { code, message } = object(error, 'error') as Record<string, unknown>;
    if (typeof code !== 'number' || typeof message !== 'string') throw new Error('an error without code or message');
    return undefined;
  }
  if (result === undefined) throw new Error('neither result nor error');
  return result;
}

/** Finds every part of a known kind, wherever it lies, and reads it. */
function readParts(value: unknown, at: string): void {
  if (Array.isArray(value)) {
    value.forEach((entry, i) => {
      readParts(entry, `${at}[${i}]`);
    });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    const here = `${at}.${key}`;
    const reader = READERS[key];
    if (reader !== undefined && part !== null && part !== undefined) reader(part, here, value as Json);
    readParts(part, here);
  }
}

const EITHER = { partsKey: 'either', powerKey: 'either' } as const;

const READERS: Readonly<Record<string, (part: unknown, at: string, parent: Json) => void>> = {
  header: (part, at) => sameAfter(part, formatHeader(parseHeader(part, at, EITHER)), at),
  commit: (part, at) => {
    if (typeof part === 'object' && part !== null && 'signatures' in part)
      sameAfter(part, formatCommit(parseCommit(part, at, EITHER)), at);
  },
  last_commit: (part, at) => sameAfter(part, formatCommit(parseCommit(part, at, EITHER)), at),
  block_id: (part, at) => sameAfter(part, formatBlockId(parseBlockId(part, at, EITHER)), at),
  validators: (part, at) => {
    if (!Array.isArray(part)) return;
    sameAfter(part, formatValidators(parseValidators(part, at, keyTableOf(part), EITHER)), at);
  },
  txs: (part, at) => {
    for (const entry of list(part, at)) if (typeof entry === 'string') parseBase64(entry, at);
  },
  response: (part, at) => {
    if (typeof part === 'object' && part !== null && 'proofOps' in part) parseAbciResponse(part, at);
  },
  proof: (part, at) => {
    if (typeof part === 'object' && part !== null && 'root_hash' in part) parseTxProof(part, at);
  },
  height: (part, at) => void parseInt64(part, at),
  latest_block_height: (part, at) => void parseInt64(part, at),
  earliest_block_height: (part, at) => void parseInt64(part, at),
  latest_block_hash: (part, at) => void parseHash(part, at),
  latest_app_hash: (part, at) => void parseHash(part, at),
  latest_block_time: (part, at) => void parseTime(text(part), at),
  genesis_time: (part, at) => void parseTime(text(part), at),
  total_count: (part, at) => void parseInt64(part, at),
};

/** A recording has no configuration beside it: its key types say which table its chain would name. */
function keyTableOf(validators: readonly unknown[]): KeyTable {
  const types = validators.map((validator) => String(object(object(validator)['pub_key'])['type']));
  if (types.some((type) => /Bls12/.test(type))) return 'cometbft-0.39-bls';
  if (types.some((type) => /Sm2/.test(type))) return 'tendermint-irita';
  return types.some((type) => /Secp256k1eth/i.test(type)) ? 'cometbft-0.40' : 'tendermint';
}

/** Nothing that was read may be lost: every scalar comes back as it was, in the writer's own spelling where it has several. */
function sameAfter(part: unknown, written: unknown, at: string): void {
  const lost = difference(part, written, '');
  if (lost !== undefined) throw new Error(`${at}${lost} is lost`);
}

// Outside every hash, or another spelling of nothing.
const FREE = new Set(['proposer_priority', 'name', 'power', 'voting_power']);

function difference(a: unknown, b: unknown, at: string): string | undefined {
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return at;
    return a.map((entry, i) => difference(entry, b[i], `${at}[${i}]`)).find((found) => found !== undefined);
  }
  if (typeof a === 'object' && a !== null) {
    if (typeof b !== 'object' || b === null) return at;
    for (const [key, value] of Object.entries(a)) {
      if (FREE.has(key)) continue;
      // The part set of a block id is called otherwise in proto JSON.
      const name = key === 'part_set_header' ? 'parts' : key;
      const found = difference(value, (b as Record<string, unknown>)[name], `${at}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return isNothing(a) && isNothing(b) ? undefined : spelled(a) === spelled(b) ? undefined : at;
}

function isNothing(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isNothing);
  return value === null || value === undefined || value === '' || value === '0' || value === 0;
}

/** Times may be written with trailing zeros. */
function spelled(value: unknown): string {
  const plain = String(value);
  return /^\d{4}-.*T.*Z$/.test(plain) ? String(parseTime(plain)) : plain;
}

/** What the set's README states about some of the files. */
function extraFacts(file: string, content: Json, folder: SetFolder, cases: Cases, tools: SetTools): void {
  const base = file.slice(file.lastIndexOf('/') + 1);
  const result = content['result'] === undefined ? undefined : (content['result'] as Json);
  if (result === undefined || result === null) return;
  if (/^tx_search_with_prove/.test(base)) inclusionProofs(file, result, cases, tools);
  if (/^(commit|signed_header)/.test(base)) commitFacts(file, result, folder, cases, tools);
  if (/^block_at_height/.test(base)) blockFacts(file, result, cases, tools);
  if (/^validators-bartio/.test(base)) {
    const listed = list(result['validators']).length;
    cases.check(`${file} (one page of a set)`, 'incomplete', () =>
      listed === Number(result['total']) ? 'complete' : 'incomplete',
    );
  }
}

function inclusionProofs(file: string, result: Json, cases: Cases, { suite }: SetTools): void {
  for (const [i, entry] of list(result['txs']).entries()) {
    const data = object(entry);
    cases.checkVerdict(`${file} (transaction ${i})`, true, () => {
      const proof = parseTxProof(data['proof']);
      const hash = parseHash(data['hash'], 'hash');
      const checked = verifyTxRoot(hash, proof, proof.rootHash, suite.sha256);
      return checked.ok ? undefined : reasonOf(checked.error);
    });
  }
}

/** Validators lie beside the commit: in a genesis file, or in a page of their own. */
function commitFacts(file: string, result: Json, folder: SetFolder, cases: Cases, tools: SetTools): void {
  if (result['signed_header'] === undefined) return;
  const here = file.slice(0, file.lastIndexOf('/') + 1);
  const beside = folder.files.filter((other) => other.startsWith(here) && !other.slice(here.length).includes('/'));
  const { header } = parseSignedHeader(result['signed_header'], file, EITHER);
  cases.check(`${file} (header hash)`, 'the commit’s', () => {
    const id = object(object(object(result['signed_header'])['commit'])['block_id']);
    return toHex(headerHash(header, tools.suite.sha256) ?? new Uint8Array()) === text(id['hash']).toLowerCase()
      ? 'the commit’s'
      : 'another';
  });
  for (const other of beside.filter((name) => /(genesis|validators)[^/]*\.json$/.test(name))) {
    const answer = object(object(folder.read(other))['result'] ?? {});
    const validators = answer['validators'] ?? object(answer['genesis'] ?? {})['validators'];
    if (!Array.isArray(validators) || validators.length === 0) continue;
    const set = sortedValidatorSet(parseValidators(validators, other, keyTableOf(validators), EITHER));
    // Sets of other heights lie there, too.
    if (toHex(validatorSetHash(set, tools.suite.sha256)) !== toHex(header.validatorsHash)) continue;
    const block = {
      signed_header: result['signed_header'],
      validator_set: { validators: formatValidators(set.validators) },
    };
    cases.checkVerdict(`${file} (commit)`, true, () => judgeAlone(block, familyFor(tools, 'all')));
    return;
  }
}

function blockFacts(file: string, result: Json, cases: Cases, { suite }: SetTools): void {
  const body = object(result['block']);
  const header = parseHeader(body['header'], file, EITHER);
  const id = parseBlockId(result['block_id'], file, EITHER);
  cases.check(`${file} (header hash)`, toHex(id.hash), () =>
    toHex(headerHash(header, suite.sha256) ?? new Uint8Array()),
  );
  const transactions = list(object(body['data'])['txs'] ?? []).map((transaction) => fromBase64(text(transaction)));
  cases.check(`${file} (data hash)`, toHex(header.dataHash), () => toHex(dataHash(transactions, suite.sha256)));
}
