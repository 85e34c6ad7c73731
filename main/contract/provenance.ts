/** How a figure is known, weakest first. The words are defined in the README, "What provenance means". */
export const LEVELS = ['reported', 'signed', 'anchored', 'proven', 'corroborated'] as const;
export type Level = (typeof LEVELS)[number];

/** Stands beside the level. `contradicted` outranks every level. */
export const CONDITIONS = ['fresh', 'stale', 'expired', 'contradicted', 'not-verifiable'] as const;
export type Condition = (typeof CONDITIONS)[number];

/** Where on which chain a level comes from. Heights as decimal strings, times as RFC 3339, hashes as lower-case hex. */
export interface Anchor {
  readonly chainId: string;
  readonly height: string;
  readonly headerHash: string;
  /** The rule that ties the value to the header. */
  readonly rule: 'header' | 'ics23-state' | 'ics23-absence' | 'tx-inclusion' | 'report-digest' | 'counted';
  readonly headerTime: string;
  readonly verifiedAt: string;
}

export interface Provenance {
  readonly level: Level;
  readonly condition: Condition;
  readonly at?: Anchor;
  /** Who stated it, where it rests on somebody's word. */
  readonly source?: string;
}

/** Share of a figure's parts, by weight, that is known at one level. Shares sum to 1. */
export interface MixPart {
  readonly level: Level | 'contradicted';
  readonly share: number;
  readonly parts: number;
}

export interface Attested<T> {
  readonly value: T;
  readonly provenance: Provenance;
}
