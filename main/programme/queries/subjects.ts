import type { Text } from '../../contract/chain.ts';
import type { OfficeAnswer, OfficeRequest } from '../../contract/office.ts';
import type { Comparison, SearchHit, StatusDerivation, SubjectPage, SubjectRef } from '../../contract/programme.ts';
import { formatDecimal, parseDecimal } from '../../metrics/decimal.ts';
import type { Review, Scenario } from '../model.ts';
import { countFigures, distributionOf, movementOf, statusHistoryOf } from './counts.ts';
import { indicatorFigure, indicatorRows } from './figures.ts';
import type { Frame, PeriodFrame } from './frame.ts';
import { milestonesOf, reviewsOf } from './inputs.ts';
import { keptWith } from './kept.ts';
import { milestoneView } from './milestones.ts';
import { ALL, ENTITIES_NAME, ENTITIES_ROW, grouped } from './moment.ts';
import { findingsOn, reportRow, toReviewView } from './reports.ts';
import { scenarioLine, sorted, textOf, zoneName } from './scenarios.ts';

// The page of one zone, field, entity or scenario, what its rating rests on, and two of them side by side.

const MOST_SCENARIOS = 200;
const MOST_ROWS = 500;

/** null: there is no such subject. */
export function nameOf(frame: Frame, { kind, id }: SubjectRef): Text | null {
  const { zones, sectors, entities, scenarios } = frame.master;
  switch (kind) {
    case 'programme':
      return id === ALL ? frame.deps.programme().name : null;
    case 'zone':
      return id === ENTITIES_ROW ? ENTITIES_NAME : (zones.get(id)?.name ?? null);
    case 'sector':
      return sectors.get(id)?.name ?? null;
    case 'entity':
      return entities.get(id)?.name ?? null;
    case 'scenario':
      return scenarios.get(id)?.name ?? null;
    default:
      return kind satisfies never;
  }
}

export function subjectPage(frame: PeriodFrame, subject: SubjectRef): SubjectPage | null {
  const { frame: whole, period } = frame;
  const name = nameOf(whole, subject);
  if (name === null) return null;
  const { store } = whole.deps;
  const { seq, asOf } = whole.moment;
  const active = frame.active(subject);
  const all = whole.scenariosOf(subject);
  const own = subject.kind === 'scenario' ? all[0] : undefined;
  // A scenario's page shows its whole history; a larger subject's the reports of the period.
  const reports =
    own === undefined
      ? active.flatMap((scenario) => frame.state(scenario).report ?? [])
      : store.reportHistory(own.scenarioId, seq);
  const ids = new Set(all.map(({ scenarioId }) => scenarioId));
  return {
    ...{ subject, name, period, asOf },
    ...factsOf(frame, subject),
    chainIds: [...new Set(all.flatMap(({ chainId }) => (chainId === null ? [] : [chainId])))],
    status: frame.view(subject),
    statusHistory: statusHistoryOf(whole, subject, period),
    distribution: distributionOf(frame, active),
    movement: movementOf(frame, subject),
    figures: own === undefined ? countFigures(frame, subject) : [],
    indicators: indicatorRows(frame, subject),
    milestones: all
      .flatMap(({ scenarioId }) => milestonesOf(frame, scenarioId))
      .slice(0, MOST_ROWS)
      .map((history) => milestoneView(frame, history)),
    reports: reports.slice(0, MOST_ROWS).map((report) => reportRow(whole.period(report.period), report)),
    findings: active.flatMap((scenario) => findingsOn(frame, frame.state(scenario))).slice(0, MOST_ROWS),
    reviews: reviewsUnder(frame, own, ids)
      .slice(-MOST_ROWS)
      .reverse()
      .map((review) => toReviewView(whole.deps, review)),
    scenarios:
      own === undefined
        ? sorted(frame, active, 'rating', false)
            .slice(0, MOST_SCENARIOS)
            .map((scenario) => scenarioLine(frame, scenario))
        : [],
    scenarioCount: own === undefined ? active.length : 0,
  };
}

/** Of one scenario every review there was, of a larger subject those of the period. */
function reviewsUnder(frame: PeriodFrame, own: Scenario | undefined, ids: ReadonlySet<string>): readonly Review[] {
  if (own !== undefined) return reviewsOf(frame, own.scenarioId);
  const all = frame.frame.deps.store.reviews(frame.frame.moment.seq);
  const byPeriod = keptWith(all, 'period', (list) => grouped(list, ({ period }) => period));
  return (byPeriod.get(frame.period) ?? []).filter(({ scenarioId }) => ids.has(scenarioId));
}

type Facts = Pick<SubjectPage, 'owner' | 'zone' | 'sector' | 'entity' | 'province' | 'source' | 'note'>;
const NO_FACTS: Facts = {
  owner: null,
  zone: null,
  sector: null,
  entity: null,
  province: null,
  source: null,
  note: null,
};

function factsOf({ frame }: PeriodFrame, { kind, id }: SubjectRef): Facts {
  const { zones, sectors, entities, scenarios } = frame.master;
  const sectorOf = (sectorId: string | null) => {
    const sector = sectorId === null ? undefined : sectors.get(sectorId);
    return sector === undefined ? null : { id: sector.sectorId, name: sector.name };
  };
  if (kind === 'zone') {
    const zone = zones.get(id);
    return zone === undefined
      ? NO_FACTS
      : { ...NO_FACTS, province: zone.province, source: zone.source, note: zone.note };
  }
  if (kind === 'entity') {
    const entity = entities.get(id);
    if (entity === undefined) return NO_FACTS;
    const { province, source, note } = entity;
    return { ...NO_FACTS, sector: sectorOf(entity.sectorId), province, source, note };
  }
  const scenario = kind === 'scenario' ? scenarios.get(id) : undefined;
  if (scenario === undefined) return NO_FACTS;
  const zone = zoneName(frame, scenario.zoneId);
  const entity = scenario.entityId === null ? undefined : entities.get(scenario.entityId);
  return {
    ...NO_FACTS,
    owner: scenario.owner,
    zone: zone === null || scenario.zoneId === null ? null : { id: scenario.zoneId, name: zone },
    sector: sectorOf(scenario.sectorId),
    entity: entity === undefined ? null : { id: entity.entityId, name: entity.name },
    province: (scenario.zoneId === null ? entity?.province : zones.get(scenario.zoneId)?.province) ?? null,
  };
}

export function statusDerivation(frame: PeriodFrame, subject: SubjectRef): StatusDerivation | null {
  const { frame: whole, period } = frame;
  const name = nameOf(whole, subject);
  if (name === null) return null;
  const { rules } = whole.deps;
  const status = frame.status(subject);
  const partKind = subject.kind === 'programme' ? 'zone' : 'scenario';
  const deciding = status.deciding.flatMap((id) => {
    const part = { kind: partKind, id } as const;
    const partName = nameOf(whole, part);
    return partName === null ? [] : [{ subject: part, name: partName, rating: frame.status(part).shown }];
  });
  return {
    ...{ subject, name, period, deciding },
    status: frame.view(subject),
    rules: { version: rules.version, digest: rules.digest },
    applied: frame.rated(status).applied,
    distribution: distributionOf(frame, frame.active(subject)),
    history: statusHistoryOf(whole, subject, period),
    lowerTo: rules.worseThan(status.rating),
  };
}

/** null: one of the sides is not there. */
export function comparison(frame: Frame, { sides }: OfficeRequest<'compare'>): Comparison | null {
  const looked = sides.map(({ subject, period }) => ({ subject, frame: frame.period(period ?? frame.newest) }));
  const names = looked.map(({ subject }) => nameOf(frame, subject));
  if (names.includes(null)) return null;
  const rows = looked.map(({ subject, frame: side }) => ({
    side,
    subject,
    byId: new Map(indicatorRows(side, subject).map((row) => [row.indicatorId, row])),
  }));
  return {
    sides: looked.map(({ subject, frame: side }, i) => ({
      subject,
      name: names[i] as Text,
      period: side.period,
      status: side.view(subject),
      distribution: distributionOf(side, side.active(subject)),
      mix: side.mix(side.active(subject)).mix,
      scenarios: side.active(subject).length,
    })),
    indicators: frame.master.indicators.list.flatMap((definition) => {
      const own = rows.map(({ byId }) => byId.get(definition.indicatorId));
      if (own.every((row) => row === undefined)) return [];
      const { indicatorId, name, effect, kind, unit, better } = definition;
      const figures = rows.map(
        ({ side, subject, byId }) => byId.get(indicatorId)?.figure ?? noFigure(side, subject, definition),
      );
      return [{ ...{ indicatorId, name, effect, kind, unit, better, figures }, difference: differenceOf(figures) }];
    }),
  };
}

function noFigure(frame: PeriodFrame, subject: SubjectRef, definition: Parameters<typeof indicatorFigure>[3]) {
  return indicatorFigure(frame, subject, [], definition);
}

/** Last against first. */
function differenceOf(figures: readonly { readonly value: string | null }[]): string | null {
  const [first, last] = [figures[0]?.value ?? null, figures.at(-1)?.value ?? null];
  const from = first === null ? null : parseDecimal(first);
  const to = last === null ? null : parseDecimal(last);
  if (from === null || to === null || figures.length < 2) return null;
  const scale = Math.max(from.scale, to.scale);
  const units = to.units * 10n ** BigInt(scale - to.scale) - from.units * 10n ** BigInt(scale - from.scale);
  return formatDecimal({ units, scale });
}

/** By any part of a name, Chinese or Latin; names that begin with what was typed come first. */
export function search(frame: PeriodFrame, { query, limit }: OfficeRequest<'search'>): OfficeAnswer<'search'> {
  const words = query
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const { frame: whole } = frame;
  const { master, sectors } = whole.master;
  const found: { readonly subject: SubjectRef; readonly name: Text; readonly context: Text; readonly rank: number }[] =
    [];
  const consider = (subject: SubjectRef, name: Text, context: Text, text: string): void => {
    if (!words.every((word) => text.includes(word))) return;
    const first = words[0] as string;
    const starts = name.zh.toLowerCase().startsWith(first) || name.en.toLowerCase().startsWith(first);
    found.push({ subject, name, context, rank: starts ? 0 : 1 });
  };
  const textFor = (id: string, name: Text) => `${id}\n${name.zh}\n${name.en}`.toLowerCase();
  const none: Text = { zh: '', en: '' };
  for (const { zoneId, name, province } of master.zones) {
    consider({ kind: 'zone', id: zoneId }, name, { zh: province ?? '', en: province ?? '' }, textFor(zoneId, name));
  }
  consider({ kind: 'zone', id: ENTITIES_ROW }, ENTITIES_NAME, none, textFor(ENTITIES_ROW, ENTITIES_NAME));
  for (const { sectorId, name } of master.sectors)
    consider({ kind: 'sector', id: sectorId }, name, none, textFor(sectorId, name));
  for (const { entityId, name, sectorId } of master.entities) {
    const context = (sectorId === null ? undefined : sectors.get(sectorId)?.name) ?? none;
    consider({ kind: 'entity', id: entityId }, name, context, textFor(entityId, name));
  }
  for (const scenario of master.scenarios) {
    const place = zoneName(whole, scenario.zoneId) ?? scenario.owner;
    const field = sectors.get(scenario.sectorId)?.name;
    const context = field === undefined ? place : { zh: `${place.zh} · ${field.zh}`, en: `${place.en} · ${field.en}` };
    consider({ kind: 'scenario', id: scenario.scenarioId }, scenario.name, context, textOf(whole, scenario));
  }
  found.sort((a, b) => a.rank - b.rank);
  return found
    .slice(0, limit)
    .map(({ subject, name, context }): SearchHit => ({ subject, name, context, rating: frame.status(subject).shown }));
}
