import { createBatchVerifier } from './ed25519/batch.ts';
import { batchAgrees } from './probeNative.ts';
import type { CryptoSuite } from './suite.ts';

type Verify = NonNullable<CryptoSuite['ed25519VerifyBatch']>;

const CANNOT_TELL: Verify = () => false;

/**
 * The suite given, with batches: made when the first one comes, because that takes some milliseconds. Where the platform has
 * no WebAssembly, or the known answers do not come, every batch is told as not good, and its votes are asked one by one.
 */
export function createBatchSuite(
  suite: CryptoSuite,
  create: () => Verify | undefined = createBatchVerifier,
): CryptoSuite {
  let verify: Verify | undefined;
  return {
    ...suite,
    name: `${suite.name}+batches`,
    ed25519VerifyBatch(votes) {
      verify ??= probed(create());
      return verify(votes);
    },
  };
}

function probed(verify: Verify | undefined): Verify {
  return verify !== undefined && batchAgrees(verify) ? verify : CANNOT_TELL;
}
