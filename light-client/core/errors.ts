import { CodecError } from '../codec/codecError.ts';

/** What the caller does about an error: see light-client/README.md. */
export type ErrorCategory =
  | 'provider-benign' // retry, ask another, keep the provider
  | 'provider-malicious' // drop it, record it, tell the user
  | 'verification' // stop at this header
  | 'attack' // halt the chain's sync, keep evidence
  | 'configuration' // ask the supervisor
  | 'input'; // a file or an answer that cannot be read

const CATEGORY = {
  // what a provider answers
  'height-too-high': 'provider-benign',
  'light-block-not-found': 'provider-benign',
  'no-response': 'provider-benign',
  'rate-limited': 'provider-benign',
  'bad-light-block': 'provider-malicious',
  'bad-response': 'provider-malicious',
  'response-too-large': 'provider-malicious',
  'unexpected-height': 'provider-malicious',
  'bad-validator-pages': 'provider-malicious',
  // header, commit, validator set
  'bad-header': 'verification',
  'bad-block-protocol': 'verification',
  'bad-chain-id': 'verification',
  'bad-commit': 'verification',
  'bad-commit-signature': 'verification',
  'bad-validator-set': 'verification',
  'duplicate-validator': 'verification',
  'power-overflow': 'verification',
  'unsupported-key': 'verification',
  'bad-public-key': 'verification',
  'address-mismatch': 'verification',
  'chain-id-mismatch': 'verification',
  'commit-height-mismatch': 'verification',
  'commit-block-mismatch': 'verification',
  'validator-set-mismatch': 'verification',
  'next-validator-set-mismatch': 'verification',
  'signature-count-mismatch': 'verification',
  'invalid-signature': 'verification',
  'double-vote': 'verification',
  'insufficient-voting-power': 'verification',
  'trusted-expired': 'verification',
  'header-from-future': 'verification',
  'non-increasing-height': 'verification',
  'non-increasing-time': 'verification',
  'broken-hash-link': 'verification',
  'non-adjacent-height': 'verification',
  'no-progress': 'verification',
  cancelled: 'provider-benign',
  // proofs
  'bad-proof': 'verification',
  'proof-key-mismatch': 'verification',
  'proof-value-mismatch': 'verification',
  'proof-root-mismatch': 'verification',
  'proof-spec-mismatch': 'verification',
  'query-failed': 'provider-benign',
  // attacks
  'conflicting-headers': 'attack',
  // witnesses
  'unproven-conflict': 'provider-malicious',
  'witnesses-lagging': 'provider-benign',
  'witnesses-silent': 'provider-benign',
  'witnesses-bad': 'provider-malicious',
  'failed-cross-reference': 'provider-benign',
  // configuration
  'no-witnesses': 'configuration',
  'bad-trust-options': 'configuration',
  'anchor-mismatch': 'configuration',
  'missing-next-validator-set': 'configuration',
  'unknown-family': 'configuration',
  // files
  'bad-encoding': 'input',
  'bad-evidence-file': 'input',
  'unsupported-version': 'input',
} as const satisfies Record<string, ErrorCategory>;

export type ErrorCode = keyof typeof CATEGORY;
export type ErrorParams = Readonly<Record<string, string | number>>;

/** A code, what to do about it, and the offending values: fields, not sentences. Plain data. */
export interface LightClientError {
  readonly code: ErrorCode;
  readonly category: ErrorCategory;
  readonly params: ErrorParams;
}

export function lightClientError(code: ErrorCode, params: ErrorParams = {}): LightClientError {
  return { code, category: CATEGORY[code], params };
}

export type Result<T, E = LightClientError> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): Result<T, never> {
  return { ok: true, value };
}

export function fail(code: ErrorCode, params?: ErrorParams): { readonly ok: false; readonly error: LightClientError } {
  return { ok: false, error: lightClientError(code, params) };
}

/** Runs a decoder: a CodecError becomes `code` with where and why; anything else is a bug and goes on upwards. */
export function attempt<T>(code: ErrorCode, decode: () => T): Result<T> {
  try {
    return ok(decode());
  } catch (error) {
    if (error instanceof CodecError) return fail(code, { at: error.at, reason: error.code });
    throw error;
  }
}
