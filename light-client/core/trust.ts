import type { DurationNs } from '../codec/time.ts';
import { fail, ok, type Result } from './errors.ts';

/** A fraction of the voting power, in [1/3, 1]. */
export interface TrustLevel {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const ONE_THIRD: TrustLevel = { numerator: 1n, denominator: 3n };

/** The three knobs of verification. `maxClockDrift` and `trustingPeriod` in nanoseconds. */
export interface TrustParameters {
  readonly trustingPeriod: DurationNs;
  readonly maxClockDrift: DurationNs;
  readonly trustLevel: TrustLevel;
}

/** What the supervisor chose to believe: one header by height and hash. */
export interface TrustAnchor {
  readonly chainId: string;
  readonly height: bigint;
  /** 32 bytes */
  readonly hash: Uint8Array;
}

const MAX_UINT64 = (1n << 64n) - 1n;

/** CometBFT light.ValidateTrustLevel: 1/3 <= level <= 1, and both parts fit in 64 bits. */
export function validateTrustParameters(parameters: TrustParameters): Result<TrustParameters> {
  const { numerator, denominator } = parameters.trustLevel;
  // With these, the numerator is above 0 and fits, too.
  const inRange = denominator > 0n && denominator <= MAX_UINT64;
  if (!inRange || numerator * 3n < denominator || numerator > denominator) {
    return fail('bad-trust-options', { what: 'trust-level', value: `${numerator}/${denominator}` });
  }
  if (parameters.trustingPeriod <= 0n) return fail('bad-trust-options', { what: 'trusting-period' });
  if (parameters.maxClockDrift < 0n) return fail('bad-trust-options', { what: 'clock-drift' });
  return ok(parameters);
}
