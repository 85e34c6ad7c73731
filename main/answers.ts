import path from 'node:path';
import type { WireError } from './contract/error.ts';
import type { FileReport } from './contract/evidence.ts';
import type { Derivation, EvidenceReport, Outcome } from './contract/services.ts';
import { readBounded } from './files.ts';
import type { createOverview } from './metrics/overview.ts';
import type { createAppOffice } from './programme/appOffice.ts';
import type { FigureDerivation } from './programme/queries/derivation.ts';
import type { EvidenceFile, SyncHost } from './sync/messages.ts';

const MAX_EVIDENCE_BYTES = 16 * 1024 * 1024;

export const NOT_READY: WireError = { code: 'not-ready', category: 'provider-benign', params: {} };

type Ask = (method: Parameters<SyncHost['request']>[0], request: unknown) => Promise<unknown>;

export interface AnswerSources {
  readonly ask: Ask;
  readonly overview: ReturnType<typeof createOverview>;
  readonly office: ReturnType<typeof createAppOffice>;
  readonly sampleFile: string | undefined;
  readonly demoRuns: () => boolean;
}

/** How a figure is known, and what can be made and checked of its evidence. */
export function createAnswers({ ask, overview, office, sampleFile, demoRuns }: AnswerSources) {
  async function officeDerivation(figureId: string): Promise<Outcome<Derivation>> {
    const derived = (await office.call('derivation', { figureId })) as Outcome<FigureDerivation>;
    if (!derived.ok) return derived;
    const { figure, parts, evidence } = derived.value;
    const report =
      evidence === null ? null : ((await ask('derive', { figureId: evidence })) as Outcome<EvidenceReport>);
    return { ok: true, value: { figure, parts, report: report?.ok === true ? report.value : null } };
  }

  async function derivation({ figureId }: { figureId: string }): Promise<Outcome<Derivation>> {
    // Figures of a period are the office's.
    if (figureId.includes('@')) return officeDerivation(figureId);
    const figure = overview.figure(figureId);
    if (figure === null)
      return { ok: false, error: { code: 'unknown-figure', category: 'input', params: { figureId } } };
    const parts = overview.parts(figureId);
    if (parts.length > 0 || overview.claim(figureId) === null)
      return { ok: true, value: { figure, report: null, parts } };
    // A figure whose evidence cannot be made (it was only reported) is still shown with what is known of it.
    const derived = (await ask('derive', { figureId })) as Outcome<EvidenceReport>;
    return { ok: true, value: { figure, report: derived.ok ? derived.value : null, parts } };
  }

  async function buildEvidence(request: { figureId: string }): Promise<Outcome<EvidenceFile>> {
    return (await ask('buildEvidence', request)) as Outcome<EvidenceFile>;
  }

  async function verifyEvidence({ bytes }: { name: string; bytes: Uint8Array }): Promise<Outcome<FileReport>> {
    return (await ask('verifyEvidence', { bytes })) as Outcome<FileReport>;
  }

  async function shippedSample(): Promise<Outcome<EvidenceFile>> {
    if (sampleFile === undefined) return { ok: false, error: NOT_READY };
    const bytes = await readBounded(sampleFile, MAX_EVIDENCE_BYTES);
    return bytes.ok ? { ok: true, value: { fileName: path.basename(sampleFile), bytes: bytes.value } } : bytes;
  }

  /** While the demo network runs, of its newest state; otherwise the file that is shipped, made by a demo network once. */
  async function sampleEvidence(): Promise<Outcome<{ name: string; report: FileReport }>> {
    const known = demoRuns() ? overview.scenarios() : [];
    const proven = known.find(({ records }) => records.provenance.at?.rule === 'ics23-state');
    const built = proven === undefined ? await shippedSample() : await buildEvidence({ figureId: proven.records.id });
    if (!built.ok) return built;
    const report = await verifyEvidence({ name: built.value.fileName, bytes: built.value.bytes });
    return report.ok ? { ok: true, value: { name: built.value.fileName, report: report.value } } : report;
  }

  return { derivation, buildEvidence, verifyEvidence, sampleEvidence };
}
