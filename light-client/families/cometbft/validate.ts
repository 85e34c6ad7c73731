import { compareBytes, equalBytes } from '../../codec/bytes.ts';
import { GO_ZERO_TIME } from '../../codec/time.ts';
import { toUtf8 } from '../../codec/utf8.ts';
import { fail, ok, type Result } from '../../core/errors.ts';
import type { CryptoSuite } from '../../crypto/suite.ts';
import { ADDRESS_BYTES, KEY_RULES, MAX_SIGNATURE_BYTES } from './keys.ts';
import { addressFor, blockHash, isKnownWellFormed, rememberWellFormed, setFacts } from './memo.ts';
import { MAX_VALIDATORS } from './rpcJson.ts';
import type { BlockId, Commit, CommitSig, Header, SignedHeader, ValidatorSet } from './types.ts';
import { FLAG_ABSENT } from './types.ts';

// What a header, a commit and a validator set may hold, before any of them is believed: no signatures here.
// Sources: CometBFT types/{block,vote,validator_set,validator}.go (ValidateBasic); sheet sections 4, 5, 7, 20.

const BLOCK_PROTOCOL = 11n;
const MAX_CHAIN_ID_BYTES = 50;
const HASH_BYTES = 32;
/** CometBFT types.MaxTotalVotingPower: 2^63 / 8, so that no sum over the set can overflow an int64. */
export const MAX_TOTAL_VOTING_POWER = (1n << 60n) - 1n;

type Check = Result<undefined>;
const PASSED: Check = ok(undefined);

function first(checks: readonly (() => Check)[]): Check {
  for (const check of checks) {
    const result = check();
    if (!result.ok) return result;
  }
  return PASSED;
}

// ---- header ----

const HASH_FIELDS = [
  ['last_commit_hash', 'lastCommitHash'],
  ['data_hash', 'dataHash'],
  ['validators_hash', 'validatorsHash'],
  ['next_validators_hash', 'nextValidatorsHash'],
  ['consensus_hash', 'consensusHash'],
  ['last_results_hash', 'lastResultsHash'],
  ['evidence_hash', 'evidenceHash'],
] as const;

export function validateHeader(header: Header): Check {
  return first([
    () => checkBlockProtocol(header),
    () => checkChainIdLength(header),
    () => (header.height > 0n ? PASSED : fail('bad-header', { field: 'height', value: String(header.height) })),
    () => checkBlockIdLengths(header.lastBlockId, 'last_block_id'),
    () => checkHashLengths(header),
    () => checkHasHash(header),
    () => checkProposer(header),
  ]);
}

function checkBlockProtocol(header: Header): Check {
  const { block } = header.version;
  return block === BLOCK_PROTOCOL ? PASSED : fail('bad-block-protocol', { value: String(block), expected: '11' });
}

function checkChainIdLength(header: Header): Check {
  const bytes = toUtf8(header.chainId).length;
  return bytes <= MAX_CHAIN_ID_BYTES ? PASSED : fail('bad-chain-id', { bytes, limit: MAX_CHAIN_ID_BYTES });
}

function checkBlockIdLengths(id: BlockId, field: string): Check {
  if (!isHashOrEmpty(id.hash)) return fail('bad-header', { field: `${field}.hash`, bytes: id.hash.length });
  const parts = id.partSetHeader.hash;
  return isHashOrEmpty(parts) ? PASSED : fail('bad-header', { field: `${field}.parts.hash`, bytes: parts.length });
}

function checkHashLengths(header: Header): Check {
  const bad = HASH_FIELDS.find(([, key]) => !isHashOrEmpty(header[key]));
  return bad === undefined ? PASSED : fail('bad-header', { field: bad[0], bytes: header[bad[1]].length });
}

/** Without validators_hash a header has no hash at all (Go: nil), and nothing may be compared with it. */
function checkHasHash(header: Header): Check {
  return header.validatorsHash.length > 0 ? PASSED : fail('bad-header', { field: 'validators_hash', bytes: 0 });
}

function checkProposer(header: Header): Check {
  const bytes = header.proposerAddress.length;
  return bytes === ADDRESS_BYTES ? PASSED : fail('bad-header', { field: 'proposer_address', bytes });
}

function isHashOrEmpty(hash: Uint8Array): boolean {
  return hash.length === 0 || hash.length === HASH_BYTES;
}

// ---- commit ----

export function validateCommit(commit: Commit): Check {
  return first([
    () => (commit.height >= 0n ? PASSED : fail('bad-commit', { field: 'height' })),
    () => (commit.round >= 0 ? PASSED : fail('bad-commit', { field: 'round' })),
    () => checkCommitBlockId(commit),
    () => checkSignatureCountBounds(commit),
    () => checkEntries(commit),
  ]);
}

function checkCommitBlockId(commit: Commit): Check {
  const { hash, partSetHeader } = commit.blockId;
  if (!isHashOrEmpty(hash) || !isHashOrEmpty(partSetHeader.hash)) return fail('bad-commit', { field: 'block_id' });
  const empty = hash.length === 0 && partSetHeader.total === 0 && partSetHeader.hash.length === 0;
  return commit.height >= 1n && empty ? fail('bad-commit', { field: 'block_id' }) : PASSED;
}

function checkSignatureCountBounds(commit: Commit): Check {
  const count = commit.signatures.length;
  if (commit.height >= 1n && count === 0) return fail('bad-commit', { field: 'signatures', count });
  return count <= MAX_VALIDATORS ? PASSED : fail('bad-commit', { field: 'signatures', count, limit: MAX_VALIDATORS });
}

function checkEntries(commit: Commit): Check {
  for (const [index, sig] of commit.signatures.entries()) {
    const field = sig.flag === FLAG_ABSENT ? faultOfAbsent(sig) : faultOfVote(sig);
    if (field !== undefined) return fail('bad-commit-signature', { index, field });
  }
  return PASSED;
}

/** Flag 1: nothing but the flag. The zero time is Go's; writers in other languages put protobuf's zero there, 1970. */
function faultOfAbsent(sig: CommitSig): string | undefined {
  if (sig.validatorAddress.length !== 0) return 'validator_address';
  if (sig.timestamp !== GO_ZERO_TIME && sig.timestamp !== 0n) return 'timestamp';
  return sig.signature.length === 0 ? undefined : 'signature';
}

/** Flags 2 and 3; whatever came in by another way than the decoders is refused, too. */
function faultOfVote(sig: CommitSig): string | undefined {
  if (sig.flag !== 2 && sig.flag !== 3) return 'block_id_flag';
  if (sig.validatorAddress.length !== ADDRESS_BYTES) return 'validator_address';
  const { length } = sig.signature;
  return length >= 1 && length <= MAX_SIGNATURE_BYTES ? undefined : 'signature';
}

// ---- signed header ----

/** Rules of both parts, and that the commit is one for this very header: its hash is computed, never taken as served. */
export function validateSignedHeader(signed: SignedHeader, suite: CryptoSuite): Check {
  const { header, commit } = signed;
  return first([
    () => validateHeader(header),
    () => validateCommit(commit),
    () =>
      header.height === commit.height
        ? PASSED
        : fail('commit-height-mismatch', { header: String(header.height), commit: String(commit.height) }),
    () =>
      equalBytes(blockHash(header, suite), commit.blockId.hash)
        ? PASSED
        : fail('commit-block-mismatch', { height: String(header.height) }),
  ]);
}

// ---- validator set ----

export function validateValidatorSet(set: ValidatorSet, suite: CryptoSuite): Check {
  if (isKnownWellFormed(set)) return PASSED;
  const result = first([
    () => checkSetSize(set),
    () => checkPowers(set),
    () => checkKeys(set),
    () => checkAddresses(set, suite),
    () => checkUnique(set),
  ]);
  if (result.ok) rememberWellFormed(set, suite);
  return result;
}

function checkSetSize(set: ValidatorSet): Check {
  const count = set.validators.length;
  if (count === 0) return fail('bad-validator-set', { field: 'validators', count });
  return count <= MAX_VALIDATORS
    ? PASSED
    : fail('bad-validator-set', { field: 'validators', count, limit: MAX_VALIDATORS });
}

function checkPowers(set: ValidatorSet): Check {
  let total = 0n;
  for (const [index, { votingPower }] of set.validators.entries()) {
    if (votingPower < 0n)
      return fail('bad-validator-set', { field: 'voting_power', index, value: String(votingPower) });
    total += votingPower;
    if (total > MAX_TOTAL_VOTING_POWER) return fail('power-overflow', { index, total: String(total) });
  }
  return PASSED;
}

function checkKeys(set: ValidatorSet): Check {
  const index = set.validators.findIndex(
    ({ publicKey }) => publicKey.bytes.length !== KEY_RULES[publicKey.type].keyLength,
  );
  const key = set.validators[index]?.publicKey;
  return key === undefined ? PASSED : fail('bad-public-key', { index, type: key.type, bytes: key.bytes.length });
}

/**
 * The address is under no hash: a set with forged ones hashes right, and moves votes to other validators (CometBFT
 * advisory GHSA-c32p-wcqj-j677). So it is derived from the key, and the served one must be the same.
 */
function checkAddresses(set: ValidatorSet, suite: CryptoSuite): Check {
  for (const [index, { address, publicKey }] of set.validators.entries()) {
    const derived = addressFor(publicKey, suite);
    if (derived === undefined) return fail('bad-public-key', { index, type: publicKey.type });
    if (!equalBytes(derived, address)) return fail('address-mismatch', { index, where: 'validator-set' });
  }
  return PASSED;
}

function checkUnique(set: ValidatorSet): Check {
  const sorted = set.validators.map(({ address }) => address).sort(compareBytes);
  const twice = sorted.some((address, i) => i > 0 && equalBytes(address, sorted[i - 1] as Uint8Array));
  return twice ? fail('duplicate-validator') : PASSED;
}

/** The set is the one that the header names. */
export function checkValidatorsHash(header: Header, set: ValidatorSet, suite: CryptoSuite): Check {
  return equalBytes(header.validatorsHash, setFacts(set, suite).hash)
    ? PASSED
    : fail('validator-set-mismatch', { height: String(header.height) });
}

export function checkNextValidatorsHash(header: Header, next: ValidatorSet, suite: CryptoSuite): Check {
  return equalBytes(header.nextValidatorsHash, setFacts(next, suite).hash)
    ? PASSED
    : fail('next-validator-set-mismatch', { height: String(header.height) });
}
