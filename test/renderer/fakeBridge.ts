import type { ChainDetail } from '../../main/contract/chain.ts';
import type { WireBridge } from '../../main/contract/channels.ts';
import type { FileReport } from '../../main/contract/evidence.ts';
import type { AppPatch, AppSnapshot } from '../../main/contract/figures.ts';
import type { OfficeAnswer, OfficeMethod } from '../../main/contract/office.ts';
import type { Bridge, Derivation, Outcome, Settings } from '../../main/contract/services.ts';
import { chainDetail, derivations, evidenceReport, snapshot } from './fakeData.ts';

/** What the fake bridge answers; every part can be replaced by a test. */
export interface FakeAnswers {
  readonly snapshot: AppSnapshot;
  readonly settings: Settings;
  readonly details: Readonly<Record<string, ChainDetail>>;
  readonly derivations: Readonly<Record<string, Derivation>>;
  readonly opened: Outcome<{ name: string; report: FileReport } | null>;
  readonly sample: Outcome<{ name: string; report: FileReport }>;
  /** Answer to verifyEvidence by file name; '*' for any other. */
  readonly verified: Readonly<Record<string, Outcome<FileReport>>>;
  readonly exported: Outcome<string | null>;
  readonly chosenPack: Outcome<Settings | null>;
  readonly resumed: Outcome<null>;
  /** What the office answers instead of what the app's own office would. */
  readonly office: { readonly [M in OfficeMethod]?: Outcome<OfficeAnswer<M>> | 'never' };
  readonly saved: Outcome<string | null>;
  /** Bytes as numbers: what is handed to a page has to be plain. */
  readonly openedFile: Outcome<{ readonly fileName: string; readonly bytes: readonly number[] } | null>;
  /** 'never': the first snapshot does not come; 'fails': it is refused. */
  readonly snapshotMode: 'answers' | 'never' | 'fails';
}

/** In the page, as `window.fake`: what was called, and ways to send patches and commands. */
export interface FakeControl {
  readonly calls: { readonly method: string; readonly argument: unknown }[];
  patch(patch: AppPatch): void;
  command(name: string): void;
  setSnapshot(next: AppSnapshot): void;
  /** As the app tells it: an answer of the office may have become another one. */
  officeChanged(): void;
}

export function answers(changes: Partial<FakeAnswers> = {}): FakeAnswers {
  const state = changes.snapshot ?? snapshot();
  const report = evidenceReport();
  return {
    snapshot: state,
    settings: { language: 'zh-CN', theme: 'light', network: 'demo' },
    details: Object.fromEntries(state.chains.map((chain) => [chain.chainId, chainDetail(chain.chainId)])),
    derivations: derivations(state),
    opened: { ok: true, value: { name: 'jiazi-01-2026Q3.plev', report } },
    sample: { ok: true, value: { name: 'sample.plev', report } },
    verified: { '*': { ok: true, value: report } },
    exported: { ok: true, value: 'jiazi-01-records.plev' },
    chosenPack: { ok: true, value: null },
    resumed: { ok: true, value: null },
    office: {},
    saved: { ok: true, value: 'pilotlight.pdf' },
    openedFile: { ok: true, value: null },
    snapshotMode: 'answers',
    ...changes,
  };
}

/**
 * Runs in the page before anything else. Self-contained: Playwright sends its text. Answers are copies, as they are over
 * the real bridge, and come asynchronously.
 */
export function installFakeBridge(given: FakeAnswers): void {
  let current = given.snapshot;
  let settings = given.settings;
  let lastSeq = current.seq;
  let officeSeq = current.officeSeq ?? 0;
  const patchListeners = new Set<(patch: AppPatch) => void>();
  const commandListeners = new Set<(command: string) => void>();
  const calls: { method: string; argument: unknown }[] = [];
  const later = <T>(value: T): Promise<T> => Promise.resolve(structuredClone(value));
  const note = (method: string, argument: unknown = null) => {
    calls.push({ method, argument });
  };
  const notFound = (what: string) => ({
    ok: false as const,
    error: { code: 'not-found', category: 'configuration', params: { what } },
  });
  // The office itself stands outside the page, where files and keys are; bytes cross as numbers.
  const askOffice = (call: { method: string; request: unknown }): Promise<Outcome<never>> => {
    const fixed = (given.office as Record<string, unknown>)[call.method];
    if (fixed === 'never') return new Promise(() => {});
    if (fixed !== undefined) return later(fixed as Outcome<never>);
    const outside = (window as unknown as { askOffice?: (text: string) => Promise<unknown> }).askOffice;
    if (outside === undefined) return later(notFound(call.method));
    const text = JSON.stringify(call, (_, value) => (value instanceof Uint8Array ? { bytes: [...value] } : value));
    return outside(text) as Promise<Outcome<never>>;
  };
  const bridge: Bridge = {
    snapshot: () => {
      note('snapshot');
      if (given.snapshotMode === 'never') return new Promise(() => {});
      if (given.snapshotMode === 'fails') return Promise.reject(new Error('closed'));
      return later(current);
    },
    onPatch: (listener) => {
      patchListeners.add(listener);
      return () => patchListeners.delete(listener);
    },
    chainDetail: (request) => {
      note('chainDetail', request);
      const detail = given.details[request.chainId];
      return later(detail === undefined ? notFound(request.chainId) : { ok: true as const, value: detail });
    },
    derivation: (request) => {
      note('derivation', request);
      const found = given.derivations[request.figureId];
      return later(found === undefined ? notFound(request.figureId) : { ok: true as const, value: found });
    },
    exportEvidence: (request) => {
      note('exportEvidence', request);
      return later(given.exported);
    },
    openEvidence: () => {
      note('openEvidence');
      return later(given.opened);
    },
    verifyEvidence: (request) => {
      note('verifyEvidence', { name: request.name, length: request.bytes.length });
      return later(given.verified[request.name] ?? given.verified['*'] ?? notFound(request.name));
    },
    sampleEvidence: () => {
      note('sampleEvidence');
      return later(given.sample);
    },
    settings: () => later(settings),
    saveSettings: (next) => {
      note('saveSettings', next);
      settings = next;
      return later({ ok: true as const, value: next });
    },
    chooseNetworkPack: () => {
      note('chooseNetworkPack');
      return later(given.chosenPack);
    },
    exportAttack: (request) => {
      note('exportAttack', request);
      return later(given.exported);
    },
    resumeChain: (request) => {
      note('resumeChain', request);
      return later(given.resumed);
    },
    drill: (request) => {
      note('drill', request);
      return later({ ok: true as const, value: null });
    },
    office: (call) => {
      note('office', call);
      return askOffice(call);
    },
    officeSave: (call) => {
      note('officeSave', call);
      return given.saved.ok ? askOffice(call).then((made) => (made.ok ? given.saved : made)) : later(given.saved);
    },
    officeOpen: (request) => {
      note('officeOpen', request);
      const { openedFile: opened } = given;
      if (!opened.ok || opened.value === null) return later({ ok: true as const, value: null });
      return later({ ok: true as const, value: { ...opened.value, bytes: Uint8Array.from(opened.value.bytes) } });
    },
    printReport: (request) => {
      note('printReport', request);
      return later(given.saved);
    },
    savePicture: (request) => {
      note('savePicture', request);
      return later(given.saved);
    },
    onCommand: (listener) => {
      commandListeners.add(listener);
      return () => commandListeners.delete(listener);
    },
  };
  const control: FakeControl = {
    calls,
    patch: (patch) => {
      lastSeq = patch.seq;
      for (const listener of patchListeners) listener(structuredClone(patch));
    },
    command: (name) => {
      for (const listener of commandListeners) listener(name);
    },
    setSnapshot: (next) => {
      current = next;
      lastSeq = next.seq;
    },
    officeChanged: () => {
      officeSeq += 1;
      control.patch({ seq: lastSeq + 1, officeSeq });
    },
  };
  // As over the real bridge, these cross as text.
  const asText = (answer: Promise<unknown>): Promise<string> => answer.then((value) => JSON.stringify(value));
  const wire: WireBridge = {
    ...bridge,
    snapshot: () => asText(bridge.snapshot()),
    chainDetail: (request) => asText(bridge.chainDetail(request)),
    office: (call) => asText(bridge.office(call)),
    onPatch: (listener) => bridge.onPatch((patch) => listener(JSON.stringify(patch))),
  };
  Object.assign(window, { pilotlight: wire, fake: control });
}
