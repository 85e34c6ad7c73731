import { toHex } from '../../../light-client/codec/hex.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import type { ReportDraft } from '../../programme/model.ts';
import type { Report, SignedReport } from '../../programme/packs.ts';
import { Random, sha256 } from '../crypto.ts';
import { DAY_MS, quarterStart, type ScenarioPlan } from '../plan.ts';
import { documentOf, honestDocumentOf, reportBy } from '../reports.ts';
import { NATIONAL_WHO, provincialWho, type Who } from './changes.ts';
import type { DemoPlan, DemoScenario } from './scenarios.ts';

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
}

const HOUR_MS = 3_600_000;
const FIRST_ROUND_DAYS = 7;
const LAST_ROUND_MS = 12 * DAY_MS + 12 * HOUR_MS;
const LATE_DAYS = 49;
/** After the last round; every report that is in time is there. */
export const IN_TIME_MS = LAST_ROUND_MS + 2 * HOUR_MS;

export function demoReports(seed: string, plan: DemoPlan, periods: readonly string[], nowMs: number): DemoReport[] {
  const out: DemoReport[] = [];
  for (const of of plan.scenarios) {
    const random = new Random('reports', seed, of.scenario.scenarioId);
    for (const [at, period] of periods.entries()) {
      const chance = random.next();
      if (at < of.joins || (of.leaves !== null && at >= of.leaves)) continue;
      const left = periods.length - 1 - at;
      if (isMissing(of, left, chance)) continue;
      const report = reportFor(seed, of, at, period, left, chance);
      if (report.atMs <= nowMs) out.push(report);
    }
  }
  return out;
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
  chance: number,
): DemoReport {
  const start = quarterStart(period);
  const { chain, number, office } = of;
  if (chain !== null && chain.report !== 'missing') {
    const atMs = start + IN_TIME_MS;
    return { atMs, who: NATIONAL_WHO, action: 'fetch', of, period: at, draft: served(seed, chain, period, left) };
  }
  const late = left === 0 ? number % 71 === 9 : chance > 0.985;
  const dueMs = late ? DAY_MS * (1 + (number % 2)) : of.dueAfterMs;
  const atMs = late
    ? start + LATE_DAYS * DAY_MS
    : dueMs <= (FIRST_ROUND_DAYS - 1) * DAY_MS
      ? start + FIRST_ROUND_DAYS * DAY_MS + 9 * HOUR_MS
      : start + LAST_ROUND_MS;
  const draft = sheet(seed, of, period, new Date(start + dueMs - HOUR_MS).toISOString());
  return { atMs, who: provincialWho(office.officeId), action: 'import', of, period: at, draft };
}

/** What the node of its chain answers. Only the newest of the planted contradiction was tampered with. */
function served(seed: string, chain: ScenarioPlan, period: string, left: number): ReportDraft {
  const document = (left === 0 ? documentOf : honestDocumentOf)(seed, chain, period) as Uint8Array;
  const { report, officeId } = JSON.parse(new TextDecoder().decode(document)) as SignedReport;
  return { ...draftOf(report, 'chain', digestOf(report)), document, signedBy: officeId ?? null };
}

/** `correction`: sent in again after it was returned, with the total of persons served counted anew. */
export function sheet(
  seed: string,
  { scenario: { scenarioId, owner }, sector }: DemoScenario,
  period: string,
  asOf: string,
  correction = false,
): ReportDraft {
  const stated = reportBy(seed, { scenarioId, sector }, period, owner, asOf);
  const report = correction ? { ...stated, indicators: stated.indicators.map(corrected) } : stated;
  return draftOf(report, 'spreadsheet', digestOf(report));
}

function corrected(indicator: Report['indicators'][number]): Report['indicators'][number] {
  return indicator.id === 'users' ? { ...indicator, value: String(BigInt(indicator.value) - 1n) } : indicator;
}

function draftOf(report: Report, origin: ReportDraft['origin'], digest: string): ReportDraft {
  return {
    scenarioId: report.scenarioId,
    period: report.period,
    statedBy: report.statedBy,
    asOf: report.asOf.slice(0, 10),
    origin,
    values: report.indicators.map(({ id, value, base }) => ({ indicatorId: id, value, base: base ?? null })),
    document: null,
    digest,
    signedBy: null,
  };
}

/** `reportBy` and parsed canonical documents have their members in canonical order already. */
function digestOf(report: Report): string {
  return toHex(sha256(toUtf8(JSON.stringify(report))));
}
