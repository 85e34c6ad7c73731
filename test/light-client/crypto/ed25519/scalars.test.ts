import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ORDER } from '../../../../light-client/crypto/ed25519/scalars.ts';
import { L, littleEndian, toNumber } from '../edges.ts';
import { FREE, machine, readBytes, writeBytes } from './memory.ts';

// Numbers mod L beside whole numbers, with every limb at its ends.

const [A, B, C, TO] = [FREE, FREE + 64, FREE + 192, FREE + 256];

/** Of so many bytes: any, or with every bit of some limbs set or none. */
function number(bytes: number): fc.Arbitrary<bigint> {
  const highest = 1n << BigInt(8 * bytes);
  const limbs = fc.array(fc.boolean(), { minLength: 25, maxLength: 25 });
  return fc.oneof(
    fc.bigInt({ min: 0n, max: highest - 1n }),
    limbs.map((set) => set.reduce((sum, one, i) => sum | (one ? 0x1fffffn << BigInt(21 * i) : 0n), 0n) % highest),
    fc.constantFrom(0n, 1n, L - 1n, L, L + 1n, 2n * L, 1n << 252n, highest - 1n).map((value) => value % highest),
  );
}

function multiplyAdd(bytesOfB: 32 | 64, a: bigint, b: bigint, c: bigint, to = TO): bigint {
  writeBytes(A, littleEndian(a).slice(0, 16));
  const wide = new Uint8Array(64);
  for (let i = 0; i < bytesOfB; i++) wide[i] = Number((b >> BigInt(8 * i)) & 255n);
  writeBytes(B, wide);
  writeBytes(C, littleEndian(c));
  machine[bytesOfB === 64 ? 'multiplyWideAdd' : 'multiplyAdd'](A, B, C, to);
  return toNumber(readBytes(to, 32));
}

describe('numbers mod the order of the base point', () => {
  test('the order is RFC 8032’s', () => {
    expect(ORDER).toBe(L);
  });

  test.each([32, 64] as const)('a * b + c with b of %i bytes, below 2^253 [KT-11]', (bytesOfB) => {
    fc.assert(
      fc.property(number(16), number(bytesOfB), number(32), (a, b, c) => {
        const result = multiplyAdd(bytesOfB, a, b, c);
        expect(result % L).toBe((a * b + c) % L);
        expect(result).toBeLessThan(1n << 253n);
      }),
      { numRuns: 3000 },
    );
  });

  test('a result over one of its numbers [KT-11]', () => {
    fc.assert(
      fc.property(number(16), number(32), number(32), (a, b, c) => {
        expect(multiplyAdd(32, a, b, c, C) % L).toBe((a * b + c) % L);
      }),
    );
  });
});
