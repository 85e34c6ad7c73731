import path from 'node:path';
import type { BrowserWindow } from 'electron';
import type { PilotlightApp } from '../appTypes.ts';
import type { Outcome, Settings } from '../contract/services.ts';
import { askOpen, askSave, readBounded, writeWhole } from './files.ts';
import type { BridgeHandlers } from './ipc.ts';
import type { OfficeHandlers } from './officeBridge.ts';
import { WORDS, type Words } from './words.ts';

const MAX_EVIDENCE_BYTES = 16 * 1024 * 1024;

/** All but the offices' own: see officeBridge.ts. */
type WindowHandlers = Omit<BridgeHandlers, keyof OfficeHandlers>;

export interface BridgeContext {
  /** The window opens before the app is composed; the first answers wait. */
  readonly app: Promise<PilotlightApp>;
  readonly window: () => BrowserWindow;
  readonly onSettings: (settings: Settings) => void;
  /** A person decided about a halted chain: for the log. */
  readonly onDecision: (what: string) => void;
}

/** What the app answers without a window, and around it what needs one: file dialogs and the looks of the window. */
export function bridgeHandlers({ app, window, onSettings, onDecision }: BridgeContext): WindowHandlers {
  const words = async (): Promise<Words> => WORDS[(await (await app).settings()).language];

  const saveSettings: BridgeHandlers['saveSettings'] = async (settings) => {
    const outcome = await (await app).saveSettings(settings);
    if (outcome.ok) onSettings(outcome.value);
    return outcome;
  };

  async function save(
    built: { fileName: string; bytes: Uint8Array },
    extension: string,
  ): Promise<Outcome<string | null>> {
    const filter = { name: (await words()).evidenceFiles, extensions: [extension] };
    const file = await askSave(window(), built.fileName, filter);
    if (file === null) return { ok: true, value: null };
    const error = await writeWhole(file, built.bytes);
    return error === null ? { ok: true, value: path.basename(file) } : { ok: false, error };
  }

  return {
    snapshot: async () => (await app).viewSnapshot(),
    chainDetail: async (request) => (await app).chainDetail(request),
    derivation: async (request) => (await app).derivation(request),
    verifyEvidence: async (request) => (await app).verifyEvidence(request),
    sampleEvidence: async () => (await app).sampleEvidence(),
    settings: async () => (await app).settings(),
    drill: async (request) => (await app).drill(request),
    async resumeChain(request) {
      const outcome = await (await app).resumeChain(request);
      onDecision(`${request.chainId} ${request.keep} ${outcome.ok ? 'done' : outcome.error.code}`);
      return outcome;
    },
    saveSettings,

    async exportEvidence(request) {
      const built = await (await app).buildEvidence(request);
      return built.ok ? save(built.value, 'plev') : built;
    },

    async exportAttack(request) {
      const built = await (await app).attackFile(request);
      return built.ok ? save(built.value, 'json') : built;
    },

    async openEvidence() {
      const file = await askOpen(window(), { name: (await words()).evidenceFiles, extensions: ['plev', 'json'] });
      if (file === null) return { ok: true, value: null };
      const bytes = await readBounded(file, MAX_EVIDENCE_BYTES);
      if (!bytes.ok) return bytes;
      const name = path.basename(file);
      const report = await (await app).verifyEvidence({ name, bytes: bytes.value });
      return report.ok ? { ok: true, value: { name, report: report.value } } : report;
    },

    async chooseNetworkPack() {
      const file = await askOpen(window(), { name: (await words()).networkPacks, extensions: ['json'] });
      if (file === null) return { ok: true, value: null };
      return saveSettings({ ...(await (await app).settings()), network: file });
    },
  };
}
