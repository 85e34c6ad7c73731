import { canonicalJson } from '../../programme/canonicalJson.ts';
import type { Anchoring, Observation } from '../../programme/model.ts';
import type { Connection } from '../connection.ts';
import { bigintOf, textOf } from '../rows.ts';

// What the light client proved, as series: every row stays; the last one of a key is what is known.

/** A counter that moves with every block is written so often at most; what it is now is held in memory meanwhile. */
const EVERY_MS = 600_000;

interface Point<T> {
  readonly id: number;
  readonly seq: number;
  readonly value: T;
}

interface Lane<T> {
  readonly points: Point<T>[];
  /** Newer than the last point, and not worth a row of its own yet. */
  live: T | null;
}

type Lanes<T> = Map<string, Map<string, Lane<T>>>;

export interface Series {
  observe(anchorings: readonly Anchoring[], observations: readonly Observation[]): void;
  anchorings(period: string, asOf: number | null, observed: number | null): readonly Anchoring[];
  observations(period: string, asOf: number | null, observed: number | null): readonly Observation[];
  last(): number;
  version(): number;
}

/** @param changeOf the change that something observed at a time belongs to */
export function createSeries(connection: Connection, changeOf: (at: string) => number): Series {
  const anchorings: Lanes<Anchoring> = new Map();
  const observations: Lanes<Observation> = new Map();
  let last = 0;
  let version = 0;

  for (const row of connection.all('SELECT id, seq, what, body FROM observed ORDER BY id')) {
    const id = Number(bigintOf(row, 'id'));
    const seq = Number(bigintOf(row, 'seq'));
    const value: unknown = JSON.parse(textOf(row, 'body'));
    if (textOf(row, 'what') === 'anchoring')
      laneOf(anchorings, value as Anchoring).points.push({ id, seq, value: value as Anchoring });
    else laneOf(observations, value as Observation).points.push({ id, seq, value: value as Observation });
    last = id;
  }

  function keep<T extends Anchoring | Observation>(what: 'anchoring' | 'observation', lane: Lane<T>, value: T): void {
    const seq = changeOf(value.observedAt);
    const row = connection.one(
      'INSERT INTO observed (seq, what, scenario_id, period, body) VALUES (?, ?, ?, ?, ?) RETURNING id',
      ...[BigInt(seq), what, value.scenarioId, value.period, canonicalJson(value)],
    );
    last = Number(bigintOf(row ?? {}, 'id'));
    lane.points.push({ id: last, seq, value });
    lane.live = null;
  }

  function take<T extends Anchoring | Observation>(
    what: 'anchoring' | 'observation',
    lanes: Lanes<T>,
    values: readonly T[],
    contentOf: (value: T) => string,
  ): void {
    for (const value of values) {
      const lane = laneOf(lanes, value);
      const known = lane.points.at(-1)?.value;
      const current = lane.live ?? known;
      if (current !== undefined && canonicalJson(current) === canonicalJson(value)) continue;
      version += 1;
      const sameKnowledge = known !== undefined && howKnown(known) === howKnown(value);
      const sameContent = known !== undefined && contentOf(known) === contentOf(value);
      const recent = known !== undefined && Date.parse(value.observedAt) - Date.parse(known.observedAt) < EVERY_MS;
      // A digest that changed is always worth a row: it is what a report is measured against.
      if (sameKnowledge && (sameContent || (recent && what === 'observation'))) lane.live = value;
      else keep(what, lane, value);
    }
  }

  function at<T extends Anchoring | Observation>(
    lanes: Lanes<T>,
    period: string,
    asOf: number | null,
    observed: number | null,
  ): readonly T[] {
    const found: T[] = [];
    for (const { points, live } of lanes.get(period)?.values() ?? []) {
      if (asOf === null && observed === null && live !== null) {
        found.push(live);
        continue;
      }
      const point = points.findLast(
        ({ id, seq }) => (asOf === null || seq <= asOf) && (observed === null || id <= observed),
      );
      if (point !== undefined) found.push(point.value);
    }
    return found;
  }

  return {
    observe(newAnchorings, newObservations) {
      take('anchoring', anchorings, newAnchorings, ({ digest }) => digest ?? '');
      take('observation', observations, newObservations, ({ value }) => value);
    },
    anchorings: (period, asOf, observed) => at(anchorings, period, asOf, observed),
    observations: (period, asOf, observed) => at(observations, period, asOf, observed),
    last: () => last,
    version: () => version,
  };
}

function howKnown({ provenance }: Anchoring | Observation): string {
  return `${provenance.level}/${provenance.condition}`;
}

function laneOf<T extends Anchoring | Observation>(lanes: Lanes<T>, value: T): Lane<T> {
  const lanesOfPeriod = lanes.get(value.period) ?? new Map<string, Lane<T>>();
  lanes.set(value.period, lanesOfPeriod);
  const key = 'indicatorId' in value ? `${value.scenarioId}/${value.indicatorId}` : value.scenarioId;
  const lane = lanesOfPeriod.get(key) ?? { points: [], live: null };
  lanesOfPeriod.set(key, lane);
  return lane;
}
