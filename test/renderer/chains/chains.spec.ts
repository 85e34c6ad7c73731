import { accessibilityProblems } from '../axe.ts';
import { snapshot } from '../fakeData.ts';
import { expect, test } from '../openView.ts';
import { chainView, demoChains } from './chainViews.ts';

const state = { ...snapshot(), chains: demoChains() };
const open = { hash: '#/chains', snapshot: state };

test('chains that need attention stand first, each with health, height, power and witnesses', async ({ view }) => {
  const page = await view.open(open);
  const rows = page.getByRole('row');
  await expect(rows).toHaveCount(16);
  await expect(rows.nth(1)).toContainText('已停用');
  await expect(rows.nth(2)).toContainText('存疑');
  await expect(rows.nth(2)).toContainText('1 个不一致'.replaceAll(' ', '\u2009'));
  await expect(page.getByRole('heading', { level: 2 })).toContainText('5');
  await expect(page.getByRole('row', { name: '甲子' })).toContainText('318,190');
});

test('the list is filtered by health, and the address keeps the filter', async ({ view }) => {
  const page = await view.open(open);
  await page.getByRole('button', { name: /停滞/ }).click();
  await expect(page.getByRole('row')).toHaveCount(2);
  expect(page.url()).toContain('health=stalled');
  await page.getByRole('button', { name: /需要处理/ }).click();
  await expect(page.getByRole('row')).toHaveCount(6);
  await page.getByRole('button', { name: /全部/ }).click();
  await expect(page.getByRole('row')).toHaveCount(16);
});

test('a row opens its chain, by mouse and by keyboard alone', async ({ view }) => {
  const page = await view.open(open);
  await page.getByRole('row', { name: '丁卯' }).getByRole('cell').nth(3).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('丁卯示范区');
  await page.goBack();
  const link = page.getByRole('link', { name: /癸酉示范区/ });
  await link.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('癸酉示范区');
});

test('headings sort the list', async ({ view }) => {
  const page = await view.open(open);
  await page.getByRole('columnheader', { name: '已核验高度' }).getByRole('button').click();
  await expect(page.getByRole('row').nth(1)).toContainText('丁丑');
});

test('forty chains that grow each second leave rows and focus where they are', async ({ view }) => {
  const chains = Array.from({ length: 40 }, (_, index) => chainView(index));
  const page = await view.open({ ...open, snapshot: { ...state, chains } });
  await expect(page.getByRole('row')).toHaveCount(41);
  const names = () => page.locator('.chain-name').allTextContents();
  const before = await names();
  const link = page.getByRole('link').filter({ hasText: 'demo-jisi-1' });
  await link.focus();
  for (let round = 1; round <= 5; round += 1) {
    const grown = chains.map((chain) => ({
      ...chain,
      verified: chain.verified === null ? null : { ...chain.verified, height: String(400_000 + round) },
    }));
    await page.evaluate(([seq, next]) => window.fake.patch({ seq, chains: next }), [state.seq + round, grown] as const);
    await expect(page.getByText(`400,00${round}`).first()).toBeVisible();
  }
  expect(await names()).toEqual(before);
  await expect(link).toBeFocused();
});

test('without chains the screen says what would stand there and how to get it', async ({ view }) => {
  const page = await view.open({ ...open, snapshot: { ...state, chains: [] } });
  await page.getByRole('button', { name: '前往设置' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('设置');
});

for (const theme of ['light', 'dark'] as const) {
  for (const language of ['zh-CN', 'en'] as const) {
    test(`picture: chains, ${language}, ${theme}`, async ({ view }) => {
      const page = await view.open({ ...open, settings: { language, theme, network: 'demo' } });
      await expect(page).toHaveScreenshot(`chains-${language}-${theme}.png`);
    });
  }
  test(`axe finds nothing on the chains, ${theme}`, async ({ view }) => {
    const page = await view.open({ ...open, settings: { language: 'zh-CN', theme, network: 'demo' } });
    expect(await accessibilityProblems(page)).toEqual([]);
  });
}
