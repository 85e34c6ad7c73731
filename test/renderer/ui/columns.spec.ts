import type { Locator, Page } from '@playwright/test';
import { accessibilityProblems } from '../axe.ts';
import { expect, test } from '../openView.ts';

const edge = (page: Page, column: string) => page.getByRole('separator', { name: `列宽 ${column}` });
const heading = (page: Page, column: string) => page.getByRole('columnheader', { name: column, exact: true });
const widthOf = async (cell: Locator) => Math.round((await cell.boundingBox())?.width ?? 0);
const kept = (page: Page) =>
  page.evaluate(() => {
    const saved = window.fake.calls.filter(({ method }) => method === 'saveSettings').at(-1)?.argument;
    return (saved as { tables?: unknown } | undefined)?.tables ?? null;
  });

async function drag(page: Page, from: Locator, by: number): Promise<void> {
  const box = await from.boundingBox();
  if (box === null) throw new Error('no edge');
  const [x, y] = [box.x + box.width - 3, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by / 2, y, { steps: 3 });
  await page.mouse.move(x + by, y, { steps: 3 });
  await page.mouse.up();
}

test('an edge is dragged: the column follows the pointer, the others stay, and it is remembered', async ({ view }) => {
  const page = await view.open({ hash: '#/scenarios' });
  const status = heading(page, '状态');
  const name = page.getByRole('columnheader').first();
  const before = { status: await widthOf(status), name: await widthOf(name) };
  await drag(page, edge(page, '状态'), 70);
  expect(await widthOf(status)).toBe(before.status + 70);
  expect(Math.abs((await widthOf(name)) - before.name)).toBeLessThanOrEqual(1);
  expect(await kept(page)).toEqual({ scenarios: { status: before.status + 70 } });
  // Rows keep to the headings, and sorting did not answer to the drag.
  const cell = page.getByRole('row').nth(1).getByRole('cell').first();
  expect(await widthOf(cell)).toBe(before.status + 70);
  await expect(page).not.toHaveURL(/sort=/);
  await page.getByRole('link', { name: '应用领域' }).click();
  await page.getByRole('link', { name: '应用场景', exact: true }).first().click();
  await expect(status).toBeVisible();
  expect(await widthOf(status)).toBe(before.status + 70);
});

test('arrow keys move an edge, Home gives the automatic width back', async ({ view }) => {
  const page = await view.open({ hash: '#/entities' });
  const first = page.getByRole('separator').first();
  const cell = page.getByRole('columnheader').first();
  const before = await widthOf(cell);
  await expect(first).toHaveAttribute('aria-orientation', 'vertical');
  await expect(first).toHaveAttribute('aria-valuenow', String(before));
  await first.focus();
  for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowLeft');
  await expect(first).toHaveAttribute('aria-valuenow', String(before - 48));
  expect(await widthOf(cell)).toBe(before - 48);
  await page.keyboard.press('ArrowRight');
  expect(await widthOf(cell)).toBe(before - 32);
  expect(Object.keys((await kept(page)) as object)).toEqual(['entities']);
  await page.keyboard.press('Home');
  expect(await widthOf(cell)).toBe(before);
  expect(await kept(page)).toEqual({});
  await expect(first).toBeFocused();
});

test('a column stays readable however far its edge is pushed, and a double click lets go', async ({ view }) => {
  const page = await view.open({ hash: '#/zones' });
  const zone = heading(page, '地区');
  const before = await widthOf(zone);
  await drag(page, edge(page, '地区'), -900);
  expect(await widthOf(zone)).toBe(48);
  await edge(page, '地区').dblclick();
  expect(await widthOf(zone)).toBe(before);
});

test('a click on an edge and a drag given up change nothing', async ({ view }) => {
  const page = await view.open({ hash: '#/zones' });
  const zone = heading(page, '地区');
  const before = await widthOf(zone);
  await edge(page, '地区').click();
  const box = await edge(page, '地区').boundingBox();
  await page.mouse.move((box?.x ?? 0) + 5, (box?.y ?? 0) + 10);
  await page.mouse.down();
  await page.mouse.move((box?.x ?? 0) + 95, (box?.y ?? 0) + 10);
  expect(await widthOf(zone)).toBe(before + 90);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  expect(await widthOf(zone)).toBe(before);
  expect(await kept(page)).toBeNull();
});

test('wider than its place a table scrolls inside, with head and first column in sight; axe finds nothing', async ({
  view,
}) => {
  const page = await view.open({
    hash: '#/scenarios',
    settings: {
      language: 'zh-CN',
      theme: 'light',
      network: 'demo',
      tables: { scenarios: { status: 600, zone: 700 } },
    },
  });
  const area = page.getByRole('region', { name: '应用场景 · 表格' });
  expect(await area.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeGreaterThan(300);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  const name = page.getByRole('columnheader').first();
  const left = (await name.boundingBox())?.x;
  await area.evaluate((element) => {
    element.scrollLeft = 250;
  });
  expect((await name.boundingBox())?.x).toBe(left);
  expect(await widthOf(heading(page, '状态'))).toBe(600);
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('a wider column shows more of a name, a narrower one says that it is cut', async ({ view }) => {
  const page = await view.open({ hash: '#/scenarios' });
  const name = page.locator('a.row-name').first();
  await drag(page, page.getByRole('separator').first(), -150);
  expect(await name.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true);
  await drag(page, page.getByRole('separator').first(), 500);
  expect(await name.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(false);
});

test('a table that nobody sized lays itself out', async ({ view }) => {
  const page = await view.open({ hash: '#/scenarios' });
  const table = page.getByRole('table');
  expect(await table.evaluate((element) => element.getAttribute('style') ?? '')).toBe('');
});
