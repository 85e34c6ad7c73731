import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NANOS_PER_SECOND } from '../../../../light-client/codec/time.ts';
import { attempt } from '../../../../light-client/core/errors.ts';
import { ONE_THIRD, type TrustParameters } from '../../../../light-client/core/trust.ts';
import type { Verdict } from '../../../../light-client/core/verdict.ts';
import type { Verified } from '../../../../light-client/core/verified.ts';
import { nobleSuite } from '../../../../light-client/crypto/nobleSuite.ts';
import { createSignatureCache } from '../../../../light-client/crypto/signatureCache.ts';
import { createCometbftFamily } from '../../../../light-client/families/cometbft/family.ts';
import { encodeLightBlock } from '../../../../light-client/families/cometbft/proto.ts';
import { decodeLightBlock } from '../../../../light-client/families/cometbft/protoDecode.ts';
import type { CommitSig, Header, LightBlock } from '../../../../light-client/families/cometbft/types.ts';
import { buildChain, type Powers, powers, signCommit } from '../../../helpers/chain.ts';

// From a trusted block to a later one, and to the one below.

const DAY = 86_400n * NANOS_PER_SECOND;
const PARAMETERS: TrustParameters = {
  trustingPeriod: 14n * DAY,
  maxClockDrift: 10n * NANOS_PER_SECOND,
  trustLevel: ONE_THIRD,
};
const family = createCometbftFamily();

function outcome(verdict: Verdict<unknown>): string {
  return verdict.kind === 'invalid' ? verdict.error.code : verdict.kind;
}

function trust(block: LightBlock, f = family): Verified<LightBlock> {
  const verdict = f.verifyAlone(block);
  if (verdict.kind !== 'verified') throw new Error(outcome(verdict));
  return verdict.value;
}

const steady = buildChain({ heights: 6, validators: () => powers(4) });
const now = steady.time(6);
const step = (from: number, to: LightBlock, parameters = PARAMETERS, at = now) =>
  family.verifyStep(trust(steady.at(from)), to, parameters, at);

function resigned(height: number, change: Partial<Header>): LightBlock {
  const block = steady.at(height);
  const header = { ...block.signedHeader.header, ...change };
  return { ...block, signedHeader: { header, commit: signCommit(steady.keyring, header, block.validatorSet) } };
}

describe('a step forwards', () => {
  test('to a neighbour and over several heights verifies [VF-6] [VF-7]', () => {
    const near = step(1, steady.at(2));
    const far = createCometbftFamily().verifyStep(trust(steady.at(1)), steady.at(6), PARAMETERS, now);
    expect([outcome(near), outcome(far)]).toEqual(['verified', 'verified']);
    if (near.kind !== 'verified' || far.kind !== 'verified') return;
    expect(near.trustTally).toBeUndefined();
    expect(far.trustTally).toEqual({ total: 46n, tallied: 25n, needed: 15n, signaturesChecked: 2 });
  });

  test('checks no signature twice, and says how many it checked [CB-11]', () => {
    const calls: string[] = [];
    const counted = createCometbftFamily({
      suite: {
        name: 'counting',
        sha256: nobleSuite.sha256,
        ed25519Verify: (key, message, signature) => {
          calls.push(Buffer.from(signature).toString('hex'));
          return nobleSuite.ed25519Verify(key, message, signature);
        },
        secp256k1Verify: () => false,
      },
    });
    const verdict = counted.verifyStep(trust(steady.at(1)), steady.at(6), PARAMETERS, now);
    if (verdict.kind !== 'verified') throw new Error(outcome(verdict));
    expect(new Set(calls).size).toBe(calls.length);
    expect(verdict.tally.signaturesChecked).toBe(calls.length);
    expect(verdict.tally.tallied).toBeGreaterThan(verdict.tally.needed);
  });

  test.each<[string, () => Verdict<unknown>, string]>([
    [
      'the trusted header expired this nanosecond [VF-1]',
      () => step(1, steady.at(6), PARAMETERS, steady.time(1) + 14n * DAY),
      'trusted-expired',
    ],
    [
      'the trusted header expired long ago [VF-1]',
      () => step(1, steady.at(6), PARAMETERS, steady.time(1) + 900n * DAY),
      'trusted-expired',
    ],
    ['the chain is another one [VF-2]', () => step(1, resigned(6, { chainId: 'test-chain-2' })), 'chain-id-mismatch'],
    ['the height is the same [VF-3]', () => step(3, steady.at(3)), 'non-increasing-height'],
    ['the height is lower [VF-3]', () => step(3, steady.at(2)), 'non-increasing-height'],
    ['the time is the same [VF-4]', () => step(3, resigned(5, { time: steady.time(3) })), 'non-increasing-time'],
    ['the time is earlier [VF-4]', () => step(3, resigned(4, { time: steady.time(3) - 1n })), 'non-increasing-time'],
    [
      'the time is now plus drift exactly [VF-5]',
      () => step(1, steady.at(6), PARAMETERS, now - PARAMETERS.maxClockDrift),
      'header-from-future',
    ],
    ['the time is far ahead [VF-5]', () => step(1, resigned(6, { time: now + DAY })), 'header-from-future'],
    ['a neighbour names another set [VF-6]', () => step(1, otherSet(2)), 'next-validator-set-mismatch'],
    [
      'a block is malformed [VF-10]',
      () => step(1, { ...steady.at(6), validatorSet: { validators: [] } }),
      'bad-validator-set',
    ],
    [
      'the trust level is below a third [VF-9]',
      () => step(1, steady.at(6), { ...PARAMETERS, trustLevel: { numerator: 1n, denominator: 4n } }),
      'bad-trust-options',
    ],
    [
      'the trust level is above one [VF-9]',
      () => step(1, steady.at(6), { ...PARAMETERS, trustLevel: { numerator: 4n, denominator: 3n } }),
      'bad-trust-options',
    ],
    [
      'the trust level has no denominator [VF-9]',
      () => step(1, steady.at(6), { ...PARAMETERS, trustLevel: { numerator: 0n, denominator: 0n } }),
      'bad-trust-options',
    ],
    [
      'the trust level does not fit in 64 bits [VF-9]',
      () => step(1, steady.at(6), { ...PARAMETERS, trustLevel: { numerator: 1n << 64n, denominator: 1n << 64n } }),
      'bad-trust-options',
    ],
    [
      'the trusting period is zero [VF-9]',
      () => step(1, steady.at(6), { ...PARAMETERS, trustingPeriod: 0n }),
      'bad-trust-options',
    ],
    [
      'the drift is negative [VF-9]',
      () => step(1, steady.at(6), { ...PARAMETERS, maxClockDrift: -1n }),
      'bad-trust-options',
    ],
  ])('is refused where %s', (_, run, expected) => {
    expect(outcome(run())).toBe(expected);
  });

  test('holds one nanosecond inside each limit [VF-1] [VF-5]', () => {
    expect(outcome(step(1, steady.at(2), PARAMETERS, steady.time(1) + 14n * DAY - 1n))).toBe('verified');
    expect(outcome(step(1, steady.at(6), PARAMETERS, now - PARAMETERS.maxClockDrift + 1n))).toBe('verified');
  });

  test('never gets through at trust level one, which is legal [VF-9] [CB-9]', () => {
    expect(outcome(step(1, steady.at(6), { ...PARAMETERS, trustLevel: { numerator: 1n, denominator: 1n } }))).toBe(
      'not-enough-trust',
    );
  });

  test('does not look at the parent of a neighbour, as the network does not either [VF-6]', () => {
    const broken = resigned(2, { lastBlockId: steady.at(3).signedHeader.commit.blockId });
    expect(outcome(step(1, broken))).toBe('verified');
  });

  function otherSet(height: number): LightBlock {
    return buildChain({ heights: height, validators: () => powers(5) }).at(height);
  }
});

describe('overlap with the trusted set', () => {
  // Heights 1 and 2 by a..d, from 3 on by others and some of the old ones.
  const overlap = (later: Powers, vote?: (name: string) => 'commit' | 'nil' | 'absent') =>
    buildChain({
      heights: 4,
      validators: (height) => (height < 3 ? { a: 10n, b: 10n, c: 10n } : later),
      vote: (height, name) => (height < 3 ? 'commit' : (vote?.(name) ?? 'commit')),
    });
  const skip = (chain: ReturnType<typeof overlap>) =>
    family.verifyStep(trust(chain.at(1)), chain.at(4), PARAMETERS, chain.time(4));

  test('of exactly a third is not enough [CB-9] [CB-10]', () => {
    const verdict = skip(overlap({ a: 10n, x: 10n, y: 10n }));
    expect(verdict).toMatchObject({ kind: 'not-enough-trust', tally: { total: 30n, tallied: 10n, needed: 10n } });
  });

  test('of more than a third is [CB-7] [CB-9]', () => {
    expect(outcome(skip(overlap({ a: 10n, b: 10n, y: 10n })))).toBe('verified');
  });

  test('counts the power that the old set gives, not the new one [CB-7]', () => {
    expect(outcome(skip(overlap({ a: 1000n, x: 10n })))).toBe('not-enough-trust');
  });

  test('of nobody is not enough, and checks no signature [CB-7]', () => {
    expect(skip(overlap({ x: 10n, y: 10n }))).toMatchObject({
      kind: 'not-enough-trust',
      tally: { signaturesChecked: 0 },
    });
  });

  test('does not count votes for nothing or absent ones [CB-3] [CB-7]', () => {
    const chain = overlap({ a: 10n, b: 10n, x: 100n }, (name) =>
      name === 'a' ? 'nil' : name === 'b' ? 'absent' : 'commit',
    );
    expect(outcome(skip(chain))).toBe('not-enough-trust');
  });

  test('that is enough does not help a set without its own two thirds [VF-7]', () => {
    const chain = overlap({ a: 10n, b: 10n, x: 10n }, (name) => (name === 'x' ? 'absent' : 'commit'));
    expect(outcome(skip(chain))).toBe('insufficient-voting-power');
  });

  test('is asked before the two thirds [VF-7]', () => {
    const chain = overlap({ x: 10n, y: 10n, z: 10n }, (name) => (name === 'x' ? 'absent' : 'commit'));
    expect(outcome(skip(chain))).toBe('not-enough-trust');
  });

  test('is broken by a bad signature of an old member [CB-5]', () => {
    const chain = overlap({ a: 10n, b: 10n, c: 10n });
    expect(outcome(family.verifyStep(trust(chain.at(1)), withBroken(chain.at(4), 0), PARAMETERS, chain.time(4)))).toBe(
      'invalid-signature',
    );
  });

  test('is not counted twice for one member [CB-8]', () => {
    const chain = overlap({ a: 10n, x: 11n, y: 9n });
    const block = chain.at(4);
    const { commit } = block.signedHeader;
    const mine = commit.signatures.find((sig) =>
      Buffer.from(sig.validatorAddress).equals(chain.keyring.key('a').address),
    );
    const signatures = [mine, mine, mine] as CommitSig[];
    const doubled = { ...block, signedHeader: { ...block.signedHeader, commit: { ...commit, signatures } } };
    expect(outcome(family.verifyStep(trust(chain.at(1)), doubled, PARAMETERS, chain.time(4)))).toBe('double-vote');
  });

  test('can be asked of the next validators instead [VF-8]', () => {
    // The set changes completely at height 2: by the set of height 1 nothing overlaps, by that of height 2 everything.
    const turned = buildChain({ heights: 4, validators: (height) => (height < 2 ? { a: 10n } : { b: 10n }) });
    const next = createCometbftFamily({ trustedSet: 'next' });
    expect(outcome(family.verifyStep(trust(turned.at(1)), turned.at(4), PARAMETERS, turned.time(4)))).toBe(
      'not-enough-trust',
    );
    expect(outcome(next.verifyStep(trust(turned.at(1)), turned.at(4), PARAMETERS, turned.time(4)))).toBe('verified');
    const { nextValidatorSet: _, ...bare } = turned.at(1);
    expect(outcome(next.verifyStep(trust(bare), turned.at(4), PARAMETERS, turned.time(4)))).toBe(
      'missing-next-validator-set',
    );
    expect(outcome(next.verifyStep(trust(bare), turned.at(2), PARAMETERS, turned.time(4)))).toBe('verified');
  });

  function withBroken(block: LightBlock, index: number): LightBlock {
    const signatures = block.signedHeader.commit.signatures.map((sig, i) =>
      i === index ? { ...sig, signature: new Uint8Array(64) } : sig,
    );
    return { ...block, signedHeader: { ...block.signedHeader, commit: { ...block.signedHeader.commit, signatures } } };
  }
});

describe('a step backwards', () => {
  const from = (height: number) => family.trustedHeader(trust(steady.at(height)));
  const older = (height: number, change: Partial<Header> = {}) => ({
    ...steady.at(height).signedHeader.header,
    ...change,
  });
  const back = (height: number, header: Header) => {
    const result = family.verifyBackwards(from(height), header);
    return result.ok ? 'verified' : result.error.code;
  };

  test('verifies by hash link alone [BW-2] [BW-4]', () => {
    expect(back(5, older(4))).toBe('verified');
  });

  test.each<[string, Header, string]>([
    ['two heights below [BW-1]', older(3), 'non-adjacent-height'],
    ['the same height [BW-1]', older(5), 'non-adjacent-height'],
    ['the height above [BW-1]', older(6), 'non-adjacent-height'],
    ['another content [BW-2]', older(4, { appHash: new Uint8Array(32) }), 'broken-hash-link'],
    ['a time that is not earlier [BW-3]', older(4, { time: steady.time(5) }), 'non-increasing-time'],
    ['another chain [BW-3]', older(4, { chainId: 'x' }), 'chain-id-mismatch'],
    ['another block protocol [BW-3]', older(4, { version: { block: 12n, app: 1n } }), 'bad-block-protocol'],
    ['no validators_hash [BW-3]', older(4, { validatorsHash: new Uint8Array(0) }), 'bad-header'],
  ])('is refused for %s', (_, header, expected) => {
    expect(back(5, header)).toBe(expected);
  });
});

describe('adopting the block of an anchor [VF-12]', () => {
  const block = steady.at(3);
  const view = family.view(block);
  const anchor = { chainId: view.chainId, height: view.height, hash: view.hash };
  const adopt = (b: LightBlock, change: Partial<typeof anchor> = {}, f = family) => {
    const result = f.adopt(b, { ...anchor, ...change });
    return result.ok ? 'adopted' : result.error.code;
  };
  const next = createCometbftFamily({ trustedSet: 'next' });
  const { nextValidatorSet: _, ...bare } = block;

  test.each<[string, () => string, string]>([
    ['its own hash', () => adopt(block), 'adopted'],
    [
      'its own hash, without signatures',
      () =>
        adopt({
          ...block,
          signedHeader: { ...block.signedHeader, commit: { ...block.signedHeader.commit, signatures: [] } },
        }),
      'adopted',
    ],
    ['another hash', () => adopt(block, { hash: new Uint8Array(32) }), 'anchor-mismatch'],
    ['another height', () => adopt(block, { height: 4n }), 'anchor-mismatch'],
    ['another chain', () => adopt(block, { chainId: 'x' }), 'chain-id-mismatch'],
    [
      'another set',
      () => adopt({ ...block, validatorSet: { validators: block.validatorSet.validators.slice(1) } }),
      'validator-set-mismatch',
    ],
    ['no set', () => adopt({ ...block, validatorSet: { validators: [] } }), 'bad-validator-set'],
    [
      'other next validators',
      () => adopt({ ...block, nextValidatorSet: { validators: block.validatorSet.validators.slice(1) } }),
      'next-validator-set-mismatch',
    ],
    [
      'a bad header',
      () =>
        adopt({
          ...block,
          signedHeader: { ...block.signedHeader, header: { ...block.signedHeader.header, height: 0n } },
        }),
      'bad-header',
    ],
    [
      'next validators only, where those are what steps start from',
      () => adopt({ ...block, validatorSet: { validators: [] } }, {}, next),
      'adopted',
    ],
    [
      'no next validators, where those are what steps start from',
      () => adopt(bare, {}, next),
      'missing-next-validator-set',
    ],
    [
      'a wrong set beside the next validators',
      () => adopt({ ...block, validatorSet: { validators: block.validatorSet.validators.slice(1) } }, {}, next),
      'validator-set-mismatch',
    ],
  ])('%s', (_name, run, expected) => {
    expect(run()).toBe(expected);
  });
});

test('no altered byte of a light block gives another verified header [VF-11]', () => {
  const block = steady.at(2);
  const original = Buffer.from(family.view(block).hash);
  const { nextValidatorSet: _, ...own } = block;
  const encoded = encodeLightBlock(own);
  const cached = createCometbftFamily({ cache: createSignatureCache(1000) });
  fc.assert(
    fc.property(fc.nat({ max: encoded.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const altered = encoded.map((byte, i) => (i === at ? byte ^ change : byte));
      const decoded = attempt('bad-encoding', () => decodeLightBlock(altered, 'tendermint'));
      if (!decoded.ok) return;
      const verdict = cached.verifyStep(trust(steady.at(1)), decoded.value, PARAMETERS, now);
      if (verdict.kind !== 'verified') return;
      // What early stop does not look at may differ; the header and its set may not.
      expect(original.equals(cached.view(decoded.value).hash)).toBe(true);
      expect(decoded.value.validatorSet).toEqual(own.validatorSet);
    }),
    { numRuns: 500 },
  );
});

test('in all mode no altered byte of a light block verifies at all [VF-11] [CB-6]', () => {
  const strict = createCometbftFamily({ mode: 'all' });
  const { nextValidatorSet: _, ...own } = steady.at(2);
  const encoded = encodeLightBlock(own);
  for (let at = 0; at < encoded.length; at++) {
    const altered = encoded.map((byte, i) => (i === at ? byte ^ 1 : byte));
    const decoded = attempt('bad-encoding', () => decodeLightBlock(altered, 'tendermint'));
    if (decoded.ok) expect([at, strict.verifyAlone(decoded.value).kind]).toEqual([at, 'invalid']);
  }
});

test('nothing is verified from a value that only looks verified [TY-1]', () => {
  const fake = { value: steady.at(1) } as unknown as Verified<LightBlock>;
  expect(() => family.verifyStep(fake, steady.at(2), PARAMETERS, now)).toThrow('not a verified value');
  expect(() => family.trustedHeader(fake)).toThrow('not a verified value');
  const header = { value: steady.at(2).signedHeader.header } as unknown as Verified<Header>;
  expect(() => family.verifyBackwards(header, steady.at(1).signedHeader.header)).toThrow('not a verified value');
});
