import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { readKeyRequest } from '../../main/programme/trust/keyRequest.ts';
import { expect, launchApp, type Running, test, withUserData } from './app.ts';
import { answerSave, personAt } from './keyboard.ts';

// The keychain of the real runtime, whatever this machine has of one: on Linux without a keyring there is none, or one whose
// password everybody knows, and then the window must not speak of a keychain.

/** As the system says it, not as the app understood it. */
async function hasKeychain({ app }: Running): Promise<boolean> {
  const { available, backend } = await app.evaluate(({ safeStorage }) => ({
    available: safeStorage.isEncryptionAvailable(),
    backend: (safeStorage as { getSelectedStorageBackend?(): string }).getSelectedStorageBackend?.() ?? null,
  }));
  return available && (process.platform !== 'linux' || !['basic_text', 'unknown', null].includes(backend));
}

test('where the private half lies is said as it is, and the key signs after a restart, too', async () => {
  test.setTimeout(240_000);
  await withUserData(async (userData) => {
    let keyText = '';
    const first = await launchApp(userData);
    const kept = (await hasKeychain(first)) ? 'system' : 'file';
    try {
      const { page } = first;
      const { t } = personAt(page, 'zh-CN');
      await page
        .getByRole('link', { name: t('nav.settings') })
        .first()
        .click();
      await page.getByRole('button', { name: t('identity.makeKey', { algorithm: 'Ed25519' }) }).click();
      const card = page.getByRole('region', { name: t('identity.title') });
      await expect(card).toContainText(t(`key.kept.${kept}`));
      await expect(card).not.toContainText(t(`key.kept.${kept === 'file' ? 'system' : 'file'}`));
      keyText = (await card.locator('.hash code').first().getAttribute('title')) ?? '';
      expect(keyText).toMatch(/^[0-9a-f]{16,}$/);
    } finally {
      await first.app.close();
    }
    // The demo network's office has a folder of its own.
    const names = await readdir(userData, { recursive: true });
    const identities = names.filter((name) => path.basename(name) === 'identity.json');
    expect(identities).toHaveLength(1);
    const identityFile = path.join(userData, identities[0] as string);
    const stored = JSON.parse(await readFile(identityFile, 'utf8')) as unknown;
    expect(JSON.stringify(stored)).toContain(`"keptBy":"${kept}"`);
    if (process.platform !== 'win32') expect((await stat(identityFile)).mode & 0o077).toBe(0);

    const second = await launchApp(userData);
    try {
      const { app, page } = second;
      const { t } = personAt(page, 'zh-CN');
      await page
        .getByRole('link', { name: t('nav.settings') })
        .first()
        .click();
      const card = page.getByRole('region', { name: t('identity.title') });
      await expect(card.locator('.hash code').first()).toHaveAttribute('title', keyText);
      await expect(card).toContainText(t(`key.kept.${kept}`));
      // A request to be vouched for is signed with the key itself.
      const file = path.join(userData, 'key-request.json');
      await answerSave(app, file);
      await card.getByRole('button', { name: t('identity.exportKey') }).click();
      await expect.poll(() => existsSync(file)).toBe(true);
      const request = readKeyRequest(await readFile(file));
      expect(request.ok && request.value.keyId).toBe(keyText);
    } finally {
      await second.app.close();
    }
  });
});
