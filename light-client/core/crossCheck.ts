import { equalBytes } from '../codec/bytes.ts';
import { toHex } from '../codec/hex.ts';
import { type DurationNs, NANOS_PER_SECOND } from '../codec/time.ts';
import { type Divergence, examineConflict } from './divergence.ts';
import { fail, type LightClientError, lightClientError, ok, type Result } from './errors.ts';
import type { ChainFamily } from './family.ts';
import type { CrossCheckOptions, Witness } from './witness.ts';

// More than a third of bad power in a trusted set can fool skipping verification: so a verified target is compared with
// every witness before it is trusted. No majority vote, ever. Sources: CometBFT light/detector.go,
// spec/light-client/detection; sheet section 11.

export type WitnessAnswer<Block> =
  | { readonly witness: string; readonly kind: 'match' }
  /** Nothing to compare this time: not found, pruned, no response. */
  | { readonly witness: string; readonly kind: 'benign'; readonly error: LightClientError }
  /** Has not got so far yet, and its newest block is earlier than ours. */
  | { readonly witness: string; readonly kind: 'lagging'; readonly latestHeight: bigint }
  /** Gave what cannot be: to be dropped, recorded, and told. */
  | { readonly witness: string; readonly kind: 'bad'; readonly error: LightClientError }
  /** Two blocks that both verify from the common one. */
  | { readonly witness: string; readonly kind: 'conflict'; readonly divergence: Divergence<Block> };

export interface CrossCheckResult<Block> {
  /**
   * ok: at least one match and no proven conflict. Otherwise the target must not be trusted: `no-witnesses`,
   * `conflicting-headers`; or no match, as all of them were behind (`witnesses-lagging`), gave no answer
   * (`witnesses-silent`) or gave what cannot be (`witnesses-bad`), or some the one and some the other
   * (`failed-cross-reference`).
   */
  readonly verdict: Result<undefined>;
  /** In the order of the witnesses. After a proven conflict the ones that were not examined are left out. */
  readonly answers: readonly WitnessAnswer<Block>[];
}

const DEFAULT_LAG: DurationNs = 10n * NANOS_PER_SECOND;

type Comparison<Block> =
  | Exclude<WitnessAnswer<Block>, { kind: 'conflict' }>
  | { readonly witness: string; readonly kind: 'differs'; readonly block: Block };

export async function crossCheck<Block, Header>(
  options: CrossCheckOptions<Block, Header>,
): Promise<CrossCheckResult<Block>> {
  const target = options.trace[options.trace.length - 1];
  if (target === undefined) throw new Error('nothing to cross-check: the trace is empty');
  if (options.witnesses.length === 0) return { verdict: fail('no-witnesses'), answers: [] };
  const compared = await Promise.all(
    options.witnesses.map((witness) => compareWithWitness(options, witness, target.block.value)),
  );
  const answers: WitnessAnswer<Block>[] = [];
  for (const [index, comparison] of compared.entries()) {
    if (comparison.kind !== 'differs') {
      answers.push(comparison);
      continue;
    }
    const witness = options.witnesses[index] as Witness<Block>;
    options.onDiffers?.(witness.id);
    const examined = await examineConflict(options, witness, comparison.block);
    if (!examined.ok) {
      // Our own stop, or the end of our own trust, says nothing of the witness.
      if (examined.error.code === 'cancelled' || examined.error.code === 'trusted-expired')
        return { verdict: examined, answers };
      answers.push({
        witness: witness.id,
        kind: 'bad',
        error: unproven(options.family, comparison.block, examined.error),
      });
      continue;
    }
    answers.push({ witness: witness.id, kind: 'conflict', divergence: examined.value });
    return { verdict: conflictError(options.family, witness, examined.value), answers };
  }
  return { verdict: verdictOf(answers, options.family.view(target.block.value).height), answers };
}

/** Without a match nothing is trusted; why there was none is told apart, as what can be done about it differs. */
function verdictOf(answers: readonly { readonly kind: string }[], target: bigint): Result<undefined> {
  const count = (kind: WitnessAnswer<unknown>['kind']) => answers.filter((answer) => answer.kind === kind).length;
  if (count('match') > 0) return ok(undefined);
  const height = String(target);
  const [lagging, silent, bad] = [count('lagging'), count('benign'), count('bad')];
  const witnesses = answers.length;
  if (lagging === witnesses) return fail('witnesses-lagging', { height, witnesses });
  if (silent === witnesses) return fail('witnesses-silent', { height, witnesses });
  if (bad === witnesses) return fail('witnesses-bad', { height, witnesses });
  return fail('failed-cross-reference', { height, witnesses, lagging, silent, bad });
}

/** What it showed does not verify, or it will not show how: dropped, not believed. `reason` says which rule it broke. */
function unproven<Block, Header>(
  family: ChainFamily<Block, Header>,
  theirs: Block,
  cause: LightClientError,
): LightClientError {
  const { reason } = cause.params;
  const rule = cause.code === 'bad-light-block' && reason !== undefined ? reason : cause.code;
  return lightClientError('unproven-conflict', { height: String(family.view(theirs).height), reason: rule });
}

function conflictError<Block, Header>(
  family: ChainFamily<Block, Header>,
  witness: Witness<Block>,
  divergence: Divergence<Block>,
): Result<never> {
  const primary = family.view(divergence.primaryBlock.value);
  const other = family.view(divergence.witnessBlock.value);
  return fail('conflicting-headers', {
    witness: witness.id,
    commonHeight: String(family.view(divergence.common.value).height),
    primaryHeight: String(primary.height),
    primaryHash: toHex(primary.hash),
    witnessHeight: String(other.height),
    witnessHash: toHex(other.hash),
  });
}

/** What one witness has to say to the target, before any examination. */
async function compareWithWitness<Block, Header>(
  options: CrossCheckOptions<Block, Header>,
  witness: Witness<Block>,
  target: Block,
): Promise<Comparison<Block>> {
  const { height } = options.family.view(target);
  const answer = await witness.provider.lightBlock(height);
  if (answer.ok) return compareBlocks(options.family, witness, target, answer.value, height);
  if (answer.error.code !== 'height-too-high') return refusal(witness, answer.error);
  const first = await compareWithLatest(options, witness, target);
  if (first.kind !== 'lagging' || options.wait === undefined) return first;
  await options.wait(2n * options.parameters.maxClockDrift + (options.lag ?? DEFAULT_LAG));
  return compareWithLatest(options, witness, target);
}

/** A witness that has not got the height: is it behind, or does it know of a later time at a lower height? */
async function compareWithLatest<Block, Header>(
  options: CrossCheckOptions<Block, Header>,
  witness: Witness<Block>,
  target: Block,
): Promise<Comparison<Block>> {
  const { family } = options;
  const ours = family.view(target);
  const latest = await witness.provider.lightBlock();
  if (!latest.ok) return refusal(witness, latest.error);
  const theirs = family.view(latest.value);
  if (theirs.height > ours.height) {
    const again = await witness.provider.lightBlock(ours.height);
    return again.ok ? compareBlocks(family, witness, target, again.value, ours.height) : refusal(witness, again.error);
  }
  const compared = compareBlocks(family, witness, target, latest.value, theirs.height);
  if (compared.kind === 'bad' || theirs.height === ours.height) return compared;
  // Lower, yet not earlier: time grows with height, so that both cannot be of one chain (forward lunatic).
  if (theirs.time >= ours.time) return { witness: witness.id, kind: 'differs', block: latest.value };
  return { witness: witness.id, kind: 'lagging', latestHeight: theirs.height };
}

/** Signatures are not compared: two valid commits for one block are normal. */
function compareBlocks<Block, Header>(
  family: ChainFamily<Block, Header>,
  { id }: Witness<Block>,
  ours: Block,
  theirs: Block,
  askedHeight: bigint,
): Comparison<Block> {
  const a = family.view(ours);
  const b = family.view(theirs);
  const bad = (checked: Result<unknown>) => (checked.ok ? undefined : checked.error);
  const error =
    (b.height === askedHeight
      ? undefined
      : bad(fail('unexpected-height', { asked: String(askedHeight), got: String(b.height) }))) ??
    (b.chainId === a.chainId ? undefined : bad(fail('chain-id-mismatch', { expected: a.chainId, got: b.chainId }))) ??
    bad(family.checkForm?.(theirs) ?? ok(undefined));
  if (error !== undefined) return { witness: id, kind: 'bad', error };
  return equalBytes(a.hash, b.hash) ? { witness: id, kind: 'match' } : { witness: id, kind: 'differs', block: theirs };
}

function refusal<Block>({ id }: Witness<Block>, error: LightClientError): Comparison<Block> {
  return { witness: id, kind: error.category === 'provider-benign' ? 'benign' : 'bad', error };
}
