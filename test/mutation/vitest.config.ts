import { defineConfig } from 'vitest/config';

// What a change in the verification core has to be noticed by. Not the published vectors: they lie beside the repository,
// and what only they would notice is to have a test of its own here.
const config = defineConfig({
  test: {
    include: ['test/light-client/**/*.test.ts'],
    // Whole files altered byte by byte: long, and every rule below them has tests of its own.
    exclude: ['test/light-client/evidence/**', 'test/light-client/spec.test.ts'],
    environment: 'node',
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});

export default config;
