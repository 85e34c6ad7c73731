import { createPrivateKey, type KeyObject, sign as nodeSign } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { addressOf } from '../../light-client/families/cometbft/keys.ts';
import type { PublicKey, Validator } from '../../light-client/families/cometbft/types.ts';

// Keys that really sign, the same ones for the same seed. Derived with @noble, signing with the platform.

export interface SigningKey {
  readonly publicKey: PublicKey;
  readonly address: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
  validator(votingPower: bigint): Validator;
}

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

export function ed25519Key(seed: string): SigningKey {
  const secret = sha256(utf8ToBytes(`keyring ${seed}`));
  let native: KeyObject | undefined;
  return signingKey({ type: 'ed25519', bytes: ed25519.getPublicKey(secret) }, (message) => {
    native ??= createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, secret]), format: 'der', type: 'pkcs8' });
    return new Uint8Array(nodeSign(null, message, native));
  });
}

export function secp256k1Key(seed: string): SigningKey {
  const secret = sha256(utf8ToBytes(`keyring secp ${seed}`));
  return signingKey({ type: 'secp256k1', bytes: secp256k1.getPublicKey(secret, true) }, (message) =>
    secp256k1.sign(message, secret),
  );
}

function signingKey(publicKey: PublicKey, sign: SigningKey['sign']): SigningKey {
  const address = addressOf(publicKey);
  if (address === undefined) throw new Error('a key of the ring has no address');
  return { publicKey, address, sign, validator: (votingPower) => ({ address, publicKey, votingPower }) };
}

/** Keys made when they are first asked for, by name. */
export class Keyring {
  private readonly keys = new Map<string, SigningKey>();
  private readonly seed: string;

  constructor(seed: string) {
    this.seed = seed;
  }

  key(name: string): SigningKey {
    let key = this.keys.get(name);
    if (key === undefined) {
      key = name.startsWith('secp') ? secp256k1Key(`${this.seed} ${name}`) : ed25519Key(`${this.seed} ${name}`);
      this.keys.set(name, key);
    }
    return key;
  }

  byAddress(address: Uint8Array): SigningKey | undefined {
    return [...this.keys.values()].find((key) => Buffer.compare(key.address, address) === 0);
  }
}
