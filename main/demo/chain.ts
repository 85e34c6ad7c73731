import { equalBytes } from '../../light-client/codec/bytes.ts';
import { toHex } from '../../light-client/codec/hex.ts';
import { GO_ZERO_TIME } from '../../light-client/codec/time.ts';
import type { Commit, CommitSig, Validator } from '../../light-client/families/cometbft/types.ts';
import type { ChainLog } from './chainLog.ts';
import { sha256 } from './crypto.ts';
import { schedule, writeTip } from './history.ts';
import { appHash, type MultiStore } from './multiStore.ts';
import type { ChainPlan } from './plan.ts';
import { type ProduceOptions, produceNext, type Tip } from './producer.ts';
import type { Snapshot, StoredBlock } from './records.ts';
import { applyBlock } from './state.ts';

// A running chain: its blocks, the versions of its state that can still be proven, and how it goes on.

/** How many newest versions of the state stay provable; every 50th and those that anchored a report stay for good. */
export const VERSIONS_KEPT = 200;

/** What an RPC endpoint shows of a chain. */
export interface ChainView {
  readonly plan: ChainPlan;
  readonly genesisTimeMs: number;
  /** Lowest and highest block there is. */
  readonly base: number;
  readonly height: number;
  block(height: number): StoredBlock | undefined;
  validators(height: number): readonly Validator[] | undefined;
  /** State after the block of this height; undefined where it was pruned. */
  stateAt(height: number): MultiStore | undefined;
}

export class DemoChain implements ChainView {
  readonly plan: ChainPlan;
  readonly genesisTimeMs: number;
  readonly #log: ChainLog;
  readonly #options: ProduceOptions;
  readonly #versions = new Map<number, MultiStore>();
  #tip: Tip;

  private constructor(
    plan: ChainPlan,
    log: ChainLog,
    options: ProduceOptions,
    tip: Tip,
    versions: Map<number, MultiStore>,
  ) {
    this.plan = plan;
    this.genesisTimeMs = options.genesisTimeMs;
    this.#log = log;
    this.#options = options;
    this.#tip = tip;
    this.#versions = versions;
  }

  /** Undefined where the log does not lead to the state that its own headers name. */
  static load(plan: ChainPlan, log: ChainLog, options: ProduceOptions): DemoChain | undefined {
    const { height } = log;
    const end = replay(log, height);
    const block = log.block(height);
    if (end === undefined || block === undefined) return undefined;
    const { state, validators } = end;
    const tip: Tip = { height, block, createdAtMs: block.createdAtMs, state, validators, anchored: false };
    return new DemoChain(plan, log, options, tip, new Map([[height, state]]));
  }

  get base(): number {
    return this.#log.base;
  }

  get height(): number {
    return this.#tip.height;
  }

  get tip(): Tip {
    return this.#tip;
  }

  block(height: number): StoredBlock | undefined {
    return this.#log.block(height);
  }

  /** Known up to two heights above the tip, as changes are decided that early. */
  validators(height: number): readonly Validator[] | undefined {
    return height < this.base || height > this.height + 1 ? undefined : this.#log.validators(height);
  }

  /** Versions of an earlier run are made again from the nearest snapshot when somebody asks. */
  stateAt(height: number): MultiStore | undefined {
    if (height < this.base || height > this.height) return undefined;
    const known = this.#versions.get(height);
    if (known !== undefined) return known;
    if (height <= this.height - VERSIONS_KEPT) return this.#log.snapshot(height)?.state;
    const state = replay(this.#log, height)?.state;
    if (state !== undefined) this.#versions.set(height, state);
    return state;
  }

  /** Makes one more block, on disk before this returns. */
  advance(createdAtMs: number): void {
    const at = Math.max(createdAtMs, this.#tip.createdAtMs + 1000);
    const next = produceNext(this.plan, this.#tip, at, this.#options);
    writeTip(next, this.#tip, (kind, height, payload) => this.#log.append(kind, height, payload));
    this.#tip = next;
    this.#versions.set(next.height, next.state);
    this.#versions.delete(next.height - VERSIONS_KEPT);
  }

  /** Goes on at the slow pace from the last block to `nowMs`. */
  catchUp(nowMs: number): void {
    for (const at of schedule(this.plan, this.#tip.createdAtMs, nowMs)) this.advance(at);
  }

  /** The newest block that was made at or before `timeMs`, or the lowest there is. */
  heightAt(timeMs: number): number {
    let low = this.base;
    let high = this.height;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.block(middle)?.createdAtMs ?? 0) <= timeMs) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  close(): void {
    this.#log.close();
  }
}

/** The state after a block, from the nearest snapshot at or below it; undefined where the blocks contradict it. */
function replay(log: ChainLog, height: number): Snapshot | undefined {
  const start = Math.max(...log.snapshotHeights.filter((at) => at <= height));
  const snapshot = log.snapshot(start);
  if (snapshot === undefined) return undefined;
  let { state, validators } = snapshot;
  for (let at = start + 1; at <= height; at++) {
    const next = log.block(at);
    if (next === undefined || !equalBytes(next.header.appHash, appHash(state))) return undefined;
    const applied = applyBlock(state, validators[2], next.transactions, at);
    state = applied.state;
    validators = [validators[1], validators[2], applied.validators];
  }
  return { state, validators };
}

/** Another history from `forkHeight` on, signed by the same validators: what a forking witness serves. */
export class Branch implements ChainView {
  readonly plan: ChainPlan;
  readonly genesisTimeMs: number;
  readonly #trunk: DemoChain;
  readonly #after: number;
  readonly #tips: Tip[] = [];
  readonly #options: ProduceOptions;
  readonly #start: Tip;

  /** Leaves the trunk after its present tip. */
  constructor(trunk: DemoChain, branch: string) {
    this.plan = trunk.plan;
    this.genesisTimeMs = trunk.genesisTimeMs;
    this.#trunk = trunk;
    this.#after = trunk.height;
    this.#start = trunk.tip;
    this.#options = { genesisTimeMs: trunk.genesisTimeMs, branch };
  }

  get base(): number {
    return this.#trunk.base;
  }

  get height(): number {
    return this.#after + this.#tips.length;
  }

  block(height: number): StoredBlock | undefined {
    if (height <= this.#after) return this.#trunk.block(height);
    const tip = this.#tips[height - this.#after - 1];
    return tip === undefined ? undefined : { ...tip.block, createdAtMs: tip.createdAtMs };
  }

  validators(height: number): readonly Validator[] | undefined {
    if (height <= this.#after) return this.#trunk.validators(height);
    if (height === this.height + 1) return (this.#tips[this.#tips.length - 1] ?? this.#start).validators[1];
    return this.#tips[height - this.#after - 1]?.validators[0];
  }

  stateAt(height: number): MultiStore | undefined {
    return height <= this.#after ? this.#trunk.stateAt(height) : this.#tips[height - this.#after - 1]?.state;
  }

  advance(createdAtMs: number): void {
    const tip = this.#tips[this.#tips.length - 1] ?? this.#start;
    const at = Math.max(createdAtMs, tip.createdAtMs + 1000);
    this.#tips.push(produceNext(this.plan, tip, at, this.#options));
  }
}

/**
 * Finds blocks and transactions by hash. Filled when first asked: few clients ask. A branch has its own.
 */
export class HashIndex {
  readonly #view: ChainView;
  readonly #blocks = new Map<string, number>();
  readonly #transactions = new Map<string, { height: number; index: number }>();
  #upTo: number;

  constructor(view: ChainView) {
    this.#view = view;
    this.#upTo = view.base - 1;
  }

  block(hash: Uint8Array): number | undefined {
    this.#fill();
    return this.#blocks.get(toHex(hash));
  }

  transaction(hash: Uint8Array): { readonly height: number; readonly index: number } | undefined {
    this.#fill();
    return this.#transactions.get(toHex(hash));
  }

  #fill(): void {
    while (this.#upTo < this.#view.height) {
      const height = ++this.#upTo;
      const block = this.#view.block(height);
      if (block === undefined) continue;
      this.#blocks.set(toHex(block.commit.blockId.hash), height);
      for (const [index, bytes] of block.transactions.entries()) {
        this.#transactions.set(toHex(sha256(bytes)), { height, index });
      }
    }
  }
}

/**
 * The commit that a node shows for its newest block: its own seen one. The canonical one, which the next block carries,
 * may hold a vote that came later. Both are valid.
 */
export function seenCommit(commit: Commit, validators: readonly Validator[]): Commit {
  const last = commit.signatures.length - 1;
  const total = validators.reduce((sum, { votingPower }) => sum + votingPower, 0n);
  const voted = commit.signatures.reduce(
    (sum, { flag }, i) => (flag === 2 && i !== last ? sum + (validators[i]?.votingPower ?? 0n) : sum),
    0n,
  );
  if (commit.height % 3n !== 0n || 3n * voted <= 2n * total) return commit;
  return { ...commit, signatures: commit.signatures.map((sig, i) => (i === last ? ABSENT : sig)) };
}

const ABSENT: CommitSig = {
  flag: 1,
  validatorAddress: new Uint8Array(0),
  timestamp: GO_ZERO_TIME,
  signature: new Uint8Array(0),
};
