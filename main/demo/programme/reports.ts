import { toHex } from '../../../light-client/codec/hex.ts';
import { dayOf } from '../../contract/day.ts';
import type { ReportDraft } from '../../programme/model.ts';
import type { Report } from '../../programme/packs.ts';
import { Random } from '../crypto.ts';
import { DAY_MS, quarterEnd, type ScenarioPlan } from '../plan.ts';
import { digestOf, reportBy, reportOf, servedReport, signedDocument } from '../reports.ts';
import { NATIONAL_WHO, provincialWho, type Who } from './changes.ts';
import type { DemoScenario } from './scenarios.ts';
import type { SeriesValue } from './series.ts';

// Every report of the demo programme. What a chain carries is the document that its node serves, byte for byte; the rest
// came as sheets, on the word of whoever sent them.

export interface DemoReport {
  readonly atMs: number;
  readonly who: Who;
  readonly action: 'import' | 'fetch';
  readonly of: DemoScenario;
  /** Place of its period. */
  readonly period: number;
  readonly draft: ReportDraft;
  readonly values: readonly SeriesValue[];
  /** 0..1: what becomes of it. */
  readonly judged: number;
}

export type Values = (of: DemoScenario, period: number) => readonly SeriesValue[];

const HOUR_MS = 3_600_000;
const FIRST_ROUND_DAYS = 7;
const LAST_ROUND_MS = 12 * DAY_MS + 12 * HOUR_MS;
const LATE_DAYS = 48;
/** After the end of the quarter and the last round; every report that is in time is there. */
export const IN_TIME_MS = LAST_ROUND_MS + 2 * HOUR_MS;

export function demoReports(
  seed: string,
  scenarios: readonly DemoScenario[],
  values: Values,
  periods: readonly string[],
  nowMs: number,
): DemoReport[] {
  const out: DemoReport[] = [];
  for (const of of scenarios) {
    const random = new Random('reports', seed, of.scenario.scenarioId);
    for (const [at, period] of periods.entries()) {
      const [missing, late, judged] = [random.next(), random.next(), random.next()];
      const left = periods.length - 1 - at;
      if (!takesPart(of, at) || isMissing(of, left, missing)) continue;
      const report = reportFor(seed, of, at, period, left, late > 0.985, judged, values(of, at));
      if (report.atMs <= nowMs) out.push(report);
    }
  }
  return out;
}

export function takesPart({ joins, leaves }: DemoScenario, period: number): boolean {
  return period >= joins && (leaves === null || period < leaves);
}

/** @param left periods from this one to the newest */
function isMissing({ chain, number }: DemoScenario, left: number, chance: number): boolean {
  if (chain !== null) return chain.report === 'missing' && left <= (chain.zoneId === 'yichou' ? 1 : 0);
  if (number % 97 === 13) return left <= 1 || chance < 0.02;
  return number % 61 === 7 ? left === 0 : chance < 0.02 && left > 0;
}

function reportFor(
  seed: string,
  of: DemoScenario,
  at: number,
  period: string,
  left: number,
  lateBefore: boolean,
  judged: number,
  values: readonly SeriesValue[],
): DemoReport {
  const end = quarterEnd(period);
  const { chain, number, office } = of;
  const common = { of, period: at, judged, values };
  if (chain !== null && chain.report !== 'missing') {
    const draft = served(seed, chain, period, left, values);
    return { ...common, atMs: end + IN_TIME_MS, who: NATIONAL_WHO, action: 'fetch', draft };
  }
  const late = left === 0 ? number % 71 === 9 : lateBefore;
  const atMs = late
    ? end + LATE_DAYS * DAY_MS
    : of.dueAfterMs <= (FIRST_ROUND_DAYS - 1) * DAY_MS
      ? end + FIRST_ROUND_DAYS * DAY_MS + 9 * HOUR_MS
      : end + LAST_ROUND_MS;
  const draft = sheet(of, period, values);
  return { ...common, atMs, who: provincialWho(office.officeId), action: 'import', draft };
}

/** What the node of its chain answers. Of the planted contradiction only the newest was tampered with. */
function served(
  seed: string,
  chain: ScenarioPlan,
  period: string,
  left: number,
  values: readonly SeriesValue[],
): ReportDraft {
  const report = left === 0 ? servedReport(seed, chain, period) : reportOf(seed, chain, period, values);
  const document = signedDocument(seed, chain, report);
  return { ...draftOf(report, 'chain'), document, signedBy: chain.officeId ?? null };
}

/** `correction`: sent in again after it was returned, with the persons served counted anew. */
export function sheet(
  { scenario: { scenarioId, owner } }: DemoScenario,
  period: string,
  values: readonly SeriesValue[],
  correction = false,
): ReportDraft {
  const stated = reportBy(scenarioId, period, owner, values);
  return draftOf(correction ? { ...stated, indicators: stated.indicators.map(corrected) } : stated, 'spreadsheet');
}

function corrected(indicator: Report['indicators'][number]): Report['indicators'][number] {
  return indicator.id === 'users' ? { ...indicator, value: String(BigInt(indicator.value) - 1n) } : indicator;
}

function draftOf(report: Report, origin: ReportDraft['origin']): ReportDraft {
  return {
    scenarioId: report.scenarioId,
    period: report.period,
    statedBy: report.statedBy,
    asOf: dayOf(report.asOf),
    origin,
    values: report.indicators.map(({ id, value, base }) => ({ indicatorId: id, value, base: base ?? null })),
    document: null,
    digest: toHex(digestOf(report)),
    signedBy: null,
  };
}
