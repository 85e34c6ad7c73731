import { expect, test } from 'vitest';
import { describe as describeOutcome, runSet } from '../../main/cli/selftest/index.ts';
import { SETS } from '../../main/cli/selftest/registry.ts';
import { setFolder } from './vectors.ts';

// The same functions as `pilotlight selftest`: one test per set, failing with the list of its failed cases.

const names = Object.keys(SETS);
const missing = names.filter((name) => setFolder(name) === undefined);
if (missing.length > 0)
  console.warn(`conformance: ${missing.length} of ${names.length} sets skipped, no vectors found`);

test.each(names)(
  'passes every case of the published set %s',
  async (name) => {
    const folder = setFolder(name);
    if (folder === undefined) return;
    const outcome = await runSet(name, folder);
    const failures = describeOutcome(outcome).filter((line) => /^(FAILED|BROKEN)/.test(line));
    expect(failures).toEqual([]);
    expect(outcome.results.length).toBeGreaterThan(0);
  },
  300_000,
);
