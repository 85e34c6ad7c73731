import type { Identity, PackagePreview, SignerView } from '../../../main/contract/office.ts';
import { accessibilityProblems } from '../axe.ts';
import { snapshot } from '../fakeData.ts';
import { expect, test } from '../openView.ts';

test('language and theme change at once and are kept', async ({ view }) => {
  const page = await view.open({ hash: '#/settings' });
  await page.getByRole('radio', { name: 'English' }).check();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Settings');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.getByRole('radio', { name: 'Dark' }).check();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const saved = await page.evaluate(() =>
    window.fake.calls.filter((call) => call.method === 'saveSettings').map((call) => call.argument),
  );
  expect(saved).toEqual([
    { language: 'en', theme: 'light', network: 'demo' },
    { language: 'en', theme: 'dark', network: 'demo' },
  ]);
});

test('the theme of the system is followed while the setting says so', async ({ view, page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await view.open({ hash: '#/settings', settings: { language: 'zh-CN', theme: 'system', network: 'demo' } });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});

test('language from the top bar, theme from the commands: on every screen', async ({ view }) => {
  const page = await view.open();
  await page.getByRole('button', { name: /Switch to English/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overview');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Search/ }).fill('theme');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('asks the app for a network pack and says which network is in use', async ({ view }) => {
  const page = await view.open({
    hash: '#/settings',
    chosenPack: { ok: false, error: { code: 'unsupported-version', category: 'input', params: {} } },
  });
  await expect(page.getByRole('region', { name: '网络' })).toContainText('本机演示网络');
  await page.getByRole('button', { name: '选择网络包文件…' }).click();
  expect(await page.evaluate(() => window.fake.calls.some((call) => call.method === 'chooseNetworkPack'))).toBe(true);
  await expect(page.getByRole('status').filter({ hasText: '设置未能保存' })).toBeVisible();
});

test('says plainly that it shows demo data, and that a runtime is for development only', async ({ view }) => {
  const calm = snapshot('calm');
  const page = await view.open({
    snapshot: { ...calm, runtime: { name: 'Electron', version: '25.1.1', developmentOnly: true } },
  });
  await expect(page.getByRole('region', { name: '提示' })).toContainText('演示数据');
  await expect(page.getByRole('region', { name: '提示' })).toContainText('仅供开发与测试');
});

test('the bundled font draws Chinese and Latin, without any network', async ({ view }) => {
  const page = await view.open();
  const drawn = await page.evaluate(() =>
    [...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family),
  );
  // Nearly all of it is in one family; what that lacks is in the other.
  expect(drawn.filter((family) => family === 'Noto Sans SC Variable').length).toBeGreaterThan(5);
  expect(drawn.filter((family) => !['Noto Sans SC Variable', 'Noto Sans SC Rare'].includes(family))).toEqual([]);
});

const KEY = 'ab'.repeat(20);
const EAST = { zh: '东部办公室', en: 'Eastern office' };

test('the statement that vouches for a key is saved from its row; of a root there is none', async ({ view }) => {
  const signer: SignerView = {
    ...{ keyId: KEY, algorithm: 'sm2', ownerId: 'office-east', name: EAST, may: ['reviews', 'reports'] },
    ...{ validFrom: '2026-11-01T00:00:00Z', validTo: null, vouchedBy: 'cd'.repeat(20), state: 'valid' },
  };
  const root = { ...signer, keyId: 'cd'.repeat(20), ownerId: 'national', vouchedBy: null };
  const page = await view.open({
    hash: '#/settings',
    saved: { ok: true, value: 'office-east-abababab.keys.json' },
    office: {
      signers: { ok: true, value: [root, signer] },
      exportVouching: { ok: true, value: { fileName: 'office-east-abababab.keys.json', bytes: [] as never } },
    },
  });
  const card = page.getByRole('region', { name: '已知签名人' });
  await expect(card.getByRole('button', { name: /导出确认文件/ })).toHaveCount(1);
  await card.getByRole('button', { name: '导出确认文件… 东部办公室' }).click();
  await expect(card.getByRole('status').filter({ hasText: 'office-east-abababab.keys.json' })).toBeVisible();
  const saved = await page.evaluate(() =>
    window.fake.calls.filter(({ method }) => method === 'officeSave').map(({ argument }) => argument),
  );
  expect(saved).toEqual([{ method: 'exportVouching', request: { keyId: KEY } }]);
});

test('an office whose key nobody vouches for takes the statement in where it reads so', async ({ view }) => {
  const host = view.office().host;
  const asked = (await host.call('identity', null)) as { ok: true; value: Identity };
  const key = { keyId: KEY, algorithm: 'sm2', publicKey: 'ef'.repeat(32), createdAt: '2026-11-20T00:00:00Z' } as const;
  const preview: PackagePreview = {
    ...{
      packageId: '12'.repeat(32),
      fileName: 'office-east.keys.json',
      kind: 'keys',
      issuedAt: '2026-11-21T00:00:00Z',
    },
    issuer: { officeId: 'national', name: { zh: '国家监管办', en: 'National office' }, keyId: 'cd'.repeat(20) },
    ...{ signature: 'signed', accepted: true, level: null, error: null, counts: { granted: 1 } },
  };
  const page = await view.open({
    hash: '#/settings',
    openedFile: { ok: true, value: { fileName: 'office-east.keys.json', bytes: [123] } },
    office: {
      identity: { ok: true, value: { ...asked.value, key: { ...key, keptBy: 'file', known: false } } },
      packageRead: { ok: true, value: preview },
      packageAccept: { ok: true, value: preview },
    },
  });
  const card = page.getByRole('region', { name: '身份与签名' });
  await expect(card).toContainText('尚无人确认这把密钥');
  await card.getByRole('button', { name: '打开确认文件…' }).click();
  const read = card.getByRole('region', { name: 'office-east.keys.json' });
  await expect(read).toContainText('签发：国家监管办');
  expect(await accessibilityProblems(page)).toEqual([]);
  await read.getByRole('button', { name: '收入' }).click();
  await expect(read).toHaveCount(0);
  const methods = await page.evaluate(() =>
    window.fake.calls.flatMap(({ method, argument }) =>
      method === 'office' ? [(argument as { method: string }).method] : [],
    ),
  );
  expect(methods).toContain('packageAccept');
  // And asks again how its key stands.
  expect(methods.lastIndexOf('identity')).toBeGreaterThan(methods.indexOf('packageAccept'));
});

test('a file of another kind is not taken in here, and it is said where', async ({ view }) => {
  const host = view.office().host;
  const asked = (await host.call('identity', null)) as { ok: true; value: Identity };
  const key = { keyId: KEY, algorithm: 'sm2', publicKey: 'ef'.repeat(32), createdAt: '2026-11-20T00:00:00Z' } as const;
  const page = await view.open({
    hash: '#/settings',
    openedFile: { ok: true, value: { fileName: 'x.json', bytes: [123] } },
    office: {
      identity: { ok: true, value: { ...asked.value, key: { ...key, keptBy: 'file', known: false } } },
      packageRead: { ok: true, value: { kind: 'reviews' } as never },
    },
  });
  await page.getByRole('button', { name: '打开确认文件…' }).click();
  await expect(page.getByRole('status').filter({ hasText: '不是密钥确认文件' })).toBeVisible();
});
