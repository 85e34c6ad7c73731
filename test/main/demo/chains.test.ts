import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../../light-client/codec/hex.ts';
import { bisect } from '../../../light-client/core/bisection.ts';
import { ok } from '../../../light-client/core/errors.ts';
import { ONE_THIRD } from '../../../light-client/core/trust.ts';
import { createAcceleratedSuite } from '../../../light-client/crypto/acceleratedSuite.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { createCometbftFamily } from '../../../light-client/families/cometbft/family.ts';
import { commitHash, dataHash, headerHash, validatorSetHash } from '../../../light-client/families/cometbft/hashing.ts';
import type { LightBlock } from '../../../light-client/families/cometbft/types.ts';
import { merkleRoot } from '../../../light-client/proofs/merkle.ts';
import type { ChainView } from '../../../main/demo/chain.ts';
import { sha256 } from '../../../main/demo/crypto.ts';
import { HISTORY_MS, makeHistory, schedule } from '../../../main/demo/history.ts';
import { fastRoot } from '../../../main/demo/merkle.ts';
import { MAX_VALIDATORS, MIN_VALIDATORS, planChains } from '../../../main/demo/plan.ts';
import { encodeBlock } from '../../../main/demo/producer.ts';
import { createNativeCrypto } from '../../../main/providers/nativeCrypto.ts';
import { createDemoNetwork, DEMO_TEST_NOW, type TestDemoNetwork } from '../../helpers/demo.ts';

const family = createCometbftFamily({ mode: 'all', suite: createAcceleratedSuite(createNativeCrypto(), nobleSuite) });
const parameters = {
  trustingPeriod: 1_209_600n * 1_000_000_000n,
  maxClockDrift: 10n * 1_000_000_000n,
  trustLevel: ONE_THIRD,
};

function lightBlock(view: ChainView, height: number): LightBlock {
  const block = view.block(height);
  const validators = view.validators(height);
  const next = view.validators(height + 1);
  if (block === undefined || validators === undefined || next === undefined) throw new Error(`no block ${height}`);
  const { header, commit } = block;
  return { signedHeader: { header, commit }, validatorSet: { validators }, nextValidatorSet: { validators: next } };
}

describe('the chains of the demo network', () => {
  let demo: TestDemoNetwork;
  let view: ChainView;

  beforeAll(async () => {
    demo = await createDemoNetwork({ chains: 3, historyBlocks: 250 });
    demo.advance(20);
    view = demo.network.chain(demo.chainIds[1] as string);
  });
  afterAll(() => demo.close());

  it('makes headers whose commits, with every signature, verify one after the other', () => {
    const now = BigInt(demo.now()) * 1_000_000n;
    for (const chainId of demo.chainIds) {
      const chain = demo.network.chain(chainId);
      const first = family.verifyAlone(lightBlock(chain, 1));
      if (first.kind !== 'verified') throw new Error(JSON.stringify(first));
      let trusted = first.value;
      for (let height = 2; height <= chain.height; height++) {
        const verdict = family.verifyStep(trusted, lightBlock(chain, height), parameters, now);
        if (verdict.kind !== 'verified') throw new Error(`${chainId} ${height}: ${JSON.stringify(verdict)}`);
        trusted = verdict.value;
      }
      expect(family.view(trusted.value).height).toBe(270n);
    }
  });

  it('fills every hash of a header from what it stands for', () => {
    for (let height = 2; height <= view.height; height++) {
      const { header, transactions, commit } = view.block(height) as NonNullable<ReturnType<ChainView['block']>>;
      const before = view.block(height - 1) as NonNullable<ReturnType<ChainView['block']>>;
      expect(toHex(headerHash(header) as Uint8Array)).toBe(toHex(commit.blockId.hash));
      expect(toHex(header.lastBlockId.hash)).toBe(toHex(before.commit.blockId.hash));
      expect(toHex(header.lastCommitHash)).toBe(toHex(commitHash(before.commit.signatures)));
      expect(toHex(header.dataHash)).toBe(toHex(dataHash(transactions)));
      const validators = view.validators(height) ?? [];
      expect(toHex(header.validatorsHash)).toBe(toHex(validatorSetHash({ validators })));
      expect(toHex(header.nextValidatorsHash)).toBe(
        toHex(validatorSetHash({ validators: view.validators(height + 1) ?? [] })),
      );
      expect(validators.map(({ address }) => toHex(address))).toContain(toHex(header.proposerAddress));
      // The parts that were signed are those of the whole block.
      const part = encodeBlock(header, transactions, before.commit);
      expect(toHex(commit.blockId.partSetHeader.hash)).toBe(toHex(merkleRoot([part])));
      expect(header.time > before.header.time).toBe(true);
    }
  });

  it('has the weighted median of the last votes as its time', () => {
    const before = view.block(100) as NonNullable<ReturnType<ChainView['block']>>;
    const times = before.commit.signatures.filter(({ flag }) => flag !== 1).map(({ timestamp }) => timestamp);
    expect(times).toContain(view.block(101)?.header.time);
  });

  it('has absent votes, votes for nothing, later rounds and sets that change', () => {
    const flags = new Map<number, number>();
    const sets = new Set<string>();
    const sizes = new Set<number>();
    let rounds = 0;
    for (const chainId of demo.chainIds) {
      const chain = demo.network.chain(chainId);
      for (let height = 1; height <= chain.height; height++) {
        const { header, commit } = chain.block(height) as NonNullable<ReturnType<ChainView['block']>>;
        for (const { flag } of commit.signatures) flags.set(flag, (flags.get(flag) ?? 0) + 1);
        sets.add(toHex(header.validatorsHash));
        sizes.add(commit.signatures.length);
        if (commit.round > 0) rounds++;
      }
    }
    expect(flags.get(1)).toBeGreaterThan(0);
    expect(flags.get(3)).toBeGreaterThan(0);
    expect(rounds).toBeGreaterThan(0);
    expect(sets.size).toBeGreaterThan(6);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(MIN_VALIDATORS);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_VALIDATORS);
  });

  it('lets a light client skip from the anchor to the tip', async () => {
    for (const { chainId, trust } of demo.networkPack().chains) {
      const chain = demo.network.chain(chainId);
      const hash = Uint8Array.from(Buffer.from(trust.hash, 'hex'));
      const anchor = lightBlock(chain, Number(trust.height));
      const adopted = family.adopt(anchor, { chainId, height: BigInt(trust.height), hash });
      if (!adopted.ok) throw new Error(adopted.error.code);
      const result = await bisect({
        family,
        provider: { chainId, lightBlock: async (height) => ok(lightBlock(chain, Number(height ?? chain.height))) },
        trusted: adopted.value,
        target: BigInt(chain.height),
        parameters,
        now: () => BigInt(demo.now()) * 1_000_000n,
      });
      if (!result.ok) throw new Error(JSON.stringify(result.error));
      expect(result.value.trace.length).toBeGreaterThan(0);
    }
  });

  it('has the same bytes for the same seed and start, and others for another seed', () => {
    const genesisTimeMs = DEMO_TEST_NOW - HISTORY_MS;
    const make = (seed: string) => {
      const plan = planChains(seed, 1)[0] as ReturnType<typeof planChains>[number];
      return makeHistory(plan, { genesisTimeMs }, schedule(plan, genesisTimeMs, DEMO_TEST_NOW));
    };
    const once = toHex(sha256(make('a')));
    expect(toHex(sha256(make('a')))).toBe(once);
    expect(toHex(sha256(make('b')))).not.toBe(once);
  });

  it('spreads two years at a slow pace, two weeks at a denser one, and ends now', () => {
    for (const plan of planChains('x')) {
      const times = schedule(plan, DEMO_TEST_NOW - HISTORY_MS, DEMO_TEST_NOW);
      expect(times.every((at, i) => i === 0 || at > (times[i - 1] as number))).toBe(true);
      const fortnight = times.filter((at) => at > DEMO_TEST_NOW - 8 * 86_400_000);
      expect(times.length).toBeGreaterThan(250);
      expect(times.length).toBeLessThan(500);
      expect(fortnight.length).toBeGreaterThan(50);
      expect(DEMO_TEST_NOW - (times[times.length - 1] as number)).toBeLessThan(plan.blockTimeMs * 2);
    }
  });

  it('hashes trees as the light client does', () => {
    const all = Array.from({ length: 33 }, (_, i) => new Uint8Array(i * 37).fill(i));
    for (let n = 0; n <= all.length; n++) {
      expect(toHex(fastRoot(all.slice(0, n)))).toBe(toHex(merkleRoot(all.slice(0, n))));
    }
  });
});
