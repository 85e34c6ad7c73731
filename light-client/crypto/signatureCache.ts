import { equalBytes } from '../codec/bytes.ts';
import { BoundedMap, placeKey } from './boundedMap.ts';

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
  readonly signature: Uint8Array;
}

export function createSignatureCache(capacity: number): SignatureCache {
  // Compared whole where something is found; of two votes in one place the latest is remembered.
  const known = new BoundedMap<Vote, number>(capacity);
  return {
    has(scheme, publicKey, message, signature) {
      const vote = known.get(placeKey(signature));
      return (
        vote !== undefined &&
        vote.scheme === scheme &&
        equalBytes(vote.signature, signature) &&
        equalBytes(vote.publicKey, publicKey) &&
        equalBytes(vote.message, message)
      );
    },
    add(scheme, publicKey, message, signature) {
      known.set(placeKey(signature), { scheme, publicKey, message, signature });
    },
    get size() {
      return known.size;
    },
  };
}
