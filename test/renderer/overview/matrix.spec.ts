import type { Page } from '@playwright/test';
import { expect, test } from '../openView.ts';

const table = (page: Page) => page.getByRole('region', { name: '地区 × 领域' }).getByRole('table');

for (const language of ['zh-CN', 'en'] as const) {
  test(`fifteen zones, the entities and sixteen fields are seen without scrolling, ${language}`, async ({ view }) => {
    const page = await view.open({ settings: { language, theme: 'light', network: 'demo' } });
    const scroll = page.locator('.matrix-scroll');
    await expect(scroll.getByRole('rowheader')).toHaveCount(16);
    await expect(scroll.locator('thead tr').nth(1).getByRole('columnheader')).toHaveCount(18);
    const hidden = await scroll.evaluate((element) => [
      element.scrollHeight - element.clientHeight,
      element.scrollWidth - element.clientWidth,
    ]);
    expect(hidden).toEqual([0, 0]);
  });
}

test('a cell says its status in words and opens its scenarios; the address says which', async ({ view }) => {
  const page = await view.open();
  const cell = table(page).getByRole('row', { name: /丙子/ }).getByRole('link', { name: /被驳/ });
  await expect(cell).toHaveAccessibleName(/丙子示范区 × .* · 滞后 · 1\s个场景 · \d+\s项被驳/);
  await cell.click();
  await expect(page).toHaveURL(/#\/scenarios\?zone=bingzi&sector=/);
  await expect(page.getByRole('row')).toHaveCount(2);
});

test('arrow keys walk the matrix over empty cells, Enter opens', async ({ view }) => {
  const page = await view.open();
  const first = table(page).getByRole('link', { name: /甲子/ }).first();
  await first.focus();
  await page.keyboard.press('ArrowRight');
  const focused = page.locator(':focus');
  await expect(focused).toHaveAccessibleName(/甲子示范区 × /);
  await expect(focused).toHaveAttribute('tabindex', '0');
  const outline = await focused.evaluate((element) => getComputedStyle(element).outlineStyle);
  expect(outline).toBe('solid');
  await page.keyboard.press('ArrowDown');
  await expect(focused).not.toHaveAccessibleName(/甲子/);
  // One stop for the whole matrix: the next Tab leaves it.
  await page.keyboard.press('Tab');
  await expect(focused).not.toHaveAttribute('data-at');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/scenarios\?zone=/);
});

test('what moved is told apart from who joined or left', async ({ view }) => {
  const page = await view.open();
  const card = page.getByRole('region', { name: '状态分布与变动' });
  await expect(card).toContainText(/改善\s\d+/);
  await expect(card).toContainText(/新增\s8/);
  await expect(card).toContainText(/退出\s6/);
  const lines = await card.locator('dt').evaluateAll((terms) => terms.map((term) => term.getClientRects().length));
  expect(lines).toEqual([1, 1]);
});

test('a chart is saved as a picture of its card', async ({ view }) => {
  const page = await view.open({ saved: { ok: true, value: 'provenance-by-period.png' } });
  await page.getByRole('button', { name: '数据可信度: PNG' }).click();
  await expect(page.getByText('已保存 provenance-by-period.png')).toBeVisible();
  const [call] = await page.evaluate(() => window.fake.calls.filter(({ method }) => method === 'savePicture'));
  const box = await page.getByRole('region', { name: '数据可信度' }).boundingBox();
  expect(call?.argument).toMatchObject({ fileName: 'provenance-by-period.png' });
  const taken = call?.argument as Record<'x' | 'y' | 'width' | 'height', number>;
  for (const side of ['x', 'y', 'width', 'height'] as const) {
    expect(Math.abs(taken[side] - (box?.[side] ?? 0)), side).toBeLessThan(2);
  }
});

test('an earlier period and an earlier day are asked for by the address, and the screen says so', async ({ view }) => {
  const page = await view.open();
  await page.getByLabel('报告期').selectOption({ index: 1 });
  await expect(page).toHaveURL(/period=2026Q2/);
  await page.goto(`${page.url().split('#')[0]}#/overview?asOf=2026-06-30`);
  await expect(page.locator('.looking-back')).toContainText('2026-06-30');
  await page.getByRole('button', { name: '回到现在' }).click();
  await expect(page).not.toHaveURL(/asOf/);
});

test('until the office is up the matrix has its shape; when it refuses, that is said with what to do', async ({
  view,
  page,
}) => {
  await view.open({ officeIs: 'absent', wait: false });
  await expect(page.locator('.matrix-skeleton')).toBeVisible();
  await expect(page.locator('.matrix table')).toHaveCount(0);
});

test('an office that refuses is said, and asked again', async ({ view }) => {
  const page = await view.open({
    office: { programme: { ok: false, error: { code: 'store-busy', category: 'store', params: {} } } },
  });
  const note = page.locator('.matrix').getByRole('status');
  await expect(note).toBeVisible();
  const asked = () =>
    page.evaluate(
      () =>
        window.fake.calls.filter(
          ({ method, argument }) => method === 'office' && (argument as { method: string }).method === 'programme',
        ).length,
    );
  const before = await asked();
  await note.getByRole('button', { name: '重试' }).click();
  await expect.poll(asked).toBeGreaterThan(before);
});
