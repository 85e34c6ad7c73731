import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SubjectRef } from '../../../main/contract/programme.ts';
import {
  comparisonSchema,
  entityLineSchema,
  programmeViewSchema,
  reportDetailSchema,
  scenarioLineSchema,
  statusDerivationSchema,
  subjectPageSchema,
} from '../../../main/contract/programmeSchemas.ts';
import type { Outcome } from '../../../main/contract/services.ts';
import { createQueries, type Queries } from '../../../main/programme/queries/index.ts';
import { createStatusRules } from '../../../main/programme/status/rules.ts';
import { fill, openTestStore, type TestStore } from '../../helpers/smallProgramme.ts';

const LENS = { asOf: null, period: null };
let kept: TestStore;
let queries: Queries;

beforeEach(() => {
  kept = openTestStore();
  fill(kept.store);
  queries = createQueries({
    store: kept.store,
    rules: createStatusRules(),
    today: () => '2026-11-20',
    healthOf: () => 'following',
    signatureOf: () => 'unsigned',
    officeName: (id) => ({ zh: id, en: id }),
    area: () => null,
    programme: () => ({ name: { zh: '演示', en: 'Demo' }, demo: true, partial: true }),
  });
});

afterEach(() => kept.close());

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.error.code);
  return outcome.value;
}

describe('every answer is what its schema says', () => {
  it('programme, table, entities', () => {
    const view = value(queries.programme(LENS));
    expect(v.safeParse(programmeViewSchema, view).issues).toBeUndefined();
    const table = value(
      queries.scenarioTable({ ...LENS, filter: {}, sort: 'rating', descending: false, offset: 0, limit: 10 }),
    );
    expect(table.total).toBe(4);
    for (const row of table.rows) expect(v.safeParse(scenarioLineSchema, row).issues).toBeUndefined();
    for (const row of value(queries.entityTable(LENS)).rows)
      expect(v.safeParse(entityLineSchema, row).issues).toBeUndefined();
  });

  it.each<SubjectRef>([
    { kind: 'programme', id: 'all' },
    { kind: 'zone', id: 'jiazi' },
    { kind: 'zone', id: 'entities' },
    { kind: 'sector', id: 'energy' },
    { kind: 'entity', id: 'unit-1' },
    { kind: 'scenario', id: 's1' },
  ])('page and rating of $kind $id', (subject) => {
    expect(v.safeParse(subjectPageSchema, value(queries.subject({ ...LENS, subject }))).issues).toBeUndefined();
    expect(v.safeParse(statusDerivationSchema, value(queries.status({ ...LENS, subject }))).issues).toBeUndefined();
  });

  it('reports and comparison', () => {
    const { rows } = value(queries.reports({ states: [], period: null, offset: 0, limit: 100 }));
    expect(rows).toHaveLength(7);
    for (const { reportId } of rows) {
      expect(v.safeParse(reportDetailSchema, value(queries.report({ reportId }))).issues).toBeUndefined();
    }
    const compared = value(
      queries.compare({
        asOf: null,
        sides: [
          { subject: { kind: 'zone', id: 'jiazi' }, period: null },
          { subject: { kind: 'zone', id: 'jiazi' }, period: '2026Q2' },
        ],
      }),
    );
    expect(v.safeParse(comparisonSchema, compared).issues).toBeUndefined();
    expect(compared.indicators.find(({ indicatorId }) => indicatorId === 'records')?.difference).toBe('-300');
  });
});
