import { createHash } from 'node:crypto';
import { type CanonicalValue, canonicalJson } from '../../light-client/codec/canonicalJson.ts';
import type { SubjectRef } from '../contract/programme.ts';
import type { OfficeStore, StoredRating } from '../store/programme/types.ts';
import type { Scenario } from './model.ts';
import { type PeriodFrame, PROGRAMME } from './queries/frame.ts';
import type { Queries } from './queries/index.ts';
import { inputsOf } from './queries/inputs.ts';
import { type ChainHealth, ENTITIES_ROW } from './queries/moment.ts';
import type { Status } from './queries/shared.ts';

// The history of ratings: after every change they are worked out and kept, with the digest of what they rest on, so that
// anybody can work them out again and compare.

export interface RatingRecorder {
  /** What the last change or observation made different. `periods`: the ones it touched, beside the newest. */
  record(today: string, periods: readonly string[]): void;
}

/** One rating again, from what is known of the moment at which it was stored. */
export interface Recomputed {
  readonly stored: StoredRating;
  readonly rating: string;
  readonly computed: string;
  readonly inputs: string;
}

/** SHA-256 over the inputs; the day stands beside the rating, so that a day that passes is no new input. */
function digestOf(frame: PeriodFrame, subject: SubjectRef): string {
  const [scenario] = subject.kind === 'scenario' ? frame.frame.scenariosOf(subject) : [];
  if (scenario === undefined) return hashOf({ subject, period: frame.period, parts: frame.rollUpParts(subject) });
  const { today: _, ...inputs } = inputsOf(frame, scenario).inputs();
  return hashOf(inputs);
}

function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(canonicalJson(value as CanonicalValue))
    .digest('hex');
}

export function createRatingRecorder(
  store: OfficeStore,
  queries: Pick<Queries, 'exactly'>,
  health: (scenario: Scenario) => ChainHealth,
): RatingRecorder {
  /** What was stored last of each subject and period, and from which rating: equal objects need no digest. */
  const last = new Map<string, { readonly status: Status; readonly stored: string }>();

  function remembered(key: string, subject: SubjectRef, period: string): string {
    const known = last.get(key);
    if (known !== undefined) return known.stored;
    const stored = store.ratingHistory(subject, null).findLast((rating) => rating.period === period);
    return stored === undefined ? '' : markOf(stored);
  }

  return {
    record(today, periods) {
      const seq = store.lastSeq();
      const observed = store.lastObserved();
      if (seq === 0) return;
      const frame = queries.exactly({ asOf: null, seq, observed, today }, (scenario) =>
        scenario.chainId === null ? 'none' : health(scenario),
      );
      const rows: StoredRating[] = [];
      const touched = new Set([frame.newest, ...periods.filter((period) => frame.periods.includes(period))]);
      for (const period of touched) {
        const inPeriod = frame.period(period);
        for (const subject of subjectsOf(inPeriod)) {
          const key = `${period}/${subject.kind}/${subject.id}`;
          const status = inPeriod.status(subject);
          if (sameRating(last.get(key)?.status, status)) continue;
          const [scenario] = subject.kind === 'scenario' ? frame.scenariosOf(subject) : [];
          const row: StoredRating = {
            ...{ seq, subject, period, observed },
            today: inPeriod.day,
            health: scenario === undefined ? '' : frame.healthOf(scenario, period),
            rating: status.shown,
            computed: status.rating,
            inputs: digestOf(inPeriod, subject),
            rules: frame.deps.rules.digest,
          };
          const before = remembered(key, subject, period);
          last.set(key, { status, stored: markOf(row) });
          if (before !== markOf(row)) rows.push(row);
        }
      }
      if (rows.length > 0) store.saveRatings(rows);
      store.writeSetting('rated-up-to', `${seq}/${observed}`);
    },
  };
}

function sameRating(a: Status | undefined, b: Status): boolean {
  return a !== undefined && a.source === b.source && a.shown === b.shown;
}

function markOf({ rating, computed, inputs, rules, health }: StoredRating): string {
  return `${rating}/${computed}/${inputs}/${rules}/${health}`;
}

function subjectsOf(frame: PeriodFrame): readonly SubjectRef[] {
  const { master } = frame.frame.master;
  const served = (subject: SubjectRef) => frame.active(subject).length > 0;
  const roll: readonly SubjectRef[] = [
    ...[...master.zones.map(({ zoneId }) => zoneId), ENTITIES_ROW].map((id) => ({ kind: 'zone', id }) as const),
    ...master.sectors.map(({ sectorId: id }) => ({ kind: 'sector', id }) as const),
    ...master.entities.map(({ entityId: id }) => ({ kind: 'entity', id }) as const),
    PROGRAMME,
  ];
  return [
    ...frame.active(PROGRAMME).map(({ scenarioId: id }) => ({ kind: 'scenario', id }) as const),
    ...roll.filter(served),
  ];
}

/** Every stored rating, worked out again from the history as it was then. */
export function recomputeRatings(store: OfficeStore, queries: Pick<Queries, 'exactly'>): readonly Recomputed[] {
  const all = store.allRatings();
  // Those of one moment share a frame; how chains did then stands in the ratings of their scenarios.
  const moments = new Map<string, StoredRating[]>();
  for (const rating of all) {
    const key = `${rating.seq}/${rating.observed}/${rating.today}`;
    moments.set(key, [...(moments.get(key) ?? []), rating]);
  }
  return [...moments.values()].flatMap((group) => {
    const [{ seq, observed, today }] = group as [StoredRating];
    const frame = queries.exactly({ asOf: null, seq, observed, today }, ({ scenarioId: id }) => {
      const then = all.findLast(
        (rating) =>
          rating.subject.kind === 'scenario' &&
          rating.subject.id === id &&
          (rating.seq < seq || (rating.seq === seq && rating.observed <= observed)),
      );
      return (then?.health ?? 'none') as ChainHealth;
    });
    return group.map((stored) => {
      const inPeriod = frame.period(stored.period);
      const status = inPeriod.status(stored.subject);
      return { stored, rating: status.shown, computed: status.rating, inputs: digestOf(inPeriod, stored.subject) };
    });
  });
}
