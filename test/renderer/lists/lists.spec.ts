import { expect, test } from '../openView.ts';

test('scenarios stand worst first, and filters stand in the address', async ({ view }) => {
  const page = await view.open({ hash: '#/scenarios' });
  const list = page.getByRole('region', { name: '应用场景', exact: true });
  await expect(list).toContainText('345');
  await expect(list.getByRole('row').nth(1)).toContainText('滞后');
  await page.getByRole('combobox', { name: /^状态/ }).selectOption('no-current-data');
  await expect(page).toHaveURL(/rating=no-current-data/);
  await expect(list.getByRole('row')).toHaveCount(4);
  await page.getByRole('button', { name: '清除筛选' }).click();
  await expect(page).not.toHaveURL(/rating/);
  await page.getByRole('searchbox', { name: '按名称筛选' }).fill('没有这个名称');
  await expect(page.getByRole('heading', { name: '没有符合条件的记录' })).toBeVisible();
});

test('an address with several values and unknown ones shows what it can', async ({ view }) => {
  const page = await view.open({ hash: '#/scenarios?zone=jiazi,yichou&rating=red,amber,purple' });
  const rows = page.getByRole('row');
  await expect(rows.nth(1)).toContainText(/甲子|乙丑/);
  for (const text of (await rows.allTextContents()).slice(1)) expect(text).toMatch(/滞后|关注/);
});

test('a heading sorts all scenarios, not the hundred that are shown', async ({ view }) => {
  const page = await view.open({ hash: '#/scenarios' });
  await page.getByRole('columnheader', { name: '下一里程碑' }).getByRole('button').click();
  await expect(page).toHaveURL(/sort=milestone/);
  await expect(page.getByRole('columnheader', { name: '下一里程碑' })).toHaveAttribute('aria-sort', 'ascending');
  const first = await page.getByRole('row').nth(1).textContent();
  await page.getByRole('button', { name: '下一页' }).click();
  await expect(page.locator('.pager')).toContainText('101–200');
  const later = await page.getByRole('row').nth(1).textContent();
  const date = (text: string | null) => /\d{4}-\d{2}-\d{2}/.exec(text ?? '')?.[0] ?? '9';
  expect(date(first) <= date(later)).toBe(true);
});

test('a list is copied with the provenance beside each figure', async ({ view, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await view.open({ hash: '#/scenarios?zone=jiazi' });
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出\u2009CSV' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe('scenarios.csv');
  const stream = await file.createReadStream();
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  expect(text).toContain('甲子示范区');
  expect(text).toMatch(/\[(自报|已锚定|已签名|已证明|已互证)/);
});

test('entities are found by name; fields give their reason in full', async ({ view }) => {
  const page = await view.open({ hash: '#/entities' });
  await expect(page.getByRole('row')).toHaveCount(165);
  await page.getByRole('searchbox').fill('004');
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.getByRole('row').nth(1).getByRole('link').click();
  await expect(page).toHaveURL(/#\/entity\/demo-unit-004$/);
  await page.getByRole('link', { name: '应用领域' }).click();
  await expect(page.getByRole('row')).toHaveCount(17);
  const cut = await page
    .locator('td.wrap')
    .evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).length);
  expect(cut).toBe(0);
});

test('a list that is loading has the shape of a table', async ({ view, page }) => {
  await view.open({ hash: '#/scenarios', office: { scenarioTable: 'never' }, wait: false });
  await expect(page.locator('.table-skeleton > div')).toHaveCount(19);
});
