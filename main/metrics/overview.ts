import type { ChainView } from '../contract/chain.ts';
import type { WireError } from '../contract/error.ts';
import type { Figure, FigurePart, OverviewView, ScenarioName, ZoneRow } from '../contract/figures.ts';
import type { ProgrammePack, ScenarioConfig } from '../programme/packs.ts';
import type { ClaimView } from '../sync/messages.ts';
import { attentionOf } from './attention.ts';
import { anchoredShareFigure, leafFigure, type Part, sumFigure } from './figures.ts';
import { NOTHING } from './provenance.ts';

const NO_DATA: Part = { value: null, provenance: NOTHING, asOf: null };

/** One scenario's figures: each is a part of its zone's. */
export interface ScenarioRow extends ScenarioName {
  readonly zoneId: string;
  readonly sector: string;
  readonly period: string;
  readonly records: Figure;
  readonly saving: Figure;
  readonly report: Figure;
}

interface ScenarioFigures {
  readonly row: ScenarioRow;
  /** 1 where it is in service, as its best reading says; nothing known: no part. */
  readonly inService: Part;
  readonly hasRecords: boolean;
}

export interface Overview {
  setProgramme(programme: ProgrammePack | null): void;
  setChain(view: ChainView): void;
  removeChain(chainId: string): void;
  setClaims(chainId: string, claims: readonly ClaimView[]): void;
  /** Recomputes what changed since the last call. */
  view(asOf: string, problems: readonly WireError[]): OverviewView;
  scenarios(): readonly ScenarioRow[];
  figure(id: string): Figure | null;
  /** What an aggregated figure is made of; empty for a leaf. */
  parts(id: string): readonly FigurePart[];
  claim(figureId: string): ClaimView | null;
}

/**
 * Every figure of the Overview, from chain views and claims. Rows are kept per scenario and zone and recomputed only
 * where something under them changed.
 */
export function createOverview(): Overview {
  let programme: ProgrammePack | null = null;
  const chains = new Map<string, ChainView>();
  const claims = new Map<string, ClaimView>();
  const claimsOfChain = new Map<string, readonly ClaimView[]>();
  const scenarios = new Map<string, ScenarioFigures>();
  const zones = new Map<string, ZoneRow>();
  const figures = new Map<string, Figure>();
  const dirtyZones = new Set<string>();
  let scenariosOfZone = new Map<string, ScenarioConfig[]>();

  function setProgramme(next: ProgrammePack | null): void {
    programme = next;
    scenarios.clear();
    zones.clear();
    figures.clear();
    scenariosOfZone = new Map();
    for (const zone of next?.zones ?? []) {
      scenariosOfZone.set(zone.zoneId, []);
      dirtyZones.add(zone.zoneId);
    }
    for (const scenario of next?.scenarios ?? []) scenariosOfZone.get(scenario.zoneId)?.push(scenario);
  }

  function setChain(view: ChainView): void {
    chains.set(view.chainId, view);
    dirtyZones.add(view.zoneId);
  }

  function removeChain(chainId: string): void {
    const view = chains.get(chainId);
    if (view !== undefined) dirtyZones.add(view.zoneId);
    chains.delete(chainId);
    setClaims(chainId, []);
  }

  function setClaims(chainId: string, next: readonly ClaimView[]): void {
    for (const claim of claimsOfChain.get(chainId) ?? []) claims.delete(claim.figureId);
    claimsOfChain.set(chainId, next);
    for (const claim of next) claims.set(claim.figureId, claim);
    for (const scenario of programme?.scenarios ?? []) {
      if (scenario.chainId === chainId) dirtyZones.add(scenario.zoneId);
    }
  }

  function keep(figure: Figure): Figure {
    figures.set(figure.id, figure);
    return figure;
  }

  function partOf(figureId: string): Part {
    return claims.get(figureId) ?? NO_DATA;
  }

  function scenarioFigures(scenario: ScenarioConfig): ScenarioFigures {
    const id = `scenario/${scenario.scenarioId}`;
    const records = keep(
      leafFigure({ id: `${id}/records`, label: 'figure.records', unit: 'records' }, partOf(`${id}/records`)),
    );
    const saving = keep(
      leafFigure({ id: `${id}/saving`, label: 'figure.saving', unit: 'yuan' }, partOf(`${id}/saving`)),
    );
    const report = keep(
      leafFigure({ id: `${id}/report`, label: 'figure.report', unit: 'count' }, partOf(`${id}/report`)),
    );
    const best = records.value !== null ? records : report.value !== null ? report : null;
    return {
      row: {
        scenarioId: scenario.scenarioId,
        zoneId: scenario.zoneId,
        sector: scenario.sector,
        name: scenario.name,
        period: scenario.report.period,
        records,
        saving,
        report,
      },
      inService: best === null ? NO_DATA : { value: '1', provenance: best.provenance, asOf: best.asOf },
      hasRecords: scenario.records !== undefined,
    };
  }

  function recomputeZone(zoneId: string, pack: ProgrammePack): void {
    const zone = pack.zones.find((candidate) => candidate.zoneId === zoneId);
    if (zone === undefined) return;
    const own = (scenariosOfZone.get(zoneId) ?? []).map((scenario) => {
      const computed = scenarioFigures(scenario);
      scenarios.set(scenario.scenarioId, computed);
      return computed;
    });
    const chain = [...chains.values()].find((view) => view.zoneId === zoneId);
    const id = `zone/${zoneId}`;
    const name = (what: string, label: string, unit: Figure['unit']) => ({ id: `${id}/${what}`, label, unit });
    const records = own.filter(({ hasRecords }) => hasRecords).map(({ row }) => row.records);
    const reports = own.map(({ row }) => row.report);
    const reportsAnchored = keep(
      anchoredShareFigure(name('reports-anchored', 'figure.reportsAnchored', 'percent'), reports),
    );
    zones.set(zoneId, {
      zoneId,
      name: zone.name,
      chainId: chain?.chainId ?? '',
      health: chain?.health ?? 'bootstrapping',
      height: chain?.verified?.height ?? null,
      headerTime: chain?.verified?.time ?? null,
      scenarios: keep(
        sumFigure(
          name('scenarios', 'figure.scenarios', 'count'),
          own.map(({ inService }) => inService),
        ),
      ),
      records: keep(sumFigure(name('records', 'figure.records', 'records'), records)),
      reportsAnchored,
      saving: keep(sumFigure(name('saving', 'figure.saving', 'yuan'), savingParts(own))),
      mix: sumFigure(
        name('mix', '', 'count'),
        own
          .flatMap(({ row }) => [row.records, row.report])
          .filter(hasValue)
          .map(asOne),
      ).mix,
    });
  }

  function headerPart(view: ChainView): Figure {
    const known = view.verified !== null;
    return keep(
      leafFigure(
        { id: `chain/${view.chainId}/headers`, label: 'figure.headers', unit: 'headers' },
        {
          value: known ? String(view.headersVerified + view.headersWalked) : null,
          provenance: view.verified?.provenance ?? NOTHING,
          asOf: view.verified?.time ?? null,
        },
      ),
    );
  }

  function programmeFigures(): readonly Figure[] {
    const all = [...scenarios.values()];
    const name = (what: string, label: string, unit: Figure['unit']) => ({ id: `programme/${what}`, label, unit });
    const records = all.filter(({ hasRecords }) => hasRecords).map(({ row }) => row.records);
    return [
      sumFigure(
        name('scenarios', 'figure.scenarios', 'count'),
        all.map(({ inService }) => inService),
      ),
      sumFigure(name('records', 'figure.records', 'records'), records),
      sumFigure(name('headers', 'figure.headers', 'headers'), [...chains.values()].map(headerPart)),
      anchoredShareFigure(
        name('reports-anchored', 'figure.reportsAnchored', 'percent'),
        all.map(({ row }) => row.report),
      ),
      sumFigure(name('saving', 'figure.saving', 'yuan'), savingParts(all)),
    ].map(keep);
  }

  function refresh(): void {
    if (programme !== null) for (const zoneId of dirtyZones) recomputeZone(zoneId, programme);
    dirtyZones.clear();
  }

  function view(asOf: string, problems: readonly WireError[]): OverviewView {
    refresh();
    const order = programme?.zones ?? [];
    return {
      asOf,
      figures: programmeFigures(),
      zones: order.flatMap(({ zoneId }) => zones.get(zoneId) ?? []),
      attention: attentionOf({ asOf, chains: [...chains.values()], claims: [...claims.values()], programme, problems }),
    };
  }

  function parts(id: string): readonly FigurePart[] {
    const [scope, owner, what] = id.split('/');
    if (scope === 'programme' && owner === 'headers') {
      return [...chains.values()].map((chain) => figurePart(headerPart(chain), chain.name));
    }
    if (scope === 'programme' && owner !== undefined) {
      return (programme?.zones ?? []).flatMap(({ zoneId, name }) => {
        const figure = figures.get(`zone/${zoneId}/${owner}`);
        return figure === undefined ? [] : [figurePart(figure, name)];
      });
    }
    if (scope !== 'zone' || owner === undefined || what === undefined) return [];
    return (scenariosOfZone.get(owner) ?? []).flatMap((scenario) => {
      const computed = scenarios.get(scenario.scenarioId);
      if (computed === undefined) return [];
      const { row, inService, hasRecords } = computed;
      switch (what) {
        case 'records':
          return hasRecords ? [figurePart(row.records, scenario.name)] : [];
        case 'saving':
          return row.saving.value === null && row.report.value !== null ? [] : [figurePart(row.saving, scenario.name)];
        case 'reports-anchored':
          return [figurePart(row.report, scenario.name)];
        default: {
          const leaf = row.records.value !== null ? row.records : row.report;
          return [{ ...figurePart(leaf, scenario.name), value: inService.value, unit: 'count' as const }];
        }
      }
    });
  }

  return {
    setProgramme,
    setChain,
    removeChain,
    setClaims,
    view,
    scenarios() {
      refresh();
      return (programme?.scenarios ?? []).flatMap(({ scenarioId }) => scenarios.get(scenarioId)?.row ?? []);
    },
    figure: (id) => figures.get(id) ?? null,
    parts,
    claim: (figureId) => claims.get(figureId) ?? null,
  };
}

/** A scenario whose report is there and names no saving has none: it is no gap in the sum. */
function savingParts(all: readonly ScenarioFigures[]): readonly Part[] {
  return all.filter(({ row }) => row.saving.value !== null || row.report.value === null).map(({ row }) => row.saving);
}

function hasValue(part: Part): boolean {
  return part.value !== null;
}

function asOne(part: Part): Part {
  return { ...part, value: '1' };
}

function figurePart(figure: Figure, name: FigurePart['name']): FigurePart {
  return { figureId: figure.id, name, value: figure.value, unit: figure.unit, provenance: figure.provenance };
}
