import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { compareBytes, concatBytes, EMPTY } from '../../codec/bytes.ts';
import { encodeTimestamp, field, varint } from '../../codec/protobuf.ts';
import { type Hash, merkleRoot } from '../../proofs/merkle.ts';
import type { BlockId, Commit, CommitSig, Header, KeyType, PublicKey, Validator, ValidatorSet } from './types.ts';
import { FLAG_COMMIT } from './types.ts';

// Every byte string under a CometBFT hash or signature. Sources: CometBFT spec/core/encoding.md and data_structures.md,
// types/{block,canonical,encoding_helper}.go.

/** Field number in the PublicKey oneof. 3 has two meanings: the chain's key table decides, never the bytes. */
export const PUBLIC_KEY_FIELD: Record<KeyType, number> = {
  ed25519: 1,
  secp256k1: 2,
  sm2: 3,
  bls12381: 3,
  secp256k1eth: 5,
};

/** Of most chains: longer ones only take more pieces of memory. */
const VOTE_BYTES = 128;

export const PREVOTE = 1;
export const PRECOMMIT = 2;

export function encodeBlockId(id: BlockId): Uint8Array {
  return concatBytes(field.bytes(1, id.hash), field.message(2, encodePartSetHeader(id)));
}

export function encodePartSetHeader(id: BlockId): Uint8Array {
  return concatBytes(field.varint(1, id.partSetHeader.total), field.bytes(2, id.partSetHeader.hash));
}

/** The 14 leaves of the header's Merkle tree, in order. An absent value is an empty leaf, not a missing one. */
export function headerLeaves(header: Header): Uint8Array[] {
  return [
    concatBytes(field.varint(1, header.version.block), field.varint(2, header.version.app)),
    field.string(1, header.chainId),
    field.varint(1, header.height),
    encodeTimestamp(header.time),
    encodeBlockId(header.lastBlockId),
    field.bytes(1, header.lastCommitHash),
    field.bytes(1, header.dataHash),
    field.bytes(1, header.validatorsHash),
    field.bytes(1, header.nextValidatorsHash),
    field.bytes(1, header.consensusHash),
    field.bytes(1, header.appHash),
    field.bytes(1, header.lastResultsHash),
    field.bytes(1, header.evidenceHash),
    field.bytes(1, header.proposerAddress),
  ];
}

/** 32 bytes, or undefined where validators_hash is empty: such a header has no hash (Go returns nil). */
export function headerHash(header: Header, sha256: Hash = nobleSha256): Uint8Array | undefined {
  if (header.validatorsHash.length === 0) return undefined;
  return merkleRoot(headerLeaves(header), sha256);
}

export function encodePublicKey(key: PublicKey): Uint8Array {
  return field.message(PUBLIC_KEY_FIELD[key.type], key.bytes);
}

/** SimpleValidator{pub_key=1, voting_power=2}: address and proposer priority are not under the hash. */
export function encodeSimpleValidator(validator: Validator): Uint8Array {
  return concatBytes(field.message(1, encodePublicKey(validator.publicKey)), field.varint(2, validator.votingPower));
}

/** Of the set as it stands; `canonicalOrder` first where the source does not sort. */
export function validatorSetHash(set: ValidatorSet, sha256: Hash = nobleSha256): Uint8Array {
  return merkleRoot(set.validators.map(encodeSimpleValidator), sha256);
}

/** Voting power descending, then address ascending. */
export function canonicalOrder(validators: readonly Validator[]): Validator[] {
  return [...validators].sort((a, b) =>
    a.votingPower === b.votingPower ? compareBytes(a.address, b.address) : a.votingPower > b.votingPower ? -1 : 1,
  );
}

/** CommitSig as it lies under last_commit_hash. */
export function encodeCommitSig(sig: CommitSig): Uint8Array {
  return concatBytes(
    field.varint(1, sig.flag),
    field.bytes(2, sig.validatorAddress),
    field.message(3, encodeTimestamp(sig.timestamp)),
    field.bytes(4, sig.signature),
  );
}

export function commitHash(signatures: readonly CommitSig[], sha256: Hash = nobleSha256): Uint8Array {
  return merkleRoot(signatures.map(encodeCommitSig), sha256);
}

/** data_hash: the leaves are the transactions' hashes, so that each is hashed twice. */
export function dataHash(transactions: readonly Uint8Array[], sha256: Hash = nobleSha256): Uint8Array {
  return merkleRoot(
    transactions.map((transaction) => sha256(transaction)),
    sha256,
  );
}

/** Length-delimited CanonicalVote. `blockId` undefined: a vote for nothing. Round 0 and height 0 are left out. */
export function voteSignBytes(
  chainId: string,
  type: number,
  height: bigint,
  round: number,
  blockId: BlockId | undefined,
  timestamp: bigint,
): Uint8Array {
  return aroundTimestamp(voteHead(type, height, round, blockId), timestamp, field.string(6, chainId), concatBytes);
}

/** The fields of a vote before its timestamp: alike in all votes of a commit for the same. */
function voteHead(type: number, height: bigint, round: number, blockId: BlockId | undefined): Uint8Array {
  const empty = blockId === undefined || (blockId.hash.length === 0 && isEmptyPartSet(blockId));
  return concatBytes(
    field.varint(1, type),
    field.sfixed64(2, height),
    field.sfixed64(3, BigInt(round)),
    empty ? EMPTY : field.message(4, encodeBlockId(blockId)),
  );
}

type Join = (...parts: readonly Uint8Array[]) => Uint8Array;

function aroundTimestamp(head: Uint8Array, timestamp: bigint, tail: Uint8Array, join: Join): Uint8Array {
  const time = field.message(5, encodeTimestamp(timestamp));
  return join(varint(head.length + time.length + tail.length), head, time, tail);
}

/** Memory of more than 64 bytes is costly to get piece by piece: the votes of one commit are written side by side. */
function joinInto(bytes: number): Join {
  let room = EMPTY;
  let used = 0;
  return (...parts) => {
    let length = 0;
    for (const part of parts) length += part.length;
    if (used + length > room.length) {
      room = new Uint8Array(Math.max(bytes, length));
      used = 0;
    }
    const start = used;
    for (const part of parts) {
      room.set(part, used);
      used += part.length;
    }
    return room.subarray(start, used);
  };
}

function isEmptyPartSet(id: BlockId): boolean {
  return id.partSetHeader.total === 0 && id.partSetHeader.hash.length === 0;
}

/** What the validator of entry `sig` signed. */
export function commitSignBytes(chainId: string, commit: Commit, sig: CommitSig): Uint8Array {
  return signBytesOf(chainId, commit)(sig);
}

/** The same for many entries of one commit: only the timestamp differs from one to the next. */
export function signBytesOf(chainId: string, commit: Commit): (sig: CommitSig) => Uint8Array {
  const tail = field.string(6, chainId);
  const join = joinInto(VOTE_BYTES * Math.min(commit.signatures.length, 32));
  let forBlock: Uint8Array | undefined;
  let forNothing: Uint8Array | undefined;
  const headOf = (flag: CommitSig['flag']): Uint8Array => {
    if (flag === FLAG_COMMIT) {
      forBlock ??= voteHead(PRECOMMIT, commit.height, commit.round, commit.blockId);
      return forBlock;
    }
    forNothing ??= voteHead(PRECOMMIT, commit.height, commit.round, undefined);
    return forNothing;
  };
  return (sig) => aroundTimestamp(headOf(sig.flag), sig.timestamp, tail, join);
}
