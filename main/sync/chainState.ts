import { toHex } from '../../light-client/codec/hex.ts';
import { formatTime, type TimeNs } from '../../light-client/codec/time.ts';
import type { TrustParameters } from '../../light-client/core/trust.ts';
import type { Verified } from '../../light-client/core/verified.ts';
import type { ChainView, ConflictView, Health, PeerView, SignerView, VerifiedHead } from '../contract/chain.ts';
import type { WireError } from '../contract/error.ts';
import type { Condition } from '../contract/provenance.ts';
import { earnedProvenance } from '../contract/toWire.ts';
import type { ChainConfig } from '../programme/packs.ts';
import type { TrustMode } from '../store/types.ts';
import { type ChainBinding, type Endpoint, expiryOf, trustParametersOf } from './binding.ts';
import { type Environment, toNanos, wireTime } from './environment.ts';

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

/** Needs a person: nothing new is believed until `resume` or another pack. */
export interface Halt {
  readonly error: WireError;
  readonly conflict: boolean;
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
  readonly peers = new Map<string, PeerView>();
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
    this.setPeers(config.endpoints);
  }

  now(): TimeNs {
    return toNanos(this.environment.now());
  }

  /** How long without a new block before a chain counts as stalled and its figures as stale. */
  patienceMs(): number {
    return Math.max(MIN_PATIENCE_MS, this.config.blockTimeSeconds * 1000 * BLOCKS_OF_PATIENCE);
  }

  setPeers(endpoints: readonly Endpoint[]): void {
    const before = new Map(this.peers);
    this.peers.clear();
    for (const { url, operator, role } of endpoints) {
      const known = before.get(url);
      this.peers.set(url, {
        url,
        operator,
        role,
        state: known?.state ?? 'unknown',
        height: known?.height ?? null,
        lastAnswerAt: known?.lastAnswerAt ?? null,
        error: known?.error ?? null,
      });
    }
  }

  setConfig(config: ChainConfig): void {
    this.config = config;
    this.parameters = trustParametersOf(config);
    this.setPeers(config.endpoints);
    this.touch();
  }

  peerAnswered(url: string, change: Partial<Pick<PeerView, 'state' | 'height' | 'error'>> = {}): void {
    const peer = this.peers.get(url);
    if (peer === undefined) return;
    // An answer ends a silence; whether a witness agrees is known only from a comparison, and 'bad' stays until one holds.
    const back = peer.role === 'primary' ? 'agrees' : 'unknown';
    const state =
      peer.state === 'unreachable' || (peer.state === 'unknown' && peer.role === 'primary') ? back : peer.state;
    const error = peer.state === 'bad' || peer.state === 'conflict' ? peer.error : null;
    this.peers.set(url, { ...peer, state, error, ...change, lastAnswerAt: wireTime(this.environment.now()) });
  }

  peerFailed(url: string, state: PeerView['state'], error: WireError): void {
    const peer = this.peers.get(url);
    if (peer !== undefined) this.peers.set(url, { ...peer, state, error });
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
    for (const peer of this.peers.values()) {
      if (this.suspicions.size === 0 && peer.role === 'primary' && peer.state === 'bad') {
        this.peers.set(peer.url, { ...peer, state: 'agrees', error: null });
      }
    }
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
    return this.halt?.conflict === true;
  }

  /** The condition that the chain's own trouble lays over all its figures. */
  condition(): Condition {
    if (this.inConflict()) return 'contradicted';
    if (this.isExpired()) return 'expired';
    return this.hasStoodStill() ? 'stale' : 'fresh';
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
    // Two headers that cannot both be right: who forged one is not known here. Nothing new is believed either way.
    if (this.halt !== null) return this.halt.conflict ? 'suspect' : 'halted';
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
      peers: [...this.peers.values()],
      conflicts: this.conflicts,
      headersVerified: this.counters.headersVerified,
      headersWalked: this.counters.headersWalked,
      signaturesChecked: this.counters.signaturesChecked,
      averageIntervalSeconds: this.averageIntervalSeconds,
      elapsedMs: Math.round(this.#syncedAfterMs ?? this.environment.monotonic() - this.#startedAt),
    };
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
