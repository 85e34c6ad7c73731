import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../../../light-client/core/verdict.ts';
import { createCometbftFamily } from '../../../../light-client/families/cometbft/family.ts';
import { buildChain, type Powers, type Vote } from '../../../helpers/chain.ts';
import { ed25519Key, Keyring } from '../../../helpers/keyring.ts';

const family = createCometbftFamily();
const strict = createCometbftFamily({ mode: 'all' });

function outcome(verdict: Verdict<unknown>): string {
  return verdict.kind === 'invalid' ? verdict.error.code : verdict.kind;
}

describe('how much power is enough', () => {
  const solo = (powers: Powers, votes: Record<string, Vote>): string => {
    const small = buildChain({ heights: 1, validators: () => powers, vote: (_, name) => votes[name] ?? 'commit' });
    return outcome(family.verifyAlone(small.at(1)));
  };

  test.each<[string, Powers, Record<string, Vote>, string]>([
    ['one of one', { a: 1n }, {}, 'verified'],
    ['two of three', { a: 1n, b: 1n, c: 1n }, { c: 'absent' }, 'insufficient-voting-power'],
    ['three of three', { a: 1n, b: 1n, c: 1n }, {}, 'verified'],
    ['exactly two thirds', { a: 4n, b: 2n }, { b: 'absent' }, 'insufficient-voting-power'],
    ['one more than two thirds', { a: 5n, b: 2n }, { b: 'absent' }, 'verified'],
    ['three of four', { a: 1n, b: 1n, c: 1n, d: 1n }, { d: 'nil' }, 'verified'],
    ['66 of 100', { a: 66n, b: 34n }, { b: 'absent' }, 'insufficient-voting-power'],
    ['67 of 100', { a: 67n, b: 33n }, { b: 'absent' }, 'verified'],
    [
      'two thirds of the largest total',
      { a: 768_614_336_404_564_650n, b: 384_307_168_202_282_325n },
      { b: 'absent' },
      'insufficient-voting-power',
    ],
    ['nothing of nothing', { a: 0n }, {}, 'insufficient-voting-power'],
  ])('%s: %s %s [CB-2] [CB-12]', (_, powers, votes, expected) => {
    expect(solo(powers, votes)).toBe(expected);
  });
});

test('a set of mixed key types verifies [KT-2] [KT-3] [KT-4] [KT-5] [KT-6]', () => {
  const powers = { secp1: 10n, secp2: 10n, a: 10n, b: 10n, eth1: 10n, sm2a: 10n, bls1: 10n };
  const mixed = buildChain({ heights: 1, validators: () => powers });
  expect(outcome(strict.verifyAlone(mixed.at(1)))).toBe('verified');
  const other = new Keyring('other').key('secp1');
  expect(other.address).not.toEqual(ed25519Key('secp1').address);
});
