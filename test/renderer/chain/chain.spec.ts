import type { ChainView, HaltView } from '../../../main/contract/chain.ts';
import { accessibilityProblems } from '../axe.ts';
import { chainView, demoChains, NOW } from '../chains/chainViews.ts';
import { snapshot } from '../fakeData.ts';
import { expect, test } from '../openView.ts';
import { attackView, chainDetail } from './details.ts';

const chains = demoChains();
const state = { ...snapshot(), chains };
const details = Object.fromEntries(
  chains.map((chain) => {
    const detail = chainDetail(chain.chainId, Number(chain.verified?.height ?? 300_000));
    return [chain.chainId, chain.health === 'halted' ? { ...detail, attacks: [attackView(chain)] } : detail];
  }),
);
const halted = chains.find(({ health }) => health === 'halted') as ChainView;
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

test('two headers of one height that are not proven stand side by side', async ({ view }) => {
  const page = await view.open({ ...open, hash: '#/chain/demo-jisi-1' });
  const conflict = page.getByRole('region', { name: /两个不同的区块头/ });
  const hashes = await conflict.locator('code').allTextContents();
  expect(hashes).toHaveLength(2);
  expect(hashes[0]).not.toBe(hashes[1]);
  for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  await expect(conflict).toContainText('没有足够的有效签名');
  await expect(page.getByRole('button', { name: '决定如何恢复…' })).toHaveCount(0);
});

test('a proven attack is shown with its kind, its ground, and which validator signed which block', async ({ view }) => {
  const page = await view.open({ ...open, hash: '#/chain/demo-bingzi-1' });
  const conflict = page.getByRole('region', { name: /两个不同的区块头/ });
  await expect(conflict).toContainText('双签（equivocation）');
  await expect(conflict).toContainText('共同的最后一个区块');
  await expect(conflict).toContainText('5 个验证者为两边都签了名');
  await expect(conflict.getByRole('region', { name: '主节点给出' })).toContainText(
    halted.conflicts[0]?.primaryHash ?? '-',
  );
  const rows = conflict.getByRole('table').getByRole('row');
  await expect(rows).toHaveCount(8);
  await expect(rows.nth(1)).toContainText('指名');
  await expect(rows.nth(3)).toContainText('–');
});

test('the evidence is exported, and where it lies is said', async ({ view }) => {
  const exported = { ok: true, value: 'demo-bingzi-1-attack.json' } as const;
  const page = await view.open({ ...open, exported, hash: '#/chain/demo-bingzi-1' });
  await page.getByRole('button', { name: '导出证据' }).click();
  await expect(page.getByText('已导出 demo-bingzi-1-attack.json')).toBeVisible();
  const calls = await page.evaluate(() => window.fake.calls.filter(({ method }) => method === 'exportAttack'));
  expect(calls).toEqual([{ method: 'exportAttack', argument: { chainId: 'demo-bingzi-1', attackId: '1' } }]);
});

test('a halted chain goes on only after a choice, none of which is made beforehand', async ({ view }) => {
  const page = await view.open({ ...open, hash: '#/chain/demo-bingzi-1' });
  await page.getByRole('button', { name: '决定如何恢复…' }).click();
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: '确认并恢复' });
  await expect(confirm).toBeDisabled();
  await dialog.getByRole('radio', { name: /以主节点一方为准/ }).check();
  await confirm.click();
  await expect(dialog).toHaveCount(0);
  const calls = await page.evaluate(() => window.fake.calls.filter(({ method }) => method === 'resumeChain'));
  expect(calls).toEqual([{ method: 'resumeChain', argument: { chainId: 'demo-bingzi-1', keep: 'primary' } }]);
});

test('a choice that leaves no witness is closed and says why; a refusal stands in the dialog', async ({ view }) => {
  const halt = { ...(halted.halt as NonNullable<ChainView['halt']>), choices: ['recheck' as const] };
  const resumed = { ok: false, error: { code: 'no-witness-left', category: 'configuration', params: {} } } as const;
  const given = { ...open, resumed, snapshot: { ...state, chains: [{ ...halted, halt }] } };
  const page = await view.open({ ...given, hash: '#/chain/demo-bingzi-1' });
  await page.getByRole('button', { name: '决定如何恢复…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('radio', { name: /以主节点一方为准/ })).toBeDisabled();
  await expect(dialog.getByText('这样选择之后没有见证节点可供比对')).toHaveCount(2);
  await dialog.getByRole('radio', { name: /重新比对/ }).check();
  await dialog.getByRole('button', { name: '确认并恢复' }).click();
  await expect(dialog.getByRole('status')).toContainText('这条链将没有见证节点');
});

test('a conflict that was decided stands aside, with the decision and its evidence', async ({ view }) => {
  const conflicts = halted.conflicts.map((conflict) => ({ ...conflict, settled: true }));
  const calm = { ...halted, health: 'synced' as const, halt: null, error: null, conflicts };
  const { primaryUrl = '', witnessUrl = '' } = halted.halt ?? {};
  const decision = {
    haltedAt: halted.healthSince,
    decidedAt: new Date(NOW).toISOString(),
    kept: 'primary' as const,
    primaryUrl,
    witnessUrl,
  };
  const detail = { ...chainDetail(halted.chainId), attacks: [attackView(halted)], decisions: [decision] };
  const given = { ...open, snapshot: { ...state, chains: [calm] }, details: { [halted.chainId]: detail } };
  const page = await view.open({ ...given, hash: '#/chain/demo-bingzi-1' });
  await expect(page.getByRole('region', { name: /两个不同的区块头/ })).toHaveCount(0);
  const settled = page.getByRole('region', { name: '已决定的冲突' });
  await expect(settled).toContainText('双签');
  await expect(settled).toContainText(`以 ${primaryUrl} 为准`);
  await expect(settled.getByRole('button', { name: '导出证据' })).toBeVisible();
});

test('a pack that does not fit its chain is not told as a forgery', async ({ view }) => {
  const error = { code: 'anchor-mismatch', category: 'configuration', params: {} };
  const chain = chainView(0, 'halted', { conflicts: [], halt: null, error });
  const page = await view.open({ ...open, snapshot: { ...state, chains: [chain] }, hash: '#/chain/demo-jiazi-1' });
  await expect(page.getByText('网络包与这条链对不上')).toBeVisible();
  await expect(page.getByText('伪造')).toHaveCount(0);
});

test('peers say how they did so far, and whom nobody counts on', async ({ view }) => {
  const chain = chainView(0);
  const [first, second, third] = chain.peers;
  if (first === undefined || second === undefined || third === undefined) throw new Error('no peers');
  const peers = [
    first,
    { ...second, standing: 'distrusted' as const, role: 'reserve' as const },
    { ...third, standing: 'excluded' as const, role: 'reserve' as const },
  ];
  const page = await view.open({
    ...open,
    snapshot: { ...state, chains: [{ ...chain, peers }] },
    hash: '#/chain/demo-jiazi-1',
  });
  const rows = page.getByRole('region', { name: '节点' }).getByRole('row');
  await expect(rows.nth(1)).toContainText('可靠 · 24 毫秒');
  await expect(rows.nth(2)).toContainText('存疑，暂不依赖');
  await expect(rows.nth(3)).toContainText('已由人弃用');
  await expect(rows.nth(3)).toContainText('备用');
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
    for (const name of ['yichou', 'jisi', 'bingzi'] as const) {
      test(`picture: chain ${name}, ${language}, ${theme}`, async ({ view }) => {
        const settings = { language, theme, network: 'demo' };
        const page = await view.open({ ...open, hash: `#/chain/demo-${name}-1`, settings });
        await expect(page).toHaveScreenshot(`chain-${name}-${language}-${theme}.png`);
      });
    }
  }
  test(`axe finds nothing on a halted chain, nor in its dialog, ${theme}`, async ({ view }) => {
    const settings = { language: 'zh-CN', theme, network: 'demo' } as const;
    const page = await view.open({ ...open, hash: '#/chain/demo-bingzi-1', settings });
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: '决定如何恢复…' }).click();
    expect(await accessibilityProblems(page)).toEqual([]);
  });
  test(`picture: the decision about a halted chain, ${theme}`, async ({ view }) => {
    const settings = { language: theme === 'light' ? 'zh-CN' : 'en', theme, network: 'demo' } as const;
    const closed = { ...halted, halt: { ...(halted.halt as HaltView), choices: ['primary', 'recheck'] as const } };
    const given = { ...open, snapshot: { ...state, chains: [closed] } };
    const page = await view.open({ ...given, hash: '#/chain/demo-bingzi-1', settings });
    await page.getByRole('button', { name: /决定如何恢复|Decide how/ }).click();
    await expect(page).toHaveScreenshot(`chain-decide-${theme}.png`);
  });
}

test('picture: a chain that is only starting', async ({ view }) => {
  const empty = { chainId: 'demo-wuyin-1', headers: [], changes: [], intervals: [], known: null };
  const page = await view.open({ ...open, details: { 'demo-wuyin-1': empty }, hash: '#/chain/demo-wuyin-1' });
  await expect(page).toHaveScreenshot('chain-bootstrapping.png');
});
