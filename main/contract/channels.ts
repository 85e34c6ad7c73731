import type { Bridge } from './services.ts';

/** Bridge methods that ask something of the main process. The listeners (`onPatch`, `onCommand`) are apart. */
export type BridgeMethod = Exclude<keyof Bridge, 'onPatch' | 'onCommand'>;

/** The only place where channels are named: the preload and the one wrapper around IPC both read them here. */
export const REQUEST_CHANNELS: { readonly [M in BridgeMethod]: string } = {
  snapshot: 'pilotlight:snapshot',
  chainDetail: 'pilotlight:chain-detail',
  derivation: 'pilotlight:derivation',
  exportEvidence: 'pilotlight:export-evidence',
  openEvidence: 'pilotlight:open-evidence',
  verifyEvidence: 'pilotlight:verify-evidence',
  sampleEvidence: 'pilotlight:sample-evidence',
  settings: 'pilotlight:settings',
  saveSettings: 'pilotlight:save-settings',
  chooseNetworkPack: 'pilotlight:choose-network-pack',
  exportAttack: 'pilotlight:export-attack',
  resumeChain: 'pilotlight:resume-chain',
  drill: 'pilotlight:drill',
  office: 'pilotlight:office',
  officeSave: 'pilotlight:office-save',
  officeOpen: 'pilotlight:office-open',
  printReport: 'pilotlight:print-report',
  savePicture: 'pilotlight:save-picture',
};

export const PATCH_CHANNEL = 'pilotlight:patch';
export const COMMAND_CHANNEL = 'pilotlight:command';

/** Large answers that come often. They and patches cross as JSON text: objects would be copied property by property. */
export const TEXT_METHODS = ['snapshot', 'chainDetail', 'office'] as const satisfies readonly BridgeMethod[];
type TextMethod = (typeof TEXT_METHODS)[number];

/** What the preload exposes as `window.pilotlight`; the view reads it as the `Bridge`. */
export type WireBridge = Omit<Bridge, TextMethod | 'onPatch'> & {
  readonly [M in TextMethod]: (...request: Parameters<Bridge[M]>) => Promise<string>;
} & {
  onPatch(listener: (patch: string) => void): () => void;
};
