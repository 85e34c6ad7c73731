import { expect, test } from '../openView.ts';

test('opens with Ctrl+K anywhere, finds a zone, goes there with Enter and leaves with Esc', async ({ view }) => {
  const page = await view.open({ hash: '#/review' });
  await page.keyboard.press('Control+k');
  const box = page.getByRole('dialog').getByRole('combobox');
  await expect(box).toBeFocused();
  await box.fill('甲子示范区');
  const chosen = page.locator('[role="option"][aria-selected="true"]');
  await expect(chosen).toContainText('甲子示范区');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/(zone\/jiazi|chain\/demo-jiazi-1)$/);
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog').getByRole('combobox')).toHaveCount(0);
});

test('waits with Enter until the search has answered, and goes to what it found', async ({ view }) => {
  const page = await view.open({ hash: '#/review', officeIs: 'own' });
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  await page.keyboard.insertText('甲子示范区');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/(zone\/jiazi|chain\/demo-jiazi-1)$/);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  // It was not kept as a view, which is what stood there alone until the answer came.
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  await page.keyboard.insertText('甲子示范区');
  const options = page.getByRole('listbox').getByRole('option');
  await expect(options.first()).toContainText('甲子示范区');
  const kept = options.filter({ has: page.locator('.group', { hasText: /^视图$/ }) });
  await expect(kept).toHaveCount(1);
  await expect(kept).toContainText('存为视图');
});

test('with Enter before an answer that finds nothing does what is left: a view is kept', async ({ view }) => {
  const page = await view.open({ hash: '#/review', officeIs: 'own' });
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  await page.keyboard.insertText('绝无此物之名');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page).toHaveURL(/#\/review$/);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('绝无此物');
  await expect(page.getByRole('listbox').getByRole('option').filter({ hasText: '绝无此物之名' })).toHaveCount(1);
});

test('finds scenarios, entities and chains, and says when there is nothing', async ({ view }) => {
  const page = await view.open();
  await page.getByRole('button', { name: /搜索/ }).click();
  const box = page.getByRole('dialog').getByRole('combobox');
  await box.fill('demo-jiazi-1');
  await expect(page.getByRole('listbox').getByRole('option').filter({ hasText: '区块链' })).toHaveCount(1);
  await box.fill('示例单位 004');
  await expect(page.getByRole('listbox').getByRole('option').filter({ hasText: '示例单位' }).first()).toBeVisible();
  await box.fill('绝无此物之名');
  await expect(page.getByRole('listbox').getByRole('option')).toHaveCount(1);
  await expect(page.getByRole('listbox').getByRole('option')).toContainText('存为视图');
});

test('what one looks at is kept as a view and opened again', async ({ view }) => {
  const page = await view.open({ hash: '#/scenarios?rating=red', officeIs: 'own' });
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('红色清单');
  await page.getByRole('listbox').getByRole('option').filter({ hasText: '存为视图' }).click();
  await page.goto(`${page.url().split('#')[0]}#/overview`);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('红色');
  await expect(page.getByRole('listbox').getByRole('option').filter({ hasText: '红色清单' }).first()).toBeVisible();
  await page.getByRole('listbox').getByRole('option').filter({ hasText: '红色清单' }).first().click();
  await expect(page).toHaveURL(/#\/scenarios\?rating=red/);
});
