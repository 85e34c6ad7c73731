import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signed, unsigned } from '../../../../light-client/crypto/ed25519/emitter.ts';
import { moduleBytes } from '../../../../light-client/crypto/ed25519/module.ts';
import { P } from '../edges.ts';
import { FREE, limbsOf, machine, numberOf, power, readLimbs, readNumber, TIGHT, writeLimbs } from './memory.ts';

// Each operation beside whole numbers, in both lanes at once, with limbs at the ends of what the operation may be given.

/** Limbs up to so many times tight, the largest and the smallest more often than chance would have them. */
const limbs = (times: number) =>
  fc.tuple(
    ...TIGHT.map((tight) =>
      fc.oneof(fc.constant(0), fc.constant(tight * times), fc.constant(tight - 1), fc.nat({ max: tight * times })),
    ),
  );
const number = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 255n - 1n }),
  fc.constantFrom(0n, 1n, 2n, 18n, 19n, P - 1n, P, P + 1n, 2n ** 255n - 1n, 2n ** 254n),
);
const [OUT, A, B] = [FREE, FREE + 80, FREE + 160];

function isTight(address: number): boolean {
  return readLimbs(address).every((limb, i) => limb <= (TIGHT[i] as number) + (i === 1 || i === 6 ? 2 ** 17 : 0));
}

describe('numbers mod p, two at a time', () => {
  // In the formulas: 5 by 5, 3 by 4, and less.
  test.each([
    [5, 5],
    [8, 3],
    [1, 25],
  ])('are multiplied, with limbs up to %i and %i times tight [KT-11]', (m, n) => {
    fc.assert(
      fc.property(limbs(m), limbs(n), limbs(m), limbs(n), (a0, b0, a1, b1) => {
        writeLimbs(A, a0);
        writeLimbs(A + 4, a1);
        writeLimbs(B, b0);
        writeLimbs(B + 4, b1);
        machine.multiply(OUT, A, B);
        expect(readNumber(OUT)).toBe((numberOf(a0) * numberOf(b0)) % P);
        expect(readNumber(OUT + 4)).toBe((numberOf(a1) * numberOf(b1)) % P);
        expect([isTight(OUT), isTight(OUT + 4)]).toEqual([true, true]);
        machine.multiply(A, A, B);
        expect(readLimbs(A)).toEqual(readLimbs(OUT));
      }),
      { numRuns: 300 },
    );
  });

  test('are squared [KT-11]', () => {
    fc.assert(
      fc.property(limbs(5), limbs(5), (a0, a1) => {
        writeLimbs(A, a0);
        writeLimbs(A + 4, a1);
        machine.square(OUT, A);
        expect(readNumber(OUT)).toBe(numberOf(a0) ** 2n % P);
        expect(readNumber(OUT + 4)).toBe(numberOf(a1) ** 2n % P);
        expect([isTight(OUT), isTight(OUT + 4)]).toEqual([true, true]);
      }),
      { numRuns: 300 },
    );
  });

  test('at their largest give the right columns: no sum overflows [KT-11]', () => {
    const largest = TIGHT.map((tight) => 5 * (tight + 2 ** 8));
    for (const lane of [0, 4]) writeLimbs(A + lane, largest);
    const value = numberOf(largest) ** 2n % P;
    machine.multiply(OUT, A, A);
    expect([readNumber(OUT), readNumber(OUT + 4)]).toEqual([value, value]);
    machine.square(OUT, A);
    expect([readNumber(OUT), readNumber(OUT + 4)]).toEqual([value, value]);
  });

  test('are raised to (p - 5) / 8 [KT-11]', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        writeLimbs(A, limbsOf(a));
        writeLimbs(A + 4, limbsOf(b));
        machine.power(OUT, A);
        expect(readNumber(OUT)).toBe(power(a, (P - 5n) / 8n));
        expect(readNumber(OUT + 4)).toBe(power(b, (P - 5n) / 8n));
      }),
      { numRuns: 30 },
    );
  });

  test('have one least form, which is 0 for 0 and for p only [KT-11]', () => {
    fc.assert(
      fc.property(number, (a) => {
        writeLimbs(A + 4, limbsOf(a));
        const any = machine.freeze(A + 4);
        expect(numberOf(readLimbs(A + 4))).toBe(a % P);
        expect(any === 0).toBe(a % P === 0n);
      }),
    );
    // With the surplus that a tight limb may have.
    writeLimbs(
      A,
      limbsOf(P - 1n).map((limb, i) => (i === 1 ? limb + 2 ** 17 : limb)),
    );
    machine.freeze(A);
    expect(numberOf(readLimbs(A))).toBe((P - 1n + (1n << 43n)) % P);
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
    const numbers = [0n, -1n, 63n, 64n, -64n, -65n, -123456n].map((value) => flat(signed(value)));
    expect(numbers).toEqual([[0], [127], [63], [192, 0], [64], [191, 127], [192, 187, 120]]);
  });
});
