import { defineConfig } from 'vitest/config';

// What a change in the light client has to be noticed by. Not the published vectors: they lie beside the repository,
// and what only they would notice is to have a test of its own here.
const { tests } = JSON.parse(process.env['MUTATION'] ?? '') as { readonly tests: string[] };

const config = defineConfig({
  test: {
    include: tests,
    // Sweeps over every byte take long and name no rule: what only they would notice is to have a test of its own, too.
    testNamePattern: /^(?!.*(?:no altered byte|with a byte altered|altered anywhere)).*$/,
    environment: 'node',
    setupFiles: ['test/setup.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});

export default config;
