import { fileURLToPath } from 'node:url';

// One group of test/mutation/run.ts, which starts this.

const { name, mutate, coverageAnalysis } = JSON.parse(process.env.MUTATION);
const REPORTS = `test-results/mutation/${name}`;
const ERROR_FIELDS = fileURLToPath(new URL('errorFields.mjs', import.meta.url));

const config = {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', ERROR_FIELDS],
  ignorers: ['error-fields'],
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis,
  mutate,
  ignorePatterns: ['out', 'release', 'renderer', 'test-results', 'coverage', 'test/renderer'],
  // Codes are a closed type: a mutated one would not compile.
  mutator: { excludedMutations: ['StringLiteral'] },
  concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 1),
  dryRunTimeoutMinutes: 20,
  timeoutMS: 8_000,
  timeoutFactor: 2,
  tempDirName: 'test-results/.mutation',
  // Constants of a module: each would need every test again.
  ignoreStatic: coverageAnalysis === 'perTest',
  incremental: true,
  incrementalFile: `${REPORTS}/incremental.json`,
  reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  jsonReporter: { fileName: `${REPORTS}/mutation.json` },
  htmlReporter: { fileName: `${REPORTS}/index.html` },
  disableTypeChecks: true,
  allowEmpty: false,
};

export default config;
