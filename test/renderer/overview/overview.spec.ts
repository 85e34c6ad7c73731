import type { Page } from '@playwright/test';
import { SUSPECT, snapshot } from '../fakeData.ts';
import { expect, test } from '../openView.ts';

const keyFigures = (page: Page) => page.getByRole('region', { name: '全局指标' });

test('shows the five programme figures, each with how it is known', async ({ view }) => {
  const page = await view.open({ snapshot: snapshot('calm') });
  const buttons = keyFigures(page).getByRole('button');
  await expect(buttons).toHaveCount(5);
  await expect(buttons.nth(0)).toHaveAccessibleName(/^在用场景： ?45 ?个 ?，自报；打开推导$/);
  await expect(buttons.nth(2)).toHaveAccessibleName(/^已核验区块头： ?435,077 ?个 ?，已互证；打开推导$/);
  await expect(buttons.nth(1)).toHaveAccessibleName(/2,504 ?万条 ?，精确值\s25,04\d,\d{3}\s条，自报/);
  await expect(keyFigures(page)).toContainText('76\u2009%\u2009已锚定或更高');
});

test('a refuted part marks the total, says how much of it, and strikes nothing out', async ({ view }) => {
  const page = await view.open();
  const records = keyFigures(page).locator('.key-figure').nth(1);
  await expect(records.getByRole('button')).toHaveAccessibleName(/被驳/);
  await expect(records).toContainText('4\u2009%\u2009被驳');
  await expect(records.locator('.refuted')).toHaveCount(0);
});

test('clicking a figure opens its derivation, and the address says so', async ({ view }) => {
  const page = await view.open();
  await keyFigures(page).getByRole('button').nth(1).click();
  await expect(page).toHaveURL(/figure=programme%2Frecords/);
  await page.goBack();
  await expect(page).not.toHaveURL(/figure=/);
});

test('the switch leaves out what is not proven, says how much, and stays in the address', async ({ view }) => {
  const page = await view.open({ snapshot: snapshot('calm') });
  const toggle = page.getByRole('switch', { name: '仅看已证明' });
  await toggle.click();
  await expect(toggle).toBeChecked();
  await expect(page).toHaveURL(/provenOnly=1/);
  const scenarios = keyFigures(page).locator('.key-figure').nth(0);
  await expect(scenarios).toContainText('33');
  await expect(scenarios).toContainText('略去\u200912\u2009项');
  await expect(keyFigures(page).locator('.key-figure').nth(3)).toContainText('没有已证明的部分');
  await page.getByRole('link', { name: '设置' }).click();
  await page.getByRole('link', { name: '总览' }).click();
  await expect(toggle).toBeChecked();
});

test('an item of attention opens its chain', async ({ view }) => {
  const page = await view.open();
  await page.getByRole('complementary').getByRole('link', { name: '查看证据' }).click();
  await expect(page).toHaveURL(new RegExp(`#/chain/${SUSPECT}$`));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('庚午示范区');
});

test('attention is one order of urgency, whoever tells it, with what it means for the figures', async ({ view }) => {
  const page = await view.open();
  const items = page.getByRole('complementary').getByRole('listitem');
  const words = await items.locator('strong').allTextContents();
  const places = [
    '庚午示范区：链头分歧',
    // The programme's: above everything a chain says that is weaker.
    '丙子示范区 · 订单融资核验：报告被驳',
    '戊辰电子证照：累计值变小',
    /：评级滞后|：滞后/,
    '壬申示范区：没有新区块',
    '丁丑示范区：信任期将在\u200941\u2009小时后结束',
    '乙亥供应链单据：缺\u20092026\u2009年三季度报告',
  ].map((what) => words.findIndex((word) => (typeof what === 'string' ? word === what : what.test(word))));
  expect(places[0]).toBe(0);
  expect(places[1]).toBe(1);
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  await expect(items.first()).toContainText('高度\u2009326,669\u2009给出不同区块头；链已停用，5\u2009个指标改为“驳”。');
});

test('a lost patch makes the view ask for everything again', async ({ view }) => {
  const page = await view.open();
  await page.evaluate((next) => window.fake.setSnapshot(next), { ...snapshot('calm'), seq: 9 });
  await page.evaluate(() => window.fake.patch({ seq: 7 }));
  await expect(page.getByRole('complementary')).not.toContainText('链头分歧');
  expect(await page.evaluate(() => window.fake.calls.filter((call) => call.method === 'snapshot').length)).toBe(2);
});

test('until the first snapshot the final layout stands there, empty', async ({ view }) => {
  const page = await view.open({ snapshotMode: 'never', wait: false });
  await expect(page.getByRole('status', { name: '正在读取本机已核验的数据…' })).toBeVisible();
  await expect(page.locator('.number')).toHaveCount(0);
});

test('a broken connection says what it means, and can be tried again', async ({ view }) => {
  const page = await view.open({ snapshotMode: 'fails' });
  await expect(page.getByRole('status')).toContainText('窗口与主进程的连接中断');
  await page.getByRole('button', { name: '重试' }).click();
  const asked = () => page.evaluate(() => window.fake.calls.filter(({ method }) => method === 'snapshot').length);
  expect(await asked()).toBe(2);
});

test('the first start says what is happening and how far it is, and shows no figure', async ({ view }) => {
  const calm = snapshot('calm');
  const page = await view.open({
    snapshot: {
      ...calm,
      chains: [],
      overview: { ...calm.overview, figures: [], zones: [] },
      demo: { ...calm.demo, state: 'starting', phase: 'history', done: 18_204, total: 31_500 },
    },
  });
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '18204');
  await expect(page.getByRole('listitem').filter({ hasText: '签署历史区块' })).toHaveAttribute('aria-current', 'step');
  await expect(page.locator('.number')).toHaveCount(0);
  await page.evaluate((patch) => window.fake.patch(patch), {
    seq: 2,
    demo: calm.demo,
    chains: calm.chains,
    overview: calm.overview,
  });
  await expect(keyFigures(page).getByRole('button')).toHaveCount(5);
});

test('with no chain item and no programme the list says that nothing waits', async ({ view, page }) => {
  await view.open({ snapshot: snapshot('calm'), officeIs: 'absent', wait: false });
  await expect(page.getByRole('complementary')).toContainText('目前没有需要处理的事项');
});
