import { expect, test } from '../openView.ts';

test('a zone shows status, indicators, milestones, scenarios, reports and findings', async ({ view }) => {
  const page = await view.open({ hash: '#/zone/jiazi' });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('甲子示范区');
  for (const title of ['指标', '里程碑', '应用场景', '报告', '审阅与问题']) {
    await expect(page.getByRole('region', { name: title, exact: true })).toBeVisible();
  }
  // Clicking an indicator shows its history.
  await page.getByRole('button', { name: '节约成本', exact: true }).click();
  await expect(page.getByRole('region', { name: '节约成本', exact: true }).locator('.history-line')).toBeVisible();
  // The target says in which scale it stands.
  await expect(
    page
      .getByRole('row', { name: /节约成本/ })
      .getByRole('cell')
      .nth(3),
  ).toContainText('万元');
});

test('milestones: what is not done first, twelve at most until asked, each with its scenario', async ({ view }) => {
  const page = await view.open({ hash: '#/zone/jiazi' });
  const card = page.getByRole('region', { name: '里程碑', exact: true });
  await expect(card.getByRole('row')).toHaveCount(13);
  await expect(card.getByRole('row').nth(1).getByRole('link')).toContainText('甲子示范区 · ');
  await card.getByRole('button', { name: /显示全部/ }).click();
  await expect(card.getByRole('row')).toHaveCount(31);
  const done = card.getByRole('row').filter({ hasText: '已完成' });
  expect(await done.count()).toBeGreaterThan(0);
  await expect(done.filter({ hasText: '未评级' })).toHaveCount(0);
});

test('the drawer gives every rule with what it looked at and its threshold, and a rating is only lowered', async ({
  view,
}) => {
  const page = await view.open({ hash: '#/sector/energy', officeIs: 'own' });
  await page.getByRole('button', { name: '评级依据' }).click();
  const drawer = page.getByRole('dialog', { name: '评级依据' });
  await expect(drawer.getByRole('table').getByRole('row').nth(1)).not.toContainText(/roll-up|undefined/);
  const choices = await drawer.getByLabel('下调为').getByRole('option').allTextContents();
  expect(choices).not.toContain('正常');
  await page.keyboard.press('Escape');
  await expect(drawer).toHaveCount(0);
  await expect(page.getByRole('button', { name: '评级依据' })).toBeFocused();
});

test('a person lowers a scenario with a reason; the page says who, when and what the rules say', async ({ view }) => {
  const page = await view.open({ hash: '#/scenarios?rating=green&zone=jiazi', officeIs: 'own' });
  await page.locator('a.row-name').first().click();
  await page.getByRole('button', { name: '评级依据' }).click();
  const drawer = page.getByRole('dialog', { name: '评级依据' });
  const lower = drawer.getByRole('button', { name: '下调', exact: true });
  await expect(lower).toBeDisabled();
  // On three levels nothing lies between.
  await expect(drawer.getByLabel('下调为').getByRole('option')).toHaveText(['请选择', '关注', '滞后']);
  await drawer.getByLabel('下调为').selectOption('red');
  await expect(lower).toBeDisabled();
  await drawer.getByLabel('原因', { exact: true }).fill('现场检查发现系统停用');
  await lower.click();
  await expect(drawer).toContainText('下调为“滞后”');
  await page.keyboard.press('Escape');
  await expect(page.locator('.override')).toContainText('现场检查发现系统停用');
});

test('what does not exist is said, with what to do', async ({ view }) => {
  const page = await view.open({ hash: '#/scenario/nowhere' });
  await expect(page.getByRole('main').locator('.problem')).toBeVisible();
  await expect(page.getByRole('button', { name: '重试' })).toBeVisible();
});

for (const language of ['zh-CN', 'en'] as const) {
  test(`a long title and a narrow window leave the top bar in one line, ${language}`, async ({ view, page }) => {
    await page.setViewportSize({ width: 1180, height: 720 });
    await view.open({ hash: '#/scenarios?zone=jiazi', settings: { language, theme: 'light', network: 'demo' } });
    await page.locator('a.row-name').first().click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/ · /);
    const bar = await page.locator('.topbar').evaluate((element) => ({
      over: element.scrollWidth - element.clientWidth,
      tall: [...element.children].filter((child) => child.getBoundingClientRect().height > 36).length,
    }));
    expect(bar).toEqual({ over: 0, tall: 0 });
  });
}
