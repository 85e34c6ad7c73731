import { BoundedMap, byteKey } from './boundedMap.ts';

/**
 * Signatures that were checked and found good. The key is the whole of scheme, public key, message and
 * signature: signatures of these schemes are not unique, so that neither signature nor address alone names a vote. Bad ones are
 * never remembered.
 */
export interface SignatureCache {
  has(scheme: string, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  add(scheme: string, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): void;
  readonly size: number;
}

export function createSignatureCache(capacity: number): SignatureCache {
  const known = new BoundedMap<true>(capacity);
  // The lengths in front keep the three parts apart.
  const keyOf = (scheme: string, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
    `${scheme},${publicKey.length},${signature.length},${byteKey(publicKey)}${byteKey(signature)}${byteKey(message)}`;
  return {
    has: (scheme, publicKey, message, signature) => known.get(keyOf(scheme, publicKey, message, signature)) === true,
    add: (scheme, publicKey, message, signature) => known.set(keyOf(scheme, publicKey, message, signature), true),
    get size() {
      return known.size;
    },
  };
}
