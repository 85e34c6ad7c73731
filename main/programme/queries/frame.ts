import type { Rating, StatusView, SubjectRef, Trend } from '../../contract/programme.ts';
import type { MixPart } from '../../contract/provenance.ts';
import { NOTHING } from '../../metrics/provenance.ts';
import type { Anchoring, Observation, Override, Scenario, StoredReport } from '../model.ts';
import { type KnownReport, knownReport, observedValues } from '../reportProvenance.ts';
import type { Rated } from '../seams.ts';
import { ratingDay } from '../status/rules.ts';
import { addCounts, type Columns, columnsOf, mixOfCounts } from './columns.ts';
import { inputsOf, type ScenarioFacts } from './inputs.ts';
import { keptWith } from './kept.ts';
import {
  ALL,
  type ChainHealth,
  ENTITIES_ROW,
  grouped,
  inService,
  type MasterIndex,
  type Moment,
  masterIndex,
  periodOf,
  type QueryDeps,
} from './moment.ts';

// The programme as it was known at one moment. Everything is worked out when it is first asked for and kept for as long as
// nothing changed; what a frame shares with the one before (reports, their provenance, ratings) is not worked out again.

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

export interface Status extends Rated {
  /** What is shown. */
  readonly shown: Rating;
  readonly override: Override | null;
  readonly deciding: readonly string[];
}

interface KnownCache {
  readonly index: MasterIndex['indicators'];
  readonly anchoring: Anchoring | null;
  readonly anchoredVersion: StoredReport | null;
  readonly observations: readonly Observation[];
  readonly state: ScenarioState;
}

interface RatedCache {
  readonly facts: ScenarioFacts;
  readonly rated: Rated;
}

/** What outlives a frame. */
export interface Shared {
  readonly known: WeakMap<StoredReport, KnownCache>;
  /** Of scenarios of which nothing is known in a period: one state for all of these periods. */
  readonly unknown: WeakMap<Scenario, ScenarioState>;
  readonly rated: Map<string, RatedCache>;
  readonly rolled: Map<string, Rolled>;
}

/** What was made of the scenarios under a subject in a period; holds for as long as their states are the same objects. */
export interface Rolled {
  readonly states: readonly ScenarioState[];
  readonly counts: readonly number[];
  readonly memo: Map<string, unknown>;
}

export function createShared(): Shared {
  return { known: new WeakMap(), unknown: new WeakMap(), rated: new Map(), rolled: new Map() };
}

export class Frame {
  readonly deps: QueryDeps;
  readonly moment: Moment;
  readonly master: MasterIndex;
  /** Newest first; the current quarter where no report ever came. */
  readonly periods: readonly string[];
  readonly #shared: Shared;
  readonly #periods = new Map<string, PeriodFrame>();
  readonly #health: ((scenario: Scenario) => ChainHealth) | null;
  readonly memo = new Map<string, unknown>();

  constructor(
    deps: QueryDeps,
    moment: Moment,
    shared: Shared,
    health: ((scenario: Scenario) => ChainHealth) | null = null,
  ) {
    this.deps = deps;
    this.moment = moment;
    this.#shared = shared;
    this.#health = health;
    // Ratings are stored of the whole programme, whoever works here.
    this.master = masterIndex(deps.store, moment.seq, health === null ? deps.area() : null);
    const periods = deps.store.periods(moment.seq);
    this.periods = periods.length === 0 ? [periodOf(moment.today)] : periods;
  }

  get newest(): string {
    return this.periods[0] as string;
  }

  period(period: string): PeriodFrame {
    const known = this.#periods.get(period);
    if (known !== undefined) return known;
    const made = new PeriodFrame(this, period, this.#shared);
    this.#periods.set(period, made);
    return made;
  }

  previousOf(period: string): string | null {
    return this.periods.find((other) => other < period) ?? null;
  }

  /** All scenarios under a subject, in service or not. */
  scenariosOf({ kind, id }: SubjectRef): readonly Scenario[] {
    const { master, byZone, bySector, byEntity, scenarios } = this.master;
    switch (kind) {
      case 'programme':
        return master.scenarios;
      case 'zone':
        return byZone.get(id) ?? [];
      case 'sector':
        return bySector.get(id) ?? [];
      case 'entity':
        return byEntity.get(id) ?? [];
      case 'scenario': {
        const scenario = scenarios.get(id);
        return scenario === undefined ? [] : [scenario];
      }
      default:
        return kind satisfies never;
    }
  }

  /** How a chain does today says nothing of an earlier quarter, or of what was known on an earlier day. */
  healthOf(scenario: Scenario, period: string): ChainHealth {
    if (this.#health !== null) return this.#health(scenario);
    if (scenario.chainId === null || period !== this.newest) return 'none';
    if (this.moment.seq === null) return this.deps.healthOf(scenario.chainId);
    const stored = this.deps.store.ratingHistory({ kind: 'scenario', id: scenario.scenarioId }, this.moment.seq);
    return (stored.findLast((rating) => rating.period === period)?.health ?? 'none') as ChainHealth;
  }

  /** Made once in this frame. */
  once<T>(key: string, make: () => T): T {
    if (!this.memo.has(key)) this.memo.set(key, make());
    return this.memo.get(key) as T;
  }
}

export class PeriodFrame {
  readonly frame: Frame;
  readonly period: string;
  /** The day as of which this period is rated. */
  readonly day: string;
  readonly #shared: Shared;
  readonly #states = new Map<string, ScenarioState>();
  readonly #statuses = new Map<string, Status>();
  readonly #anchorings: ReadonlyMap<string, Anchoring>;
  readonly #observations: ReadonlyMap<string, readonly Observation[]>;
  readonly #overrides: ReadonlyMap<string, Override>;
  readonly #reports: ReadonlyMap<string, StoredReport>;

  constructor(frame: Frame, period: string, shared: Shared) {
    const { deps, moment } = frame;
    this.frame = frame;
    this.period = period;
    // What somebody writes today about the newest period is to be seen in its rating.
    this.day = period === frame.newest ? moment.today : ratingDay(period, moment.today);
    this.#shared = shared;
    const { store } = deps;
    this.#anchorings = new Map(
      store.anchoringsAt(period, moment.seq, moment.observed).map((one) => [one.scenarioId, one]),
    );
    this.#reports = keptWith(
      store.reportsOf(period, moment.seq),
      'scenario',
      (reports) => new Map(reports.map((report) => [report.scenarioId, report])),
    );
    this.#observations = grouped(
      store.observationsAt(period, moment.seq, moment.observed),
      ({ scenarioId }) => scenarioId,
    );
    this.#overrides = new Map(
      store.overrides(period, moment.seq).map((one) => [`${one.subject.kind}/${one.subject.id}`, one]),
    );
  }

  /** The version that stands. */
  reportOf(scenarioId: string): StoredReport | null {
    return this.#reports.get(scenarioId) ?? null;
  }

  state(scenario: Scenario): ScenarioState {
    const known = this.#states.get(scenario.scenarioId);
    if (known !== undefined) return known;
    const made = this.#makeState(scenario);
    this.#states.set(scenario.scenarioId, made);
    return made;
  }

  #makeState(scenario: Scenario): ScenarioState {
    const { deps, moment, master } = this.frame;
    const { scenarioId } = scenario;
    const report = this.reportOf(scenarioId);
    const anchoring = this.#anchorings.get(scenarioId) ?? null;
    const observations = this.#observations.get(scenarioId) ?? NO_OBSERVATIONS;
    if (report === null) {
      const nothing = observations.length === 0 && anchoring === null;
      const before = this.#shared.unknown.get(scenario);
      if (nothing && before !== undefined && before.known.length === master.indicators.list.length) return before;
      const values = observedValues(observations);
      const columns = values.length === 0 ? emptyColumns(master) : columnsOf({ values }, master.indicators);
      const state = { ...columns, scenario, report, values, provenance: NOTHING, contradictions: [], anchoring };
      if (nothing) this.#shared.unknown.set(scenario, state);
      return state;
    }
    const digest = anchoring?.digest ?? null;
    const anchoredVersion =
      digest === null || digest === report.digest
        ? null
        : (deps.store
            .reportHistory(scenarioId, moment.seq)
            .find((other) => other.period === this.period && other.digest === digest) ?? null);
    const cached = this.#shared.known.get(report);
    if (
      cached !== undefined &&
      cached.index === master.indicators &&
      cached.anchoring === anchoring &&
      cached.anchoredVersion === anchoredVersion &&
      cached.state.scenario === scenario &&
      sameList(cached.observations, observations)
    ) {
      return cached.state;
    }
    const known = knownReport(report, { anchoring, anchoredVersion, observations }, master.definitions);
    const { values, provenance, contradictions } = known;
    const columns = columnsOf(known, master.indicators);
    const state: ScenarioState = { ...columns, scenario, report, values, provenance, contradictions, anchoring };
    this.#shared.known.set(report, { index: master.indicators, anchoring, anchoredVersion, observations, state });
    return state;
  }

  /** In service in this period. */
  active(subject: SubjectRef): readonly Scenario[] {
    return this.frame.once(`active/${this.period}/${subject.kind}/${subject.id}`, () =>
      this.frame.scenariosOf(subject).filter((scenario) => inService(scenario, this.period)),
    );
  }

  /** The scenarios under a subject, with all that was made of just these before. */
  rolled(subject: SubjectRef): Rolled {
    const key = `${this.period}/${subject.kind}/${subject.id}`;
    return this.frame.once(`rolled/${key}`, () => {
      const states = this.active(subject).map((scenario) => this.state(scenario));
      const before = this.#shared.rolled.get(key);
      if (before !== undefined && sameList(before.states, states)) return before;
      const counts: number[] = [];
      for (const { levels } of states) addCounts(counts, levels);
      const made: Rolled = { states, counts, memo: new Map() };
      this.#shared.rolled.set(key, made);
      return made;
    });
  }

  /** How the values of some scenarios are known. */
  mix(scenarios: readonly Scenario[]): { readonly mix: readonly MixPart[]; readonly contradicted: number } {
    const counts: number[] = [];
    for (const scenario of scenarios) addCounts(counts, this.state(scenario).levels);
    return { mix: mixOfCounts(counts), contradicted: counts.at(-1) ?? 0 };
  }

  // ---- ratings ----

  status(subject: SubjectRef): Status {
    const key = `${subject.kind}/${subject.id}`;
    const known = this.#statuses.get(key);
    if (known !== undefined) return known;
    const made =
      subject.kind === 'scenario' ? this.#rateScenario(subject) : this.#rollUp(subject, this.active(subject));
    this.#statuses.set(key, made);
    return made;
  }

  /** Of the scenarios where a row of the matrix meets a column. */
  cellStatus(zoneId: string, sectorId: string, scenarios: readonly Scenario[]): Status {
    const key = `cell/${zoneId}/${sectorId}`;
    const known = this.#statuses.get(key) ?? this.#finish(null, this.frame.deps.rules.rollUp(this.#parts(scenarios)));
    this.#statuses.set(key, known);
    return known;
  }

  #rateScenario(subject: SubjectRef): Status {
    const scenario = this.frame.master.scenarios.get(subject.id);
    if (scenario === undefined) return this.#finish(subject, { ...this.frame.deps.rules.rollUp([]) });
    const facts = inputsOf(this, scenario);
    const key = `${this.period}/${subject.id}`;
    const cached = this.#shared.rated.get(key);
    const rated =
      cached !== undefined && sameFacts(cached.facts, facts)
        ? cached.rated
        : this.frame.deps.rules.rateScenario(facts.inputs());
    if (rated !== cached?.rated) this.#shared.rated.set(key, { facts, rated });
    return this.#finish(subject, { ...rated, deciding: [] });
  }

  #rollUp(subject: SubjectRef, scenarios: readonly Scenario[]): Status {
    const parts = subject.kind === 'programme' ? this.#rows() : this.#parts(scenarios);
    return this.#finish(subject, this.frame.deps.rules.rollUp(parts));
  }

  /** What a roll-up looks at: also what its digest is over. */
  partsOf(subject: SubjectRef): ReturnType<PeriodFrame['rollUpParts']> {
    return this.rollUpParts(subject);
  }

  rollUpParts(subject: SubjectRef): { id: string; rating: Rating; weight: number; stale: boolean }[] {
    return subject.kind === 'programme' ? this.#rows() : this.#parts(this.active(subject));
  }

  #parts(scenarios: readonly Scenario[]): { id: string; rating: Rating; weight: number; stale: boolean }[] {
    return scenarios.map(({ scenarioId: id }) => {
      const { shown, stale } = this.status({ kind: 'scenario', id });
      return { id, rating: shown, weight: 1, stale };
    });
  }

  /** The programme is made of its zones and, as one more, its special-field entities: each weighs what it carries. */
  #rows(): { id: string; rating: Rating; weight: number; stale: boolean }[] {
    return [...this.frame.master.master.zones.map(({ zoneId }) => zoneId), ENTITIES_ROW].flatMap((id) => {
      const weight = this.active({ kind: 'zone', id }).length;
      if (weight === 0) return [];
      const { shown, stale } = this.status({ kind: 'zone', id });
      return [{ id, rating: shown, weight, stale }];
    });
  }

  #finish(subject: SubjectRef | null, rated: Rated & { readonly deciding: readonly string[] }): Status {
    const found = subject === null ? undefined : this.#overrides.get(`${subject.kind}/${subject.id}`);
    const override = found === undefined || found.rating === null ? null : found;
    const shown = this.frame.deps.rules.lowered(rated.rating, override?.rating ?? null);
    return { ...rated, shown, override };
  }

  /** Of the period before, where the subject was part of it; null: it joined. */
  before(subject: SubjectRef): Status | null {
    const previous = this.frame.previousOf(this.period);
    if (previous === null) return null;
    const frame = this.frame.period(previous);
    return frame.active(subject).length === 0 ? null : frame.status(subject);
  }

  trend(now: Rating, before: Rating | null): Trend {
    return this.frame.deps.rules.trend(now, before);
  }

  view(subject: SubjectRef): StatusView {
    const status = this.status(subject);
    const before = this.before(subject);
    const { override } = status;
    return {
      rating: status.shown,
      computed: status.rating,
      trend: this.trend(status.shown, before?.shown ?? null),
      previous: before?.shown ?? null,
      reasons: status.reasons,
      override:
        override === null || override.rating === null
          ? null
          : {
              rating: override.rating,
              reason: override.reason,
              person: override.person,
              officeId: override.officeId,
              at: override.at,
            },
      stale: status.stale,
      asOf: status.asOf,
    };
  }
}

export const PROGRAMME: SubjectRef = { kind: 'programme', id: ALL };
const NO_OBSERVATIONS: readonly Observation[] = [];
const empties = new WeakMap<object, Columns>();

function emptyColumns({ indicators }: MasterIndex): Columns {
  const known = empties.get(indicators) ?? columnsOf({ values: [] }, indicators);
  empties.set(indicators, known);
  return known;
}

function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function sameFacts(a: ScenarioFacts, b: ScenarioFacts): boolean {
  return sameList(a.marks, b.marks);
}
