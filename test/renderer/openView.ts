import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { answers, type FakeAnswers, type FakeControl, installFakeBridge } from './fakeBridge.ts';
import { NOW } from './fakeData.ts';

declare global {
  interface Window {
    readonly fake: FakeControl;
  }
}

/** The built view; another folder for a private build. */
const FOLDER = path.resolve(import.meta.dirname, '../..', process.env['PILOTLIGHT_VIEW_DIR'] ?? 'out/renderer');
const ORIGIN = 'http://view.test';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
};
/** As strict as the app's own: what this refuses would not run there. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'none'",
].join('; ');

export interface OpenOptions extends Partial<FakeAnswers> {
  /** Where to start, e.g. "#/chains". */
  readonly hash?: string;
  /** false: do not wait until the snapshot has been drawn. */
  readonly wait?: boolean;
}

export interface View {
  open(options?: OpenOptions): Promise<Page>;
  /** Everything the page complained about: errors, refused resources. A test ends with this being empty. */
  readonly complaints: string[];
}

/** A window with the built view in it, a bridge that obeys the contract, and a clock that stands still. */
export const test = base.extend<{ view: View }>({
  view: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    // The date stands still; timers run, as the view's own waiting depends on them.
    await page.clock.setFixedTime(new Date(NOW));
    // Nothing but the built files is answered: a request to anywhere else shows up as a complaint.
    await page.route('**/*', async (route) => {
      const url = new URL(route.request().url());
      if (url.protocol === 'blob:') return route.continue();
      const file = path.join(FOLDER, url.pathname === '/' ? 'index.html' : decodeURIComponent(url.pathname));
      if (url.origin !== ORIGIN || !file.startsWith(FOLDER)) {
        complaints.push(`request to ${url.href}`);
        return route.abort();
      }
      try {
        await route.fulfill({
          body: await readFile(file),
          headers: {
            'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
            'content-security-policy': POLICY,
          },
        });
      } catch {
        if (url.pathname === '/favicon.ico') return route.fulfill({ status: 204, body: '' });
        complaints.push(`missing file ${url.pathname}`);
        await route.fulfill({ status: 404, body: '' });
      }
    });
    await use({
      complaints,
      open: async ({ hash = '', wait = true, ...changes } = {}) => {
        await page.addInitScript(installFakeBridge, answers(changes));
        await page.goto(`${ORIGIN}/${hash}`);
        if (wait) {
          await page.locator('nav').waitFor();
          await page.locator('main .card, main .problem').first().waitFor();
          await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
        }
        await page.evaluate(() => document.fonts.ready);
        return page;
      },
    });
    expect(complaints).toEqual([]);
  },
});

export { expect };
