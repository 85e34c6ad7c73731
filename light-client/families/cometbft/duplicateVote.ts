import { compareBytes, concatBytes, EMPTY, equalBytes } from '../../codec/bytes.ts';
import { CodecError } from '../../codec/codecError.ts';
import { fromHex, toHex } from '../../codec/hex.ts';
import { encodeTimestamp, field } from '../../codec/protobuf.ts';
import { formatTime, parseTime, type TimeNs } from '../../codec/time.ts';
import { fail, ok, type Result } from '../../core/errors.ts';
import { open, type Verified } from '../../core/verified.ts';
import type { CryptoSuite } from '../../crypto/suite.ts';
import { merkleRoot } from '../../proofs/merkle.ts';
import { encodeBlockId, encodePartSetHeader, PRECOMMIT, PREVOTE, voteSignBytes } from './hashing.ts';
import { ADDRESS_BYTES, MAX_SIGNATURE_BYTES, verifySignature } from './keys.ts';
import { setFacts } from './memo.ts';
import { integer, object, parseBase64, parseBlockId, parseInt64, string } from './rpcJson.ts';
import type { BlockId, LightBlock, Validator } from './types.ts';

// Two votes of one validator where it may cast one. Sources: CometBFT types/evidence.go (DuplicateVoteEvidence), types/vote.go
// (ValidateBasic), internal/evidence/verify.go (VerifyDuplicateVote); sheet section 11.

export interface Vote {
  /** 1 prevote, 2 precommit. */
  readonly type: number;
  readonly height: bigint;
  readonly round: number;
  /** Both parts empty: a vote for nothing. */
  readonly blockId: BlockId;
  readonly timestamp: TimeNs;
  readonly validatorAddress: Uint8Array;
  readonly validatorIndex: number;
  readonly signature: Uint8Array;
  readonly extension: Uint8Array;
  readonly extensionSignature: Uint8Array;
}

export interface DuplicateVoteEvidence {
  readonly voteA: Vote;
  readonly voteB: Vote;
  readonly totalVotingPower: bigint;
  readonly validatorPower: bigint;
  readonly timestamp: TimeNs;
}

// ---- forms ----

function encodeVote(vote: Vote): Uint8Array {
  return concatBytes(
    field.varint(1, vote.type),
    field.varint(2, vote.height),
    field.varint(3, vote.round),
    field.message(4, encodeBlockId(vote.blockId)),
    field.message(5, encodeTimestamp(vote.timestamp)),
    field.bytes(6, vote.validatorAddress),
    field.varint(7, vote.validatorIndex),
    field.bytes(8, vote.signature),
    field.bytes(9, vote.extension),
    field.bytes(10, vote.extensionSignature),
  );
}

export function encodeDuplicateVoteEvidence(evidence: DuplicateVoteEvidence): Uint8Array {
  return concatBytes(
    field.message(1, encodeVote(evidence.voteA)),
    field.message(2, encodeVote(evidence.voteB)),
    field.varint(3, evidence.totalVotingPower),
    field.varint(4, evidence.validatorPower),
    field.message(5, encodeTimestamp(evidence.timestamp)),
  );
}

/** What a header's evidence_hash covers: the encoded evidence of its block, in order. */
export function evidenceHash(encoded: readonly Uint8Array[], suite: CryptoSuite): Uint8Array {
  return merkleRoot(encoded, suite.sha256);
}

function parseVote(json: unknown, at: string): Vote {
  const o = object(json, at);
  const bytes = (key: string) =>
    o[key] === null || o[key] === undefined ? EMPTY : parseBase64(o[key], `${at}.${key}`);
  return {
    type: integer(o['type'], `${at}.type`, PREVOTE, PRECOMMIT),
    height: parseInt64(o['height'], `${at}.height`),
    round: integer(o['round'], `${at}.round`, -2_147_483_648, 2_147_483_647),
    blockId: parseBlockId(o['block_id'], `${at}.block_id`),
    timestamp: parseTime(string(o['timestamp'], `${at}.timestamp`), `${at}.timestamp`),
    validatorAddress: fromHex(string(o['validator_address'], `${at}.validator_address`), `${at}.validator_address`),
    validatorIndex: integer(o['validator_index'], `${at}.validator_index`, -2_147_483_648, 2_147_483_647),
    signature: bytes('signature'),
    extension: bytes('extension'),
    extensionSignature: bytes('extension_signature'),
  };
}

/** As a block's evidence list has it in RPC. */
export function parseDuplicateVoteEvidence(json: unknown, at = 'evidence'): DuplicateVoteEvidence {
  const envelope = object(json, at);
  if (envelope['type'] !== 'tendermint/DuplicateVoteEvidence') throw new CodecError('bad-json', `${at}.type`);
  const o = object(envelope['value'], `${at}.value`);
  return {
    voteA: parseVote(o['vote_a'], `${at}.value.vote_a`),
    voteB: parseVote(o['vote_b'], `${at}.value.vote_b`),
    totalVotingPower: parseInt64(o['TotalVotingPower'], `${at}.value.TotalVotingPower`),
    validatorPower: parseInt64(o['ValidatorPower'], `${at}.value.ValidatorPower`),
    timestamp: parseTime(string(o['Timestamp'], `${at}.value.Timestamp`), `${at}.value.Timestamp`),
  };
}

// ---- rules ----

export type DuplicateVoteRefusal =
  | 'bad-vote'
  | 'order'
  | 'other-vote'
  | 'stranger'
  | 'validator-power'
  | 'total-power'
  | 'timestamp';

type Check = Result<undefined>;
const PASSED: Check = ok(undefined);

function refuse(reason: DuplicateVoteRefusal, params: Readonly<Record<string, string | number>> = {}) {
  return fail('bad-proof', { what: 'duplicate-vote', reason, ...params });
}

/** What the evidence must hold whoever the validator is: no signature, no other block. */
export function validateDuplicateVoteEvidence({ voteA, voteB }: DuplicateVoteEvidence): Check {
  for (const [name, vote] of [
    ['vote_a', voteA],
    ['vote_b', voteB],
  ] as const) {
    const wrong = faultOf(vote);
    if (wrong !== undefined) return refuse('bad-vote', { vote: name, field: wrong });
  }
  // The smaller first, so that one offence has one text; two votes for the same block are none.
  if (compareBytes(blockKey(voteA.blockId), blockKey(voteB.blockId)) >= 0) return refuse('order');
  const other = (['type', 'height', 'round'] as const).find((key) => voteA[key] !== voteB[key]);
  if (other !== undefined) return refuse('other-vote', { field: other });
  return equalBytes(voteA.validatorAddress, voteB.validatorAddress)
    ? PASSED
    : refuse('other-vote', { field: 'validator_address' });
}

function faultOf(vote: Vote): string | undefined {
  const { hash, partSetHeader: parts } = vote.blockId;
  const forNothing = hash.length === 0 && parts.total === 0 && parts.hash.length === 0;
  const forBlock = hash.length === 32 && parts.total > 0 && parts.hash.length === 32;
  if (vote.type !== PREVOTE && vote.type !== PRECOMMIT) return 'type';
  if (vote.height <= 0n) return 'height';
  if (vote.round < 0) return 'round';
  if (!forNothing && !forBlock) return 'block_id';
  if (vote.validatorAddress.length !== ADDRESS_BYTES) return 'validator_address';
  if (vote.validatorIndex < 0) return 'validator_index';
  if (vote.signature.length === 0 || vote.signature.length > MAX_SIGNATURE_BYTES) return 'signature';
  const extended = vote.extension.length > 0 || vote.extensionSignature.length > 0;
  if (extended && (vote.type !== PRECOMMIT || forNothing)) return 'extension';
  if (vote.extension.length > 0 && vote.extensionSignature.length === 0) return 'extension_signature';
  return vote.extensionSignature.length > MAX_SIGNATURE_BYTES ? 'extension_signature' : undefined;
}

/** CometBFT BlockID.Key(): the hash, then the encoded part set. */
function blockKey(id: BlockId): Uint8Array {
  return concatBytes(id.hash, encodePartSetHeader(id));
}

/** @param block of the votes' height: its set says who may vote and with what power, its header the time */
export function verifyDuplicateVoteEvidence(
  suite: CryptoSuite,
  evidence: DuplicateVoteEvidence,
  block: Verified<LightBlock>,
): Result<Validator> {
  const { signedHeader, validatorSet } = open(block);
  const { header } = signedHeader;
  const { voteA, voteB } = evidence;
  const form = validateDuplicateVoteEvidence(evidence);
  if (!form.ok) return form;
  if (header.height !== voteA.height) {
    return fail('unexpected-height', { asked: String(voteA.height), got: String(header.height) });
  }
  const voter = validatorSet.validators.find(({ address }) => equalBytes(address, voteA.validatorAddress));
  if (voter === undefined) return refuse('stranger', { address: toHex(voteA.validatorAddress) });
  const total = setFacts(validatorSet, suite).totalPower;
  if (evidence.validatorPower !== voter.votingPower) {
    return refuse('validator-power', { expected: String(voter.votingPower), got: String(evidence.validatorPower) });
  }
  if (evidence.totalVotingPower !== total) {
    return refuse('total-power', { expected: String(total), got: String(evidence.totalVotingPower) });
  }
  if (evidence.timestamp !== header.time) return refuse('timestamp', { expected: formatTime(header.time) });
  for (const [name, vote] of [
    ['vote_a', voteA],
    ['vote_b', voteB],
  ] as const) {
    const { type, height, round, blockId, timestamp } = vote;
    const message = voteSignBytes(header.chainId, type, height, round, blockId, timestamp);
    if (!verifySignature(suite, voter.publicKey, message, vote.signature)) {
      return fail('invalid-signature', { vote: name, height: String(height) });
    }
  }
  return ok(voter);
}
