import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NANOS_PER_SECOND } from '../../../light-client/codec/time.ts';
import { fail } from '../../../light-client/core/errors.ts';
import { classifyAttack } from '../../../light-client/families/cometbft/attackRules.ts';
import type { Header, LightBlock } from '../../../light-client/families/cometbft/types.ts';
import { buildChain, powers, setOf, type Vote } from '../../helpers/chain.ts';
import {
  chosen,
  detect,
  family,
  forkedBlock,
  held,
  honest,
  madeUp,
  namesOf,
  OTHER_HASH,
  serving,
  TIP,
  verified,
} from './fixtures.ts';

const truth = honest.at(TIP).signedHeader;
const changed = (change: Partial<Header>, round = 0) => ({
  header: { ...truth.header, ...change },
  commit: { ...truth.commit, round },
});

describe('an attack is', () => {
  test.each(['validatorsHash', 'nextValidatorsHash', 'consensusHash', 'appHash', 'lastResultsHash'] as const)(
    'lunatic where %s is another, whatever the round [AD-1]',
    (field) => {
      expect(classifyAttack(changed({ [field]: OTHER_HASH }), truth)).toBe('lunatic');
      expect(classifyAttack(changed({ [field]: OTHER_HASH }, 3), truth)).toBe('lunatic');
    },
  );

  test.each(['dataHash', 'lastCommitHash', 'evidenceHash', 'proposerAddress'] as const)(
    'equivocation where only %s is another, and amnesia in another round [AD-2]',
    (field) => {
      const other = { [field]: OTHER_HASH.slice(0, truth.header[field].length) };
      expect(classifyAttack(changed(other), truth)).toBe('equivocation');
      expect(classifyAttack(changed(other, 1), truth)).toBe('amnesia');
    },
  );

  test('forward lunatic where the block lies above all that the other side has [AD-3]', () => {
    const { height } = truth.header;
    expect(classifyAttack(changed({ height: height + 1n }), truth)).toBe('lunatic-forward');
    expect(classifyAttack(changed({ height: height + 1n, ...madeUp }, 2), truth)).toBe('lunatic-forward');
  });
});

describe('evidence against the primary', () => {
  test('of a made-up header names the members of the common set that signed it [AD-4] [AD-9]', async () => {
    const lie = forkedBlock({ header: madeUp, votes: { v2: 'nil' } });
    const { verdict, againstPrimary } = await detect(serving(lie), honest.provider());
    const { kind, evidence, common, trusted } = againstPrimary;
    expect(verdict).toMatchObject({ ok: false, error: { code: 'conflicting-headers', category: 'attack' } });
    expect([kind, namesOf(evidence.byzantineValidators)]).toEqual(['lunatic', ['v4', 'v3', 'v1']]);
    expect(evidence).toMatchObject({ commonHeight: 1n, timestamp: honest.time(1), totalVotingPower: 46n });
    expect([family.view(common.value).height, family.view(trusted.value).height]).toEqual([1n, BigInt(TIP)]);
    expect(held(family.attacks.verify(evidence, { common, trusted })).kind).toBe('lunatic');
  });

  test('of a made-up validator set names no stranger [AD-4]', async () => {
    const set = setOf(honest.keyring, { v1: 10n, v4: 13n, x: 9n, y: 8n });
    const { againstPrimary } = await detect(serving(forkedBlock({ header: {}, set })), honest.provider());
    const { kind, evidence, common, trusted } = againstPrimary;
    expect([kind, namesOf(evidence.byzantineValidators)]).toEqual(['lunatic', ['v4', 'v1']]);
    expect(held(family.attacks.verify(evidence, { common, trusted })).kind).toBe('lunatic');
  });

  test('of two blocks in one round names those who signed both [AD-5] [AD-9]', async () => {
    const lie = forkedBlock({ header: chosen, votes: { v1: 'absent' } });
    const witness = serving(forkedBlock({ header: {}, votes: { v3: 'nil' } }));
    const { againstPrimary } = await detect(serving(lie), witness);
    const { kind, evidence, trusted } = againstPrimary;
    expect([kind, namesOf(evidence.byzantineValidators)]).toEqual(['equivocation', ['v4', 'v2']]);
    expect(evidence).toMatchObject({ commonHeight: BigInt(TIP), timestamp: honest.time(TIP), totalVotingPower: 46n });
    expect(held(family.attacks.verify(evidence, { common: trusted, trusted })).kind).toBe('equivocation');
  });

  test('of two blocks in two rounds names nobody [AD-6] [AD-9]', async () => {
    const { againstPrimary } = await detect(serving(forkedBlock({ header: chosen, round: 1 })), honest.provider());
    const { kind, evidence, trusted } = againstPrimary;
    expect([kind, evidence.byzantineValidators, evidence.commonHeight]).toEqual(['amnesia', [], BigInt(TIP)]);
    expect(held(family.attacks.verify(evidence, { common: trusted, trusted })).kind).toBe('amnesia');
  });

  test('lists equal powers by address [AD-7]', async () => {
    const even = buildChain({ heights: TIP, validators: () => ({ v1: 5n, v2: 5n, v3: 5n, v4: 5n }) });
    const lie = forkedBlock({ header: madeUp }, even);
    const { againstPrimary } = await detect(serving(lie, even), even.provider());
    const addresses = againstPrimary.evidence.byzantineValidators.map(({ address }) => Buffer.from(address));
    expect(addresses).toEqual([...addresses].sort(Buffer.compare));
    expect(addresses).toHaveLength(4);
  });

  test('of a height that the chain has not reached takes the next block of the way [AD-3]', async () => {
    const ahead = buildChain({ heights: TIP, validators: () => powers(4), blockTime: 10n * NANOS_PER_SECOND });
    const late = (header: Header) =>
      header.height < 2n ? header : { ...header, time: header.time + 60n * NANOS_PER_SECOND };
    const slow = buildChain({ heights: TIP, validators: () => powers(4), header: late });
    const { againstPrimary, againstWitness } = await detect(ahead.provider(), slow.provider(4), {
      now: slow.time(4),
    });
    const { kind, evidence, common, trusted } = againstPrimary;
    expect(kind).toBe('lunatic-forward');
    expect(evidence.conflictingBlock.signedHeader.header.height).toBe(BigInt(TIP));
    expect(held(family.attacks.verify(evidence, { common, trusted })).kind).toBe('lunatic-forward');
    // The primary has another block at the witness's height: the witness is accused with that.
    expect(family.view(held(againstWitness).conflicting.value).height).toBe(4n);
  });
});

describe('on a way of many steps', () => {
  // Sets that turn over by one validator at each height, so that one step never reaches the tip.
  const turning = (from: bigint, change: Partial<Header> = {}) =>
    buildChain({
      heights: TIP,
      validators: (height) => Object.fromEntries([0, 1, 2].map((i) => [`t${height + i}`, BigInt(30 - height - i)])),
      header: (header) => (header.height < from ? header : { ...header, ...change }),
    });
  const main = turning(0n);

  test.each([2, 4, 6])(
    'each accusation carries the way from the common block, from height %i [AD-21]',
    async (from) => {
      const fork = turning(BigInt(from), madeUp);
      const { againstPrimary, againstWitness } = await detect(fork.provider(), main.provider());
      for (const { common, trusted, way } of [againstPrimary, held(againstWitness)]) {
        const reached = way.map(({ block }) => family.view(block.value).height);
        // Each step starts where the one before it ended; the first at the common block, the last ends at the trusted one.
        expect(way.map(({ fromHeight }) => fromHeight)).toEqual([
          family.view(common.value).height,
          ...reached.slice(0, -1),
        ]);
        expect(way[way.length - 1]?.block.value).toEqual(trusted.value);
        expect(way.length).toBeGreaterThan(0);
      }
    },
  );

  test.each([2, 3, 5, 6])(
    'the common block is the last one agreed on before height %i [AD-9] [AD-10]',
    async (from) => {
      const fork = turning(BigInt(from), madeUp);
      const { againstPrimary, againstWitness } = await detect(fork.provider(), main.provider());
      for (const { kind, evidence, common, trusted, conflicting } of [againstPrimary, held(againstWitness)]) {
        const heights = [common, trusted, conflicting].map(({ value }) => Number(family.view(value).height));
        const [low, high, same] = heights as [number, number, number];
        expect([kind, low < from, high >= from, same]).toEqual(['lunatic', true, true, high]);
        expect(evidence.commonHeight).toBe(BigInt(low));
        expect(held(family.attacks.verify(evidence, { common, trusted })).kind).toBe('lunatic');
        // Guilty are members of the common set only: who joined later is not for the common block to name.
        const members = main.at(low).validatorSet.validators.map(({ address }) => address.join());
        expect(evidence.byzantineValidators.every(({ address }) => members.includes(address.join()))).toBe(true);
        expect(evidence.byzantineValidators.length).toBeGreaterThan(0);
      }
    },
  );
});

describe('a vote that nobody cast', () => {
  /** The last of the four, behind those that make two thirds: nobody checked it. */
  const forged = (lie: LightBlock): LightBlock => {
    const { commit, header } = lie.signedHeader;
    const signatures = commit.signatures.map((sig, i) => (i === 3 ? { ...sig, signature: new Uint8Array(64) } : sig));
    return { ...lie, signedHeader: { header, commit: { ...commit, signatures } } };
  };

  test.each([
    ['lunatic', madeUp],
    ['equivocation', chosen],
  ] as const)('accuses nobody of %s, and stands as absent in the evidence [AD-8]', async (kind, header) => {
    const { againstPrimary, againstWitness } = await detect(
      serving(forged(forkedBlock({ header }))),
      honest.provider(),
    );
    const { evidence, common, trusted } = againstPrimary;
    expect([againstPrimary.kind, namesOf(evidence.byzantineValidators)]).toEqual([kind, ['v4', 'v3', 'v2']]);
    expect(evidence.conflictingBlock.signedHeader.commit.signatures.map(({ flag }) => flag)).toEqual([2, 2, 2, 1]);
    const ground = { common: kind === 'lunatic' ? common : trusted, trusted };
    expect(held(family.attacks.verify(evidence, ground)).kind).toBe(kind);
    const other = held(againstWitness).evidence;
    expect(namesOf(other.byzantineValidators)).toEqual(
      kind === 'lunatic' ? ['v4', 'v3', 'v2', 'v1'] : ['v4', 'v3', 'v2'],
    );
  });

  test("accuses nobody under another one's address [AD-8]", async () => {
    const lie = forkedBlock({ header: madeUp, votes: { v1: 'absent' } });
    const { commit, header } = lie.signedHeader;
    const innocent = { ...commit.signatures[0]!, validatorAddress: honest.keyring.key('v1').address };
    const signatures = commit.signatures.map((sig, i) => (i === 3 ? innocent : sig));
    const served = serving({ ...lie, signedHeader: { header, commit: { ...commit, signatures } } });
    const { againstPrimary } = await detect(served, honest.provider());
    expect(namesOf(againstPrimary.evidence.byzantineValidators)).toEqual(['v4', 'v3', 'v2']);
  });
});

describe('with the roles swapped', () => {
  test('the witness is accused as well [AD-10]', async () => {
    const lie = forkedBlock({ header: madeUp });
    const { witness, againstPrimary, againstWitness } = await detect(serving(lie), honest.provider());
    const other = held(againstWitness);
    expect([witness, other.kind]).toEqual(['w', 'lunatic']);
    expect(family.view(other.conflicting.value)).toEqual(family.view(againstPrimary.trusted.value));
    expect(family.view(other.trusted.value)).toEqual(family.view(againstPrimary.conflicting.value));
    expect(other.evidence.commonHeight).toBe(1n);
    // Whoever follows the primary's chain accepts it; whoever follows the witness's does not.
    expect(held(family.attacks.verify(other.evidence, other)).kind).toBe('lunatic');
    expect(
      family.attacks.verify(other.evidence, { common: other.common, trusted: verified(honest.at(TIP)) }),
    ).toMatchObject({
      ok: false,
      error: { code: 'bad-proof', params: { reason: 'same-block' } },
    });
  });

  test('a primary that answers no more saves nobody: the evidence against it stands [AD-10]', async () => {
    const silent = { chainId: honest.chainId, lightBlock: async () => fail('no-response') };
    const lie = forkedBlock({ header: madeUp });
    const { againstPrimary, againstWitness } = await detect(serving(lie), honest.provider(), { later: silent });
    expect(againstPrimary.kind).toBe('lunatic');
    expect(againstWitness).toMatchObject({ ok: false, error: { code: 'no-response' } });
  });

  test('an accusation is accepted by those who hold the other side for true, however the votes fell [AD-4] [AD-5] [AD-10]', async () => {
    const votes = fc.record({
      v1: fc.constantFrom<Vote>('commit', 'nil', 'absent'),
      v2: fc.constantFrom<Vote>('commit', 'nil'),
    });
    const one = fc.record({ votes, kind: fc.constantFrom('made-up', 'chosen'), round: fc.constantFrom(0, 1) });
    await fc.assert(
      fc.asyncProperty(one, votes, async ({ votes: a, kind, round }, b) => {
        // Without v1 and v2 there are 25 of 46: then the block does not hold, and there is no conflict.
        fc.pre(Object.values(a).includes('commit') && Object.values(b).includes('commit'));
        const lie = forkedBlock({ header: kind === 'made-up' ? madeUp : chosen, votes: a, round });
        const found = await detect(serving(lie), serving(forkedBlock({ header: {}, votes: b })));
        for (const accusation of [found.againstPrimary, held(found.againstWitness)]) {
          const { evidence, common, trusted } = accusation;
          const ground = evidence.commonHeight === 1n ? common : trusted;
          expect(held(family.attacks.verify(evidence, { common: ground, trusted })).kind).toBe(accusation.kind);
          const wanted = kind === 'made-up' ? 'lunatic' : round === 0 ? 'equivocation' : 'amnesia';
          expect(accusation.kind).toBe(wanted);
        }
      }),
      { numRuns: 25 },
    );
  });
});
