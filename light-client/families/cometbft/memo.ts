import { equalBytes } from '../../codec/bytes.ts';
import { BoundedMap, byteKey, placeKey } from '../../crypto/boundedMap.ts';
import type { CryptoSuite } from '../../crypto/suite.ts';
import { headerHash, validatorSetHash } from './hashing.ts';
import { addressOf } from './keys.ts';
import type { Header, PublicKey, Validator, ValidatorSet } from './types.ts';

// Facts that follow from an immutable value alone, computed once per object. Decoded values are never written to.

const hashes = new WeakMap<Header, Uint8Array>();

/**
 * What a witness answers is most often the primary's header, decoded again: comparing the two byte by byte costs a
 * fiftieth of hashing the second.
 */
const recentHeaders = new BoundedMap<{ readonly header: Header; readonly hash: Uint8Array }, number>(256);

/** Of a header that has a hash: `validateHeader` comes first. */
export function blockHash(header: Header, suite: CryptoSuite): Uint8Array {
  const known = hashes.get(header);
  if (known !== undefined) return known;
  // A hash that differs from height to height, and from chain to chain.
  const place = placeKey(header.lastBlockId.hash);
  const alike = recentHeaders.get(place);
  if (alike !== undefined && equalHeaders(alike.header, header)) {
    hashes.set(header, alike.hash);
    return alike.hash;
  }
  const hash = headerHash(header, suite.sha256);
  if (hash === undefined) return new Uint8Array(0); // equal to no hash of 32 bytes
  hashes.set(header, hash);
  recentHeaders.set(place, { header, hash });
  return hash;
}

function equalHeaders(a: Header, b: Header): boolean {
  return (
    a.height === b.height &&
    a.time === b.time &&
    a.chainId === b.chainId &&
    a.version.block === b.version.block &&
    a.version.app === b.version.app &&
    a.lastBlockId.partSetHeader.total === b.lastBlockId.partSetHeader.total &&
    equalBytes(a.lastBlockId.hash, b.lastBlockId.hash) &&
    equalBytes(a.lastBlockId.partSetHeader.hash, b.lastBlockId.partSetHeader.hash) &&
    HASH_FIELDS.every((field) => equalBytes(a[field], b[field]))
  );
}

const HASH_FIELDS = [
  'lastCommitHash',
  'dataHash',
  'validatorsHash',
  'nextValidatorsHash',
  'consensusHash',
  'appHash',
  'lastResultsHash',
  'evidenceHash',
  'proposerAddress',
] as const satisfies readonly (keyof Header)[];

export interface SetFacts {
  readonly hash: Uint8Array;
  readonly totalPower: bigint;
  /** Index by address, as `byteKey` writes it. */
  readonly indexByAddress: ReadonlyMap<string, number>;
}

interface KnownSet {
  readonly set: ValidatorSet;
  readonly facts: SetFacts;
  /** Every rule of `validateValidatorSet` holds. */
  wellFormed: boolean;
}

const sets = new WeakMap<ValidatorSet, KnownSet>();

/**
 * Most sets that arrive are the one of the height before, decoded again: comparing them byte by byte with that one costs a
 * hundredth of hashing them. Whatever differs in one bit is a set of its own.
 */
const recent = new BoundedMap<KnownSet>(512);

function knownSet(set: ValidatorSet): KnownSet | undefined {
  const same = sets.get(set);
  if (same !== undefined) return same;
  const alike = recent.get(recentKey(set));
  if (alike === undefined || !equalSets(alike.set, set)) return undefined;
  sets.set(set, alike);
  return alike;
}

/** Where to look, nothing more: what is found there is compared whole. */
function recentKey({ validators }: ValidatorSet): string {
  const [first] = validators;
  const last = validators[validators.length - 1];
  if (first === undefined || last === undefined) return '';
  return `${validators.length},${byteKey(first.publicKey.bytes)}${byteKey(last.publicKey.bytes)}`;
}

function equalSets(a: ValidatorSet, b: ValidatorSet): boolean {
  const count = a.validators.length;
  if (count !== b.validators.length) return false;
  for (let i = 0; i < count; i++) {
    if (!equalValidators(a.validators[i] as Validator, b.validators[i] as Validator)) return false;
  }
  return true;
}

function equalValidators(a: Validator, b: Validator): boolean {
  if (a === b) return true;
  return (
    a.votingPower === b.votingPower &&
    a.publicKey.type === b.publicKey.type &&
    equalBytes(a.publicKey.bytes, b.publicKey.bytes) &&
    equalBytes(a.address, b.address)
  );
}

function learnSet(set: ValidatorSet, suite: CryptoSuite): KnownSet {
  const known = knownSet(set);
  if (known !== undefined) return known;
  const facts = {
    hash: validatorSetHash(set, suite.sha256),
    totalPower: set.validators.reduce((sum, { votingPower }) => sum + votingPower, 0n),
    indexByAddress: new Map(set.validators.map(({ address }, index) => [byteKey(address), index])),
  };
  const learnt: KnownSet = { set, facts, wellFormed: false };
  sets.set(set, learnt);
  recent.set(recentKey(set), learnt);
  return learnt;
}

export function setFacts(set: ValidatorSet, suite: CryptoSuite): SetFacts {
  return learnSet(set, suite).facts;
}

/** Whether this very content was found to keep every rule before. */
export function isKnownWellFormed(set: ValidatorSet): boolean {
  return knownSet(set)?.wellFormed === true;
}

export function rememberWellFormed(set: ValidatorSet, suite: CryptoSuite): void {
  learnSet(set, suite).wellFormed = true;
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
