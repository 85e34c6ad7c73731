import type { TimeNs } from '../../light-client/codec/time.ts';
import type { BlockView } from '../../light-client/core/family.ts';
import type { Verified } from '../../light-client/core/verified.ts';
import type { WireError } from '../contract/error.ts';
import type { Anchor, Condition, Level } from '../contract/provenance.ts';

// What the rest of main/ knows of the store. No SQL, no file, no libsql outside this folder. Everything is synchronous.
// A store is opened once per thread (`openStore`); several threads may have the same file open.

export type StoreErrorCode =
  /** Another process or thread held the file's lock for longer than the time allowed. */
  | 'store-locked'
  /** The file or its folder cannot be read, created or written. */
  | 'store-unusable'
  /** The disk is full. Nothing of the step was written. */
  | 'store-full'
  /** A worker opened a file that the owner has not prepared (missing, other version). */
  | 'store-not-ready'
  /** Another hash is stored for that height. Nothing of the step was written. */
  | 'conflicting-height'
  /** A neighbour's parent hash does not name this header, or this one's does not name its neighbour. */
  | 'broken-link'
  /** A proven conflict halted the chain: nothing new is trusted until a person has decided. */
  | 'chain-halted'
  /** The chain is stored with another anchor or family: a person must choose (see `Store.restartChain`). */
  | 'anchor-conflict'
  /** A height or time beyond what the store can hold (64-bit, signed). */
  | 'unsupported-value';

/** Plain data; crosses the bridge as it is. */
export interface StoreError {
  readonly code: StoreErrorCode;
  readonly category: 'store';
  readonly params: Readonly<Record<string, string | number>>;
}

export type StoreResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: StoreError };

/** What a person is told about an opened store: a WireError of category 'store'. */
export interface StoreProblem {
  /** `store-row-damaged`: one row did not match its checksum; it was put aside and counts as absent. */
  readonly code: 'store-corrupt' | 'store-from-newer-version' | 'store-row-damaged';
  readonly category: 'store';
  /** file, keptAs, reason (the first two codes); chainId, what, height (the last) */
  readonly params: Readonly<Record<string, string | number>>;
}

export interface OpenStoreOptions {
  readonly file: string;
  /** For time-stamps of files set aside; nanoseconds. */
  readonly now: () => TimeNs;
  /**
   * `owner` (default): creates, checks, migrates, sets aside. Once per start, before any worker.
   * `worker`: only opens what the owner prepared.
   */
  readonly role?: 'owner' | 'worker';
  /** How long a call waits for another thread's transaction. Default 5000. */
  readonly busyTimeoutMs?: number;
}

export type OpenStoreOutcome =
  | { readonly ok: true; readonly store: Store; readonly problems: readonly StoreProblem[] }
  | { readonly ok: false; readonly error: StoreError };

/** Turns a family's blocks and headers to bytes and back. `decode…` throw CodecError on bytes that do not decode. */
export interface StoreCodec<Block, Header> {
  readonly family: string;
  view(block: Block): BlockView;
  viewHeader(header: Header): BlockView;
  headerOf(block: Block): Header;
  encodeBlock(block: Block): Uint8Array;
  decodeBlock(bytes: Uint8Array): Block;
  encodeHeader(header: Header): Uint8Array;
  decodeHeader(bytes: Uint8Array): Header;
  /** What the lists show without decoding; absent ones as empty arrays. */
  facts(header: Header): {
    readonly proposer: Uint8Array;
    readonly appHash: Uint8Array;
    readonly validatorsHash: Uint8Array;
  };
}

export interface ChainIdentity {
  readonly chainId: string;
  readonly family: string;
  readonly anchorHeight: bigint;
  readonly anchorHash: Uint8Array;
}

export interface Store {
  readonly file: string;
  /**
   * Registers the chain (or finds it) and gives its part of the store.
   * `anchor-conflict` where it is stored with another family, or with another hash at the anchor's height. An anchor of
   * a height that is not stored is accepted: the follower checks it (forwards or by walking back) before it goes on.
   */
  chain<Block, Header>(
    identity: ChainIdentity,
    codec: StoreCodec<Block, Header>,
  ): StoreResult<ChainStore<Block, Header>>;
  /**
   * A person decided that the stored chain is wrong: starts it anew from `identity`. The old rows stay in the file,
   * closed, with `reason`; nothing reads them any more.
   */
  restartChain(identity: ChainIdentity, reason: string, at: TimeNs): StoreResult<null>;
  chainIds(): readonly string[];
  /** Hash of a header that was verified here, whichever thread follows the chain; null where none of that height is stored. */
  verifiedHash(chainId: string, height: bigint): Uint8Array | null;
  /** Small values of the programme itself (JSON text), e.g. settings. */
  readSetting(key: string): string | null;
  writeSetting(key: string, value: string): StoreResult<null>;
  /** Damaged rows met since this store was opened. */
  problems(): readonly StoreProblem[];
  /** Writes the WAL back and closes. The store cannot be used afterwards. */
  close(): void;
}

export type TrustMode = 'anchor' | 'adjacent' | 'skipping';
export type HeaderHow = TrustMode | 'backwards';

/** How a trusted state came about: shown with it, and never needed to believe it. */
export interface TrustRecord {
  readonly mode: TrustMode;
  /** Height of the trusted state it was verified from; null for an anchor. */
  readonly fromHeight: bigint | null;
  readonly verifiedAt: TimeNs;
  readonly signaturesChecked: number;
  /** Share of the trusted set's power that signed; null where the step has no such check. */
  readonly overlapPercent: number | null;
  /** Share of the block's own set that signed. */
  readonly commitPercent: number;
}

export interface TrustedEntry<Block> extends TrustRecord {
  readonly block: Verified<Block>;
}

export interface HeaderEntry<Header> {
  readonly header: Verified<Header>;
  readonly how: HeaderHow;
  /** null for headers reached backwards. */
  readonly commitPercent: number | null;
}

/**
 * One reading of one figure part. `anchored` and stronger demand `verified` (what the proof's verifier returned) and
 * `against` (the header it was proven in), both genuine; a forged one throws.
 */
export interface ClaimEntry<Header> {
  /** Stable key of the figure's source, e.g. "state/pilot/records/jz-001" or "report/jz-001/2026Q2". */
  readonly key: string;
  /** Of the header whose app hash the proof ends in; of the answer, where there is none. */
  readonly height: bigint;
  /** Decimal or other text as shown; null: proven absent, or no data. */
  readonly value: string | null;
  readonly level: Level;
  readonly condition: Condition;
  readonly rule: Anchor['rule'] | null;
  readonly against: Verified<Header> | null;
  readonly verified: Verified<unknown> | null;
  /** Everything needed to check it again offline: raw JSON of the answer, the document… */
  readonly proof: Uint8Array | null;
  readonly document: Uint8Array | null;
  /** Code of the failed check for `contradicted`. */
  readonly failure: string | null;
  readonly verifiedAt: TimeNs;
}

/** Two blocks of one height that cannot both be right, as they were served. */
export interface ConflictEntry<Block> {
  readonly height: bigint;
  readonly primary: { readonly url: string; readonly block: Block };
  readonly witness: { readonly url: string; readonly block: Block };
  readonly witnessQuorum: boolean;
  /** Height of the last block on which both agree, where it is known. */
  readonly commonHeight: bigint | null;
  /** Evidence in the chain's own form, where it was made. */
  readonly evidence: Uint8Array | null;
  readonly detectedAt: TimeNs;
}

/** What a proven conflict shows, in the chain family's own form (`document`). */
export interface AttackEntry {
  readonly kind: string;
  readonly commonHeight: bigint;
  readonly primary: { readonly url: string; readonly hash: Uint8Array };
  readonly witness: { readonly url: string; readonly hash: Uint8Array };
  readonly document: Uint8Array;
  readonly detectedAt: TimeNs;
}

export interface StoredAttack extends AttackEntry {
  readonly id: bigint;
}

/** The word that ends a halt: whose blocks are held for the chain's, or that everybody is to be asked again. */
export type HaltDecision = 'primary' | 'witness' | 'recheck';

/** Why a chain stands still until a person has decided. Ends by `resolveHalt` only. */
export interface HaltEntry {
  readonly error: WireError;
  /** Whom the conflict is between; no witness where the primary's blocks contradict what was stored. */
  readonly primaryUrl: string;
  readonly witnessUrl: string | null;
  readonly haltedAt: TimeNs;
}

export interface StoredHalt extends HaltEntry {
  readonly decision: { readonly kept: HaltDecision; readonly at: TimeNs } | null;
}

/** Everything that is committed together, or not at all. */
export interface Step<Block, Header> {
  readonly trusted?: readonly TrustedEntry<Block>[];
  readonly headers?: readonly HeaderEntry<Header>[];
  readonly claims?: readonly ClaimEntry<Header>[];
  readonly conflicts?: readonly ConflictEntry<Block>[];
  readonly attacks?: readonly AttackEntry[];
  /** While one is open it stays: the first reason counts. */
  readonly halt?: HaltEntry;
}

/** Read from disk: NOT verified by type. The follower has its family verify the block again before it builds on it. */
export interface StoredTrusted<Block> extends TrustRecord {
  readonly height: bigint;
  /** Equal to the hash computed from `block` when it was loaded. */
  readonly hash: Uint8Array;
  readonly block: Block;
}

export interface StoredHeader<Header> {
  readonly height: bigint;
  readonly hash: Uint8Array;
  readonly header: Header;
  readonly how: HeaderHow;
}

/** A row of the chain page, without decoding. */
export interface StoredHeaderRow {
  readonly height: bigint;
  readonly hash: Uint8Array;
  readonly time: TimeNs;
  readonly how: HeaderHow;
  readonly proposer: Uint8Array;
  readonly appHash: Uint8Array;
  readonly validatorsHash: Uint8Array;
  readonly commitPercent: number | null;
}

export interface StoredClaim extends Omit<ClaimEntry<unknown>, 'against' | 'verified'> {
  /** Empty where the claim rests on no header. */
  readonly headerHash: Uint8Array;
  readonly headerTime: TimeNs | null;
}

export interface StoredConflict<Block> extends ConflictEntry<Block> {
  readonly id: bigint;
  readonly exported: boolean;
}

export interface HeightRange {
  readonly from: bigint;
  readonly to: bigint;
}

export interface StoredInterval {
  /** Of the newest block in the bucket. */
  readonly height: bigint;
  readonly time: TimeNs;
  readonly meanSeconds: number;
  readonly maxSeconds: number;
  /** Intervals in the bucket. */
  readonly blocks: number;
}

export interface PeerRecord {
  readonly url: string;
  /** Higher is better; what it means is the follower's business. */
  readonly score: number;
  /** JSON text. */
  readonly state: string;
  readonly updatedAt: TimeNs;
}

export interface ChainCounts {
  readonly trusted: number;
  readonly headers: number;
  readonly claims: number;
  readonly conflicts: number;
  /** Over the chain's whole life, pruning notwithstanding. */
  readonly headersVerified: number;
  readonly headersWalked: number;
  readonly signaturesChecked: number;
}

export interface Retention {
  /** Trusted states besides the first: the newest N. Default 1000. */
  readonly trusted?: number;
  /** Headers: the newest N heights. */
  readonly headers?: number;
  /** Readings kept per claim key. Default 100. */
  readonly claimsPerKey?: number;
}

export interface ChainStore<Block, Header> {
  readonly chainId: string;
  /**
   * One transaction. A trusted state brings its header with it. A height that is already stored with the same hash is
   * left as it is (not an error). Throws on a value that is Verified by type only: that is a bug, not an outcome.
   */
  applyStep(step: Step<Block, Header>): StoreResult<null>;
  /** The same, together with steps of other chains that come within some milliseconds: resolves when it is on disk. */
  applySoon(step: Step<Block, Header>): Promise<StoreResult<null>>;
  /**
   * The newest trusted state whose row is sound. `highestSeen` is the highest ever believed: larger than the state's
   * height only after damage, which `Store.problems()` then names.
   */
  latestTrusted(): { readonly state: StoredTrusted<Block> | null; readonly highestSeen: bigint | null };
  firstTrusted(): StoredTrusted<Block> | null;
  /** The closest one at or below `height`: where a verification of a height in between starts. */
  trustedAtOrBelow(height: bigint): StoredTrusted<Block> | null;
  /** Newest first. */
  listTrusted(limit: number): readonly StoredTrusted<Block>[];
  /** Hash stored for a height, trusted or reached backwards. */
  hashAt(height: bigint): Uint8Array | null;
  headerAt(height: bigint): StoredHeader<Header> | null;
  /** Newest first, decoded; for walking on from, and for evidence. */
  headers(range: HeightRange): readonly StoredHeader<Header>[];
  /** Newest first, for lists. `below` exclusive; default: from the newest. */
  headerRows(limit: number, below?: bigint): readonly StoredHeaderRow[];
  /** The unbroken range of heights that ends in the newest stored header (or in `upTo`). */
  knownRange(upTo?: bigint): HeightRange | null;
  /** Holes between stored headers, highest first: what the walk backwards has still to fetch. */
  gaps(limit: number): readonly HeightRange[];
  /** Down-sampled in the store to at most `points`, oldest first; only pairs of adjacent heights count. */
  intervals(points: number): readonly StoredInterval[];
  /** Mean over the unbroken range, at most the newest `blocks` of it. */
  averageIntervalSeconds(blocks: number): number | null;
  /** Consecutive stored trusted states whose validator set differs, newest first. */
  validatorChanges(
    limit: number,
  ): readonly { readonly before: StoredTrusted<Block>; readonly after: StoredTrusted<Block> }[];
  latestClaim(key: string): StoredClaim | null;
  /** The newest claim of every key, by key. */
  latestClaims(): readonly StoredClaim[];
  /** Newest first. */
  claimHistory(key: string, limit: number): readonly StoredClaim[];
  conflicts(): readonly StoredConflict<Block>[];
  markConflictExported(id: bigint): StoreResult<null>;
  /** Newest first. */
  attacks(limit: number): readonly StoredAttack[];
  attack(id: bigint): StoredAttack | null;
  /** A damaged row halts all the same: its error then says that it is damaged. */
  openHalt(): StoredHalt | null;
  /** Newest first, the ended ones too. */
  halts(limit: number): readonly StoredHalt[];
  /** A person's word; without an open halt nothing happens. */
  resolveHalt(kept: HaltDecision, at: TimeNs): StoreResult<null>;
  peers(): readonly PeerRecord[];
  savePeer(peer: PeerRecord): StoreResult<null>;
  counts(): ChainCounts;
  /** Deletes what is beyond retention, in one transaction: never the first, never the latest trusted state. */
  prune(
    retention: Retention,
  ): StoreResult<{ readonly trusted: number; readonly headers: number; readonly claims: number }>;
}
