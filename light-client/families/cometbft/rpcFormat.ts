import { toBase64 } from '../../codec/base64.ts';
import { toHex } from '../../codec/hex.ts';
import { formatTime } from '../../codec/time.ts';
import { KEY_TYPE_NAMES } from './rpcJson.ts';
import type { BlockId, Commit, CommitSig, Header, LightBlock, SignedHeader, Validator, ValidatorSet } from './types.ts';

// The inverse of rpcJson.ts, exactly as CometBFT writes it: upper-case hex, 64-bit quantities as strings, base64 keys.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export function formatHash(bytes: Uint8Array): string {
  return toHex(bytes).toUpperCase();
}

export function formatBlockId(id: BlockId): JsonObject {
  return {
    hash: formatHash(id.hash),
    parts: { total: id.partSetHeader.total, hash: formatHash(id.partSetHeader.hash) },
  };
}

export function formatHeader(header: Header): JsonObject {
  const { block, app } = header.version;
  return {
    // Go leaves `app` out where it is zero.
    version: { block: String(block), ...(app === 0n ? {} : { app: String(app) }) },
    chain_id: header.chainId,
    height: String(header.height),
    time: formatTime(header.time),
    last_block_id: formatBlockId(header.lastBlockId),
    last_commit_hash: formatHash(header.lastCommitHash),
    data_hash: formatHash(header.dataHash),
    validators_hash: formatHash(header.validatorsHash),
    next_validators_hash: formatHash(header.nextValidatorsHash),
    consensus_hash: formatHash(header.consensusHash),
    app_hash: formatHash(header.appHash),
    last_results_hash: formatHash(header.lastResultsHash),
    evidence_hash: formatHash(header.evidenceHash),
    proposer_address: formatHash(header.proposerAddress),
  };
}

function formatCommitSig(sig: CommitSig): JsonObject {
  return {
    block_id_flag: sig.flag,
    validator_address: formatHash(sig.validatorAddress),
    timestamp: formatTime(sig.timestamp),
    signature: sig.signature.length === 0 ? null : toBase64(sig.signature),
  };
}

export function formatCommit(commit: Commit): JsonObject {
  return {
    height: String(commit.height),
    round: commit.round,
    block_id: formatBlockId(commit.blockId),
    signatures: commit.signatures.map(formatCommitSig),
  };
}

export function formatSignedHeader(signedHeader: SignedHeader): JsonObject {
  return { header: formatHeader(signedHeader.header), commit: formatCommit(signedHeader.commit) };
}

/** Proposer priorities are under no hash: they are not kept, and written as zero. */
export function formatValidator(validator: Validator): JsonObject {
  return {
    address: formatHash(validator.address),
    pub_key: { type: KEY_TYPE_NAMES[validator.publicKey.type], value: toBase64(validator.publicKey.bytes) },
    voting_power: String(validator.votingPower),
    proposer_priority: '0',
  };
}

export function formatValidators(validators: readonly Validator[]): JsonObject[] {
  return validators.map(formatValidator);
}

function formatValidatorSet(set: ValidatorSet): JsonObject {
  return { validators: formatValidators(set.validators) };
}

export function formatLightBlock(block: LightBlock): JsonObject {
  return {
    signed_header: formatSignedHeader(block.signedHeader),
    validator_set: formatValidatorSet(block.validatorSet),
    ...(block.nextValidatorSet === undefined ? {} : { next_validator_set: formatValidatorSet(block.nextValidatorSet) }),
  };
}
