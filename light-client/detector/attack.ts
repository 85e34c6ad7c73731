import type { VerifiedStep } from '../core/bisection.ts';
import { type Divergence, examineConflict } from '../core/divergence.ts';
import { ok, type Result } from '../core/errors.ts';
import type { LightBlockProvider } from '../core/family.ts';
import type { Verified } from '../core/verified.ts';
import type { CrossCheckOptions } from '../core/witness.ts';

// What a proven conflict shows: an attack of which kind, and evidence against either side. Which side lies cannot be known
// from here, so that both are accused, and nothing found here changes the verdict of the cross-check. Source: CometBFT
// light/detector.go, handleConflictingHeaders; sheet section 11.

/** `lunatic-forward`: a height that the chain has not reached, at a time that it has passed. */
export type AttackKind = 'lunatic' | 'equivocation' | 'amnesia' | 'lunatic-forward';

/** One side's accusation: `trusted` is held for the chain's, `conflicting` for the lie. */
export interface Conflict<Block> {
  readonly conflicting: Verified<Block>;
  readonly trusted: Verified<Block>;
  /** The last block that both sides agree on. */
  readonly common: Verified<Block>;
}

/** What a family knows of attacks on it. */
export interface AttackRules<Block, Evidence> {
  classify(conflict: Conflict<Block>): AttackKind;
  build(conflict: Conflict<Block>): Evidence;
}

export interface Accusation<Block, Evidence> extends Conflict<Block> {
  readonly kind: AttackKind;
  readonly evidence: Evidence;
  /** The verified steps from the common block to `trusted`; empty where that is the common block itself. */
  readonly way: readonly VerifiedStep<Block>[];
}

export interface DetectedAttack<Block, Evidence> {
  readonly witness: string;
  /** To be believed if the witness is honest. */
  readonly againstPrimary: Accusation<Block, Evidence>;
  /** To be believed if the primary is honest; an error where it cannot show its own way to its block any more. */
  readonly againstWitness: Result<Accusation<Block, Evidence>>;
}

export interface DetectorOptions<Block, Header, Evidence>
  extends Pick<CrossCheckOptions<Block, Header>, 'family' | 'parameters' | 'now' | 'limits' | 'signal'> {
  readonly rules: AttackRules<Block, Evidence>;
  readonly primary: LightBlockProvider<Block>;
}

export async function detectAttack<Block, Header, Evidence>(
  options: DetectorOptions<Block, Header, Evidence>,
  divergence: Divergence<Block>,
): Promise<DetectedAttack<Block, Evidence>> {
  const { rules } = options;
  const { witness, common, primaryBlock, witnessBlock, witnessTrace } = divergence;
  return {
    witness,
    againstPrimary: accuse(rules, { conflicting: primaryBlock, trusted: witnessBlock, common }, witnessTrace),
    againstWitness: await accuseWitness(options, divergence),
  };
}

/** The same examination with the roles swapped: the witness's way is walked against the primary. */
async function accuseWitness<Block, Header, Evidence>(
  options: DetectorOptions<Block, Header, Evidence>,
  { common, witnessTrace, primaryBlock }: Divergence<Block>,
): Promise<Result<Accusation<Block, Evidence>>> {
  const { rules, primary, ...way } = options;
  const swapped = { ...way, trusted: common, trace: witnessTrace, witnesses: [] };
  const examined = await examineConflict(swapped, { id: 'primary', provider: primary }, primaryBlock.value);
  if (!examined.ok) return examined;
  const {
    primaryBlock: conflicting,
    witnessBlock: accuser,
    witnessTrace: accusersWay,
    common: ground,
  } = examined.value;
  return ok(accuse(rules, { conflicting, trusted: accuser, common: ground }, accusersWay));
}

function accuse<Block, Evidence>(
  rules: AttackRules<Block, Evidence>,
  conflict: Conflict<Block>,
  way: readonly VerifiedStep<Block>[],
): Accusation<Block, Evidence> {
  return { ...conflict, way, kind: rules.classify(conflict), evidence: rules.build(conflict) };
}
