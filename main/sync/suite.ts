import { createAcceleratedSuite } from '../../light-client/crypto/acceleratedSuite.ts';
import { createBatchSuite } from '../../light-client/crypto/batchSuite.ts';
import { createBatchVerifier } from '../../light-client/crypto/ed25519/batch.ts';
import { createTableSuite } from '../../light-client/crypto/keyTables.ts';
import { probeNative } from '../../light-client/crypto/probeNative.ts';
import type { CryptoSuite } from '../../light-client/crypto/suite.ts';
import { allowFusedVectors } from '../providers/fusedVectors.ts';
import { createNativeCrypto } from '../providers/nativeCrypto.ts';

/** More than a start of fifteen chains asks. */
const WORTH_AFTER = 200;

/**
 * The platform's crypto where it was probed and agrees; the reference with key tables for its refusals and the rest; the
 * votes of a commit in batches.
 */
export function platformSuite(): CryptoSuite {
  allowFusedVectors();
  const single = createAcceleratedSuite(probeNative(createNativeCrypto()).native, createTableSuite());
  return createBatchSuite(single, createBatchVerifier, WORTH_AFTER);
}
