import { defineConfig } from 'vitest/config';

// *.test.ts runs here, in plain Node; *.spec.ts belongs to Playwright (playwright.config.ts).
const config = defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/e2e/**', 'test/bench/**', 'node_modules/**'],
    environment: 'node',
    globalSetup: ['test/globalSetup.ts'],
    setupFiles: ['test/setup.ts'],
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: process.env['VITEST_JSON']
      ? ['default', ['json', { outputFile: process.env['VITEST_JSON'] }]]
      : ['default'],
    coverage: {
      provider: 'v8',
      include: ['light-client/**', 'main/**'],
      exclude: ['main/electron/**', 'main/preload/**'],
    },
  },
});

export default config;
