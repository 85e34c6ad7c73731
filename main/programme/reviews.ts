import type { OfficeRequest } from '../contract/office.ts';
import type { Rating } from '../contract/programme.ts';
import type { Outcome } from '../contract/services.ts';
import type { ChangeHead, ChangeSet } from './model.ts';
import type { ProgrammeStore, StatusRules } from './seams.ts';
import type { Trust } from './trust/types.ts';

// What a person decides: reviews, lowered ratings, settled findings. Each answers a change that is ready to be applied;
// nothing is written here. Actions of the audit log: review-accepted, review-returned, review-lowered, lower,
// lower-withdrawn, finding-resolved, forecast, rebaseline, actual.

/** Ready for `store.apply(head, set)`. */
export interface Change {
  readonly head: ChangeHead;
  readonly set: ChangeSet;
}

export interface ReviewsDeps {
  readonly trust: Trust;
  readonly store: Pick<ProgrammeStore, 'report' | 'reportsOf' | 'master' | 'findings' | 'overrides' | 'milestones'>;
  readonly rules: Pick<StatusRules, 'lowered' | 'scale'>;
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
}

export interface Reviews {
  /** `computed`: the rating of the report's scenario in its period, by the rules. */
  decide(request: OfficeRequest<'decide'>, computed: Rating): Promise<Outcome<Change>>;
  lower(request: OfficeRequest<'lower'>, period: string, computed: Rating): Outcome<Change>;
  withdraw(request: OfficeRequest<'withdrawOverride'>, period: string): Outcome<Change>;
  resolve(request: OfficeRequest<'resolveFinding'>): Outcome<Change>;
  setForecast(request: OfficeRequest<'setForecast'>): Outcome<Change>;
  rebaseline(request: OfficeRequest<'rebaseline'>): Outcome<Change>;
  setActual(request: OfficeRequest<'setActual'>): Outcome<Change>;
}
