import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { i32, signed, unsigned } from '../../../../light-client/crypto/ed25519/emitter.ts';
import { moduleBytes } from '../../../../light-client/crypto/ed25519/module.ts';
import { P } from '../edges.ts';
import { FREE, limbsOf, machine, numberOf, power, readLimbs, readNumber, TIGHT, writeLimbs } from './memory.ts';

// Each operation beside whole numbers, in both lanes at once, with limbs at the ends of what the operation may be given.

/** Limbs up to so many times tight, the largest and the smallest more often than chance would have them. */
const limbs = (times: number) => {
  const limb = fc.oneof(
    fc.constantFrom(0, 1, TIGHT * times, TIGHT * times - 1, 2 ** 50, 2 ** 51 - 1),
    fc.maxSafeInteger().map((any) => any % (TIGHT * times + 1)),
  );
  const signed = fc.tuple(limb, fc.boolean()).map(([value, negative]) => (negative ? -value : value));
  return fc.tuple(signed, signed, signed, signed, signed).map((all) => all.map((one) => clamp(one, TIGHT * times)));
};
const clamp = (value: number, most: number) => Math.max(-most, Math.min(most, value));
const number = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 255n - 1n }),
  fc.constantFrom(0n, 1n, 2n, 18n, 19n, P - 1n, P, P + 1n, 2n ** 255n - 1n, 2n ** 254n),
);
const [OUT, A, B] = [FREE, FREE + 80, FREE + 160];

function isTight(address: number): boolean {
  return readLimbs(address).every((limb) => Number.isInteger(limb) && Math.abs(limb) <= TIGHT);
}

describe('numbers mod p, two at a time', () => {
  test.each([
    [3, 1],
    [1, 3],
    [1.5, 2],
  ])('are multiplied, with limbs up to %d and %d times tight [KT-11]', (m, n) => {
    fc.assert(
      fc.property(limbs(m), limbs(n), limbs(m), limbs(n), (a0, b0, a1, b1) => {
        writeLimbs(A, a0);
        writeLimbs(A + 8, a1);
        writeLimbs(B, b0);
        writeLimbs(B + 8, b1);
        machine.multiply(OUT, A, B);
        expect(readNumber(OUT)).toBe((numberOf(a0) * numberOf(b0)) % P);
        expect(readNumber(OUT + 8)).toBe((numberOf(a1) * numberOf(b1)) % P);
        expect([isTight(OUT), isTight(OUT + 8)]).toEqual([true, true]);
        machine.multiply(A, A, B);
        expect(readLimbs(A)).toEqual(readLimbs(OUT));
      }),
      { numRuns: 500 },
    );
  });

  test('are squared [KT-11]', () => {
    fc.assert(
      fc.property(limbs(1), limbs(1), (a0, a1) => {
        writeLimbs(A, a0);
        writeLimbs(A + 8, a1);
        machine.square(OUT, A);
        expect(readNumber(OUT)).toBe(numberOf(a0) ** 2n % P);
        expect(readNumber(OUT + 8)).toBe(numberOf(a1) ** 2n % P);
        expect([isTight(OUT), isTight(OUT + 8)]).toEqual([true, true]);
      }),
      {
        numRuns: 500,
        examples: [
          [
            [0, 0, 0, 0, 0],
            [-2, 2 ** 50, 0, 2 ** 50, 2 ** 49 + 1],
          ],
        ],
      },
    );
  });

  test('at their largest, of every sign, give the right columns: no half is rounded, and no sum overflows [KT-11]', () => {
    const signs = Array.from({ length: 32 }, (_, bits) => [0, 1, 2, 3, 4].map((i) => ((bits >> i) & 1 ? -1 : 1)));
    for (const first of signs) {
      for (const second of signs) {
        const [a, b] = [first.map((sign) => 3 * sign * TIGHT), second.map((sign) => sign * TIGHT)];
        for (const lane of [0, 8]) {
          writeLimbs(A + lane, a);
          writeLimbs(B + lane, b);
        }
        machine.multiply(OUT, A, B);
        expect([readNumber(OUT), readNumber(OUT + 8)]).toEqual(Array(2).fill((numberOf(a) * numberOf(b)) % P));
        expect([isTight(OUT), isTight(OUT + 8)]).toEqual([true, true]);
      }
    }
  });

  test('are multiplied where a limb of the product is next to changing its sign [KT-11]', () => {
    const middle = fc.integer({ min: -300, max: 300 }).map((off) => 2n ** 50n + BigInt(off));
    const limb = fc.oneof(middle, fc.bigInt({ min: 0n, max: 2n ** 51n - 1n }));
    const product = fc
      .tuple(limb, limb, limb, limb, limb)
      .map((all) => all.reduceRight((sum, one) => (sum << 51n) + one, 0n) % P);
    fc.assert(
      fc.property(product, number, (wanted, b) => {
        if (b % P === 0n) return;
        writeLimbs(A, limbsOf((wanted * power(b, P - 2n)) % P));
        writeLimbs(B, limbsOf(b));
        machine.multiply(OUT, A, B);
        expect([readNumber(OUT), isTight(OUT)]).toEqual([wanted, true]);
      }),
      { numRuns: 1500 },
    );
  });

  test('are raised to (p - 5) / 8 [KT-11]', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        writeLimbs(A, limbsOf(a));
        writeLimbs(A + 8, limbsOf(b));
        machine.power(OUT, A);
        expect(readNumber(OUT)).toBe(power(a, (P - 5n) / 8n));
        expect(readNumber(OUT + 8)).toBe(power(b, (P - 5n) / 8n));
      }),
      { numRuns: 30 },
    );
  });

  test('have one least form, which is 0 for 0 and for p only [KT-11]', () => {
    const any = fc.oneof(
      number.map(limbsOf),
      limbs(1),
      fc.constantFrom([0, 0, 0, 0, 0], [TIGHT, TIGHT, TIGHT, TIGHT, TIGHT], [-TIGHT, -TIGHT, -TIGHT, -TIGHT, -TIGHT]),
    );
    fc.assert(
      fc.property(any, (given) => {
        writeLimbs(A + 8, given);
        const found = machine.freeze(A + 8);
        const least = readLimbs(A + 8);
        expect(least.every((limb) => limb >= 0 && limb < 2 ** 51)).toBe(true);
        expect(least.reduceRight((sum, limb) => (sum << 51n) + BigInt(limb), 0n)).toBe(numberOf(given));
        expect(found === 0).toBe(numberOf(given) === 0n);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the module', () => {
  test('is one that a platform takes, and is written alike each time [KT-13]', () => {
    const bytes = moduleBytes();
    expect(WebAssembly.validate(bytes as BufferSource)).toBe(true);
    expect(moduleBytes()).toEqual(bytes);
  });

  test('has its numbers in LEB128', () => {
    const flat = (code: unknown): number[] => [code].flat(99) as number[];
    expect([0, 127, 128, 624485].map((value) => flat(unsigned(value)))).toEqual([[0], [127], [128, 1], [229, 142, 38]]);
    const signedNumbers: readonly (readonly [number, number[]])[] = [
      [0, [0]],
      [-1, [127]],
      [63, [63]],
      [64, [192, 0]],
      [-64, [64]],
      [-65, [191, 127]],
      [-124, [132, 127]],
      [-123456, [192, 187, 120]],
      [2 ** 31 - 1, [255, 255, 255, 255, 7]],
      [-(2 ** 31), [128, 128, 128, 128, 120]],
    ];
    for (const [value, written] of signedNumbers) {
      expect(flat(signed(BigInt(value)))).toEqual(written);
      expect(flat(i32.const(value))).toEqual([0x41, ...written]);
    }
  });
});
