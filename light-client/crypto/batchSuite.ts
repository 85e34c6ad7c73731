import { createBatchVerifier } from './ed25519/batch.ts';
import { batchAgrees } from './probeNative.ts';
import type { CryptoSuite } from './suite.ts';

type Verify = NonNullable<CryptoSuite['ed25519VerifyBatch']>;

const CANNOT_TELL: Verify = () => false;

/**
 * The suite given, with batches: made once `after` votes have come, because that takes some tens of milliseconds, which few
 * votes do not earn back. Until then, where the platform has no WebAssembly, and where the known answers do not come, every
 * batch is told as not good, and its votes are asked one by one.
 */
export function createBatchSuite(
  suite: CryptoSuite,
  create: () => Verify | undefined = createBatchVerifier,
  after = 0,
): CryptoSuite {
  let left = after;
  let verify: Verify | undefined;
  return {
    ...suite,
    name: `${suite.name}+batches`,
    ed25519VerifyBatch(votes) {
      left -= votes.length;
      if (left >= 0) return false;
      verify ??= probed(create());
      return verify(votes);
    },
  };
}

function probed(verify: Verify | undefined): Verify {
  return verify !== undefined && batchAgrees(verify) ? verify : CANNOT_TELL;
}
