import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChangeSet, Override } from '../../../main/programme/model.ts';
import { createQueries, type Queries } from '../../../main/programme/queries/index.ts';
import { createStatusRules } from '../../../main/programme/status/rules.ts';
import type { OfficeStore } from '../../../main/store/programme/types.ts';
import { fill, head, openTestStore, report, type TestStore } from '../../helpers/smallProgramme.ts';

// What was made for one day is used again for another. Whoever has looked at many days must see on each of them what somebody
// sees who opens the file for the first time.

const TODAY = '2026-12-20';
const START = Date.parse('2026-10-16T09:30:00Z');
const DAY_MS = 86_400_000;

let kept: TestStore | null = null;
afterEach(() => {
  kept?.close();
  kept = null;
});

function queriesOf(store: OfficeStore): Queries {
  return createQueries({
    store,
    rules: createStatusRules(),
    today: () => TODAY,
    healthOf: () => 'none',
    signatureOf: () => 'unsigned',
    officeName: (id) => ({ zh: id, en: id }),
    area: () => null,
    programme: () => ({ name: { zh: '演示', en: 'Demo' }, demo: true, partial: true }),
  });
}

/** All that the screens of a day show. */
function shown(queries: Queries, asOf: string | null): unknown {
  const subjects = [
    { kind: 'programme', id: 'all' },
    { kind: 'zone', id: 'jiazi' },
    { kind: 'scenario', id: 's1' },
    { kind: 'scenario', id: 's2' },
  ] as const;
  return structuredClone([
    queries.programme({ asOf, period: null }),
    queries.programme({ asOf, period: '2026Q2' }),
    queries.scenarioTable({
      ...{ asOf, period: null, filter: {}, sort: 'rating', descending: false },
      ...{ offset: 0, limit: 10 },
    }),
    ...subjects.flatMap((subject) => [
      queries.subject({ asOf, period: null, subject }),
      queries.status({ asOf, period: null, subject }),
      queries.status({ asOf, period: '2026Q2', subject }),
    ]),
  ]);
}

const STEPS = [
  'correct',
  'plan',
  'rebase',
  'forecast',
  'done',
  'lower',
  'withdraw',
  'find',
  'settle',
  'review',
  'aim',
] as const;
type Step = (typeof STEPS)[number] | 'anchor' | 'anchor-other' | 'undo';

/** A change of that kind on a scenario. */
function changeOf(step: Step, id: string, n: number, at: string): ChangeSet {
  const period = n % 2 === 0 ? '2026Q3' : '2026Q2';
  const milestoneId = `${id}.m`;
  const date = new Date(START + ((n * 7) % 60) * DAY_MS).toISOString().slice(0, 10);
  const said: Omit<Override, 'rating'> = {
    ...{ subject: { kind: 'scenario', id }, period, reason: 'because', person: 'A', officeId: 'office-1', at },
  };
  switch (step) {
    case 'plan':
      return {
        milestones: [{ milestoneId, scenarioId: id, name: { zh: '里程碑', en: 'Milestone' } }],
        milestoneDates: [{ milestoneId, kind: 'baseline', date, reason: 'plan' }],
      };
    case 'rebase':
      return { milestoneDates: [{ milestoneId, kind: 'baseline', date, reason: 'again' }] };
    case 'forecast':
      return { milestoneDates: [{ milestoneId, kind: 'forecast', date, reason: 'round' }] };
    case 'done':
      return { milestoneDates: [{ milestoneId, kind: 'actual', date, reason: 'done' }] };
    case 'lower':
      return { overrides: [{ ...said, rating: 'red' }] };
    case 'withdraw':
      return { overrides: [{ ...said, rating: null }] };
    case 'find':
      return {
        findings: [
          {
            ...{ findingId: `f-${id}`, subject: { kind: 'scenario', id }, reportId: `${id}.${period}.v1` },
            ...{ indicatorId: null, severity: 'error', code: 'manual', params: {}, text: null, by: 'A' },
          },
        ],
      };
    case 'settle':
      return { resolved: [{ findingId: `f-${id}`, reason: 'settled' }] };
    case 'aim':
      return { targets: [{ scenarioId: id, indicatorId: 'records', period, value: String(100 + n * 13) }] };
    case 'review':
      return {
        reviews: [
          {
            ...{ reviewId: `r-${n}`, reportId: `${id}.${period}.v1`, scenarioId: id, period },
            ...{ reportDigest: report(id, period, {}).digest, decision: 'returned', rating: null, reason: 'again' },
            ...{ findings: [], reviewer: 'A', officeId: 'office-1', at, keyId: null, signature: null },
          },
        ],
      };
    default:
      return { reports: [report(id, period, { records: String(150 + n * 11), 'on-time': '91.5' })] };
  }
}

function take(store: OfficeStore, step: Step, id: string, n: number, atMs: number): void {
  const at = new Date(atMs).toISOString();
  if (step === 'anchor' || step === 'anchor-other') {
    const current = store.currentReport(id, '2026Q3', null) ?? store.currentReport(id, '2026Q2', null);
    if (current === null) return;
    const { period } = current;
    const digest = step === 'anchor' ? current.digest : 'ab'.repeat(32);
    const provenance = { level: 'anchored', condition: 'fresh' } as const;
    store.observe([{ scenarioId: id, period, digest, provenance, observedAt: at }], []);
    return;
  }
  const last = store.lastSeq();
  const undoes = step === 'undo' && last > 3 && store.isActive(last) ? last : undefined;
  const set = step === 'undo' ? {} : changeOf(step, id, n, at);
  if (set.reviews !== undefined) {
    const [review] = set.reviews;
    const current = review === undefined ? null : store.currentReport(id, review.period, null);
    if (review === undefined || current === null) return;
    store.apply(head(at), { reviews: [{ ...review, reportId: current.reportId, reportDigest: current.digest }] });
    return;
  }
  if (!store.apply(head(at), set, undoes).ok) throw new Error(step);
}

/** Looks at every day and at now, after each step; the answers of the past must never change. */
function walk(steps: readonly { step: Step; id: string; days: number }[]): void {
  kept?.close();
  kept = openTestStore();
  fill(kept.store);
  const warm = queriesOf(kept.store);
  const seen = new Map<string, unknown>();
  let at = START;
  for (const [n, { step, id, days }] of steps.entries()) {
    const before = new Date(at - DAY_MS).toISOString().slice(0, 10);
    seen.set(before, seen.get(before) ?? shown(warm, before));
    at += days * DAY_MS;
    take(kept.store, step, id, n, at);
    warm.touched();
    expect(shown(warm, null)).toEqual(shown(queriesOf(kept.store), null));
  }
  const last = new Date(at + DAY_MS).toISOString().slice(0, 10);
  const days = ['2026-06-01', '2026-07-20', '2026-10-15', last, ...seen.keys()];
  const again = new Map(days.map((day) => [day, shown(warm, day)]));
  const opened = kept.reopen();
  for (const day of days) {
    const cold = shown(queriesOf(opened), day);
    expect(again.get(day), day).toEqual(cold);
    if (seen.has(day)) expect(seen.get(day), day).toEqual(cold);
  }
}

describe('a day that is looked at again', () => {
  it.each<readonly [string, readonly Step[]]>([
    ['a correction that came between two days', ['anchor', 'correct', 'correct']],
    ['a correction that was taken back', ['correct', 'undo', 'undo']],
    ['a new baseline', ['plan', 'forecast', 'rebase', 'rebase', 'undo', 'done']],
    ['a lowered rating that was withdrawn', ['lower', 'withdraw', 'lower', 'undo']],
    ['a report that was anchored later, and then another one', ['anchor', 'anchor-other', 'correct', 'anchor']],
    ['a finding, its end, a review and a target', ['find', 'settle', 'review', 'aim', 'undo', 'aim']],
  ])('is what it was, after %s', (_, steps) => {
    // The same twice on each side: what differs between two periods, and between two scenarios.
    walk(steps.flatMap((step) => ['s1', 's2'].map((id, i) => ({ step, id, days: i + 1 }))));
  });

  it('is what it was, whatever happened in whichever order', { timeout: 240_000 }, () => {
    const one = fc.record({
      step: fc.constantFrom<Step>(...STEPS, 'anchor', 'anchor-other', 'undo'),
      id: fc.constantFrom('s1', 's2', 's3'),
      days: fc.constantFrom(0, 1, 1, 3),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 3, maxLength: 10 }), (steps) => walk(steps)),
      { numRuns: 15 },
    );
  });
});
