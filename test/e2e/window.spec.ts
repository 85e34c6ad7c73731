import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, partsOf, snapshotOf, test } from './app.ts';
import { accessibilityFindings } from './axe.ts';

test('all fifteen demo chains reach synced and the window says so', async ({ running: { page } }) => {
  expect((await snapshotOf(page)).chains).toHaveLength(15);
  await expect(page.locator('.topbar')).toContainText('15/15');
  await expect(page.locator('.banner')).toContainText('演示数据');
});

test('the runtime that is for development only is named in the window', async ({ running: { page } }) => {
  const { runtime } = await snapshotOf(page);
  const banner = page.locator('.banner');
  if (runtime.developmentOnly) await expect(banner).toContainText(runtime.version);
  else await expect(banner).not.toContainText(runtime.version);
});

test('the keyboard reaches every screen', async ({ running: { page } }) => {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  // A new screen has the focus on its content: the navigation is a few steps back, however long its tables are.
  let step = 'Tab';
  for (const name of ['区块链', '存证核验', '审阅工作台', '导入数据', '应用场景', '设置', '总览']) {
    const link = page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name });
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press(step);
      if (await link.evaluate((element) => element === document.activeElement)) break;
    }
    await expect(link).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    step = 'Shift+Tab';
  }
});

test('the bundled sample opens in the Evidence screen and passes every step', async ({ running: { page } }) => {
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '存证核验' }).click();
  await page.getByRole('button', { name: '打开示例' }).click();
  await expect(page.getByRole('region', { name: '核验结果' })).toContainText('核验通过');
  const sample = await page.evaluate(() => window.pilotlight.sampleEvidence());
  expect(sample.ok && sample.value.report.verdict).toBe('verified');
});

test('the evidence of a proven figure is exported, verifies, and is refused with one byte altered', async ({
  running: { app, page },
  userData,
}) => {
  const file = path.join(userData, 'exported.plev');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  const provenFigure = async () => {
    const { zones } = (await snapshotOf(page)).overview;
    const parts = await Promise.all(zones.slice(0, 3).map(({ zoneId }) => partsOf(page, `zone/${zoneId}/records`)));
    return parts.flat().find(({ provenance }) => provenance.level === 'proven');
  };
  // A new app has synced before it has read its figures.
  await expect.poll(provenFigure, { timeout: 30_000 }).toBeDefined();
  const figure = await provenFigure();
  expect(figure).toBeDefined();
  const exported = await page.evaluate((figureId) => window.pilotlight.exportEvidence({ figureId }), figure!.figureId);
  expect(exported).toEqual({ ok: true, value: 'exported.plev' });

  const verdictOf = (bytes: Buffer): Promise<string> =>
    page.evaluate(async (base64) => {
      const raw = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const outcome = await window.pilotlight.verifyEvidence({ name: 'exported.plev', bytes: raw });
      return outcome.ok ? outcome.value.verdict : outcome.error.code;
    }, bytes.toString('base64'));
  const bytes = await readFile(file);
  expect(await verdictOf(bytes)).toBe('verified');
  const altered = Buffer.from(bytes);
  altered[altered.length >> 1]! ^= 1;
  expect(await verdictOf(altered)).not.toBe('verified');

  // The same file through the menu and its dialog; a cancelled dialog changes nothing.
  await app.evaluate(
    ({ dialog }, filePath) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
    },
    path.join(userData, 'exported.plev'),
  );
  await app.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()?.items[0]?.submenu?.items[0]?.click();
  });
  await expect(page.getByRole('region', { name: '核验结果' })).toContainText('exported.plev');
  await app.evaluate(({ dialog }) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: true, filePaths: [] });
  });
  expect(await page.evaluate(() => window.pilotlight.openEvidence())).toEqual({ ok: true, value: null });
});

test('the menu leads to the settings', async ({ running: { app, page } }) => {
  await app.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()
      ?.items[0]?.submenu?.items.find(({ accelerator }) => accelerator === 'CmdOrCtrl+,')
      ?.click();
  });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('设置');
});

test('a lie told by a chain in a drill never stays proven, and the drill can be ended', async ({
  running: { app, page },
}) => {
  const { chains } = await snapshotOf(page);
  const { zoneId } = chains[0]!;
  // Whichever is read first: not every scenario has records, and after the first lie another node is asked.
  const contradicted = async (): Promise<string[]> => {
    const parts = await Promise.all(['records', 'saving'].map((name) => partsOf(page, `zone/${zoneId}/${name}`)));
    return parts
      .flat()
      .flatMap(({ figureId, provenance }) => (provenance.condition === 'contradicted' ? figureId : []));
  };
  const before = new Set(await contradicted());
  const clickDrill = (label: string): Promise<void> =>
    app.evaluate(
      ({ Menu }, { position, text }) => {
        const drills = Menu.getApplicationMenu()?.items.find((item) => item.label === '演练' || item.label === 'Drill');
        drills?.submenu?.items[position]?.submenu?.items.find((item) => item.label === text)?.click();
      },
      { position: 0, text: label },
    );
  await clickDrill('篡改状态值');
  await expect.poll(async () => (await snapshotOf(page)).demo.drills.map(({ kind }) => kind)).toContain('lie');
  await expect
    .poll(async () => (await contradicted()).filter((figureId) => !before.has(figureId)), { timeout: 60_000 })
    .not.toEqual([]);
  await clickDrill('结束演练');
  await expect.poll(async () => (await snapshotOf(page)).demo.drills).toEqual([]);
});

test('language and theme change at once, menu included, and are there after a restart of the view', async ({
  running: { app, page },
}) => {
  await page.getByRole('button', { name: 'Switch to English' }).click();
  await expect(page.getByRole('link', { name: 'Overview' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect
    .poll(() => app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label)))
    .toEqual(['File', 'Edit', 'View', 'Drill', 'Help']);
  await page.evaluate(async () => {
    await window.pilotlight.saveSettings({ ...(await window.pilotlight.settings()), theme: 'dark' });
  });
  await page.reload();
  await expect(page.getByRole('link', { name: 'Overview' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await app.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors)).toBe(true);
});

for (const theme of ['light', 'dark'] as const) {
  for (const screen of ['overview', 'chains', 'chain', 'evidence', 'settings'] as const) {
    test(`${screen} has no accessibility findings, ${theme}`, async ({ running: { page } }) => {
      const { chains } = await snapshotOf(page);
      await page.evaluate(
        async ({ hash, chosen }) => {
          await window.pilotlight.saveSettings({ ...(await window.pilotlight.settings()), theme: chosen });
          location.hash = hash;
        },
        { hash: screen === 'chain' ? `#/chain/${chains[0]!.chainId}` : `#/${screen}`, chosen: theme },
      );
      await page.reload();
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      expect(await accessibilityFindings(page)).toEqual([]);
    });
  }
}

test('the window complained about nothing in all of this', ({ running: { complaints } }) => {
  expect(complaints).toEqual([]);
});

test('a view that crashes comes back by itself', async ({ running: { app } }) => {
  const navigation = await app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]!.webContents;
    const loaded = new Promise<void>((resolve) => contents.once('did-finish-load', () => resolve()));
    contents.forcefullyCrashRenderer();
    await loaded;
    return contents.executeJavaScript(
      'new Promise((resolve) => { const look = () => document.querySelector("nav") === null ? setTimeout(look, 50) : resolve(document.querySelector("nav").textContent); look(); })',
    ) as Promise<string>;
  });
  expect(navigation).toContain('Pilotlight');
});
