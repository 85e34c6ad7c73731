import { defineConfig } from 'vitest/config';

// What a change in the verification core has to be noticed by. Not the published vectors: they lie beside the repository,
// and what only they would notice is to have a test of its own here.
const config = defineConfig({
  test: {
    include: ['test/light-client/**/*.test.ts'],
    // Sweeps over every byte take long and name no rule: what only they would notice is to have a test of its own.
    exclude: ['evidence', 'crypto', 'codec'].map((part) => `test/light-client/${part}/**`).concat('**/spec.test.ts'),
    testNamePattern: /^(?!.*(?:VF-11|AD-11|AD-14)\]).*$/,
    environment: 'node',
    setupFiles: ['test/setup.ts'],
    isolate: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});

export default config;
