import type { Page } from '@playwright/test';
import { snapshot } from '../fakeData.ts';
import { expect, test } from '../openView.ts';

const zones = (page: Page) => page.getByRole('region', { name: '试点地区', exact: true }).getByRole('table');
const open = { hash: '#/zones' };

test('all fifteen zones are there, sort by a heading, and give the order back on the third click', async ({ view }) => {
  const page = await view.open(open);
  const names = () => zones(page).getByRole('rowheader').allTextContents();
  await expect(zones(page).getByRole('rowheader')).toHaveCount(15);
  const given = await names();
  const heading = zones(page).getByRole('columnheader', { name: '核验高度' });
  await heading.getByRole('button').click();
  await expect(heading).toHaveAttribute('aria-sort', 'descending');
  expect((await names())[0]).toBe('戊寅示范区');
  await heading.getByRole('button').click();
  await expect(heading).toHaveAttribute('aria-sort', 'ascending');
  await heading.getByRole('button').click();
  expect(await names()).toEqual(given);
});

test('a patch changes what it names and nothing else', async ({ view }) => {
  const page = await view.open(open);
  const state = snapshot();
  const overview = {
    ...state.overview,
    zones: state.overview.zones.map((zone) => (zone.zoneId === 'jiazi' ? { ...zone, height: '318299' } : zone)),
  };
  await page.evaluate((patch) => window.fake.patch(patch), { seq: 2, overview });
  await expect(zones(page).getByRole('row', { name: /甲子/ })).toContainText('318,299');
  await expect(zones(page).getByRole('row', { name: /乙丑/ })).toContainText('319,762');
});

test('a stale chain is never green', async ({ view }) => {
  const page = await view.open(open);
  const row = zones(page).getByRole('row', { name: /壬申/ });
  await expect(row.locator('.health.ok')).toHaveCount(0);
  await expect(row.getByRole('button').first()).toHaveAccessibleName(/过旧/);
});

test('a refuted figure of a zone is marked beside its chain', async ({ view }) => {
  const page = await view.open(open);
  await expect(zones(page).getByRole('row', { name: /庚午/ }).locator('.refuted').first()).toBeVisible();
});

test('every zone has one tile of the same size, with its status in words, and the tile opens it', async ({ view }) => {
  const page = await view.open(open);
  const tiles = page.getByRole('region', { name: '地区分布与状态' }).getByRole('link');
  await expect(tiles).toHaveCount(15);
  const sizes = await tiles.evaluateAll((all) => [
    ...new Set(all.map((tile) => Math.round(tile.getBoundingClientRect().width))),
  ]);
  expect(sizes.length).toBeLessThan(3);
  await tiles.filter({ hasText: '甲子' }).click();
  await expect(page).toHaveURL(/#\/zone\/jiazi$/);
});

test('every chart has the same numbers as a table, and a file of them', async ({ view }) => {
  const page = await view.open(open);
  await page.getByRole('button', { name: '来源构成（按地区）: 表格' }).click();
  const dialog = page.getByRole('dialog', { name: '来源构成（按地区）' });
  await expect(dialog.getByRole('row')).toHaveCount(16);
  await expect(dialog).toContainText('截至\u20092026-11-21 16:30');
  const saved = page.waitForEvent('download');
  await dialog.getByRole('button', { name: '导出\u2009CSV' }).click();
  expect((await saved).suggestedFilename()).toBe('provenance-by-zone.csv');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('button', { name: '来源构成（按地区）: 表格' })).toBeFocused();
});
