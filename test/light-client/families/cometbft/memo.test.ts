import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nobleSuite } from '../../../../light-client/crypto/nobleSuite.ts';
import type { CryptoSuite } from '../../../../light-client/crypto/suite.ts';
import { validatorSetHash } from '../../../../light-client/families/cometbft/hashing.ts';
import { setFacts } from '../../../../light-client/families/cometbft/memo.ts';
import type { Validator, ValidatorSet } from '../../../../light-client/families/cometbft/types.ts';
import { checkValidatorsHash, validateValidatorSet } from '../../../../light-client/families/cometbft/validate.ts';
import { buildChain, powers } from '../../../helpers/chain.ts';

// What is remembered of a set must never pass for another one.

const chain = buildChain({ heights: 1, seed: 'memo', validators: () => powers(7) });
const { header } = chain.at(1).signedHeader;

/** As if it had just been decoded: no byte shared with any other. */
function arrived(
  set: ValidatorSet,
  change: (validator: Validator, index: number) => Validator = (v) => v,
): ValidatorSet {
  const copy = ({ address, publicKey, votingPower }: Validator): Validator => ({
    address: address.slice(),
    publicKey: { type: publicKey.type, bytes: publicKey.bytes.slice() },
    votingPower,
  });
  return { validators: set.validators.map((validator, i) => change(copy(validator), i)) };
}

function counting(): { readonly suite: CryptoSuite; hashes(): number } {
  let count = 0;
  const sha256 = (data: Uint8Array): Uint8Array => {
    count += 1;
    return nobleSuite.sha256(data);
  };
  return { suite: { ...nobleSuite, sha256 }, hashes: () => count };
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, i) => (i === at % bytes.length ? byte ^ 1 : byte));
}

describe('a validator set that arrives again', () => {
  test('is compared with the one before, not hashed again [HS-3]', () => {
    const { suite, hashes } = counting();
    const known = arrived(chain.at(1).validatorSet);
    expect(validateValidatorSet(known, suite).ok).toBe(true);
    const before = hashes();
    const again = arrived(known);
    expect(validateValidatorSet(again, suite).ok).toBe(true);
    expect(checkValidatorsHash(header, again, suite).ok).toBe(true);
    expect(hashes()).toBe(before);
  });

  test('with one bit of one validator changed is a set of its own, and is judged by itself [HS-3] [VS-4]', () => {
    const known = arrived(chain.at(1).validatorSet);
    expect(validateValidatorSet(known, nobleSuite).ok).toBe(true);
    const size = known.validators.length;
    fc.assert(
      fc.property(
        fc.nat(size - 1),
        fc.constantFrom('address', 'key', 'power', 'type'),
        fc.nat(1000),
        (which, part, at) => {
          const altered = arrived(known, (validator, i) => {
            if (i !== which) return validator;
            const { address, publicKey, votingPower } = validator;
            if (part === 'address') return { ...validator, address: flipped(address, at) };
            if (part === 'power') return { ...validator, votingPower: votingPower + 1n };
            if (part === 'type') return { ...validator, publicKey: { ...publicKey, type: 'bls12381' } };
            return { ...validator, publicKey: { ...publicKey, bytes: flipped(publicKey.bytes, at) } };
          });
          const form = validateValidatorSet(altered, nobleSuite);
          const code = form.ok ? 'ok' : form.error.code;
          const expected = {
            address: 'address-mismatch',
            key: 'address-mismatch',
            power: 'ok',
            type: 'bad-public-key',
          };
          expect([part, code]).toEqual([part, expected[part]]);
          expect(setFacts(altered, nobleSuite).hash).toEqual(validatorSetHash(altered));
          expect(setFacts(altered, nobleSuite).totalPower).toBe(
            altered.validators.reduce((sum, { votingPower }) => sum + votingPower, 0n),
          );
          // An address is under no hash: only the rule above tells such a set from the true one.
          const named = checkValidatorsHash(header, altered, nobleSuite);
          expect(named.ok).toBe(part === 'address');
        },
      ),
    );
  });

  test('that was refused once is refused again, and does not stand for the good one [VS-4]', () => {
    const good = arrived(chain.at(1).validatorSet);
    const forged = () =>
      arrived(good, (validator, i) => (i === 3 ? { ...validator, address: flipped(validator.address, 5) } : validator));
    for (let i = 0; i < 2; i++) {
      const verdict = validateValidatorSet(forged(), nobleSuite);
      expect(verdict).toMatchObject({ ok: false, error: { code: 'address-mismatch' } });
      setFacts(forged(), nobleSuite); // remembered, but not as well formed
      expect(validateValidatorSet(forged(), nobleSuite).ok).toBe(false);
    }
    expect(validateValidatorSet(arrived(good), nobleSuite).ok).toBe(true);
  });

  test('shorter or longer than the one before is a set of its own [HS-3]', () => {
    const known = arrived(chain.at(1).validatorSet);
    setFacts(known, nobleSuite);
    const [first, ...rest] = known.validators as [Validator, ...Validator[]];
    for (const validators of [rest, [first, ...known.validators], rest.slice(0, 1), []]) {
      expect(setFacts({ validators }, nobleSuite).hash).toEqual(validatorSetHash({ validators }));
    }
  });
});
