import { safeStorage } from 'electron';
import { fromHex, toHex } from '../../light-client/codec/hex.ts';
import { refuse } from '../programme/trust/errors.ts';
import { fileKeeper } from '../programme/trust/keepers.ts';
import type { KeyKeeper } from '../programme/trust/types.ts';

// The private half of this machine's key, sealed by the system's keychain. On Linux without a keyring the runtime seals
// with a password that everybody knows (`basic_text`): that is no keychain, and is not called one.

/** The part of Electron's safeStorage that is used: a test hands in another. */
export type SafeStorage = Pick<typeof safeStorage, 'isEncryptionAvailable' | 'encryptString' | 'decryptString'> & {
  getSelectedStorageBackend?(): string;
};

export function systemKeeper(storage: SafeStorage = safeStorage, platform: string = process.platform): KeyKeeper {
  const file = fileKeeper();
  return {
    async seal(secret) {
      if (!isKeychain(storage, platform)) return file.seal(secret);
      try {
        return { ok: true, value: { keptBy: 'system', data: toHex(storage.encryptString(toHex(secret))) } };
      } catch {
        // What it throws may quote what it was given.
        return refuse('key-not-kept', { reason: 'keychain' });
      }
    },
    async open(sealed) {
      if (sealed.keptBy === 'file') return file.open(sealed);
      try {
        return { ok: true, value: fromHex(storage.decryptString(Buffer.from(sealed.data, 'hex'))) };
      } catch {
        return refuse('key-unopened', { keptBy: 'system', reason: 'keychain' });
      }
    },
  };
}

function isKeychain(storage: SafeStorage, platform: string): boolean {
  if (!storage.isEncryptionAvailable()) return false;
  // Runtimes that cannot name their backend on Linux are not taken at their word.
  return platform !== 'linux' || !['basic_text', 'unknown', undefined].includes(storage.getSelectedStorageBackend?.());
}
