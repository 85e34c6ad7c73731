import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../../light-client/codec/hex.ts';
import { parseTime } from '../../../../light-client/codec/time.ts';
import { walkBack } from '../../../../light-client/core/backwards.ts';
import { bisect } from '../../../../light-client/core/bisection.ts';
import { crossCheck } from '../../../../light-client/core/crossCheck.ts';
import { attempt, fail, lightClientError, ok } from '../../../../light-client/core/errors.ts';
import type { LightBlockProvider } from '../../../../light-client/core/family.ts';
import { initialize } from '../../../../light-client/core/initialize.ts';
import type { TrustParameters } from '../../../../light-client/core/trust.ts';
import type { Verdict } from '../../../../light-client/core/verdict.ts';
import { seal, type Verified } from '../../../../light-client/core/verified.ts';
import { createAcceleratedSuite } from '../../../../light-client/crypto/acceleratedSuite.ts';
import { nobleSuite } from '../../../../light-client/crypto/nobleSuite.ts';
import { probeNative } from '../../../../light-client/crypto/probeNative.ts';
import { type CometbftFamily, createCometbftFamily } from '../../../../light-client/families/cometbft/family.ts';
import type { KeyTable } from '../../../../light-client/families/cometbft/keys.ts';
import {
  parseLightBlock,
  parseSignedHeader,
  parseValidatorSet,
  type RpcJsonOptions,
  sortedValidatorSet,
} from '../../../../light-client/families/cometbft/rpcJson.ts';
import type { LightBlock } from '../../../../light-client/families/cometbft/types.ts';
import { createNativeCrypto } from '../../../../main/providers/nativeCrypto.ts';
import { haveVectors, type Json, patched, vector, vectorFiles } from '../../../helpers/vectors.ts';

// Every published verdict, with the run parameters of its README. Signatures by the platform over the reference: what the
// platform refuses, the reference judges.

const suite = createAcceleratedSuite(probeNative(createNativeCrypto()).native, nobleSuite);
const EITHER: RpcJsonOptions = { partsKey: 'either', powerKey: 'either' };
const modes = { 'early-stop': createCometbftFamily({ suite }), all: createCometbftFamily({ suite, mode: 'all' }) };
const current = modes['early-stop'];

function parameters(period: string, driftNs: bigint, level = '1/3'): TrustParameters {
  const [numerator, denominator] = level.split('/').map(BigInt) as [bigint, bigint];
  return { trustingPeriod: BigInt(period), maxClockDrift: driftNs, trustLevel: { numerator, denominator } };
}

function judge(family: CometbftFamily, json: Json, table: KeyTable = 'tendermint'): 'valid' | 'invalid' {
  const block = attempt('bad-light-block', () => parseLightBlock(json, 'block', table, EITHER));
  return block.ok && family.verifyAlone(block.value).kind === 'verified' ? 'valid' : 'invalid';
}

function label(verdict: Verdict<unknown>): string {
  if (verdict.kind === 'verified') return 'SUCCESS';
  if (verdict.kind === 'not-enough-trust') return 'NOT_ENOUGH_TRUST';
  return verdict.error.code === 'trusted-expired' ? 'EXPIRED' : 'INVALID';
}

const light = (file: string) => parseLightBlock(vector(`real-chains/light-blocks/${file}`), file, 'tendermint', EITHER);

test.runIf(!haveVectors)('the vectors are not here: every case of this file is skipped', () => {});

describe.skipIf(!haveVectors)('published verdicts', () => {
  test.each(vectorFiles('real-chains/light-blocks'))('%s [VF-10]', (file) => {
    const json = vector(file);
    const block = parseLightBlock(json, 'block', 'tendermint', EITHER);
    expect(toHex(current.view(block).hash).toUpperCase()).toBe(json.expected.header_hash);
    const tallyOf = (verdict: Verdict<unknown>) =>
      verdict.kind === 'verified' ? `OK ${verdict.tally.tallied} of ${verdict.tally.total}` : label(verdict);
    const [early, all] = [modes['early-stop'].verifyAlone(block), modes.all.verifyAlone(block)];
    expect({ early: tallyOf(early), all: tallyOf(all) }).toEqual({
      early: json.expected.early_stop_tally,
      all: json.expected.all_signatures,
    });
  });

  const mutations = (haveVectors ? vector('real-chains/mutations.json') : []) as Json[];
  test.each(mutations)('$id: $why [VF-11]', (m) => {
    const json = patched(vector(`real-chains/light-blocks/${m.base}`), m.patch);
    expect([judge(modes['early-stop'], json), judge(modes.all, json)]).toEqual([m.expected, m.expected_all_signatures]);
  });

  test('pairs of real headers [VF-1] [VF-5] [VF-7]', () => {
    const pairs = vector('real-chains/pairs.json') as Json[];
    const wrong = pairs.flatMap((p) => {
      const limits = parameters(p.trusting_period_ns, BigInt(p.max_clock_drift_ns), p.trust_level);
      const verdict = current.verifyStep(seal(light(p.trusted)), light(p.untrusted), limits, parseTime(p.now));
      return label(verdict) === p.expected ? [] : [`${p.trusted} ${p.untrusted} ${p.label}: ${label(verdict)}`];
    });
    expect(wrong).toEqual([]);
    expect(pairs.length).toBeGreaterThan(100);
  }, 60_000);

  test.each(vectorFiles('real-chains/sequence'))('%s forwards and backwards [VF-6] [BW-2]', (file) => {
    const blocks = (vector(file).light_blocks as Json[]).map((b) => parseLightBlock(b, 'b', 'tendermint', EITHER));
    const first = current.verifyAlone(blocks[0] as LightBlock);
    if (first.kind !== 'verified') throw new Error(label(first));
    const limits = parameters('1000000000000000000', 10_000_000_000n);
    let trusted = first.value;
    for (const block of blocks.slice(1)) {
      const verdict = current.verifyStep(trusted, block, limits, current.view(block).time);
      if (verdict.kind !== 'verified') throw new Error(`${current.view(block).height} ${label(verdict)}`);
      trusted = verdict.value;
    }
    const older = blocks.slice(0, -1).reverse().map(current.headerOf);
    const walked = walkBack(current, current.trustedHeader(trusted), older);
    expect(walked.ok && walked.value.length).toBe(blocks.length - 1);
  });

  test.each((haveVectors ? vector('key-types/light-blocks.json').cases : []) as Json[])(
    '$rules $id [KT-2] [KT-3] [KT-4] [KT-5] [KT-6]',
    (c) => {
      expect(judge(current, c.light_block, c.rules)).toBe(c.expected);
      expect(judge(modes.all, c.light_block, c.rules)).toBe(c.expected);
      const block = attempt('bad-light-block', () => parseLightBlock(c.light_block, 'b', c.rules));
      if (block.ok) expect(toHex(current.view(block.value).hash).toUpperCase()).toBe(c.header_hash);
    },
  );

  /** Both 2/3 of the new set and 1/3 of the old one are missing: which shows first depends on the order of checks. */
  const EITHER_REFUSAL = ['TestEmptyCommitNonEmptyValset', 'TestLessThanTwoThirdsCommit'];

  test.each([...vectorFiles('mbt-single-step-rs'), ...vectorFiles('mbt-single-step-go')])(
    '%s [VF-7] [VF-8]',
    (file) => {
      const json = vector(file);
      const fromRust = file.includes('-rs/');
      const family = createCometbftFamily({ suite, trustedSet: 'next' });
      const limits = parameters(json.initial.trusting_period, fromRust ? 0n : 1_000_000_000n);
      // tendermint-rs does not write its sets in canonical order.
      const setOf = (set: Json) => sortedValidatorSet(parseValidatorSet(set, 'set', 'tendermint', EITHER).validators);
      const signed = parseSignedHeader(json.initial.signed_header, 'initial', EITHER);
      let trusted = adopted(family, {
        signedHeader: signed,
        validatorSet: { validators: [] },
        nextValidatorSet: setOf(json.initial.next_validator_set),
      });
      for (const [i, { block, now, verdict: expected }] of (json.input as Json[]).entries()) {
        const untrusted: LightBlock = {
          signedHeader: parseSignedHeader(block.signed_header, `input[${i}]`, EITHER),
          validatorSet: setOf(block.validator_set),
          nextValidatorSet: setOf(block.next_validator_set),
        };
        const verdict = family.verifyStep(trusted, untrusted, limits, parseTime(now));
        const got = label(verdict).replace('EXPIRED', 'INVALID');
        const either = !fromRust && expected === 'INVALID' && EITHER_REFUSAL.some((name) => file.includes(name));
        expect(either ? ['INVALID', 'NOT_ENOUGH_TRUST'] : [expected]).toContain(got);
        if (verdict.kind === 'verified') trusted = verdict.value;
      }
    },
  );

  test.each(vectorFiles('conformance-single-step'))('%s [VF-7]', (file) => {
    const json = vector(file);
    const family = createCometbftFamily({ suite, trustedSet: 'next' });
    const limits = parameters(json.initial.trusting_period, 1_000_000_000n);
    const run = attempt('bad-light-block', () => {
      let trusted = adopted(family, {
        signedHeader: parseSignedHeader(json.initial.signed_header, 'initial'),
        validatorSet: { validators: [] },
        nextValidatorSet: parseValidatorSet(json.initial.next_validator_set, 'set', 'tendermint'),
      });
      for (const step of json.input as Json[]) {
        const verdict = family.verifyStep(
          trusted,
          parseLightBlock(step, 'input', 'tendermint'),
          limits,
          parseTime(json.initial.now),
        );
        if (verdict.kind !== 'verified') return label(verdict);
        trusted = verdict.value;
      }
      return 'no error';
    });
    const got = !run.ok ? 'refused by the decoder' : run.value;
    expect(got === 'no error' ? got : 'error').toBe(json.expected_output);
    if (file.endsWith('valset_changes_more_than_trust_level.json')) expect(got).toBe('NOT_ENOUGH_TRUST');
    if (file.endsWith('out_of_trusting_period.json')) expect(got).toBe('EXPIRED');
  });

  /** An initial state whose sets do not fit its header (one file has that by design) is sealed as the file gives it. */
  function adopted(family: CometbftFamily, block: LightBlock): Verified<LightBlock> {
    const { chainId, height, hash } = family.view(block);
    const result = family.adopt(block, { chainId, height, hash });
    return result.ok ? result.value : seal(block);
  }

  test.each([...vectorFiles('conformance-bisection/single_peer'), ...vectorFiles('fork-derived')])(
    '%s [BI-1] [CC-2] [CC-8]',
    async (file) => {
      const json = vector(file);
      const expected = json.expected;
      const result = await runWithWitnesses(json);
      expect(result.accepted).toBe(
        expected === undefined ? json.expected_output === 'no error' : expected.result === 'accept',
      );
      if (expected === undefined) return;
      expect(result.bad).toEqual(expected.removed_witnesses ?? []);
      expect(result.ignored).toEqual(expected.ignored_witnesses ?? []);
      if (expected.attack === undefined || expected.attack === null) return;
      const evidence = expected.attack.evidence_against_primary;
      expect(result.attack).toEqual({
        witness: expected.attack.witness_index,
        common: String(evidence.common_block_height),
        witnessBlock: String(evidence.trusted_block_height),
        primaryBlock: String(evidence.conflicting_block_height),
        primaryHash: evidence.conflicting_block_hash,
      });
    },
  );

  async function runWithWitnesses(json: Json) {
    const { trust_options: trust } = json;
    const level = `${trust.trust_level.numerator}/${trust.trust_level.denominator}`;
    const limits = parameters(trust.period, BigInt(json.max_clock_drift ?? 10_000_000_000), level);
    const now = () => parseTime(json.now);
    const provider = recorded(json.primary);
    const witnesses = (json.witnesses as Json[]).map((w, i) => ({ id: String(i), provider: recorded(w.value ?? w) }));
    const refused = { accepted: false, bad: [] as number[], ignored: [] as number[], attack: undefined as unknown };
    const anchor = { chainId: json.primary.chain_id, height: BigInt(trust.height), hash: fromHex(trust.hash) };
    const start = await initialize({ family: current, provider, witnesses, anchor, parameters: limits, now });
    if (!start.ok) return refused;
    const trusted = start.value.block;
    const target = BigInt(json.height_to_verify);
    const way = await bisect({ family: current, provider, trusted, target, parameters: limits, now });
    if (!way.ok) return refused;
    const { verdict, answers } = await crossCheck({
      family: current,
      trusted,
      trace: way.value.trace,
      witnesses,
      parameters: limits,
      now,
    });
    const of = (...kinds: string[]) => answers.filter((a) => kinds.includes(a.kind)).map((a) => Number(a.witness));
    const conflict = answers.find((a) => a.kind === 'conflict');
    const height = (block: Verified<LightBlock>) => String(current.view(block.value).height);
    return {
      accepted: verdict.ok,
      bad: of('bad'),
      ignored: of('benign', 'lagging'),
      attack:
        conflict?.kind === 'conflict'
          ? {
              witness: Number(conflict.witness),
              common: height(conflict.divergence.common),
              witnessBlock: height(conflict.divergence.witnessBlock),
              primaryBlock: height(conflict.divergence.primaryBlock),
              primaryHash: toHex(current.view(conflict.divergence.primaryBlock.value).hash).toUpperCase(),
            }
          : undefined,
    };
  }

  /** Answers exactly the heights that it lists. */
  function recorded(json: Json): LightBlockProvider<LightBlock> {
    const blocks = (json.lite_blocks as Json[]).map((b) => parseLightBlock(b, 'block', 'tendermint'));
    const heights = blocks.map((b) => current.view(b).height);
    const top = heights.reduce((a, b) => (a > b ? a : b), 0n);
    return {
      chainId: json.chain_id,
      async lightBlock(height = top) {
        const block = blocks[heights.indexOf(height)];
        if (block !== undefined) return ok(block);
        return height > top ? fail('height-too-high') : { ok: false, error: lightClientError('light-block-not-found') };
      },
    };
  }
});
