import { createHash } from 'node:crypto';
import type { IndicatorKind } from '../../main/contract/programme.ts';
import { EFFECTS, INDICATOR_KINDS } from '../../main/contract/programme.ts';
import { FIELDS } from '../../main/programme/bundled/fields.ts';
import type {
  ChangeHead,
  ChangeSet,
  IndicatorDefinition,
  MilestoneDate,
  ReportDraft,
  Review,
  Target,
} from '../../main/programme/model.ts';

// A programme as large as it may get, for measurements: nothing in it means anything, all of it is valid.

export interface BenchSize {
  readonly entities: number;
  readonly scenarios: number;
  readonly periods: number;
  readonly indicators: number;
}

export const FULL_SIZE: BenchSize = { entities: 164, scenarios: 1000, periods: 24, indicators: 20 };

const ZONES = 15;
const TARGETS_EACH = 5;
const DAY_MS = 86_400_000;
/** The newest quarter. */
const LAST = { year: 2026, quarter: 4 };

interface Change {
  readonly head: ChangeHead;
  readonly set: ChangeSet;
}

/** One change with the master data, then one for each period: its targets, reports, reviews and moved milestones. */
export function* benchProgramme(size: BenchSize): Generator<Change> {
  const periods = Array.from({ length: size.periods }, (_, i) => periodAt(size.periods - 1 - i));
  const definitions = Array.from({ length: size.indicators }, (_, i) => definitionAt(i));
  yield {
    head: headAt(startOf(periods[0] as string) - 30 * DAY_MS, 'pack', 'programme'),
    set: masterData(size, definitions),
  };
  for (const [at, period] of periods.entries()) {
    const start = startOf(period);
    yield { head: headAt(start + 14 * DAY_MS, 'import', period), set: reportsOf(size, definitions, period, at, start) };
  }
}

function periodAt(back: number): string {
  const index = LAST.year * 4 + LAST.quarter - 1 - back;
  return `${Math.floor(index / 4)}Q${(index % 4) + 1}`;
}

function startOf(period: string): number {
  return Date.UTC(Number(period.slice(0, 4)), (Number(period.slice(5)) - 1) * 3, 1);
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function headAt(ms: number, action: string, subject: string): ChangeHead {
  return {
    at: new Date(ms).toISOString(),
    person: 'Bench',
    role: 'national',
    officeId: 'office-bench',
    action,
    subject,
    details: {},
  };
}

function definitionAt(i: number): IndicatorDefinition {
  const kind = INDICATOR_KINDS[i % INDICATOR_KINDS.length] as IndicatorKind;
  return {
    indicatorId: `indicator-${i + 1}`,
    name: { zh: `指标 ${i + 1}`, en: `Indicator ${i + 1}` },
    effect: EFFECTS[i % EFFECTS.length] as (typeof EFFECTS)[number],
    kind,
    unit: kind === 'saving' ? 'yuan' : kind === 'rate' ? 'minutes' : 'items',
    decimals: kind === 'saving' ? 2 : 0,
    better: kind === 'rate' ? 'lower' : 'higher',
  };
}

function scenarioIdAt(i: number): string {
  return `scenario-${String(i + 1).padStart(5, '0')}`;
}

function masterData(size: BenchSize, definitions: readonly IndicatorDefinition[]): ChangeSet {
  const sectorAt = (i: number): string => (FIELDS[i % FIELDS.length] as (typeof FIELDS)[number]).sectorId;
  const began = startOf(periodAt(size.periods - 1));
  const scenarios = Array.from({ length: size.scenarios }, (_, i) => {
    // Two of three stand under a zone.
    const inZone = i % 3 !== 0;
    return {
      scenarioId: scenarioIdAt(i),
      name: { zh: `场景 ${i + 1}`, en: `Scenario ${i + 1}` },
      owner: { zh: `运行单位 ${i + 1}`, en: `Operating unit ${i + 1}` },
      zoneId: inZone ? `zone-${(i % ZONES) + 1}` : null,
      entityId: inZone ? null : `entity-${(i % size.entities) + 1}`,
      sectorId: sectorAt(Math.floor(i / 3) + i),
      chainId: null,
      startedOn: day(began - 90 * DAY_MS),
      endedOn: null,
    };
  });
  return {
    zones: Array.from({ length: ZONES }, (_, i) => ({
      zoneId: `zone-${i + 1}`,
      name: { zh: `地区 ${i + 1}`, en: `Zone ${i + 1}` },
      province: null,
      source: null,
      note: null,
    })),
    sectors: FIELDS,
    entities: Array.from({ length: size.entities }, (_, i) => ({
      entityId: `entity-${i + 1}`,
      name: { zh: `单位 ${i + 1}`, en: `Entity ${i + 1}` },
      sectorId: sectorAt(i),
      province: null,
      stage: 'final' as const,
      source: null,
      note: null,
    })),
    scenarios,
    definitions,
    milestones: scenarios.flatMap(({ scenarioId }) =>
      [1, 2].map((n) => ({
        milestoneId: `${scenarioId}.m${n}`,
        scenarioId,
        name: { zh: `里程碑 ${n}`, en: `Milestone ${n}` },
      })),
    ),
    milestoneDates: scenarios.flatMap(({ scenarioId }, i): MilestoneDate[] =>
      [1, 2].map((n) => ({
        milestoneId: `${scenarioId}.m${n}`,
        kind: 'baseline',
        date: day(startOf(periodAt(0)) + ((i * 37 + n * 211) % 400) * DAY_MS),
        reason: 'plan',
      })),
    ),
  };
}

/** How well scenario i keeps to its plan in a period, in percent. */
function effortAt(i: number, at: number): number {
  const kind = (i * 7919) % 100;
  const mean = kind < 72 ? 108 : kind < 93 ? 90 : 55;
  return mean + ((i * 31 + at * 17) % 15) - 7;
}

function reportsOf(
  size: BenchSize,
  definitions: readonly IndicatorDefinition[],
  period: string,
  at: number,
  start: number,
): ChangeSet {
  const reports: ReportDraft[] = [];
  const targets: Target[] = [];
  const reviews: Review[] = [];
  const milestoneDates: MilestoneDate[] = [];
  const asOf = day(start + 8 * DAY_MS);
  for (let i = 0; i < size.scenarios; i++) {
    const scenarioId = scenarioIdAt(i);
    for (const [n, { indicatorId, kind }] of definitions.slice(0, TARGETS_EACH).entries()) {
      const plan = planAt(i, n);
      targets.push({ scenarioId, indicatorId, period, value: String(kind === 'cumulative' ? plan * (at + 1) : plan) });
    }
    if (i % 20 === at % 20)
      milestoneDates.push({ milestoneId: `${scenarioId}.m1`, kind: 'forecast', date: asOf, reason: 'round' });
    if ((i * 13 + at) % 53 === 0) continue;
    const values = definitions.map((definition, n) => ({
      indicatorId: definition.indicatorId,
      value: valueAt(definition, i, n, at),
      base: definition.kind === 'saving' ? 'before' : null,
    }));
    const digest = createHash('sha256')
      .update(JSON.stringify([scenarioId, period, values]))
      .digest('hex');
    reports.push({
      scenarioId,
      period,
      statedBy: { zh: `运行单位 ${i + 1}`, en: `Operating unit ${i + 1}` },
      asOf,
      origin: 'spreadsheet',
      values,
      document: null,
      digest,
      signedBy: null,
    });
    if (i % 4 !== 3) reviews.push(reviewAt(scenarioId, period, digest, start, i % 97 === 5 ? 'returned' : 'accepted'));
  }
  return { targets, reports, reviews, milestoneDates };
}

function planAt(i: number, n: number): number {
  return 200 + ((i * 131 + n * 977) % 9000);
}

function valueAt({ kind, decimals }: IndicatorDefinition, i: number, n: number, at: number): string {
  const plan = planAt(i, n);
  if (kind === 'cumulative') {
    let total = 0;
    for (let quarter = 0; quarter <= at; quarter++) total += Math.floor((plan * effortAt(i, quarter)) / 100);
    return String(total);
  }
  const effort = effortAt(i, at);
  const value = kind === 'rate' ? Math.floor((plan * 100) / effort) : Math.floor((plan * effort) / 100);
  return decimals === 2 ? `${value}.${10 + ((i + n) % 90)}` : String(value);
}

function reviewAt(
  scenarioId: string,
  period: string,
  reportDigest: string,
  start: number,
  decision: Review['decision'],
): Review {
  return {
    reviewId: `review-${scenarioId}-${period.toLowerCase()}`,
    reportId: `${scenarioId}.${period}.v1`,
    scenarioId,
    period,
    reportDigest,
    decision,
    rating: null,
    reason: decision === 'returned' ? 'again' : '',
    findings: [],
    reviewer: 'Bench',
    officeId: 'office-bench',
    at: new Date(start + 14 * DAY_MS).toISOString(),
    keyId: null,
    signature: null,
  };
}
