import { BoundedMap, byteKey } from '../../crypto/boundedMap.ts';
import type { CryptoSuite } from '../../crypto/suite.ts';
import { headerHash, validatorSetHash } from './hashing.ts';
import { addressOf } from './keys.ts';
import type { Header, PublicKey, ValidatorSet } from './types.ts';

// Facts that follow from an immutable value alone, computed once per object. Decoded values are never written to.

const hashes = new WeakMap<Header, Uint8Array>();

/** Of a header that has a hash: `validateHeader` comes first. */
export function blockHash(header: Header, suite: CryptoSuite): Uint8Array {
  const known = hashes.get(header);
  if (known !== undefined) return known;
  const hash = headerHash(header, suite.sha256);
  if (hash === undefined) return new Uint8Array(0); // equal to no hash of 32 bytes
  hashes.set(header, hash);
  return hash;
}

export interface SetFacts {
  readonly hash: Uint8Array;
  readonly totalPower: bigint;
  /** Index by address, as `byteKey` writes it. */
  readonly indexByAddress: ReadonlyMap<string, number>;
}

const sets = new WeakMap<ValidatorSet, SetFacts>();

export function setFacts(set: ValidatorSet, suite: CryptoSuite): SetFacts {
  const known = sets.get(set);
  if (known !== undefined) return known;
  const facts = {
    hash: validatorSetHash(set, suite.sha256),
    totalPower: set.validators.reduce((sum, { votingPower }) => sum + votingPower, 0n),
    indexByAddress: new Map(set.validators.map(({ address }, index) => [byteKey(address), index])),
  };
  sets.set(set, facts);
  return facts;
}

/** Keys stay the same from set to set, so that their addresses are remembered by key. */
const addresses = new BoundedMap<Uint8Array>(20_000);

export function addressFor(publicKey: PublicKey, suite: CryptoSuite): Uint8Array | undefined {
  const key = `${publicKey.type}:${byteKey(publicKey.bytes)}`;
  const known = addresses.get(key);
  if (known !== undefined) return known;
  const address = addressOf(publicKey, suite.sha256);
  if (address !== undefined) addresses.set(key, address);
  return address;
}
