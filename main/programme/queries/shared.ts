import type { Rating } from '../../contract/programme.ts';
import type { Anchoring, Observation, Override, Scenario, StoredReport } from '../model.ts';
import type { KnownReport } from '../reportProvenance.ts';
import type { Rated, ScenarioInputs, Verdict } from '../seams.ts';
import { type Columns, columnsOf } from './columns.ts';
import type { MasterIndex } from './moment.ts';

// What outlives a frame: a change touches a few reports, and everything that does not rest on them stays as it was.

/** What a scenario's rating rests on. The marks tell cheaply whether any of it differs from the last time. */
export interface ScenarioFacts {
  readonly marks: readonly unknown[];
  inputs(): ScenarioInputs;
}

/** What is known of one scenario in one period. */
export interface ScenarioState extends Columns {
  readonly scenario: Scenario;
  readonly report: StoredReport | null;
  readonly known: Columns['known'];
  readonly values: KnownReport['values'];
  readonly provenance: KnownReport['provenance'];
  readonly contradictions: KnownReport['contradictions'];
  readonly anchoring: Anchoring | null;
}

export interface Status extends Verdict {
  /** What is shown. */
  readonly shown: Rating;
  readonly override: Override | null;
  readonly deciding: readonly string[];
  /** The same as long as what it rests on is the same. */
  readonly source: RatedCache;
}

interface KnownCache {
  readonly index: MasterIndex['indicators'];
  readonly anchoring: Anchoring | null;
  readonly anchoredVersion: StoredReport | null;
  readonly observations: readonly Observation[];
  readonly state: ScenarioState;
}

export interface RatedCache {
  /** null: a roll-up. */
  readonly facts: ScenarioFacts | null;
  readonly verdict: Verdict;
  /** With reasons and rules: of a scenario once somebody wants to see them. */
  rated: Rated | null;
}

/** What is known of one period as long as its reports, evidence and scenarios are the same. */
export interface PeriodData {
  readonly master: MasterIndex;
  readonly reports: readonly StoredReport[];
  readonly anchorings: readonly Anchoring[];
  readonly observations: readonly Observation[];
  readonly reportOf: ReadonlyMap<string, StoredReport>;
  readonly anchoringOf: ReadonlyMap<string, Anchoring>;
  readonly observationsOf: ReadonlyMap<string, readonly Observation[]>;
  readonly states: Map<string, ScenarioState>;
  readonly active: Map<string, readonly Scenario[]>;
  readonly rolled: Map<string, Rolled>;
}

/** What was made of the scenarios under a subject in a period. */
export interface Rolled {
  readonly states: readonly ScenarioState[];
  readonly counts: readonly number[];
  readonly memo: Map<string, unknown>;
}

export interface PeriodStatuses {
  readonly marks: readonly unknown[];
  readonly statuses: Map<string, Status>;
  readonly ofScenarios: Map<string, Status>;
}

/** What outlives a frame. */
export interface Shared {
  readonly known: WeakMap<StoredReport, KnownCache>;
  /** By period, then by scenario. */
  readonly rated: Map<string, Map<string, RatedCache>>;
  /** By period, the newest first: now, and the last days that were looked at. */
  readonly data: Map<string, PeriodData[]>;
  readonly statuses: Map<string, PeriodStatuses[]>;
  /** Grows with whatever no change and no observation shows: how chains do. */
  touches: number;
}

const VARIANTS = 4;

export function createShared(): Shared {
  return { known: new WeakMap(), rated: new Map(), data: new Map(), statuses: new Map(), touches: 0 };
}

/** The first that fits, moved to the front; otherwise a new one. */
export function variant<T>(variants: Map<string, T[]>, key: string, fits: (one: T) => boolean, make: () => T): T {
  const list = variants.get(key) ?? [];
  const found = list.find(fits) ?? make();
  variants.set(key, [found, ...list.filter((one) => one !== found)].slice(0, VARIANTS));
  return found;
}

const empties = new WeakMap<object, Columns>();

export function emptyColumns({ indicators }: MasterIndex): Columns {
  const known = empties.get(indicators) ?? columnsOf({ values: [] }, indicators);
  empties.set(indicators, known);
  return known;
}

export function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export function sameFacts(a: ScenarioFacts, b: ScenarioFacts): boolean {
  return sameList(a.marks, b.marks);
}
