import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fromHex } from '../../../../light-client/codec/hex.ts';
import { nobleSuite } from '../../../../light-client/crypto/nobleSuite.ts';
import type { CryptoSuite } from '../../../../light-client/crypto/suite.ts';
import { addressOf, verifySignature } from '../../../../light-client/families/cometbft/keys.ts';
import type { KeyType } from '../../../../light-client/families/cometbft/types.ts';
import { Keyring } from '../../../helpers/keyring.ts';

// Addresses that others computed, and the lengths of keys and signatures.

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());
const filled = (length: number) => new Uint8Array(length).fill(2);
/** The public key of private key 1. */
const GENERATOR = fromHex('0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798');

describe('the address of a key', () => {
  test.each<[KeyType, Uint8Array, Uint8Array]>([
    ['ed25519', filled(32), sha256(filled(32)).slice(0, 20)],
    ['sm2', filled(33), sha256(filled(33)).slice(0, 20)],
    ['bls12381', filled(96), sha256(filled(96)).slice(0, 20)],
    // As Bitcoin and Ethereum have them.
    ['secp256k1', GENERATOR, fromHex('751e76e8199196d454941c45d1b3a323f1433bd6')],
    ['secp256k1eth', GENERATOR, fromHex('7e5f4552091a69125d5dfcb7b8c2659029395bdf')],
  ])('of type %s is the known one, and there is none for another length [KT-3] [VS-3]', (type, bytes, address) => {
    expect(addressOf({ type, bytes })).toEqual(address);
    for (const other of [bytes.subarray(1), Uint8Array.of(...bytes, 0), new Uint8Array(0)]) {
      expect(addressOf({ type, bytes: other })).toBeUndefined();
    }
  });
});

describe('a signature', () => {
  const message = Uint8Array.of(1);
  const good: CryptoSuite = { ...nobleSuite, ed25519Verify: () => true, secp256k1Verify: () => true };

  test.each<[KeyType, number, number]>([
    ['ed25519', 32, 64],
    ['secp256k1', 33, 64],
  ])(
    'of type %s is put to the suite only where its length and that of the key are right [KT-7]',
    (type, key, signature) => {
      const judge = (keyBytes: number, signatureBytes: number) =>
        verifySignature(good, { type, bytes: filled(keyBytes) }, message, filled(signatureBytes));
      expect(judge(key, signature)).toBe(true);
      const others = [
        judge(key - 1, signature),
        judge(key + 1, signature),
        judge(key, signature - 1),
        judge(key, signature + 1),
      ];
      expect([...others, judge(0, 0)]).toEqual([false, false, false, false, false]);
    },
  );

  test('is good by the rule of its own type, not by that of another [KT-1] [KT-2] [KT-4] [KT-5] [KT-6]', () => {
    const ring = new Keyring('forms');
    for (const name of ['ed', 'secp', 'eth', 'sm2', 'bls']) {
      const { publicKey, sign } = ring.key(name);
      const signature = sign(message);
      expect(verifySignature(nobleSuite, publicKey, message, signature)).toBe(true);
      expect(verifySignature(nobleSuite, publicKey, Uint8Array.of(2), signature)).toBe(false);
      // Neither does the suite judge what is not its own.
      const ofSuite = ['ed25519', 'secp256k1'].includes(publicKey.type);
      expect(verifySignature(good, publicKey, Uint8Array.of(2), signature)).toBe(ofSuite);
    }
  });
});
