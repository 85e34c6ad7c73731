import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WireError } from '../../../main/contract/error.ts';
import type { FileReport } from '../../../main/contract/evidence.ts';
import type { Bridge, Outcome } from '../../../main/contract/services.ts';

/** The bridge refuses more; saying so before reading spares the copy. */
export const MAX_EVIDENCE_BYTES = 16 * 1024 * 1024;
/** The history is for going back and forth within a session, not an archive. */
const MAX_HISTORY = 50;

export interface Checked {
  readonly id: number;
  readonly name: string;
  readonly report: FileReport;
  readonly at: string;
}

export type EvidenceProblem =
  | { readonly kind: 'error'; readonly error: WireError }
  | { readonly kind: 'too-large'; readonly name: string; readonly bytes: number };

export interface EvidenceState {
  /** Newest first. */
  readonly history: readonly Checked[];
  readonly current: number | null;
  /** Name of the file being checked; '' while the system's dialog is open. */
  readonly checking: string | null;
  readonly problem: EvidenceProblem | null;
  /** Set when several files were dropped and only this one was taken. */
  readonly tookOnly: string | null;
}

export type EvidenceStore = StoreApi<EvidenceState> & {
  readonly open: (bridge: Bridge) => Promise<void>;
  readonly sample: (bridge: Bridge) => Promise<void>;
  readonly check: (bridge: Bridge, files: readonly File[]) => Promise<void>;
  readonly show: (id: number | null) => void;
  readonly dismiss: () => void;
};

export function createEvidenceStore(now: () => Date): EvidenceStore {
  const store = createStore<EvidenceState>(() => ({
    history: [],
    current: null,
    checking: null,
    problem: null,
    tookOnly: null,
  }));
  let lastId = 0;

  function add(name: string, report: FileReport): void {
    lastId += 1;
    const checked: Checked = { id: lastId, name, report, at: now().toISOString() };
    store.setState((state) => ({ history: [checked, ...state.history].slice(0, MAX_HISTORY), current: checked.id }));
  }

  /** One at a time: a second request while one runs is left out, not queued behind a person's back. */
  async function run(name: string, ask: () => Promise<Outcome<{ name: string; report: FileReport } | null>>) {
    if (store.getState().checking !== null) return;
    store.setState({ checking: name, problem: null, tookOnly: null });
    try {
      const outcome = await ask();
      if (!outcome.ok) store.setState({ problem: { kind: 'error', error: outcome.error } });
      else if (outcome.value !== null) add(outcome.value.name, outcome.value.report);
    } catch {
      const error: WireError = { code: 'no-answer', category: 'input', params: {} };
      store.setState({ problem: { kind: 'error', error } });
    } finally {
      store.setState({ checking: null });
    }
  }

  return {
    ...store,
    open: (bridge) => run('', () => bridge.openEvidence()),
    sample: (bridge) => run('', () => bridge.sampleEvidence()),
    check: async (bridge, files) => {
      const file = files[0];
      if (file === undefined) return;
      if (file.size > MAX_EVIDENCE_BYTES) {
        store.setState({ problem: { kind: 'too-large', name: file.name, bytes: file.size }, tookOnly: null });
        return;
      }
      await run(file.name, async () => {
        const bytes = new Uint8Array(await file.arrayBuffer());
        const outcome = await bridge.verifyEvidence({ name: file.name, bytes });
        return outcome.ok ? { ok: true, value: { name: file.name, report: outcome.value } } : outcome;
      });
      if (files.length > 1) store.setState({ tookOnly: file.name });
    },
    show: (id) => store.setState({ current: id, problem: null, tookOnly: null }),
    dismiss: () => store.setState({ problem: null, tookOnly: null }),
  };
}

/** Outlives the screen, so that the checked files are still there when a person comes back to it. */
export const evidenceStore = createEvidenceStore(() => new Date());
