import { describe, expect, test } from 'vitest';
import { seal, Verified } from '../../../light-client/core/verified.ts';

describe('verified values [TY-1]', () => {
  const verified = seal({ height: 1n });

  test('are told apart from copies, clones and casts', () => {
    const fakes: unknown[] = [
      { ...verified },
      { value: verified.value },
      structuredClone({ value: 1 }),
      null,
      undefined,
      7,
      'x',
    ];
    fakes.push(Object.create(Verified.prototype), Object.setPrototypeOf({ value: 1 }, Verified.prototype));
    expect(Verified.isVerified(verified)).toBe(true);
    expect(fakes.map((fake) => Verified.isVerified(fake))).toEqual(fakes.map(() => false));
  });

  test('cannot be made with new, and cannot be changed', () => {
    const Class = Verified as unknown as new (key: symbol, value: unknown) => object;
    expect(() => new Class(Symbol('seal'), 1)).toThrow('verifiers only');
    expect(() => new (class extends Class {})(Symbol('seal'), 1)).toThrow('verifiers only');
    expect(() => {
      (verified as { value: unknown }).value = 1;
    }).toThrow();
  });
});
