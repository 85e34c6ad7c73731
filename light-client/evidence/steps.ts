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

/** What became of a step; `Head` says which step it is. */
interface StepResult {
  readonly status: EvidenceStep['status'];
  readonly facts: readonly EvidenceFact[];
  readonly hops?: readonly EvidenceHop[];
  readonly merkle?: readonly MerkleLevel[];
  readonly error?: LightClientError;
  readonly elapsedMs?: number;
}

/** Runs the steps in their order; the first one that fails ends the check, and the rest are `not-run`. */
export class StepRunner<Head extends object> {
  readonly steps: (Head & StepResult)[] = [];
  private readonly clock: (() => number) | undefined;
  error: LightClientError | undefined;

  constructor(clock: (() => number) | undefined) {
    this.clock = clock;
  }

  /** @returns the step's value, or undefined where it failed or an earlier one did */
  run<T>(head: Head, check: (notes: StepNotes) => Result<T>): T | undefined {
    if (this.error !== undefined) {
      this.steps.push({ ...head, status: 'not-run', facts: [] });
      return undefined;
    }
    const notes = new StepNotes();
    const started = this.clock?.();
    const result = check(notes);
    const elapsed = started === undefined || this.clock === undefined ? {} : { elapsedMs: this.clock() - started };
    if (!result.ok) this.error = result.error;
    this.steps.push({
      ...head,
      status: result.ok ? 'passed' : 'failed',
      facts: notes.facts,
      ...(notes.hops.length > 0 && { hops: notes.hops }),
      ...(notes.merkle.length > 0 && { merkle: notes.merkle }),
      ...(result.ok ? {} : { error: result.error }),
      ...elapsed,
    });
    return result.ok ? result.value : undefined;
  }
}

type FigureStep = { readonly id: EvidenceStepId };
export type FigureSteps = StepRunner<FigureStep>;

/** All six, those that were not come to as well. */
export function figureSteps({ steps }: FigureSteps): EvidenceStep[] {
  return EVIDENCE_STEPS.map((id) => steps.find((step) => step.id === id) ?? { id, status: 'not-run', facts: [] });
}
