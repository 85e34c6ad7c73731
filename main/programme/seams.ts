import type {
  FileBytes,
  ImportPreview,
  ImportProblem,
  ImportProgress,
  OfficeRequest,
  ReportType,
} from '../contract/office.ts';
import type { Rating, RuleApplied, StatusReason, Trend } from '../contract/programme.ts';
import type { Provenance } from '../contract/provenance.ts';
import type { Outcome } from '../contract/services.ts';
import type {
  Anchoring,
  ChangeHead,
  ChangeSet,
  Entity,
  Finding,
  IndicatorDefinition,
  Milestone,
  MilestoneDate,
  Observation,
  Override,
  ReportDraft,
  ReportValue,
  Review,
  Scenario,
  Sector,
  StoredReport,
  Target,
  Zone,
} from './model.ts';

// Where the parts of the programme meet. SQL stays behind ProgrammeStore; rules, checks and imports see only plain data.

/** A moment in what was known: everything up to and with this change. null: all of it. */
export type AsOfSeq = number | null;

export interface MasterData {
  readonly zones: readonly Zone[];
  readonly sectors: readonly Sector[];
  readonly entities: readonly Entity[];
  readonly scenarios: readonly Scenario[];
  readonly definitions: readonly IndicatorDefinition[];
}

export interface ProgrammeStore {
  /** One transaction: the change, its audit line, all rows. `undoes`: the change whose rows no longer stand after this one. */
  apply(head: ChangeHead, set: ChangeSet, undoes?: number): Outcome<number>;
  /** The last change on or before the end of that day (UTC); null where there is none. */
  seqAt(date: string): AsOfSeq;
  master(asOf: AsOfSeq): MasterData;
  /** Newest first. */
  periods(asOf: AsOfSeq): readonly string[];
  reportsOf(period: string, asOf: AsOfSeq, scenarioIds?: readonly string[]): readonly StoredReport[];
  reportHistory(scenarioId: string, asOf: AsOfSeq): readonly StoredReport[];
  report(reportId: string): StoredReport | null;
  /** Values of one period for checks and figures, by scenario. */
  valuesOf(period: string, asOf: AsOfSeq): ReadonlyMap<string, readonly ReportValue[]>;
  targetsOf(period: string, asOf: AsOfSeq): readonly Target[];
  milestones(
    asOf: AsOfSeq,
    scenarioIds?: readonly string[],
  ): readonly {
    readonly milestone: Milestone;
    readonly dates: readonly (MilestoneDate & { readonly setAt: string })[];
  }[];
  findings(asOf: AsOfSeq): readonly (Finding & { readonly at: string; readonly resolvedAt: string | null })[];
  reviews(asOf: AsOfSeq): readonly Review[];
  overrides(period: string, asOf: AsOfSeq): readonly Override[];
  /** What the light client proved: kept as a series, never replaced. */
  observe(anchorings: readonly Anchoring[], observations: readonly Observation[]): void;
  anchorings(period: string, asOf: AsOfSeq): readonly Anchoring[];
  observations(period: string, asOf: AsOfSeq): readonly Observation[];
}

// ---- status ----

/** Everything a scenario's rating looks at, for one period. */
export interface ScenarioInputs {
  readonly scenarioId: string;
  readonly period: string;
  /** YYYY-MM-DD: the day as of which it is rated. */
  readonly today: string;
  readonly inService: boolean;
  readonly milestones: readonly {
    readonly milestoneId: string;
    readonly baseline: string | null;
    readonly rebaselines: number;
    readonly forecast: string | null;
    readonly actual: string | null;
  }[];
  readonly indicators: readonly {
    readonly indicatorId: string;
    readonly value: string | null;
    readonly target: string | null;
    readonly better: 'higher' | 'lower';
    readonly provenance: Provenance;
  }[];
  /** The report of the period; null: none came. */
  readonly report: { readonly asOf: string; readonly receivedAt: string; readonly provenance: Provenance } | null;
  /** Consecutive periods without a report, this one included. */
  readonly periodsMissing: number;
  readonly openFindings: { readonly error: number; readonly warning: number };
  readonly chainHealth: 'none' | 'following' | 'stalled' | 'unreachable' | 'suspect' | 'expired' | 'halted';
  /** The last review's word on this report, where there is one. */
  readonly reviewed: 'accepted' | 'returned' | 'lowered' | null;
}

export interface Verdict {
  readonly rating: Rating;
  /** The rules that kept it from green, as in the reasons: the worst first. */
  readonly raised: readonly string[];
  readonly stale: boolean;
  readonly asOf: string | null;
}

export interface Rated extends Omit<Verdict, 'raised'> {
  readonly reasons: readonly StatusReason[];
  readonly applied: readonly RuleApplied[];
}

export interface StatusRules {
  readonly version: string;
  readonly scale: 'three' | 'five';
  rateScenario(inputs: ScenarioInputs): Rated;
  /** What `rateScenario` comes to, by the same rules, for a thousand scenarios of which a few are opened. */
  verdictOf(inputs: ScenarioInputs): Verdict;
  /** Never a mean: stated rules by which a red part stays visible. `weight`: scenarios under a part. */
  rollUp(
    parts: readonly {
      readonly id: string;
      readonly rating: Rating;
      readonly weight: number;
      readonly stale: boolean;
    }[],
  ): Rated & { readonly deciding: readonly string[] };
  /** The worse of the two; an override that would better a rating is ignored and never stored. */
  lowered(computed: Rating, override: Rating | null): Rating;
  isOnScale(rating: Rating): boolean;
  /** What a computed rating can be lowered to; empty: it is the worst already. */
  worseThan(computed: Rating): readonly Rating[];
  trend(now: Rating, before: Rating | null): Trend;
  /** SHA-256 of the canonical JSON of the rules, lower-case hex. */
  readonly digest: string;
}

// ---- checks ----

export interface CheckContext {
  readonly today: string;
  readonly scenario: Scenario | null;
  readonly definitions: ReadonlyMap<string, IndicatorDefinition>;
  /** Values of the newest earlier period that has any, by indicator. */
  readonly previous: ReadonlyMap<string, { readonly value: string; readonly period: string }>;
  readonly earlier: readonly { readonly period: string; readonly values: readonly ReportValue[] }[];
  /** Units as the source states them, by indicator, where it does: a unit of ours, or a currency such as "USD". */
  readonly units?: ReadonlyMap<string, string>;
  /** How many scenarios of the period state this value for this indicator, this one included. */
  readonly sharedBy?: (indicatorId: string, value: string) => number;
}

/** A rule of the catalogue that a draft breaks (`error`: it is refused) or that a person should see (`warning`, `note`). */
export type CheckResult = Omit<Finding, 'findingId' | 'subject' | 'reportId' | 'text' | 'by'>;
export type CheckReport = (
  draft: Pick<ReportDraft, 'scenarioId' | 'period' | 'asOf' | 'values'>,
  context: CheckContext,
) => readonly CheckResult[];

// ---- import ----

/** What an import needs of the rest. */
export interface ImportContext {
  readonly master: MasterData;
  readonly today: string;
  previousValues(scenarioId: string, period: string): CheckContext['previous'];
  earlierReports(scenarioId: string, period: string): CheckContext['earlier'];
  currentReport(scenarioId: string, period: string): StoredReport | null;
  targetsOf(period: string): readonly Target[];
  milestones(): readonly { readonly milestone: Milestone; readonly dates: readonly MilestoneDate[] }[];
}

/** Files on their way in. Nothing reaches the store before `take`. Long work yields, so that progress and cancel are answered. */
export interface Importer {
  read(request: OfficeRequest<'importRead'>, context: ImportContext): Promise<Outcome<ImportPreview>>;
  map(request: OfficeRequest<'importMap'>, context: ImportContext): Promise<Outcome<ImportPreview>>;
  problems(request: OfficeRequest<'importProblems'>): Outcome<readonly ImportProblem[]>;
  progress(importId: string): Outcome<ImportProgress>;
  /** The checked content as a change; forgets the file. Refused while an error stands, or when it was cancelled. */
  take(
    importId: string,
    context: ImportContext,
  ): Promise<
    Outcome<{ readonly fileName: string; readonly type: ReportType; readonly rows: number; readonly set: ChangeSet }>
  >;
  cancel(importId: string): void;
  template(request: OfficeRequest<'importTemplate'>, master: MasterData): Promise<Outcome<FileBytes>>;
}
