import { snapshot } from './fakeData.ts';
import { demoSheet } from './import/sheet.ts';
import { expect, test } from './openView.ts';

// A picture of every screen in both languages and both themes, and of every state of the Overview. Looked at when they
// change, not only compared.

const SCREENS = [
  { name: 'overview', hash: '' },
  { name: 'zone', hash: '#/zone/jiazi' },
  { name: 'scenario', hash: '#/scenario/bingzi-supply-loan' },
  { name: 'report', hash: '#/report/bingzi-supply-loan.2026Q3.v1' },
  { name: 'settings', hash: '#/settings' },
] as const;
const LANGUAGES = ['zh-CN', 'en'] as const;
const THEMES = ['light', 'dark'] as const;

for (const language of LANGUAGES) {
  for (const theme of THEMES) {
    for (const screen of SCREENS) {
      test(`${screen.name} in ${language}, ${theme}`, async ({ view }) => {
        const page = await view.open({ hash: screen.hash, settings: { language, theme, network: 'demo' } });
        await expect(page).toHaveScreenshot(`${screen.name}-${language}-${theme}.png`);
      });
    }
  }

  test(`overview in a small window, ${language}`, async ({ view, page }) => {
    await page.setViewportSize({ width: 1180, height: 720 });
    await view.open({ settings: { language, theme: 'light', network: 'demo' } });
    await expect(page).toHaveScreenshot(`overview-small-${language}.png`);
  });
}

const calm = snapshot('calm');
const nothing = { ...calm.overview, figures: [], zones: [], scenarios: [], attention: [] };

const STATES = {
  calm: { snapshot: calm },
  'proven-only': { hash: '#/overview?provenOnly=1' },
  loading: { snapshotMode: 'never', wait: false },
  failed: { snapshotMode: 'fails' },
  'first-start': {
    snapshot: {
      ...calm,
      chains: [],
      overview: nothing,
      activity: [],
      demo: { ...calm.demo, state: 'starting', phase: 'history', done: 18_204, total: 31_500 },
    },
  },
  'demo-failed': {
    snapshot: {
      ...calm,
      chains: [],
      overview: nothing,
      demo: {
        ...calm.demo,
        state: 'failed',
        error: { code: 'demo-stopped', category: 'demo', params: { exitCode: 1 } },
      },
    },
  },
  empty: {
    snapshot: {
      ...calm,
      chains: [],
      overview: nothing,
      network: { name: { zh: '', en: '' }, source: 'none', packFile: null },
      demo: { ...calm.demo, state: 'off' },
    },
  },
  problems: {
    snapshot: {
      ...calm,
      runtime: { name: 'Electron', version: '25.1.1', developmentOnly: true },
      problems: [
        {
          code: 'store-corrupt',
          category: 'store',
          params: { file: 'pilotlight.db', keptAs: 'pilotlight.db.damaged-20261121', reason: 'checksum' },
        },
        { code: 'demo-cache-unwritable', category: 'demo', params: {} },
      ],
    },
  },
} as const;

for (const [name, options] of Object.entries(STATES)) {
  test(`overview: ${name}`, async ({ view }) => {
    const page = await view.open(options);
    await expect(page).toHaveScreenshot(`overview-state-${name}.png`);
  });
}

for (const name of ['zones', 'scenarios', 'review', 'compare', 'reports'] as const) {
  test(`${name} in zh-CN, light`, async ({ view }) => {
    const page = await view.open({ hash: `#/${name}` });
    await expect(page).toHaveScreenshot(`${name}-zh-CN-light.png`);
  });
}

for (const language of LANGUAGES) {
  for (const theme of THEMES) {
    test(`a spreadsheet with errors before it is taken in, ${language}, ${theme}`, async ({ view }) => {
      const sheet = await demoSheet();
      const page = await view.open({
        hash: '#/import',
        settings: { language, theme, network: 'demo' },
        openedFile: { ok: true, value: { fileName: sheet.fileName, bytes: [...sheet.bytes] } },
      });
      await page.getByRole('button', { name: language === 'en' ? 'Choose a file…' : '选择文件…' }).click();
      await expect(page.getByTestId('import-problems')).toBeVisible({ timeout: 30_000 });
      await expect(page).toHaveScreenshot(`import-preview-${language}-${theme}.png`);
    });
  }

  test(`the report on paper, ${language}`, async ({ view, page }) => {
    await page.setViewportSize({ width: 900, height: 1270 });
    await view.open({ hash: `#/print?kind=programme&id=all&language=${language}`, wait: false });
    await expect(page).toHaveTitle('pilotlight-print-ready', { timeout: 30_000 });
    await expect(page).toHaveScreenshot(`print-${language}.png`);
  });
}
