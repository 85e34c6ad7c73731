import { concatBytes, EMPTY } from '../../codec/bytes.ts';
import { CodecError } from '../../codec/codecError.ts';
import { encodeTimestamp, type FieldReader, field, ProtoReader } from '../../codec/protobuf.ts';
import { encodeBlockId, encodeCommitSig, encodePublicKey, PUBLIC_KEY_FIELD } from './hashing.ts';
import { KEY_TABLES, type KeyTable } from './keys.ts';
import { MAX_VALIDATORS } from './rpcJson.ts';
import type {
  BlockId,
  BlockIdFlag,
  Commit,
  CommitSig,
  Header,
  LightBlock,
  PublicKey,
  SignedHeader,
  Validator,
  ValidatorSet,
} from './types.ts';

// tendermint.types.{Header,Commit,SignedHeader,ValidatorSet,LightBlock}. Source: CometBFT proto/tendermint/types/types.proto
// and validator.proto. Decoders are strict: known fields only, in ascending order, singular ones once.

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

// ---- decoding ----

type Taker = Readonly<Record<number, (value: FieldReader) => void>>;

/** Fields in ascending order; only those in `repeated` more than once; unknown ones refused. */
export function read(reader: ProtoReader, at: string, take: Taker, repeated?: number): void {
  let last = 0;
  reader.forEach((number, value) => {
    if (number < last || (number === last && number !== repeated))
      throw new CodecError('not-canonical', `${at}#${number}`);
    last = number;
    const taker = take[number];
    if (taker === undefined) return false;
    taker(value);
    return true;
  });
}

export function decodeHeader(bytes: Uint8Array, at = 'header'): Header {
  return readHeader(new ProtoReader(bytes, at), at);
}

export function decodeCommit(bytes: Uint8Array, at = 'commit'): Commit {
  return readCommit(new ProtoReader(bytes, at), at);
}

export function decodeSignedHeader(bytes: Uint8Array, at = 'signed_header'): SignedHeader {
  return readSignedHeader(new ProtoReader(bytes, at), at);
}

export function decodeValidatorSet(bytes: Uint8Array, keyTable: KeyTable, at = 'validator_set'): ValidatorSet {
  return readValidatorSet(new ProtoReader(bytes, at), at, keyTable);
}

export function decodeLightBlock(bytes: Uint8Array, keyTable: KeyTable, at = 'light_block'): LightBlock {
  let signedHeader: SignedHeader | undefined;
  let validatorSet: ValidatorSet | undefined;
  read(new ProtoReader(bytes, at), at, {
    1: (value) => {
      signedHeader = readSignedHeader(value.message(), value.at);
    },
    2: (value) => {
      validatorSet = readValidatorSet(value.message(), value.at, keyTable);
    },
  });
  if (signedHeader === undefined || validatorSet === undefined) throw new CodecError('truncated', at);
  return { signedHeader, validatorSet };
}

function readSignedHeader(reader: ProtoReader, at: string): SignedHeader {
  let header: Header | undefined;
  let commit: Commit | undefined;
  read(reader, at, {
    1: (value) => {
      header = readHeader(value.message(), value.at);
    },
    2: (value) => {
      commit = readCommit(value.message(), value.at);
    },
  });
  if (header === undefined || commit === undefined) throw new CodecError('truncated', at);
  return { header, commit };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
const NO_BLOCK: BlockId = { hash: EMPTY, partSetHeader: { total: 0, hash: EMPTY } };

function readHeader(reader: ProtoReader, at: string): Header {
  const header: Mutable<Header> = {
    version: { block: 0n, app: 0n },
    chainId: '',
    height: 0n,
    time: 0n,
    lastBlockId: NO_BLOCK,
    lastCommitHash: EMPTY,
    dataHash: EMPTY,
    validatorsHash: EMPTY,
    nextValidatorsHash: EMPTY,
    consensusHash: EMPTY,
    appHash: EMPTY,
    lastResultsHash: EMPTY,
    evidenceHash: EMPTY,
    proposerAddress: EMPTY,
  };
  const bytes = (key: HashField) => (value: FieldReader) => {
    header[key] = value.bytes().slice();
  };
  read(reader, at, {
    1: (value) => {
      const version = { block: 0n, app: 0n };
      read(value.message(), value.at, {
        1: (v) => {
          version.block = v.uint64();
        },
        2: (v) => {
          version.app = v.uint64();
        },
      });
      header.version = version;
    },
    2: (value) => {
      header.chainId = value.string();
    },
    3: (value) => {
      header.height = value.int64();
    },
    4: (value) => {
      header.time = value.timestamp();
    },
    5: (value) => {
      header.lastBlockId = readBlockId(value);
    },
    6: bytes('lastCommitHash'),
    7: bytes('dataHash'),
    8: bytes('validatorsHash'),
    9: bytes('nextValidatorsHash'),
    10: bytes('consensusHash'),
    11: bytes('appHash'),
    12: bytes('lastResultsHash'),
    13: bytes('evidenceHash'),
    14: bytes('proposerAddress'),
  });
  return header;
}

type HashField = {
  [K in keyof Header]: Header[K] extends Uint8Array ? K : never;
}[keyof Header];

export function readBlockId(value: FieldReader): BlockId {
  let hash = EMPTY;
  const parts = { total: 0, hash: EMPTY };
  read(value.message(), value.at, {
    1: (v) => {
      hash = v.bytes().slice();
    },
    2: (v) => {
      read(v.message(), v.at, {
        1: (total) => {
          parts.total = total.int32();
          if (parts.total < 0) throw new CodecError('bad-integer', total.at);
        },
        2: (partsHash) => {
          parts.hash = partsHash.bytes().slice();
        },
      });
    },
  });
  return { hash, partSetHeader: parts };
}

function readCommit(reader: ProtoReader, at: string): Commit {
  const commit = { height: 0n, round: 0, blockId: NO_BLOCK, signatures: [] as CommitSig[] };
  read(
    reader,
    at,
    {
      1: (value) => {
        commit.height = value.int64();
      },
      2: (value) => {
        commit.round = value.int32();
        if (commit.round > 2_147_483_647) throw new CodecError('bad-integer', value.at);
      },
      3: (value) => {
        commit.blockId = readBlockId(value);
      },
      4: (value) => {
        if (commit.signatures.length >= MAX_VALIDATORS) throw new CodecError('too-large', value.at);
        commit.signatures.push(readCommitSig(value));
      },
    },
    4,
  );
  return commit;
}

function readCommitSig(value: FieldReader): CommitSig {
  let flag = 0;
  const sig = { validatorAddress: EMPTY, timestamp: 0n, signature: EMPTY };
  read(value.message(), value.at, {
    1: (v) => {
      flag = v.int32();
    },
    2: (v) => {
      sig.validatorAddress = v.bytes().slice();
    },
    3: (v) => {
      sig.timestamp = v.timestamp();
    },
    4: (v) => {
      sig.signature = v.bytes().slice();
    },
  });
  if (flag < 1 || flag > 3) throw new CodecError('bad-field', `${value.at}#1`);
  return { flag: flag as BlockIdFlag, ...sig };
}

function readValidatorSet(reader: ProtoReader, at: string, keyTable: KeyTable): ValidatorSet {
  const validators: Validator[] = [];
  // 2 proposer and 3 total_voting_power say nothing that is not in the list: read for their form, not kept.
  read(
    reader,
    at,
    {
      1: (value) => {
        if (validators.length >= MAX_VALIDATORS) throw new CodecError('too-large', value.at);
        validators.push(readValidator(value, keyTable));
      },
      2: (value) => void readValidator(value, keyTable),
      3: (value) => void value.int64(),
    },
    1,
  );
  return { validators };
}

export function readValidator(value: FieldReader, keyTable: KeyTable): Validator {
  let address = EMPTY;
  let publicKey: PublicKey | undefined;
  let votingPower = 0n;
  read(value.message(), value.at, {
    1: (v) => {
      address = v.bytes().slice();
    },
    2: (v) => {
      publicKey = readPublicKey(v, keyTable);
    },
    3: (v) => {
      votingPower = v.int64();
    },
    4: (v) => void v.int64(),
  });
  if (publicKey === undefined) throw new CodecError('truncated', value.at);
  return { address, publicKey, votingPower };
}

function readPublicKey(value: FieldReader, keyTable: KeyTable): PublicKey {
  let key: PublicKey | undefined;
  value.message().forEach((number, v) => {
    if (key !== undefined) throw new CodecError('not-canonical', v.at);
    const type = KEY_TABLES[keyTable].find((candidate) => PUBLIC_KEY_FIELD[candidate] === number);
    if (type === undefined) throw new CodecError('unsupported-key', v.at);
    key = { type, bytes: v.bytes().slice() };
    return true;
  });
  if (key === undefined) throw new CodecError('truncated', value.at);
  return key;
}
