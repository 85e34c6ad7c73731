import type { Rating, StatusView, SubjectRef, Trend } from '../../contract/programme.ts';
import type { MixPart } from '../../contract/provenance.ts';
import { NOTHING } from '../../metrics/provenance.ts';
import type { Observation, Override, Scenario, StoredReport, Target } from '../model.ts';
import { knownReport, observedValues } from '../reportProvenance.ts';
import type { Rated, StatusRules, Verdict } from '../seams.ts';
import { ratingDay } from '../status/rules.ts';
import { addCounts, type Columns, columnsOf, mixOfCounts } from './columns.ts';
import { type Held, heldAt, inputsOf } from './inputs.ts';
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
import {
  emptyColumns,
  type PeriodData,
  type PeriodStatuses,
  type RatedCache,
  type Rolled,
  type ScenarioState,
  type Shared,
  type Status,
  sameFacts,
  sameList,
  variant,
} from './shared.ts';

// The programme as it was known at one moment. Everything is worked out when it is first asked for and kept for as long as
// nothing changed; what a frame shares with the one before (reports, their provenance, ratings) is not worked out again.

export class Frame {
  readonly deps: QueryDeps;
  readonly moment: Moment;
  readonly master: MasterIndex;
  /** Newest first; the current quarter where no report ever came. */
  readonly periods: readonly string[];
  readonly #shared: Shared;
  readonly #periods = new Map<string, PeriodFrame>();
  readonly #health: ((scenario: Scenario) => ChainHealth) | null;
  #held: Held | null = null;
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

  get held(): Held {
    this.#held ??= heldAt(this.deps.store, this.moment.seq);
    return this.#held;
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

  /** Differs whenever the health of a chain could make a difference in a period. */
  healthMark(period: string): unknown {
    if (this.#health !== null) return this.#health;
    return period === this.newest && this.moment.seq === null ? this.#shared.touches : (this.moment.seq ?? '');
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
  readonly targets: readonly Target[];
  readonly #shared: Shared;
  readonly #data: PeriodData;
  readonly #statuses: Map<string, Status>;
  readonly #ofScenarios: Map<string, Status>;
  readonly #rated: Map<string, RatedCache>;
  readonly #overrides: ReadonlyMap<string, Override>;

  constructor(frame: Frame, period: string, shared: Shared) {
    const { deps, moment } = frame;
    const { store } = deps;
    this.frame = frame;
    this.period = period;
    this.day = ratingDay(period, moment.today);
    this.#shared = shared;
    this.#data = dataOf(frame, period, shared);
    this.targets = store.targetsOf(period, moment.seq);
    const overrides = store.overrides(period, moment.seq);
    this.#overrides = keptWith(
      overrides,
      'subject',
      (list) => new Map(list.map((one) => [`${one.subject.kind}/${one.subject.id}`, one])),
    );
    const marks = [
      ...[this.#data, this.day, overrides, frame.newest, frame.previousOf(period)],
      ...[store.milestones(moment.seq), this.targets],
      ...[store.findings(moment.seq), store.reviews(moment.seq), store.version('reports', null, moment.seq)],
      frame.healthMark(period),
    ];
    const fits = (one: PeriodStatuses) => sameList(one.marks, marks);
    const made = () => ({ marks, statuses: new Map(), ofScenarios: new Map() });
    const { statuses, ofScenarios } = variant(shared.statuses, period, fits, made);
    this.#statuses = statuses;
    this.#ofScenarios = ofScenarios;
    this.#rated = shared.rated.get(period) ?? new Map();
    shared.rated.set(period, this.#rated);
  }

  /** The version that stands. */
  reportOf(scenarioId: string): StoredReport | null {
    return this.#data.reportOf.get(scenarioId) ?? null;
  }

  state(scenario: Scenario): ScenarioState {
    const known = this.#data.states.get(scenario.scenarioId);
    if (known !== undefined) return known;
    const made = this.#makeState(scenario);
    this.#data.states.set(scenario.scenarioId, made);
    return made;
  }

  #makeState(scenario: Scenario): ScenarioState {
    const { deps, moment, master } = this.frame;
    const { scenarioId } = scenario;
    const report = this.reportOf(scenarioId);
    const anchoring = this.#data.anchoringOf.get(scenarioId) ?? null;
    const observations = this.#data.observationsOf.get(scenarioId) ?? NO_OBSERVATIONS;
    if (report === null) {
      const values = observedValues(observations);
      const columns = values.length === 0 ? emptyColumns(master) : columnsOf({ values }, master.indicators);
      return stateOf(columns, { scenario, report, values, provenance: NOTHING, contradictions: [], anchoring });
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
    const state = stateOf(columns, { scenario, report, values, provenance, contradictions, anchoring });
    this.#shared.known.set(report, { index: master.indicators, anchoring, anchoredVersion, observations, state });
    return state;
  }

  /** In service in this period. */
  active(subject: SubjectRef): readonly Scenario[] {
    const key = `${subject.kind}/${subject.id}`;
    const known = this.#data.active.get(key);
    if (known !== undefined) return known;
    const made = this.frame.scenariosOf(subject).filter((scenario) => inService(scenario, this.period));
    this.#data.active.set(key, made);
    return made;
  }

  /** The scenarios under a subject, with all that was made of just these before. */
  rolled(subject: SubjectRef): Rolled {
    const key = `${subject.kind}/${subject.id}`;
    const known = this.#data.rolled.get(key);
    if (known !== undefined) return known;
    const states = this.active(subject).map((scenario) => this.state(scenario));
    const counts: number[] = [];
    for (const { levels } of states) addCounts(counts, levels);
    const made: Rolled = { states, counts, memo: new Map() };
    this.#data.rolled.set(key, made);
    return made;
  }

  /** How the values of some scenarios are known. */
  mix(scenarios: readonly Scenario[]): { readonly mix: readonly MixPart[]; readonly contradicted: number } {
    const counts: number[] = [];
    for (const scenario of scenarios) addCounts(counts, this.state(scenario).levels);
    return { mix: mixOfCounts(counts), contradicted: counts.at(-1) ?? 0 };
  }

  // ---- ratings ----

  status(subject: SubjectRef): Status {
    if (subject.kind === 'scenario') {
      const known = this.#ofScenarios.get(subject.id);
      if (known !== undefined) return known;
      const made = this.#rateScenario(subject);
      this.#ofScenarios.set(subject.id, made);
      return made;
    }
    const key = `${subject.kind}/${subject.id}`;
    const known = this.#statuses.get(key);
    if (known !== undefined) return known;
    const made = this.#rollUp(subject, this.active(subject));
    this.#statuses.set(key, made);
    return made;
  }

  /** With reasons, and every rule that was applied. */
  rated({ source }: Status): Rated {
    if (source.rated !== null) return source.rated;
    if (source.facts === null) throw new Error('a roll-up without its rules');
    source.rated = this.frame.deps.rules.rateScenario(source.facts.inputs());
    return source.rated;
  }

  /** Of the scenarios where a row of the matrix meets a column. */
  cellStatus(zoneId: string, sectorId: string, scenarios: readonly Scenario[]): Status {
    const key = `cell/${zoneId}/${sectorId}`;
    const known = this.#statuses.get(key) ?? this.#rolled(null, this.#parts(scenarios));
    this.#statuses.set(key, known);
    return known;
  }

  #rateScenario(subject: SubjectRef): Status {
    const scenario = this.frame.master.scenarios.get(subject.id);
    if (scenario === undefined) return this.#rolled(subject, []);
    const facts = inputsOf(this, scenario);
    const cached = this.#rated.get(subject.id);
    if (cached?.facts != null && sameFacts(cached.facts, facts)) return this.#finish(subject, cached, NONE);
    const source: RatedCache = { facts, verdict: this.frame.deps.rules.verdictOf(facts.inputs()), rated: null };
    this.#rated.set(subject.id, source);
    return this.#finish(subject, source, NONE);
  }

  #rollUp(subject: SubjectRef, scenarios: readonly Scenario[]): Status {
    return this.#rolled(subject, subject.kind === 'programme' ? this.#rows() : this.#parts(scenarios));
  }

  #rolled(subject: SubjectRef | null, parts: Parameters<StatusRules['rollUp']>[0]): Status {
    const rated = this.frame.deps.rules.rollUp(parts);
    const { rating, stale, asOf, reasons, deciding } = rated;
    const verdict: Verdict = { rating, raised: reasons.map(({ rule }) => rule), stale, asOf };
    return this.#finish(subject, { facts: null, verdict, rated }, deciding);
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

  #finish(subject: SubjectRef | null, source: RatedCache, deciding: readonly string[]): Status {
    const { rating, raised, stale, asOf } = source.verdict;
    const said = subject !== null && this.#overrides.size > 0;
    const found = said ? this.#overrides.get(`${subject.kind}/${subject.id}`) : undefined;
    const override = found === undefined || found.rating === null ? null : found;
    const shown = override === null ? rating : this.frame.deps.rules.lowered(rating, override.rating);
    return { rating, raised, stale, asOf, shown, override, deciding, source };
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
      reasons: this.rated(status).reasons,
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

function dataOf({ deps: { store }, moment, master }: Frame, period: string, shared: Shared): PeriodData {
  const reports = store.reportsOf(period, moment.seq);
  const anchorings = store.anchoringsAt(period, moment.seq, moment.observed);
  const observations = store.observationsAt(period, moment.seq, moment.observed);
  const fits = (one: PeriodData) =>
    one.master === master &&
    one.reports === reports &&
    sameList(one.anchorings, anchorings) &&
    sameList(one.observations, observations);
  return variant(shared.data, period, fits, () => ({
    ...{ master, reports, anchorings, observations },
    reportOf: new Map(reports.map((report) => [report.scenarioId, report])),
    anchoringOf: new Map(anchorings.map((one) => [one.scenarioId, one])),
    observationsOf: grouped(observations, ({ scenarioId }) => scenarioId),
    ...{ states: new Map(), active: new Map(), rolled: new Map() },
  }));
}

export const PROGRAMME: SubjectRef = { kind: 'programme', id: ALL };
const NO_OBSERVATIONS: readonly Observation[] = [];
const NONE: readonly string[] = [];

/** Written out, as there are many: V8 makes a hidden class of its own for every object that is spread and added to. */
function stateOf(
  { units, known, wide, levels }: Columns,
  { scenario, report, values, provenance, contradictions, anchoring }: Omit<ScenarioState, keyof Columns>,
): ScenarioState {
  return { units, known, wide, levels, scenario, report, values, provenance, contradictions, anchoring };
}
