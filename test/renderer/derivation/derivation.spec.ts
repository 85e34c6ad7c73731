import { accessibilityProblems } from '../axe.ts';
import { expect, test } from '../openView.ts';

const RECORDS = '#/overview?figure=programme%2Frecords';

test('a sum says how weak its weakest part is and lists the parts, the weakest first', async ({ view }) => {
  const page = await view.open({ hash: RECORDS });
  const drawer = page.getByRole('dialog');
  await expect(drawer.getByRole('status').filter({ hasText: '链上存证' })).toBeVisible();
  await expect(drawer.getByRole('row')).toHaveCount(16);
  await expect(drawer.getByRole('row').nth(1)).toContainText('被驳');
});

test('a part opens in turn, down to its own evidence, and the path leads back', async ({ view }) => {
  const page = await view.open({ hash: RECORDS });
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('button', { name: /打开 ?.?甲子/ }).click();
  await expect(drawer.getByRole('heading', { level: 2 }).first()).toContainText('甲子');
  await drawer.getByRole('row').filter({ hasText: '已互证' }).first().getByRole('button').click();
  await expect(drawer.getByText(/现场重新核验/)).toBeVisible();
  await expect(drawer.locator('.crumbs li')).toHaveCount(3);
  await drawer.locator('.crumbs').getByRole('button').first().click();
  await expect(drawer.getByRole('row')).toHaveCount(16);
});

test('evidence is exported under a name of its own', async ({ view }) => {
  const page = await view.open({ hash: '#/overview' });
  const figureId = await page.evaluate(async () => {
    const zone = await window.pilotlight.derivation({ figureId: 'zone/jiazi/records' });
    const parts = zone.ok ? zone.value.parts : [];
    return parts.find(({ provenance }) => provenance.condition === 'fresh')?.figureId ?? '';
  });
  await page.evaluate((id) => {
    window.location.hash = `#/overview?figure=${encodeURIComponent(id)}`;
  }, figureId);
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('button', { name: '导出存证…' }).click();
  await expect(drawer.getByText('已存为 jiazi-01-records.plev')).toBeVisible();
});

test('Esc closes it and the address forgets it', async ({ view }) => {
  const page = await view.open({ hash: RECORDS });
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(page.url()).not.toContain('figure');
});

test('a derivation that cannot be had says so and can be asked for again', async ({ view }) => {
  const page = await view.open({ hash: RECORDS, derivations: {} });
  const drawer = page.getByRole('dialog');
  await expect(drawer.getByText(/数值本身及其标记不受影响/)).toBeVisible();
  await drawer.getByRole('button', { name: '重试' }).click();
  await expect
    .poll(() => page.evaluate(() => window.fake.calls.filter((call) => call.method === 'derivation').length))
    .toBeGreaterThanOrEqual(2);
});

for (const theme of ['light', 'dark'] as const) {
  for (const language of ['zh-CN', 'en'] as const) {
    test(`picture: derivation of a sum, ${language}, ${theme}`, async ({ view }) => {
      const page = await view.open({ hash: RECORDS, settings: { language, theme, network: 'demo' } });
      await page.locator('.verdict-sum').waitFor();
      await expect(page).toHaveScreenshot(`derivation-sum-${language}-${theme}.png`);
    });
  }
  test(`axe finds nothing in a derivation, ${theme}`, async ({ view }) => {
    const page = await view.open({ hash: RECORDS, settings: { language: 'zh-CN', theme, network: 'demo' } });
    await page.locator('.verdict-sum').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  });
}
