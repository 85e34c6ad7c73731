import path from 'node:path';
import { expect, test } from 'vitest';
import { runSet } from '../../../main/cli/selftest/index.ts';
import { haveVectors } from '../../helpers/vectors.ts';

const folder = path.resolve(import.meta.dirname, '../../../../shared/vectors/cometbft/fork-derived');

test.skipIf(!haveVectors)(
  'forks are classified as an independent implementation does, none skipped [AD-1] [AD-9]',
  async () => {
    const { results, broken } = await runSet('fork-derived', folder);
    expect(broken).toBeUndefined();
    expect(results.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(results.filter(({ name }) => name.endsWith('(byzantine_validators)')).length).toBeGreaterThanOrEqual(5);
  },
);
