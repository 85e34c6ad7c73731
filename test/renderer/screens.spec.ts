import { STALLED, SUSPECT } from './fakeData.ts';
import { expect, test } from './openView.ts';

// A picture of every screen in both languages and both themes. Looked at when they change, not only compared.

const SCREENS = [
  { name: 'overview', hash: '' },
  { name: 'settings', hash: '#/settings' },
] as const;

for (const language of ['zh-CN', 'en'] as const) {
  for (const theme of ['light', 'dark'] as const) {
    for (const screen of SCREENS) {
      test(`${screen.name} in ${language}, ${theme}`, async ({ view }) => {
        const page = await view.open({ hash: screen.hash, settings: { language, theme, network: 'demo' } });
        await expect(page).toHaveScreenshot(`${screen.name}-${language}-${theme}.png`);
      });
    }
  }
}

for (const language of ['zh-CN', 'en'] as const) {
  test(`overview in a small window, ${language}`, async ({ view, page }) => {
    await page.setViewportSize({ width: 1180, height: 720 });
    await view.open({ settings: { language, theme: 'light', network: 'demo' } });
    await expect(page).toHaveScreenshot(`overview-small-${language}.png`);
  });
}
void STALLED;
void SUSPECT;
