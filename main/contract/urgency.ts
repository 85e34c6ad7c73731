import type { AttentionItem } from './figures.ts';
import type { ActionItem } from './programme.ts';

/**
 * What a supervisor acts on first: one order for what the chains say and what the programme says, whichever told it.
 *
 * 1. What is not true: a conflict takes a whole chain along, then single figures and reports that were refuted.
 * 2. What must not be relied on until somebody decided: halted chains, a store that lost something, what is suspect.
 * 3. Pilots that go wrong: red.
 * 4. Chains that nothing new can be verified of; one whose trust ends soon is lost unless somebody acts in time.
 * 5. What gets worse, then who says nothing: a silence is weaker than a refutation, and is asked about, not halted.
 * 6. What slips, was found, waits or came late; what a person decided already; last what is merely old.
 */
const URGENCY = [
  'chain/conflict',
  'chain/contradicted',
  'programme/contradicted',
  'chain/halted',
  'chain/storage',
  'chain/suspect',
  'programme/rating-red',
  'chain/expired',
  'chain/unreachable',
  'chain/stalled',
  'chain/expires-soon',
  'programme/declined',
  'chain/missing-report',
  'programme/report-missing',
  'programme/milestone-slipped',
  'programme/finding-open',
  'programme/review-waiting',
  'programme/report-late',
  'programme/override-lowered',
  'chain/stale',
  'programme/expired',
  'programme/stale',
] as const;

const RANK: ReadonlyMap<string, number> = new Map(URGENCY.map((matter, index) => [matter, index]));

/** Smaller is more urgent. A kind that is not in the order does not compile. */
function rankOf(matter: (typeof URGENCY)[number]): number {
  return RANK.get(matter) ?? URGENCY.length;
}

export function urgencyOfChain(kind: AttentionItem['kind']): number {
  return rankOf(`chain/${kind}`);
}

export function urgencyOfProgramme(kind: ActionItem['kind']): number {
  return rankOf(`programme/${kind}`);
}
