import { fileURLToPath } from 'node:url';

// `npm run test:mutation`: every rule of the verification core altered in many small ways, one at a time; the tests of
// light-client/ have to notice each. The report lands in test-results/mutation.

const ERROR_FIELDS = fileURLToPath(new URL('errorFields.mjs', import.meta.url));

const config = {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', ERROR_FIELDS],
  ignorers: ['error-fields'],
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  mutate: [
    'light-client/core/*.ts',
    'light-client/families/cometbft/{commit,verify,validate,hashing}.ts',
    'light-client/proofs/**/*.ts',
  ],
  ignorePatterns: ['out', 'release', 'renderer', 'test-results', 'coverage', 'test/renderer'],
  // Codes are a closed type: a mutated one would not compile.
  mutator: { excludedMutations: ['StringLiteral'] },
  concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 1),
  dryRunTimeoutMinutes: 20,
  timeoutMS: 30_000,
  timeoutFactor: 3,
  tempDirName: 'test-results/.mutation',
  // Constants of a module: each would need every test again.
  ignoreStatic: process.env.MUTATION_STATIC === undefined,
  incremental: true,
  incrementalFile: 'test-results/mutation/incremental.json',
  reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  jsonReporter: { fileName: 'test-results/mutation/mutation.json' },
  htmlReporter: { fileName: 'test-results/mutation/index.html' },
  disableTypeChecks: true,
  allowEmpty: false,
};

export default config;
