import type { WireError } from './error.ts';
import type { Provenance } from './provenance.ts';

export interface Text {
  readonly zh: string;
  readonly en: string;
}

/**
 * bootstrapping: no trusted state yet · syncing: behind the tip · synced · stalled: the peers answer but no new block ·
 * unreachable: no peer answers · suspect: a peer was caught with a bad or conflicting answer · expired: trusting period
 * over · halted: a proven attack or a broken anchor, needs a person.
 */
export const HEALTHS = [
  'bootstrapping',
  'syncing',
  'synced',
  'stalled',
  'unreachable',
  'suspect',
  'expired',
  'halted',
] as const;
export type Health = (typeof HEALTHS)[number];

/** How a peer has done so far, in a word. `distrusted`: caught with what cannot be; `excluded`: by a person. */
export const PEER_STANDINGS = ['new', 'good', 'fair', 'poor', 'distrusted', 'excluded'] as const;
export type PeerStanding = (typeof PEER_STANDINGS)[number];

export interface PeerView {
  readonly url: string;
  readonly operator: string;
  /** As of now: a primary that fails or lies is replaced. `reserve`: not asked at present. */
  readonly role: 'primary' | 'witness' | 'reserve';
  readonly state: 'unknown' | 'agrees' | 'lagging' | 'unreachable' | 'conflict' | 'bad';
  /** Highest height this peer answered a light block for. */
  readonly height: string | null;
  readonly lastAnswerAt: string | null;
  readonly error: WireError | null;
  readonly standing?: PeerStanding;
  /** Of its newest answers, on average. */
  readonly latencyMs?: number | null;
}

export interface SignerView {
  readonly address: string;
  readonly power: string;
  readonly powerPercent: number;
  readonly signed: boolean;
}

export interface VerifiedHead {
  readonly height: string;
  readonly hash: string;
  readonly time: string;
  readonly verifiedAt: string;
  readonly mode: 'anchor' | 'adjacent' | 'skipping';
  readonly appHash: string;
  /** Read from disk after a start and not yet built upon by a newer header in this run. */
  readonly fromDisk: boolean;
  readonly provenance: Provenance;
}

/** Two headers of one height that cannot both be right. */
export interface ConflictView {
  readonly height: string;
  readonly primaryHash: string;
  readonly witnessHash: string;
  readonly witnessUrl: string;
  readonly detectedAt: string;
  /** The witness's header carries a valid quorum of its own: an attack, not merely a broken witness. */
  readonly witnessQuorum: boolean;
  /** Its evidence, in `ChainDetail.attacks`, where it was proven. */
  readonly attackId?: string | null;
  /** A person has decided since. */
  readonly settled?: boolean;
}

/**
 * lunatic: a header that no correct validator could compute · equivocation: two blocks in one round · amnesia: two blocks
 * in two rounds · lunatic-forward: a height that the chain has not reached.
 */
export const ATTACK_KINDS = ['lunatic', 'equivocation', 'amnesia', 'lunatic-forward'] as const;

/** One of the two blocks that cannot both be the chain's. */
export interface AttackSide {
  readonly url: string;
  readonly operator: string;
  readonly height: string;
  readonly hash: string;
  readonly time: string;
  readonly round: number;
  readonly signedPowerPercent: number;
}

export interface AttackSigner {
  readonly address: string;
  readonly power: string;
  /** Of the common block's set; 0 for who is not in it. */
  readonly powerPercent: number;
  readonly signedPrimary: boolean;
  readonly signedWitness: boolean;
  /** Named by the evidence against that side. */
  readonly accusedByPrimary: boolean;
  readonly accusedByWitness: boolean;
}

/** A proven conflict with all that is known of it, from the evidence that is kept. */
export interface AttackView {
  readonly id: string;
  readonly kind: (typeof ATTACK_KINDS)[number];
  readonly detectedAt: string;
  readonly common: { readonly height: string; readonly hash: string; readonly time: string };
  readonly primary: AttackSide;
  readonly witness: AttackSide;
  /** Fields of the two headers that differ, by their names in RPC. */
  readonly differing: readonly string[];
  /** In canonical order. */
  readonly signers: readonly AttackSigner[];
  /** Share of the power whose votes are for both blocks. */
  readonly bothPercent: number;
  /** Evidence against the witness could be made, too. */
  readonly bothSides: boolean;
}

/** What a person can decide of a halted chain: whose blocks are the chain's, or that all are to be asked again. */
export const RESUME_CHOICES = ['primary', 'witness', 'recheck'] as const;
export type ResumeChoice = (typeof RESUME_CHOICES)[number];

/** A proven conflict stopped the chain, until a person decides. */
export interface HaltView {
  readonly since: string;
  readonly primaryUrl: string;
  readonly witnessUrl: string | null;
  /** Those that leave a primary and a witness. */
  readonly choices: readonly ResumeChoice[];
}

/** A halt that a person ended. */
export interface Decision {
  readonly haltedAt: string;
  readonly decidedAt: string;
  readonly kept: ResumeChoice;
  readonly primaryUrl: string;
  readonly witnessUrl: string | null;
}

export interface ChainView {
  readonly chainId: string;
  readonly name: Text;
  readonly zoneId: string;
  readonly family: string;
  readonly demo: boolean;
  readonly health: Health;
  readonly healthSince: string;
  readonly error: WireError | null;
  readonly verified: VerifiedHead | null;
  /** The primary's own word on its newest height: a hint, shown as reported. */
  readonly claimedHeight: string | null;
  readonly lag: number | null;
  readonly trustedFrom: { readonly height: string; readonly hash: string; readonly time: string | null };
  readonly trustingPeriodSeconds: number;
  readonly expiresAt: string | null;
  readonly validators: number;
  readonly totalPower: string;
  readonly signedPower: string;
  readonly signedPowerPercent: number;
  /** Of the newest verified header, in canonical order. */
  readonly signers: readonly SignerView[];
  readonly peers: readonly PeerView[];
  readonly conflicts: readonly ConflictView[];
  readonly halt?: HaltView | null;
  readonly headersVerified: number;
  readonly headersWalked: number;
  readonly signaturesChecked: number;
  readonly averageIntervalSeconds: number | null;
  readonly elapsedMs: number;
}

/** A row of the chain page. `how`: verified by signatures, or reached backwards by hash link. */
export interface HeaderRow {
  readonly height: string;
  readonly hash: string;
  readonly time: string;
  readonly how: 'anchor' | 'adjacent' | 'skipping' | 'backwards';
  readonly proposer: string;
  readonly appHash: string;
  readonly validatorsHash: string;
  /** null for headers reached backwards: their commit was not needed. */
  readonly signedPowerPercent: number | null;
}

export interface ValidatorChange {
  readonly height: string;
  readonly time: string;
  readonly joined: readonly { address: string; power: string }[];
  readonly left: readonly { address: string; power: string }[];
  readonly powerChanged: readonly { address: string; from: string; to: string }[];
}

/** Down-sampled: one point may stand for several blocks. */
export interface IntervalPoint {
  readonly height: string;
  readonly time: string;
  readonly meanSeconds: number;
  readonly maxSeconds: number;
  readonly blocks: number;
}

export interface ChainDetail {
  readonly chainId: string;
  readonly headers: readonly HeaderRow[];
  readonly changes: readonly ValidatorChange[];
  readonly intervals: readonly IntervalPoint[];
  /** Contiguous range of heights whose headers are on this machine. */
  readonly known: { readonly from: string; readonly to: string; readonly count: number } | null;
  /** Newest first. */
  readonly attacks?: readonly AttackView[];
  readonly decisions?: readonly Decision[];
}
