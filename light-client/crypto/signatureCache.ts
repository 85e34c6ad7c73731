import { equalBytes } from '../codec/bytes.ts';
import { placeKey } from './boundedMap.ts';

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

/**
 * The last `capacity` that were added or asked for are remembered, and at most twice as many: in two generations, of which
 * the older is forgotten as a whole once the younger is full. Cheaper by far than an order of use, which nobody needs.
 */
export function createSignatureCache(capacity: number): SignatureCache {
  if (!Number.isInteger(capacity) || capacity < 1) throw new Error('capacity must be a positive integer');
  let lately = new Map<number, Vote>();
  let before = new Map<number, Vote>();

  function keep(place: number, vote: Vote): void {
    lately.set(place, vote);
    before.delete(place);
    if (lately.size < capacity) return;
    before = lately;
    lately = new Map();
  }

  return {
    has(scheme, publicKey, message, signature) {
      const place = placeKey(signature);
      const recent = lately.get(place);
      const vote = recent ?? before.get(place);
      // Compared whole; of two votes in one place the latest is remembered.
      const same =
        vote !== undefined &&
        vote.scheme === scheme &&
        equalBytes(vote.signature, signature) &&
        equalBytes(vote.publicKey, publicKey) &&
        equalBytes(vote.message, message);
      if (same && recent === undefined) keep(place, vote);
      return same;
    },
    add(scheme, publicKey, message, signature) {
      keep(placeKey(signature), { scheme, publicKey, message, signature });
    },
    get size() {
      return lately.size + before.size;
    },
  };
}
