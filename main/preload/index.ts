import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { COMMAND_CHANNEL, PATCH_CHANNEL, REQUEST_CHANNELS, type WireBridge } from '../contract/channels.ts';

// Runs in the sandbox, before the view. The view gets these functions and nothing else: no channel name, no event object.

function listen<T>(channel: string, listener: (payload: T) => void): () => void {
  if (typeof listener !== 'function') throw new TypeError('listener must be a function');
  const handler = (_event: IpcRendererEvent, payload: T): void => listener(payload);
  ipcRenderer.on(channel, handler);
  return () => void ipcRenderer.off(channel, handler);
}

const bridge: WireBridge = {
  snapshot: () => ipcRenderer.invoke(REQUEST_CHANNELS.snapshot),
  chainDetail: (request) => ipcRenderer.invoke(REQUEST_CHANNELS.chainDetail, request),
  derivation: (request) => ipcRenderer.invoke(REQUEST_CHANNELS.derivation, request),
  exportEvidence: (request) => ipcRenderer.invoke(REQUEST_CHANNELS.exportEvidence, request),
  openEvidence: () => ipcRenderer.invoke(REQUEST_CHANNELS.openEvidence),
  verifyEvidence: (request) => ipcRenderer.invoke(REQUEST_CHANNELS.verifyEvidence, request),
  sampleEvidence: () => ipcRenderer.invoke(REQUEST_CHANNELS.sampleEvidence),
  settings: () => ipcRenderer.invoke(REQUEST_CHANNELS.settings),
  saveSettings: (settings) => ipcRenderer.invoke(REQUEST_CHANNELS.saveSettings, settings),
  chooseNetworkPack: () => ipcRenderer.invoke(REQUEST_CHANNELS.chooseNetworkPack),
  exportAttack: (request) => ipcRenderer.invoke(REQUEST_CHANNELS.exportAttack, request),
  resumeChain: (request) => ipcRenderer.invoke(REQUEST_CHANNELS.resumeChain, request),
  drill: (request) => ipcRenderer.invoke(REQUEST_CHANNELS.drill, request),
  office: (call) => ipcRenderer.invoke(REQUEST_CHANNELS.office, call),
  officeSave: (call) => ipcRenderer.invoke(REQUEST_CHANNELS.officeSave, call),
  officeOpen: (request) => ipcRenderer.invoke(REQUEST_CHANNELS.officeOpen, request),
  printReport: (request) => ipcRenderer.invoke(REQUEST_CHANNELS.printReport, request),
  savePicture: (request) => ipcRenderer.invoke(REQUEST_CHANNELS.savePicture, request),
  onPatch: (listener) => listen<string>(PATCH_CHANNEL, listener),
  onCommand: (listener) => listen<string>(COMMAND_CHANNEL, listener),
};

contextBridge.exposeInMainWorld('pilotlight', bridge);
