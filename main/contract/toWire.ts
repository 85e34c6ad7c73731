import { toHex } from '../../light-client/codec/hex.ts';
import { formatTime, type TimeNs } from '../../light-client/codec/time.ts';
import type { LightClientError } from '../../light-client/core/errors.ts';
import type { BlockView } from '../../light-client/core/family.ts';
import { Verified } from '../../light-client/core/verified.ts';
import type { WireError } from './error.ts';
import type { Anchor, Condition, Provenance } from './provenance.ts';

// The only writer of `anchored`, `proven` and `corroborated`. Structured clone drops the seal of a Verified<T>, so this
// is where it is looked at for the last time: what leaves here is plain data.

/** A level that a proof earned. Everything weaker needs no Verified and is written by `statedProvenance`. */
export type EarnedLevel = 'anchored' | 'proven' | 'corroborated';

export interface Earned<Header> {
  readonly level: EarnedLevel;
  readonly rule: Anchor['rule'];
  /** What the proof's verifier returned. */
  readonly proof: Verified<unknown>;
  /** The verified header that the proof ends in, and how its family reads it. */
  readonly header: Verified<Header>;
  readonly viewHeader: (header: Header) => BlockView;
  readonly verifiedAt: TimeNs;
  readonly condition?: Condition;
  readonly source?: string;
}

/** @throws where `proof` or `header` is Verified by type only: that is a bug, never an outcome. */
export function earnedProvenance<Header>(earned: Earned<Header>): Provenance {
  if (!Verified.isVerified(earned.proof) || !Verified.isVerified(earned.header)) {
    throw new Error(`provenance '${earned.level}' needs a verified value`);
  }
  const view = earned.viewHeader(earned.header.value);
  return {
    level: earned.level,
    condition: earned.condition ?? 'fresh',
    at: {
      chainId: view.chainId,
      height: view.height.toString(),
      headerHash: toHex(view.hash),
      rule: earned.rule,
      headerTime: formatTime(view.time),
      verifiedAt: formatTime(earned.verifiedAt),
    },
    ...(earned.source !== undefined && { source: earned.source }),
  };
}

/** What rests on somebody's word, signed or not. */
export function statedProvenance(
  level: 'reported' | 'signed',
  source: string | undefined,
  condition: Condition = 'fresh',
): Provenance {
  return { level, condition, ...(source !== undefined && { source }) };
}

/** The same knowledge under another condition. It never becomes better: see `worseCondition`. */
export function withCondition(provenance: Provenance, condition: Condition): Provenance {
  const next = worseCondition(provenance.condition, condition);
  return next === provenance.condition ? provenance : { ...provenance, condition: next };
}

const CONDITION_RANK: Readonly<Record<Condition, number>> = {
  fresh: 0,
  stale: 1,
  expired: 2,
  'not-verifiable': 3,
  contradicted: 4,
};

export function worseCondition(a: Condition, b: Condition): Condition {
  return CONDITION_RANK[a] >= CONDITION_RANK[b] ? a : b;
}

/** Light-client errors are wire errors already; this drops nothing and keeps the link to the closed union. */
export function wireError(error: LightClientError | WireError): WireError {
  return { code: error.code, category: error.category, params: error.params };
}

/** For the follower's edge: an unexpected throw becomes a problem with a code, never a sentence for a person. */
export function unexpectedError(where: string, thrown: unknown): WireError {
  const reason = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return { code: 'unexpected', category: 'bug', params: { where, reason: reason.slice(0, 500) } };
}
