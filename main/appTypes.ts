import type { Worker } from 'node:worker_threads';
import type { AppPatch, AppSnapshot } from './contract/figures.ts';
import type { Bridge, Language, Outcome } from './contract/services.ts';
import type { ForkFunction } from './demo/client.ts';
import type { ScenarioRow } from './metrics/overview.ts';
import type { KeyKeeper } from './programme/trust/types.ts';
import type { Environment } from './sync/environment.ts';

export interface AppOptions {
  /** Created where it does not exist. Holds settings.json, the store, the demo network's cache. */
  readonly dataDir: string;
  readonly appVersion: string;
  readonly runtime: AppSnapshot['runtime'];
  readonly environment: Environment;
  /** Where the followers run: worker threads of this bundled file, or this thread (tests). */
  readonly workers:
    | { readonly kind: 'threads'; readonly file: string; readonly warm?: Worker }
    | { readonly kind: 'in-process' };
  /** Where the office works: a thread of this bundled file, or this thread (tests). Absent: there is none (the terminal). */
  readonly office?:
    | { readonly kind: 'thread'; readonly file: string; readonly keeper?: KeyKeeper }
    | { readonly kind: 'in-process' };
  /** Starts the demo network's process: `forkNode(file)` under plain Node. */
  readonly forkDemo: ForkFunction;
  /** Used until the person has chosen a language. */
  readonly defaultLanguage: Language;
  /** 'demo' or the path of a network pack, for this run; otherwise what the settings say. */
  readonly network?: string;
  /** The programme pack that goes with a pack from a file; default: the file beside it named *.programme.json. */
  readonly programmeFile?: string;
  /** Resolves once a window has shown something; until then the machine is not given other work. */
  readonly shown?: Promise<unknown>;
  /** The sample of the Evidence screen where no demo network runs to make a fresh one. */
  readonly sampleFile?: string;
}

/** What the bridge offers and needs no window: every method answers, none throws. */
export type AppHandlers = Pick<
  Bridge,
  | 'chainDetail'
  | 'derivation'
  | 'verifyEvidence'
  | 'sampleEvidence'
  | 'settings'
  | 'saveSettings'
  | 'resumeChain'
  | 'drill'
  | 'office'
>;

export interface PilotlightApp extends AppHandlers {
  snapshot(): AppSnapshot;
  /** Every scenario's figures as they are now. */
  scenarios(): readonly ScenarioRow[];
  /** The same for a view that begins: with what the last run left, which is waited for a moment. */
  viewSnapshot(): Promise<AppSnapshot>;
  /** Patches, at most about five a second, numbered; returns how to stop. */
  subscribe(listener: (patch: AppPatch) => void): () => void;
  /** The evidence of one figure and a file name for it: the shell asks where to save. */
  buildEvidence(request: {
    figureId: string;
  }): Promise<Outcome<{ readonly fileName: string; readonly bytes: Uint8Array }>>;
  /** Evidence for a key of state ("store/key") or a transaction (64 hex digits) of a chain. */
  buildEvidenceFor(request: {
    chainId: string;
    subject: string;
  }): Promise<Outcome<{ readonly fileName: string; readonly bytes: Uint8Array }>>;
  /** The evidence of a proven conflict, and a file name for it. */
  attackFile(request: {
    chainId: string;
    attackId: string;
  }): Promise<Outcome<{ readonly fileName: string; readonly bytes: Uint8Array }>>;
  /** Stops followers, demo network and store. Safe to call twice. */
  close(): Promise<void>;
}
