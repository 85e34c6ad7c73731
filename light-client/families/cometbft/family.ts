import { equalBytes } from '../../codec/bytes.ts';
import { toHex } from '../../codec/hex.ts';
import { fail, ok, type Result } from '../../core/errors.ts';
import type { BlockView, ChainFamily } from '../../core/family.ts';
import type { TrustAnchor } from '../../core/trust.ts';
import { open, seal, type Verified } from '../../core/verified.ts';
import { nobleSuite } from '../../crypto/nobleSuite.ts';
import { createSignatureCache, type SignatureCache } from '../../crypto/signatureCache.ts';
import type { CryptoSuite } from '../../crypto/suite.ts';
import type { AttackRules } from '../../detector/attack.ts';
import type { LightClientAttackEvidence } from './attackEvidence.ts';
import { createAttackRules, withoutBadVotes } from './attackRules.ts';
import type { CommitMode } from './commit.ts';
import { blockHash } from './memo.ts';
import type { Header, LightBlock } from './types.ts';
import { checkValidatorsHash, validateHeader, validateValidatorSet } from './validate.ts';
import {
  isExpiredAt,
  type TrustedSetChoice,
  type VerifyContext,
  validateLightBlock,
  validateNextValidatorSet,
  verifyHeaderBackwards,
  verifyLightBlockAlone,
  verifyLightBlockStep,
} from './verify.ts';
import { type AttackGround, type EvidenceAge, type VerifiedAttack, verifyAttackEvidence } from './verifyAttack.ts';

// CometBFT and Tendermint 0.34 upwards. Can prove: that a header is the chain's (more than 2/3 of its validators, reached
// from the anchor within the trusting period, or by hash link below such a header), and so whatever hangs under its
// hashes: state by app_hash, transactions by data_hash, validator sets, the previous commit. Cannot prove: events and logs
// (under no hash), proposer priorities, that a transaction succeeded (only the next header's last_results_hash says so),
// nor anything once more than a third of the trusted power lies and no witness disagrees.

export interface CometbftOptions {
  /** Default: the pure reference. */
  readonly suite?: CryptoSuite;
  /** Default: early-stop. */
  readonly mode?: CommitMode;
  /** Default: current. */
  readonly trustedSet?: TrustedSetChoice;
  /** Signatures found good before; one is made when none is given. */
  readonly cache?: SignatureCache;
}

export interface CometbftFamily extends ChainFamily<LightBlock, Header> {
  /**
   * The block of a trust anchor, believed because its hash is the anchor's: no signatures. The sets given must be the
   * ones that the header names; the one that skipping steps start from must be given.
   */
  adopt(block: LightBlock, anchor: TrustAnchor): Result<Verified<LightBlock>>;
  readonly attacks: CometbftAttacks;
}

/** What the detector asks, and the other end: evidence that somebody else made. */
export interface CometbftAttacks extends AttackRules<LightBlock, LightClientAttackEvidence> {
  verify(evidence: LightClientAttackEvidence, ground: AttackGround, age?: EvidenceAge): Result<VerifiedAttack>;
  /** The block without the votes that nobody cast. */
  onlyCast(block: LightBlock): LightBlock;
}

const CACHED_SIGNATURES = 4096;

export function createCometbftFamily(options: CometbftOptions = {}): CometbftFamily {
  const context: VerifyContext = {
    suite: options.suite ?? nobleSuite,
    mode: options.mode ?? 'early-stop',
    trustedSet: options.trustedSet ?? 'current',
    cache: options.cache ?? createSignatureCache(CACHED_SIGNATURES),
  };
  const viewHeader = (header: Header): BlockView => ({
    chainId: header.chainId,
    height: header.height,
    time: header.time,
    hash: blockHash(header, context.suite),
    parentHash: header.lastBlockId.hash,
  });
  return {
    id: 'cometbft',
    view: (block) => viewHeader(block.signedHeader.header),
    headerOf: (block) => block.signedHeader.header,
    viewHeader,
    checkForm: (block) => validateLightBlock(context, block),
    verifyAlone: (block) => verifyLightBlockAlone(context, block),
    verifyStep: (trusted, untrusted, parameters, now) =>
      verifyLightBlockStep(context, trusted, untrusted, parameters, now),
    verifyBackwards: (newer, older) => verifyHeaderBackwards(context, newer, older),
    trustedHeader: (block) => seal(open(block).signedHeader.header),
    isExpired: (trusted, parameters, now) => isExpiredAt(trusted.value.signedHeader.header.time, parameters, now),
    adopt: (block, anchor) => adopt(context, block, anchor),
    attacks: {
      ...createAttackRules(context),
      verify: (evidence, ground, age) => verifyAttackEvidence(context, evidence, ground, age),
      onlyCast: (block) => withoutBadVotes(context, block),
    },
  };
}

function adopt(context: VerifyContext, block: LightBlock, anchor: TrustAnchor): Result<Verified<LightBlock>> {
  const { header } = block.signedHeader;
  const { suite } = context;
  const valid = validateHeader(header);
  if (!valid.ok) return valid;
  if (header.chainId !== anchor.chainId) {
    return fail('chain-id-mismatch', { expected: anchor.chainId, got: header.chainId });
  }
  const hash = blockHash(header, suite);
  if (header.height !== anchor.height || !equalBytes(hash, anchor.hash)) {
    return fail('anchor-mismatch', { height: String(header.height), expected: toHex(anchor.hash), got: toHex(hash) });
  }
  const next = block.nextValidatorSet;
  if (context.trustedSet === 'next' && next === undefined) {
    return fail('missing-next-validator-set', { height: String(header.height) });
  }
  // A recorded state may lack the set of its own height; then it lies here empty, and only the next one is used.
  if (context.trustedSet === 'current' || block.validatorSet.validators.length > 0) {
    const own = validateValidatorSet(block.validatorSet, suite);
    if (!own.ok) return own;
    const named = checkValidatorsHash(header, block.validatorSet, suite);
    if (!named.ok) return named;
  }
  if (next !== undefined) {
    const named = validateNextValidatorSet(context, header, next);
    if (!named.ok) return named;
  }
  return ok(seal(block));
}
