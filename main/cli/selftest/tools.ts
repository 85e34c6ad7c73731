import type { CryptoSuite } from '../../../light-client/crypto/suite.ts';

/** What the sets are run with: the same cryptography as the product itself. */
export interface SetTools {
  readonly suite: CryptoSuite;
}
