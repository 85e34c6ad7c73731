import { expect, test } from '../openView.ts';
import { demoSheet } from './sheet.ts';

test('every planted error is listed at its row and column with what to do, and nothing is taken in', async ({
  view,
}) => {
  const sheet = await demoSheet();
  const file = { fileName: sheet.fileName, bytes: [...sheet.bytes] };
  const page = await view.open({ hash: '#/import', officeIs: 'own', openedFile: { ok: true, value: file } });
  await page.getByRole('button', { name: '选择文件…' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: sheet.fileName })).toBeVisible({ timeout: 30_000 });
  const problems = page.getByTestId('import-problems');
  for (const { row, column } of sheet.planted) {
    const line = problems.getByRole('row').filter({ hasText: `${sheet.sheet} ${column}${row}` });
    await expect(line.first(), `${column}${row}`).toBeVisible();
    expect(await line.first().getByRole('cell').nth(2).textContent()).not.toBe('');
  }
  await expect(problems).not.toContainText('{');
  await expect(page.getByRole('button', { name: '全部入库' })).toBeDisabled();
});

test('the mended file is taken in as a whole, is in the history, and is undone with a reason', async ({ view }) => {
  const sheet = await demoSheet();
  const page = await view.open({
    hash: '#/import',
    officeIs: 'own',
    openedFile: { ok: true, value: { fileName: sheet.fileName, bytes: [...sheet.mended] } },
  });
  await page.getByRole('button', { name: '选择文件…' }).click();
  const commit = page.getByRole('button', { name: '全部入库' });
  await expect(commit).toBeEnabled({ timeout: 30_000 });
  await commit.click();
  await expect(page.getByRole('status').filter({ hasText: sheet.fileName })).toBeVisible({ timeout: 30_000 });
  const record = page.getByRole('listitem').filter({ hasText: sheet.fileName });
  await expect(record).toContainText('2026\u2009年三季度指标报告');
  await record.getByRole('button', { name: '撤销' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('导错了文件');
  await dialog.getByRole('button', { name: /撤销/ }).click();
  await expect(dialog).toHaveCount(0);
  await expect(record).toContainText(/于\s2026-11-21\s撤销/);
});

test('the history names what a change was about, also where no file brought it', async ({ view }) => {
  const page = await view.open({ hash: '#/import' });
  const entries = page.getByRole('region', { name: '已入库' }).getByRole('listitem');
  await expect(entries.filter({ hasText: '2026\u2009年三季度目标值' }).first()).toContainText('没有来源文件');
  await expect(entries.filter({ hasText: '2026\u2009年三季度指标报告' }).first()).toContainText('行');
  for (const name of await entries.locator('b').allTextContents()) expect(name).not.toMatch(/^\d{4}Q\d$/);
});

test('a file that is no spreadsheet is refused with words', async ({ view }) => {
  const page = await view.open({
    hash: '#/import',
    officeIs: 'own',
    openedFile: { ok: true, value: { fileName: 'x.xlsx', bytes: [9, 9, 9] } },
  });
  await page.getByRole('button', { name: '选择文件…' }).click();
  await expect(page.locator('.problem.bad')).toBeVisible();
});

test('there is a template for every kind of data', async ({ view }) => {
  const page = await view.open({ hash: '#/import' });
  const buttons = page.locator('.templates button');
  await expect(buttons).toHaveCount(5);
  await buttons.first().click();
  const calls = await page.evaluate(() => window.fake.calls.filter(({ method }) => method === 'officeSave'));
  expect(calls[0]?.argument).toMatchObject({ method: 'importTemplate', request: { language: 'zh-CN' } });
});
