import { defineConfig } from 'vitest/config';

// What a change in the verification core has to be noticed by. Not the published vectors: they lie beside the repository,
// and what only they would notice is to have a test of its own here.
const config = defineConfig({
  test: {
    include: ['test/light-client/**/*.test.ts'],
    environment: 'node',
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});

export default config;
