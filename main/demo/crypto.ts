import * as nodeCrypto from 'node:crypto';
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { Validator } from '../../light-client/families/cometbft/types.ts';

// Keys and random numbers of the demo network: all from one seed, so that the same seed makes the same bytes.

type OneShot = (algorithm: string, data: Uint8Array, encoding: 'buffer') => Uint8Array;
// Twice as fast as a Hash object, but not in the oldest runtime's Node.
const oneShot = (nodeCrypto as { hash?: OneShot }).hash;

export function sha256(data: Uint8Array): Uint8Array {
  const digest = oneShot?.('sha256', data, 'buffer') ?? createHash('sha256').update(data).digest();
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.length);
}

export function derive(...parts: readonly (string | number)[]): Uint8Array {
  return sha256(Buffer.from(parts.join('\u0000'), 'utf8'));
}

export interface SigningKey {
  readonly publicKey: Uint8Array;
  /** sha256(key)[0..20], as CometBFT's ed25519 address. */
  readonly address: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

export function signingKey(...parts: readonly (string | number)[]): SigningKey {
  const pkcs8 = Buffer.concat([PKCS8_ED25519, derive(...parts)]);
  const privateKey: KeyObject = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const publicKey = Uint8Array.from(spki.subarray(spki.length - 32));
  return {
    publicKey,
    address: sha256(publicKey).slice(0, 20),
    sign: (message) => Uint8Array.from(sign(null, message, privateKey)),
  };
}

export function validatorOf(key: SigningKey, votingPower: bigint): Validator {
  return { address: key.address, publicKey: { type: 'ed25519', bytes: key.publicKey }, votingPower };
}

/** A small seeded generator (splitmix32): a stream per purpose and height, never one shared stream. */
export class Random {
  #state: number;

  constructor(...parts: readonly (string | number)[]) {
    const seed = derive(...parts);
    this.#state = new DataView(seed.buffer, seed.byteOffset).getUint32(0);
  }

  /** 0 <= x < 1 */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 4_294_967_296;
  }

  /** An integer, both ends included. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)] as T;
  }

  shuffle<T>(list: readonly T[]): T[] {
    const out = [...list];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      [out[i], out[j]] = [out[j] as T, out[i] as T];
    }
    return out;
  }
}
