import { CodecError } from '../../codec/codecError.ts';
import { type ErrorCode, fail, ok, type Result } from '../../core/errors.ts';

/** Why a proof was refused: goes into the error's `reason`. */
export type ProofRefusal =
  | 'empty-proof'
  | 'batch-unsupported'
  | 'too-large'
  | 'too-deep'
  | 'too-shallow'
  | 'no-leaf'
  | 'empty-key'
  | 'empty-value'
  | 'empty-child'
  | 'unsupported-hash'
  | 'unsupported-length'
  | 'wrong-length'
  | 'oversized-child'
  | 'leaf-hash'
  | 'leaf-prehash-key'
  | 'leaf-prehash-value'
  | 'leaf-length'
  | 'leaf-prefix'
  | 'inner-hash'
  | 'inner-prefix'
  | 'inner-prefix-length'
  | 'inner-suffix'
  | 'inner-has-leaf-prefix'
  | 'iavl-prefix'
  | 'iavl-leaf'
  | 'iavl-height'
  | 'iavl-remainder'
  | 'tendermint-prefix'
  | 'not-existence'
  | 'not-absence'
  | 'no-neighbours'
  | 'key-not-between'
  | 'not-leftmost'
  | 'not-rightmost'
  | 'not-neighbours'
  | 'proof-count'
  | 'bad-spec'
  | 'unknown-spec'
  | 'internal';

/** Inside proofs/ only: `guarded` turns it into an error value. */
export class ProofRefused extends Error {
  readonly code: ErrorCode;
  readonly reason: ProofRefusal;
  readonly at: string;

  constructor(reason: ProofRefusal, at: string, code: ErrorCode = 'bad-proof') {
    super(`${code}: ${reason} at ${at}`);
    this.name = 'ProofRefused';
    this.code = code;
    this.reason = reason;
    this.at = at;
  }
}

/**
 * The edge of the proof code. A proof comes from whoever wants to be believed, so that here every exception is a verdict:
 * refused, with a code, and never a crash of the follower.
 */
export function guarded<T>(check: () => T): Result<T> {
  try {
    return ok(check());
  } catch (error) {
    if (error instanceof ProofRefused) return fail(error.code, { reason: error.reason, at: error.at });
    if (error instanceof CodecError) return fail('bad-proof', { reason: error.code, at: error.at });
    return fail('bad-proof', { reason: 'internal', at: 'proof' });
  }
}
