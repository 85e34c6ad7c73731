import { createBatchVerifier } from '../../../light-client/crypto/ed25519/batch.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import type { CryptoSuite, Vote } from '../../../light-client/crypto/suite.ts';
import { ed25519Key } from '../../helpers/keyring.ts';

/** A batch verifier of its own, on a platform that has to have one. */
export function newBatchVerifier(
  options?: Parameters<typeof createBatchVerifier>[0],
): (votes: readonly Vote[]) => boolean {
  const verify = createBatchVerifier(options);
  if (verify === undefined) throw new Error('this platform has no WebAssembly with vectors');
  return verify;
}

export function goodVotes(count: number, label = ''): Vote[] {
  return Array.from({ length: count }, (_, i) => {
    const key = ed25519Key(`batch ${i}`);
    const message = new TextEncoder().encode(`vote ${label} ${i}`);
    return { publicKey: key.publicKey.bytes, message, signature: key.sign(message) };
  });
}

/** Suites whose single check is a batch with the one asked at a place among good ones: each must judge as the reference. */
export function batchedSuites(): (readonly [string, CryptoSuite])[] {
  const good = goodVotes(6);
  const places: readonly (readonly [string, number, number])[] = [
    ['a batch of one', 0, 0],
    ['a batch of two, first', 0, 1],
    ['a batch of two, last', 1, 0],
    ['a batch of five, in its middle', 2, 2],
    ['a batch of seven, last', 6, 0],
  ];
  return places.map(([name, before, after], i) => {
    // Some with tables of their own for every key, some without.
    const verify = newBatchVerifier({ wideAfter: i % 2 === 0 ? 2 : 1_000_000 });
    const suite: CryptoSuite = {
      ...nobleSuite,
      name,
      ed25519Verify: (publicKey, message, signature) =>
        verify([...good.slice(0, before), { publicKey, message, signature }, ...good.slice(0, after)]),
    };
    return [name, suite] as const;
  });
}
