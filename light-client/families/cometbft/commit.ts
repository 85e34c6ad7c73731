import { equalBytes } from '../../codec/bytes.ts';
import { fail, ok, type Result } from '../../core/errors.ts';
import type { TrustLevel } from '../../core/trust.ts';
import type { VotingPowerTally } from '../../core/verdict.ts';
import { byteKey } from '../../crypto/boundedMap.ts';
import type { SignatureCache } from '../../crypto/signatureCache.ts';
import type { CryptoSuite, Vote } from '../../crypto/suite.ts';
import { signBytesOf } from './hashing.ts';
import { verifySignature } from './keys.ts';
import { setFacts } from './memo.ts';
import type { BlockId, Commit, LightBlock, PublicKey, Validator, ValidatorSet } from './types.ts';
import { FLAG_ABSENT, FLAG_COMMIT } from './types.ts';

// How much voting power signed. Sources: CometBFT types/validation.go; spec/light-client/verification; sheet section 8.

/**
 * `early-stop`: as a light client does, only votes for the block and only until they are enough. `all`: as a full node
 * does, every signature, those for nothing included: for evidence and for what is stored as proof.
 */
export type CommitMode = 'early-stop' | 'all';

export interface CommitContext {
  readonly suite: CryptoSuite;
  readonly mode: CommitMode;
  /** Shared between the trusting and the 2/3 check, so that no signature is checked twice. */
  readonly cache: SignatureCache;
}

/** `reached` false is no error here: the trusting check leads to bisection, the 2/3 check to a refusal. */
export interface PowerCount {
  readonly reached: boolean;
  readonly tally: VotingPowerTally;
}

/** The 2/3 rule over the set of the commit's own height: entry i is validator i's. */
export function verifyCommit(
  context: CommitContext,
  chainId: string,
  set: ValidatorSet,
  blockId: BlockId,
  height: bigint,
  commit: Commit,
): Result<VotingPowerTally> {
  const asked = askOwn(context, chainId, set, blockId, height, commit);
  return asked.ok ? enoughOf(settle(context, asked.value)) : asked;
}

/** The overlap rule: how much of an older set's power is behind a commit of another height. */
export function verifyCommitTrusting(
  context: CommitContext,
  chainId: string,
  trustedSet: ValidatorSet,
  commit: Commit,
  level: TrustLevel,
): Result<PowerCount> {
  const asked = askTrusting(context, chainId, trustedSet, commit, level);
  return asked.ok ? settle(context, asked.value) : asked;
}

/**
 * The overlap rule, and the 2/3 rule where the overlap is enough: as one after the other, but with one batch for the votes
 * of both. `own` is undefined where the overlap is not enough.
 */
export function verifyCommitSkipping(
  context: CommitContext,
  trustedSet: ValidatorSet,
  level: TrustLevel,
  { signedHeader: { header, commit }, validatorSet }: LightBlock,
): Result<{ readonly trust: PowerCount; readonly own: VotingPowerTally | undefined }> {
  const { chainId, height } = header;
  const trusting = askTrusting(context, chainId, trustedSet, commit, level);
  if (!trusting.ok) return trusting;
  const { votes, tallied, needed } = trusting.value;
  // A set that nobody trusts may be as large as the limits allow: its own votes wait until the overlap can suffice.
  const own = tallied > needed ? askOwn(context, chainId, validatorSet, commit.blockId, height, commit) : undefined;
  const good = own?.ok === true && checkTogether(context, withoutRepeats(votes, own.value.votes));
  const trust = settle(context, trusting.value, good);
  if (!trust.ok) return trust;
  if (own === undefined) return ok({ trust: trust.value, own });
  const enough = own.ok ? enoughOf(settle(context, own.value, good)) : own;
  return enough.ok ? ok({ trust: trust.value, own: enough.value }) : enough;
}

/** Who signed entry `index`, by position; the address is not signed, but a wrong one would say that another did. */
function ownValidator(set: ValidatorSet, commit: Commit, index: number): Result<Validator | undefined> {
  const validator = set.validators[index];
  const sig = commit.signatures[index];
  if (validator === undefined || sig === undefined) return ok(undefined);
  if (!equalBytes(validator.address, sig.validatorAddress)) return fail('address-mismatch', { index, where: 'commit' });
  return ok(validator);
}

/** A vote that has to be good, because of what it counts for. */
interface Asked {
  readonly index: number;
  readonly publicKey: PublicKey;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

interface Asking {
  readonly height: bigint;
  readonly votes: readonly Asked[];
  readonly total: bigint;
  readonly needed: bigint;
  /** What they amount to if all of them are good. */
  readonly tallied: bigint;
  /** Met behind the last of them: told where all of them are good. */
  readonly error: ReturnType<typeof fail> | undefined;
}

function askOwn(
  { mode, suite }: CommitContext,
  chainId: string,
  set: ValidatorSet,
  blockId: BlockId,
  height: bigint,
  commit: Commit,
): Result<Asking> {
  const size = set.validators.length;
  const count = commit.signatures.length;
  if (count !== size) return fail('signature-count-mismatch', { signatures: count, validators: size });
  if (commit.height !== height) {
    return fail('commit-height-mismatch', { header: String(height), commit: String(commit.height) });
  }
  if (!equalBlockIds(commit.blockId, blockId)) return fail('commit-block-mismatch', { height: String(height) });
  const total = setFacts(set, suite).totalPower;
  return ok(ask(mode, chainId, commit, total, (total * 2n) / 3n, (index) => ownValidator(set, commit, index)));
}

function askTrusting(
  { mode, suite }: CommitContext,
  chainId: string,
  trustedSet: ValidatorSet,
  commit: Commit,
  level: TrustLevel,
): Result<Asking> {
  const { totalPower: total, indexByAddress } = setFacts(trustedSet, suite);
  const seen = new Map<number, number>();
  const needed = (total * level.numerator) / level.denominator;
  const memberOf = (index: number): Result<Validator | undefined> => {
    const sig = commit.signatures[index];
    if (sig === undefined || sig.flag !== FLAG_COMMIT) return ok(undefined);
    const position = indexByAddress.get(byteKey(sig.validatorAddress));
    if (position === undefined) return ok(undefined);
    const before = seen.get(position);
    if (before !== undefined) return fail('double-vote', { first: before, second: index });
    seen.set(position, index);
    return ok(trustedSet.validators[position]);
  };
  if (mode === 'early-stop') {
    // Votes that could not suffice even if all were good need not be checked: bisection meets this often.
    let overlap = 0n;
    for (let index = 0; index < commit.signatures.length && overlap <= needed; index++) {
      const member = memberOf(index);
      if (!member.ok) return member;
      overlap += member.value?.votingPower ?? 0n;
    }
    if (overlap <= needed) {
      return ok({ height: commit.height, votes: [], total, needed, tallied: overlap, error: undefined });
    }
    seen.clear();
  }
  return ok(ask(mode, chainId, commit, total, needed, memberOf));
}

/** In their order, up to the one that makes the power enough, or to an entry that is an error by itself. */
function ask(
  mode: CommitMode,
  chainId: string,
  commit: Commit,
  total: bigint,
  needed: bigint,
  signerOf: (index: number) => Result<Validator | undefined>,
): Asking {
  const { height } = commit;
  let tallied = 0n;
  const votes: Asked[] = [];
  const messageOf = signBytesOf(chainId, commit);
  for (const [index, sig] of commit.signatures.entries()) {
    if (sig.flag === FLAG_ABSENT) continue;
    const counts = sig.flag === FLAG_COMMIT; // a vote for nothing is a signature, but never power
    if (!counts && mode === 'early-stop') continue;
    const signer = signerOf(index);
    if (!signer.ok) return { height, votes, total, needed, tallied, error: signer };
    if (signer.value === undefined) continue;
    const { publicKey, votingPower } = signer.value;
    votes.push({ index, publicKey, message: messageOf(sig), signature: sig.signature });
    if (counts) tallied += votingPower;
    if (tallied > needed && mode === 'early-stop') break;
  }
  return { height, votes, total, needed, tallied, error: undefined };
}

/** Checks the votes, each that is not known; `good`: a batch said so of all of them. */
function settle(context: CommitContext, asking: Asking, good = false): Result<PowerCount> {
  const { height, votes, total, needed, tallied, error } = asking;
  const together = good || checkTogether(context, votes);
  let signaturesChecked = 0;
  for (const { index, publicKey, message, signature } of votes) {
    const checked = checkSignature(context, publicKey, message, signature, together && publicKey.type === 'ed25519');
    if (checked === 'bad') return fail('invalid-signature', { index, height: String(height) });
    if (checked === 'checked') signaturesChecked += 1;
  }
  return error ?? ok({ reached: tallied > needed, tally: { total, tallied, needed, signaturesChecked } });
}

function enoughOf(counted: Result<PowerCount>): Result<VotingPowerTally> {
  if (!counted.ok) return counted;
  const { reached, tally } = counted.value;
  return reached ? ok(tally) : insufficientPower(tally);
}

/** A vote that both ask for is one vote. */
function withoutRepeats(votes: readonly Asked[], more: readonly Asked[]): readonly Asked[] {
  const keys = new Map(votes.map(({ index, publicKey }) => [index, publicKey.bytes]));
  return [...votes, ...more.filter(({ index, publicKey }) => !equalBytes(keys.get(index) ?? NO_KEY, publicKey.bytes))];
}
const NO_KEY = new Uint8Array(0);

/** True where the ed25519 votes that were not known before are all good; no says nothing about any of them. */
function checkTogether({ suite, cache }: CommitContext, votes: readonly Asked[]): boolean {
  if (suite.ed25519VerifyBatch === undefined) return false;
  const batch: Vote[] = [];
  for (const { publicKey, message, signature } of votes) {
    const { type, bytes } = publicKey;
    if (type !== 'ed25519' || cache.has(type, bytes, message, signature)) continue;
    batch.push({ publicKey: bytes, message, signature });
  }
  return batch.length > 0 && suite.ed25519VerifyBatch(batch);
}

/** `foundGood`: by a batch. */
export function checkSignature(
  { suite, cache }: CommitContext,
  publicKey: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
  foundGood = false,
): 'checked' | 'known' | 'bad' {
  if (cache.has(publicKey.type, publicKey.bytes, message, signature)) return 'known';
  if (!foundGood && !verifySignature(suite, publicKey, message, signature)) return 'bad';
  cache.add(publicKey.type, publicKey.bytes, message, signature);
  return 'checked';
}

function insufficientPower({ total, tallied, needed }: VotingPowerTally) {
  const params = { total: String(total), tallied: String(tallied), needed: String(needed) };
  return fail('insufficient-voting-power', params);
}

export function equalBlockIds(a: BlockId, b: BlockId): boolean {
  return (
    equalBytes(a.hash, b.hash) &&
    a.partSetHeader.total === b.partSetHeader.total &&
    equalBytes(a.partSetHeader.hash, b.partSetHeader.hash)
  );
}
