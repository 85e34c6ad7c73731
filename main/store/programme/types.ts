import type { Rating, SubjectRef } from '../../contract/programme.ts';
import type { Anchoring, Observation, StoredReport } from '../../programme/model.ts';
import type { AsOfSeq, ProgrammeStore } from '../../programme/seams.ts';
import type { StoreError, StoreProblem, StoreResult } from '../types.ts';
import type { AuditLog } from './audit.ts';
import type { ChangedRow } from './entries.ts';

/** A rating as it was computed after a change. */
export interface StoredRating {
  readonly seq: number;
  readonly subject: SubjectRef;
  readonly period: string;
  /** The day as of which it was rated. */
  readonly today: string;
  /** The last row of what was observed then. */
  readonly observed: number;
  /** How the scenario's chain was doing; '' for roll-ups. */
  readonly health: string;
  readonly rating: Rating;
  readonly computed: Rating;
  /** SHA-256 of the canonical JSON of the inputs. */
  readonly inputs: string;
  /** Digest of the rule set. */
  readonly rules: string;
}

/** What the queries need beyond the seams: what is cheap to ask before an answer is made again. */
export interface OfficeStore extends ProgrammeStore {
  readonly file: string;
  /** Several changes, all or none of them on disk. What is thrown goes on upwards, and nothing was written. */
  atOnce<T>(body: () => T): StoreResult<T>;
  /** The newest change; 0: none. */
  lastSeq(): number;
  /** The last row of what was observed. */
  lastObserved(): number;
  /** Grows whenever anything that was observed became different, stored yet or not. */
  observedVersion(): number;
  /** When a change was made. */
  timeOf(seq: number): string | null;
  /** Whether a change still counts. */
  isActive(seq: number): boolean;
  /** What a change wrote, undone since or not. */
  rowsOf(seq: number): readonly ChangedRow[];
  /** Who undid it, where somebody did. */
  undoneBy(seq: number): number | null;
  /** Does not differ between two moments at which the same stood. `period`: of that period only. */
  version(
    what: 'master' | 'milestones' | 'findings' | 'reviews' | 'reports' | 'targets' | 'overrides',
    period: string | null,
    asOf: AsOfSeq,
  ): number;
  currentReport(scenarioId: string, period: string, asOf: AsOfSeq): StoredReport | null;
  /** As they were when `observed` was the last row; null: all of them. */
  anchoringsAt(period: string, asOf: AsOfSeq, observed: number | null): readonly Anchoring[];
  observationsAt(period: string, asOf: AsOfSeq, observed: number | null): readonly Observation[];
  saveRatings(ratings: readonly StoredRating[]): void;
  /** The last rating of each period, as of a change; oldest period first. */
  ratingHistory(subject: SubjectRef, asOf: AsOfSeq): readonly StoredRating[];
  /** Every stored rating, in the order in which they were stored. */
  allRatings(): readonly StoredRating[];
  /** Which change's ratings are complete. */
  ratedUpTo(): string;
  readonly audit: AuditLog;
  readSetting(key: string): string | null;
  writeSetting(key: string, value: string): void;
  close(): void;
}

export type OpenProgrammeOutcome =
  | { readonly ok: true; readonly store: OfficeStore; readonly problems: readonly StoreProblem[] }
  | { readonly ok: false; readonly error: StoreError };
