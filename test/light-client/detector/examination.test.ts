import { describe, expect, test } from 'vitest';
import { bisect } from '../../../light-client/core/bisection.ts';
import { crossCheck } from '../../../light-client/core/crossCheck.ts';
import { fail } from '../../../light-client/core/errors.ts';
import { type DetectorOptions, detectAttack } from '../../../light-client/detector/attack.ts';
import type { LightClientAttackEvidence } from '../../../light-client/families/cometbft/attackEvidence.ts';
import type { Header, LightBlock } from '../../../light-client/families/cometbft/types.ts';
import { buildChain, type Powers } from '../../helpers/chain.ts';
import { family, held, madeUp, type Provider, parameters, TIP, verified } from './fixtures.ts';

// How the primary is asked again for its own way, and what stands where it is not, or does not answer as before.

const SET = { k1: 10n, k2: 11n, k3: 12n };
const STRANGERS = { x1: 10n, x2: 10n };

/** Up to height 2 with the first set, from there on with others; made up from height 2 on, or not at all. */
const chainOf = (after: (height: number) => Powers, header = madeUp as Partial<Header>) =>
  buildChain({
    heights: TIP,
    validators: (height) => (height < 3 ? SET : after(height)),
    header: (honest) => (honest.height < 2n ? honest : { ...honest, ...header }),
  });
/** Of three validators one leaves at each height: the way to the tip takes several steps. */
const leaving = (height: number): Powers =>
  Object.fromEntries(['k2', 'k3', 't1', 't2', 't3', 't4'].slice(height - 3, height).map((name) => [name, 10n]));
const truth = chainOf(leaving, {});
/** Nobody leaves: one step is enough. */
const lie = chainOf(() => SET);
/** The ground itself is another. */
const elsewhere = buildChain({ heights: TIP, validators: () => SET, header: (honest) => ({ ...honest, ...madeUp }) });

type Options = DetectorOptions<LightBlock, Header, LightClientAttackEvidence>;

async function examined(change: Partial<Options> = {}) {
  const now = () => truth.time(TIP);
  const options = { family, trusted: verified(truth.at(1)), parameters, now };
  const { trace } = held(await bisect({ ...options, provider: lie.provider(), target: BigInt(TIP) }));
  const witnesses = [{ id: 'w', provider: truth.provider() }];
  const { answers } = await crossCheck({ ...options, trace, witnesses });
  const [conflict] = answers;
  if (conflict?.kind !== 'conflict') throw new Error('no conflict');
  return detectAttack(
    { family, parameters, now, rules: family.attacks, primary: lie.provider(), ...change },
    conflict.divergence,
  );
}

const refusal = (attack: Awaited<ReturnType<typeof examined>>) => {
  const { againstPrimary, againstWitness } = attack;
  expect(againstPrimary.kind).toBe('lunatic');
  return againstWitness.ok ? 'accused' : [againstWitness.error.code, againstWitness.error.params];
};

describe('the examination of the primary', () => {
  test('names the witness and asks the primary alone, from the common block on [AD-10]', async () => {
    const primary = lie.provider();
    const attack = await examined({ primary });
    expect([attack.witness, refusal(attack)]).toEqual(['w', 'accused']);
    expect(primary.asked).toEqual([1n, 3n]);
    const { common, way, trusted, conflicting, evidence, kind } = held(attack.againstWitness);
    expect(kind).toBe('lunatic');
    expect(family.view(common.value)).toEqual(family.view(truth.at(1)));
    // The witness's block for the lie, the primary's for the chain's.
    const height = Number(family.view(conflicting.value).height);
    expect(family.view(conflicting.value).hash).toEqual(family.view(truth.at(height)).hash);
    expect(family.view(trusted.value).hash).toEqual(family.view(lie.at(height)).hash);
    expect(way.at(-1)?.block.value).toEqual(trusted.value);
    expect(evidence.conflictingBlock.signedHeader.header).toEqual(conflicting.value.signedHeader.header);
  });

  test('ends where it is cancelled, and the evidence against the primary stands [AD-10] [BI-9]', async () => {
    expect(refusal(await examined({ signal: { aborted: true } }))).toEqual(['cancelled', {}]);
    expect(refusal(await examined({ signal: { aborted: false } }))).toBe('accused');
  });

  test('fetches no more than is allowed [AD-10] [BI-6]', async () => {
    const primary = chainOf(() => STRANGERS).provider();
    expect(refusal(await examined({ primary }))).toBe('accused');
    expect(refusal(await examined({ primary, limits: { maxFetches: 0 } }))).toEqual(['no-progress', expect.anything()]);
  });

  test('is of the moment that is given, and by the parameters that are given [AD-10]', async () => {
    const late = () => truth.time(1) + parameters.trustingPeriod;
    expect(refusal(await examined({ now: late }))).toEqual(['trusted-expired', expect.anything()]);
    const brief = { ...parameters, trustingPeriod: 1n };
    expect(refusal(await examined({ parameters: brief }))).toEqual(['trusted-expired', expect.anything()]);
  });

  test.each<[string, Provider, string]>([
    [
      'has nothing more',
      { chainId: lie.chainId, lightBlock: async () => fail('light-block-not-found') },
      'light-block-not-found',
    ],
    ['has the witness’s blocks by now', truth.provider(), 'next-validator-set-mismatch'],
    ['is of another ground', elsewhere.provider(), 'bad-light-block'],
  ])('accuses nobody else where the primary %s [AD-10]', async (_, primary, code) => {
    expect(refusal(await examined({ primary }))).toEqual([code, expect.anything()]);
  });
});
