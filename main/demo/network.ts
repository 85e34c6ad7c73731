import { rmSync } from 'node:fs';
import { toHex } from '../../light-client/codec/hex.ts';
import { toUtf8 } from '../../light-client/codec/utf8.ts';
import type { NetworkPack, ProgrammePack } from '../programme/packs.ts';
import type { DemoCache } from './cache.ts';
import { Branch, type ChainView, DemoChain } from './chain.ts';
import { ChainLog, writeChainFile } from './chainLog.ts';
import { Random, sha256 } from './crypto.ts';
import { makeHistories } from './histories.ts';
import { HISTORY_MS, makeHistory } from './history.ts';
import { networkPack, programmePack, SHORT_TRUSTING_PERIOD_SECONDS, TRUSTING_PERIOD_SECONDS } from './packs.ts';
import { type ChainPlan, DAY_MS, planChains } from './plan.ts';
import type { DemoAnchor, DemoError, DemoPhase, DrillRequest } from './protocol.ts';
import { Liar } from './rpc/query.ts';
import { type RpcServer, serveRpc } from './rpc/server.ts';

// The demo network: chains, their endpoints, what goes on by itself and what goes wrong on demand.

export interface NetworkOptions {
  readonly seed: string;
  readonly now: () => number;
  readonly chains?: number;
  /** Undefined: everything in memory. */
  readonly cache?: DemoCache;
  /** A short history of this many blocks instead of two years, `historyStepMs` apart. In memory only. */
  readonly historyBlocks?: number;
  readonly historyStepMs?: number;
  /** Factor on the live block times; null: blocks are made by `advance` only. */
  readonly blockTimeFactor?: number | null;
  readonly workerFile?: string;
  readonly onProgress?: (phase: DemoPhase, done: number, total: number) => void;
  readonly onPackChanged?: () => void;
  /** A first start: one more chain can be asked, the others are still being made. */
  readonly onSome?: (network: DemoNetwork) => void;
  readonly onError?: (error: DemoError) => void;
}

interface Running {
  readonly chain: DemoChain;
  readonly primary: RpcServer;
  readonly witness: RpcServer;
  readonly liar: Liar;
  anchor: DemoAnchor;
  drill: Exclude<DrillRequest, 'end'> | undefined;
  branch: Branch | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** Anchors are this old when they are chosen, and replaced when the trusting period is nearly over. */
const ANCHOR_AGE_MS = [7 * DAY_MS, 10 * DAY_MS] as const;
const ANCHOR_MAX_AGE_MS = 12 * DAY_MS;
/** A log that grew longer than this is cut when it is read: a demo that was left running for days. */
const MAX_BLOCKS = 20_000;
const BLOCKS_AFTER_CUT = 10_000;
/** After a pause longer than this (the machine slept) the missing blocks are made at the slow pace. */
const PAUSE_MS = 2 * 3_600_000;
const HOUR_MS = 3_600_000;

export class DemoNetwork {
  readonly #options: NetworkOptions;
  readonly #plans: readonly ChainPlan[];
  readonly #running = new Map<string, Running>();
  #anchors: DemoAnchor[] = [];
  #startMs = 0;
  #madeAnewMs: number | undefined;
  #closed = false;

  private constructor(options: NetworkOptions, plans: readonly ChainPlan[]) {
    this.#options = options;
    this.#plans = plans;
  }

  static async start(options: NetworkOptions): Promise<DemoNetwork> {
    options.onProgress?.('keys', 0, 1);
    const network = new DemoNetwork(options, planChains(options.seed, options.chains));
    options.onProgress?.('keys', 1, 1);
    const nowMs = options.now();
    const known = options.cache?.read(options.seed);
    const startMs = known?.startMs ?? nowMs;
    network.#startMs = startMs;
    network.#madeAnewMs = known?.madeAnewMs;
    const ours = new Set(network.#plans.map(({ chainId }) => chainId));
    network.#anchors = (known?.anchors ?? []).filter(({ chainId }) => ours.has(chainId));
    const keep = (): void => {
      const madeAnewMs = network.#madeAnewMs;
      const file = { seed: options.seed, startMs, anchors: network.#anchors };
      options.cache?.write(madeAnewMs === undefined ? file : { ...file, madeAnewMs });
    };
    // Before anything is shown: a start that is cut off goes on with the same chains the next time.
    if (known === undefined) keep();
    const open = async (chain: DemoChain): Promise<void> => {
      // Continuing: the time since the last run passes at the slow pace.
      if (nowMs - chain.tip.createdAtMs > HOUR_MS) chain.catchUp(nowMs);
      network.#schedule(await network.#serve(chain, nowMs));
    };
    if (options.historyBlocks === undefined) {
      const opened: Promise<void>[] = [];
      await network.#chains(startMs, nowMs, (chain) => {
        const done = open(chain).then(() => {
          if (known !== undefined) return;
          keep();
          options.onSome?.(network);
        });
        // Looked at below, with all the others.
        done.catch(() => {});
        opened.push(done);
      });
      await Promise.all(opened);
    } else {
      for (const chain of network.#shortChains(startMs)) await open(chain);
    }
    options.onProgress?.('listening', ours.size, ours.size);
    keep();
    options.cache?.announce(network.endpoints(network.#plans[0]?.chainId ?? '').primary);
    return network;
  }

  async #chains(startMs: number, nowMs: number, onChain: (chain: DemoChain) => void): Promise<void> {
    const { seed, cache, onProgress, workerFile } = this.#options;
    const total = this.#plans.length;
    const options = { genesisTimeMs: startMs - HISTORY_MS };
    const found = new Set<number>();
    if (cache !== undefined) {
      for (const [index, plan] of this.#plans.entries()) {
        const chain = loadChain(cache.chainFile(plan.chainId), plan, options);
        if (chain !== undefined) {
          found.add(index);
          onChain(chain);
        }
        onProgress?.('cache', index + 1, total);
      }
    }
    const missing = this.#plans.map((_, i) => i).filter((i) => !found.has(i));
    // Served before, and gone: what is made now has other blocks than those that were shown.
    const served = new Set(this.#anchors.map(({ chainId }) => chainId));
    if (missing.some((index) => served.has(this.#plans[index]?.chainId ?? ''))) this.#madeAnewMs = nowMs;
    let done = found.size;
    await makeHistories(seed, this.#plans, missing, startMs, workerFile, (index, frames) => {
      const plan = this.#plans[index] as ChainPlan;
      onChain(this.#keep(plan, options, frames));
      onProgress?.('history', ++done, total);
    });
  }

  #keep(plan: ChainPlan, options: { genesisTimeMs: number }, frames: Uint8Array): DemoChain {
    const { cache } = this.#options;
    if (cache !== undefined) {
      const file = cache.chainFile(plan.chainId);
      try {
        writeChainFile(file, { seed: plan.seed, chainId: plan.chainId, ...options }, frames);
        const chain = loadChain(file, plan, options);
        if (chain !== undefined) return chain;
        throw new Error('what was written cannot be read back');
      } catch (cause) {
        const params = { chainId: plan.chainId, reason: String(cause) };
        this.#options.onError?.({ code: 'demo-cache-unwritable', category: 'demo', params });
        rmSync(file, { force: true });
      }
    }
    return memoryChain(plan, options, frames);
  }

  #shortChains(startMs: number): DemoChain[] {
    const { historyBlocks = 1, historyStepMs = HOUR_MS } = this.#options;
    const genesisTimeMs = startMs - historyBlocks * historyStepMs;
    const times = Array.from({ length: historyBlocks }, (_, i) => genesisTimeMs + (i + 1) * historyStepMs);
    return this.#plans.map((plan) => memoryChain(plan, { genesisTimeMs }, makeHistory(plan, { genesisTimeMs }, times)));
  }

  async #serve(chain: DemoChain, nowMs: number): Promise<Running> {
    const { chainId, index } = chain.plan;
    // The servers ask at every request: what they show changes with a drill.
    const primary = await serveRpc({
      view: () => chain,
      moniker: `${chainId}-primary`,
      liar: () => (running.drill === 'lie' ? running.liar : undefined),
    });
    const witness = await serveRpc({
      view: (): ChainView => running.branch ?? chain,
      moniker: `${chainId}-witness`,
      liar: () => undefined,
    });
    const running: Running = {
      chain,
      primary,
      witness,
      liar: new Liar(),
      anchor: this.#anchorOf(chain, index, nowMs),
      drill: undefined,
      branch: undefined,
      timer: undefined,
    };
    this.#running.set(chainId, running);
    return running;
  }

  #anchorOf(chain: DemoChain, index: number, nowMs: number): DemoAnchor {
    const { chainId } = chain.plan;
    const last = this.#anchors.filter((anchor) => anchor.chainId === chainId).pop();
    const block = last === undefined ? undefined : chain.block(Number(last.height));
    // By the header's own time, as the client judges it: it lags a block behind, which in the slow history is days.
    const ageOf = (one: typeof block) => (one === undefined ? Infinity : nowMs - Number(one.header.time / 1_000_000n));
    if (last !== undefined && block !== undefined && ageOf(block) < ANCHOR_MAX_AGE_MS) {
      if (toHex(block.commit.blockId.hash) === last.hash) return last;
    }
    const [young, old] = ANCHOR_AGE_MS;
    const age = young + ((old - young) * (index % 5)) / 4;
    let height = chain.heightAt(nowMs - age);
    // Blocks of the history lie days apart: the one before that moment may be too old to trust.
    while (height < chain.height && ageOf(chain.block(height)) >= ANCHOR_MAX_AGE_MS) height += 1;
    const hash = toHex((chain.block(height) as NonNullable<typeof block>).commit.blockId.hash);
    const anchor = { chainId, height: String(height), hash };
    this.#anchors.push(anchor);
    return anchor;
  }

  #schedule(running: Running): void {
    const { blockTimeFactor = 1 } = this.#options;
    if (blockTimeFactor === null || this.#closed) return;
    const { plan, height } = running.chain;
    const random = new Random('pace', plan.seed, plan.chainId, height);
    const delay = plan.blockTimeMs * blockTimeFactor * (0.8 + 0.4 * random.next());
    running.timer = setTimeout(() => {
      try {
        this.#advance(running);
      } catch (cause) {
        // The chain stands still, which its followers will see; the others go on.
        const params = { chainId: plan.chainId, reason: String(cause) };
        this.#options.onError?.({ code: 'demo-chain-failed', category: 'demo', params });
        return;
      }
      this.#schedule(running);
    }, delay);
  }

  #advance(running: Running): void {
    if (running.drill === 'stall' || running.drill === 'expire') return;
    const nowMs = this.#options.now();
    const { chain, branch } = running;
    if (nowMs - chain.tip.createdAtMs > PAUSE_MS) chain.catchUp(nowMs);
    else chain.advance(nowMs);
    branch?.advance(nowMs);
  }

  /** One more block on one chain or on all, unless a drill holds it. For tests and for time that is not to be waited for. */
  advance(chainId?: string): void {
    for (const running of this.#running.values()) {
      if (chainId === undefined || running.chain.plan.chainId === chainId) this.#advance(running);
    }
  }

  drill(chainId: string, kind: DrillRequest): DemoError | null {
    const running = this.#running.get(chainId);
    if (running === undefined) return { code: 'demo-unknown-chain', category: 'demo', params: { chainId } };
    const before = running.drill;
    running.drill = kind === 'end' ? undefined : kind;
    running.branch = kind === 'fork' ? new Branch(running.chain, `fork-${running.chain.height}`) : undefined;
    if ((before === 'expire') !== (running.drill === 'expire')) this.#options.onPackChanged?.();
    return null;
  }

  get networkPack(): NetworkPack {
    const byPlan = [...this.#running.values()].sort((a, b) => a.chain.plan.index - b.chain.plan.index);
    const chains = byPlan.map(({ chain, anchor, primary, witness, drill }) => ({
      plan: chain.plan,
      anchor: { height: anchor.height, hash: anchor.hash },
      trustingPeriodSeconds: drill === 'expire' ? SHORT_TRUSTING_PERIOD_SECONDS : TRUSTING_PERIOD_SECONDS,
      primaryUrl: primary.url,
      witnessUrl: witness.url,
    }));
    return networkPack(chains, this.#options.now());
  }

  get programmePack(): ProgrammePack {
    return programmePack(this.#options.seed, this.#plans, this.#options.now());
  }

  /** Another one where the chains are not those of before: what was verified of them then is of no use now. */
  get networkId(): string {
    return toHex(sha256(toUtf8(`${this.#options.seed}/${this.#startMs}/${this.#madeAnewMs ?? 0}`)));
  }

  get anchors(): readonly DemoAnchor[] {
    return this.#anchors;
  }

  chain(chainId: string): DemoChain {
    const running = this.#running.get(chainId);
    if (running === undefined) throw new Error(`no chain ${chainId}`);
    return running.chain;
  }

  /** What the witness shows: another chain during the drill "fork". */
  witnessView(chainId: string): ChainView {
    return this.#running.get(chainId)?.branch ?? this.chain(chainId);
  }

  endpoints(chainId: string): { readonly primary: string; readonly witness: string } {
    const running = this.#running.get(chainId);
    if (running === undefined) throw new Error(`no chain ${chainId}`);
    return { primary: running.primary.url, witness: running.witness.url };
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { timer } of this.#running.values()) clearTimeout(timer);
    await Promise.all(
      [...this.#running.values()].flatMap(({ primary, witness }) => [primary.close(), witness.close()]),
    );
    for (const { chain } of this.#running.values()) chain.close();
    this.#options.cache?.release();
  }
}

function memoryChain(plan: ChainPlan, options: { genesisTimeMs: number }, frames: Uint8Array): DemoChain {
  const chain = DemoChain.load(plan, ChainLog.inMemory(frames), options);
  if (chain === undefined) throw new Error(`the history of ${plan.chainId} does not lead to its own state`);
  return chain;
}

/** Undefined where there is none to go on from. */
function loadChain(file: string, plan: ChainPlan, options: { genesisTimeMs: number }): DemoChain | undefined {
  const identity = { seed: plan.seed, chainId: plan.chainId, ...options };
  try {
    let log = ChainLog.open(file, identity);
    if (log !== undefined && log.height - log.base >= MAX_BLOCKS) {
      const frames = log.tail(BLOCKS_AFTER_CUT);
      log.close();
      writeChainFile(file, identity, frames);
      log = ChainLog.open(file, identity);
    }
    const chain = log === undefined ? undefined : DemoChain.load(plan, log, options);
    if (chain === undefined) log?.close();
    return chain;
  } catch {
    // Whatever is wrong with it: a log that cannot be used is made anew.
    return undefined;
  }
}
