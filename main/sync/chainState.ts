import { toHex } from '../../light-client/codec/hex.ts';
import { formatTime, type TimeNs } from '../../light-client/codec/time.ts';
import type { TrustParameters } from '../../light-client/core/trust.ts';
import type { Verified } from '../../light-client/core/verified.ts';
import type {
  ChainView,
  ConflictView,
  HaltView,
  Health,
  PeerView,
  SignerView,
  VerifiedHead,
} from '../contract/chain.ts';
import type { WireError } from '../contract/error.ts';
import type { Condition } from '../contract/provenance.ts';
import { earnedProvenance } from '../contract/toWire.ts';
import type { ChainConfig } from '../programme/packs.ts';
import type { TrustMode } from '../store/types.ts';
import { type ChainBinding, expiryOf, trustParametersOf } from './binding.ts';
import { type Environment, toNanos, wireTime } from './environment.ts';
import { PeerBook } from './peerBook.ts';

/** What the follower stands on: persisted, and only then put here. */
export interface Head<Block> {
  readonly block: Verified<Block>;
  readonly mode: TrustMode;
  readonly verifiedAt: TimeNs;
  readonly fromDisk: boolean;
  /** A witness of another operator than the primary's holds the same header. */
  readonly corroborated: boolean;
}

/** Why a chain is suspect: each source clears only its own. */
export type SuspicionSource = 'headers' | 'history' | 'claims' | 'witness';

/** Two sides that cannot both be right, though both hold: kept on disk, and ended by a person's word only. */
export interface ProvenConflict {
  readonly primaryUrl: string;
  /** null: the primary's blocks contradict what was believed before. */
  readonly witnessUrl: string | null;
  readonly since: TimeNs;
}

/** Needs a person: nothing new is believed until `resume`, or another pack where the pack was to blame. */
export interface Halt {
  readonly error: WireError;
  readonly conflict: ProvenConflict | null;
}

export interface Counters {
  headersVerified: number;
  headersWalked: number;
  signaturesChecked: number;
}

const MIN_PATIENCE_MS = 30_000;
const BLOCKS_OF_PATIENCE = 10;
const DOUBT_MS = 10_000;

/** The one mutable thing of a follower. Everything that the view shows of a chain is derived here. */
export class ChainState<Block, Header> {
  readonly binding: ChainBinding<Block, Header>;
  readonly environment: Environment;
  readonly demo: boolean;
  readonly #changed: () => void;
  config: ChainConfig;
  parameters: TrustParameters;
  head: Head<Block> | null = null;
  halt: Halt | null = null;
  claimedHeight: bigint | null = null;
  /** Milliseconds of the environment's clock at which the chain last grew for us, or the follower started. */
  lastGrowth: number;
  /** Failed attempts to reach any peer, in a row. */
  silence = 0;
  lastError: WireError | null = null;
  averageIntervalSeconds: number | null = null;
  trustedFromTime: TimeNs | null = null;
  /** Of this run. */
  readonly work = { headers: 0, signatures: 0 };
  readonly counters: Counters = { headersVerified: 0, headersWalked: 0, signaturesChecked: 0 };
  readonly suspicions = new Map<SuspicionSource, WireError>();
  readonly book: PeerBook;
  conflicts: readonly ConflictView[] = [];
  readonly #suspectedAt = new Map<SuspicionSource, number>();
  #health: Health = 'bootstrapping';
  #healthSince: number;
  readonly #startedAt: number;
  #syncedAfterMs: number | null = null;
  #quorum: { readonly of: Verified<Block>; readonly view: QuorumView } | null = null;

  constructor(
    binding: ChainBinding<Block, Header>,
    environment: Environment,
    config: ChainConfig,
    demo: boolean,
    changed: () => void,
  ) {
    this.binding = binding;
    this.environment = environment;
    this.demo = demo;
    this.config = config;
    this.parameters = trustParametersOf(config);
    this.#changed = changed;
    this.lastGrowth = environment.now();
    this.#healthSince = environment.now();
    this.#startedAt = environment.monotonic();
    this.book = new PeerBook(environment, config.endpoints);
  }

  now(): TimeNs {
    return toNanos(this.environment.now());
  }

  /** How long without a new block before a chain counts as stalled and its figures as stale. */
  patienceMs(): number {
    return Math.max(MIN_PATIENCE_MS, this.config.blockTimeSeconds * 1000 * BLOCKS_OF_PATIENCE);
  }

  setConfig(config: ChainConfig): void {
    this.config = config;
    this.parameters = trustParametersOf(config);
    this.touch();
  }

  peerAnswered(url: string, change: Partial<Pick<PeerView, 'state' | 'height' | 'error'>> = {}): void {
    this.book.answered(url, change);
  }

  peerHeard(url: string, height: string): void {
    this.book.heard(url, height);
  }

  peerFailed(url: string, state: PeerView['state'], error: WireError): void {
    this.book.failed(url, state, error);
  }

  setHead(head: Head<Block>): void {
    this.head = head;
    this.touch();
  }

  suspect(source: SuspicionSource, error: WireError): void {
    this.suspicions.set(source, error);
    this.#suspectedAt.set(source, this.environment.now());
    this.touch();
  }

  /** What was doubted has been checked and holds. */
  clear(source: SuspicionSource): void {
    if (!this.suspicions.delete(source)) return;
    if (this.suspicions.size === 0) this.book.absolve();
    this.touch();
  }

  /** Nothing is contested any more, though nothing was proven either: the doubt stays visible for a while. */
  fade(source: SuspicionSource): void {
    const since = this.#suspectedAt.get(source);
    if (since !== undefined && this.environment.now() - since >= DOUBT_MS) this.clear(source);
  }

  /** The head is (about) the newest block that the primary has told of. */
  isAtTip(): boolean {
    if (this.head === null || this.head.fromDisk || this.claimedHeight === null) return false;
    return this.claimedHeight - this.#height() <= 3n;
  }

  isBehind(): boolean {
    return this.head !== null && this.claimedHeight !== null && this.claimedHeight - this.#height() > 3n;
  }

  isExpired(): boolean {
    return this.head !== null && this.binding.family.isExpired(this.head.block, this.parameters, this.now());
  }

  /** True while two sides contradict each other: every figure of the chain is contradicted then. */
  inConflict(): boolean {
    return this.halt !== null && this.halt.conflict !== null;
  }

  /** The condition that the chain's own trouble lays over all its figures. */
  condition(): Condition {
    if (this.inConflict()) return 'contradicted';
    if (this.isExpired()) return 'expired';
    // While two sides disagree, or the newest headers do not hold, what was proven is not said to be the newest.
    const doubted = this.suspicions.has('headers') || this.suspicions.has('witness');
    return doubted || this.hasStoodStill() ? 'stale' : 'fresh';
  }

  /** Recomputes health and tells the host. Cheap; called after everything that may matter. */
  touch(): void {
    const health = this.#judge();
    if (health !== this.#health) {
      this.#health = health;
      this.#healthSince = this.environment.now();
    }
    if (health === 'synced') this.#syncedAfterMs ??= this.environment.monotonic() - this.#startedAt;
    this.#changed();
  }

  get health(): Health {
    return this.#health;
  }

  #judge(): Health {
    // Two headers that cannot both be right, or an anchor that is not the chain's: nothing new is believed either way.
    if (this.halt !== null) return 'halted';
    if (this.isExpired()) return 'expired';
    if (this.suspicions.size > 0) return 'suspect';
    if (this.silence >= 2) return 'unreachable';
    if (this.head === null) return 'bootstrapping';
    // Behind what the primary has is slow work here, or a primary that boasts: the chain itself does not stand still.
    if (this.hasStoodStill() && !this.isBehind()) return 'stalled';
    // One or two blocks behind is the rhythm of polling, not a chain that catches up.
    return this.isAtTip() ? 'synced' : 'syncing';
  }

  /** No new verified block for too long, though the follower has had as long to find one. */
  hasStoodStill(): boolean {
    return this.head !== null && this.environment.now() - this.lastGrowth > this.patienceMs();
  }

  #height(): bigint {
    return this.head === null ? 0n : this.binding.family.view(this.head.block.value).height;
  }

  verifiedHead(): VerifiedHead | null {
    const { head, binding } = this;
    if (head === null) return null;
    const view = binding.family.view(head.block.value);
    const header = binding.family.trustedHeader(head.block);
    return {
      height: view.height.toString(),
      hash: toHex(view.hash),
      time: formatTime(view.time),
      verifiedAt: formatTime(head.verifiedAt),
      mode: head.mode,
      appHash: toHex(binding.codec.facts(header.value).appHash),
      fromDisk: head.fromDisk,
      provenance: earnedProvenance({
        level: head.corroborated ? 'corroborated' : 'proven',
        rule: 'header',
        proof: head.block,
        header,
        viewHeader: binding.family.viewHeader,
        verifiedAt: head.verifiedAt,
        condition: this.condition(),
      }),
    };
  }

  view(): ChainView {
    const { config, head } = this;
    const verified = this.verifiedHead();
    const quorum = this.#quorumOfHead();
    const lag = verified === null || this.claimedHeight === null ? null : this.claimedHeight - BigInt(verified.height);
    const error = this.halt?.error ?? [...this.suspicions.values()][0] ?? this.lastError;
    const headTime = head === null ? null : this.binding.family.view(head.block.value).time;
    return {
      chainId: config.chainId,
      name: config.name,
      zoneId: config.zoneId,
      family: this.binding.family.id,
      demo: this.demo,
      health: this.#health,
      healthSince: wireTime(this.#healthSince),
      error,
      verified,
      claimedHeight: this.claimedHeight?.toString() ?? null,
      lag: lag === null ? null : Number(lag < 0n ? 0n : lag),
      trustedFrom: {
        height: config.trust.height,
        hash: config.trust.hash,
        time: this.trustedFromTime === null ? null : formatTime(this.trustedFromTime),
      },
      trustingPeriodSeconds: config.trust.trustingPeriodSeconds,
      expiresAt: headTime === null ? null : expiryText(headTime, this.parameters),
      ...quorum,
      peers: this.book.views(),
      conflicts: this.conflicts,
      halt: this.#haltView(),
      headersVerified: this.counters.headersVerified,
      headersWalked: this.counters.headersWalked,
      signaturesChecked: this.counters.signaturesChecked,
      averageIntervalSeconds: this.averageIntervalSeconds,
      elapsedMs: Math.round(this.#syncedAfterMs ?? this.environment.monotonic() - this.#startedAt),
    };
  }

  #haltView(): HaltView | null {
    const conflict = this.halt?.conflict ?? null;
    if (conflict === null) return null;
    const { primaryUrl, witnessUrl, since } = conflict;
    const choices: HaltView['choices'][number][] = ['recheck'];
    if (witnessUrl !== null && this.book.canSpare([primaryUrl])) choices.unshift('witness');
    if (witnessUrl !== null && this.book.canSpare([witnessUrl])) choices.unshift('primary');
    return { since: formatTime(since), primaryUrl, witnessUrl, choices };
  }

  #quorumOfHead(): QuorumView {
    if (this.head === null) return NO_QUORUM;
    if (this.#quorum?.of === this.head.block) return this.#quorum.view;
    const { validators, totalPower, signedPower, signers } = this.binding.quorum(this.head.block.value);
    const view = {
      validators,
      totalPower: totalPower.toString(),
      signedPower: signedPower.toString(),
      signedPowerPercent: percent(signedPower, totalPower),
      signers,
    };
    this.#quorum = { of: this.head.block, view };
    return view;
  }
}

interface QuorumView {
  readonly validators: number;
  readonly totalPower: string;
  readonly signedPower: string;
  readonly signedPowerPercent: number;
  readonly signers: readonly SignerView[];
}

const NO_QUORUM: QuorumView = { validators: 0, totalPower: '0', signedPower: '0', signedPowerPercent: 0, signers: [] };

/** a of b, 0..100, two digits, rounded down: a display value; thresholds are compared in bigint elsewhere. */
export function percent(a: bigint, b: bigint): number {
  return b === 0n ? 0 : Number((a * 10_000n) / b) / 100;
}

/** A trusting period of years may lead past the year 9999, where RFC 3339 ends. */
function expiryText(time: TimeNs, parameters: TrustParameters): string | null {
  const end = expiryOf(time, parameters);
  return end < 253_402_300_800n * 1_000_000_000n ? formatTime(end) : null;
}
