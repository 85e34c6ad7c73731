import { toHex } from '../../light-client/codec/hex.ts';
import { toUtf8 } from '../../light-client/codec/utf8.ts';
import { formatDecimal, parseDecimal } from '../metrics/decimal.ts';
import type { Report, SignedReport } from '../programme/packs.ts';
import { type Text, ZONES } from './catalogue.ts';
import { sha256 } from './crypto.ts';
import { lastDayOf, officeKey, type ScenarioPlan } from './plan.ts';
import { type SeriesValue, valuesOf } from './programme/series.ts';

// The scenarios' own reports: the documents that the unproven query "/pilot/report" answers, and their digests.

type ReportedScenario = Pick<ScenarioPlan, 'scenarioId' | 'zoneId' | 'sector'>;

/** Depends on the seed, the scenario and the period only, so that it can be made again at any time. */
export function reportOf(
  seed: string,
  scenario: ReportedScenario,
  period: string,
  values: readonly SeriesValue[] = valuesOf(seed, scenario, period),
): Report {
  const zone = ZONES.find(({ zoneId }) => zoneId === scenario.zoneId);
  const statedBy = { zh: `${zone?.name.zh ?? ''}运行单位`, en: `Operating unit of ${zone?.name.en ?? ''}` };
  return reportBy(scenario.scenarioId, period, statedBy, values);
}

/** Any scenario's report, on a chain or not. Its members stand in the order of the canonical form. */
export function reportBy(scenarioId: string, period: string, statedBy: Text, values: readonly SeriesValue[]): Report {
  return {
    asOf: lastDayOf(period),
    format: 'pilotlight-report',
    indicators: values.map(({ indicator: { indicatorId, kind, unit, base }, value }) => ({
      ...(base === null ? {} : { base }),
      id: indicatorId,
      kind,
      unit: unit as Report['indicators'][number]['unit'],
      value,
    })),
    period,
    scenarioId,
    statedBy: { en: statedBy.en, zh: statedBy.zh },
    version: 1,
  };
}

/** Reports and documents are made with their members in canonical order: this is their RFC 8785 form, a test compares. */
function canonicalBytes(value: Report | SignedReport): Uint8Array {
  return toUtf8(JSON.stringify(value));
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
  return scenario.report === 'missing'
    ? undefined
    : signedDocument(seed, scenario, servedReport(seed, scenario, period));
}

/** What the document says. The planted contradiction claims more than what was anchored. */
export function servedReport(seed: string, scenario: ScenarioPlan, period: string): Report {
  const anchored = reportOf(seed, scenario, period);
  return scenario.report === 'contradicted' ? inflated(anchored) : anchored;
}

export function signedDocument(seed: string, { officeId }: Pick<ScenarioPlan, 'officeId'>, report: Report): Uint8Array {
  const document: SignedReport =
    officeId === undefined
      ? { report }
      : { officeId, report, signature: toHex(officeKey(seed, officeId).sign(canonicalBytes(report))) };
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
