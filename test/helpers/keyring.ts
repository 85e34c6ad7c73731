import { createPrivateKey, type KeyObject, sign as nodeSign } from 'node:crypto';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { addressOf } from '../../light-client/families/cometbft/keys.ts';
import type { PublicKey, Validator } from '../../light-client/families/cometbft/types.ts';
import { sm2PublicKey, sm2Sign } from '../../main/programme/trust/sm2Sign.ts';

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

export function secp256k1EthKey(seed: string): SigningKey {
  const secret = sha256(utf8ToBytes(`keyring eth ${seed}`));
  return signingKey({ type: 'secp256k1eth', bytes: secp256k1.getPublicKey(secret, true) }, (message) => {
    const [recovery = 0, ...rs] = secp256k1.sign(keccak_256(message), secret, { prehash: false, format: 'recovered' });
    return Uint8Array.of(...rs, recovery);
  });
}

export function sm2Key(seed: string): SigningKey {
  const secret = sha256(utf8ToBytes(`keyring sm2 ${seed}`));
  return signingKey({ type: 'sm2', bytes: sm2PublicKey(secret) }, (message) =>
    sm2Sign(secret, message, sha256(message)),
  );
}

const BLS_TAG = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_';

export function bls12381Key(seed: string): SigningKey {
  const secret = bls12_381.utils.randomSecretKey(sha512(utf8ToBytes(`keyring bls ${seed}`)).slice(0, 48));
  const { longSignatures } = bls12_381;
  return signingKey({ type: 'bls12381', bytes: longSignatures.getPublicKey(secret).toBytes(false) }, (message) =>
    longSignatures.sign(longSignatures.hash(message, BLS_TAG), secret).toBytes(true),
  );
}

const BY_NAME: readonly (readonly [string, (seed: string) => SigningKey])[] = [
  ['secp', secp256k1Key],
  ['eth', secp256k1EthKey],
  ['sm2', sm2Key],
  ['bls', bls12381Key],
];

function signingKey(publicKey: PublicKey, sign: SigningKey['sign']): SigningKey {
  const address = addressOf(publicKey);
  if (address === undefined) throw new Error('a key of the ring has no address');
  return { publicKey, address, sign, validator: (votingPower) => ({ address, publicKey, votingPower }) };
}

/** Keys made when they are first asked for, by name: of ed25519, unless the name begins with another type's. */
export class Keyring {
  private readonly keys = new Map<string, SigningKey>();
  private readonly seed: string;

  constructor(seed: string) {
    this.seed = seed;
  }

  key(name: string): SigningKey {
    let key = this.keys.get(name);
    if (key === undefined) {
      const [, create] = BY_NAME.find(([start]) => name.startsWith(start)) ?? ['', ed25519Key];
      key = create(`${this.seed} ${name}`);
      this.keys.set(name, key);
    }
    return key;
  }

  byAddress(address: Uint8Array): SigningKey | undefined {
    return [...this.keys.values()].find((key) => Buffer.compare(key.address, address) === 0);
  }
}
