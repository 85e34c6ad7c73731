import { describe, expect, test } from 'vitest';
import { GO_ZERO_TIME } from '../../../../light-client/codec/time.ts';
import type { Verdict } from '../../../../light-client/core/verdict.ts';
import { createCometbftFamily } from '../../../../light-client/families/cometbft/family.ts';
import { headerHash, validatorSetHash } from '../../../../light-client/families/cometbft/hashing.ts';
import type {
  Commit,
  CommitSig,
  Header,
  LightBlock,
  Validator,
  ValidatorSet,
} from '../../../../light-client/families/cometbft/types.ts';
import { buildChain, type Powers, setOf, signCommit, type Vote } from '../../../helpers/chain.ts';

// One block by itself. Every case starts from a block that verifies and changes one thing.

const family = createCometbftFamily();
const strict = createCometbftFamily({ mode: 'all' });
const POWERS: Powers = { a: 40n, b: 30n, c: 20n, d: 10n };
const chain = buildChain({ heights: 3, validators: () => POWERS });
const block = chain.at(2);
const bytes = (length: number) => new Uint8Array(length).fill(7);

function outcome(verdict: Verdict<unknown>): string {
  if (verdict.kind !== 'invalid') return verdict.kind;
  const { code, params } = verdict.error;
  const detail = params['field'] ?? params['where'] ?? params['index'];
  return detail === undefined ? code : `${code} ${detail}`;
}

/** With the header changed, and a commit that really signs it. */
function resigned(change: Partial<Header>, votes?: Record<string, Vote>): LightBlock {
  const header = { ...block.signedHeader.header, ...change };
  return { ...block, signedHeader: { header, commit: signCommit(chain.keyring, header, block.validatorSet, votes) } };
}

function withCommit(change: Partial<Commit>): LightBlock {
  return {
    ...block,
    signedHeader: { ...block.signedHeader, commit: { ...block.signedHeader.commit, ...change } },
  };
}

function withEntry(index: number, change: Partial<CommitSig>): LightBlock {
  const signatures = block.signedHeader.commit.signatures.map((sig, i) => (i === index ? { ...sig, ...change } : sig));
  return withCommit({ signatures });
}

/** With another set, named by the header and signed by its keys as far as the ring has them. */
function withSet(validators: readonly Validator[]): LightBlock {
  const set = { validators };
  const header = { ...block.signedHeader.header, validatorsHash: validatorSetHash(set) };
  const commit = {
    ...block.signedHeader.commit,
    blockId: { ...block.signedHeader.commit.blockId, hash: headerHash(header) as Uint8Array },
  };
  return { signedHeader: { header, commit }, validatorSet: set };
}

const set = (): Validator[] => [...block.validatorSet.validators];
const entry = (index: number) => block.signedHeader.commit.signatures[index] as CommitSig;

describe('a block by itself', () => {
  test('verifies, and says by how much power [VF-10] [CB-6]', () => {
    const early = family.verifyAlone(block);
    const all = strict.verifyAlone(block);
    if (early.kind !== 'verified' || all.kind !== 'verified') throw new Error('refused');
    expect(early.tally).toEqual({ total: 100n, tallied: 70n, needed: 66n, signaturesChecked: 2 });
    expect(all.tally).toMatchObject({ total: 100n, tallied: 100n, needed: 66n });
  });

  test.each<[string, LightBlock, string]>([
    ['block protocol 10 [HD-1]', resigned({ version: { block: 10n, app: 1n } }), 'bad-block-protocol'],
    ['block protocol 0 [HD-1]', resigned({ version: { block: 0n, app: 1n } }), 'bad-block-protocol'],
    ['a chain id of 51 bytes [HD-2]', resigned({ chainId: 'x'.repeat(51) }), 'bad-chain-id'],
    ['a chain id of 17 characters and 51 bytes [HD-2]', resigned({ chainId: '链'.repeat(17) }), 'bad-chain-id'],
    ['height 0 [HD-3]', resigned({ height: 0n }), 'bad-header height'],
    ['a negative height [HD-3]', resigned({ height: -1n }), 'bad-header height'],
    ['last_commit_hash of 31 bytes [HD-4]', resigned({ lastCommitHash: bytes(31) }), 'bad-header last_commit_hash'],
    ['data_hash of 33 bytes [HD-4]', resigned({ dataHash: bytes(33) }), 'bad-header data_hash'],
    ['validators_hash of 20 bytes [HD-4]', resigned({ validatorsHash: bytes(20) }), 'bad-header validators_hash'],
    [
      'next_validators_hash of 1 byte [HD-4]',
      resigned({ nextValidatorsHash: bytes(1) }),
      'bad-header next_validators_hash',
    ],
    ['consensus_hash of 33 bytes [HD-4]', resigned({ consensusHash: bytes(33) }), 'bad-header consensus_hash'],
    ['last_results_hash of 33 bytes [HD-4]', resigned({ lastResultsHash: bytes(33) }), 'bad-header last_results_hash'],
    ['evidence_hash of 31 bytes [HD-4]', resigned({ evidenceHash: bytes(31) }), 'bad-header evidence_hash'],
    [
      'a parent hash of 31 bytes [HD-4]',
      resigned({ lastBlockId: { hash: bytes(31), partSetHeader: { total: 1, hash: bytes(32) } } }),
      'bad-header last_block_id.hash',
    ],
    [
      'a part hash of 33 bytes [HD-4]',
      resigned({ lastBlockId: { hash: bytes(32), partSetHeader: { total: 1, hash: bytes(33) } } }),
      'bad-header last_block_id.parts.hash',
    ],
    ['no validators_hash [HD-5]', resigned({ validatorsHash: bytes(0) }), 'bad-header validators_hash'],
    ['a proposer of 19 bytes [HD-6]', resigned({ proposerAddress: bytes(19) }), 'bad-header proposer_address'],
    ['no proposer [HD-6]', resigned({ proposerAddress: bytes(0) }), 'bad-header proposer_address'],
    ['a negative commit height [CS-1]', withCommit({ height: -1n }), 'bad-commit height'],
    ['a negative round [CS-1]', withCommit({ round: -1 }), 'bad-commit round'],
    [
      'no block id [CS-1]',
      withCommit({ blockId: { hash: bytes(0), partSetHeader: { total: 0, hash: bytes(0) } } }),
      'bad-commit block_id',
    ],
    [
      'a part set hash of 31 bytes [CS-1]',
      withCommit({ blockId: { ...block.signedHeader.commit.blockId, partSetHeader: { total: 1, hash: bytes(31) } } }),
      'bad-commit block_id',
    ],
    ['no entries [CS-1]', withCommit({ signatures: [] }), 'bad-commit signatures'],
    [
      'more entries than any set has [CS-1]',
      withCommit({ signatures: new Array<CommitSig>(10_001).fill(entry(0)) }),
      'bad-commit signatures',
    ],
    [
      'an absent entry with an address [CS-2]',
      withEntry(3, { flag: 1, timestamp: GO_ZERO_TIME, signature: bytes(0) }),
      'bad-commit-signature validator_address',
    ],
    [
      'an absent entry with a time [CS-2]',
      withEntry(3, { flag: 1, validatorAddress: bytes(0), signature: bytes(0) }),
      'bad-commit-signature timestamp',
    ],
    [
      'an absent entry with a signature [CS-2]',
      withEntry(3, { flag: 1, validatorAddress: bytes(0), timestamp: GO_ZERO_TIME }),
      'bad-commit-signature signature',
    ],
    [
      'a vote with a short address [CS-3]',
      withEntry(3, { validatorAddress: bytes(19) }),
      'bad-commit-signature validator_address',
    ],
    ['a vote without signature [CS-3]', withEntry(3, { signature: bytes(0) }), 'bad-commit-signature signature'],
    [
      'a vote with 97 bytes of signature [CS-3]',
      withEntry(3, { signature: bytes(97) }),
      'bad-commit-signature signature',
    ],
    [
      'a vote for nothing without address [CS-3]',
      withEntry(3, { flag: 3, validatorAddress: bytes(0) }),
      'bad-commit-signature validator_address',
    ],
    ['flag 0 [CS-4]', withEntry(3, { flag: 0 as 1 }), 'bad-commit-signature block_id_flag'],
    ['flag 4 [CS-4]', withEntry(3, { flag: 4 as 1 }), 'bad-commit-signature block_id_flag'],
    ['a commit of another height [CS-5]', withCommit({ height: 3n }), 'commit-height-mismatch'],
    [
      'a commit of another block [CS-6]',
      {
        ...block,
        signedHeader: { header: block.signedHeader.header, commit: { ...chain.at(3).signedHeader.commit, height: 2n } },
      },
      'commit-block-mismatch',
    ],
    [
      'a header changed after it was signed [CS-6]',
      {
        ...block,
        signedHeader: { ...block.signedHeader, header: { ...block.signedHeader.header, appHash: bytes(32) } },
      },
      'commit-block-mismatch',
    ],
    ['no validators [VS-1]', withSet([]), 'bad-validator-set validators'],
    [
      '10 001 validators [VS-1]',
      withSet(new Array<Validator>(10_001).fill(set()[0] as Validator)),
      'bad-validator-set validators',
    ],
    [
      'a negative power [VS-2]',
      withSet(set().map((v, i) => (i === 1 ? { ...v, votingPower: -1n } : v))),
      'bad-validator-set voting_power',
    ],
    [
      'a total of 2^60 [VS-2]',
      withSet(set().map((v, i) => (i === 0 ? { ...v, votingPower: (1n << 60n) - 60n } : v))),
      'power-overflow 3',
    ],
    [
      'a power + 2^64, which hashes the same [VS-2]',
      withSet(set().map((v, i) => (i === 0 ? { ...v, votingPower: v.votingPower + (1n << 64n) } : v))),
      'power-overflow 0',
    ],
    [
      'a key of 31 bytes [VS-3]',
      withSet(set().map((v, i) => (i === 2 ? { ...v, publicKey: { type: 'ed25519', bytes: bytes(31) } } : v))),
      'bad-public-key 2',
    ],
    [
      'an Ethereum-style key that is no point [VS-3]',
      withSet(set().map((v, i) => (i === 2 ? { ...v, publicKey: { type: 'secp256k1eth', bytes: bytes(33) } } : v))),
      'bad-public-key 2',
    ],
    [
      'addresses swapped, keys in place [VS-4]',
      withSet(set().map((v, i, all) => ({ ...v, address: (all[i ^ 1] as Validator).address }))),
      'address-mismatch validator-set',
    ],
    [
      'an address of nobody [VS-4]',
      withSet(set().map((v, i) => (i === 3 ? { ...v, address: bytes(20) } : v))),
      'address-mismatch validator-set',
    ],
    ['one validator twice [VS-5]', withSet([...set(), set()[0] as Validator]), 'duplicate-validator'],
    [
      'another set than the one named [VS-6]',
      { ...block, validatorSet: setOf(chain.keyring, { ...POWERS, a: 41n }) },
      'validator-set-mismatch',
    ],
    [
      'the set in another order [VS-6]',
      { ...block, validatorSet: { validators: set().reverse() } },
      'validator-set-mismatch',
    ],
    [
      'the set cut short [VS-6]',
      { ...block, validatorSet: { validators: set().slice(0, 3) } },
      'validator-set-mismatch',
    ],
    [
      'other next validators than the ones named [VS-7]',
      { ...block, nextValidatorSet: setOf(chain.keyring, { a: 1n }) },
      'next-validator-set-mismatch',
    ],
    [
      'next validators with forged addresses [VS-7]',
      { ...block, nextValidatorSet: { validators: set().map((v) => ({ ...v, address: bytes(20) })) } },
      'address-mismatch validator-set',
    ],
    [
      'an entry too few [CB-1]',
      withCommit({ signatures: block.signedHeader.commit.signatures.slice(0, 3) }),
      'signature-count-mismatch',
    ],
    [
      'an entry too many [CB-1]',
      withCommit({ signatures: [...block.signedHeader.commit.signatures, entry(0)] }),
      'signature-count-mismatch',
    ],
    [
      'two entries swapped [CB-4]',
      withCommit({ signatures: [entry(1), entry(0), entry(2), entry(3)] }),
      'address-mismatch commit',
    ],
    [
      'one validator in two places [CB-4]',
      withCommit({ signatures: [entry(0), entry(0), entry(2), entry(3)] }),
      'address-mismatch commit',
    ],
    [
      'signatures swapped under their addresses [CB-5]',
      withCommit({
        signatures: [
          { ...entry(0), signature: entry(1).signature },
          { ...entry(1), signature: entry(0).signature },
          entry(2),
          entry(3),
        ],
      }),
      'invalid-signature 0',
    ],
    ['a signature of 65 bytes [CB-5]', withEntry(0, { signature: bytes(65) }), 'invalid-signature 0'],
    [
      'a vote time changed by a nanosecond [CB-5]',
      withEntry(1, { timestamp: entry(1).timestamp + 1n }),
      'invalid-signature 1',
    ],
    ['another round than was signed [CB-5]', withCommit({ round: 1 }), 'invalid-signature 0'],
    [
      'another number of parts than was signed [CB-5]',
      withCommit({
        blockId: {
          ...block.signedHeader.commit.blockId,
          partSetHeader: { ...block.signedHeader.commit.blockId.partSetHeader, total: 2 },
        },
      }),
      'invalid-signature 0',
    ],
    ['a vote for nothing relabelled as one for the block [CB-3]', relabelled(), 'invalid-signature 0'],
    [
      'all absent [CB-2] [CB-3]',
      resigned({}, { a: 'absent', b: 'absent', c: 'absent', d: 'absent' }),
      'insufficient-voting-power',
    ],
    [
      'all for nothing [CB-2] [CB-3]',
      resigned({}, { a: 'nil', b: 'nil', c: 'nil', d: 'nil' }),
      'insufficient-voting-power',
    ],
    [
      'two thirds and a nil vote [CB-2] [CB-3]',
      resigned({}, { a: 'commit', b: 'nil', c: 'commit', d: 'absent' }),
      'insufficient-voting-power',
    ],
  ])('is refused for %s', (_, altered, expected) => {
    expect(outcome(family.verifyAlone(altered))).toBe(expected);
    expect(outcome(strict.verifyAlone(altered))).toBe(expected);
  });

  function relabelled(): LightBlock {
    const nil = resigned({}, { a: 'nil' });
    const signatures = nil.signedHeader.commit.signatures.map((sig) => ({ ...sig, flag: 2 as const }));
    return { ...nil, signedHeader: { ...nil.signedHeader, commit: { ...nil.signedHeader.commit, signatures } } };
  }

  test('takes an app_hash of any length, even none [HD-4]', () => {
    for (const length of [0, 8, 32, 100])
      expect(outcome(family.verifyAlone(resigned({ appHash: bytes(length) })))).toBe('verified');
  });

  test('takes a chain id of 50 bytes [HD-2]', () => {
    expect(outcome(family.verifyAlone(resigned({ chainId: 'x'.repeat(50) })))).toBe('verified');
  });

  test('takes the zero time of protobuf in an absent entry, too [CS-2]', () => {
    const absent = resigned({}, { d: 'absent' });
    const signatures = absent.signedHeader.commit.signatures.map((sig) =>
      sig.flag === 1 ? { ...sig, timestamp: 0n } : sig,
    );
    const written = {
      ...absent,
      signedHeader: { ...absent.signedHeader, commit: { ...absent.signedHeader.commit, signatures } },
    };
    expect(outcome(family.verifyAlone(written))).toBe('verified');
  });

  test('takes empty next validators where the header names them [VS-7]', () => {
    const empty: ValidatorSet = { validators: [] };
    const named = { ...resigned({ nextValidatorsHash: validatorSetHash(empty) }), nextValidatorSet: empty };
    expect(outcome(family.verifyAlone(named))).toBe('verified');
  });
});

describe('early stop and all signatures', () => {
  const broken = withEntry(3, { signature: bytes(64) });
  const brokenNil = (() => {
    const nil = resigned({}, { d: 'nil' });
    const signatures = nil.signedHeader.commit.signatures.map((sig) =>
      sig.flag === 3 ? { ...sig, signature: bytes(64) } : sig,
    );
    return { ...nil, signedHeader: { ...nil.signedHeader, commit: { ...nil.signedHeader.commit, signatures } } };
  })();

  test('differ in a broken signature beyond the mark [CB-6]', () => {
    expect([family, strict].map((f) => outcome(f.verifyAlone(broken)))).toEqual(['verified', 'invalid-signature 3']);
  });

  test('differ in a broken vote for nothing [CB-6]', () => {
    expect([family, strict].map((f) => outcome(f.verifyAlone(brokenNil)))).toEqual(['verified', 'invalid-signature 3']);
  });

  test('agree on a good vote for nothing, which all mode checks and does not count [CB-3] [CB-6]', () => {
    const fresh = createCometbftFamily({ mode: 'all' }).verifyAlone(resigned({}, { d: 'nil' }));
    expect(fresh).toMatchObject({ kind: 'verified', tally: { tallied: 90n, signaturesChecked: 4 } });
  });
});

test('an error carries its category and the offending values, not a sentence', () => {
  const verdict = family.verifyAlone(resigned({}, { a: 'absent' }));
  expect(verdict).toEqual({
    kind: 'invalid',
    error: {
      code: 'insufficient-voting-power',
      category: 'verification',
      params: { total: '100', tallied: '60', needed: '66' },
    },
  });
});
