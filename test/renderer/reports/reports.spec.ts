import { expect, test } from '../openView.ts';

test('the report is printed for what was chosen, in the language that was chosen', async ({ view }) => {
  const page = await view.open({ hash: '#/reports', saved: { ok: true, value: 'report.pdf' } });
  await page.getByLabel('范围').selectOption('zone:jiazi');
  await page.getByRole('radio', { name: 'English' }).check();
  await page.getByRole('button', { name: '生成\u2009PDF…' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'report.pdf' })).toBeVisible();
  const [call] = await page.evaluate(() => window.fake.calls.filter(({ method }) => method === 'printReport'));
  expect(call?.argument).toEqual({ asOf: null, period: null, language: 'en', subject: { kind: 'zone', id: 'jiazi' } });
});

test('tables are saved in the encoding that was chosen, and a refusal is said', async ({ view }) => {
  const page = await view.open({ hash: '#/reports' });
  await page.getByRole('radio', { name: 'GB 18030' }).check();
  await page.getByRole('button', { name: '导出\u2009CSV…' }).click();
  await expect(page.getByRole('status').filter({ hasText: '已保存' })).toBeVisible({ timeout: 30_000 });
  const [call] = await page.evaluate(() => window.fake.calls.filter(({ method }) => method === 'officeSave'));
  expect(call?.argument).toMatchObject({ method: 'exportTable', request: { format: 'csv', encoding: 'gb18030' } });
});

for (const language of ['zh-CN', 'en'] as const) {
  test(`the paper says of every figure how it is known and has no gap in its words, ${language}`, async ({
    view,
    page,
  }) => {
    await view.open({ hash: `#/print?kind=programme&id=all&language=${language}`, wait: false });
    await expect(page).toHaveTitle('pilotlight-print-ready', { timeout: 30_000 });
    const text = (await page.locator('body').textContent()) ?? '';
    expect(text).not.toMatch(/\{[a-zA-Z]+\}|undefined|NaN/);
    expect(await page.locator('.actions li').count()).toBe(20);
    expect(await page.locator('.seals').count()).toBeGreaterThan(20);
  });
}
