import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CodecError } from '../../../light-client/codec/codecError.ts';
import {
  decodeAttackEvidence,
  encodeAttackEvidence,
  formatAttackEvidence,
  type LightClientAttackEvidence,
  parseAttackEvidence,
} from '../../../light-client/families/cometbft/attackEvidence.ts';
import type { CommitSig, LightBlock } from '../../../light-client/families/cometbft/types.ts';
import type { AttackGround, EvidenceAge } from '../../../light-client/families/cometbft/verifyAttack.ts';
import { buildChain, powers, setOf, type Vote } from '../../helpers/chain.ts';
import { chosen, type Fork, family, forkedBlock, honest, madeUp, TIP, verified } from './fixtures.ts';

const common = verified(honest.at(1));
const trusted = verified(honest.at(TIP));
const evidenceOf = (fork: Fork): LightClientAttackEvidence =>
  family.attacks.build({ conflicting: verified(forkedBlock(fork)), trusted, common });

const lunatic = evidenceOf({ header: madeUp, votes: { v2: 'nil' } });
const equivocation = evidenceOf({ header: chosen });
const amnesia = evidenceOf({ header: chosen, round: 2 });

// biome-ignore lint/suspicious/noExplicitAny: the JSON is looked into field by field
const jsonOf = (evidence: LightClientAttackEvidence): any => formatAttackEvidence(evidence);

describe('evidence of an attack, written and read', () => {
  const votes = fc.dictionary(fc.constantFrom('v1', 'v2'), fc.constantFrom<Vote>('nil', 'absent', 'commit'), {
    maxKeys: 1,
  });
  test('is the same again, in protobuf and in JSON [AD-11]', () => {
    fc.assert(
      fc.property(votes, fc.constantFrom(madeUp, chosen), fc.integer({ min: 0, max: 2 }), (cast, header, round) => {
        const evidence = evidenceOf({ header, votes: cast, round });
        const bytes = encodeAttackEvidence(evidence);
        expect(decodeAttackEvidence(bytes, 'tendermint')).toEqual(evidence);
        expect(parseAttackEvidence(JSON.parse(JSON.stringify(jsonOf(evidence))), 'tendermint')).toEqual(evidence);
      }),
      { numRuns: 20 },
    );
  });

  test('names a proposer out of the set, the header’s where it is a member [AD-11]', () => {
    const proposerIn = (evidence: LightClientAttackEvidence) =>
      jsonOf(evidence).value.ConflictingBlock.validator_set.proposer.address;
    const [heaviest, next] = jsonOf(lunatic).value.ConflictingBlock.validator_set.validators;
    expect(proposerIn(lunatic)).toBe(heaviest.address);
    const second = forkedBlock({ header: madeUp }).validatorSet.validators[1]!.address;
    expect(proposerIn(evidenceOf({ header: { ...madeUp, proposerAddress: second } }))).toBe(next.address);
    const stranger = new Uint8Array(20);
    expect(proposerIn(evidenceOf({ header: { ...madeUp, proposerAddress: stranger } }))).toBe(heaviest.address);
  });

  test('writes null where nobody is named, and 64-bit quantities as strings [AD-11]', () => {
    expect(jsonOf(amnesia)).toMatchObject({
      type: 'tendermint/LightClientAttackEvidence',
      value: { ByzantineValidators: null, CommonHeight: '6', TotalVotingPower: '46' },
    });
    expect(Object.keys(jsonOf(lunatic).value)).toEqual([
      'ConflictingBlock',
      'CommonHeight',
      'ByzantineValidators',
      'TotalVotingPower',
      'Timestamp',
    ]);
    expect(jsonOf(lunatic).value.ByzantineValidators).toHaveLength(3);
  });

  const codeOf = (read: () => unknown) => {
    try {
      read();
    } catch (error) {
      return error instanceof CodecError ? error.code : 'thrown';
    }
    return 'read';
  };

  test.each<[string, (json: ReturnType<typeof jsonOf>) => unknown, string]>([
    ['another type', (json) => ({ ...json, type: 'tendermint/DuplicateVoteEvidence' }), 'bad-json'],
    ['no value', ({ type }) => ({ type }), 'bad-json'],
    ['no block', ({ type, value }) => ({ type, value: { ...value, ConflictingBlock: null } }), 'bad-json'],
    ['a number for a height', ({ type, value }) => ({ type, value: { ...value, CommonHeight: 1 } }), 'bad-integer'],
    ['no time', ({ type, value }) => ({ type, value: { ...value, Timestamp: undefined } }), 'bad-json'],
  ])('is not read from JSON with %s [AD-12]', (_, change, code) => {
    expect(codeOf(() => parseAttackEvidence(change(jsonOf(lunatic)), 'tendermint'))).toBe(code);
  });

  test('cut anywhere is not read, or is other evidence [AD-12]', () => {
    const bytes = encodeAttackEvidence(lunatic);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), (length) => {
        expect(codeOf(() => decodeAttackEvidence(bytes.slice(0, length), 'tendermint'))).not.toMatch(/^(read|thrown)$/);
      }),
    );
    expect(codeOf(() => decodeAttackEvidence(new Uint8Array(), 'tendermint'))).toBe('truncated');
  });
});

describe('a receiver', () => {
  const judge = (
    evidence: LightClientAttackEvidence,
    ground: AttackGround = { common: evidence.commonHeight === 1n ? common : trusted, trusted },
    age?: EvidenceAge,
  ) => {
    const verdict = family.attacks.verify(evidence, ground, age);
    if (verdict.ok) return verdict.value.kind;
    const { code, params } = verdict.error;
    return code === 'bad-proof' ? params['reason'] : code;
  };
  const withBlock = (evidence: LightClientAttackEvidence, fork: Fork) => ({
    ...evidence,
    conflictingBlock: forkedBlock(fork),
  });
  const withVotes = (evidence: LightClientAttackEvidence, change: (sig: CommitSig, i: number) => CommitSig) => {
    const { signedHeader, validatorSet } = evidence.conflictingBlock;
    const signatures = signedHeader.commit.signatures.map(change);
    const block: LightBlock = {
      signedHeader: { ...signedHeader, commit: { ...signedHeader.commit, signatures } },
      validatorSet,
    };
    return { ...evidence, conflictingBlock: block };
  };
  const zeroed = (sig: CommitSig): CommitSig => ({ ...sig, signature: new Uint8Array(64) });

  test('accepts honest evidence of each kind [AD-13]', () => {
    expect([lunatic, equivocation, amnesia].map((evidence) => judge(evidence))).toEqual([
      'lunatic',
      'equivocation',
      'amnesia',
    ]);
  });

  test.each<[string, LightClientAttackEvidence, string]>([
    ['no power', { ...lunatic, totalVotingPower: 0n }, 'total-power'],
    ['negative power', { ...lunatic, totalVotingPower: -1n }, 'total-power'],
    ['another power than the set has', { ...lunatic, totalVotingPower: 47n }, 'total-power'],
    ['a common height of zero', { ...lunatic, commonHeight: 0n }, 'common-height'],
    ['a common height above the block', { ...lunatic, commonHeight: 7n }, 'common-height'],
    ['another time', { ...lunatic, timestamp: lunatic.timestamp + 1n }, 'timestamp'],
    ['nobody named', { ...lunatic, byzantineValidators: [] }, 'byzantine-validators'],
    [
      'one name too few',
      { ...lunatic, byzantineValidators: lunatic.byzantineValidators.slice(1) },
      'byzantine-validators',
    ],
    [
      'names in another order',
      { ...lunatic, byzantineValidators: [...lunatic.byzantineValidators].reverse() },
      'byzantine-validators',
    ],
    [
      'another power of a named one',
      { ...lunatic, byzantineValidators: lunatic.byzantineValidators.map((v) => ({ ...v, votingPower: 1n })) },
      'byzantine-validators',
    ],
    [
      'somebody named for amnesia',
      { ...amnesia, byzantineValidators: lunatic.byzantineValidators },
      'byzantine-validators',
    ],
    ['a header of the rules broken', withBlock(lunatic, { header: { ...madeUp, height: 0n } }), 'common-height'],
    [
      'another protocol',
      withBlock(lunatic, { header: { ...madeUp, version: { block: 10n, app: 1n } } }),
      'bad-block-protocol',
    ],
    ['another chain', withBlock(lunatic, { header: { ...madeUp, chainId: 'other-chain' } }), 'chain-id-mismatch'],
    ['the chain’s own block', withBlock(equivocation, { header: {} }), 'same-block'],
    [
      'too little power of its own',
      withBlock(lunatic, { header: madeUp, votes: { v3: 'nil', v2: 'nil' } }),
      'insufficient-voting-power',
    ],
  ])('refuses %s [AD-14]', (_, evidence, reason) => {
    expect(judge(evidence)).toBe(reason);
  });

  test('refuses a made-up header without a common block below it [AD-14]', () => {
    const known = trusted.value.signedHeader.header;
    const flat = { ...lunatic, commonHeight: known.height, timestamp: known.time };
    expect(judge(flat, { common: trusted, trusted })).toBe('made-up-header');
  });

  test('refuses a block with a third of the common power behind it, and no more [AD-14]', () => {
    // 9 and 10 of 30, and then 11 of 30, beside strangers.
    const chain = buildChain({ heights: TIP, validators: () => ({ v1: 10n, v2: 11n, v3: 9n }) });
    const by = (name: string) => {
      const set = setOf(chain.keyring, { [name]: 10n, x: 1n });
      const conflicting = verified(forkedBlock({ header: {}, set }, chain));
      const ground = { common: verified(chain.at(1)), trusted: verified(chain.at(TIP)) };
      return judge(family.attacks.build({ conflicting, ...ground }), ground);
    };
    expect([by('v3'), by('v1'), by('v2')]).toEqual(['not-enough-trust', 'not-enough-trust', 'lunatic']);
  });

  test('checks every vote for the block, also those beyond what is enough [AD-15]', () => {
    const full = evidenceOf({ header: madeUp });
    for (const bad of [0, 3]) {
      expect(judge(withVotes(full, (sig, i) => (i === bad ? zeroed(sig) : sig)))).toBe('invalid-signature');
    }
    const other = full.conflictingBlock.signedHeader.commit.signatures[0]!;
    expect(judge(withVotes(full, (sig, i) => (i === 3 ? other : sig)))).toBe('double-vote');
  });

  test('passes over bad votes for nothing: they must not save the guilty [AD-15]', () => {
    expect(judge(withVotes(lunatic, (sig) => (sig.flag === 3 ? zeroed(sig) : sig)))).toBe('lunatic');
  });

  test('reads the guilty from votes of its own block that really were cast [AD-8] [AD-15]', () => {
    const own = honest.at(TIP);
    const { commit } = own.signedHeader;
    const signatures = commit.signatures.map((sig, i) => (i === 3 ? zeroed(sig) : sig));
    const doubtful = verified({ ...own, signedHeader: { ...own.signedHeader, commit: { ...commit, signatures } } });
    expect(judge(equivocation, { common: doubtful, trusted: doubtful })).toBe('byzantine-validators');
    const fair = { ...equivocation, byzantineValidators: equivocation.byzantineValidators.slice(0, 3) };
    expect(judge(fair, { common: doubtful, trusted: doubtful })).toBe('equivocation');
  });

  test('judges only with its blocks of those heights [AD-13]', () => {
    expect(judge(lunatic, { common: verified(honest.at(2)), trusted })).toBe('unexpected-height');
    const longer = buildChain({ heights: TIP + 1, validators: () => powers(4) });
    expect(judge(lunatic, { common, trusted: verified(longer.at(TIP + 1)) })).toBe('unexpected-height');
    const cast = { value: trusted.value } as typeof trusted;
    expect(() => judge(lunatic, { common, trusted: cast })).toThrow('not a verified value');
  });

  test('holds a later height against one only where time does not grow [AD-16]', () => {
    const below = verified(honest.at(TIP - 1));
    const at = (time: bigint) => {
      const conflicting = verified(forkedBlock({ header: { ...madeUp, time } }));
      return judge(family.attacks.build({ conflicting, trusted: below, common }), { common, trusted: below });
    };
    const { time } = below.value.signedHeader.header;
    expect([at(time - 1n), at(time), at(time + 1n)]).toEqual(['lunatic-forward', 'lunatic-forward', 'time-grows']);
  });

  test('refuses evidence that is beyond both limits of age [AD-17]', () => {
    const age = (maxBlocks: bigint, maxDuration: bigint): EvidenceAge => ({
      height: BigInt(TIP),
      time: honest.time(TIP),
      maxBlocks,
      maxDuration,
    });
    const duration = honest.time(TIP) - honest.time(1);
    const verdicts = [age(4n, duration - 1n), age(5n, duration - 1n), age(4n, duration)].map((limits) =>
      judge(lunatic, undefined, limits),
    );
    expect(verdicts).toEqual(['too-old', 'lunatic', 'lunatic']);
  });

  test('never accepts evidence with a byte altered, unless the byte means nothing [AD-14]', () => {
    const full = evidenceOf({ header: madeUp });
    const bytes = encodeAttackEvidence(full);
    // The keys beside the names are hints: address and power count. The proposer is not kept at all.
    const meaning = (evidence: LightClientAttackEvidence) =>
      JSON.stringify(jsonOf({ ...evidence, byzantineValidators: full.byzantineValidators })) +
      evidence.byzantineValidators.map(({ address, votingPower }) => `${address.join()}:${votingPower}`).join();
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const altered = bytes.slice();
        altered[at] = (altered[at] as number) ^ bits;
        let read: LightClientAttackEvidence;
        try {
          read = decodeAttackEvidence(altered, 'tendermint');
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError);
          return;
        }
        if (meaning(read) !== meaning(full)) expect(judge(read)).not.toBe('lunatic');
      }),
      { numRuns: 200 },
    );
  });
});
