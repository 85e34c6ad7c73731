import { concatBytes } from '../../codec/bytes.ts';
import { encodeTimestamp, field } from '../../codec/protobuf.ts';
import { encodeBlockId, encodeCommitSig, encodePublicKey } from './hashing.ts';
import type { Commit, Header, LightBlock, SignedHeader, Validator, ValidatorSet } from './types.ts';

// tendermint.types.{Header,Commit,SignedHeader,ValidatorSet,LightBlock}. Source: CometBFT proto/tendermint/types/types.proto
// and validator.proto.

export function encodeHeader(header: Header): Uint8Array {
  const { block, app } = header.version;
  return concatBytes(
    field.message(1, concatBytes(field.varint(1, block), field.varint(2, app))),
    field.string(2, header.chainId),
    field.varint(3, header.height),
    field.message(4, encodeTimestamp(header.time)),
    field.message(5, encodeBlockId(header.lastBlockId)),
    field.bytes(6, header.lastCommitHash),
    field.bytes(7, header.dataHash),
    field.bytes(8, header.validatorsHash),
    field.bytes(9, header.nextValidatorsHash),
    field.bytes(10, header.consensusHash),
    field.bytes(11, header.appHash),
    field.bytes(12, header.lastResultsHash),
    field.bytes(13, header.evidenceHash),
    field.bytes(14, header.proposerAddress),
  );
}

export function encodeCommit(commit: Commit): Uint8Array {
  return concatBytes(
    field.varint(1, commit.height),
    field.varint(2, commit.round),
    field.message(3, encodeBlockId(commit.blockId)),
    ...commit.signatures.map((sig) => field.message(4, encodeCommitSig(sig))),
  );
}

export function encodeSignedHeader(signedHeader: SignedHeader): Uint8Array {
  return concatBytes(
    field.message(1, encodeHeader(signedHeader.header)),
    field.message(2, encodeCommit(signedHeader.commit)),
  );
}

/** Validator{address=1, pub_key=2 always, voting_power=3}; proposer priority is under no hash and not kept. */
export function encodeValidator(validator: Validator): Uint8Array {
  return concatBytes(
    field.bytes(1, validator.address),
    field.message(2, encodePublicKey(validator.publicKey)),
    field.varint(3, validator.votingPower),
  );
}

/** total_voting_power is left zero, as ValidatorSet.ToProto does, so that the bytes do not depend on a cache. */
export function encodeValidatorSet(set: ValidatorSet): Uint8Array {
  return concatBytes(...set.validators.map((validator) => field.message(1, encodeValidator(validator))));
}

/** LightBlock{signed_header=1, validator_set=2}: the next set is not part of the message. */
export function encodeLightBlock(block: LightBlock): Uint8Array {
  return concatBytes(
    field.message(1, encodeSignedHeader(block.signedHeader)),
    field.message(2, encodeValidatorSet(block.validatorSet)),
  );
}
