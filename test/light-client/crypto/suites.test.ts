import { bls12_381 } from '@noble/curves/bls12-381.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAcceleratedSuite, type NativeCrypto } from '../../../light-client/crypto/acceleratedSuite.ts';
import { bls12381Verify } from '../../../light-client/crypto/bls12381.ts';
import { BoundedMap, byteKey } from '../../../light-client/crypto/boundedMap.ts';
import { createTableSuite } from '../../../light-client/crypto/keyTables.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { probeNative } from '../../../light-client/crypto/probeNative.ts';
import { createSignatureCache } from '../../../light-client/crypto/signatureCache.ts';
import { sm2Verify } from '../../../light-client/crypto/sm2.ts';
import { sm3 } from '../../../light-client/crypto/sm3.ts';
import type { CryptoSuite } from '../../../light-client/crypto/suite.ts';
import { createNativeCrypto } from '../../../main/providers/nativeCrypto.ts';
import { ed25519Key, secp256k1Key } from '../../helpers/keyring.ts';
import { haveVectors, type Json, vector } from '../../helpers/vectors.ts';
import { batchedSuites } from './batched.ts';

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const utf8 = (text: string) => new Uint8Array(Buffer.from(text));

/** Wycheproof judges by RFC 8032; ZIP-215 also takes the point with x = 0 and its sign bit set (case 151: R). */
const ZIP215_ONLY = new Set([151]);

const native = probeNative(createNativeCrypto());
const suites: readonly (readonly [string, CryptoSuite])[] = [
  ['the reference', nobleSuite],
  ['key tables', createTableSuite({ maxKeys: 8, tableAfter: 1 })],
  ['the platform', createAcceleratedSuite(native.native, nobleSuite)],
  ['the platform over key tables', createAcceleratedSuite(native.native, createTableSuite())],
  ...batchedSuites(),
];

describe.skipIf(!haveVectors).each(suites)('with %s', (_, suite) => {
  test('accepts every ZIP-215 case [KT-1]', () => {
    const cases = vector('keys/ed25519_zip215.json') as Json[];
    const wrong = cases.filter((c) => !suite.ed25519Verify(hex(c.vk), utf8(c.msg_utf8), hex(c.sig)));
    expect(wrong.map((c) => c.index)).toEqual([]);
    expect(cases.length).toBeGreaterThan(100);
  });

  test('judges the ed25519 speccheck as ZIP-215 does, hashing the bytes as received [KT-1]', () => {
    const cases = vector('keys/ed25519_speccheck.json') as Json[];
    const wrong = cases.filter(
      (c) => suite.ed25519Verify(hex(c.pub_key), hex(c.message), hex(c.signature)) !== (c.zip215 === 'valid'),
    );
    expect(wrong.map((c) => c.index)).toEqual([]);
  });

  test('judges the Wycheproof ed25519 cases [KT-1] [KT-7]', () => {
    const groups = vector('keys/wycheproof_ed25519_test.json').testGroups as Json[];
    const wrong = groups.flatMap((group) =>
      (group.tests as Json[])
        .filter((t) => {
          const valid = t.result === 'valid' || ZIP215_ONLY.has(t.tcId);
          return suite.ed25519Verify(hex(group.publicKey.pk), hex(t.msg), hex(t.sig)) !== valid;
        })
        .map((t) => `${t.tcId} ${t.comment} ${t.result}`),
    );
    expect(wrong).toEqual([]);
  });

  test('judges the Wycheproof secp256k1 cases, with high s refused [KT-2] [KT-7]', () => {
    const groups = vector('keys/wycheproof_ecdsa_secp256k1_sha256_p1363_test.json').testGroups as Json[];
    const half = secp256k1.Point.CURVE().n >> 1n;
    const wrong = groups.flatMap((group) => {
      const key = secp256k1.Point.fromHex(group.publicKey.uncompressed).toBytes(true);
      return (group.tests as Json[])
        .filter((t) => {
          const highS = t.sig.length === 128 && BigInt(`0x${t.sig.slice(64)}`) > half;
          return suite.secp256k1Verify(key, hex(t.msg), hex(t.sig)) !== (t.result === 'valid' && !highS);
        })
        .map((t) => `${t.tcId} ${t.comment} ${t.result}`);
    });
    expect(wrong).toEqual([]);
  });

  test('hashes as the reference does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (data) =>
        Buffer.from(suite.sha256(data)).equals(nobleSuite.sha256(data)),
      ),
    );
  });
});

test.skipIf(!haveVectors)(
  'judges the Wycheproof BLS cases with keys in their uncompressed form [KT-5]',
  () => {
    const groups = vector('keys/wycheproof_bls_sig_g2_basic_verify_test.json').testGroups as Json[];
    const wrong = groups.flatMap((group) => {
      let key: Uint8Array;
      try {
        key = bls12_381.G1.Point.fromHex(group.publicKey.pk).toBytes(false);
      } catch {
        key = new Uint8Array(96); // bytes that are no point have no uncompressed form
      }
      return (group.tests as Json[])
        .filter((t) => bls12381Verify(key, hex(t.msg), hex(t.sig)) !== (t.result === 'valid'))
        .map((t) => `${t.tcId} ${t.comment} ${t.result}`);
    });
    expect(wrong).toEqual([]);
  },
  60_000,
);

describe('native crypto', () => {
  test('of this platform gives the known answers [KT-9]', () => {
    expect(native.refused).toEqual([]);
  });

  test.each<[string, Partial<NativeCrypto>, string]>([
    ['a hash that is wrong', { sha256: () => new Uint8Array(32) }, 'sha256'],
    ['a hash that throws', { sha256: () => raise() }, 'sha256'],
    ['a check that always says yes', { ed25519Verify: () => true }, 'ed25519'],
    ['a check that always says no', { ed25519Verify: () => false }, 'ed25519'],
    ['a check that throws', { secp256k1Verify: () => raise() }, 'secp256k1'],
    ['a check that looks at the first half only', { ed25519Verify: firstHalfOnly }, 'ed25519'],
    ['a check that answers another word than true', { ed25519Verify: truthy as () => boolean }, 'ed25519'],
  ])('is not used where it has %s [KT-9]', (_, parts, refused) => {
    const probed = probeNative({ name: 'odd', ...parts });
    expect(probed.refused).toEqual([refused]);
    expect(Object.keys(probed.native)).toEqual(['name']);
  });

  test('is believed when it says yes, and asked again when it says no [KT-8]', () => {
    const key = ed25519Key('asked again');
    const message = utf8('message');
    const signature = key.sign(message);
    let asked = 0;
    const reference: CryptoSuite = {
      ...nobleSuite,
      ed25519Verify: (...parts) => {
        asked += 1;
        return nobleSuite.ed25519Verify(...parts);
      },
    };
    const yes = createAcceleratedSuite({ name: 'yes', ed25519Verify: () => true }, reference);
    const no = createAcceleratedSuite({ name: 'no', ed25519Verify: () => false }, reference);
    expect(yes.ed25519Verify(key.publicKey.bytes, message, signature)).toBe(true);
    expect(asked).toBe(0);
    expect(no.ed25519Verify(key.publicKey.bytes, message, signature)).toBe(true);
    expect(no.ed25519Verify(key.publicKey.bytes, utf8('other'), signature)).toBe(false);
    expect(asked).toBe(2);
  });

  test('does not bring back the malleable twin of a secp256k1 signature [KT-2]', () => {
    const key = secp256k1Key('twin');
    const message = utf8('message');
    const signature = secp256k1.Signature.fromBytes(key.sign(message), 'compact');
    const { n } = secp256k1.Point.CURVE();
    const twin = new secp256k1.Signature(signature.r, n - signature.s).toBytes('compact');
    const suite = createAcceleratedSuite({ name: 'yes', secp256k1Verify: () => true }, nobleSuite);
    expect(suite.secp256k1Verify(key.publicKey.bytes, message, signature.toBytes('compact'))).toBe(true);
    expect(suite.secp256k1Verify(key.publicKey.bytes, message, twin)).toBe(false);
    expect(nobleSuite.secp256k1Verify(key.publicKey.bytes, message, twin)).toBe(false);
  });
});

test('every suite gives the same verdict on altered signatures [KT-8] [KT-10]', () => {
  const key = ed25519Key('altered');
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.integer({ min: 0, max: 63 }),
      fc.integer({ min: 0, max: 7 }),
      (message, at, bit) => {
        const good = key.sign(message);
        const bad = good.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte));
        for (const [, suite] of suites) {
          expect(suite.ed25519Verify(key.publicKey.bytes, message, good)).toBe(true);
          expect(suite.ed25519Verify(key.publicKey.bytes, message, bad)).toBe(false);
        }
      },
    ),
    { numRuns: 15 },
  );
});

test('malformed lengths are false in every suite, never an exception [KT-7]', () => {
  const key = ed25519.getPublicKey(new Uint8Array(32).fill(1));
  for (const [, suite] of suites) {
    for (const [keyLength, sigLength] of [
      [0, 64],
      [31, 64],
      [33, 64],
      [32, 0],
      [32, 63],
      [32, 65],
    ] as const) {
      expect(suite.ed25519Verify(new Uint8Array(keyLength), utf8('m'), new Uint8Array(sigLength))).toBe(false);
      expect(suite.secp256k1Verify(new Uint8Array(keyLength), utf8('m'), new Uint8Array(sigLength))).toBe(false);
    }
    expect(suite.ed25519Verify(key, utf8('m'), new Uint8Array(64).fill(255))).toBe(false);
    expect(suite.secp256k1Verify(new Uint8Array(33).fill(2), utf8('m'), new Uint8Array(64).fill(255))).toBe(false);
  }
});

describe('bounded memory', () => {
  test('a map forgets what was used longest ago [CB-13]', () => {
    const map = new BoundedMap<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.get('a');
    map.set('c', 3);
    expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([1, undefined, 3, 2]);
    expect(() => new BoundedMap(0)).toThrow();
  });

  test('a byte key tells bytes apart, of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 20 }), (a, b) => {
        expect(byteKey(a) === byteKey(b)).toBe(Buffer.from(a).equals(b));
      }),
    );
    expect(byteKey(new Uint8Array(100_000)).length).toBe(100_000);
  });

  test('the signature cache tells scheme, key, message and signature apart [CB-13]', () => {
    const cache = createSignatureCache(3);
    const [a, b] = [Uint8Array.of(1, 2), Uint8Array.of(1)];
    cache.add('x', a, b, b);
    const asked = [cache.has('x', a, b, b), cache.has('y', a, b, b), cache.has('x', b, a, b), cache.has('x', b, b, a)];
    expect(asked).toEqual([true, false, false, false]);
    // The same but for one byte of one part.
    const c = Uint8Array.of(9);
    expect([cache.has('x', a, c, b), cache.has('x', a, b, c), cache.has('x', Uint8Array.of(9, 2), b, b)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('the signature cache forgets what was not asked for lately, and never holds more than twice its room [CB-13]', () => {
    const cache = createSignatureCache(4);
    const [key, message] = [Uint8Array.of(1), Uint8Array.of(2)];
    const signature = (i: number) => Uint8Array.of(i, i);
    const known = (i: number) => cache.has('x', key, message, signature(i));
    for (let i = 0; i < 40; i++) {
      cache.add('x', key, message, signature(i));
      expect(cache.size).toBeLessThanOrEqual(8);
      // Always asked for: never forgotten.
      expect(known(0)).toBe(true);
      for (let lately = Math.max(0, i - 1); lately <= i; lately++) expect(known(lately)).toBe(true);
    }
    const held = Array.from({ length: 40 }, (_, i) => known(i));
    expect(held.filter(Boolean).length).toBeLessThanOrEqual(8);
    expect(held.slice(1, 30)).not.toContain(true);
    expect(() => createSignatureCache(0)).toThrow();
  });

  test('two signatures that begin alike never stand for each other; the later one is remembered [CB-13]', () => {
    const cache = createSignatureCache(3);
    const [key, message] = [Uint8Array.of(1), Uint8Array.of(2)];
    const [first, second] = [Uint8Array.of(7, 7, 7, 7, 1), Uint8Array.of(7, 7, 7, 7, 2)];
    cache.add('x', key, message, first);
    expect([cache.has('x', key, message, first), cache.has('x', key, message, second)]).toEqual([true, false]);
    cache.add('x', key, message, second);
    expect([cache.has('x', key, message, first), cache.has('x', key, message, second)]).toEqual([false, true]);
    expect(cache.has('x', key, message, Uint8Array.of(7, 7, 7, 7))).toBe(false);
  });
});

describe('SM3 and SM2', () => {
  test('SM3 gives the answers of GB/T 32905 and of longer messages [KT-4]', () => {
    const answers = [utf8('abc'), utf8('abcd'.repeat(16))].map((m) => Buffer.from(sm3(m)).toString('hex'));
    expect(answers).toEqual([
      '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
      'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732',
    ]);
  });

  test('SM2 refuses r and s at zero or at the order, and bytes that are no point [KT-4] [KT-7]', () => {
    const n = hex('fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123');
    const one = new Uint8Array(32);
    one[31] = 1;
    const key = hex('0232c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7');
    const join = (a: Uint8Array, b: Uint8Array) => new Uint8Array([...a, ...b]);
    const zero = new Uint8Array(32);
    const less = n.map((byte, i) => (i === 31 ? byte - 1 : byte));
    for (const signature of [join(zero, one), join(one, zero), join(n, one), join(one, n), join(one, less)]) {
      expect(sm2Verify(key, utf8('m'), signature)).toBe(false);
    }
    expect(sm2Verify(new Uint8Array(33), utf8('m'), join(one, one))).toBe(false);
  });
});

function raise(): never {
  throw new Error('broken');
}

function truthy(): unknown {
  return 1;
}

function firstHalfOnly(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const whole = ed25519.verify(signature, message, publicKey, { zip215: true });
  return whole || signature[0] === 0x8b;
}
