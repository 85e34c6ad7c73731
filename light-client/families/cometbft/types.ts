import type { TimeNs } from '../../codec/time.ts';

// The decoded forms. Hashes are bytes; an absent hash is an empty array. 64-bit quantities are bigint.
// Source: CometBFT spec/core/data_structures.md.

export interface PartSetHeader {
  readonly total: number;
  readonly hash: Uint8Array;
}

export interface BlockId {
  readonly hash: Uint8Array;
  readonly partSetHeader: PartSetHeader;
}

export interface Header {
  readonly version: { readonly block: bigint; readonly app: bigint };
  readonly chainId: string;
  readonly height: bigint;
  readonly time: TimeNs;
  readonly lastBlockId: BlockId;
  readonly lastCommitHash: Uint8Array;
  readonly dataHash: Uint8Array;
  readonly validatorsHash: Uint8Array;
  readonly nextValidatorsHash: Uint8Array;
  readonly consensusHash: Uint8Array;
  readonly appHash: Uint8Array;
  readonly lastResultsHash: Uint8Array;
  readonly evidenceHash: Uint8Array;
  /** 20 bytes */
  readonly proposerAddress: Uint8Array;
}

/** 1 absent, 2 voted for the commit's block, 3 voted for nothing. */
export type BlockIdFlag = 1 | 2 | 3;
export const FLAG_ABSENT = 1;
export const FLAG_COMMIT = 2;
export const FLAG_NIL = 3;

export interface CommitSig {
  readonly flag: BlockIdFlag;
  readonly validatorAddress: Uint8Array;
  readonly timestamp: TimeNs;
  readonly signature: Uint8Array;
}

export interface Commit {
  readonly height: bigint;
  readonly round: number;
  readonly blockId: BlockId;
  /** Entry i belongs to validator i of the set of the same height. */
  readonly signatures: readonly CommitSig[];
}

export interface SignedHeader {
  readonly header: Header;
  readonly commit: Commit;
}

/** The key types that some chain of this family uses; which of them a chain may use says its `KeyTable`. */
export type KeyType = 'ed25519' | 'secp256k1' | 'secp256k1eth' | 'sm2' | 'bls12381';

export interface PublicKey {
  readonly type: KeyType;
  readonly bytes: Uint8Array;
}

export interface Validator {
  /** As served: an unauthenticated hint until it is compared with the key's address. 20 bytes. */
  readonly address: Uint8Array;
  readonly publicKey: PublicKey;
  readonly votingPower: bigint;
}

/** In canonical order: voting power descending, then address ascending. */
export interface ValidatorSet {
  readonly validators: readonly Validator[];
}

export interface LightBlock {
  readonly signedHeader: SignedHeader;
  readonly validatorSet: ValidatorSet;
  /** Validators of height + 1, where they were fetched too. */
  readonly nextValidatorSet?: ValidatorSet;
}
