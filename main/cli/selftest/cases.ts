/** The outcome of one conformance case. */
export interface CaseResult {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** For a failed case. */
  readonly expected?: string;
  readonly got?: string;
  /** For a skipped one. */
  readonly reason?: string;
}

/** Collects the outcomes of one set. A case that throws has failed: what threw is what was got. */
export class Cases {
  readonly results: CaseResult[] = [];

  /** Compares what the case expects with what the light client says. */
  check(name: string, expected: string, judge: () => string): void {
    const got = attemptText(judge);
    if (got === expected) this.results.push({ name, status: 'passed' });
    else this.results.push({ name, status: 'failed', expected, got });
  }

  /** Like `check`, where several answers are right. */
  checkOneOf(name: string, expected: readonly string[], judge: () => string): void {
    const got = attemptText(judge);
    if (expected.includes(got)) this.results.push({ name, status: 'passed' });
    else this.results.push({ name, status: 'failed', expected: expected.join(' or '), got });
  }

  /** For yes-or-no cases: `judge` returns undefined for yes and the reason for no. */
  checkVerdict(name: string, valid: boolean, judge: () => string | undefined): void {
    let refusal: string | undefined;
    try {
      refusal = judge();
    } catch (error) {
      refusal = `thrown: ${String(error)}`;
      // A verifier must not throw, whatever it is given: this fails invalid cases, too.
      this.results.push({ name, status: 'failed', expected: valid ? 'valid' : 'invalid', got: refusal });
      return;
    }
    if ((refusal === undefined) === valid) this.results.push({ name, status: 'passed' });
    else {
      const got = refusal === undefined ? 'valid' : `invalid (${refusal})`;
      this.results.push({ name, status: 'failed', expected: valid ? 'valid' : 'invalid', got });
    }
  }

  skip(name: string, reason: string): void {
    this.results.push({ name, status: 'skipped', reason });
  }
}

function attemptText(judge: () => string): string {
  try {
    return judge();
  } catch (error) {
    return `thrown: ${String(error)}`;
  }
}

export function reasonOf(error: { readonly code: string; readonly params: object }): string {
  const params = Object.values(error.params).join(', ');
  return params === '' ? error.code : `${error.code}: ${params}`;
}
