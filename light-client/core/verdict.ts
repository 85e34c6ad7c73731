import type { LightClientError } from './errors.ts';
import type { Verified } from './verified.ts';

/** Voting power that was counted against what was needed: accepted when `tallied > needed`. */
export interface VotingPowerTally {
  readonly total: bigint;
  readonly tallied: bigint;
  readonly needed: bigint;
  readonly signaturesChecked: number;
}

export type Verdict<T> =
  | {
      readonly kind: 'verified';
      readonly value: Verified<T>;
      /** The block's own quorum; signaturesChecked counts all that this verdict took. */
      readonly tally: VotingPowerTally;
      /** What the trusted set's power came to, where the step had to ask that (skipping). */
      readonly trustTally?: VotingPowerTally;
    }
  /** Not an error: the sets overlap too little for one step, so bisection takes a smaller one. */
  | { readonly kind: 'not-enough-trust'; readonly tally: VotingPowerTally }
  | { readonly kind: 'invalid'; readonly error: LightClientError };
