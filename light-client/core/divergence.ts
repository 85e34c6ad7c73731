import { equalBytes } from '../codec/bytes.ts';
import { bisect, type VerifiedStep } from './bisection.ts';
import { fail, ok, type Result } from './errors.ts';
import type { Verified } from './verified.ts';
import type { CrossCheckOptions, Witness } from './witness.ts';

// A witness shows another block than ours: can it show a way to it from common ground? Source: CometBFT light/detector.go,
// examineConflictingHeaderAgainstTrace. What kind of attack the result proves, and by whom, is read from it elsewhere.

/** Two blocks that both verify from one common block, though at most one of them can be the chain's. */
export interface Divergence<Block> {
  readonly witness: string;
  /** The last block that both sides agree on. */
  readonly common: Verified<Block>;
  /** The witness's way from there to its own block; empty where the common block is its newest. */
  readonly witnessTrace: readonly VerifiedStep<Block>[];
  readonly witnessBlock: Verified<Block>;
  /** The primary's block: of the same height, or (`forward`) the next one above with a time that is not later. */
  readonly primaryBlock: Verified<Block>;
  readonly forward: boolean;
}

/**
 * Walks the primary's trace against the witness, whose conflicting block is `conflicting`. An error means that the witness
 * proved nothing, and is of no use.
 */
export async function examineConflict<Block, Header>(
  options: CrossCheckOptions<Block, Header>,
  witness: Witness<Block>,
  conflicting: Block,
): Promise<Result<Divergence<Block>>> {
  const { family, trusted } = options;
  const last = family.view(conflicting);
  const root = await commonRoot(options, witness, conflicting);
  if (!root.ok) return root;

  let common = trusted;
  let witnessTrace: readonly VerifiedStep<Block>[] = [];
  const stepsTo = async (target: Block): Promise<Result<readonly VerifiedStep<Block>[]>> => {
    const { parameters, now, limits, signal } = options;
    const way = await bisect({
      family,
      provider: witness.provider,
      trusted: common,
      target,
      parameters,
      now,
      ...(limits === undefined ? {} : { limits }),
      ...(signal === undefined ? {} : { signal }),
    });
    return way.ok ? ok(way.value.trace) : way;
  };

  for (const { block: primaryBlock } of options.trace) {
    const ours = family.view(primaryBlock.value);
    if (ours.height > last.height) {
      // The witness ends below, at a time that is not earlier: ours reached its height too fast.
      if (ours.time > last.time) return fail('bad-light-block', { height: String(last.height), reason: 'earlier' });
      if (family.view(common.value).height !== last.height) {
        const steps = await stepsTo(conflicting);
        if (!steps.ok) return steps;
        witnessTrace = steps.value;
      } else if (!equalBytes(family.view(common.value).hash, last.hash)) {
        return fail('bad-light-block', { height: String(last.height), reason: 'two-blocks-at-one-height' });
      }
      return ok(divergence(witness, common, witnessTrace, primaryBlock, true));
    }
    const theirs = ours.height === last.height ? ok(conflicting) : await blockOf(options, witness, ours.height);
    if (!theirs.ok) return theirs;
    const steps = await stepsTo(theirs.value);
    if (!steps.ok) return steps;
    if (!equalBytes(ours.hash, family.view(theirs.value).hash)) {
      return ok(divergence(witness, common, steps.value, primaryBlock, false));
    }
    common = primaryBlock;
    witnessTrace = [];
  }
  return fail('bad-light-block', { height: String(last.height), reason: 'no-divergence' });
}

/** The witness must share the block that the way began with, or it is of another chain. */
async function commonRoot<Block, Header>(
  options: CrossCheckOptions<Block, Header>,
  witness: Witness<Block>,
  conflicting: Block,
): Promise<Result<undefined>> {
  const { family, trusted } = options;
  const root = family.view(trusted.value);
  const last = family.view(conflicting);
  if (last.height < root.height)
    return fail('bad-light-block', { height: String(last.height), reason: 'below-trusted' });
  const theirs = last.height === root.height ? ok(conflicting) : await blockOf(options, witness, root.height);
  if (!theirs.ok) return theirs;
  return equalBytes(family.view(theirs.value).hash, root.hash)
    ? ok(undefined)
    : fail('bad-light-block', { height: String(root.height), reason: 'no-common-block' });
}

async function blockOf<Block, Header>(
  { family }: CrossCheckOptions<Block, Header>,
  witness: Witness<Block>,
  height: bigint,
): Promise<Result<Block>> {
  const block = await witness.provider.lightBlock(height);
  if (!block.ok) return block;
  const got = family.view(block.value).height;
  return got === height ? block : fail('unexpected-height', { asked: String(height), got: String(got) });
}

function divergence<Block>(
  { id }: Witness<Block>,
  common: Verified<Block>,
  witnessTrace: readonly VerifiedStep<Block>[],
  primaryBlock: Verified<Block>,
  forward: boolean,
): Divergence<Block> {
  const witnessBlock = witnessTrace[witnessTrace.length - 1]?.block ?? common;
  return { witness: id, common, witnessTrace, witnessBlock, primaryBlock, forward };
}
