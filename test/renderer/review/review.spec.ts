import { currentReports } from '../office.ts';
import { expect, test } from '../openView.ts';

test('the desk lists what waits; tabs stand in the address; a state is a mark and a word', async ({ view }) => {
  const page = await view.open({ hash: '#/review' });
  await expect(page.getByRole('region', { name: '审阅', exact: true })).toContainText('80');
  await expect(page.getByRole('row').nth(1).locator('.report-state svg')).toBeVisible();
  await page.getByRole('radio', { name: '已退回' }).check();
  await expect(page).toHaveURL(/tab=returned/);
  await expect(page.getByRole('row').nth(1)).toContainText('已退回');
});

test('a refuted report says both digests, strikes its values and what to do', async ({ view }) => {
  const reports = await currentReports(view.office().host);
  const refuted = reports.find(({ provenance }) => provenance.condition === 'contradicted');
  const page = await view.open({ hash: `#/report/${refuted?.reportId}` });
  await expect(page.getByRole('note')).toContainText('报告与链上锚定的摘要不符');
  await expect(page.locator('.digests dd')).toHaveCount(2);
  expect(await page.locator('.refuted').count()).toBeGreaterThan(3);
  // The words of a saving's base are read in full.
  const cut = await page
    .locator('td.wrap')
    .evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).length);
  expect(cut).toBe(0);
});

test('a report is returned with findings by keyboard, and leaves the desk', async ({ view }) => {
  const page = await view.open({ hash: '#/review', officeIs: 'own' });
  await page.locator('a.row-name').first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('radio', { name: /^退回/ }).focus();
  await page.keyboard.press('Space');
  const sign = page.getByRole('button', { name: '签名并提交' });
  await expect(sign).toBeDisabled();
  await page.getByRole('button', { name: '增加一条' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: '哪里不对、如何补正' }).fill('口径与上期不一致，请补正');
  await page.getByRole('textbox', { name: '原因（必填）' }).fill('数值缺少依据');
  await sign.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('已退回并记入日志。')).toBeVisible();
  await expect(page.locator('.past-review').first()).toContainText('数值缺少依据');
  await expect(page.locator('.findings')).toContainText('口径与上期不一致，请补正');
  await page
    .getByRole('navigation')
    .getByRole('link', { name: /审阅工作台/ })
    .click();
  await expect(page.getByRole('region', { name: '审阅', exact: true })).toContainText('79');
});

test('a rating is lowered only with a worse rating and a reason', async ({ view }) => {
  const page = await view.open({ hash: '#/review', officeIs: 'own' });
  await page.locator('a.row-name').nth(5).click();
  await page.getByRole('radio', { name: /^下调评级/ }).check();
  await page.getByLabel('原因（必填）').fill('现场核查');
  await expect(page.getByRole('button', { name: '签名并提交' })).toBeDisabled();
  const levels = page.getByLabel('下调为').getByRole('option');
  for (const level of await levels.allTextContents()) expect(['请选择', '关注', '滞后']).toContain(level);
  await page.getByLabel('下调为').selectOption('red');
  await page.getByRole('button', { name: '签名并提交' }).click();
  await expect(page.getByText('已下调并记入日志。')).toBeVisible();
});

test('an inspector reads and cannot judge', async ({ view }) => {
  const host = view.office().host;
  const reports = await currentReports(host);
  const asked = (await host.call('identity', null)) as { ok: true; value: never };
  const inspector = { ...(asked.value as object), role: 'inspector' } as never;
  const page = await view.open({
    hash: `#/report/${reports.find(({ state }) => state === 'waiting')?.reportId}`,
    office: { identity: { ok: true, value: inspector } },
  });
  await expect(page.getByRole('note').filter({ hasText: '检查人员只能查看' })).toBeVisible();
  await expect(page.getByRole('button', { name: '签名并提交' })).toHaveCount(0);
});

test('a package is exported, and a file that is none is refused with words', async ({ view }) => {
  const page = await view.open({
    hash: '#/review',
    officeIs: 'own',
    openedFile: { ok: true, value: { fileName: 'x.plpack', bytes: [1, 2, 3] } },
  });
  await page.getByRole('button', { name: '接收签名包…' }).click();
  await expect(page.locator('.packages .problem')).toBeVisible();
  await expect(page.locator('.packages .problem')).not.toContainText('{');
});
