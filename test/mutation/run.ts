import { spawnSync } from 'node:child_process';
import process from 'node:process';

// `npm run test:mutation [-- group ...]`: the light client altered in many small ways, one at a time; its tests have to
// notice each. Without a name, every group in turn. The reports land in test-results/mutation, in a folder for each.

interface Group {
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
  readonly coverageAnalysis: 'perTest' | 'off';
}

function group(mutate: string[], tests: string[], coverageAnalysis: Group['coverageAnalysis'] = 'perTest'): Group {
  return {
    mutate: mutate.map((part) => `light-client/${part}.ts`),
    tests: tests.map((part) => `test/light-client/${part}.test.ts`),
    coverageAnalysis,
  };
}

// What is altered together, and the tests that have to notice it: those of its own folder, and of the folders that use it
// most. All tests for every mutant would take many hours, most of them for reading files.
const GROUPS: Readonly<Record<string, Group>> = {
  core: group(['core/*'], ['core/*', 'families/cometbft/*']),
  proofs: group(['proofs/**/*'], ['proofs/*', 'interchain/*', 'families/cometbft/*']),
  cometbft: group(['families/cometbft/*'], ['families/cometbft/*', 'detector/*', 'interchain/*']),
  evidence: group(['evidence/*', 'detector/*', 'interchain/*'], ['evidence/*', 'detector/*', 'interchain/*']),
  codec: group(
    ['codec/*'],
    ['codec/*', 'families/cometbft/{codecs,protoRefusals,hashing}', 'proofs/proofBytes', 'interchain/clientState'],
  ),
  crypto: group(['crypto/*'], ['crypto/*', 'crypto/ed25519/batch', 'families/cometbft/{commitBatches,power}']),
  // Formulas are written into a module when it is made, once for all tests: no test has one to itself.
  ed25519: group(['crypto/ed25519/*'], ['crypto/ed25519/*', 'crypto/zip215'], 'off'),
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => GROUPS[name] === undefined);
if (unknown !== undefined) throw new Error(`no group ${unknown}: there are ${Object.keys(GROUPS).join(', ')}`);

for (const name of asked.length > 0 ? asked : Object.keys(GROUPS)) {
  const MUTATION = JSON.stringify({ name, ...GROUPS[name] });
  const { status } = spawnSync('npx', ['stryker', 'run', 'test/mutation/stryker.config.mjs'], {
    stdio: 'inherit',
    env: { ...process.env, MUTATION },
  });
  if (status !== 0) process.exit(status ?? 1);
}
