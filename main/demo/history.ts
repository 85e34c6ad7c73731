import { encodeValidatorSet } from '../../light-client/families/cometbft/proto.ts';
import { Random } from './crypto.ts';
import { type ChainPlan, DAY_MS } from './plan.ts';
import { type ProduceOptions, produceFirst, produceNext, type Tip } from './producer.ts';
import { BLOCK, encodeBlockRecord, encodeSnapshot, frame, MEMBERS, type RecordKind, SNAPSHOT } from './records.ts';

// Two years of blocks at a slow pace, the last two weeks denser, the last minute at the live pace, so that a light client
// has something to skip over and the head is fresh.

export const HISTORY_MS = 730 * DAY_MS;
const SLOW_MS = 4 * DAY_MS;
const DENSE_MS = 3 * 3_600_000;
const DENSE_FROM_MS = 14 * DAY_MS;
const LIVE_BLOCKS = 8;
export const SNAPSHOT_EVERY = 50;

/** When blocks are made after `fromMs` and not later than `nowMs`. */
export function schedule(plan: ChainPlan, fromMs: number, nowMs: number): number[] {
  const random = new Random('schedule', plan.seed, plan.chainId, fromMs);
  const live = plan.blockTimeMs * LIVE_BLOCKS;
  const out: number[] = [];
  let at = fromMs;
  for (;;) {
    const left = nowMs - at;
    const step = left > DENSE_FROM_MS ? SLOW_MS : left > live * 1.2 ? DENSE_MS : plan.blockTimeMs;
    const next = Math.round(at + step * (0.85 + 0.3 * random.next()));
    if (step === DENSE_MS && next > nowMs - live) at = nowMs - live;
    else at = next;
    if (at > nowMs) return out;
    out.push(at);
  }
}

export type Write = (kind: RecordKind, height: number, payload: Uint8Array) => void;

/** Writes what belongs to a new tip, the block first. */
export function writeTip(tip: Tip, before: Tip | undefined, write: Write): void {
  const [now, , after] = tip.validators;
  if (before === undefined) write(MEMBERS, 1, encodeValidatorSet({ validators: now }));
  else if (after !== before.validators[2]) write(MEMBERS, tip.height + 2, encodeValidatorSet({ validators: after }));
  write(BLOCK, tip.height, encodeBlockRecord(tip));
  if (tip.height === 1 || tip.anchored || tip.height % SNAPSHOT_EVERY === 0) {
    write(SNAPSHOT, tip.height, encodeSnapshot(tip));
  }
}

/** All frames of a chain from its genesis, `blocks` long or until `nowMs`. */
export function makeHistory(plan: ChainPlan, options: ProduceOptions, times: readonly number[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const write: Write = (kind, height, payload) => parts.push(frame(kind, height, payload));
  let tip: Tip | undefined;
  for (const at of times) {
    const next = tip === undefined ? produceFirst(plan, at, options) : produceNext(plan, tip, at, options);
    writeTip(next, tip, write);
    tip = next;
  }
  return Buffer.concat(parts);
}
