import { equalBytes } from '../../codec/bytes.ts';
import { formatTime, type TimeNs } from '../../codec/time.ts';
import { fail, type LightClientError, ok, type Result } from '../../core/errors.ts';
import { type TrustParameters, validateTrustParameters } from '../../core/trust.ts';
import type { Verdict, VotingPowerTally } from '../../core/verdict.ts';
import { open, seal, type Verified } from '../../core/verified.ts';
import { type CommitContext, verifyCommit, verifyCommitSkipping } from './commit.ts';
import { blockHash } from './memo.ts';
import type { Header, LightBlock, ValidatorSet } from './types.ts';
import {
  checkNextValidatorsHash,
  checkValidatorsHash,
  validateHeader,
  validateSignedHeader,
  validateValidatorSet,
} from './validate.ts';

// From a trusted block to a later one, and from a header to its parent. Sources: CometBFT light/verifier.go,
// spec/light-client/verification; sheet section 9. The order is fixed: what is cheap first, the untrusted set's own 2/3
// last, because an attacker can make that set as large as the limits allow.

/** Whose power must overlap in a skipping step: the validators at the trusted height, or those of the height after. */
export type TrustedSetChoice = 'current' | 'next';

export interface VerifyContext extends CommitContext {
  readonly trustedSet: TrustedSetChoice;
}

type Check = Result<undefined>;
const PASSED: Check = ok(undefined);

function invalid(error: LightClientError): { readonly kind: 'invalid'; readonly error: LightClientError } {
  return { kind: 'invalid', error };
}

export function isExpiredAt(time: TimeNs, parameters: TrustParameters, now: TimeNs): boolean {
  return time + parameters.trustingPeriod <= now;
}

/** Everything about a block that needs no signature and no other block. */
export function validateLightBlock(context: VerifyContext, block: LightBlock): Check {
  const { header } = block.signedHeader;
  const checks: (() => Check)[] = [
    () => validateSignedHeader(block.signedHeader, context.suite),
    () => validateValidatorSet(block.validatorSet, context.suite),
    () => checkValidatorsHash(header, block.validatorSet, context.suite),
  ];
  const next = block.nextValidatorSet;
  if (next !== undefined) checks.push(() => validateNextValidatorSet(context, header, next));
  return firstFailure(checks);
}

/**
 * The set must be the one named. An empty one can be named: that ends the chain, but is no fault of this block, and no
 * later block can be verified from it.
 */
export function validateNextValidatorSet(context: VerifyContext, header: Header, next: ValidatorSet): Check {
  const named = checkNextValidatorsHash(header, next, context.suite);
  if (!named.ok || next.validators.length === 0) return named;
  return validateValidatorSet(next, context.suite);
}

function firstFailure(checks: readonly (() => Check)[]): Check {
  for (const check of checks) {
    const result = check();
    if (!result.ok) return result;
  }
  return PASSED;
}

/** One block by itself: form, hashes, its own 2/3. Says nothing about whether the set is the chain's. */
export function verifyLightBlockAlone(context: VerifyContext, block: LightBlock): Verdict<LightBlock> {
  const basic = validateLightBlock(context, block);
  if (!basic.ok) return invalid(basic.error);
  const commit = verifyOwnCommit(context, block);
  return commit.ok ? { kind: 'verified', value: seal(block), tally: commit.value } : invalid(commit.error);
}

export function verifyLightBlockStep(
  context: VerifyContext,
  trusted: Verified<LightBlock>,
  untrusted: LightBlock,
  parameters: TrustParameters,
  now: TimeNs,
): Verdict<LightBlock> {
  const from = open(trusted).signedHeader.header;
  const to = untrusted.signedHeader.header;
  const cheap = firstFailure([
    () => checkParameters(parameters),
    () => checkNotExpired(from, parameters, now),
    () => validateLightBlock(context, untrusted),
    () => checkChainId(from, to),
    () => checkHeightGrows(from, to),
    () => checkTimeGrows(from, to),
    () => checkNotFromFuture(to, parameters, now),
  ]);
  if (!cheap.ok) return invalid(cheap.error);

  if (to.height === from.height + 1n) {
    const adjacent = checkAdjacentSet(from, to);
    if (!adjacent.ok) return invalid(adjacent.error);
    const own = verifyOwnCommit(context, untrusted);
    return own.ok ? { kind: 'verified', value: seal(untrusted), tally: own.value } : invalid(own.error);
  }
  const set = trustedSetOf(context, trusted.value);
  if (!set.ok) return invalid(set.error);
  const commit = verifyCommitSkipping(context, set.value, parameters.trustLevel, untrusted);
  if (!commit.ok) return invalid(commit.error);
  const { trust, own } = commit.value;
  if (own === undefined) return { kind: 'not-enough-trust', tally: trust.tally };
  const signaturesChecked = own.signaturesChecked + trust.tally.signaturesChecked;
  return {
    kind: 'verified',
    value: seal(untrusted),
    tally: { ...own, signaturesChecked },
    trustTally: trust.tally,
  };
}

/** By hash link, one height at a time: hash links do not age, so that neither time nor signatures are asked. */
export function verifyHeaderBackwards(
  context: VerifyContext,
  newer: Verified<Header>,
  older: Header,
): Result<Verified<Header>> {
  const from = open(newer);
  const checked = firstFailure([
    () => validateHeader(older),
    () => checkChainId(from, older),
    () =>
      older.height === from.height - 1n
        ? PASSED
        : fail('non-adjacent-height', { from: String(from.height), to: String(older.height) }),
    () => checkTimeGrows(older, from),
    () =>
      equalBytes(blockHash(older, context.suite), from.lastBlockId.hash)
        ? PASSED
        : fail('broken-hash-link', { from: String(from.height), to: String(older.height) }),
  ]);
  return checked.ok ? ok(seal(older)) : checked;
}

function verifyOwnCommit(context: VerifyContext, block: LightBlock): Result<VotingPowerTally> {
  const { header, commit } = block.signedHeader;
  // The block id's hash was compared with the header; the part set is known from this commit only, and is signed.
  return verifyCommit(context, header.chainId, block.validatorSet, commit.blockId, header.height, commit);
}

function trustedSetOf(context: VerifyContext, trusted: LightBlock): Result<ValidatorSet> {
  if (context.trustedSet === 'current') return ok(trusted.validatorSet);
  if (trusted.nextValidatorSet !== undefined) return ok(trusted.nextValidatorSet);
  return fail('missing-next-validator-set', { height: String(trusted.signedHeader.header.height) });
}

// ---- one rule each ----

function checkParameters(parameters: TrustParameters): Check {
  const valid = validateTrustParameters(parameters);
  return valid.ok ? PASSED : valid;
}

/** A header that expires at this very moment is expired. */
function checkNotExpired(trusted: Header, parameters: TrustParameters, now: TimeNs): Check {
  if (!isExpiredAt(trusted.time, parameters, now)) return PASSED;
  const expiredAt = formatTimeOrDigits(trusted.time + parameters.trustingPeriod);
  return fail('trusted-expired', { height: String(trusted.height), expiredAt });
}

function checkChainId(trusted: Header, untrusted: Header): Check {
  return trusted.chainId === untrusted.chainId
    ? PASSED
    : fail('chain-id-mismatch', { expected: trusted.chainId, got: untrusted.chainId });
}

function checkHeightGrows(trusted: Header, untrusted: Header): Check {
  return untrusted.height > trusted.height
    ? PASSED
    : fail('non-increasing-height', { from: String(trusted.height), to: String(untrusted.height) });
}

function checkTimeGrows(earlier: Header, later: Header): Check {
  return later.time > earlier.time
    ? PASSED
    : fail('non-increasing-time', { from: formatTime(earlier.time), to: formatTime(later.time) });
}

/** Strictly before now + drift: a header at the limit is refused. */
function checkNotFromFuture(untrusted: Header, parameters: TrustParameters, now: TimeNs): Check {
  if (untrusted.time < now + parameters.maxClockDrift) return PASSED;
  return fail('header-from-future', { time: formatTime(untrusted.time), now: formatTimeOrDigits(now) });
}

function checkAdjacentSet(trusted: Header, untrusted: Header): Check {
  return equalBytes(untrusted.validatorsHash, trusted.nextValidatorsHash)
    ? PASSED
    : fail('next-validator-set-mismatch', { height: String(trusted.height) });
}

/** A time that came out of a sum may lie beyond RFC 3339's years. */
function formatTimeOrDigits(time: TimeNs): string {
  const seconds = time / 1_000_000_000n;
  return seconds > -62_135_596_800n && seconds < 253_402_300_800n ? formatTime(time) : String(time);
}
