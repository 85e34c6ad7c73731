import { describe, expect, test } from 'vitest';
import { NANOS_PER_SECOND, parseTime } from '../../../../light-client/codec/time.ts';
import { ONE_THIRD } from '../../../../light-client/core/trust.ts';
import { nobleSuite } from '../../../../light-client/crypto/nobleSuite.ts';
import { createCometbftFamily } from '../../../../light-client/families/cometbft/family.ts';
import { addressOf } from '../../../../light-client/families/cometbft/keys.ts';
import type { CommitSig, Validator } from '../../../../light-client/families/cometbft/types.ts';
import {
  MAX_TOTAL_VOTING_POWER,
  validateCommit,
  validateValidatorSet,
} from '../../../../light-client/families/cometbft/validate.ts';
import { buildChain, powers } from '../../../helpers/chain.ts';

// The largest and the smallest that is taken, and in which order faults are told.

const chain = buildChain({ heights: 2, seed: 'limits', validators: () => powers(3) });
const block = chain.at(2);

/** Keys that nobody can sign with: only their form is asked. */
function validatorOf(index: number, votingPower = 1n): Validator {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(0, index);
  const publicKey = { type: 'ed25519' as const, bytes };
  return { address: addressOf(publicKey) as Uint8Array, publicKey, votingPower };
}

const judge = (validators: readonly Validator[]) => {
  const result = validateValidatorSet({ validators }, nobleSuite);
  return result.ok ? 'ok' : [result.error.code, result.error.params];
};

describe('a validator set', () => {
  test('has 10 000 validators at most [VS-1]', () => {
    const validators = Array.from({ length: 10_001 }, (_, i) => validatorOf(i));
    expect(judge(validators.slice(0, 10_000))).toBe('ok');
    expect(judge(validators)).toEqual(['bad-validator-set', { field: 'validators', count: 10_001, limit: 10_000 }]);
    expect(judge([])).toEqual(['bad-validator-set', { field: 'validators', count: 0 }]);
  });

  test('has a total of 2^60 - 1 at most, and powers from zero on [VS-2]', () => {
    expect(MAX_TOTAL_VOTING_POWER).toBe(1_152_921_504_606_846_975n);
    expect(judge([validatorOf(1, MAX_TOTAL_VOTING_POWER), validatorOf(2, 0n)])).toBe('ok');
    expect(judge([validatorOf(1, MAX_TOTAL_VOTING_POWER), validatorOf(2, 1n)])).toEqual([
      'power-overflow',
      { index: 1, total: String(1n << 60n) },
    ]);
    expect(judge([validatorOf(1, 5n), validatorOf(2, -1n)])).toEqual([
      'bad-validator-set',
      { field: 'voting_power', index: 1, value: '-1' },
    ]);
  });

  test('is refused for a key of another length before any address is compared [VS-3] [VS-4]', () => {
    const forged = { ...validatorOf(1), address: new Uint8Array(20) };
    const short = { ...validatorOf(2), publicKey: { type: 'ed25519' as const, bytes: new Uint8Array(31) } };
    expect(judge([forged, short])).toEqual(['bad-public-key', { index: 1, type: 'ed25519', bytes: 31 }]);
    expect(judge([forged])).toEqual(['address-mismatch', { index: 0, where: 'validator-set' }]);
  });

  test('has nobody twice, wherever the two stand [VS-5]', () => {
    const [a, b, c] = [validatorOf(1), validatorOf(2), validatorOf(3)];
    for (const twice of [
      [a, a],
      [a, b, a],
      [a, b, c, b],
      [c, c, a, b],
    ]) {
      expect(judge(twice)).toEqual(['duplicate-validator', {}]);
    }
    expect(judge([c, a, b])).toBe('ok');
  });
});

test('a commit has 10 000 entries at most [CS-1]', () => {
  const { commit } = block.signedHeader;
  const entry = commit.signatures[0] as CommitSig;
  const judged = (count: number) => {
    const result = validateCommit({ ...commit, signatures: new Array<CommitSig>(count).fill(entry) });
    return result.ok ? 'ok' : [result.error.code, result.error.params];
  };
  expect([judged(1), judged(10_000)]).toEqual(['ok', 'ok']);
  expect(judged(10_001)).toEqual(['bad-commit', { field: 'signatures', count: 10_001, limit: 10_000 }]);
});

test.each([
  [0, 'signature'],
  [1, 'ok'],
  [96, 'ok'],
  [97, 'signature'],
])('a vote with a signature of %i bytes: %s [CS-3]', (length, expected) => {
  const { commit } = block.signedHeader;
  const signatures = commit.signatures.map((sig) => ({ ...sig, signature: new Uint8Array(length) }));
  const result = validateCommit({ ...commit, signatures });
  expect(result.ok ? 'ok' : result.error.params['field']).toBe(expected);
});

describe('the moment that an error tells', () => {
  const END = parseTime('9999-12-31T23:59:59.999999999Z');
  const START = parseTime('0001-01-01T00:00:00Z');
  const second = NANOS_PER_SECOND;
  const step = (trustingPeriod: bigint, now: bigint) => {
    const family = createCometbftFamily();
    const trusted = family.verifyAlone(chain.at(1));
    if (trusted.kind !== 'verified') throw new Error('the chain of the test does not hold');
    const parameters = { trustingPeriod, maxClockDrift: 0n, trustLevel: ONE_THIRD };
    const verdict = family.verifyStep(trusted.value, block, parameters, now);
    return verdict.kind === 'invalid' ? [verdict.error.code, verdict.error.params] : verdict.kind;
  };
  const from = chain.time(1);

  test.each<[string, bigint, string]>([
    ['a second after the block', from + second, '2026-01-01T00:00:11.123456789Z'],
    ['the last one of the year 9999', END, '9999-12-31T23:59:59.999999999Z'],
    ['the one after that, which has no name', END + 1n, '253402300800000000000'],
  ])('of the end of trust is %s [VF-1]', (_, end, expiredAt) => {
    expect(step(end - from, end)).toEqual(['trusted-expired', { height: '1', expiredAt }]);
    expect(step(end - from, end - 1n)).not.toContain('trusted-expired');
  });

  test.each<[string, bigint, string]>([
    ['before the block by a nanosecond', chain.time(2) - 1n, '2026-01-01T00:00:20.123456788Z'],
    ['before 1970', -1n, '1969-12-31T23:59:59.999999999Z'],
    ['in the second second of the year 1', START + second, '0001-01-01T00:00:01Z'],
    ['in the first one, which may be of the year before', START, '-62135596800000000000'],
    ['before the year 1, which has no name', START - 1n, '-62135596800000000001'],
  ])('of now is %s [VF-5]', (_, now, told) => {
    const time = '2026-01-01T00:00:20.123456789Z';
    expect(step(1_000n * second, now)).toEqual(['header-from-future', { time, now: told }]);
  });
});
