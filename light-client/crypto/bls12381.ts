import { bls12_381 } from '@noble/curves/bls12-381.js';

// BLS keys of CometBFT: keys in G1 (96 bytes, uncompressed), signatures in G2 (96 bytes, compressed).
// Source: CometBFT crypto/bls12381/key_bls12381.go (0.39 and 1.0.1 upwards).

const TAG = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_';

export function bls12381Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 96 || signature.length !== 96) return false;
  const { longSignatures } = bls12_381;
  try {
    const key = bls12_381.G1.Point.fromBytes(publicKey);
    key.assertValidity();
    const point = longSignatures.Signature.fromBytes(signature);
    point.assertValidity();
    return longSignatures.verify(point, longSignatures.hash(message, TAG), key);
  } catch {
    return false; // not a point, outside the subgroup, or the point at infinity
  }
}
