import { equalBytes } from '../../codec/bytes.ts';
import { type DurationNs, formatTime, type TimeNs } from '../../codec/time.ts';
import { fail, ok, type Result } from '../../core/errors.ts';
import { ONE_THIRD } from '../../core/trust.ts';
import { open, type Verified } from '../../core/verified.ts';
import type { AttackKind } from '../../detector/attack.ts';
import type { LightClientAttackEvidence } from './attackEvidence.ts';
import { byzantineValidators, classifyAttack, hasOtherDerivedFields, withoutBadVotes } from './attackRules.ts';
import { verifyCommit, verifyCommitTrusting } from './commit.ts';
import { blockHash, setFacts } from './memo.ts';
import type { Commit, LightBlock } from './types.ts';
import { FLAG_COMMIT } from './types.ts';
import { type VerifyContext, validateLightBlock } from './verify.ts';

// Evidence of an attack, judged by somebody who follows the chain. Sources: CometBFT internal/evidence/verify.go
// (VerifyLightClientAttack, validateABCIEvidence), types/evidence.go (ValidateBasic); sheet section 11.

/** What the receiver itself knows of the chain. */
export interface AttackGround {
  /** Its block at the evidence's common height. */
  readonly common: Verified<LightBlock>;
  /** Its block at the conflicting height; where it has not got so far, its newest one. */
  readonly trusted: Verified<LightBlock>;
}

/** How old evidence may be: it is too old when it is beyond both limits. From the chain's consensus parameters. */
export interface EvidenceAge {
  readonly height: bigint;
  readonly time: TimeNs;
  readonly maxBlocks: bigint;
  readonly maxDuration: DurationNs;
}

export interface VerifiedAttack {
  readonly kind: AttackKind;
  readonly evidence: LightClientAttackEvidence;
}

export type EvidenceRefusal =
  | 'total-power'
  | 'common-height'
  | 'timestamp'
  | 'too-old'
  | 'made-up-header'
  | 'not-enough-trust'
  | 'time-grows'
  | 'same-block'
  | 'byzantine-validators';

type Check = Result<undefined>;
const PASSED: Check = ok(undefined);

function refuse(reason: EvidenceRefusal, params: Readonly<Record<string, string | number>> = {}) {
  return fail('bad-proof', { what: 'attack-evidence', reason, ...params });
}

export function verifyAttackEvidence(
  context: VerifyContext,
  evidence: LightClientAttackEvidence,
  ground: AttackGround,
  age?: EvidenceAge,
): Result<VerifiedAttack> {
  const common = open(ground.common);
  const trusted = open(ground.trusted);
  // Every vote for the block is checked, not only enough of them: the guilty are read from their flags.
  const all: VerifyContext = { ...context, mode: 'all' };
  const checks: readonly (() => Check)[] = [
    () => checkNumbers(evidence),
    () => validateLightBlock(all, evidence.conflictingBlock),
    () => checkGround(evidence, common, trusted),
    () => checkAge(evidence, age),
    () => checkWayFromCommon(all, evidence, common, trusted),
    () => checkOwnQuorum(all, evidence),
    () => checkTotalPower(all, evidence, common),
    () => checkConflict(all, evidence, trusted),
    () => checkByzantine(all, evidence, common, trusted),
  ];
  for (const check of checks) {
    const result = check();
    if (!result.ok) return result;
  }
  return ok({ kind: classifyAttack(evidence.conflictingBlock.signedHeader, trusted.signedHeader), evidence });
}

function checkNumbers({ conflictingBlock, commonHeight, totalVotingPower }: LightClientAttackEvidence): Check {
  if (totalVotingPower <= 0n) return refuse('total-power', { value: String(totalVotingPower) });
  const { height } = conflictingBlock.signedHeader.header;
  if (commonHeight <= 0n || commonHeight > height) return refuse('common-height', { value: String(commonHeight) });
  return PASSED;
}

/** The receiver's own blocks are the ones that the evidence speaks of. */
function checkGround(evidence: LightClientAttackEvidence, common: LightBlock, trusted: LightBlock): Check {
  const ours = common.signedHeader.header;
  const lie = evidence.conflictingBlock.signedHeader.header;
  const known = trusted.signedHeader.header;
  for (const { chainId } of [ours, known]) {
    if (chainId !== lie.chainId) return fail('chain-id-mismatch', { expected: chainId, got: lie.chainId });
  }
  if (ours.height !== evidence.commonHeight) {
    return fail('unexpected-height', { asked: String(evidence.commonHeight), got: String(ours.height) });
  }
  if (known.height > lie.height || known.height < ours.height) {
    return fail('unexpected-height', { asked: String(lie.height), got: String(known.height) });
  }
  if (evidence.timestamp === ours.time) return PASSED;
  return refuse('timestamp', { expected: formatTime(ours.time), got: formatTime(evidence.timestamp) });
}

function checkAge({ commonHeight, timestamp }: LightClientAttackEvidence, age: EvidenceAge | undefined): Check {
  if (age === undefined) return PASSED;
  const blocks = age.height - commonHeight;
  const old = blocks > age.maxBlocks && age.time - timestamp > age.maxDuration;
  return old ? refuse('too-old', { blocks: String(blocks) }) : PASSED;
}

/** One step from the common block, by its set; or, at one height, a header that is not made up. */
function checkWayFromCommon(
  context: VerifyContext,
  { conflictingBlock }: LightClientAttackEvidence,
  common: LightBlock,
  trusted: LightBlock,
): Check {
  const { header, commit } = conflictingBlock.signedHeader;
  if (common.signedHeader.header.height === header.height) {
    return hasOtherDerivedFields(header, trusted.signedHeader.header) ? refuse('made-up-header') : PASSED;
  }
  const overlap = verifyCommitTrusting(context, header.chainId, common.validatorSet, forBlock(commit), ONE_THIRD);
  if (!overlap.ok) return overlap;
  const { reached, tally } = overlap.value;
  if (reached) return PASSED;
  return refuse('not-enough-trust', { tallied: String(tally.tallied), needed: String(tally.needed) });
}

function checkOwnQuorum(context: VerifyContext, { conflictingBlock }: LightClientAttackEvidence): Check {
  const { signedHeader, validatorSet } = conflictingBlock;
  const { header, commit } = signedHeader;
  const own = verifyCommit(context, header.chainId, validatorSet, commit.blockId, header.height, forBlock(commit));
  return own.ok ? PASSED : own;
}

/** Votes for nothing accuse nobody, and a bad one among them must not save the others. */
function forBlock(commit: Commit): Commit {
  return {
    ...commit,
    signatures: commit.signatures.map((sig) => (sig.flag === FLAG_COMMIT ? sig : { ...sig, flag: 1 })),
  };
}

function checkTotalPower(context: VerifyContext, evidence: LightClientAttackEvidence, common: LightBlock): Check {
  const total = setFacts(common.validatorSet, context.suite).totalPower;
  if (evidence.totalVotingPower === total) return PASSED;
  return refuse('total-power', { expected: String(total), got: String(evidence.totalVotingPower) });
}

/** Both cannot be of one chain: another block at the same height, or a later height at a time that is not later. */
function checkConflict(
  { suite }: VerifyContext,
  { conflictingBlock }: LightClientAttackEvidence,
  trusted: LightBlock,
): Check {
  const lie = conflictingBlock.signedHeader.header;
  const known = trusted.signedHeader.header;
  if (lie.height > known.height && lie.time > known.time) return refuse('time-grows', { time: formatTime(lie.time) });
  return equalBytes(blockHash(lie, suite), blockHash(known, suite)) ? refuse('same-block') : PASSED;
}

function checkByzantine(
  context: VerifyContext,
  evidence: LightClientAttackEvidence,
  common: LightBlock,
  trusted: LightBlock,
): Check {
  const named = evidence.byzantineValidators;
  const truth = withoutBadVotes(context, trusted).signedHeader;
  const guilty = byzantineValidators(context, evidence.conflictingBlock, common.validatorSet, truth);
  const same =
    named.length === guilty.length &&
    guilty.every(({ address, votingPower }, i) => {
      const other = named[i];
      return other !== undefined && equalBytes(other.address, address) && other.votingPower === votingPower;
    });
  return same ? PASSED : refuse('byzantine-validators', { expected: guilty.length, got: named.length });
}
