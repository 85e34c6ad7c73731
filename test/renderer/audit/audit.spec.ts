import { expect, test } from '../openView.ts';

test('the log is listed newest first, goes back, and is verified', async ({ view }) => {
  const page = await view.open({ hash: '#/audit' });
  await expect(page.getByRole('row')).toHaveCount(201);
  const first = await page.getByRole('rowheader').first().textContent();
  await page.getByRole('button', { name: '更早' }).click();
  await expect(page.getByRole('rowheader').first()).not.toHaveText(first ?? '');
  await page.getByRole('button', { name: '校验整条日志' }).click();
  await expect(page.getByRole('status').filter({ hasText: '完整无缺' })).toBeVisible();
});

test('an altered line is named, with what to do', async ({ view }) => {
  const page = await view.open({
    hash: '#/audit',
    office: { auditVerify: { ok: true, value: { lines: 12, head: 'ab'.repeat(32), brokenAt: 7, why: 'hash' } } },
  });
  await page.getByRole('button', { name: '校验整条日志' }).click();
  await expect(page.getByRole('status').filter({ hasText: '不可信' })).toContainText('7');
});

test('an empty log says what would stand there', async ({ view }) => {
  const page = await view.open({ hash: '#/audit', office: { audit: { ok: true, value: { lines: [], total: 0 } } } });
  await expect(page.getByRole('heading', { name: '还没有操作记录' })).toBeVisible();
});

test('what the app did by itself is not shown as an inspector', async ({ view }) => {
  const page = await view.open({ hash: '#/audit' });
  const observed = page.getByRole('row').filter({ hasText: '记录链上状态' }).first();
  await expect(observed).toContainText('Pilotlight');
  await expect(observed).toContainText('系统自动');
  await expect(page.getByRole('table')).not.toContainText('检查人员');
});
