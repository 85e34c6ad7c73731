import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { fromHex, toHex } from '../../../light-client/codec/hex.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import { sm2Verify } from '../../../light-client/crypto/sm2.ts';
import { sm2PublicKey, sm2Secret, sm2Sign } from './sm2Sign.ts';
import type { Algorithm, PublicKey } from './types.ts';

// Keys of offices: made, named, used, checked. All in pure code: the window system's crypto knows no SM2.

export interface SigningKey extends PublicKey {
  readonly secret: Uint8Array;
}

const PUBLIC_LENGTH: Readonly<Record<Algorithm, number>> = { ed25519: 32, sm2: 33 };
const SIGNATURE_HEX = /^[0-9a-f]{128}$/;
const FINGERPRINT_BYTES = 20;

/** The first 20 bytes of a SHA-256 over algorithm and key: whoever knows the id recognises the key. */
export function keyIdOf(algorithm: Algorithm, publicKey: string): string {
  return toHex(sha256(toUtf8(`pilotlight-key\n${algorithm}\n${publicKey}`)).subarray(0, FINGERPRINT_BYTES));
}

/** The right length, and named by its own fingerprint. */
export function isKey({ keyId, algorithm, publicKey }: PublicKey): boolean {
  return publicKey.length === 2 * PUBLIC_LENGTH[algorithm] && keyIdOf(algorithm, publicKey) === keyId;
}

export function newKey(algorithm: Algorithm, randomBytes: (length: number) => Uint8Array): SigningKey {
  return keyFrom(algorithm, algorithm === 'ed25519' ? randomBytes(32) : sm2Secret(randomBytes));
}

export function keyFrom(algorithm: Algorithm, secret: Uint8Array): SigningKey {
  const publicKey = toHex(algorithm === 'ed25519' ? ed25519.getPublicKey(secret) : sm2PublicKey(secret));
  return { keyId: keyIdOf(algorithm, publicKey), algorithm, publicKey, secret };
}

/** What is signed says first what it is, so that a signature on one thing is never one on another. Lower-case hex. */
export function signText(key: SigningKey, domain: string, text: string, entropy: Uint8Array): string {
  const message = toUtf8(`${domain}\n${text}`);
  const signature =
    key.algorithm === 'ed25519' ? ed25519.sign(message, key.secret) : sm2Sign(key.secret, message, entropy);
  return toHex(signature);
}

/** Ed25519 by RFC 8032, stricter than what chains do: no key of small order, one signature for one message. */
export function verifyText(key: PublicKey, domain: string, text: string, signature: string): boolean {
  if (!SIGNATURE_HEX.test(signature) || !isKey(key)) return false;
  const message = toUtf8(`${domain}\n${text}`);
  const bytes = fromHex(signature);
  const publicKey = fromHex(key.publicKey);
  if (key.algorithm === 'sm2') return sm2Verify(publicKey, message, bytes);
  try {
    return ed25519.verify(bytes, message, publicKey, { zip215: false });
  } catch {
    return false; // not a point of the curve
  }
}
