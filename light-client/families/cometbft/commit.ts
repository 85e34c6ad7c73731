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
import type { BlockId, Commit, PublicKey, Validator, ValidatorSet } from './types.ts';
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
  const size = set.validators.length;
  const count = commit.signatures.length;
  if (count !== size) return fail('signature-count-mismatch', { signatures: count, validators: size });
  if (commit.height !== height) {
    return fail('commit-height-mismatch', { header: String(height), commit: String(commit.height) });
  }
  if (!equalBlockIds(commit.blockId, blockId)) return fail('commit-block-mismatch', { height: String(height) });
  const total = setFacts(set, context.suite).totalPower;
  const counted = countPower(context, chainId, commit, total, (total * 2n) / 3n, (index) =>
    ownValidator(set, commit, index),
  );
  if (!counted.ok) return counted;
  const { reached, tally } = counted.value;
  return reached ? ok(tally) : insufficientPower(tally);
}

/** The overlap rule: how much of an older set's power is behind a commit of another height. */
export function verifyCommitTrusting(
  context: CommitContext,
  chainId: string,
  trustedSet: ValidatorSet,
  commit: Commit,
  level: TrustLevel,
): Result<PowerCount> {
  const { totalPower, indexByAddress } = setFacts(trustedSet, context.suite);
  const seen = new Map<number, number>();
  const needed = (totalPower * level.numerator) / level.denominator;
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
  if (context.mode === 'early-stop') {
    // Votes that could not suffice even if all were good need not be checked: bisection meets this often.
    let overlap = 0n;
    for (let index = 0; index < commit.signatures.length && overlap <= needed; index++) {
      const member = memberOf(index);
      if (!member.ok) return member;
      overlap += member.value?.votingPower ?? 0n;
    }
    if (overlap <= needed) {
      return ok({ reached: false, tally: { total: totalPower, tallied: overlap, needed, signaturesChecked: 0 } });
    }
    seen.clear();
  }
  return countPower(context, chainId, commit, totalPower, needed, memberOf);
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
  readonly votes: readonly Asked[];
  /** What they amount to if all of them are good. */
  readonly tallied: bigint;
  /** Met behind the last of them: told where all of them are good. */
  readonly error: ReturnType<typeof fail> | undefined;
}

function countPower(
  context: CommitContext,
  chainId: string,
  commit: Commit,
  total: bigint,
  needed: bigint,
  signerOf: (index: number) => Result<Validator | undefined>,
): Result<PowerCount> {
  const { votes, tallied, error } = votesToAsk(context.mode, chainId, commit, needed, signerOf);
  const together = checkTogether(context, votes);
  let signaturesChecked = 0;
  for (const { index, publicKey, message, signature } of votes) {
    const checked = checkSignature(context, publicKey, message, signature, together && publicKey.type === 'ed25519');
    if (checked === 'bad') return fail('invalid-signature', { index, height: String(commit.height) });
    if (checked === 'checked') signaturesChecked += 1;
  }
  return error ?? ok({ reached: tallied > needed, tally: { total, tallied, needed, signaturesChecked } });
}

/** In their order, up to the one that makes the power enough, or to an entry that is an error by itself. */
function votesToAsk(
  mode: CommitMode,
  chainId: string,
  commit: Commit,
  needed: bigint,
  signerOf: (index: number) => Result<Validator | undefined>,
): Asking {
  let tallied = 0n;
  const votes: Asked[] = [];
  const messageOf = signBytesOf(chainId, commit);
  for (const [index, sig] of commit.signatures.entries()) {
    if (sig.flag === FLAG_ABSENT) continue;
    const counts = sig.flag === FLAG_COMMIT; // a vote for nothing is a signature, but never power
    if (!counts && mode === 'early-stop') continue;
    const signer = signerOf(index);
    if (!signer.ok) return { votes, tallied, error: signer };
    if (signer.value === undefined) continue;
    const { publicKey, votingPower } = signer.value;
    votes.push({ index, publicKey, message: messageOf(sig), signature: sig.signature });
    if (counts) tallied += votingPower;
    if (tallied > needed && mode === 'early-stop') break;
  }
  return { votes, tallied, error: undefined };
}

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
