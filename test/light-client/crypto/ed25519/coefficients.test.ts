import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { CLAIM, LAYOUT, MAX_BATCH } from '../../../../light-client/crypto/ed25519/layout.ts';
import type { Vote } from '../../../../light-client/crypto/suite.ts';
import { goodVotes } from '../batched.ts';
import { watchedVerifier } from './watched.ts';

// The coefficients of an equation have to depend on everything in it: read out of the machine's memory, and made anew with the
// platform's hash.

const sha512 = (...parts: readonly Uint8Array[]) => createHash('sha512').update(Buffer.concat(parts)).digest();

/** SHA-512 of R, key and message, and s: 96 bytes for each vote. */
function claimsOf(votes: readonly Vote[]): Buffer {
  return Buffer.concat(
    votes.flatMap(({ publicKey, message, signature }) => [
      sha512(signature.subarray(0, 32), publicKey, message),
      signature.subarray(32),
    ]),
  );
}

/** One for the first vote; for the others 128 bits each, four out of every hash of the claims' hash and the first one's number. */
function coefficientsOf(votes: readonly Vote[]): string[] {
  const seed = sha512(claimsOf(votes));
  return votes.map((_, i) => {
    if (i === 0) return '01'.padEnd(32, '0');
    const number = Buffer.alloc(4);
    number.writeUInt32LE(i - (i % 4));
    return sha512(seed, number)
      .subarray(16 * (i % 4), 16 * (i % 4) + 16)
      .toString('hex');
  });
}

describe('the coefficients of an equation', () => {
  test.each([1, 2, 3, 4, 5, 8, 9, 33, MAX_BATCH])('are drawn from a hash of all of %i votes [KT-13]', (count) => {
    const { verify, read } = watchedVerifier();
    const votes = goodVotes(count, 'coefficients');
    expect(verify(votes)).toBe(true);
    expect(read(LAYOUT.claims, count * CLAIM).equals(claimsOf(votes))).toBe(true);
    const drawn = votes.map((_, i) => read(LAYOUT.coefficients + 16 * i, 16).toString('hex'));
    expect(drawn).toEqual(coefficientsOf(votes));
    expect(new Set(drawn).size).toBe(count);
  });

  test('are others for another message, key, R or s of any vote [KT-13]', () => {
    const { verify, read } = watchedVerifier();
    const votes = goodVotes(6, 'others');
    const drawn = (batch: readonly Vote[]) => {
      verify(batch);
      return batch.slice(1).map((_, i) => read(LAYOUT.coefficients + 16 * (i + 1), 16).toString('hex'));
    };
    const first = drawn(votes);
    const [other] = goodVotes(1, 'another') as [Vote];
    for (const which of [0, 3, 5]) {
      const s = (votes[which] as Vote).signature.map((byte, at) => (at === 32 ? byte ^ 1 : byte));
      const r = Uint8Array.of(...other.signature.subarray(0, 32), ...(votes[which] as Vote).signature.subarray(32));
      const publicKey = (votes[(which + 1) % 6] as Vote).publicKey;
      for (const change of [{ message: other.message }, { publicKey }, { signature: s }, { signature: r }]) {
        const changed = drawn(votes.map((vote, i) => (i === which ? { ...vote, ...change } : vote)));
        expect(changed.filter((coefficient) => first.includes(coefficient))).toEqual([]);
      }
    }
  });
});
