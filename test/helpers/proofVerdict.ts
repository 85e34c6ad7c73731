import type { Result } from '../../light-client/core/errors.ts';
import { guarded } from '../../light-client/proofs/ics23/refusal.ts';

/** `ok`, or code and reason of the refusal. */
export function verdict(result: Result<unknown>): string {
  return result.ok ? 'ok' : [result.error.code, result.error.params['reason']].filter(Boolean).join(' ');
}

export function verdictOf(check: () => unknown): string {
  return verdict(guarded(check));
}
