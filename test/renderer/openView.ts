import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import type { Outcome } from '../../main/contract/services.ts';
import { answers, type FakeAnswers, type FakeControl, installFakeBridge } from './fakeBridge.ts';
import { NOW } from './fakeData.ts';
import { openTestOffice, type TestOffice } from './office.ts';

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
  /** shared: one office that all tests of a worker read · own: one that may be written to · absent: not up yet. */
  readonly officeIs?: 'shared' | 'own' | 'absent';
}

export interface View {
  /** The office behind the page. */
  readonly office: () => TestOffice;
  open(options?: OpenOptions): Promise<Page>;
  /** Everything the page complained about: errors, refused resources. A test ends with this being empty. */
  readonly complaints: string[];
}

/** A window with the built view in it, a bridge that obeys the contract, and a clock that stands still. */
export const test = base.extend<{ view: View }, { sharedOffice: TestOffice }>({
  sharedOffice: [
    async ({}, use) => {
      const office = await openTestOffice(null);
      await use(office);
      await office.close();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  view: async ({ page, sharedOffice }, use) => {
    const complaints: string[] = [];
    const owned: TestOffice[] = [];
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
      office: () => owned[0] ?? sharedOffice,
      open: async ({ hash = '', wait = true, officeIs = 'shared', ...changes } = {}) => {
        if (officeIs === 'own') {
          const own = await openTestOffice(sharedOffice, () => {
            // A page that is closing need not hear of it.
            void page.evaluate(() => window.fake.officeChanged()).catch(() => {});
          });
          owned.unshift(own);
        }
        const office = owned[0] ?? sharedOffice;
        if (officeIs !== 'absent') await page.exposeFunction('askOffice', (text: string) => ask(office, text));
        const given = answers(changes);
        const { officeSeq: _, ...before } = given.snapshot;
        await page.addInitScript(installFakeBridge, officeIs === 'absent' ? { ...given, snapshot: before } : given);
        await page.goto(`${ORIGIN}/${hash}`);
        if (wait) {
          await page.locator('.nav').waitFor();
          await page.locator('main .card, main .problem').first().waitFor();
          await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
        }
        await page.locator('[data-typeface]').waitFor({ state: 'attached' });
        await page.evaluate(() => document.fonts.ready);
        return page;
      },
    });
    for (const own of owned) await own.close();
    expect(complaints).toEqual([]);
  },
});

async function ask({ host }: TestOffice, text: string): Promise<Outcome<unknown>> {
  const call = JSON.parse(text, (_, value) => (isBytes(value) ? Uint8Array.from(value.bytes) : value));
  return host.call(call.method, call.request);
}

function isBytes(value: unknown): value is { readonly bytes: readonly number[] } {
  return typeof value === 'object' && value !== null && 'bytes' in value && Array.isArray(value.bytes);
}

export { expect };
