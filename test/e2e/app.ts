import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { _electron, test as base, type ElectronApplication, expect, type Page } from '@playwright/test';
import { HEADLESS_SWITCHES } from '../../build/display.ts';
import { electronEnv, resolveElectron } from '../../build/electron-runtime.ts';
import type { WireBridge } from '../../main/contract/channels.ts';
import type { AppSnapshot, FigurePart } from '../../main/contract/figures.ts';
import type { OfficeAnswer, OfficeMethod, OfficeRequest } from '../../main/contract/office.ts';
import type { Outcome } from '../../main/contract/services.ts';

declare global {
  interface Window {
    readonly pilotlight: WireBridge;
  }
}

const ROOT = path.resolve(import.meta.dirname, '../..');
/** The first start makes two years of history for fifteen chains; two cores may be busy with other tests. */
export const SYNC_PATIENCE_MS = 180_000;

/** Attaching the test runner to the oldest runtime hangs now and then, before any code of the app has run. */
const ATTACH_PATIENCE_MS = 20_000;
const ATTACH_TRIES = 3;

async function attached(launch: () => Promise<ElectronApplication>): Promise<ElectronApplication> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await launch();
    } catch (error) {
      const hung = error instanceof Error && error.message.includes('Timeout');
      if (!hung || attempt === ATTACH_TRIES) throw error;
    }
  }
}

export interface Running {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** What the window complained about since it opened. */
  readonly complaints: readonly string[];
}

/** The real app, started as `npm start` starts it, with a folder of its own for everything it writes. */
export async function launchApp(userData: string, args: readonly string[] = []): Promise<Running> {
  const runtime = await resolveElectron();
  const app = await attached(() =>
    _electron.launch({
      executablePath: runtime.executable,
      args: [...HEADLESS_SWITCHES, '--lang=zh-CN', `--user-data-dir=${userData}`, ROOT, ...args],
      // Playwright would otherwise turn the sandbox off for everybody, not only for root.
      chromiumSandbox: process.getuid?.() !== 0,
      env: { ...electronEnv(runtime), LANGUAGE: 'zh_CN', TZ: 'UTC' } as Record<string, string>,
      timeout: ATTACH_PATIENCE_MS,
    }),
  );
  const page = await app.firstWindow();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  return { app, page, complaints };
}

export async function snapshotOf(page: Page): Promise<AppSnapshot> {
  return JSON.parse(await page.evaluate(() => window.pilotlight.snapshot()));
}

export async function askOffice<M extends OfficeMethod>(
  page: Page,
  method: M,
  request: OfficeRequest<M>,
): Promise<OfficeAnswer<M>> {
  const text = await page.evaluate((call) => window.pilotlight.office(call as never), { method, request });
  const answer = JSON.parse(text) as Outcome<OfficeAnswer<M>>;
  if (!answer.ok) throw new Error(`${method}: ${answer.error.code}`);
  return answer.value;
}

/** What the records of a zone are made of. */
export async function partsOf(page: Page, figureId: string): Promise<readonly FigurePart[]> {
  const figure = await page.evaluate((id) => window.pilotlight.derivation({ figureId: id }), figureId);
  return figure.ok ? figure.value.parts : [];
}

/** Waits until every chain of the snapshot is synced, and says how many there are. */
export async function waitUntilSynced(page: Page): Promise<number> {
  let chains: AppSnapshot['chains'] = [];
  await expect
    .poll(
      async () => {
        const snapshot = await snapshotOf(page);
        chains = snapshot.chains;
        // On a first start the first chains are there before the last ones are made.
        return snapshot.demo.state !== 'starting' &&
          chains.length > 0 &&
          chains.length === snapshot.network.chainIds?.length &&
          chains.every(({ health }) => health === 'synced')
          ? 'synced'
          : chains.map(({ chainId, health, error }) => `${chainId} ${health} ${error?.code ?? ''}`).join('; ');
      },
      { timeout: SYNC_PATIENCE_MS, intervals: [200] },
    )
    .toBe('synced');
  return chains.length;
}

export async function withUserData<T>(work: (userData: string) => Promise<T>): Promise<T> {
  const userData = await mkdtemp(path.join(os.tmpdir(), 'pilotlight-'));
  try {
    return await work(userData);
  } finally {
    await rm(userData, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One app for all tests of a file: what a person does in a session is one after the other, too. */
export const test = base.extend<object, { running: Running; userData: string }>({
  userData: [async ({}, use) => withUserData(use), { scope: 'worker' }],
  running: [
    async ({ userData }, use) => {
      const running = await launchApp(userData);
      // A test that follows a failed one gets a new app; each starts from the same state.
      await waitUntilSynced(running.page);
      await use(running);
      await running.app.close();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});

export { expect };
