import { type CanonicalValue, canonicalJson } from '../../light-client/codec/canonicalJson.ts';
import { toHex } from '../../light-client/codec/hex.ts';
import { toUtf8 } from '../../light-client/codec/utf8.ts';
import type { Report, SignedReport } from '../programme/packs.ts';
import { ZONES } from './catalogue.ts';
import { Random, sha256 } from './crypto.ts';
import { officeKey, quarterStart, type ScenarioPlan } from './plan.ts';

// The scenarios' own reports: the documents that the unproven query "/pilot/report" answers, and their digests.

/** Where a scenario's report is due. */
export function dueAt(scenario: ScenarioPlan, period: string): number {
  return quarterStart(period) + scenario.dueAfterMs;
}

/** Depends on the seed, the scenario and the period only, so that it can be made again at any time. */
export function reportOf(seed: string, scenario: ScenarioPlan, period: string): Report {
  const random = new Random('report', seed, scenario.scenarioId, period);
  const zone = ZONES.find(({ zoneId }) => zoneId === scenario.zoneId);
  return {
    format: 'pilotlight-report',
    version: 1,
    scenarioId: scenario.scenarioId,
    period,
    statedBy: {
      zh: `${zone?.name.zh ?? ''}运行单位`,
      en: `Operating unit of ${zone?.name.en ?? ''}`,
    },
    asOf: new Date(dueAt(scenario, period) - 3_600_000).toISOString(),
    indicators: [
      {
        id: 'saving',
        kind: 'saving',
        unit: 'yuan',
        value: String(random.int(120, 9600) * 1000),
        base: '2023年同类业务的线下办理成本 / cost of the same work on paper in 2023',
      },
      { id: 'users', kind: 'cumulative', unit: 'count', value: String(random.int(800, 240_000)) },
      { id: 'turnaround', kind: 'rate', unit: 'minutes', value: String(random.int(3, 90)) },
      { id: 'on-time', kind: 'level', unit: 'percent', value: `${random.int(88, 99)}.${random.int(1, 9)}` },
    ],
  };
}

function canonicalBytes(value: Report | SignedReport): Uint8Array {
  return toUtf8(canonicalJson(value as unknown as CanonicalValue));
}

export function digestOf(report: Report): Uint8Array {
  return sha256(canonicalBytes(report));
}

/** What the state of the chain holds; undefined where this scenario anchors nothing. */
export function anchoredDigest(seed: string, scenario: ScenarioPlan, period: string): Uint8Array | undefined {
  if (scenario.report !== 'anchored' && scenario.report !== 'contradicted') return undefined;
  return digestOf(reportOf(seed, scenario, period));
}

export function digestKey(scenarioId: string, period: string): string {
  return `report/${scenarioId}/${period}`;
}

export function recordsKey(scenarioId: string): string {
  return `records/${scenarioId}`;
}

/** The name by which "/pilot/report" is asked. */
export function documentName(scenarioId: string, period: string): string {
  return `${scenarioId}/${period}`;
}

/** The document as served: canonical JSON of a SignedReport. Undefined: there is none. */
export function documentOf(seed: string, scenario: ScenarioPlan, period: string): Uint8Array | undefined {
  if (scenario.report === 'missing') return undefined;
  const anchored = reportOf(seed, scenario, period);
  // The planted contradiction: what is served claims more than what was anchored.
  const report = scenario.report === 'contradicted' ? inflated(anchored) : anchored;
  const { officeId } = scenario;
  const document: SignedReport =
    officeId === undefined
      ? { report }
      : { report, officeId, signature: toHex(officeKey(seed, officeId).sign(canonicalBytes(report))) };
  return canonicalBytes(document);
}

function inflated(report: Report): Report {
  const indicators = report.indicators.map((indicator) =>
    indicator.id === 'saving' ? { ...indicator, value: String(BigInt(indicator.value) * 3n) } : indicator,
  );
  return { ...report, indicators };
}
