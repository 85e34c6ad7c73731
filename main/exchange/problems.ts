import type { ImportProblem } from '../contract/office.ts';
import { CHECKS, type CheckCode } from '../programme/checks/codes.ts';

/** Everything that can be wrong, or worth a look, in a file that could be read. Words: `problem.<code>`, `problem.<code>.todo`. */
export const PROBLEMS = {
  // the sheet
  'no-headings': 'error',
  'type-unknown': 'error',
  'field-missing': 'error',
  'field-twice': 'error',
  'field-unknown': 'error',
  'no-rows': 'error',
  'heading-scale': 'error',
  'sheet-hidden': 'warning',
  'sheet-without-headings': 'warning',
  'sheet-unit-left-out': 'warning',
  'column-left-out': 'warning',
  // rows that are no data
  'totals-row': 'warning',
  'example-row': 'warning',
  'note-row': 'warning',
  // whom a row is about
  'scenario-missing': 'error',
  'scenario-not-found': 'error',
  'scenario-ambiguous': 'error',
  'scenario-similar': 'warning',
  'scenario-id-and-name': 'error',
  'indicator-missing': 'error',
  'indicator-not-found': 'error',
  'indicator-ambiguous': 'error',
  'indicator-similar': 'warning',
  'indicator-id-and-name': 'error',
  'zone-not-found': 'error',
  'zone-ambiguous': 'error',
  'zone-similar': 'warning',
  'sector-missing': 'error',
  'sector-not-found': 'error',
  'sector-ambiguous': 'error',
  'sector-similar': 'warning',
  'entity-not-found': 'error',
  'entity-ambiguous': 'error',
  'entity-similar': 'warning',
  // numbers
  'value-missing': 'warning',
  'target-missing': 'error',
  'no-data-mark': 'warning',
  'number-unreadable': 'error',
  'number-shortened': 'error',
  'number-too-precise': 'error',
  'number-too-long': 'error',
  'formula-failed': 'error',
  'scale-twice': 'error',
  'unit-unknown': 'error',
  approximate: 'warning',
  'percent-or-fraction': 'warning',
  // dates
  'period-missing': 'error',
  'period-unreadable': 'error',
  'period-in-future': 'error',
  'date-unreadable': 'error',
  'date-in-future': 'error',
  'as-of-assumed': 'warning',
  // rows against each other and against what is known
  'row-twice': 'error',
  'as-of-differs': 'error',
  'stated-by-differs': 'error',
  'values-kept': 'warning',
  'replaces-signed': 'warning',
  'milestone-missing': 'error',
  'milestone-without-date': 'error',
  'milestone-of-another': 'error',
  'rebaseline-without-reason': 'error',
  'name-missing': 'error',
  'text-too-long': 'error',
  'id-malformed': 'error',
  'zone-and-entity': 'error',
  'zone-or-entity-missing': 'error',
  'province-unknown': 'error',
  'stage-unknown': 'error',
  'ended-before-started': 'error',
} as const satisfies Record<string, ImportProblem['severity']>;

/** Checks of a report name the same thing at the cell where it stands. */
export type ProblemCode = keyof typeof PROBLEMS | CheckCode;

export function severityOf(code: ProblemCode): ImportProblem['severity'] {
  if (code in PROBLEMS) return PROBLEMS[code as keyof typeof PROBLEMS];
  return CHECKS[code as CheckCode] === 'error' ? 'error' : 'warning';
}

export type Params = Readonly<Record<string, string | number>>;

/** As long as a person would read, and never longer than the bridge takes. */
export function shown(text: string): string {
  const chars = [...text];
  return chars.length > 80 ? `${chars.slice(0, 79).join('')}…` : text;
}
