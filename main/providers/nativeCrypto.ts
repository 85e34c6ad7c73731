import { createHash, createPublicKey, getCurves, type KeyObject, verify } from 'node:crypto';
import type { NativeCrypto } from '../../light-client/crypto/acceleratedSuite.ts';
import { BoundedMap, byteKey } from '../../light-client/crypto/boundedMap.ts';

// SubjectPublicKeyInfo up to the key itself (RFC 8410; RFC 5480 with a compressed point).
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const SECP256K1_SPKI = Buffer.from('3036301006072a8648ce3d020106052b8104000a032200', 'hex');
/** Importing a key costs twice a verification, and validators repeat: enough for 40 chains of 100. */
const MAX_KEYS = 4096;

/** The platform's crypto. Give it to `probeNative` first. Electron's BoringSSL has no secp256k1. */
export function createNativeCrypto(): NativeCrypto {
  const ed25519Key = keyImporter(ED25519_SPKI);
  const secp256k1Key = keyImporter(SECP256K1_SPKI);
  return {
    name: 'node-crypto',
    sha256: (data) => new Uint8Array(createHash('sha256').update(data).digest()),
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

function keyImporter(prefix: Buffer): (publicKey: Uint8Array) => KeyObject | undefined {
  const imported = new BoundedMap<KeyObject | 'refused'>(MAX_KEYS);
  return (publicKey) => {
    const id = byteKey(publicKey);
    const found = imported.get(id);
    if (found !== undefined) return found === 'refused' ? undefined : found;
    let key: KeyObject | undefined;
    try {
      key = createPublicKey({ key: Buffer.concat([prefix, publicKey]), format: 'der', type: 'spki' });
    } catch {
      key = undefined; // the platform cannot read this key: the reference is asked
    }
    imported.set(id, key ?? 'refused');
    return key;
  };
}
