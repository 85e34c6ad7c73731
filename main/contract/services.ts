import type { EvidenceReport } from '../../light-client/evidence/report.ts';
import type { ChainDetail } from './chain.ts';
import type { WireError } from './error.ts';
import type { AppPatch, AppSnapshot, DrillKind, Figure, FigurePart } from './figures.ts';

export type { EvidenceReport } from '../../light-client/evidence/report.ts';

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError };

export type Language = 'zh-CN' | 'en';
export type Theme = 'light' | 'dark' | 'system';

export interface Settings {
  readonly language: Language;
  readonly theme: Theme;
  /** 'demo', or the absolute path of a network pack. */
  readonly network: string;
}

/** How a figure is known: its own evidence checked again, or the parts it is made of. */
export interface Derivation {
  readonly figure: Figure;
  readonly report: EvidenceReport | null;
  readonly parts: readonly FigurePart[];
}

/**
 * The whole bridge. The preload exposes exactly these as `window.pilotlight`; every argument and answer has a schema in
 * schemas.ts and is checked on both sides. Nothing else crosses.
 */
export interface Bridge {
  snapshot(): Promise<AppSnapshot>;
  /** Patches, at most one a frame; returns how to stop listening. */
  onPatch(listener: (patch: AppPatch) => void): () => void;
  chainDetail(request: { chainId: string; headers: number; points: number }): Promise<Outcome<ChainDetail>>;
  derivation(request: { figureId: string }): Promise<Outcome<Derivation>>;
  /** Asks where to save; value: the file's name, or null when the person cancelled. */
  exportEvidence(request: { figureId: string }): Promise<Outcome<string | null>>;
  /** Opens the system's file dialog; null when cancelled. */
  openEvidence(): Promise<Outcome<{ name: string; report: EvidenceReport } | null>>;
  verifyEvidence(request: { name: string; bytes: Uint8Array }): Promise<Outcome<EvidenceReport>>;
  sampleEvidence(): Promise<Outcome<{ name: string; report: EvidenceReport }>>;
  settings(): Promise<Settings>;
  saveSettings(settings: Settings): Promise<Outcome<Settings>>;
  /** Asks for a network pack file; takes effect at once. */
  chooseNetworkPack(): Promise<Outcome<Settings | null>>;
  drill(request: { chainId: string; kind: DrillKind | 'end' }): Promise<Outcome<null>>;
  /** Messages from the window's menu, e.g. "open-evidence". */
  onCommand(listener: (command: string) => void): () => void;
}
