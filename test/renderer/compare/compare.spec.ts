import { expect, test } from '../openView.ts';

test('two zones stand beside each other, each difference with its sign and unit', async ({ view }) => {
  const page = await view.open({ hash: '#/compare?a=zone%3Ajiazi&b=zone%3Ayichou' });
  const row = page.getByRole('row', { name: /节约成本/ });
  await expect(row.getByRole('cell').last()).toHaveText(/^[+−][\d,.]+ (万)?元$/);
  await expect(page.getByRole('columnheader', { name: /甲子示范区/ })).toBeVisible();
});

test('one zone in two periods; the choice stands in the address', async ({ view }) => {
  const page = await view.open({ hash: '#/compare?a=zone%3Ajiazi&b=zone%3Ajiazi' });
  await page.locator('.compare-sides fieldset').nth(1).getByLabel('报告期').selectOption('2026Q2');
  await expect(page).toHaveURL(/bp=2026Q2/);
  await expect(page.getByRole('columnheader', { name: /2026\s年二季度/ })).toBeVisible();
});
