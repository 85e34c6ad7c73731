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
  expect(new Set(drawn)).toEqual(new Set(['Noto Sans SC Variable']));
  expect(drawn.length).toBeGreaterThan(5);
});
