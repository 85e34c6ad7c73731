import type { Text } from '../contract/chain.ts';
import { compare, parseDecimal } from '../metrics/decimal.ts';
import { type CheckCode, checkReport } from '../programme/checks/index.ts';
import { isDate, periodBounds, periodOf } from '../programme/checks/periods.ts';
import type { ReportDraft, ReportValue, StoredReport } from '../programme/model.ts';
import { type Collecting, type Collector, periodOfRow, quantityOf, scenarioOf } from './collect.ts';
import { times } from './decimals.ts';
import { WIDE } from './mapping.ts';
import { shown } from './problems.ts';
import { reportDigest } from './reportDocument.ts';
import type { Row } from './rows.ts';

interface Entry {
  readonly row: Row;
  readonly field: string;
  readonly value: ReportValue;
}

/** All rows of one scenario in one period: together they are its report. */
interface Group {
  readonly scenarioId: string;
  readonly period: string;
  readonly rows: Set<Row>;
  readonly entries: Map<string, Entry>;
  asOf: { readonly date: string; readonly row: Row } | null;
  statedBy: { readonly text: string; readonly row: Row } | null;
}

/** A row per figure, or a row per scenario with a column per indicator: both end as one draft per scenario and period. */
export function collectIndicators(collecting: Collecting): Collector {
  const groups = new Map<string, Group>();
  const shared = new Map<string, number>();
  return {
    take: (row) => takeRow(row, groups, collecting),
    async finish() {
      for (const { period, entries } of groups.values()) {
        for (const { value } of entries.values()) {
          const key = `${period} ${value.indicatorId} ${value.value}`;
          shared.set(key, (shared.get(key) ?? 0) + 1);
        }
      }
      const reports: ReportDraft[] = [];
      let done = 0;
      for (const group of groups.values()) {
        const draft = draftOf(group, shared, collecting);
        if (draft !== null) reports.push(draft);
        done += 1;
        collecting.work.progress(done, groups.size);
        await collecting.work.breathe();
      }
      return { reports };
    },
  };
}

function takeRow(row: Row, groups: Map<string, Group>, collecting: Collecting): void {
  const scenarioId = scenarioOf(row, collecting);
  const period = periodOfRow(row, collecting);
  const values = row.column('value') === undefined ? wideValues(row, collecting) : longValue(row, collecting);
  const asOf = row.date('asOf');
  if (period !== null && period > periodOf(collecting.context.today)) {
    row.problem('period-in-future', 'period', { period });
    return;
  }
  if (scenarioId === null || period === null || values.length === 0) return;
  const key = `${scenarioId} ${period}`;
  const group = groups.get(key) ?? {
    scenarioId,
    period,
    rows: new Set(),
    entries: new Map(),
    asOf: null,
    statedBy: null,
  };
  groups.set(key, group);
  for (const entry of values) {
    const before = group.entries.get(entry.value.indicatorId);
    if (before === undefined) {
      group.entries.set(entry.value.indicatorId, entry);
      group.rows.add(row);
    } else {
      row.problem('row-twice', entry.field, { row: before.row.number, sheet: before.row.layout.sheet.name });
    }
  }
  stateOnce(row, asOf, group);
}

/** A report has one as-of date and one that states it. */
function stateOnce(row: Row, asOf: string | undefined, group: Group): void {
  if (asOf !== undefined) {
    if (group.asOf === null) group.asOf = { date: asOf, row };
    else if (group.asOf.date !== asOf) {
      row.problem('as-of-differs', 'asOf', { asOf, other: group.asOf.date, row: group.asOf.row.number });
    }
  }
  const text = row.name('statedBy');
  if (text === '') return;
  if (group.statedBy === null) group.statedBy = { text, row };
  else if (group.statedBy.text !== text) {
    row.problem('stated-by-differs', 'statedBy', { text: shown(text), row: group.statedBy.row.number });
  }
}

function longValue(row: Row, collecting: Collecting): Entry[] {
  if (row.text('indicatorId') === '' && row.text('indicator') === '') {
    row.problem('indicator-missing', row.column('indicator') === undefined ? 'indicatorId' : 'indicator');
    return [];
  }
  const indicatorId = row.look('indicator', collecting.register.indicators);
  const definition = indicatorId === null ? undefined : collecting.definitions.get(indicatorId);
  if (indicatorId === null || definition === undefined) return [];
  const value = quantityOf(row, 'value', definition);
  if (value === undefined && row.cell('value') === undefined) row.problem('value-missing', 'value');
  return value == null
    ? []
    : [{ row, field: 'value', value: { indicatorId, value, base: baseOf(row, 'base', indicatorId, collecting) } }];
}

function wideValues(row: Row, collecting: Collecting): Entry[] {
  const entries: Entry[] = [];
  for (const { field } of row.layout.columns) {
    const [, kind, indicatorId] = WIDE.exec(field ?? '') ?? [];
    const definition = indicatorId === undefined ? undefined : collecting.definitions.get(indicatorId);
    if (field === null || kind !== 'value' || indicatorId === undefined || definition === undefined) continue;
    const value = quantityOf(row, field, definition);
    if (value == null) continue;
    entries.push({
      row,
      field,
      value: { indicatorId, value, base: baseOf(row, `base:${indicatorId}`, indicatorId, collecting) },
    });
  }
  return entries;
}

/** A base is a number in the indicator's unit, or words that say against what was measured. */
function baseOf(row: Row, field: string, indicatorId: string, collecting: Collecting): string | null {
  const cell = row.cell(field);
  const definition = collecting.definitions.get(indicatorId);
  if (cell === undefined || definition === undefined) return null;
  if (cell.kind === 'text' && !/\d/.test(cell.text)) return row.name(field) || null;
  if (definition.unit !== 'percent') return quantityOf(row, field, definition) ?? null;
  // What a percentage is measured against has a unit of its own: kept as it is written.
  if (cell.kind === 'bad') return quantityOf(row, field, definition) ?? null;
  return cell.kind === 'number' && cell.percent ? `${times(cell.text, '100')}%` : row.name(field) || null;
}

function draftOf(group: Group, shared: ReadonlyMap<string, number>, collecting: Collecting): ReportDraft | null {
  const { context, definitions } = collecting;
  const { scenarioId, period } = group;
  const scenario = collecting.scenarios.get(scenarioId);
  const current = context.currentReport(scenarioId, period);
  const known = new Map((current?.values ?? []).map((value) => [value.indicatorId, value]));
  const [first] = group.entries.values();
  if (scenario === undefined || first === undefined) return null;
  const said = markValues(group, known);
  const kept = [...known.values()].filter(({ indicatorId }) => !group.entries.has(indicatorId));
  const asOf =
    group.asOf?.date ??
    first.row.layout.asOf ??
    (current !== null && !said ? current.asOf : assumedAsOf(first.row, period, collecting));
  const statedBy = statedByOf(group.statedBy?.text, current, scenario.owner, collecting);
  const other = current !== null && (current.asOf !== asOf || !sameText(current.statedBy, statedBy));
  const values = [...[...group.entries.values()].map(({ value }) => value), ...kept];
  check(group, { scenarioId, period, asOf, values }, shared, collecting);
  if (current !== null && !said && !other) return null;
  if (other) for (const row of group.rows) if (row.state === 'same') row.found('changed');
  if (kept.length > 0) first.row.problem('values-kept', null, { count: kept.length, period });
  if (current?.signedBy != null) first.row.problem('replaces-signed', null, { by: shown(current.signedBy), period });
  const draft = { scenarioId, period, statedBy, asOf, origin: 'spreadsheet' as const, values };
  return { ...draft, document: null, digest: reportDigest(draft, definitions), signedBy: null };
}

/** Whether any value is new or another one than is known. */
function markValues(group: Group, known: ReadonlyMap<string, ReportValue>): boolean {
  let said = false;
  for (const { row, value } of group.entries.values()) {
    const before = known.get(value.indicatorId);
    if (before !== undefined && sameNumber(before.value, value.value) && sameNumber(before.base, value.base)) continue;
    said = true;
    // A row of several figures is changed as soon as one of them is.
    row.found(before === undefined && row.state !== 'changed' ? 'new' : 'changed');
  }
  return said;
}

/** 12.50 and 12.5 are one number, however they were written. */
function sameNumber(a: string | null, b: string | null): boolean {
  if (a === b || a === null || b === null) return a === b;
  const [x, y] = [parseDecimal(a), parseDecimal(b)];
  return x !== null && y !== null && compare(x, y) === 0;
}

function assumedAsOf(row: Row, period: string, { context, problems, once }: Collecting): string {
  const last = periodBounds(period)?.last ?? context.today;
  const asOf = last < context.today ? last : context.today;
  if (once(`as-of ${row.layout.sheet.name} ${period}`)) {
    problems.add('as-of-assumed', row.layout.sheet.name, null, row.column('asOf')?.letter ?? null, { asOf, period });
  }
  return asOf;
}

function sameText(a: Text, b: Text): boolean {
  return a.zh === b.zh && a.en === b.en;
}

/** Who states it: a name that we know in two languages, or the one that stands there. */
function statedByOf(
  text: string | undefined,
  current: StoredReport | null,
  owner: Text,
  { context, register }: Collecting,
): Text {
  if (text === undefined) return current?.statedBy ?? owner;
  for (const known of [owner, current?.statedBy]) {
    if (known !== undefined && (known.zh === text || known.en === text)) return known;
  }
  const looked = register.entities.look(text);
  const entity =
    looked.kind === 'found' ? context.master.entities.find(({ entityId }) => entityId === looked.id) : undefined;
  return entity !== undefined && (entity.name.zh === text || entity.name.en === text)
    ? entity.name
    : { zh: text, en: text };
}

function check(
  group: Group,
  draft: Pick<ReportDraft, 'scenarioId' | 'period' | 'asOf' | 'values'>,
  shared: ReadonlyMap<string, number>,
  { context, definitions, scenarios }: Collecting,
): void {
  const { scenarioId, period } = group;
  const results = checkReport(draft, {
    today: context.today,
    scenario: scenarios.get(scenarioId) ?? null,
    definitions,
    previous: context.previousValues(scenarioId, period),
    earlier: context.earlierReports(scenarioId, period),
    sharedBy: (indicatorId, value) => shared.get(`${period} ${indicatorId} ${value}`) ?? 0,
  });
  const [first] = group.entries.values();
  for (const { code, indicatorId, params } of results) {
    const entry = indicatorId === null ? undefined : group.entries.get(indicatorId);
    // Of a value that was kept from before nothing is said here: it was looked at when it came.
    if (indicatorId !== null && entry === undefined) continue;
    const known = code as CheckCode;
    if (entry !== undefined) {
      const atBase = code === 'saving-without-base' || code === 'base-not-positive' || code === 'saving-beyond-base';
      const base = entry.field === 'value' ? 'base' : entry.field.replace(/^value/, 'base');
      entry.row.problem(known, atBase && entry.row.column(base) !== undefined ? base : entry.field, {
        ...params,
        indicator: entry.value.indicatorId,
      });
    } else {
      const row = group.asOf?.row ?? first?.row;
      row?.problem(known, code.startsWith('as-of') && isDate(draft.asOf) ? 'asOf' : null, params);
    }
  }
}
