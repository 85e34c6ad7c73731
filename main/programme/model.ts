import type { Text } from '../contract/chain.ts';
import type { Unit } from '../contract/figures.ts';
import type { Role } from '../contract/office.ts';
import type { FindingView, IndicatorHead, Rating, SubjectRef } from '../contract/programme.ts';
import type { Provenance } from '../contract/provenance.ts';

// What the programme is made of, as it is stored. Every row belongs to a change; a later change supersedes a row and
// never removes it, so that "as it was known on" can be asked for any day. Dates are YYYY-MM-DD, times RFC 3339 in UTC,
// periods quarters ("2026Q3"), values exact decimals.

export interface Zone {
  readonly zoneId: string;
  readonly name: Text;
  /** ISO 3166-2, e.g. "CN-BJ"; null: not stated. */
  readonly province: string | null;
  readonly source: string | null;
  readonly note: string | null;
}

export interface Sector {
  readonly sectorId: string;
  readonly name: Text;
  readonly group: string;
}

export interface Entity {
  readonly entityId: string;
  readonly name: Text;
  readonly sectorId: string | null;
  readonly province: string | null;
  readonly stage: 'final' | 'shortlist' | null;
  readonly source: string | null;
  readonly note: string | null;
}

/** Under a zone or under an entity, never both. */
export interface Scenario {
  readonly scenarioId: string;
  readonly name: Text;
  readonly owner: Text;
  readonly zoneId: string | null;
  readonly entityId: string | null;
  readonly sectorId: string;
  readonly chainId: string | null;
  readonly startedOn: string | null;
  readonly endedOn: string | null;
}

export interface IndicatorDefinition extends IndicatorHead {
  readonly unit: Unit;
  /** Digits behind the point that are kept; more are refused, never rounded. */
  readonly decimals: number;
  readonly better: 'higher' | 'lower';
}

export interface Milestone {
  readonly milestoneId: string;
  readonly scenarioId: string;
  readonly name: Text;
}

/** One entry of a milestone's history. The first baseline is kept forever. */
export interface MilestoneDate {
  readonly milestoneId: string;
  readonly kind: 'baseline' | 'forecast' | 'actual';
  /** null: an actual date taken back. */
  readonly date: string | null;
  readonly reason: string;
}

export interface Target {
  readonly scenarioId: string;
  readonly indicatorId: string;
  readonly period: string;
  readonly value: string;
}

export interface ReportValue {
  readonly indicatorId: string;
  readonly value: string;
  /** What a saving is measured against. */
  readonly base: string | null;
}

/** A report as it is to be taken in: its version, id and digest are given by the store. */
export interface ReportDraft {
  readonly scenarioId: string;
  readonly period: string;
  readonly statedBy: Text;
  readonly asOf: string;
  readonly origin: 'spreadsheet' | 'chain' | 'package';
  readonly values: readonly ReportValue[];
  /** The signed document as it came, where it came as one; otherwise the store keeps the canonical JSON of the report. */
  readonly document: Uint8Array | null;
  /** SHA-256 of the canonical report, lower-case hex. */
  readonly digest: string;
  /** The known signer whose signature on the document is good. */
  readonly signedBy: string | null;
}

export interface StoredReport extends ReportDraft {
  readonly reportId: string;
  readonly version: number;
  readonly changeSeq: number;
  readonly receivedAt: string;
}

/** What verified chain state says of a report: the digest that lies there, as the light client proved it. */
export interface Anchoring {
  readonly scenarioId: string;
  readonly period: string;
  /** null: proven absent. */
  readonly digest: string | null;
  /** `anchored` with the header it was proven in, and the condition of its chain. */
  readonly provenance: Provenance;
  readonly observedAt: string;
}

/** A value read from proven chain state, or counted from verified blocks. Kept as a series: the last of a period stands for it. */
export interface Observation {
  readonly scenarioId: string;
  readonly indicatorId: string;
  readonly period: string;
  readonly value: string;
  readonly provenance: Provenance;
  readonly observedAt: string;
}

/** As it is written; when, and whether it is settled, the changes say. */
export type Finding = Omit<FindingView, 'at' | 'state'>;

export interface Review {
  readonly reviewId: string;
  readonly reportId: string;
  readonly scenarioId: string;
  readonly period: string;
  /** Digest of the report that was judged: a review never slides over to another version. */
  readonly reportDigest: string;
  readonly decision: 'accepted' | 'returned' | 'lowered';
  readonly rating: Rating | null;
  readonly reason: string;
  readonly findings: readonly { readonly indicatorId: string | null; readonly text: string }[];
  readonly reviewer: string;
  readonly officeId: string;
  readonly at: string;
  /** Over the canonical JSON of all of the above. */
  readonly keyId: string | null;
  readonly signature: string | null;
}

export interface Override {
  readonly subject: SubjectRef;
  readonly period: string;
  /** null: withdrawn. */
  readonly rating: Rating | null;
  readonly reason: string;
  readonly person: string;
  readonly officeId: string;
  readonly at: string;
}

/** Who does something, and what: the head of every change, and a line of the audit log. */
export interface ChangeHead {
  readonly at: string;
  readonly person: string;
  readonly role: Role;
  readonly officeId: string;
  /** e.g. "import", "review", "lower", "rebaseline", "undo", "pack". */
  readonly action: string;
  readonly subject: string;
  readonly details: Readonly<Record<string, string | number>>;
}

/** All that one change adds. What stands under the same key is superseded, never removed. */
export interface ChangeSet {
  readonly zones?: readonly Zone[];
  readonly sectors?: readonly Sector[];
  readonly entities?: readonly Entity[];
  readonly scenarios?: readonly Scenario[];
  readonly definitions?: readonly IndicatorDefinition[];
  readonly milestones?: readonly Milestone[];
  readonly milestoneDates?: readonly MilestoneDate[];
  readonly targets?: readonly Target[];
  readonly reports?: readonly ReportDraft[];
  readonly findings?: readonly Finding[];
  /** Findings that are settled by this change. */
  readonly resolved?: readonly { readonly findingId: string; readonly reason: string }[];
  readonly reviews?: readonly Review[];
  readonly overrides?: readonly Override[];
}
