import type { ChainDetail, ChainView, ResumeChoice } from '../contract/chain.ts';
import type { WireError } from '../contract/error.ts';
import type { FileReport } from '../contract/evidence.ts';
import type { Unit } from '../contract/figures.ts';
import type { Provenance } from '../contract/provenance.ts';
import type { EvidenceReport, Outcome } from '../contract/services.ts';
import type { ReportDraft } from '../programme/model.ts';
import type { ChainConfig, ReportOffice, ScenarioConfig } from '../programme/packs.ts';

// What the main thread and the hosts of followers say to each other: plain data, whichever thread a host lives in.

/** One reading of one source: a leaf of every figure. */
export interface ClaimView {
  /** scenario/<scenarioId>/records | saving | report */
  readonly figureId: string;
  readonly chainId: string;
  readonly scenarioId: string;
  /** null: nothing was ever read, or it is proven absent. */
  readonly value: string | null;
  readonly unit: Unit;
  readonly provenance: Provenance;
  /** Header time of a proven value, as-of date of a stated one. */
  readonly asOf: string | null;
  /** Asked for, and neither a document nor a digest was there. */
  readonly missing: boolean;
  /** Why the last check failed, where it did. */
  readonly error: WireError | null;
  /** Since when the condition is what it is. */
  readonly since: string;
  /** A cumulative total that went down. */
  readonly fell: { readonly from: string; readonly to: string } | null;
  /** Of a report: what lies in verified state as its digest. */
  readonly anchored?: AnchoredDigest;
}

/** null: proven absent. */
export interface AnchoredDigest {
  readonly period: string;
  readonly digest: string | null;
  readonly provenance: Provenance;
}

export interface FollowedChain {
  readonly config: ChainConfig;
  readonly scenarios: readonly ScenarioConfig[];
  /** Its nodes are not up yet: what is stored is shown, and nobody is asked. */
  readonly waiting: boolean;
}

export interface Assignment {
  readonly chains: readonly FollowedChain[];
  readonly offices: readonly ReportOffice[];
  readonly demo: boolean;
  /** Loopback endpoints may be plain HTTP on any port; elsewhere the providers' own rules hold. */
  readonly anchors: readonly KnownAnchor[];
}

/** A header that the loaded packs name as trust anchor. */
export interface KnownAnchor {
  readonly chainId: string;
  readonly height: string;
  readonly hash: string;
}

export interface EvidenceFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

export interface HostRequests {
  chainDetail(request: { chainId: string; headers: number; points: number }): Outcome<ChainDetail>;
  /** Builds the evidence of a leaf figure (scenario/…) from the store. */
  buildEvidence(request: { figureId: string }): Outcome<EvidenceFile>;
  /** The evidence of a leaf figure checked again, step by step, passed or not. */
  derive(request: { figureId: string }): Outcome<EvidenceReport>;
  /** store/key or a transaction's hash, fetched now and proven. */
  buildEvidenceFor(request: { chainId: string; subject: string }): Outcome<EvidenceFile>;
  /** Of a figure or of an attack, as the content says. */
  verifyEvidence(request: { bytes: Uint8Array }): Outcome<FileReport>;
  /** The evidence of a proven conflict, as it is kept. */
  attackFile(request: { chainId: string; attackId: string }): Outcome<EvidenceFile>;
  /**
   * Whether the store is that demo network's; one that holds nothing yet becomes it. `other`: its chains are not those
   * that the store knows under their names.
   */
  claimStore(request: { networkId: string }): Outcome<'same' | 'other'>;
  /** A person's word on a halted chain. */
  resume(request: { chainId: string; keep: ResumeChoice }): Outcome<null>;
}

export type HostMethod = keyof HostRequests;

export type HostEvent =
  | { readonly kind: 'chain'; readonly view: ChainView }
  | { readonly kind: 'claims'; readonly chainId: string; readonly claims: readonly ClaimView[] }
  /** A report that was fetched as a document, each digest once. */
  | { readonly kind: 'document'; readonly report: ReportDraft }
  /** Work done since the last such event. */
  | { readonly kind: 'activity'; readonly headers: number; readonly signatures: number; readonly proofs: number }
  | { readonly kind: 'problem'; readonly error: WireError };

export interface SyncHost {
  /** The chains of this host from now on: new ones start, missing ones stop, changed ones are told. */
  assign(assignment: Assignment): void;
  request<M extends HostMethod>(
    method: M,
    request: Parameters<HostRequests[M]>[0],
  ): Promise<ReturnType<HostRequests[M]>>;
  close(): Promise<void>;
}

export type ToWorker =
  | { readonly type: 'open'; readonly options: WorkerOptions }
  | { readonly type: 'assign'; readonly assignment: Assignment }
  | { readonly type: 'request'; readonly id: number; readonly method: HostMethod; readonly request: unknown }
  | { readonly type: 'close' };

export type FromWorker =
  /** The store is ready, or there is none to be had: what was wrong was told before. */
  | { readonly type: 'opened' }
  | { readonly type: 'events'; readonly events: readonly HostEvent[] }
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'closed' };

export interface WorkerOptions {
  readonly storeFile: string;
  /** Makes the store ready first: checks the file, sets a damaged one aside, brings an older one up to date. */
  readonly prepare?: boolean;
  readonly developmentRuntime: boolean;
}
