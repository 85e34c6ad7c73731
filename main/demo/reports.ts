import { type CanonicalValue, canonicalJson } from '../../light-client/codec/canonicalJson.ts';
import { toHex } from '../../light-client/codec/hex.ts';
import { toUtf8 } from '../../light-client/codec/utf8.ts';
import { formatDecimal, parseDecimal } from '../metrics/decimal.ts';
import type { Report, SignedReport } from '../programme/packs.ts';
import { type Text, ZONES } from './catalogue.ts';
import { sha256 } from './crypto.ts';
import { officeKey, quarterStart, type ScenarioPlan } from './plan.ts';
import { valuesOf } from './programme/series.ts';

// The scenarios' own reports: the documents that the unproven query "/pilot/report" answers, and their digests.

/** Where a scenario's report is due. */
export function dueAt(scenario: Pick<ScenarioPlan, 'dueAfterMs'>, period: string): number {
  return quarterStart(period) + scenario.dueAfterMs;
}

/** Depends on the seed, the scenario and the period only, so that it can be made again at any time. */
export function reportOf(
  seed: string,
  scenario: Pick<ScenarioPlan, 'scenarioId' | 'zoneId' | 'sector' | 'dueAfterMs'>,
  period: string,
): Report {
  const zone = ZONES.find(({ zoneId }) => zoneId === scenario.zoneId);
  return reportBy(
    seed,
    scenario,
    period,
    { zh: `${zone?.name.zh ?? ''}运行单位`, en: `Operating unit of ${zone?.name.en ?? ''}` },
    new Date(dueAt(scenario, period) - 3_600_000).toISOString(),
  );
}

/** Any scenario's report, on a chain or not. Members in the order of the canonical form. */
export function reportBy(
  seed: string,
  scenario: Pick<ScenarioPlan, 'scenarioId' | 'sector'>,
  period: string,
  statedBy: Text,
  asOf: string,
): Report {
  return {
    asOf,
    format: 'pilotlight-report',
    indicators: valuesOf(seed, scenario, period).map(({ indicator: { indicatorId, kind, unit, base }, value }) => ({
      ...(base === null ? {} : { base }),
      id: indicatorId,
      kind,
      unit: unit as Report['indicators'][number]['unit'],
      value,
    })),
    period,
    scenarioId: scenario.scenarioId,
    statedBy: { en: statedBy.en, zh: statedBy.zh },
    version: 1,
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
  return signedDocument(seed, scenario, scenario.report === 'contradicted' ? inflated(anchored) : anchored);
}

/** The document that the digest was made of. */
export function honestDocumentOf(seed: string, scenario: ScenarioPlan, period: string): Uint8Array {
  return signedDocument(seed, scenario, reportOf(seed, scenario, period));
}

function signedDocument(seed: string, { officeId }: ScenarioPlan, report: Report): Uint8Array {
  const document: SignedReport =
    officeId === undefined
      ? { report }
      : { report, officeId, signature: toHex(officeKey(seed, officeId).sign(canonicalBytes(report))) };
  return canonicalBytes(document);
}

function inflated(report: Report): Report {
  const indicators = report.indicators.map((indicator) =>
    indicator.id === 'saving' ? { ...indicator, value: tripled(indicator.value) } : indicator,
  );
  return { ...report, indicators };
}

function tripled(value: string): string {
  const decimal = parseDecimal(value);
  return decimal === null ? value : formatDecimal({ ...decimal, units: decimal.units * 3n });
}
