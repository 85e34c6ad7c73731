import type { EvidenceReport } from '../../light-client/evidence/report.ts';
import type { ChainDetail, ResumeChoice } from './chain.ts';
import type { WireError } from './error.ts';
import type { FileReport } from './evidence.ts';
import type { AppPatch, AppSnapshot, DrillKind, Figure, FigurePart } from './figures.ts';
import type { FileBytes, Lens, OfficeAnswer, OfficeFileMethod, OfficeMethod, OfficeRequest } from './office.ts';
import type { SubjectRef } from './programme.ts';

export type { EvidenceReport } from '../../light-client/evidence/report.ts';

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError };

export type Language = 'zh-CN' | 'en';
export type Theme = 'light' | 'dark' | 'system';

export interface Settings {
  readonly language: Language;
  readonly theme: Theme;
  /** 'demo', or the absolute path of a network pack. */
  readonly network: string;
  /** Widths that a person gave to columns, in pixels: by table, then by column. */
  readonly tables?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface OfficeCall<M extends OfficeMethod> {
  readonly method: M;
  readonly request: OfficeRequest<M>;
}

/** Which report is printed: of the whole programme, or of one zone, field or entity. */
export interface PrintRequest extends Lens {
  readonly language: Language;
  readonly subject: SubjectRef;
}

/** In pixels of the page, inside what is seen. */
export interface PictureRequest {
  readonly fileName: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How a figure is known: its own evidence checked again, or the parts it is made of. */
export interface Derivation {
  readonly figure: Figure;
  readonly report: EvidenceReport | null;
  readonly parts: readonly FigurePart[];
}

/**
 * The whole bridge. The preload exposes exactly these as `window.pilotlight` (some as text, see channels.ts); every argument
 * and answer has a schema in schemas.ts and is checked before it crosses. Nothing else crosses.
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
  openEvidence(): Promise<Outcome<{ name: string; report: FileReport } | null>>;
  verifyEvidence(request: { name: string; bytes: Uint8Array }): Promise<Outcome<FileReport>>;
  sampleEvidence(): Promise<Outcome<{ name: string; report: FileReport }>>;
  settings(): Promise<Settings>;
  saveSettings(settings: Settings): Promise<Outcome<Settings>>;
  /** Asks for a network pack file; takes effect at once. */
  chooseNetworkPack(): Promise<Outcome<Settings | null>>;
  /** The evidence of a proven conflict as a file; asks where to save, null when cancelled. */
  exportAttack(request: { chainId: string; attackId: string }): Promise<Outcome<string | null>>;
  /** A person's word on a chain that a proven conflict halted. Kept, with its time. */
  resumeChain(request: { chainId: string; keep: ResumeChoice }): Promise<Outcome<null>>;
  drill(request: { chainId: string; kind: DrillKind | 'end' }): Promise<Outcome<null>>;
  /** Every question and command of the offices: see office.ts. Methods that answer a file are refused here. */
  office<M extends OfficeMethod>(call: OfficeCall<M>): Promise<Outcome<OfficeAnswer<M>>>;
  /** The same for methods that answer a file: asks where to save it, null when cancelled. */
  officeSave<M extends OfficeFileMethod>(call: OfficeCall<M>): Promise<Outcome<string | null>>;
  /** Opens the system's file dialog; null when cancelled. */
  officeOpen(request: { kind: 'spreadsheet' | 'package' }): Promise<Outcome<FileBytes | null>>;
  /** The quarterly report as PDF, laid out by the view's own print page; asks where to save. */
  printReport(request: PrintRequest): Promise<Outcome<string | null>>;
  /** A part of the window, as it is seen, as a PNG; asks where to save. */
  savePicture(request: PictureRequest): Promise<Outcome<string | null>>;
  /** Messages from the window's menu, e.g. "open-evidence". */
  onCommand(listener: (command: string) => void): () => void;
}
