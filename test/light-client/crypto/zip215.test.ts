import { describe, expect, test } from 'vitest';
import { concatBytes } from '../../../light-client/codec/bytes.ts';
import { createAcceleratedSuite } from '../../../light-client/crypto/acceleratedSuite.ts';
import { createTableSuite } from '../../../light-client/crypto/keyTables.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { probeNative } from '../../../light-client/crypto/probeNative.ts';
import type { CryptoSuite } from '../../../light-client/crypto/suite.ts';
import { createNativeCrypto } from '../../../main/providers/nativeCrypto.ts';
import { batchedSuites } from './batched.ts';
import { L, littleEndian, MESSAGE, mixed, Point, SMALL, SMALL_ENCODINGS, toNumber } from './edges.ts';

// Under ZIP-215 each case has one verdict, whatever the platform says, and whatever stands beside it in a batch.

const native = probeNative(createNativeCrypto()).native;
const suites: readonly (readonly [string, CryptoSuite])[] = [
  ['the reference', nobleSuite],
  ['key tables', createTableSuite({ maxKeys: 64, tableAfter: 1 })],
  ['the native accelerator over the reference', createAcceleratedSuite(native, nobleSuite)],
  ['the native accelerator over key tables', createAcceleratedSuite(native, createTableSuite())],
  ...batchedSuites(),
];

describe.each(suites)('ed25519 at its edges, with %s', (_, suite) => {
  test('takes every pair of small-order points, however they are written [KT-1]', () => {
    expect(SMALL_ENCODINGS).toHaveLength(14);
    const refused = SMALL_ENCODINGS.flatMap((key, i) =>
      SMALL_ENCODINGS.filter((nonce) => {
        const signature = concatBytes(nonce, new Uint8Array(32));
        return !suite.ed25519Verify(key, MESSAGE, signature);
      }).map(() => i),
    );
    expect(refused).toEqual([]);
  });

  test('takes keys and nonces that a point of small order was added to [KT-1]', () => {
    for (const keyOffset of SMALL) {
      for (const nonceOffset of SMALL) {
        const { key, signature } = mixed(keyOffset, nonceOffset);
        expect(suite.ed25519Verify(key, MESSAGE, signature)).toBe(true);
      }
    }
  });

  test('refuses the same for another message, another key and another nonce [KT-1]', () => {
    const [, one = Point.ZERO, two = Point.ZERO] = SMALL;
    const { key, signature } = mixed(one, two);
    expect(suite.ed25519Verify(key, new TextEncoder().encode('another'), signature)).toBe(false);
    // Another point of small order in the key is in the challenge: the signature is for these bytes only.
    expect(suite.ed25519Verify(mixed(two, two).key, MESSAGE, signature)).toBe(false);
    expect(
      suite.ed25519Verify(key, MESSAGE, concatBytes(mixed(one, one).signature.slice(0, 32), signature.slice(32))),
    ).toBe(false);
  });

  test('refuses S at L and above it, though the equation holds [KT-1]', () => {
    const { key, signature } = mixed(Point.ZERO, Point.ZERO);
    const s = toNumber(signature.slice(32));
    for (const twin of [s + L, s + 2n * L, s + 7n * L, s + 15n * L]) {
      const bytes = concatBytes(signature.slice(0, 32), littleEndian(twin));
      expect(suite.ed25519Verify(key, MESSAGE, bytes)).toBe(false);
    }
    const [small = new Uint8Array(32)] = SMALL_ENCODINGS;
    expect(suite.ed25519Verify(small, MESSAGE, concatBytes(small, littleEndian(L)))).toBe(false);
    expect(suite.ed25519Verify(small, MESSAGE, concatBytes(small, littleEndian(L - 1n)))).toBe(false);
  });

  test('refuses bytes that are no point, and parts of another length, without an exception [KT-7]', () => {
    const { key, signature } = mixed(Point.ZERO, Point.ZERO);
    const none = littleEndian(2n); // no x goes with it
    expect(() => Point.fromBytes(none, true)).toThrow();
    for (const [k, s] of [
      [none, signature],
      [key, concatBytes(none, signature.slice(32))],
      [key.slice(1), signature],
      [key, signature.slice(1)],
      [concatBytes(key, Uint8Array.of(0)), signature],
      [key, concatBytes(signature, Uint8Array.of(0))],
      [new Uint8Array(0), new Uint8Array(0)],
    ] as const) {
      expect(suite.ed25519Verify(k, MESSAGE, s)).toBe(false);
    }
  });
});

test('the platform alone refuses some of what ZIP-215 takes: its no has to be asked again [KT-8]', () => {
  const verify = native.ed25519Verify;
  if (verify === undefined) throw new Error('this platform has no native ed25519');
  const said = SMALL_ENCODINGS.map((key) => verify(key, MESSAGE, concatBytes(key, new Uint8Array(32))));
  expect(said).toContain(false);
});
