import { parseTime } from '../../../../light-client/codec/time.ts';
import { attempt, type Result } from '../../../../light-client/core/errors.ts';
import { ONE_THIRD, type TrustParameters } from '../../../../light-client/core/trust.ts';
import type { Verified } from '../../../../light-client/core/verified.ts';
import { blockHash } from '../../../../light-client/families/cometbft/memo.ts';
import type { LightBlock } from '../../../../light-client/families/cometbft/types.ts';
import { type Cases, reasonOf } from '../cases.ts';
import type { SetFolder } from '../folder.ts';
import { type Json, list, object, text } from '../json.ts';
import type { SetTools } from '../tools.ts';
import { familyFor, readBlock } from './blocks.ts';

// Single steps from a trusted header: model-based tests and CometBFT's own. The 1/3 check uses the next validator set of
// the trusted header, which is what these files give.

const SECOND = 1_000_000_000n;

interface StepRules {
  readonly drift: bigint;
  readonly sort: boolean;
}

type StepVerdict = 'SUCCESS' | 'NOT_ENOUGH_TRUST' | `INVALID${string}`;

/** Both labels are right where a block lacks 2/3 of the new set as well as 1/3 of the old one. */
const EITHER_LABEL = /(TestEmptyCommitNonEmptyValset|TestLessThanTwoThirdsCommit)/;

class Walk {
  private trusted: Verified<LightBlock>;
  private readonly family;
  private readonly parameters: TrustParameters;
  private readonly rules: StepRules;

  constructor(initial: Json, rules: StepRules, tools: SetTools) {
    this.family = familyFor(tools, 'early-stop', 'next');
    this.rules = rules;
    this.parameters = {
      trustLevel: ONE_THIRD,
      trustingPeriod: BigInt(text(initial['trusting_period'])),
      maxClockDrift: rules.drift,
    };
    const block = this.read({
      signed_header: initial['signed_header'],
      // These files have no set for the trusted height itself: the trusting check never asks for it.
      validator_set: { validators: [] },
      next_validator_set: initial['next_validator_set'],
    });
    if (!block.ok) throw new Error(reasonOf(block.error));
    const { header } = block.value.signedHeader;
    const anchor = { chainId: header.chainId, height: header.height, hash: blockHash(header, tools.suite) };
    const adopted = this.family.adopt(block.value, anchor);
    if (!adopted.ok) throw new Error(`initial state: ${reasonOf(adopted.error)}`);
    this.trusted = adopted.value;
  }

  private read(json: unknown): Result<LightBlock> {
    return attempt('bad-light-block', () => readBlock(json, { sort: this.rules.sort }));
  }

  /** A block that is accepted becomes the trusted one. */
  step(json: unknown, now: bigint): StepVerdict {
    const block = this.read(json);
    if (!block.ok) return `INVALID (${reasonOf(block.error)})`;
    const verdict = this.family.verifyStep(this.trusted, block.value, this.parameters, now);
    if (verdict.kind === 'not-enough-trust') return 'NOT_ENOUGH_TRUST';
    if (verdict.kind === 'invalid') return `INVALID (${reasonOf(verdict.error)})`;
    this.trusted = verdict.value;
    return 'SUCCESS';
  }
}

function runModelBased(folder: SetFolder, cases: Cases, tools: SetTools, rules: StepRules): void {
  for (const file of folder.json()) {
    const data = object(folder.read(file), file);
    const expected: string[][] = [];
    let got = '';
    try {
      const walk = new Walk(object(data['initial']), rules, tools);
      const verdicts = list(data['input']).map((entry) => {
        const input = object(entry);
        expected.push(labels(text(input['verdict']), file));
        return walk.step(input['block'], parseTime(text(input['now'])));
      });
      const right = verdicts.every((verdict, i) => expected[i]?.includes(verdict.replace(/ .*/, '')));
      got = right ? 'as expected' : verdicts.join(', ');
    } catch (error) {
      got = String(error);
    }
    const wanted = expected.map((alternatives) => alternatives.join('/')).join(', ');
    if (got === 'as expected') cases.check(file, wanted, () => wanted);
    else cases.check(file, wanted, () => got);
  }
}

function labels(verdict: string, file: string): string[] {
  return verdict === 'INVALID' && EITHER_LABEL.test(file) ? ['INVALID', 'NOT_ENOUGH_TRUST'] : [verdict];
}

/** tendermint-rs: drift 0, and validators in no canonical order. */
export function runModelBasedRs(folder: SetFolder, cases: Cases, tools: SetTools): void {
  runModelBased(folder, cases, tools, { drift: 0n, sort: true });
}

/** tendermint: drift 1 s. */
export function runModelBasedGo(folder: SetFolder, cases: Cases, tools: SetTools): void {
  runModelBased(folder, cases, tools, { drift: SECOND, sort: false });
}

/** Regenerated with CometBFT: every step at one time, drift 1 s, one label per file. */
export function runConformanceSingleStep(folder: SetFolder, cases: Cases, tools: SetTools): void {
  for (const file of folder.json()) {
    const data = object(folder.read(file), file);
    cases.checkVerdict(file, data['expected_output'] === 'no error', () => {
      const initial = object(data['initial']);
      let walk: Walk;
      try {
        walk = new Walk(initial, { drift: SECOND, sort: false }, tools);
      } catch (error) {
        return `initial state: ${String(error)}`; // one file begins with sets that do not fit, by design
      }
      const now = parseTime(text(initial['now']));
      for (const [i, block] of list(data['input']).entries()) {
        const verdict = walk.step(block, now);
        if (verdict !== 'SUCCESS') return `step ${i}: ${verdict}`;
      }
      return undefined;
    });
  }
}
