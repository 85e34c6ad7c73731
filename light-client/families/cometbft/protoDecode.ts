import { EMPTY } from '../../codec/bytes.ts';
import { CodecError } from '../../codec/codecError.ts';
import { type FieldReader, ProtoReader } from '../../codec/protobuf.ts';
import { PUBLIC_KEY_FIELD } from './hashing.ts';
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

// What proto.ts writes, read strictly: known fields only, in ascending order, singular ones once. A table for each message
// says what its fields do to a draft, so that reading makes nothing but what it returns.

/** What each field of a message does to what is read, by its number. */
export type Fields<T> = Readonly<Record<number, (into: T, value: FieldReader) => void>>;

/** Fields in ascending order; only those in `repeated` more than once; unknown ones refused. */
export function read<T>(reader: ProtoReader, fields: Fields<T>, into: T, repeated?: number): T {
  let last = 0;
  for (let value = reader.next(); value !== null; value = reader.next()) {
    const { number } = value;
    if (number < last || (number === last && number !== repeated)) throw new CodecError('not-canonical', value);
    last = number;
    const take = fields[number];
    if (take === undefined) throw new CodecError('bad-field', value);
    take(into, value);
  }
  return into;
}

export function decodeHeader(bytes: Uint8Array, at = 'header'): Header {
  return readHeader(new ProtoReader(bytes, at));
}

export function decodeCommit(bytes: Uint8Array, at = 'commit'): Commit {
  return readCommit(new ProtoReader(bytes, at));
}

export function decodeSignedHeader(bytes: Uint8Array, at = 'signed_header'): SignedHeader {
  return readSignedHeader(new ProtoReader(bytes, at));
}

export function decodeValidatorSet(bytes: Uint8Array, keyTable: KeyTable, at = 'validator_set'): ValidatorSet {
  return readValidatorSet(new ProtoReader(bytes, at), keyTable);
}

export function decodeLightBlock(bytes: Uint8Array, keyTable: KeyTable, at = 'light_block'): LightBlock {
  return readLightBlock(new ProtoReader(bytes, at), keyTable);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface Keyed {
  readonly keyTable: KeyTable;
}

const LIGHT_BLOCK: Fields<Partial<Mutable<LightBlock>> & Keyed> = {
  1: (block, value) => {
    block.signedHeader = readSignedHeader(value.message());
  },
  2: (block, value) => {
    block.validatorSet = readValidatorSet(value.message(), block.keyTable);
  },
};

export function readLightBlock(reader: ProtoReader, keyTable: KeyTable): LightBlock {
  const draft: Partial<Mutable<LightBlock>> & Keyed = { keyTable };
  const { signedHeader, validatorSet } = read(reader, LIGHT_BLOCK, draft);
  if (signedHeader === undefined || validatorSet === undefined) throw new CodecError('truncated', reader);
  return { signedHeader, validatorSet };
}

const SIGNED_HEADER: Fields<Partial<Mutable<SignedHeader>>> = {
  1: (signed, value) => {
    signed.header = readHeader(value.message());
  },
  2: (signed, value) => {
    signed.commit = readCommit(value.message());
  },
};

function readSignedHeader(reader: ProtoReader): SignedHeader {
  const draft: Partial<Mutable<SignedHeader>> = {};
  const { header, commit } = read(reader, SIGNED_HEADER, draft);
  if (header === undefined || commit === undefined) throw new CodecError('truncated', reader);
  return { header, commit };
}

const NO_BLOCK: BlockId = { hash: EMPTY, partSetHeader: { total: 0, hash: EMPTY } };

type HashField = {
  [K in keyof Header]: Header[K] extends Uint8Array ? K : never;
}[keyof Header];

const hash = (key: HashField) => (header: Mutable<Header>, value: FieldReader) => {
  header[key] = value.copy();
};

const VERSION: Fields<Mutable<Header['version']>> = {
  1: (version, value) => {
    version.block = value.uint64();
  },
  2: (version, value) => {
    version.app = value.uint64();
  },
};

const HEADER: Fields<Mutable<Header>> = {
  1: (header, value) => {
    header.version = read(value.message(), VERSION, { block: 0n, app: 0n });
  },
  2: (header, value) => {
    header.chainId = value.string();
  },
  3: (header, value) => {
    header.height = value.int64();
  },
  4: (header, value) => {
    header.time = value.timestamp();
  },
  5: (header, value) => {
    header.lastBlockId = readBlockId(value);
  },
  6: hash('lastCommitHash'),
  7: hash('dataHash'),
  8: hash('validatorsHash'),
  9: hash('nextValidatorsHash'),
  10: hash('consensusHash'),
  11: hash('appHash'),
  12: hash('lastResultsHash'),
  13: hash('evidenceHash'),
  14: hash('proposerAddress'),
};

function readHeader(reader: ProtoReader): Header {
  return read(reader, HEADER, {
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
  });
}

const PART_SET_HEADER: Fields<Mutable<BlockId['partSetHeader']>> = {
  1: (parts, value) => {
    parts.total = value.int32();
    if (parts.total < 0) throw new CodecError('bad-integer', value);
  },
  2: (parts, value) => {
    parts.hash = value.copy();
  },
};

const BLOCK_ID: Fields<Mutable<BlockId>> = {
  1: (id, value) => {
    id.hash = value.copy();
  },
  2: (id, value) => {
    id.partSetHeader = read(value.message(), PART_SET_HEADER, { total: 0, hash: EMPTY });
  },
};

export function readBlockId(value: FieldReader): BlockId {
  return read(value.message(), BLOCK_ID, { ...NO_BLOCK });
}

type CommitDraft = Mutable<Commit> & { readonly signatures: CommitSig[] };

const COMMIT: Fields<CommitDraft> = {
  1: (commit, value) => {
    commit.height = value.int64();
  },
  2: (commit, value) => {
    commit.round = value.int32();
    if (commit.round > 2_147_483_647) throw new CodecError('bad-integer', value);
  },
  3: (commit, value) => {
    commit.blockId = readBlockId(value);
  },
  4: (commit, value) => {
    if (commit.signatures.length >= MAX_VALIDATORS) throw new CodecError('too-large', value);
    commit.signatures.push(readCommitSig(value));
  },
};

function readCommit(reader: ProtoReader): Commit {
  return read(reader, COMMIT, { height: 0n, round: 0, blockId: NO_BLOCK, signatures: [] }, 4);
}

type CommitSigDraft = Omit<Mutable<CommitSig>, 'flag'> & { flag: number };

const COMMIT_SIG: Fields<CommitSigDraft> = {
  1: (sig, value) => {
    sig.flag = value.int32();
  },
  2: (sig, value) => {
    sig.validatorAddress = value.copy();
  },
  3: (sig, value) => {
    sig.timestamp = value.timestamp();
  },
  4: (sig, value) => {
    sig.signature = value.copy();
  },
};

function isFlag(flag: number): flag is BlockIdFlag {
  return flag >= 1 && flag <= 3;
}

function readCommitSig(value: FieldReader): CommitSig {
  const sig = { flag: 0, validatorAddress: EMPTY, timestamp: 0n, signature: EMPTY };
  const { flag } = read(value.message(), COMMIT_SIG, sig);
  if (!isFlag(flag)) throw new CodecError('bad-field', `${value.at}#1`);
  return sig as CommitSig;
}

type SetDraft = { readonly validators: Validator[] } & Keyed;

const VALIDATOR_SET: Fields<SetDraft> = {
  1: ({ validators, keyTable }, value) => {
    if (validators.length >= MAX_VALIDATORS) throw new CodecError('too-large', value);
    validators.push(readValidator(value, keyTable));
  },
  // 2 proposer and 3 total_voting_power say nothing that is not in the list: read for their form, not kept.
  2: ({ keyTable }, value) => void readValidator(value, keyTable),
  3: (_, value) => void value.int64(),
};

function readValidatorSet(reader: ProtoReader, keyTable: KeyTable): ValidatorSet {
  const { validators } = read<SetDraft>(reader, VALIDATOR_SET, { validators: [], keyTable }, 1);
  return { validators };
}

type ValidatorDraft = Omit<Mutable<Validator>, 'publicKey'> & { publicKey: PublicKey | null } & Keyed;

const VALIDATOR: Fields<ValidatorDraft> = {
  1: (validator, value) => {
    validator.address = value.copy();
  },
  2: (validator, value) => {
    validator.publicKey = readPublicKey(value, validator.keyTable);
  },
  3: (validator, value) => {
    validator.votingPower = value.int64();
  },
  4: (_, value) => void value.int64(),
};

export function readValidator(value: FieldReader, keyTable: KeyTable): Validator {
  const draft: ValidatorDraft = { address: EMPTY, publicKey: null, votingPower: 0n, keyTable };
  const { address, publicKey, votingPower } = read(value.message(), VALIDATOR, draft);
  if (publicKey === null) throw new CodecError('truncated', value);
  return { address, publicKey, votingPower };
}

function readPublicKey(value: FieldReader, keyTable: KeyTable): PublicKey {
  const reader = value.message();
  const only = reader.next();
  if (only === null) throw new CodecError('truncated', value);
  const type = KEY_TABLES[keyTable].find((candidate) => PUBLIC_KEY_FIELD[candidate] === only.number);
  if (type === undefined) throw new CodecError('unsupported-key', only);
  const key = { type, bytes: only.copy() };
  const second = reader.next();
  if (second !== null) throw new CodecError('not-canonical', second);
  return key;
}
