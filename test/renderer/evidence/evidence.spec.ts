import type { Page } from '@playwright/test';
import type { FileReport } from '../../../main/contract/evidence.ts';
import { accessibilityProblems } from '../axe.ts';
import { expect, test } from '../openView.ts';
import { ATTACK_REPORTS } from './attackReports.ts';
import { fakeHash, refusedReport, unusableReport, verifiedReport } from './reports.ts';

const report = verifiedReport();
const open = {
  hash: '#/evidence',
  opened: { ok: true, value: { name: 'yichou-07.plev', report } },
  sample: { ok: true, value: { name: 'sample.plev', report } },
  verified: { '*': { ok: true, value: report } },
} as const;

function opening(other: FileReport, name = 'yichou-07.plev') {
  return { ...open, opened: { ok: true, value: { name, report: other } } } as const;
}

async function openFile(page: Page) {
  await page.locator('.drop-buttons .primary').click();
  await page.locator('.verdict, .problem').first().waitFor();
}

/** As a file manager does it: a drop with files in it. */
async function dropFiles(page: Page, files: readonly { name: string; size: number }[]) {
  const transfer = await page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const { name, size } of list) data.items.add(new File([new Uint8Array(size)], name));
    return data;
  }, files);
  await page.locator('.evidence').dispatchEvent('dragover', { dataTransfer: transfer });
  await page.locator('.evidence').dispatchEvent('drop', { dataTransfer: transfer });
}

test('says before anything is opened that no network is used, and how it checks', async ({ view }) => {
  const page = await view.open(open);
  await expect(page.getByText('离线：未使用网络')).toBeVisible();
  await expect(page.getByText('拔掉网线结果相同')).toBeVisible();
  await expect(page.getByRole('heading', { name: '将存证文件拖到这里' })).toBeVisible();
});

test('a file is opened by button, by Ctrl+O and from the window’s menu', async ({ view }) => {
  const page = await view.open(open);
  const opened = () => page.evaluate(() => window.fake.calls.filter((call) => call.method === 'openEvidence').length);
  await page
    .getByRole('button', { name: /^打开文件…/ })
    .first()
    .click();
  await expect(page.getByRole('status').filter({ hasText: '核验通过' })).toBeVisible();
  await page.keyboard.press('Control+o');
  await expect.poll(opened).toBe(2);
  await page.evaluate(() => window.fake.command('open-evidence'));
  await expect.poll(opened).toBe(3);
});

test('the menu’s command opens the screen from anywhere', async ({ view }) => {
  const page = await view.open({ ...open, hash: '#/settings' });
  await page.evaluate(() => window.fake.command('open-evidence'));
  await expect(page.getByRole('status').filter({ hasText: '核验通过' })).toBeVisible();
});

test('a dropped file is read here and sent as bytes; only one at a time', async ({ view }) => {
  const page = await view.open(open);
  await dropFiles(page, [
    { name: 'one.plev', size: 321 },
    { name: 'two.plev', size: 5 },
  ]);
  await expect(page.getByText('one.plev').first()).toBeVisible();
  const calls = await page.evaluate(() => window.fake.calls.filter((call) => call.method === 'verifyEvidence'));
  expect(calls.map((call) => call.argument)).toEqual([{ name: 'one.plev', length: 321 }]);
  await expect(page.getByText(/一次核验一份/)).toBeVisible();
});

test('a file over the limit is not read', async ({ view }) => {
  const page = await view.open(open);
  await dropFiles(page, [{ name: 'huge.plev', size: 17 * 1024 * 1024 }]);
  await expect(page.getByText(/超过.*的上限，未读取/)).toBeVisible();
  const calls = await page.evaluate(() => window.fake.calls.map((call) => call.method));
  expect(calls).not.toContain('verifyEvidence');
});

test('an answer that is no report is told with what it means and what one can do', async ({ view }) => {
  const error = { code: 'file-too-large', category: 'input', params: {} };
  const page = await view.open({ ...open, opened: { ok: false, error } });
  await openFile(page);
  await expect(page.getByText('对这个文件不作结论', { exact: false })).toBeVisible();
});

test('steps are walked through with the arrow keys; each says what it proves and what it does not', async ({
  view,
}) => {
  const page = await view.open(open);
  await openFile(page);
  const proof = page.getByRole('button', { name: /^5\. 状态证明/ });
  await expect(proof).toHaveAttribute('aria-current', 'step');
  await proof.focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('button', { name: /^3\. 区块头/ })).toBeFocused();
  await expect(page.getByRole('heading', { name: /第.3.步 · 区块头/ })).toBeVisible();
  await expect(page.getByRole('main').getByText('这一步证明了：')).toBeVisible();
  await expect(page.getByRole('main').getByText('没有证明：')).toBeVisible();
  await expect(page.getByRole('main').getByText(/可能为同一高度签出两个区块头/)).toBeVisible();
});

test('the Merkle path is drawn and stands as a table, too', async ({ view }) => {
  const page = await view.open(open);
  await openFile(page);
  await expect(page.getByRole('img', { name: /默克尔路径：从叶到根.*13.*层/ })).toBeVisible();
  await page.getByRole('main').getByText('路径逐层').click();
  await expect(page.getByRole('main').locator('.levels').getByRole('row')).toHaveCount(14);
});

test('raw data and all hashes can be taken away', async ({ view }) => {
  const page = await view.open(open);
  await openFile(page);
  await page.getByRole('button', { name: '复制全部哈希' }).click();
  await expect(page.getByRole('button', { name: /已复制/ }).first()).toBeVisible();
  await page.getByRole('button', { name: '原始数据' }).click();
  await expect(page.locator('.raw')).toContainText('"ics23-state"');
});

test('a refused file shows which step fails, why, and what was not run', async ({ view }) => {
  const refused = refusedReport('headers', {
    code: 'insufficient-voting-power',
    category: 'verification',
    params: { height: 318191, needed: '6667', tallied: '6200' },
  });
  const page = await view.open(opening(refused));
  await openFile(page);
  await expect(page.getByRole('status').filter({ hasText: '核验未通过' })).toBeVisible();
  const panel = page.getByRole('region', { name: /区块头/ });
  await expect(panel).toContainText('签名的权重没有超过三分之二');
  await expect(panel).toContainText('insufficient-voting-power');
  await expect(page.getByRole('main').getByText('未进行')).toHaveCount(3);
});

test('a file that is no evidence leads to no conclusion', async ({ view }) => {
  const page = await view.open(opening(unusableReport()));
  await openFile(page);
  await expect(page.getByRole('status').filter({ hasText: '无法核验' })).toBeVisible();
});

test('an unknown anchor is never shown as proven', async ({ view }) => {
  const unknown = verifiedReport({
    conditions: ['anchor-unknown'],
    anchor: { height: '300000', hash: fakeHash(2), known: false },
  });
  const page = await view.open(opening(unknown));
  await openFile(page);
  await expect(page.getByRole('main').getByText(/起点未经认可/)).toBeVisible();
  await expect(page.getByRole('main').getByRole('img', { name: '已证明' })).toHaveCount(0);
});

test('files checked in this session stay at hand, also after another screen', async ({ view }) => {
  const page = await view.open(open);
  await openFile(page);
  await expect(page.getByRole('status').filter({ hasText: '核验通过' })).toBeVisible();
  await dropFiles(page, [{ name: 'other.plev', size: 9 }]);
  const history = page.getByRole('navigation', { name: '本次已核验' });
  await expect(history.getByRole('button', { name: /plev/ })).toHaveCount(2);
  await page.getByRole('link', { name: '设置' }).click();
  await page.getByRole('link', { name: '存证核验' }).click();
  await history.getByRole('button', { name: /yichou-07/ }).click();
  await expect(history.getByRole('button', { name: /yichou-07/ })).toHaveAttribute('aria-current', 'true');
});

test('the printed sheet holds every step in full and nothing of the window', async ({ view }) => {
  const page = await view.open(open);
  await openFile(page);
  await expect(page.getByRole('status').filter({ hasText: '核验通过' })).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('#root')).toBeHidden();
  const sheet = page.locator('.print-sheet');
  await expect(sheet.locator('.print-step')).toHaveCount(6);
  await expect(sheet).toContainText(fakeHash(300));
  await expect(page).toHaveScreenshot('evidence-print.png', { fullPage: true });
});

const ATTACK = 'attack.json';

test('the evidence of an attack is opened as what it is: kind, both headers, who signed what, each step', async ({
  view,
}) => {
  const attack = ATTACK_REPORTS.equivocation;
  const page = await view.open(opening(attack, ATTACK));
  await openFile(page);
  await expect(page.getByRole('status').filter({ hasText: /攻击成立.*双签/ })).toBeVisible();
  const result = page.getByRole('region', { name: '核验结果' });
  await expect(result).toContainText('本机核验过');
  const who = page.getByRole('region', { name: '各验证者为哪一个区块签了名' });
  await expect(who.getByRole('region', { name: '主节点给出' })).toContainText(attack.attack?.primary.hash ?? '-');
  await expect(who.getByRole('region', { name: '见证节点给出' })).toContainText(attack.attack?.witness.hash ?? '-');
  const rows = who.getByRole('table').getByRole('row');
  await expect(rows).toHaveCount(5);
  const twice = attack.attack?.signers.findIndex((one) => one.signedPrimary && one.signedWitness) ?? -1;
  await expect(rows.nth(twice + 1)).toContainText(/已签.*已签.*指名/);
  const once = attack.attack?.signers.findIndex((one) => one.signedPrimary !== one.signedWitness) ?? -1;
  await expect(rows.nth(once + 1)).toContainText(/未签.*–/);
  const named = page.getByRole('table', { name: '这份指控指名的验证者' });
  await expect(named.getByRole('row')).toHaveCount(4);
  await expect(page.getByRole('list', { name: '核验步骤' }).getByRole('button')).toHaveCount(7);
});

test('the steps of an attack’s evidence are walked through by keyboard, once for each side', async ({ view }) => {
  const page = await view.open(opening(ATTACK_REPORTS.equivocation, ATTACK));
  await openFile(page);
  const evidence = page.getByRole('button', { name: /^4\. 证据 · 指控主节点/ });
  await expect(evidence).toHaveAttribute('aria-current', 'step');
  await evidence.focus();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('button', { name: /^3\. 两条路径 · 指控主节点/ })).toBeFocused();
  const panel = page.getByRole('region', { name: /第.3.步 · 两条路径/ });
  await expect(panel).toContainText('通往被指控的区块');
  await expect(panel).toContainText('没有证明：');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('button', { name: /^5\. 共同区块 · 指控见证节点/ })).toBeFocused();
  await page.getByRole('button', { name: '复制全部哈希' }).click();
  await expect(page.getByRole('button', { name: /已复制/ }).first()).toBeVisible();
  await page.getByRole('button', { name: '原始数据' }).click();
  await expect(page.locator('.raw')).toContainText('"common-hash"');
});

test('a dropped file of an attack is told by what it holds, not by its name', async ({ view }) => {
  const verified = { 'anything.bin': { ok: true, value: ATTACK_REPORTS.lunatic } } as const;
  const page = await view.open({ ...open, verified });
  await dropFiles(page, [{ name: 'anything.bin', size: 12 }]);
  await expect(page.getByRole('status').filter({ hasText: /攻击成立.*伪造状态/ })).toBeVisible();
});

test('evidence of an attack that does not hold shows the step, the exact error, and nobody as guilty', async ({
  view,
}) => {
  const page = await view.open(opening(ATTACK_REPORTS.refused, ATTACK));
  await openFile(page);
  await expect(page.getByRole('status').filter({ hasText: /核验未通过：第.4.步/ })).toBeVisible();
  const panel = page.getByRole('region', { name: /第.4.步 · 证据/ });
  await expect(panel).toContainText('bad-proof');
  await expect(page.getByRole('main').getByText('未进行')).toHaveCount(3);
  await expect(page.getByRole('region', { name: '各验证者为哪一个区块签了名' })).toHaveCount(0);
});

test('an attack on a common block that this machine does not know is never shown as proven', async ({ view }) => {
  const page = await view.open(opening(ATTACK_REPORTS.unknown, ATTACK));
  await openFile(page);
  const result = page.getByRole('region', { name: '核验结果' });
  await expect(result).toContainText('共同区块未经认可');
  await expect(result.getByRole('img', { name: '已证明' })).toHaveCount(0);
  await expect(page.getByRole('region', { name: /第.2.步 · 共同区块/ })).toContainText('不认识');
});

test('a file of an attack that was cut leads to no conclusion', async ({ view }) => {
  const page = await view.open(opening(ATTACK_REPORTS.cut, ATTACK));
  await openFile(page);
  await expect(page.getByRole('status').filter({ hasText: '无法核验' })).toBeVisible();
  await expect(page.getByRole('region', { name: /第.1.步/ })).toContainText('bad-evidence-file');
});

test('the printed sheet of an attack holds every step of both sides', async ({ view }) => {
  const page = await view.open(opening(ATTACK_REPORTS.equivocation, ATTACK));
  await openFile(page);
  await page.emulateMedia({ media: 'print' });
  const sheet = page.locator('.print-sheet');
  await expect(sheet.locator('.print-step')).toHaveCount(7);
  await expect(sheet).toContainText(ATTACK_REPORTS.equivocation.attack?.witness.hash ?? '-');
});

const PICTURES = {
  empty: null,
  verified: report,
  refused: refusedReport('proof', {
    code: 'proof-root-mismatch',
    category: 'verification',
    params: { expected: fakeHash(7), got: fakeHash(8) },
  }),
  attack: ATTACK_REPORTS.equivocation,
} as const;

for (const theme of ['light', 'dark'] as const) {
  for (const language of ['zh-CN', 'en'] as const) {
    for (const [name, shown] of Object.entries(PICTURES)) {
      test(`picture: evidence ${name}, ${language}, ${theme}`, async ({ view }) => {
        const settings = { language, theme, network: 'demo' };
        const page = await view.open({
          ...(shown === null ? open : opening(shown, name === 'attack' ? ATTACK : undefined)),
          settings,
        });
        if (shown !== null) {
          await openFile(page);
          await page.locator('.verdict').waitFor();
        }
        await expect(page).toHaveScreenshot(`evidence-${name}-${language}-${theme}.png`);
      });
    }
  }
  test(`axe finds nothing on the evidence screen, ${theme}`, async ({ view }) => {
    const page = await view.open({ ...open, settings: { language: 'zh-CN', theme, network: 'demo' } });
    expect(await accessibilityProblems(page)).toEqual([]);
    await openFile(page);
    await page.locator('.verdict').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  });
  for (const shown of ['equivocation', 'refused'] as const) {
    test(`axe finds nothing on the evidence of an attack, ${shown}, ${theme}`, async ({ view }) => {
      const settings = { language: 'zh-CN', theme, network: 'demo' } as const;
      const page = await view.open({ ...opening(ATTACK_REPORTS[shown], ATTACK), settings });
      await openFile(page);
      await page.locator('.verdict').waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
    });
  }
}
