import { accessibilityProblems } from './axe.ts';
import { snapshot } from './fakeData.ts';
import { expect, test } from './openView.ts';

const SCREENS = [
  '#/overview',
  '#/overview?provenOnly=1',
  '#/zones',
  '#/zone/jiazi',
  '#/sectors',
  '#/entities',
  '#/scenarios',
  '#/scenario/bingzi-supply-loan',
  '#/review',
  '#/report/bingzi-supply-loan.2026Q3.v1',
  '#/import',
  '#/compare',
  '#/reports',
  '#/audit',
  '#/settings',
  '#/zone/jiazi?asOf=2026-06-30',
] as const;

for (const theme of ['light', 'dark'] as const) {
  for (const hash of SCREENS) {
    test(`axe finds nothing on ${hash}, ${theme}`, async ({ view }) => {
      const page = await view.open({ hash, settings: { language: 'zh-CN', theme, network: 'demo' } });
      expect(await accessibilityProblems(page)).toEqual([]);
    });
  }
}

test('axe finds nothing on the first start and in an empty window', async ({ view }) => {
  const calm = snapshot('calm');
  const page = await view.open({
    snapshot: {
      ...calm,
      chains: [],
      overview: { ...calm.overview, figures: [], zones: [], attention: [] },
      scenarios: [],
      demo: { ...calm.demo, state: 'starting', phase: 'history', done: 3, total: 15 },
    },
  });
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('axe finds nothing in the drawer of a rating and in the palette', async ({ view }) => {
  const page = await view.open({ hash: '#/zone/jiazi' });
  await page.getByRole('button', { name: '评级依据' }).click();
  await expect(page.getByRole('dialog').getByRole('table')).toBeVisible();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('甲子');
  await expect(page.getByRole('listbox').getByRole('option').nth(2)).toBeVisible();
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('every screen is reached with the keyboard alone, and the focus is seen', async ({ view }) => {
  const page = await view.open();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: '跳到内容' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  for (const [name, heading] of [
    ['设置', '设置'],
    ['存证核验', '存证核验'],
    ['导入数据', '导入数据'],
    ['对比', '对比'],
    ['总览', '总览'],
  ] as const) {
    const link = page.getByRole('navigation').getByRole('link', { name, exact: true });
    await link.focus();
    const outline = await link.evaluate((element) => getComputedStyle(element).outlineStyle);
    expect(outline).toBe('solid');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
    await expect(page.getByRole('main')).toBeFocused();
  }
});

test('targets are at least 24 pixels high', async ({ view }) => {
  const page = await view.open();
  const small = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, a[href], input')]
      .filter((element) => element.offsetParent !== null && !element.matches('.skip'))
      // Cells of the matrix lie in rows of at least 22: sixteen of them fit where people look first.
      .filter((element) => element.closest('.matrix tbody') === null)
      .map((element) => ({
        text: element.textContent,
        height: Math.max(
          element.getBoundingClientRect().height,
          element.closest('td, th')?.getBoundingClientRect().height ?? 0,
        ),
      }))
      .filter(({ height }) => height < 23.5),
  );
  expect(small).toEqual([]);
});
