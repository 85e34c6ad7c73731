import { createAcceleratedSuite } from '../../light-client/crypto/acceleratedSuite.ts';
import { createTableSuite } from '../../light-client/crypto/keyTables.ts';
import { probeNative } from '../../light-client/crypto/probeNative.ts';
import type { CryptoSuite } from '../../light-client/crypto/suite.ts';
import { createNativeCrypto } from '../providers/nativeCrypto.ts';

/** The platform's crypto where it was probed and agrees; the reference with key tables for its refusals and the rest. */
export function platformSuite(): CryptoSuite {
  return createAcceleratedSuite(probeNative(createNativeCrypto()).native, createTableSuite());
}
