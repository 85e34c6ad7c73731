// The decoded forms of cosmos.ics23.v1. Sources: cosmos/ics23 proto/cosmos/ics23/v1/proofs.proto, go/ops.go.
// Byte fields are views into the decoded buffer: they are read, never written.

/** cosmos.ics23.v1.HashOp: numbers as on the wire. */
export const HASH = {
  none: 0,
  sha256: 1,
  sha512: 2,
  keccak256: 3,
  ripemd160: 4,
  bitcoin: 5,
  sha512_256: 6,
  blake2b512: 7,
  blake2s256: 8,
  blake3: 9,
} as const;

/** cosmos.ics23.v1.LengthOp: numbers as on the wire. */
export const LENGTH = {
  none: 0,
  varint: 1,
  varintRlp: 2,
  fixed32Big: 3,
  fixed32Little: 4,
  fixed64Big: 5,
  fixed64Little: 6,
  require32: 7,
  require64: 8,
} as const;

export interface LeafOp {
  readonly hash: number;
  readonly prehashKey: number;
  readonly prehashValue: number;
  readonly length: number;
  readonly prefix: Uint8Array;
}

export interface InnerOp {
  readonly hash: number;
  readonly prefix: Uint8Array;
  readonly suffix: Uint8Array;
}

export interface ExistenceProof {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly leaf?: LeafOp;
  /** From the leaf upwards. */
  readonly path: readonly InnerOp[];
}

/** The wire form has a `key` of its own, which proves nothing: the key that was asked for is what gets checked. */
export interface NonExistenceProof {
  readonly key: Uint8Array;
  readonly left?: ExistenceProof;
  readonly right?: ExistenceProof;
}

export type CommitmentProof =
  | { readonly kind: 'exist'; readonly exist: ExistenceProof }
  | { readonly kind: 'nonexist'; readonly nonexist: NonExistenceProof };

export interface InnerSpec {
  readonly childOrder: readonly number[];
  readonly childSize: number;
  readonly minPrefixLength: number;
  readonly maxPrefixLength: number;
  readonly emptyChild: Uint8Array;
  readonly hash: number;
}

export interface ProofSpec {
  readonly leaf: LeafOp;
  readonly inner: InnerSpec;
  /** 0: DEFAULT_MAX_DEPTH */
  readonly maxDepth: number;
  readonly minDepth: number;
  readonly prehashKeyBeforeComparison: boolean;
}
