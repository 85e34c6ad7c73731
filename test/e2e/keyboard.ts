import type { ElectronApplication } from '@playwright/test';
import type { Language } from '../../main/contract/services.ts';
import { CATALOGUE } from '../../renderer/i18n/catalogue.ts';
import { formatMessage, type Params } from '../../renderer/i18n/message.ts';
import { expect, type Running } from './app.ts';

// A person who has no mouse: everything is reached by Tab, arrow keys and the palette. Texts are those of the catalogue,
// so that a control is found by what it says, in either language.

type Page = Running['page'];
export type Locator = ReturnType<Page['locator']>;

const MOST_TABS = 400;

export interface Person {
  readonly page: Page;
  t(key: string, params?: Params): string;
  /** Focuses a control by the Tab key alone. */
  tabTo(target: Locator): Promise<void>;
  press(target: Locator): Promise<void>;
  /** Replaces what stands in a field. */
  fill(target: Locator, text: string): Promise<void>;
  /** One of a list, by the value behind it. */
  choose(target: Locator, value: string): Promise<void>;
  /** By the palette. */
  goTo(screen: string): Promise<void>;
}

export function personAt(page: Page, language: Language): Person {
  const t = (key: string, params: Params = {}): string => {
    const message = CATALOGUE[language][key];
    if (message === undefined) throw new Error(`no such text: ${key}`);
    return formatMessage(message, params, language);
  };
  const focused = (target: Locator): Promise<boolean> =>
    target.evaluate((element) => element === document.activeElement, undefined, { timeout: 30_000 });

  async function tabTo(target: Locator): Promise<void> {
    await expect(target).toBeVisible();
    for (let presses = 0; presses < MOST_TABS; presses += 1) {
      if (await focused(target)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`not reached by Tab: ${String(target)}`);
  }

  async function press(target: Locator): Promise<void> {
    await expect(target).toBeEnabled();
    await tabTo(target);
    await page.keyboard.press('Enter');
  }

  return {
    page,
    t,
    tabTo,
    press,
    async fill(target, text) {
      await tabTo(target);
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(text);
      await expect(target).toHaveValue(text);
    },
    async choose(target, value) {
      await tabTo(target);
      await page.keyboard.press('Home');
      for (let presses = 0; presses < 50 && (await target.inputValue()) !== value; presses += 1) {
        await page.keyboard.press('ArrowDown');
      }
      await expect(target).toHaveValue(value);
    },
    async goTo(screen) {
      await page.keyboard.press('Control+K');
      const field = page.getByRole('combobox', { name: t('shell.search') });
      // Not toBeFocused: of two apps at once only one has the system's own focus.
      await expect.poll(() => focused(field)).toBe(true);
      await page.keyboard.insertText(t(`nav.${screen}`));
      const wanted = page.getByRole('option', { selected: true }).filter({ hasText: t('palette.go') });
      for (let presses = 0; presses < 30 && (await wanted.count()) === 0; presses += 1) {
        await page.keyboard.press('ArrowDown');
      }
      await expect(wanted).toContainText(t(`nav.${screen}`));
      await page.keyboard.press('Enter');
      await expect(field).toHaveCount(0);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(t(`nav.${screen}`));
    },
  };
}

/** The system's own dialogs cannot be driven: they answer with this file instead. */
export async function answerOpen(app: ElectronApplication, file: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
  }, file);
}

export async function answerSave(app: ElectronApplication, file: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
}
