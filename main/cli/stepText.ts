import type { EvidenceStep } from '../../light-client/evidence/report.ts';
import type { Words } from './words.ts';

const MARK = { passed: '✓', failed: '✗', 'not-run': '·' } as const;

/** One step of a check with all that it compared, for the terminal. */
export function stepLines(step: Omit<EvidenceStep, 'id' | 'merkle'>, name: string, words: Words): string[] {
  const took = step.elapsedMs === undefined ? '' : ` (${step.elapsedMs.toFixed(1)} ms)`;
  const lines = [`${MARK[step.status]} ${name}: ${words.stepStatus[step.status]}${took}`];
  for (const { name: fact, value } of step.facts) {
    lines.push(`    ${fact}: ${value.length > 200 ? `${value.slice(0, 200)}…` : value}`);
  }
  for (const hop of step.hops ?? []) {
    const shares = [hop.overlapPercent, hop.commitPercent].map((share) => (share === null ? '–' : `${share} %`));
    lines.push(
      `    ${hop.mode} ${hop.fromHeight} → ${hop.toHeight}  ${hop.toHash.slice(0, 16)}…  ${shares.join(' / ')}`,
    );
  }
  if (step.error !== undefined) lines.push(`    ${step.error.code} ${JSON.stringify(step.error.params)}`);
  return lines;
}
