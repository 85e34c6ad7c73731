import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChainDetail, ChainView } from '../../main/contract/chain.ts';
import type { Outcome } from '../../main/contract/services.ts';
import { planChains } from '../../main/demo/plan.ts';
import { expect, type Running, snapshotOf, test } from './app.ts';
import { answerOpen, answerSave, personAt } from './keyboard.ts';

// The drill "fork" as a person lives it: the witness leaves the chain, the app finds and proves it, the evidence is looked
// at, taken away, opened again, and the chain resumed.

/** What the app’s own demo network is made from. */
const DEMO_SEED = 'pilotlight-demo';
/** The follower spreads its pauses by this much. */
const JITTER = 1.15;
/** Asking two peers, verifying and examining, on a busy machine. */
const WORK_MS = 1500;
/** No demo validator votes later than this after its block was made. */
const MOST_VOTE_MS = 390;

type Page = Running['page'];

async function chainOf(page: Page, chainId: string): Promise<ChainView> {
  const chain = (await snapshotOf(page)).chains.find((one) => one.chainId === chainId);
  if (chain === undefined) throw new Error(`no chain ${chainId}`);
  return chain;
}

async function detailOf(page: Page, chainId: string): Promise<ChainDetail> {
  const text = await page.evaluate(
    (id) => window.pilotlight.chainDetail({ chainId: id, headers: 1, points: 1 }),
    chainId,
  );
  const detail = JSON.parse(text) as Outcome<ChainDetail>;
  if (!detail.ok) throw new Error(detail.error.code);
  return detail.value;
}

function clickDrill({ app }: Running, chain: string, label: string): Promise<boolean> {
  return app.evaluate(
    ({ Menu }, wanted) => {
      const drills = Menu.getApplicationMenu()?.items.find((item) => item.label === '演练');
      const own = drills?.submenu?.items.find((item) => item.label === wanted.chain);
      const drill = own?.submenu?.items.find((item) => item.label === wanted.label);
      drill?.click();
      return drill !== undefined;
    },
    { chain, label },
  );
}

/** The earliest moment at which the forked block can have been there to be asked for, by the newest of its votes. */
function servedAt(file: { content: { accusations: { evidence: unknown }[] } }): number {
  const times = [...JSON.stringify(file.content.accusations[0]?.evidence).matchAll(/"timestamp":"([^"]+)"/gi)];
  return Math.max(...times.map((match) => Date.parse(match[1] as string))) - MOST_VOTE_MS;
}

test('a fork is found, proven, shown, taken away and checked again, and the chain resumed', async ({
  running,
  userData,
}) => {
  test.setTimeout(240_000);
  const { app, page } = running;
  const { t, goTo } = personAt(page, 'zh-CN');
  const before = (await snapshotOf(page)).chains[2];
  if (before === undefined) throw new Error('no third chain');
  const { chainId } = before;
  const attackFile = path.join(userData, 'attack.json');

  await test.step('the drill begins, and the app has the evidence within one polling interval', async () => {
    expect(await clickDrill(running, before.name.zh, '见证节点分叉')).toBe(true);
    await expect
      .poll(async () => (await chainOf(page, chainId)).conflicts[0]?.attackId ?? null, { timeout: 60_000 })
      .not.toBeNull();
    const chain = await chainOf(page, chainId);
    expect([chain.health, chain.halt?.choices]).toEqual(['halted', ['recheck']]);
    const [attack] = (await detailOf(page, chainId)).attacks ?? [];
    // Its first block already gave it away, and nothing of it was taken for the chain's.
    expect(Number(attack?.primary.height)).toBe(Number(attack?.common.height) + 1);
    expect(Number(chain.verified?.height)).toBeLessThanOrEqual(Number(attack?.common.height));
    await expect
      .poll(async () => {
        const { overview } = await snapshotOf(page);
        const zone = overview.zones.find((row) => row.chainId === chainId);
        return zone?.records.provenance.condition;
      })
      .toBe('contradicted');
  });

  const [attack] = (await detailOf(page, chainId)).attacks ?? [];
  if (attack === undefined) throw new Error('no evidence');
  const both = attack.signers.filter((one) => one.signedPrimary && one.signedWitness);

  await test.step('the page of the chain shows both headers, and who signed which with what power', async () => {
    await page.evaluate((id) => {
      location.hash = `#/chain/${id}`;
    }, chainId);
    const conflict = page.getByRole('region', { name: /两个不同的区块头/ });
    await expect(conflict).toContainText(t(`attack.${attack.kind}`));
    await expect(conflict.getByRole('region', { name: t('attack.primary') })).toContainText(attack.primary.hash);
    await expect(conflict.getByRole('region', { name: t('attack.witness') })).toContainText(attack.witness.hash);
    const rows = conflict.getByRole('table', { name: t('attack.signers') }).getByRole('row');
    await expect(rows).toHaveCount(attack.signers.length + 1);
    expect(both.length).toBeGreaterThan(0);
    for (const [index, signer] of attack.signers.entries()) {
      const row = rows.nth(index + 1);
      await expect(row.getByRole('rowheader').getByTitle(signer.address)).toBeVisible();
      await expect(row.getByRole('cell').nth(0)).toHaveText(Number(signer.power).toLocaleString('zh-CN'));
      await expect(row.getByRole('cell').nth(2)).toContainText(
        t(signer.signedPrimary ? 'attack.signed' : 'attack.absent'),
      );
      await expect(row.getByRole('cell').nth(3)).toContainText(
        t(signer.signedWitness ? 'attack.signed' : 'attack.absent'),
      );
    }
  });

  await test.step('the evidence is exported', async () => {
    await answerSave(app, attackFile);
    await page.getByRole('button', { name: t('chain.attack.export') }).click();
    await expect(page.getByText(t('chain.attack.exported', { file: 'attack.json' }))).toBeVisible();
    const file = JSON.parse(await readFile(attackFile, 'utf8')) as Parameters<typeof servedAt>[0] & {
      content: { chainId: string; detectedAt: string };
    };
    expect(file.content.chainId).toBe(chainId);
    const waited = Date.parse(file.content.detectedAt) - servedAt(file);
    // The follower asks twice in the time that its pack says a block takes.
    const plan = planChains(DEMO_SEED).find((one) => one.chainId === chainId);
    const interval = ((plan?.blockTimeMs ?? 0) / 2) * JITTER;
    expect(interval).toBeGreaterThan(0);
    test.info().annotations.push({ type: 'found after', description: `${waited} ms; polled every ${interval} ms` });
    expect(waited).toBeGreaterThan(0);
    expect(waited).toBeLessThan(interval + WORK_MS);
  });

  await test.step('the file opens in the Evidence screen and holds', async () => {
    await answerOpen(app, attackFile);
    await app.evaluate(({ Menu }) => {
      Menu.getApplicationMenu()?.items[0]?.submenu?.items[0]?.click();
    });
    const verdict = page.getByRole('region', { name: t('report.region') });
    await expect(verdict).toContainText('attack.json');
    await expect(verdict).toContainText('攻击成立');
    // The store knows the common block, whichever thread follows the chain.
    await expect(verdict).toContainText(
      t('attackFile.meta.own', { height: Number(attack.common.height).toLocaleString('zh-CN') }),
    );
    const steps = page.locator('.step-end');
    await expect(steps).toHaveCount(7);
    await expect(page.locator('.step-end.passed')).toHaveCount(7);
    const who = page.getByRole('region', { name: t('attackFile.who') });
    await expect(who).toContainText(attack.primary.hash);
    await expect(who).toContainText(attack.witness.hash);
    await expect(who.getByRole('table').locator('tr.both')).toHaveCount(both.length);
  });

  await test.step('with one byte altered, and as something else altogether, it is refused or unusable', async () => {
    const bytes = await readFile(attackFile);
    const altered = Buffer.from(bytes);
    altered[300] = (altered[300] as number) ^ 1;
    const junk = path.join(userData, 'junk.json');
    for (const [content, verdict, code] of [
      [altered, '核验未通过', 'bad-evidence-file'],
      [Buffer.from('{"format":"something"}'), '无法核验', 'bad-evidence-file'],
    ] as const) {
      await writeFile(junk, content);
      await answerOpen(app, junk);
      await page.keyboard.press('Control+o');
      await expect(page.getByRole('region', { name: t('report.region') })).toContainText(verdict);
      await expect(page.getByRole('region', { name: /第.1.步/ })).toContainText(code);
    }
  });

  await test.step('a decision is kept; while the fork lasts the chain is halted again', async () => {
    await page.evaluate((id) => {
      location.hash = `#/chain/${id}`;
    }, chainId);
    await page.getByRole('button', { name: t('chain.decide.open') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: new RegExp(t('chain.decide.recheck')) }).check();
    await dialog.getByRole('button', { name: t('chain.decide.confirm') }).click();
    await expect(dialog).toHaveCount(0);
    await expect
      .poll(async () => (await detailOf(page, chainId)).decisions?.map(({ kept }) => kept))
      .toEqual(['recheck']);
    await expect.poll(async () => (await chainOf(page, chainId)).health, { timeout: 60_000 }).toBe('halted');
  });

  await test.step('once the fork is over the chain goes on from what was verified', async () => {
    expect(await clickDrill(running, before.name.zh, '结束演练')).toBe(true);
    await expect
      .poll(
        async () => {
          const chain = await chainOf(page, chainId);
          return chain.health === 'synced' && Number(chain.verified?.height) > Number(attack.primary.height);
        },
        { timeout: 90_000 },
      )
      .toBe(true);
    const chain = await chainOf(page, chainId);
    expect([chain.halt ?? null, chain.conflicts.every(({ settled }) => settled === true)]).toEqual([null, true]);
    // The evidence stays.
    expect((await detailOf(page, chainId)).attacks?.map(({ id }) => id)).toContain(attack.id);
    await goTo('overview');
  });
});
