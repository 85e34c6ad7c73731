import { expect, test } from 'vitest';
import { fail } from '../../../light-client/core/errors.ts';
import { validateTrustParameters } from '../../../light-client/core/trust.ts';
import { parameters } from '../detector/fixtures.ts';

const LARGEST = (1n << 64n) - 1n; // divisible by three
const judge = (numerator: bigint, denominator: bigint) =>
  validateTrustParameters({ ...parameters, trustLevel: { numerator, denominator } });

test.each([
  [0n, 0n],
  [0n, 1n],
  [-1n, 1n],
  [1n, -1n],
  [-1n, -1n],
  [-1n, -3n],
  [LARGEST + 1n, LARGEST],
  [LARGEST / 3n - 1n, LARGEST],
  [2n, 1n],
])('a trust level of %d/%d is refused [VF-9]', (numerator, denominator) => {
  expect(judge(numerator, denominator)).toEqual(
    fail('bad-trust-options', { what: 'trust-level', value: `${numerator}/${denominator}` }),
  );
});

test.each([
  [1n, 3n],
  [LARGEST / 3n, LARGEST],
])('a trust level of %d/%d is taken [VF-9]', (numerator, denominator) => {
  expect(judge(numerator, denominator)).toMatchObject({ ok: true, value: { trustLevel: { numerator, denominator } } });
});
