import type { DurationNs, TimeNs } from '../codec/time.ts';
import type { Cancellation, VerificationLimits, VerifiedStep } from './bisection.ts';
import type { ChainFamily, LightBlockProvider } from './family.ts';
import type { TrustParameters } from './trust.ts';
import type { Verified } from './verified.ts';

/** Another node of the same chain, run by somebody else. `id` names it in answers and errors. */
export interface Witness<Block> {
  readonly id: string;
  readonly provider: LightBlockProvider<Block>;
}

export interface CrossCheckOptions<Block, Header> {
  readonly family: ChainFamily<Block, Header>;
  /** Where the way to the target began: common ground with an honest witness. */
  readonly trusted: Verified<Block>;
  /** The way from there; its last step is the target. */
  readonly trace: readonly VerifiedStep<Block>[];
  readonly witnesses: readonly Witness<Block>[];
  readonly parameters: TrustParameters;
  readonly now: () => TimeNs;
  readonly limits?: VerificationLimits;
  /** Lets a lagging witness catch up before it is asked once more; without it there is no second question. */
  readonly wait?: (duration: DurationNs) => Promise<void>;
  /** How far behind a witness may be, on top of twice the clock drift. CometBFT's default: 10 s. */
  readonly lag?: DurationNs;
  readonly signal?: Cancellation;
  /** A witness has another block: told before it is examined, which may take a while. */
  readonly onDiffers?: (witness: string) => void;
}
