import type { ChainView, Health, Text } from './chain.ts';
import type { WireError } from './error.ts';
import type { Level, MixPart, Provenance } from './provenance.ts';

/** What a report may count in. */
export const REPORT_UNITS = [
  'count',
  'records',
  'items',
  'persons',
  'organisations',
  'percent',
  'yuan',
  'usd',
  'hours',
  'minutes',
] as const;
export const UNITS = [...REPORT_UNITS, 'seconds', 'headers', 'signatures'] as const;
export type Unit = (typeof UNITS)[number];

/** A number with everything that is known about how it is known. Only the Figure component renders it. */
export interface Figure {
  /** Stable; what `figures.derivation` takes, e.g. "programme/records" or "zone/jiazi/records". */
  readonly id: string;
  /** Message key of the view, e.g. "figure.records". */
  readonly label: string;
  /** Where the name is data, e.g. of an indicator: the label's `{name}`. */
  readonly name?: Text;
  /** Exact decimal; null: no data. */
  readonly value: string | null;
  readonly unit: Unit;
  /** Of the weakest part. */
  readonly provenance: Provenance;
  /** Strong to weak. */
  readonly mix: readonly MixPart[];
  readonly parts: number;
  /** Parts that have no value: left out of `value` and of its seal, and said beside it. */
  readonly missing: number;
  /** The figure from its proven and corroborated parts only, and how many parts that leaves out. */
  readonly provenOnly: {
    readonly value: string | null;
    readonly leftOut: number;
    /** Of the weakest part that was kept. */
    readonly provenance?: Provenance;
  };
  readonly asOf: string | null;
}

export interface ZoneRow {
  readonly zoneId: string;
  readonly name: Text;
  readonly chainId: string;
  readonly health: Health;
  readonly height: string | null;
  readonly headerTime: string | null;
  readonly scenarios: Figure;
  readonly records: Figure;
  readonly reportsAnchored: Figure;
  readonly saving: Figure;
  readonly mix: readonly MixPart[];
}

export interface AttentionItem {
  readonly id: string;
  readonly kind:
    | 'conflict'
    | 'contradicted'
    | 'halted'
    | 'expired'
    | 'expires-soon'
    | 'stalled'
    | 'unreachable'
    | 'suspect'
    | 'missing-report'
    | 'stale'
    | 'storage';
  readonly level: Level | 'contradicted' | 'expired' | 'stale';
  readonly params: Readonly<Record<string, string | number>>;
  readonly subject: Text;
  readonly since: string;
  readonly target: { readonly screen: 'chain' | 'figure' | 'settings'; readonly id: string };
}

/** Its figures are asked for one by one, as derivations. Names in the demo are invented. */
export interface ScenarioName {
  readonly scenarioId: string;
  readonly name: Text;
}

export interface OverviewView {
  readonly asOf: string;
  /** In the order of the screen. */
  readonly figures: readonly Figure[];
  readonly zones: readonly ZoneRow[];
  readonly attention: readonly AttentionItem[];
}

/** A part of an aggregated figure, to open in its turn. */
export interface FigurePart {
  readonly figureId: string;
  readonly name: Text;
  readonly value: string | null;
  readonly unit: Unit;
  readonly provenance: Provenance;
}

/** Work done by this machine, one sample every few seconds, oldest first. */
export interface ActivitySample {
  readonly at: string;
  readonly headers: number;
  readonly signatures: number;
  readonly proofs: number;
}

export const DRILLS = ['stall', 'lie', 'fork', 'expire'] as const;
export type DrillKind = (typeof DRILLS)[number];

export interface DemoView {
  readonly state: 'off' | 'starting' | 'running' | 'failed';
  readonly phase: 'keys' | 'history' | 'cache' | 'listening' | null;
  readonly done: number;
  readonly total: number;
  readonly drills: readonly { readonly chainId: string; readonly kind: DrillKind; readonly since: string }[];
  readonly error: WireError | null;
}

export interface AppSnapshot {
  readonly seq: number;
  readonly startedAt: string;
  readonly appVersion: string;
  readonly runtime: { readonly name: string; readonly version: string; readonly developmentOnly: boolean };
  readonly dataDir: string;
  readonly network: {
    readonly name: Text;
    readonly source: 'demo' | 'pack' | 'none';
    readonly packFile: string | null;
    /** Which chains it names, in its order; those that nothing is known of yet are not listed. Absent: not read yet. */
    readonly chainIds?: readonly string[];
    /** Whose word the pack from a file is: of somebody the operator knows, of a key nobody vouches for, of nobody. */
    readonly signature?: 'signed' | 'unknown-key' | 'unsigned';
  };
  readonly demo: DemoView;
  readonly chains: readonly ChainView[];
  readonly overview: OverviewView;
  readonly scenarios: readonly ScenarioName[];
  readonly activity: readonly ActivitySample[];
  /** Problems of the app itself: a store set aside, a pack refused. */
  readonly problems: readonly WireError[];
  /** Grows whenever an answer of the office may have become another one; absent: the office is not up yet. */
  readonly officeSeq?: number;
}

/** What changed since `seq - 1`; a missing number means: ask for a snapshot again. */
export interface AppPatch {
  readonly seq: number;
  readonly chains?: readonly ChainView[];
  readonly overview?: OverviewView;
  readonly scenarios?: readonly ScenarioName[];
  readonly demo?: DemoView;
  readonly activity?: readonly ActivitySample[];
  readonly problems?: readonly WireError[];
  readonly network?: AppSnapshot['network'];
  readonly officeSeq?: number;
}
