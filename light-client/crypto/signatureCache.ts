import { equalBytes } from '../codec/bytes.ts';
import { BoundedMap, byteKey } from './boundedMap.ts';

/**
 * Signatures that were checked and found good. What is remembered is the whole of scheme, public key, message and
 * signature: signatures of these schemes are not unique, so that neither signature nor address alone names a vote. Bad ones are
 * never remembered.
 */
export interface SignatureCache {
  has(scheme: string, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  add(scheme: string, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): void;
  readonly size: number;
}

interface Vote {
  readonly scheme: string;
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
}

export function createSignatureCache(capacity: number): SignatureCache {
  // Found by the signature, then compared whole. One signature that is good twice over is remembered for its latest vote.
  const known = new BoundedMap<Vote>(capacity);
  // What was not found is most often added next.
  let missed: { readonly signature: Uint8Array; readonly key: string } | undefined;
  return {
    has(scheme, publicKey, message, signature) {
      const key = byteKey(signature);
      const vote = known.get(key);
      missed = vote === undefined ? { signature, key } : undefined;
      if (vote === undefined || vote.scheme !== scheme) return false;
      return equalBytes(vote.publicKey, publicKey) && equalBytes(vote.message, message);
    },
    add(scheme, publicKey, message, signature) {
      const key = missed?.signature === signature ? missed.key : byteKey(signature);
      missed = undefined;
      known.set(key, { scheme, publicKey, message });
    },
    get size() {
      return known.size;
    },
  };
}
