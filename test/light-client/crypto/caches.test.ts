import { describe, expect, test } from 'vitest';
import { BoundedMap, byteKey, placeKey } from '../../../light-client/crypto/boundedMap.ts';
import { createSignatureCache } from '../../../light-client/crypto/signatureCache.ts';

describe('a bounded map', () => {
  test('may hold one entry, and tells what had to go for another [CB-13]', () => {
    const map = new BoundedMap<string>(1);
    expect([map.set('a', 'A'), map.set('a', 'B'), map.set('b', 'C')]).toEqual([undefined, undefined, 'B']);
    expect([map.get('a'), map.get('b'), map.size]).toEqual([undefined, 'C', 1]);
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'has room for a whole number of entries, not %s',
    (room) => {
      expect(() => new BoundedMap(room)).toThrow('capacity must be a positive integer');
      expect(() => createSignatureCache(room)).toThrow('capacity must be a positive integer');
    },
  );
});

describe('keys of bytes', () => {
  test('have one character for each byte, however many there are', () => {
    for (const length of [0, 1, 4095, 4096, 4097, 8192, 1_000_003]) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 255);
      const key = byteKey(bytes);
      expect(key.length).toBe(length);
      expect(Buffer.from(key, 'latin1').equals(bytes)).toBe(true);
    }
  });

  test('by place have thirty bits of the first four bytes', () => {
    const places = [[], [1], [0, 1], [0, 0, 1], [0, 0, 0, 1], [255, 255, 255, 255], [0, 0, 0, 64]];
    expect(places.map((bytes) => placeKey(Uint8Array.from(bytes)))).toEqual([
      0,
      1,
      2 ** 8,
      2 ** 16,
      2 ** 24,
      2 ** 30 - 1,
      0,
    ]);
  });
});

test('a signature cache of one remembers the last [CB-13]', () => {
  const cache = createSignatureCache(1);
  const [key, message] = [Uint8Array.of(1), Uint8Array.of(2)];
  for (const i of [1, 2]) cache.add('x', key, message, Uint8Array.of(i));
  expect([1, 2].map((i) => cache.has('x', key, message, Uint8Array.of(i)))).toEqual([false, true]);
});

test('a signature cache forgets its older half as a whole, once the younger is full [CB-13]', () => {
  const cache = createSignatureCache(2);
  const [key, message] = [Uint8Array.of(1), Uint8Array.of(2)];
  const sizes = [1, 2, 3, 4, 5].map((i) => {
    cache.add('x', key, message, Uint8Array.of(i));
    return cache.size;
  });
  expect(sizes).toEqual([1, 2, 3, 2, 3]);
  // Whoever is asked for is young again: 4 takes the last place beside 5, and 3 goes with the older half.
  const known = [1, 2, 4, 3].map((i) => cache.has('x', key, message, Uint8Array.of(i)));
  expect(known).toEqual([false, false, true, false]);
});
