import * as crypto from 'node:crypto';
import { createHash, createPublicKey, getCurves, type KeyObject, verify } from 'node:crypto';
import type { NativeCrypto } from '../../light-client/crypto/acceleratedSuite.ts';
import { BoundedMap } from '../../light-client/crypto/boundedMap.ts';

// SubjectPublicKeyInfo up to the key itself (RFC 5480 with a compressed point).
const SECP256K1_SPKI = Buffer.from('3036301006072a8648ce3d020106052b8104000a032200', 'hex');
/** Importing a key costs twice a verification, and validators repeat: enough for 40 chains of 100. */
const MAX_KEYS = 4096;

/** The platform's crypto. Give it to `probeNative` first. Electron's BoringSSL has no secp256k1. */
export function createNativeCrypto(): NativeCrypto {
  const ed25519Key = keyImporter(importEd25519);
  const secp256k1Key = keyImporter(importSecp256k1);
  return {
    name: 'node-crypto',
    sha256: nativeSha256(),
    ed25519Verify(publicKey, message, signature) {
      const key = ed25519Key(publicKey);
      return key !== undefined && verify(null, message, key, signature);
    },
    ...(getCurves().includes('secp256k1')
      ? {
          secp256k1Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) {
            const key = secp256k1Key(publicKey);
            return key !== undefined && verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature);
          },
        }
      : {}),
  };
}

/**
 * Most of a small hash is the making of objects around it: newer runtimes hash without one of their own, and give the
 * result cheapest as text of one character per byte.
 */
function nativeSha256(): (data: Uint8Array) => Uint8Array {
  const { hash } = crypto as { hash?: typeof crypto.hash };
  if (hash === undefined) return (data) => new Uint8Array(createHash('sha256').update(data).digest());
  return (data) => {
    const text = hash('sha256', data, 'binary');
    const bytes = new Uint8Array(32);
    for (let i = 0; i < 32; i++) bytes[i] = text.charCodeAt(i);
    return bytes;
  };
}

/** As a JSON web key (RFC 8037): the platform reads that ten times faster than DER. */
function importEd25519(publicKey: Uint8Array): KeyObject {
  const x = Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.length).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

function importSecp256k1(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SECP256K1_SPKI, publicKey]), format: 'der', type: 'spki' });
}

function keyImporter(load: (publicKey: Uint8Array) => KeyObject): (publicKey: Uint8Array) => KeyObject | undefined {
  const imported = new BoundedMap<KeyObject | 'refused'>(MAX_KEYS);
  return (publicKey) => {
    const id = Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.length).toString('latin1');
    const found = imported.get(id);
    if (found !== undefined) return found === 'refused' ? undefined : found;
    let key: KeyObject | undefined;
    try {
      key = load(publicKey);
    } catch {
      key = undefined; // the platform cannot read this key: the reference is asked
    }
    imported.set(id, key ?? 'refused');
    return key;
  };
}
