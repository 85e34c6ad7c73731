import { accessibilityProblems } from '../axe.ts';
import { chainView, demoChains } from '../chains/chainViews.ts';
import { snapshot } from '../fakeData.ts';
import { expect, test } from '../openView.ts';
import { chainDetail } from './details.ts';

const chains = demoChains();
const state = { ...snapshot(), chains };
const details = Object.fromEntries(
  chains.map((chain) => [chain.chainId, chainDetail(chain.chainId, Number(chain.verified?.height ?? 300_000))]),
);
const open = { snapshot: state, details };

test('shows the newest verified header with who signed it, the anchor, the peers and the history', async ({ view }) => {
  const page = await view.open({ ...open, hash: '#/chain/demo-yichou-1' });
  const newest = page.getByRole('region', { name: '最新已核验区块头' });
  await expect(newest).toContainText('318,227');
  await expect(newest.getByRole('img', { name: /投票权重/ })).toBeVisible();
  await expect(newest.getByRole('row')).toHaveCount(8);
  await expect(page.getByRole('region', { name: '信任锚' })).toContainText('300,000');
  await expect(page.getByRole('region', { name: '节点' }).getByRole('row')).toHaveCount(4);
  await expect(page.getByRole('region', { name: '最近的已核验区块头' }).first().getByRole('row')).toHaveCount(101);
  await expect(page.getByRole('region', { name: '验证者变动' })).toContainText('加入');
  await expect(page.getByText('不能证明', { exact: true })).toBeVisible();
});

const SENTENCES = {
  bootstrapping: '还没有任何已核验的区块头',
  syncing: '跳跃核验到最新高度',
  synced: '已跟到最新',
  stalled: '没有新区块',
  unreachable: '所有节点都没有回答',
  suspect: '给出了不同的区块头',
  expired: '信任期已过',
  halted: '已证实有人伪造区块头',
} as const;

for (const [health, sentence] of Object.entries(SENTENCES)) {
  test(`says what it means that a chain is ${health}`, async ({ view }) => {
    const chain = chainView(0, health as keyof typeof SENTENCES);
    const page = await view.open({ ...open, snapshot: { ...state, chains: [chain] }, hash: '#/chain/demo-jiazi-1' });
    await expect(page.getByText(sentence)).toBeVisible();
  });
}

test('two headers of one height stand side by side, with what the witness’s signatures mean', async ({ view }) => {
  const page = await view.open({ ...open, hash: '#/chain/demo-bingzi-1' });
  const conflict = page.getByRole('region', { name: /两个不同的区块头/ });
  const hashes = await conflict.locator('code').allTextContents();
  expect(hashes).toHaveLength(2);
  expect(hashes[0]).not.toBe(hashes[1]);
  for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  await expect(conflict).toContainText('这是攻击，不是故障');
});

test('an answer that failed its check is not told as two headers', async ({ view }) => {
  const chain = chainView(0, 'suspect', { conflicts: [] });
  const page = await view.open({ ...open, snapshot: { ...state, chains: [chain] }, hash: '#/chain/demo-jiazi-1' });
  await expect(page.getByText('一个节点给出的回答经核验不成立')).toBeVisible();
});

test('the chart has a table twin', async ({ view }) => {
  const page = await view.open({ ...open, hash: '#/chain/demo-yichou-1' });
  await page.getByRole('button', { name: /出块间隔.*表格/ }).click();
  await expect(page.getByRole('dialog').getByRole('row')).toHaveCount(97);
});

test('a history that cannot be read says so and leaves the verified state standing', async ({ view }) => {
  const page = await view.open({ ...open, details: {}, hash: '#/chain/demo-yichou-1' });
  await expect(page.getByText('上方的核验状态不受影响')).toBeVisible();
  await expect(page.getByRole('region', { name: '最新已核验区块头' })).toContainText('318,227');
  await page.getByRole('button', { name: '重试' }).click();
  await expect
    .poll(() => page.evaluate(() => window.fake.calls.filter((call) => call.method === 'chainDetail').length))
    .toBeGreaterThanOrEqual(2);
});

test('an unknown chain leads back to the list', async ({ view }) => {
  const page = await view.open({ ...open, hash: '#/chain/nowhere-1' });
  await page.getByRole('button', { name: '查看全部区块链' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('区块链');
});

for (const theme of ['light', 'dark'] as const) {
  for (const language of ['zh-CN', 'en'] as const) {
    for (const name of ['yichou', 'jisi'] as const) {
      test(`picture: chain ${name}, ${language}, ${theme}`, async ({ view }) => {
        const settings = { language, theme, network: 'demo' };
        const page = await view.open({ ...open, hash: `#/chain/demo-${name}-1`, settings });
        await expect(page).toHaveScreenshot(`chain-${name}-${language}-${theme}.png`);
      });
    }
  }
  test(`axe finds nothing on a chain, ${theme}`, async ({ view }) => {
    const settings = { language: 'zh-CN', theme, network: 'demo' } as const;
    const page = await view.open({ ...open, hash: '#/chain/demo-jisi-1', settings });
    expect(await accessibilityProblems(page)).toEqual([]);
  });
}

test('picture: a chain that is only starting', async ({ view }) => {
  const empty = { chainId: 'demo-wuyin-1', headers: [], changes: [], intervals: [], known: null };
  const page = await view.open({ ...open, details: { 'demo-wuyin-1': empty }, hash: '#/chain/demo-wuyin-1' });
  await expect(page).toHaveScreenshot('chain-bootstrapping.png');
});
