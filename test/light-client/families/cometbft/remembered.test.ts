import { describe, expect, test } from 'vitest';
import { nobleSuite } from '../../../../light-client/crypto/nobleSuite.ts';
import { createSignatureCache } from '../../../../light-client/crypto/signatureCache.ts';
import type { CryptoSuite } from '../../../../light-client/crypto/suite.ts';
import { verifyCommitTrusting } from '../../../../light-client/families/cometbft/commit.ts';
import { createCometbftFamily } from '../../../../light-client/families/cometbft/family.ts';
import { headerHash, validatorSetHash } from '../../../../light-client/families/cometbft/hashing.ts';
import { blockHash, setFacts } from '../../../../light-client/families/cometbft/memo.ts';
import { encodeHeader } from '../../../../light-client/families/cometbft/proto.ts';
import { decodeHeader } from '../../../../light-client/families/cometbft/protoDecode.ts';
import type { CommitSig, Header, LightBlock, ValidatorSet } from '../../../../light-client/families/cometbft/types.ts';
import { validateValidatorSet } from '../../../../light-client/families/cometbft/validate.ts';
import { buildChain, powers } from '../../../helpers/chain.ts';

// What is known of a set, a key or a block already is taken for what it is: not computed again, and not lost.

let hashes = 0;
const suite: CryptoSuite = {
  ...nobleSuite,
  sha256(data) {
    hashes += 1;
    return nobleSuite.sha256(data);
  },
};
const hashesOf = (run: () => unknown): number => {
  const before = hashes;
  run();
  return hashes - before;
};
const setFrom = (seed: string): ValidatorSet =>
  buildChain({ heights: 1, seed: `remembered ${seed}`, validators: () => powers(3) }).at(1).validatorSet;
/** As if it had just been decoded: no byte shared with any other. */
const arrived = ({ validators }: ValidatorSet): ValidatorSet => ({
  validators: validators.map(({ address, publicKey, votingPower }) => ({
    address: address.slice(),
    publicKey: { type: publicKey.type, bytes: publicKey.bytes.slice() },
    votingPower,
  })),
});
/** Three leaves, and the two nodes above them. */
const TREE_OF_THREE = 5;

describe('a set', () => {
  test('is known again beside others that arrive in turn with it [HS-3]', () => {
    const [one, two] = [setFrom('one'), setFrom('two')];
    for (const set of [one, two]) setFacts(arrived(set), suite);
    for (const set of [one, two, one, two]) {
      expect(hashesOf(() => setFacts(arrived(set), suite))).toBe(0);
      expect(setFacts(arrived(set), suite).hash).toEqual(validatorSetHash(set));
    }
  });

  test('is known again by its ends only where all between is the same, too [HS-3]', () => {
    const set = setFrom('ends');
    setFacts(set, suite);
    const [first, middle, last] = arrived(set).validators;
    if (first === undefined || middle === undefined || last === undefined) throw new Error('there are three');
    for (const between of [{ ...middle, votingPower: 1n }, { ...middle, address: new Uint8Array(20) }, last]) {
      const other = { validators: [first, between, last] };
      expect(setFacts(other, suite).hash).toEqual(validatorSetHash(other));
      expect(setFacts(other, suite).totalPower).toBe(first.votingPower + between.votingPower + last.votingPower);
    }
  });

  test('of the very same validators is known again, too [HS-3]', () => {
    const set = setFrom('same');
    setFacts(set, suite);
    expect(hashesOf(() => setFacts({ validators: [...set.validators] }, suite))).toBe(0);
  });

  test('stays known where another with the same ends has come after it [HS-3]', () => {
    const set = setFrom('ends again');
    setFacts(set, suite);
    const [first, middle, last] = set.validators;
    if (first === undefined || middle === undefined || last === undefined) throw new Error('there are three');
    setFacts({ validators: [first, { ...middle, votingPower: 1n }, last] }, suite);
    expect(hashesOf(() => setFacts(set, suite))).toBe(0);
  });

  test('that is empty has the hash of an empty tree and no power [HS-3]', () => {
    for (let i = 0; i < 2; i++) {
      const { hash, totalPower, indexByAddress } = setFacts({ validators: [] }, suite);
      expect([hash, totalPower, indexByAddress.size]).toEqual([nobleSuite.sha256(new Uint8Array(0)), 0n, 0]);
    }
  });

  test('of known keys with other powers is hashed, and no address is derived again [VS-4]', () => {
    const set = setFrom('keys');
    const withPower = (votingPower: bigint): ValidatorSet => ({
      validators: arrived(set).validators.map((validator) => ({ ...validator, votingPower })),
    });
    expect(validateValidatorSet(withPower(5n), suite).ok).toBe(true);
    const again = hashesOf(() => expect(validateValidatorSet(withPower(6n), suite).ok).toBe(true));
    expect(again).toBeLessThanOrEqual(TREE_OF_THREE);
  });

  test('with a key that is no point is refused as often as it comes [VS-3]', () => {
    const [validator, ...rest] = setFrom('points').validators;
    if (validator === undefined) throw new Error('there are three');
    const publicKey = { type: 'secp256k1eth' as const, bytes: new Uint8Array(33) };
    for (let i = 0; i < 3; i++) {
      const result = validateValidatorSet({ validators: [{ ...validator, publicKey }, ...rest] }, suite);
      expect(result).toMatchObject({ ok: false, error: { code: 'bad-public-key', params: { index: 0 } } });
    }
  });
});

describe('a header', () => {
  const { header } = buildChain({ heights: 2, seed: 'remembered header', validators: () => powers(3) }).at(
    2,
  ).signedHeader;
  /** As if it had just been decoded: no byte shared with any other. */
  const fresh = (): Header => decodeHeader(encodeHeader(header));
  const flipped = (bytes: Uint8Array) => bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte));

  test('stays known where another with the same parent has come after it [HS-7]', () => {
    const known = fresh();
    blockHash(known, suite);
    blockHash({ ...fresh(), time: header.time + 1n }, suite);
    expect(hashesOf(() => blockHash(known, suite))).toBe(0);
  });

  const { version, lastBlockId } = header;
  const { partSetHeader: parts } = lastBlockId;
  test.each<[string, Partial<Header>]>([
    ['block version', { version: { ...version, block: 12n } }],
    ['app version', { version: { ...version, app: 2n } }],
    ['chain id', { chainId: `${header.chainId}x` }],
    ['height', { height: header.height + 1n }],
    ['time', { time: header.time + 1n }],
    ['parent', { lastBlockId: { ...lastBlockId, hash: flipped(lastBlockId.hash) } }],
    ['number of parts', { lastBlockId: { ...lastBlockId, partSetHeader: { ...parts, total: parts.total + 1 } } }],
    ['hash of the parts', { lastBlockId: { ...lastBlockId, partSetHeader: { ...parts, hash: flipped(parts.hash) } } }],
    ['last_commit_hash', { lastCommitHash: flipped(header.lastCommitHash) }],
    ['data_hash', { dataHash: flipped(header.dataHash) }],
    ['validators_hash', { validatorsHash: flipped(header.validatorsHash) }],
    ['next_validators_hash', { nextValidatorsHash: flipped(header.nextValidatorsHash) }],
    ['consensus_hash', { consensusHash: flipped(header.consensusHash) }],
    ['app_hash', { appHash: flipped(header.appHash) }],
    ['last_results_hash', { lastResultsHash: flipped(header.lastResultsHash) }],
    ['evidence_hash', { evidenceHash: flipped(header.evidenceHash) }],
    ['proposer_address', { proposerAddress: flipped(header.proposerAddress) }],
  ])('that comes right after one from which only its %s differs has a hash of its own [HS-7]', (_, change) => {
    // The one before has to be the latest with that parent, and is where it is read anew.
    blockHash({ ...fresh(), chainId: 'another one between' }, suite);
    const before = fresh();
    expect(blockHash(before, suite)).toEqual(headerHash(header));
    const other = { ...fresh(), ...change };
    expect(blockHash(other, suite)).toEqual(headerHash(other));
    expect(blockHash(other, suite)).not.toEqual(blockHash(before, suite));
  });

  test('without validators_hash is seen with a hash of no bytes, which is equal to none [HS-2]', () => {
    const { viewHeader } = createCometbftFamily({ suite });
    const nameless = { ...fresh(), validatorsHash: new Uint8Array(0) };
    for (let i = 0; i < 2; i++) expect(viewHeader(nameless).hash).toEqual(new Uint8Array(0));
  });
});

describe('the block of an anchor', () => {
  const block = buildChain({ heights: 2, validators: () => powers(3) }).at(2);
  const { nextValidatorSet: _, ...bare } = block;
  const adopt = (given: LightBlock, trustedSet: 'current' | 'next') => {
    const family = createCometbftFamily({ trustedSet });
    const { chainId, height, hash } = family.view(given);
    const result = family.adopt(given, { chainId, height, hash });
    return result.ok ? result.value.value : result.error.code;
  };

  test('is what is adopted, with its next set or without one [VF-12]', () => {
    expect(adopt(block, 'current')).toBe(block);
    expect(adopt(bare, 'current')).toBe(bare);
    expect(adopt(block, 'next')).toBe(block);
    const nextOnly = { ...block, validatorSet: { validators: [] } };
    expect(adopt(nextOnly, 'next')).toBe(nextOnly);
  });

  test('needs the set that skipping steps start from [VF-12]', () => {
    expect(adopt(bare, 'next')).toBe('missing-next-validator-set');
    expect(adopt({ ...block, validatorSet: { validators: [] } }, 'current')).toBe('bad-validator-set');
  });
});

describe('a vote twice', () => {
  const chain = buildChain({ heights: 1, validators: () => ({ v1: 10n, v2: 10n, v3: 10n, v4: 4n }) });
  const { signedHeader, validatorSet } = chain.at(1);
  const { commit } = signedHeader;
  const judge = (mode: 'early-stop' | 'all', from: number, to: number) => {
    const signatures = commit.signatures.map((sig, i) => (i === to ? (commit.signatures[from] as CommitSig) : sig));
    const context = { suite: nobleSuite, mode, cache: createSignatureCache(8) };
    const level = { numerator: 1n, denominator: 3n };
    const result = verifyCommitTrusting(context, chain.chainId, validatorSet, { ...commit, signatures }, level);
    return result.ok ? `${result.value.reached} ${result.value.tally.tallied}` : result.error.code;
  };

  test('is an error where it is met: not beyond what is enough, where counting ends there [CB-6] [CB-8]', () => {
    expect([judge('early-stop', 0, 3), judge('all', 0, 3)]).toEqual(['true 20', 'double-vote']);
    expect([judge('early-stop', 0, 2), judge('all', 0, 2)]).toEqual(['true 20', 'double-vote']);
    expect([judge('early-stop', 0, 1), judge('all', 0, 1)]).toEqual(['double-vote', 'double-vote']);
  });
});
