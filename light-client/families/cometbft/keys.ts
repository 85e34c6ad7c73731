import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { bls12381Verify } from '../../crypto/bls12381.ts';
import { ethereumAddress, secp256k1EthVerify } from '../../crypto/secp256k1eth.ts';
import { sm2Verify } from '../../crypto/sm2.ts';
import type { CryptoSuite } from '../../crypto/suite.ts';
import type { Hash } from '../../proofs/merkle.ts';
import type { KeyType, PublicKey } from './types.ts';

/** Which key types a network uses: named by its configuration, never guessed from the bytes. */
export type KeyTable = 'tendermint' | 'tendermint-irita' | 'cometbft-0.39-bls' | 'cometbft-0.40';

export const KEY_TABLES: Record<KeyTable, readonly KeyType[]> = {
  tendermint: ['ed25519', 'secp256k1'],
  'tendermint-irita': ['ed25519', 'sm2'],
  'cometbft-0.39-bls': ['ed25519', 'secp256k1', 'bls12381'],
  'cometbft-0.40': ['ed25519', 'secp256k1', 'secp256k1eth'],
};

interface KeyRule {
  readonly keyLength: number;
  readonly signatureLength: number;
}

/** Bytes of key and signature. Sources: CometBFT crypto/{ed25519,secp256k1,secp256k1eth,bls12381}; bianjieai/tendermint crypto/sm2. */
export const KEY_RULES: Record<KeyType, KeyRule> = {
  ed25519: { keyLength: 32, signatureLength: 64 },
  secp256k1: { keyLength: 33, signatureLength: 64 },
  secp256k1eth: { keyLength: 33, signatureLength: 65 },
  sm2: { keyLength: 33, signatureLength: 64 },
  bls12381: { keyLength: 96, signatureLength: 96 },
};

/** The longest signature that any supported key makes: CometBFT types.MaxSignatureSize before ML-DSA. */
export const MAX_SIGNATURE_BYTES = 96;
export const ADDRESS_BYTES = 20;

/** 20 bytes, or undefined for a key that has no address (wrong length, or a point that does not exist). */
export function addressOf(publicKey: PublicKey, sha256: Hash = nobleSha256): Uint8Array | undefined {
  const { type, bytes } = publicKey;
  if (bytes.length !== KEY_RULES[type].keyLength) return undefined;
  switch (type) {
    case 'ed25519':
    case 'sm2': // SHA-256, not SM3: the fork kept Tendermint's hash
    case 'bls12381':
      return sha256(bytes).slice(0, ADDRESS_BYTES);
    case 'secp256k1':
      return ripemd160(sha256(bytes));
    case 'secp256k1eth':
      return ethereumAddress(bytes);
  }
}

/** By the key's own rule. Anything malformed is false, never an exception. */
export function verifySignature(
  suite: CryptoSuite,
  publicKey: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const { type, bytes } = publicKey;
  const rule = KEY_RULES[type];
  if (bytes.length !== rule.keyLength || signature.length !== rule.signatureLength) return false;
  switch (type) {
    case 'ed25519':
      return suite.ed25519Verify(bytes, message, signature);
    case 'secp256k1':
      return suite.secp256k1Verify(bytes, message, signature);
    case 'secp256k1eth':
      return secp256k1EthVerify(bytes, message, signature);
    case 'bls12381':
      return bls12381Verify(bytes, message, signature);
    case 'sm2':
      return sm2Verify(bytes, message, signature);
  }
}
