import { EMPTY } from '../codec/bytes.ts';
import { CodecError } from '../codec/codecError.ts';
import { type FieldReader, ProtoReader } from '../codec/protobuf.ts';
import { type DurationNs, NANOS_PER_SECOND, type TimeNs } from '../codec/time.ts';
import type { TrustLevel } from '../core/trust.ts';
import type { KeyTable } from '../families/cometbft/keys.ts';
import { decodeSignedHeader, decodeValidatorSet } from '../families/cometbft/protoDecode.ts';
import type { SignedHeader, ValidatorSet } from '../families/cometbft/types.ts';
import type { LeafOp, ProofSpec } from '../proofs/ics23/types.ts';

// What one chain keeps of another: ibc.lightclients.tendermint.v1. Fields that we do not know are skipped here: these
// bytes are proven as they lie in state, and never encoded again. Source: ibc-go proto/ibc/lightclients/tendermint.

export interface IbcHeight {
  readonly revision: bigint;
  readonly height: bigint;
}

export interface TendermintClientState {
  readonly chainId: string;
  readonly trustLevel: TrustLevel;
  readonly trustingPeriod: DurationNs;
  readonly unbondingPeriod: DurationNs;
  readonly maxClockDrift: DurationNs;
  /** 0-0: not frozen. */
  readonly frozenHeight: IbcHeight;
  readonly latestHeight: IbcHeight;
  readonly proofSpecs: readonly ProofSpec[];
}

export interface TendermintConsensusState {
  readonly timestamp: TimeNs;
  /** The app_hash of the header of this height. */
  readonly root: Uint8Array;
  readonly nextValidatorsHash: Uint8Array;
}

/** An `update client` message. The trusted validators are those of trusted height + 1. */
export interface TendermintClientHeader {
  readonly signedHeader: SignedHeader;
  readonly validatorSet: ValidatorSet;
  readonly trustedHeight: IbcHeight;
  readonly trustedValidators: ValidatorSet;
}

/** The number after the last dash, where there is one: cosmoshub-4 is 4, celestia is 0. */
export function revisionOf(chainId: string): bigint {
  return BigInt(/[^\n-]-([1-9][0-9]{0,18})$/.exec(chainId)?.[1] ?? 0);
}

type Take = Readonly<Record<number, (value: FieldReader) => void>>;

function read(reader: ProtoReader, take: Take): void {
  for (let value = reader.next(); value !== null; value = reader.next()) take[value.number]?.(value);
}

const NO_HEIGHT: IbcHeight = { revision: 0n, height: 0n };

function readHeight(value: FieldReader): IbcHeight {
  const height = { revision: 0n, height: 0n };
  read(value.message(), {
    1: (v) => {
      height.revision = v.uint64();
    },
    2: (v) => {
      height.height = v.uint64();
    },
  });
  return height;
}

function readDuration(value: FieldReader): DurationNs {
  let seconds = 0n;
  let nanos = 0n;
  read(value.message(), {
    1: (v) => {
      seconds = v.int64();
    },
    2: (v) => {
      nanos = v.int64();
    },
  });
  return seconds * NANOS_PER_SECOND + nanos;
}

function readLevel(value: FieldReader): TrustLevel {
  const level = { numerator: 0n, denominator: 0n };
  read(value.message(), {
    1: (v) => {
      level.numerator = v.uint64();
    },
    2: (v) => {
      level.denominator = v.uint64();
    },
  });
  return level;
}

const MAX_SPECS = 8;

export function decodeClientState(bytes: Uint8Array, at = 'client_state'): TendermintClientState {
  const specs: ProofSpec[] = [];
  const state = {
    chainId: '',
    trustLevel: { numerator: 0n, denominator: 0n } as TrustLevel,
    trustingPeriod: 0n,
    unbondingPeriod: 0n,
    maxClockDrift: 0n,
    frozenHeight: NO_HEIGHT,
    latestHeight: NO_HEIGHT,
  };
  read(new ProtoReader(bytes, at), {
    1: (v) => {
      state.chainId = v.string();
    },
    2: (v) => {
      state.trustLevel = readLevel(v);
    },
    3: (v) => {
      state.trustingPeriod = readDuration(v);
    },
    4: (v) => {
      state.unbondingPeriod = readDuration(v);
    },
    5: (v) => {
      state.maxClockDrift = readDuration(v);
    },
    6: (v) => {
      state.frozenHeight = readHeight(v);
    },
    7: (v) => {
      state.latestHeight = readHeight(v);
    },
    8: (v) => {
      if (specs.length === MAX_SPECS) throw new CodecError('too-large', v.at);
      specs.push(readSpec(v));
    },
  });
  return { ...state, proofSpecs: specs };
}

export function decodeConsensusState(bytes: Uint8Array, at = 'consensus_state'): TendermintConsensusState {
  const state = { timestamp: 0n, root: EMPTY as Uint8Array, nextValidatorsHash: EMPTY as Uint8Array };
  read(new ProtoReader(bytes, at), {
    1: (v) => {
      state.timestamp = v.timestamp();
    },
    2: (v) => {
      read(v.message(), {
        1: (hash) => {
          state.root = hash.bytes();
        },
      });
    },
    3: (v) => {
      state.nextValidatorsHash = v.bytes();
    },
  });
  return state;
}

export function decodeClientHeader(bytes: Uint8Array, keyTable: KeyTable, at = 'header'): TendermintClientHeader {
  let signedHeader: SignedHeader | undefined;
  let validatorSet: ValidatorSet | undefined;
  let trustedValidators: ValidatorSet | undefined;
  let trustedHeight = NO_HEIGHT;
  read(new ProtoReader(bytes, at), {
    1: (v) => {
      signedHeader = decodeSignedHeader(v.bytes(), v.at);
    },
    2: (v) => {
      validatorSet = decodeValidatorSet(v.bytes(), keyTable, v.at);
    },
    3: (v) => {
      trustedHeight = readHeight(v);
    },
    4: (v) => {
      trustedValidators = decodeValidatorSet(v.bytes(), keyTable, v.at);
    },
  });
  if (signedHeader === undefined || validatorSet === undefined || trustedValidators === undefined) {
    throw new CodecError('truncated', at);
  }
  return { signedHeader, validatorSet, trustedHeight, trustedValidators };
}

// ---- proof specs ----

function readSpec(value: FieldReader): ProofSpec {
  const spec = {
    leaf: { hash: 0, prehashKey: 0, prehashValue: 0, length: 0, prefix: EMPTY as Uint8Array } as LeafOp,
    inner: {
      childOrder: [] as number[],
      childSize: 0,
      minPrefixLength: 0,
      maxPrefixLength: 0,
      emptyChild: EMPTY as Uint8Array,
      hash: 0,
    },
    maxDepth: 0,
    minDepth: 0,
    prehashKeyBeforeComparison: false,
  };
  read(value.message(), {
    1: (v) => {
      spec.leaf = readLeafSpec(v);
    },
    2: (v) => readInnerSpec(v, spec.inner),
    3: (v) => {
      spec.maxDepth = v.int32();
    },
    4: (v) => {
      spec.minDepth = v.int32();
    },
    5: (v) => {
      spec.prehashKeyBeforeComparison = v.int32() !== 0;
    },
  });
  return spec;
}

function readLeafSpec(value: FieldReader): LeafOp {
  const leaf = { hash: 0, prehashKey: 0, prehashValue: 0, length: 0, prefix: EMPTY as Uint8Array };
  read(value.message(), {
    1: (v) => {
      leaf.hash = v.int32();
    },
    2: (v) => {
      leaf.prehashKey = v.int32();
    },
    3: (v) => {
      leaf.prehashValue = v.int32();
    },
    4: (v) => {
      leaf.length = v.int32();
    },
    5: (v) => {
      leaf.prefix = v.bytes();
    },
  });
  return leaf;
}

type InnerDraft = {
  childOrder: number[];
  childSize: number;
  minPrefixLength: number;
  maxPrefixLength: number;
  emptyChild: Uint8Array;
  hash: number;
};

function readInnerSpec(value: FieldReader, inner: InnerDraft): void {
  read(value.message(), {
    // Packed by every encoder: branch numbers below 128, one byte each.
    1: (v) => {
      inner.childOrder = [...v.bytes()];
      if (inner.childOrder.length > 16 || inner.childOrder.some((n) => n > 127))
        throw new CodecError('too-large', v.at);
    },
    2: (v) => {
      inner.childSize = v.int32();
    },
    3: (v) => {
      inner.minPrefixLength = v.int32();
    },
    4: (v) => {
      inner.maxPrefixLength = v.int32();
    },
    5: (v) => {
      inner.emptyChild = v.bytes();
    },
    6: (v) => {
      inner.hash = v.int32();
    },
  });
}
