import { equalBytes } from '../../codec/bytes.ts';
import { GO_ZERO_TIME } from '../../codec/time.ts';
import { byteKey } from '../../crypto/boundedMap.ts';
import type { AttackKind, AttackRules, Conflict } from '../../detector/attack.ts';
import type { LightClientAttackEvidence } from './attackEvidence.ts';
import { type CommitContext, checkSignature } from './commit.ts';
import { canonicalOrder, commitSignBytes } from './hashing.ts';
import { setFacts } from './memo.ts';
import type { Commit, CommitSig, Header, LightBlock, SignedHeader, Validator, ValidatorSet } from './types.ts';
import { FLAG_ABSENT, FLAG_COMMIT } from './types.ts';

// Of what kind an attack is, and by whom. Sources: CometBFT types/evidence.go (ConflictingHeaderIsInvalid,
// GetByzantineValidators), light/detector.go (newLightClientAttackEvidence), spec/light-client/attacks; sheet section 11.

export function createAttackRules(context: CommitContext): AttackRules<LightBlock, LightClientAttackEvidence> {
  return {
    classify: ({ conflicting, trusted }) => classifyAttack(conflicting.value.signedHeader, trusted.value.signedHeader),
    build: (conflict) => buildLightClientAttackEvidence(context, conflict),
  };
}

export function classifyAttack(conflicting: SignedHeader, trusted: SignedHeader): AttackKind {
  if (conflicting.header.height > trusted.header.height) return 'lunatic-forward';
  if (hasOtherDerivedFields(conflicting.header, trusted.header)) return 'lunatic';
  return conflicting.commit.round === trusted.commit.round ? 'equivocation' : 'amnesia';
}

/** Fields that every correct validator computes alike from the chain before: where they differ, the header is made up. */
export function hasOtherDerivedFields(conflicting: Header, trusted: Header): boolean {
  return DERIVED.some((field) => !equalBytes(conflicting[field], trusted[field]));
}

const DERIVED = ['validatorsHash', 'nextValidatorsHash', 'consensusHash', 'appHash', 'lastResultsHash'] as const;

export function buildLightClientAttackEvidence(
  context: CommitContext,
  { conflicting, trusted, common }: Conflict<LightBlock>,
): LightClientAttackEvidence {
  const lie = withoutBadVotes(context, conflicting.value);
  const truth = withoutBadVotes(context, trusted.value);
  const madeUp = hasOtherDerivedFields(lie.signedHeader.header, truth.signedHeader.header);
  const ground = madeUp ? common.value : trusted.value;
  const { header } = ground.signedHeader;
  return {
    conflictingBlock: lie,
    commonHeight: header.height,
    byzantineValidators: byzantineValidators(context, lie, common.value.validatorSet, truth.signedHeader),
    totalVotingPower: setFacts(ground.validatorSet, context.suite).totalPower,
    timestamp: header.time,
  };
}

/**
 * Who is guilty for sure, in canonical order. The flags of both commits are taken at their word: whoever calls has checked
 * every signature, or left the bad ones out.
 */
export function byzantineValidators(
  { suite }: CommitContext,
  conflicting: LightBlock,
  commonSet: ValidatorSet,
  trusted: SignedHeader,
): Validator[] {
  const { header, commit } = conflicting.signedHeader;
  const forBlock = (sig: CommitSig | undefined) => sig?.flag === FLAG_COMMIT;
  if (hasOtherDerivedFields(header, trusted.header)) {
    const { indexByAddress } = setFacts(commonSet, suite);
    const members = commit.signatures.filter(forBlock).map(({ validatorAddress }) => {
      const index = indexByAddress.get(byteKey(validatorAddress));
      return index === undefined ? undefined : commonSet.validators[index];
    });
    return canonicalOrder(members.filter((member) => member !== undefined));
  }
  // The same set signed both, so that an index means the same validator in both commits.
  if (commit.round === trusted.commit.round) {
    const twice = conflicting.validatorSet.validators.filter(
      (_, i) => forBlock(commit.signatures[i]) && forBlock(trusted.commit.signatures[i]),
    );
    return canonicalOrder(twice);
  }
  // Another round: some forgot what they were locked on, but who can only be told with the votes of the rounds between.
  return [];
}

const ABSENT: CommitSig = {
  flag: FLAG_ABSENT,
  validatorAddress: new Uint8Array(0),
  timestamp: GO_ZERO_TIME,
  signature: new Uint8Array(0),
};

/**
 * The block without the votes that nobody cast. Counting stops once the power is enough, so that what follows was never
 * checked: left in, it would name the innocent, and nodes would refuse the whole evidence.
 */
export function withoutBadVotes(context: CommitContext, { signedHeader, validatorSet }: LightBlock): LightBlock {
  const { header, commit } = signedHeader;
  const signatures = commit.signatures.map((sig, i) => {
    const own = validatorSet.validators[i];
    return sig.flag !== FLAG_COMMIT || (own !== undefined && isVoteOf(context, header, commit, sig, own))
      ? sig
      : ABSENT;
  });
  const same = signatures.every((sig, i) => sig === commit.signatures[i]);
  return { signedHeader: same ? signedHeader : { header, commit: { ...commit, signatures } }, validatorSet };
}

function isVoteOf(context: CommitContext, header: Header, commit: Commit, sig: CommitSig, own: Validator): boolean {
  if (!equalBytes(sig.validatorAddress, own.address)) return false;
  const message = commitSignBytes(header.chainId, commit, sig);
  return checkSignature(context, own.publicKey, message, sig.signature) !== 'bad';
}
