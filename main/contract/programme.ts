import type { Text } from './chain.ts';
import type { Figure, Unit } from './figures.ts';
import type { Condition, Level, MixPart, Provenance } from './provenance.ts';

// The programme as the view sees it: who reports what, how far it has come, and how each of it is known.
// Dates are YYYY-MM-DD, times RFC 3339 in UTC, periods quarters ("2026Q3"), numbers exact decimals in strings.

export const EFFECTS = [
  'data-sharing',
  'process-improvement',
  'cost-reduction',
  'collaboration-efficiency',
  'trusted-system',
] as const;
export type Effect = (typeof EFFECTS)[number];

/** cumulative: a running total, never falls · level: a state at a date · rate · saving: against a stated base. */
export const INDICATOR_KINDS = ['cumulative', 'level', 'rate', 'saving'] as const;
export type IndicatorKind = (typeof INDICATOR_KINDS)[number];

/** Worst last among the rated; the last two are states of their own and never stand for green. The three-level scale uses green, amber, red. */
export const RATINGS = ['green', 'amber-green', 'amber', 'amber-red', 'red', 'not-rated', 'no-current-data'] as const;
export type Rating = (typeof RATINGS)[number];

/** Against the previous period; `joined`: there was none. */
export const TRENDS = ['improved', 'steady', 'declined', 'joined'] as const;
export type Trend = (typeof TRENDS)[number];

export const SUBJECT_KINDS = ['programme', 'zone', 'sector', 'entity', 'scenario'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** `id` is 'all' for the programme itself, and for every scenario of special-field entities 'entities' as a zone. */
export interface SubjectRef {
  readonly kind: SubjectKind;
  readonly id: string;
}

/** Why a rating is what it is: a rule of the rule set, how far it pulled the rating down, and the inputs it looked at. */
export interface StatusReason {
  /** Message key of the view: `rule.<rule>`. */
  readonly rule: string;
  readonly rating: Rating;
  readonly params: Readonly<Record<string, string | number>>;
}

export interface OverrideView {
  readonly rating: Rating;
  readonly reason: string;
  readonly person: string;
  readonly officeId: string;
  readonly at: string;
}

export interface StatusView {
  /** What is shown: the computed rating, or a worse one that a person set. */
  readonly rating: Rating;
  readonly computed: Rating;
  readonly trend: Trend;
  readonly previous: Rating | null;
  /** The strongest first. */
  readonly reasons: readonly StatusReason[];
  readonly override: OverrideView | null;
  /** The data the rating rests on are older than their limit. */
  readonly stale: boolean;
  /** The newest of the inputs; null: none. */
  readonly asOf: string | null;
}

/** One rule as it was applied, to be read beside the rating. */
export interface RuleApplied {
  readonly rule: string;
  readonly rating: Rating;
  readonly inputs: Readonly<Record<string, string | number>>;
  readonly thresholds: Readonly<Record<string, string | number>>;
}

export interface StatusDerivation {
  readonly subject: SubjectRef;
  readonly name: Text;
  readonly period: string;
  readonly status: StatusView;
  /** Version of the rule set, and its digest. */
  readonly rules: { readonly version: string; readonly digest: string };
  readonly applied: readonly RuleApplied[];
  /** Of a roll-up: how many parts have each rating, and the parts that decided it. */
  readonly distribution: Distribution;
  readonly deciding: readonly { readonly subject: SubjectRef; readonly name: Text; readonly rating: Rating }[];
  readonly history: readonly StatusPoint[];
  /** Levels of the scale in force that are worse than the computed rating. */
  readonly lowerTo: readonly Rating[];
}

export type Distribution = Readonly<Record<Rating, number>>;

export interface StatusPoint {
  readonly period: string;
  readonly rating: Rating;
  readonly computed: Rating;
}

export interface MatrixCell {
  readonly zoneId: string;
  readonly sectorId: string;
  /** How many scenarios stand in this cell, of those in service as the programme pack says. */
  readonly scenarios: number;
  readonly rating: Rating;
  readonly stale: boolean;
  readonly trend: Trend;
  /** How the cell's current indicator values are known. */
  readonly mix: readonly MixPart[];
  readonly contradicted: number;
}

export interface MatrixRow {
  readonly zoneId: string;
  readonly name: Text;
  readonly province: string | null;
  readonly status: StatusView;
  readonly scenarios: number;
  /** Only where there is a scenario. */
  readonly cells: readonly MatrixCell[];
}

/** Ratings now and a period ago, and what moved: who joined or left is not counted as improved or declined. */
export interface Movement {
  readonly now: Distribution;
  readonly before: Distribution;
  readonly improved: number;
  readonly declined: number;
  readonly unchanged: number;
  readonly joined: number;
  readonly left: number;
}

/** Something a supervisor would act on. In the order in which to act. */
export interface ActionItem {
  readonly id: string;
  readonly kind:
    | 'contradicted'
    | 'rating-red'
    | 'declined'
    | 'report-missing'
    | 'report-late'
    | 'milestone-slipped'
    | 'finding-open'
    | 'review-waiting'
    | 'override-lowered'
    | 'expired'
    | 'stale';
  readonly subject: SubjectRef;
  readonly name: Text;
  readonly rating: Rating;
  readonly level: Level | Exclude<Condition, 'fresh'>;
  readonly params: Readonly<Record<string, string | number>>;
  readonly since: string | null;
  readonly reportId: string | null;
}

export interface ProgrammeView {
  readonly name: Text;
  readonly demo: boolean;
  /** The bundled list is partial until the operator loads the full one. */
  readonly partial: boolean;
  readonly period: string;
  readonly previousPeriod: string | null;
  /** Newest first. */
  readonly periods: readonly string[];
  /** null: as it is known now. */
  readonly asOf: string | null;
  readonly status: StatusView;
  readonly figures: readonly Figure[];
  readonly sectors: readonly {
    readonly sectorId: string;
    readonly group: string;
    readonly name: Text;
    readonly status: StatusView;
    readonly scenarios: number;
  }[];
  /** The zones, and last the row of the special-field entities (zoneId 'entities'). */
  readonly rows: readonly MatrixRow[];
  readonly movement: Movement;
  readonly actions: readonly ActionItem[];
  /** How the values of each period are known, oldest first. */
  readonly mixByPeriod: readonly { readonly period: string; readonly mix: readonly MixPart[] }[];
  readonly counts: {
    readonly zones: number;
    readonly entities: number;
    readonly scenarios: number;
    readonly reports: number;
    readonly reviewsWaiting: number;
    readonly findingsOpen: number;
  };
}

export interface HistoryPoint {
  readonly period: string;
  readonly value: string | null;
  readonly provenance: Provenance;
}

/** What every list of indicators says of each. */
export interface IndicatorHead {
  readonly indicatorId: string;
  readonly name: Text;
  readonly effect: Effect;
  readonly kind: IndicatorKind;
}

export interface IndicatorRow extends IndicatorHead {
  readonly unit: Unit;
  readonly better: 'higher' | 'lower';
  readonly figure: Figure;
  /** Of the same period; null: none was set. */
  readonly target: string | null;
  readonly previous: string | null;
  readonly base: string | null;
  /** Oldest first. */
  readonly history: readonly HistoryPoint[];
}

export interface MilestoneView {
  readonly milestoneId: string;
  readonly scenarioId: string;
  readonly name: Text;
  /** Every baseline ever set, the first one first. */
  readonly baselines: readonly { readonly date: string; readonly setAt: string; readonly reason: string }[];
  readonly forecast: string | null;
  readonly actual: string | null;
  readonly state: 'done' | 'under-way' | 'not-started';
  readonly rating: Rating;
  /** Days by which forecast or actual stand behind the approved baseline; negative: ahead. */
  readonly slipDays: number | null;
}

export const REPORT_STATES = ['draft', 'waiting', 'accepted', 'returned', 'lowered', 'superseded'] as const;
export type ReportState = (typeof REPORT_STATES)[number];

export interface ReportRow {
  readonly reportId: string;
  readonly scenarioId: string;
  readonly name: Text;
  readonly zoneId: string | null;
  readonly sectorId: string;
  readonly period: string;
  readonly version: number;
  readonly statedBy: Text;
  readonly asOf: string;
  readonly receivedAt: string;
  readonly origin: 'spreadsheet' | 'chain' | 'package';
  readonly state: ReportState;
  readonly provenance: Provenance;
  readonly values: number;
  readonly findings: number;
}

export const SEVERITIES = ['error', 'warning', 'note'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface FindingView {
  readonly findingId: string;
  readonly subject: SubjectRef;
  readonly reportId: string | null;
  readonly indicatorId: string | null;
  readonly severity: Severity;
  /** A check's code (message key `finding.<code>`), or 'person' for a finding that somebody wrote. */
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly text: string | null;
  readonly by: string | null;
  readonly at: string;
  readonly state: 'open' | 'resolved';
}

export interface ReviewView {
  readonly reviewId: string;
  readonly reportId: string;
  readonly decision: 'accepted' | 'returned' | 'lowered';
  readonly reason: string;
  readonly reviewer: string;
  readonly officeId: string;
  readonly officeName: Text;
  readonly at: string;
  /** signed: with a key of that office that this machine knows · unknown-key: the signature is good, nobody vouches for the key. */
  readonly signature: 'signed' | 'unknown-key' | 'unsigned';
  readonly keyId: string | null;
}

/** A report opened on the review desk: what is said, what the checks found, how each value is known. */
export interface ReportDetail {
  readonly report: ReportRow;
  readonly values: readonly (IndicatorHead & {
    readonly figure: Figure;
    readonly previous: string | null;
    readonly target: string | null;
    readonly base: string | null;
  })[];
  readonly findings: readonly FindingView[];
  readonly reviews: readonly ReviewView[];
  readonly versions: readonly ReportRow[];
  readonly digest: string;
  /** The digest that lies in verified chain state for this scenario and period; null: none. */
  readonly anchoredDigest: string | null;
  readonly status: StatusView;
  /** As in StatusDerivation, of the report's scenario in its period. */
  readonly lowerTo: readonly Rating[];
}

export interface ScenarioLine {
  readonly scenarioId: string;
  readonly name: Text;
  readonly owner: Text;
  readonly zoneId: string | null;
  readonly entityId: string | null;
  readonly sectorId: string;
  readonly chainId: string | null;
  readonly status: StatusView;
  readonly report: { readonly period: string; readonly state: ReportState } | null;
  readonly provenance: Provenance;
  readonly mix: readonly MixPart[];
  readonly nextMilestone: { readonly name: Text; readonly date: string; readonly rating: Rating } | null;
  readonly figures: readonly Figure[];
}

export interface SubjectPage {
  readonly subject: SubjectRef;
  readonly name: Text;
  readonly owner: Text | null;
  readonly zone: { readonly id: string; readonly name: Text } | null;
  readonly sector: { readonly id: string; readonly name: Text } | null;
  readonly entity: { readonly id: string; readonly name: Text } | null;
  readonly province: string | null;
  /** Where the master data of this subject come from, and what is uncertain about them. */
  readonly source: string | null;
  readonly note: string | null;
  readonly chainIds: readonly string[];
  readonly period: string;
  readonly asOf: string | null;
  readonly status: StatusView;
  readonly statusHistory: readonly StatusPoint[];
  readonly distribution: Distribution;
  readonly movement: Movement;
  readonly figures: readonly Figure[];
  readonly indicators: readonly IndicatorRow[];
  readonly milestones: readonly MilestoneView[];
  readonly reports: readonly ReportRow[];
  readonly findings: readonly FindingView[];
  readonly reviews: readonly ReviewView[];
  /** Scenarios under a zone, sector or entity; empty for a scenario. At most the first 200: `scenarioTable` pages. */
  readonly scenarios: readonly ScenarioLine[];
  readonly scenarioCount: number;
}

export interface EntityLine {
  readonly entityId: string;
  readonly name: Text;
  readonly sectorId: string | null;
  readonly province: string | null;
  readonly stage: 'final' | 'shortlist' | null;
  readonly source: string | null;
  readonly note: string | null;
  readonly scenarios: number;
  readonly status: StatusView;
  readonly mix: readonly MixPart[];
}

export interface SearchHit {
  readonly subject: SubjectRef;
  readonly name: Text;
  /** What stands beside the name: field, zone, owner. */
  readonly context: Text;
  readonly rating: Rating;
}

/** Two zones, fields, entities or scenarios in one period, or one of them in two periods. */
export interface Comparison {
  readonly sides: readonly {
    readonly subject: SubjectRef;
    readonly name: Text;
    readonly period: string;
    readonly status: StatusView;
    readonly distribution: Distribution;
    readonly mix: readonly MixPart[];
    readonly scenarios: number;
  }[];
  readonly indicators: readonly (IndicatorHead & {
    readonly unit: Unit;
    readonly better: 'higher' | 'lower';
    /** One per side, in their order. */
    readonly figures: readonly Figure[];
    /** Last against first; null where one has no value. */
    readonly difference: string | null;
  })[];
}
