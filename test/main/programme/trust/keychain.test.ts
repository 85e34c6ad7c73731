import { describe, expect, it, vi } from 'vitest';

vi.mock('electron', () => ({ safeStorage: {} }));
const { systemKeeper } = await import('../../../../main/electron/keychain.ts');

const SECRET = Uint8Array.from({ length: 32 }, (_, i) => i);
const XOR = (bytes: Uint8Array) => Buffer.from(bytes.map((byte) => byte ^ 0x5a));

function storage(backend: string | undefined, available = true, broken = false) {
  return {
    isEncryptionAvailable: () => available,
    encryptString(text: string) {
      if (broken) throw new Error(`cannot seal ${text}`);
      return XOR(Buffer.from(text));
    },
    decryptString(sealed: Buffer) {
      if (broken) throw new Error('cannot open');
      return XOR(sealed).toString();
    },
    ...(backend !== undefined && { getSelectedStorageBackend: () => backend }),
  } as never;
}

describe("the system's keychain", () => {
  it.each([
    ['linux', 'gnome_libsecret', true, 'system'],
    ['linux', 'kwallet6', true, 'system'],
    ['linux', 'basic_text', true, 'file'],
    ['linux', 'unknown', true, 'file'],
    ['linux', undefined, true, 'file'],
    ['linux', 'gnome_libsecret', false, 'file'],
    ['win32', undefined, true, 'system'],
    ['darwin', undefined, true, 'system'],
    ['darwin', undefined, false, 'file'],
  ])('on %s with backend %s, available %s, is called "%s"', async (platform, backend, available, keptBy) => {
    const keeper = systemKeeper(storage(backend, available), platform);
    const sealed = await keeper.seal(SECRET.slice());
    expect(sealed).toMatchObject({ ok: true, value: { keptBy } });
    if (!sealed.ok) return;
    expect(sealed.value.data.includes(Buffer.from(SECRET).toString('hex'))).toBe(keptBy === 'file');
    expect(await keeper.open(sealed.value)).toEqual({ ok: true, value: SECRET });
  });

  it('that fails says so without a word of what it was given', async () => {
    const keeper = systemKeeper(storage('gnome_libsecret', true, true), 'linux');
    expect(await keeper.seal(SECRET)).toEqual({
      ok: false,
      error: { code: 'key-not-kept', category: 'trust', params: { reason: 'keychain' } },
    });
    expect(await keeper.open({ keptBy: 'system', data: '0102' })).toEqual({
      ok: false,
      error: { code: 'key-unopened', category: 'trust', params: { keptBy: 'system', reason: 'keychain' } },
    });
  });

  it('still opens a key that was kept in a file', async () => {
    const keeper = systemKeeper(storage('gnome_libsecret'), 'linux');
    expect(await keeper.open({ keptBy: 'file', data: '0102' })).toEqual({ ok: true, value: Uint8Array.of(1, 2) });
  });
});
