import { describe, expect, test } from 'vitest';
import { GO_ZERO_TIME } from '../../../light-client/codec/time.ts';
import { createSignatureCache } from '../../../light-client/crypto/signatureCache.ts';
import type { LightClientAttackEvidence } from '../../../light-client/families/cometbft/attackEvidence.ts';
import { byzantineValidators } from '../../../light-client/families/cometbft/attackRules.ts';
import { createCometbftFamily } from '../../../light-client/families/cometbft/family.ts';
import type { CommitSig, LightBlock, Validator } from '../../../light-client/families/cometbft/types.ts';
import type { AttackGround, EvidenceAge } from '../../../light-client/families/cometbft/verifyAttack.ts';
import { buildChain, powers, setOf } from '../../helpers/chain.ts';
import { chosen, type Fork, family, forkedBlock, honest, madeUp, namesOf, suite, TIP, verified } from './fixtures.ts';

// What a receiver says of evidence that is right but for one thing.

const common = verified(honest.at(1));
const trusted = verified(honest.at(TIP));
const evidenceOf = (fork: Fork): LightClientAttackEvidence =>
  family.attacks.build({ conflicting: verified(forkedBlock(fork)), trusted, common });
const lunatic = evidenceOf({ header: madeUp });
const equivocation = evidenceOf({ header: chosen });
const amnesia = evidenceOf({ header: chosen, round: 2 });

/** Of a made-up header from the first block, of any other from the one at the same height. */
const groundOf = ({ commonHeight }: LightClientAttackEvidence): AttackGround => ({
  common: commonHeight === BigInt(TIP) ? trusted : common,
  trusted,
});
function judge(evidence: LightClientAttackEvidence, ground = groundOf(evidence), age?: EvidenceAge) {
  const verdict = family.attacks.verify(evidence, ground, age);
  if (verdict.ok) return verdict.value.kind;
  const { code, params } = verdict.error;
  return code === 'bad-proof' ? `${params['what']} ${params['reason']}` : code;
}

describe('a receiver accepts', () => {
  test('evidence of each kind, and gives it back as it is [AD-1] [AD-2]', () => {
    expect([lunatic, equivocation, amnesia].map((one) => judge(one))).toEqual(['lunatic', 'equivocation', 'amnesia']);
    const verdict = family.attacks.verify(lunatic, { common, trusted });
    expect(verdict.ok && verdict.value).toEqual({ kind: 'lunatic', evidence: lunatic });
  });

  test('a block of the same height with a later or an earlier time: that alone makes it another [AD-2] [AD-16]', () => {
    for (const shift of [-1n, 1n]) {
      const other = evidenceOf({ header: { time: honest.time(TIP) + shift } });
      expect(judge(other)).toBe('equivocation');
    }
  });
});

test('a family made anew tells an attack as any other does [AD-1] [AD-9]', () => {
  const { attacks } = createCometbftFamily({ suite });
  const conflicting = verified(forkedBlock({ header: madeUp }));
  const conflict = { conflicting, trusted, common };
  expect(attacks.classify(conflict)).toBe('lunatic');
  expect(attacks.build(conflict)).toEqual(lunatic);
  expect(attacks.verify(lunatic, { common, trusted })).toMatchObject({ ok: true, value: { kind: 'lunatic' } });
  expect(attacks.onlyCast(conflicting.value)).toEqual(conflicting.value);
});

test('an entry that one of the two commits has not is no vote for both [AD-5]', () => {
  const { conflictingBlock } = equivocation;
  const truth = honest.at(TIP).signedHeader;
  const commit = { ...truth.commit, signatures: truth.commit.signatures.slice(0, 2) };
  const context = { suite, mode: 'all' as const, cache: createSignatureCache(1) };
  const guilty = byzantineValidators(context, conflictingBlock, honest.at(1).validatorSet, { ...truth, commit });
  expect(namesOf(guilty)).toEqual(['v4', 'v3']);
});

describe('a receiver refuses', () => {
  const { byzantineValidators: named } = lunatic;
  const [first, ...rest] = named as [Validator, ...Validator[]];
  const stranger = honest.keyring.key('x');

  test.each<[string, LightClientAttackEvidence, string]>([
    ['no power', { ...lunatic, totalVotingPower: 0n }, 'total-power'],
    ['negative power', { ...lunatic, totalVotingPower: -46n }, 'total-power'],
    ['a power too much', { ...lunatic, totalVotingPower: 47n }, 'total-power'],
    ['a power too little', { ...lunatic, totalVotingPower: 45n }, 'total-power'],
    ['a common height of zero', { ...lunatic, commonHeight: 0n }, 'common-height'],
    ['a negative common height', { ...lunatic, commonHeight: -1n }, 'common-height'],
    ['a common height above the block', { ...lunatic, commonHeight: BigInt(TIP + 1) }, 'common-height'],
    ['a time later than that of the common block', { ...lunatic, timestamp: lunatic.timestamp + 1n }, 'timestamp'],
    ['a time before it', { ...lunatic, timestamp: lunatic.timestamp - 1n }, 'timestamp'],
    ['the time of the trusted block', { ...lunatic, timestamp: honest.time(TIP) }, 'timestamp'],
  ])('%s [AD-9]', (_, evidence, reason) => {
    expect(judge(evidence)).toBe(`attack-evidence ${reason}`);
  });

  test.each<[string, LightClientAttackEvidence]>([
    ['nobody', { ...lunatic, byzantineValidators: [] }],
    ['all but the first', { ...lunatic, byzantineValidators: rest }],
    ['all but the last', { ...lunatic, byzantineValidators: named.slice(0, -1) }],
    ['one more', { ...lunatic, byzantineValidators: [...named, first] }],
    ['the same in another order', { ...lunatic, byzantineValidators: [...rest, first] }],
    ['one with another power', { ...lunatic, byzantineValidators: [{ ...first, votingPower: 1n }, ...rest] }],
    ['another one of the same power', { ...lunatic, byzantineValidators: [stranger.validator(13n), ...rest] }],
    ['somebody for amnesia', { ...amnesia, byzantineValidators: named }],
    ['nobody for two votes in one round', { ...equivocation, byzantineValidators: [] }],
  ])('names of %s [AD-4] [AD-5] [AD-6] [AD-7]', (_, evidence) => {
    expect(judge(evidence)).toBe('attack-evidence byzantine-validators');
  });

  const of = (fork: Fork): LightBlock => forkedBlock(fork);
  test('numbers that cannot be before it looks at the block [AD-9]', () => {
    const conflictingBlock = of({ header: { ...madeUp, version: { block: 10n, app: 1n } } });
    const other = { ...lunatic, conflictingBlock };
    expect(judge({ ...other, totalVotingPower: 0n })).toBe('attack-evidence total-power');
    expect(judge({ ...other, commonHeight: 0n })).toBe('attack-evidence common-height');
    expect(judge({ ...other, totalVotingPower: 1n })).toBe('bad-block-protocol');
  });

  test.each<[string, LightBlock, string]>([
    ['of another protocol', of({ header: { ...madeUp, version: { block: 10n, app: 1n } } }), 'bad-block-protocol'],
    [
      'with another set than it names',
      { ...of({ header: madeUp }), validatorSet: setOf(honest.keyring, { v1: 1n }) },
      'validator-set-mismatch',
    ],
    ['of another chain', of({ header: { ...madeUp, chainId: 'other-chain' } }), 'chain-id-mismatch'],
    ['of too little power', of({ header: madeUp, votes: { v2: 'nil', v3: 'nil' } }), 'insufficient-voting-power'],
  ])('a block %s [AD-13] [CB-2]', (_, conflictingBlock, code) => {
    expect(judge({ ...lunatic, conflictingBlock })).toBe(code);
  });

  test('the block of the chain itself [AD-13]', () => {
    expect(judge({ ...equivocation, conflictingBlock: of({ header: {} }) })).toBe('attack-evidence same-block');
    // Signed again by others it is the same block still.
    const again = of({ header: {}, votes: { v1: 'nil' }, round: 3 });
    expect(judge({ ...amnesia, conflictingBlock: again })).toBe('attack-evidence same-block');
  });

  test('evidence for which its own blocks are not the ones that it speaks of [AD-13]', () => {
    const other = buildChain({ heights: TIP, chainId: 'other-chain', validators: () => powers(4) });
    const foreign = { common: verified(other.at(1)), trusted: verified(other.at(TIP)) };
    expect(judge(lunatic, { common: foreign.common, trusted })).toBe('chain-id-mismatch');
    expect(judge(lunatic, { common, trusted: foreign.trusted })).toBe('chain-id-mismatch');
    expect(judge(lunatic, { common: verified(honest.at(2)), trusted })).toBe('unexpected-height');
    const longer = buildChain({ heights: TIP + 1, validators: () => powers(4) });
    expect(judge(lunatic, { common, trusted: verified(longer.at(TIP + 1)) })).toBe('unexpected-height');
    const late = { ...lunatic, commonHeight: 3n, timestamp: honest.time(3) };
    const at = (height: number) =>
      judge(late, { common: verified(honest.at(3)), trusted: verified(honest.at(height)) });
    // At the common height itself it has got as far as it must; but then time must not grow above it.
    expect([at(2), at(3)]).toEqual(['unexpected-height', 'attack-evidence time-grows']);
  });

  test('a later height only where time does not grow [AD-16]', () => {
    const below = verified(honest.at(TIP - 1));
    const at = (time: bigint) => {
      const conflicting = verified(forkedBlock({ header: { ...madeUp, time } }));
      return judge(family.attacks.build({ conflicting, trusted: below, common }), { common, trusted: below });
    };
    const time = honest.time(TIP - 1);
    expect([at(time - 1n), at(time), at(time + 1n)]).toEqual([
      'lunatic-forward',
      'lunatic-forward',
      'attack-evidence time-grows',
    ]);
  });

  test('evidence beyond both limits of age, and not at either of them [AD-17]', () => {
    const now = { height: BigInt(TIP), time: honest.time(TIP) };
    const duration = honest.time(TIP) - honest.time(1);
    const aged = (maxBlocks: bigint, maxDuration: bigint) =>
      judge(lunatic, { common, trusted }, { ...now, maxBlocks, maxDuration });
    const blocks = BigInt(TIP - 1);
    expect(aged(blocks - 1n, duration - 1n)).toBe('attack-evidence too-old');
    expect([aged(blocks, duration - 1n), aged(blocks - 1n, duration), aged(blocks, duration)]).toEqual([
      'lunatic',
      'lunatic',
      'lunatic',
    ]);
  });
});

describe('only votes that were cast stay in a block', () => {
  const lie = forkedBlock({ header: madeUp, votes: { v2: 'nil' } });
  const { header, commit } = lie.signedHeader;
  const entry = (index: number) => commit.signatures[index] as CommitSig;
  const withEntries = (signatures: readonly CommitSig[]): LightBlock => ({
    ...lie,
    signedHeader: { header, commit: { ...commit, signatures } },
  });
  const replaced = (index: number, change: Partial<CommitSig>) =>
    commit.signatures.map((sig, i) => (i === index ? { ...sig, ...change } : sig));
  const absent: CommitSig = {
    flag: 1,
    validatorAddress: new Uint8Array(0),
    timestamp: GO_ZERO_TIME,
    signature: new Uint8Array(0),
  };

  test('whole, where all of them were [AD-8]', () => {
    const cast = family.attacks.onlyCast(lie);
    expect(cast).toEqual(lie);
    expect(cast.signedHeader).toBe(lie.signedHeader);
    expect(family.attacks.onlyCast(honest.at(TIP))).not.toHaveProperty('nextValidatorSet');
  });

  test.each<[string, number, Partial<CommitSig>]>([
    ['a broken signature', 0, { signature: new Uint8Array(64) }],
    ['a signature of another length', 3, { signature: new Uint8Array(1) }],
    ['the signature of another one', 3, { signature: entry(0).signature }],
    ['a good signature under the address of another member', 3, { validatorAddress: entry(0).validatorAddress }],
    ['a good signature under the address of nobody', 0, { validatorAddress: new Uint8Array(20) }],
    ['another time than was signed', 1, { timestamp: entry(1).timestamp + 1n }],
  ])('without one with %s [AD-8]', (_, index, change) => {
    const signatures = commit.signatures.map((sig, i) => (i === index ? absent : sig));
    expect(family.attacks.onlyCast(withEntries(replaced(index, change)))).toEqual(withEntries(signatures));
  });

  test('without an entry that no validator has [AD-8]', () => {
    const longer = withEntries([...commit.signatures, entry(0)]);
    expect(family.attacks.onlyCast(longer)).toEqual(withEntries([...commit.signatures, absent]));
  });

  test('with votes for nothing as they are: they accuse nobody [AD-8]', () => {
    const index = commit.signatures.findIndex(({ flag }) => flag === 3);
    const broken = withEntries(replaced(index, { signature: new Uint8Array(64) }));
    expect(index).toBeGreaterThanOrEqual(0);
    expect(family.attacks.onlyCast(broken)).toEqual(broken);
  });
});
