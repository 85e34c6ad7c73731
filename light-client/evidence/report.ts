import type { LightClientError } from '../core/errors.ts';

/** What a figure's evidence is checked for, in order. A step that was not reached is `not-run`. */
export const EVIDENCE_STEPS = ['file', 'anchor', 'headers', 'root', 'proof', 'value'] as const;
export type EvidenceStepId = (typeof EVIDENCE_STEPS)[number];

/** One named value of a step. The view turns `name` into words. Hashes as lower-case hex, times as RFC 3339. */
export interface EvidenceFact {
  readonly name: string;
  readonly value: string;
  readonly kind: 'hash' | 'code' | 'height' | 'time' | 'count' | 'text' | 'word';
}

/** A validator's share of one step between headers. Powers as decimal strings. */
export interface HopSigner {
  readonly address: string;
  readonly power: string;
  readonly signed: boolean;
}

export interface EvidenceHop {
  readonly mode: 'skipping' | 'adjacent' | 'backwards';
  readonly fromHeight: string;
  readonly toHeight: string;
  readonly toHash: string;
  /** Share of the trusted set's power that signed the new header, 0..100; null where the step has no such check. */
  readonly overlapPercent: number | null;
  /** Share of the new set's own power that signed, 0..100; null for backwards. */
  readonly commitPercent: number | null;
  /** In canonical order; empty for backwards. */
  readonly signers: readonly HopSigner[];
  /** Validators that are in the new set and were not in the trusted one. */
  readonly joined: number;
  readonly signaturesChecked: number;
}

/** One level of a proof path from the leaf upwards; `tree` tells the trees of a chained proof apart (0 = innermost). */
export interface MerkleLevel {
  readonly tree: number;
  readonly hash: string;
  /** The sibling's bytes as hex; null on the topmost node of a tree. */
  readonly sibling: string | null;
  readonly siblingSide: 'left' | 'right' | null;
}

export interface EvidenceStep {
  readonly id: EvidenceStepId;
  readonly status: 'passed' | 'failed' | 'not-run';
  readonly facts: readonly EvidenceFact[];
  readonly hops?: readonly EvidenceHop[];
  readonly merkle?: readonly MerkleLevel[];
  readonly error?: LightClientError;
  readonly elapsedMs?: number;
}

/** What is claimed, in the programme's words. `label` parts are data (names as the pack gives them), not messages. */
export interface EvidenceClaim {
  readonly kind: 'state' | 'absence' | 'transaction' | 'anchored-report';
  readonly chainId: string;
  readonly family: string;
  readonly height: string;
  /** What the figure is called, by language; shown as the file states it. */
  readonly title: { readonly zh: string; readonly en: string };
  /** Store and key for state, hash for a transaction. */
  readonly subject: string;
  /** Decoded value as text; null for absence. */
  readonly value: string | null;
  readonly unit: string | null;
  readonly demo: boolean;
}

/**
 * The verdict on one evidence file. `verified`: every step passed. `refused`: a check failed. `unusable`: the file could
 * not be read as evidence at all. Conditions stand beside the verdict and never improve it.
 */
export interface EvidenceReport {
  readonly verdict: 'verified' | 'refused' | 'unusable';
  readonly claim: EvidenceClaim | null;
  readonly headerTime: string | null;
  readonly verifiedAt: string | null;
  readonly anchor: { readonly height: string; readonly hash: string; readonly known: boolean } | null;
  /** When the trusting period of the anchor's last header ends. */
  readonly expiresAt: string | null;
  readonly conditions: readonly ('expired' | 'anchor-unknown' | 'demo' | 'development-runtime')[];
  readonly steps: readonly EvidenceStep[];
  readonly signaturesChecked: number;
  readonly fileBytes: number;
}
