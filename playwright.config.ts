import { defineConfig } from '@playwright/test';

// *.spec.ts. Started by build/test.ts, which brings the runtime, a display and the built app.
const config = defineConfig({
  testDir: 'test',
  testMatch: '**/*.spec.{ts,tsx}',
  outputDir: 'test-results/playwright',
  fullyParallel: false,
  forbidOnly: Boolean(process.env['CI']),
  // A window that does not come up in time on a busy machine is tried once more, and counted as flaky.
  retries: process.env['CI'] ? 1 : 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000, toHaveScreenshot: { maxDiffPixelRatio: 0.002 } },
  // The pictures were made on Linux; elsewhere letters are drawn differently.
  ignoreSnapshots: process.platform !== 'linux',
  reporter: [
    ['list'],
    ['json', { outputFile: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] ?? 'test-results/playwright.json' }],
  ],
  use: { trace: 'off', screenshot: 'only-on-failure' },
  projects: [
    {
      name: 'renderer',
      testMatch: 'renderer/**/*.spec.{ts,tsx}',
      use: {
        browserName: 'chromium',
        viewport: { width: 1440, height: 900 },
        locale: 'zh-CN',
        timezoneId: 'UTC',
        launchOptions: {
          ...(process.env['PILOTLIGHT_CHROMIUM'] && { executablePath: process.env['PILOTLIGHT_CHROMIUM'] }),
          args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
        },
      },
    },
    // Each of these starts the app with its demo network: one at a time, or they measure each other.
    { name: 'e2e', testMatch: 'e2e/**/*.spec.ts', testIgnore: 'e2e/package.spec.ts', workers: 1, timeout: 120_000 },
    { name: 'security', testMatch: 'security/**/*.spec.ts', workers: 1, timeout: 120_000 },
    { name: 'package', testMatch: 'e2e/package.spec.ts', workers: 1, timeout: 300_000 },
  ],
});

// The tool reads the default export.
export default config;
