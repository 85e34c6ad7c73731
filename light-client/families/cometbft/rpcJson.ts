import { fromBase64 } from '../../codec/base64.ts';
import { EMPTY } from '../../codec/bytes.ts';
import { CodecError } from '../../codec/codecError.ts';
import { fromHex } from '../../codec/hex.ts';
import { GO_ZERO_TIME, parseTime, type TimeNs } from '../../codec/time.ts';
import { canonicalOrder } from './hashing.ts';
import { KEY_TABLES, type KeyTable } from './keys.ts';
import type {
  BlockId,
  BlockIdFlag,
  Commit,
  CommitSig,
  Header,
  KeyType,
  LightBlock,
  PublicKey,
  SignedHeader,
  Validator,
  ValidatorSet,
} from './types.ts';
import { FLAG_ABSENT } from './types.ts';

// JSON as CometBFT's RPC writes it, into the decoded forms. Strict: one text per value. Form only; the rules of what a
// header may hold are in validate.ts. Source: CometBFT rpc/core/types, libs/json; sheet section 13.

/** CometBFT light/provider/http: 100 pages of 100. Nothing longer is walked. */
export const MAX_VALIDATORS = 10_000;

export interface RpcJsonOptions {
  /** What the part set of a block id is called: `parts` in RPC, `part_set_header` in proto JSON. One form per source. */
  readonly partsKey?: 'parts' | 'part_set_header' | 'either';
  /** What a validator's power is called: `voting_power` in RPC, `power` in genesis files and some recordings. */
  readonly powerKey?: 'voting_power' | 'power' | 'either';
}

const MIN_INT64 = -(1n << 63n);
const MAX_INT64 = (1n << 63n) - 1n;
const MAX_UINT64 = (1n << 64n) - 1n;

type JsonObject = Readonly<Record<string, unknown>>;

export function parseHeader(json: unknown, at: string, options: RpcJsonOptions = {}): Header {
  const o = object(json, at);
  const version = object(o['version'], `${at}.version`);
  return {
    version: {
      block: parseUint64(version['block'], `${at}.version.block`),
      app: version['app'] === undefined ? 0n : parseUint64(version['app'], `${at}.version.app`),
    },
    chainId: string(o['chain_id'], `${at}.chain_id`),
    height: parseInt64(o['height'], `${at}.height`),
    time: parseTime(string(o['time'], `${at}.time`), `${at}.time`),
    lastBlockId: parseBlockId(o['last_block_id'], `${at}.last_block_id`, options),
    lastCommitHash: parseHash(o['last_commit_hash'], `${at}.last_commit_hash`),
    dataHash: parseHash(o['data_hash'], `${at}.data_hash`),
    validatorsHash: parseHash(o['validators_hash'], `${at}.validators_hash`),
    nextValidatorsHash: parseHash(o['next_validators_hash'], `${at}.next_validators_hash`),
    consensusHash: parseHash(o['consensus_hash'], `${at}.consensus_hash`),
    appHash: parseHash(o['app_hash'], `${at}.app_hash`),
    lastResultsHash: parseHash(o['last_results_hash'], `${at}.last_results_hash`),
    evidenceHash: parseHash(o['evidence_hash'], `${at}.evidence_hash`),
    proposerAddress: parseHash(o['proposer_address'], `${at}.proposer_address`),
  };
}

/** Height 1 has no parent: null, a missing value and empty parts all mean the empty id. */
export function parseBlockId(json: unknown, at: string, options: RpcJsonOptions = {}): BlockId {
  if (json === null || json === undefined) return { hash: EMPTY, partSetHeader: { total: 0, hash: EMPTY } };
  const o = object(json, at);
  const key = partsKeyOf(o, options);
  const hash = parseHash(o['hash'], `${at}.hash`);
  const parts = object(o[key], `${at}.${key}`);
  const total = integer(parts['total'], `${at}.${key}.total`, 0, 4_294_967_295);
  return { hash, partSetHeader: { total, hash: parseHash(parts['hash'], `${at}.${key}.hash`) } };
}

function powerKeyOf(o: JsonObject, options: RpcJsonOptions): 'voting_power' | 'power' {
  const wanted = options.powerKey ?? 'voting_power';
  if (wanted !== 'either') return wanted;
  return o['voting_power'] === undefined ? 'power' : 'voting_power';
}

function partsKeyOf(o: JsonObject, options: RpcJsonOptions): 'parts' | 'part_set_header' {
  const wanted = options.partsKey ?? 'parts';
  if (wanted !== 'either') return wanted;
  return o['parts'] === undefined ? 'part_set_header' : 'parts';
}

export function parseCommit(json: unknown, at: string, options: RpcJsonOptions = {}): Commit {
  const o = object(json, at);
  return {
    height: parseInt64(o['height'], `${at}.height`),
    round: integer(o['round'], `${at}.round`, -2_147_483_648, 2_147_483_647),
    blockId: parseBlockId(o['block_id'], `${at}.block_id`, options),
    signatures: list(o['signatures'], `${at}.signatures`).map((entry, i) =>
      parseCommitSig(entry, `${at}.signatures[${i}]`),
    ),
  };
}

function parseCommitSig(json: unknown, at: string): CommitSig {
  const o = object(json, at);
  const flag = integer(o['block_id_flag'], `${at}.block_id_flag`, 1, 3) as BlockIdFlag;
  const signature = o['signature'];
  return {
    flag,
    validatorAddress: parseHash(o['validator_address'], `${at}.validator_address`),
    timestamp: parseEntryTime(o['timestamp'], `${at}.timestamp`, flag),
    signature: signature === null || signature === undefined ? EMPTY : parseBase64(signature, `${at}.signature`),
  };
}

/** Some writers leave the zero time of an absent entry out. */
function parseEntryTime(json: unknown, at: string, flag: BlockIdFlag): TimeNs {
  if (flag === FLAG_ABSENT && (json === null || json === undefined)) return GO_ZERO_TIME;
  return parseTime(string(json, at), at);
}

export function parseSignedHeader(json: unknown, at: string, options: RpcJsonOptions = {}): SignedHeader {
  const o = object(json, at);
  return {
    header: parseHeader(o['header'], `${at}.header`, options),
    commit: parseCommit(o['commit'], `${at}.commit`, options),
  };
}

/** In the order given: `sortedValidatorSet` where a source does not keep the canonical one. */
export function parseValidators(
  json: unknown,
  at: string,
  keyTable: KeyTable,
  options: RpcJsonOptions = {},
): Validator[] {
  return list(json, at).map((entry, i) => parseValidator(entry, `${at}[${i}]`, keyTable, options));
}

function parseValidator(json: unknown, at: string, keyTable: KeyTable, options: RpcJsonOptions): Validator {
  const o = object(json, at);
  const power = powerKeyOf(o, options);
  return {
    address: fromHex(string(o['address'], `${at}.address`), `${at}.address`, 20),
    publicKey: parsePublicKey(o['pub_key'], `${at}.pub_key`, keyTable),
    votingPower: parseInt64(o[power], `${at}.${power}`),
  };
}

export const KEY_TYPE_NAMES: Record<KeyType, string> = {
  ed25519: 'tendermint/PubKeyEd25519',
  secp256k1: 'tendermint/PubKeySecp256k1',
  secp256k1eth: 'tendermint/PubKeySecp256k1eth',
  sm2: 'tendermint/PubKeySm2',
  bls12381: 'cometbft/PubKeyBls12_381',
};

export function parsePublicKey(json: unknown, at: string, keyTable: KeyTable): PublicKey {
  const o = object(json, at);
  const name = string(o['type'], `${at}.type`);
  const type = KEY_TABLES[keyTable].find((candidate) => KEY_TYPE_NAMES[candidate] === name);
  if (type === undefined) throw new CodecError('unsupported-key', `${at}.type`);
  return { type, bytes: parseBase64(o['value'], `${at}.value`) };
}

/** `{ signed_header, validator_set: { validators }, next_validator_set? }`. */
export function parseLightBlock(
  json: unknown,
  at: string,
  keyTable: KeyTable,
  options: RpcJsonOptions = {},
): LightBlock {
  const o = object(json, at);
  const next = o['next_validator_set'];
  return {
    signedHeader: parseSignedHeader(o['signed_header'], `${at}.signed_header`, options),
    validatorSet: parseValidatorSet(o['validator_set'], `${at}.validator_set`, keyTable, options),
    ...(next === undefined || next === null
      ? {}
      : { nextValidatorSet: parseValidatorSet(next, `${at}.next_validator_set`, keyTable, options) }),
  };
}

export function parseValidatorSet(
  json: unknown,
  at: string,
  keyTable: KeyTable,
  options: RpcJsonOptions = {},
): ValidatorSet {
  return { validators: parseValidators(object(json, at)['validators'], `${at}.validators`, keyTable, options) };
}

export function sortedValidatorSet(validators: readonly Validator[]): ValidatorSet {
  return { validators: canonicalOrder(validators) };
}

// ---- scalars ----

/** int64 as Go writes it: a string of decimal digits; no JSON number, exponent, plus sign, leading zero or space. */
export function parseInt64(json: unknown, at: string): bigint {
  return decimal(json, at, /^(?:0|-?[1-9]\d{0,18})$/, MIN_INT64, MAX_INT64);
}

export function parseUint64(json: unknown, at: string): bigint {
  return decimal(json, at, /^(?:0|[1-9]\d{0,19})$/, 0n, MAX_UINT64);
}

function decimal(json: unknown, at: string, form: RegExp, min: bigint, max: bigint): bigint {
  if (typeof json !== 'string' || !form.test(json)) throw new CodecError('bad-integer', at);
  const value = BigInt(json);
  if (value < min || value > max) throw new CodecError('bad-integer', at);
  return value;
}

/** Hex of either case; null, missing and "" are the empty hash. */
export function parseHash(json: unknown, at: string): Uint8Array {
  if (json === null || json === undefined) return EMPTY;
  return fromHex(string(json, at), at);
}

export function parseBase64(json: unknown, at: string): Uint8Array {
  return fromBase64(string(json, at), at);
}

export function integer(json: unknown, at: string, min: number, max: number): number {
  if (typeof json !== 'number' || !Number.isInteger(json) || json < min || json > max) {
    throw new CodecError('bad-integer', at);
  }
  return json;
}

export function string(json: unknown, at: string): string {
  if (typeof json !== 'string') throw new CodecError('bad-json', at);
  return json;
}

export function object(json: unknown, at: string): JsonObject {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new CodecError('bad-json', at);
  return json as JsonObject;
}

/** Go writes a nil slice as null. */
function list(json: unknown, at: string): readonly unknown[] {
  if (json === null) return [];
  if (!Array.isArray(json)) throw new CodecError('bad-json', at);
  if (json.length > MAX_VALIDATORS) throw new CodecError('too-large', at);
  return json;
}
