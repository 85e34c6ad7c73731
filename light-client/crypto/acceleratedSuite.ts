import { toHex } from '../codec/hex.ts';
import { SECP256K1_HALF_ORDER } from './keyTables.ts';
import type { CryptoSuite } from './suite.ts';

/** What a platform can do faster. Given by main/; every part is optional. */
export interface NativeCrypto {
  readonly name: string;
  readonly sha256?: (data: Uint8Array) => Uint8Array;
  /** Any rule that accepts no more than ZIP-215 does: OpenSSL's and BoringSSL's do. */
  readonly ed25519Verify?: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  /** ECDSA over SHA-256, r||s; need not refuse high s. */
  readonly secp256k1Verify?: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
}

/**
 * A native yes is a yes; a native no is asked again of the reference, because native rules are narrower than ZIP-215.
 * Give it only what `probeNative` let through.
 */
export function createAcceleratedSuite(native: NativeCrypto, reference: CryptoSuite): CryptoSuite {
  const { ed25519Verify, secp256k1Verify } = native;
  return {
    name: `${native.name}+${reference.name}`,
    sha256: native.sha256 ?? reference.sha256,
    ed25519Verify(publicKey, message, signature) {
      if (publicKey.length !== 32 || signature.length !== 64) return false;
      if (ed25519Verify?.(publicKey, message, signature) === true) return true;
      return reference.ed25519Verify(publicKey, message, signature);
    },
    secp256k1Verify(publicKey, message, signature) {
      if (publicKey.length !== 33 || signature.length !== 64) return false;
      // Native ECDSA accepts both of s and n - s; CometBFT only the smaller.
      if (BigInt(`0x${toHex(signature.subarray(32))}`) > SECP256K1_HALF_ORDER) return false;
      if (secp256k1Verify?.(publicKey, message, signature) === true) return true;
      return reference.secp256k1Verify(publicKey, message, signature);
    },
  };
}
