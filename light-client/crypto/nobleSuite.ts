import { ed25519 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { CryptoSuite } from './suite.ts';

/** The reference: pure code, no cache, no tables. Every other suite must agree with this one. */
export const nobleSuite: CryptoSuite = {
  name: 'noble',
  sha256,
  ed25519Verify(publicKey, message, signature) {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    return ed25519.verify(signature, message, publicKey, { zip215: true });
  },
  secp256k1Verify(publicKey, message, signature) {
    if (publicKey.length !== 33 || signature.length !== 64) return false;
    try {
      return secp256k1.verify(signature, message, publicKey, { prehash: true, lowS: true, format: 'compact' });
    } catch {
      return false; // noble throws for r or s out of range and for bytes that are no point
    }
  },
};
