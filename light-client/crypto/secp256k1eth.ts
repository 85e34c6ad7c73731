import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { equalBytes } from '../codec/bytes.ts';

// Ethereum-style keys of CometBFT 0.40. Source: CometBFT crypto/secp256k1eth/secp256k1eth.go.

/** Keccak-256 of the uncompressed point without its prefix, last 20 bytes; undefined where there is no such point. */
export function ethereumAddress(publicKey: Uint8Array): Uint8Array | undefined {
  try {
    return keccak_256(secp256k1.Point.fromBytes(publicKey).toBytes(false).subarray(1)).slice(12);
  } catch {
    return undefined; // noble throws for bytes that are no point
  }
}

/** 65 bytes r||s||v over Keccak-256 of the message, v 0 or 1, s <= n/2; checked by recovery of the key. */
export function secp256k1EthVerify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const v = signature[64];
  if (signature.length !== 65 || (v !== 0 && v !== 1)) return false;
  try {
    const compact = secp256k1.Signature.fromBytes(signature.subarray(0, 64), 'compact');
    if (compact.hasHighS()) return false;
    const point = compact.addRecoveryBit(v).recoverPublicKey(keccak_256(message));
    return equalBytes(point.toBytes(true), publicKey);
  } catch {
    return false; // r or s out of range, or no such point
  }
}
