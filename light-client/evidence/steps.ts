import type { LightClientError, Result } from '../core/errors.ts';
import {
  EVIDENCE_STEPS,
  type EvidenceFact,
  type EvidenceHop,
  type EvidenceStep,
  type EvidenceStepId,
  type MerkleLevel,
} from './report.ts';

/** What a step leaves for the report while it runs. */
export class StepNotes {
  readonly facts: EvidenceFact[] = [];
  readonly hops: EvidenceHop[] = [];
  readonly merkle: MerkleLevel[] = [];

  fact(name: string, kind: EvidenceFact['kind'], value: string | number | bigint): void {
    this.facts.push({ name, kind, value: String(value) });
  }
}

/** Runs the steps in their order; the first one that fails ends the check, and the rest are `not-run`. */
export class StepRunner {
  private readonly done: EvidenceStep[] = [];
  private readonly clock: (() => number) | undefined;
  error: LightClientError | undefined;

  constructor(clock: (() => number) | undefined) {
    this.clock = clock;
  }

  /** @returns the step's value, or undefined where it failed or an earlier one did */
  run<T>(id: EvidenceStepId, check: (notes: StepNotes) => Result<T>): T | undefined {
    if (this.error !== undefined) return undefined;
    const notes = new StepNotes();
    const started = this.clock?.();
    const result = check(notes);
    const elapsed = started === undefined || this.clock === undefined ? {} : { elapsedMs: this.clock() - started };
    if (!result.ok) this.error = result.error;
    this.done.push({
      id,
      status: result.ok ? 'passed' : 'failed',
      facts: notes.facts,
      ...(notes.hops.length > 0 && { hops: notes.hops }),
      ...(notes.merkle.length > 0 && { merkle: notes.merkle }),
      ...(result.ok ? {} : { error: result.error }),
      ...elapsed,
    });
    return result.ok ? result.value : undefined;
  }

  all(): EvidenceStep[] {
    return EVIDENCE_STEPS.map((id) => this.done.find((step) => step.id === id) ?? { id, status: 'not-run', facts: [] });
  }
}
