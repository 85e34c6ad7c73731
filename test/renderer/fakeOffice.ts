import type { FakeAnswers } from './fakeBridge.ts';

/** Answers that stand for an office that is not up yet: every question is refused. */
export function officeAnswers(): FakeAnswers['office'] {
  return {};
}
