import { dayOf } from '../../contract/day.ts';
import type { ActionItem, SubjectRef } from '../../contract/programme.ts';
import type { Provenance } from '../../contract/provenance.ts';
import { urgencyOfProgramme } from '../../contract/urgency.ts';
import type { Scenario } from '../model.ts';
import type { PeriodFrame } from './frame.ts';
import { findingsOf, milestonesOf, openFindings, periodsMissing, reviewOf } from './inputs.ts';
import { milestoneStand } from './milestones.ts';
import { daysOf } from './moment.ts';

// What a supervisor would act on, in the order of main/contract/urgency.ts.

const MOST = 200;
/** A quarter without a report can happen; a second one is a matter of its own. */
const MISSING_TWICE = 2;
/** Days behind the baseline from which on a milestone is pointed out. */
const SLIPPED_DAYS = 30;

interface Ranked {
  readonly item: ActionItem;
  /** Within a kind: more first. */
  readonly weight: number;
}

export function actionsOf(frame: PeriodFrame): readonly ActionItem[] {
  const found: Ranked[] = [];
  for (const scenario of frame.active({ kind: 'programme', id: 'all' })) found.push(...ofScenario(frame, scenario));
  const place = ({ item }: Ranked) => urgencyOfProgramme(item.kind);
  found.sort((a, b) => place(a) - place(b) || b.weight - a.weight || (a.item.id < b.item.id ? -1 : 1));
  return found.slice(0, MOST).map(({ item }) => item);
}

function ofScenario(frame: PeriodFrame, scenario: Scenario): readonly Ranked[] {
  const subject: SubjectRef = { kind: 'scenario', id: scenario.scenarioId };
  const status = frame.status(subject);
  const state = frame.state(scenario);
  const { report } = state;
  const found: Ranked[] = [];
  const push = (
    kind: ActionItem['kind'],
    weight: number,
    params: ActionItem['params'],
    since: string | null,
    reportId: string | null = null,
  ): void => {
    const item: ActionItem = {
      id: `${kind}/${scenario.scenarioId}`.slice(0, 120),
      ...{ kind, subject, params, since, reportId },
      name: scenario.name,
      rating: status.shown,
      level: levelOf(state.provenance),
    };
    found.push({ item, weight });
  };

  const contradicted = state.levels.at(-1) ?? 0;
  const digest = state.provenance.condition === 'contradicted' ? 1 : 0;
  const against = state.contradictions.length;
  if (contradicted + digest + against > 0) {
    push(
      'contradicted',
      contradicted + against,
      { values: contradicted, document: digest, against },
      report?.receivedAt ?? null,
      report?.reportId,
    );
  }
  const before = frame.before(subject);
  const declined = before !== null && frame.trend(status.shown, before.shown) === 'declined';
  // Red only because a person said so: no rule did.
  const rule = status.shown !== status.rating ? 'override' : (status.raised[0] ?? '');
  const isRed = status.shown === 'red' || status.shown === 'amber-red';
  // Red and still falling comes before red that has been so for long.
  if (isRed)
    push(
      'rating-red',
      declined ? 2 : 1,
      { rule, declined: declined ? 1 : 0, previous: before?.shown ?? '' },
      null,
      report?.reportId,
    );
  else if (declined)
    push('declined', 1, { rule, previous: before.shown, period: frame.period }, null, report?.reportId);
  if (report === null) {
    const periods = periodsMissing(frame, scenario);
    if (periods >= MISSING_TWICE)
      push('report-missing', periods, { periods, period: frame.period }, daysOf(frame.period).last);
  }
  const slipped = worstSlip(frame, scenario.scenarioId);
  if (slipped !== null)
    push(
      'milestone-slipped',
      slipped.days,
      { milestone: slipped.milestoneId, name: slipped.name, nameEn: slipped.nameEn, days: slipped.days },
      slipped.date,
    );
  const open = openFindings(frame, state);
  if (open.error + open.warning > 0) {
    const first = findingsOf(frame, scenario.scenarioId).find(({ resolvedAt }) => resolvedAt === null);
    push(
      'finding-open',
      open.error * 100 + open.warning,
      { errors: open.error, warnings: open.warning },
      first?.at ?? null,
      report?.reportId,
    );
  }
  if (report !== null && reviewOf(frame, report) === null) {
    push(
      'review-waiting',
      daysBetween(report.receivedAt, frame.day),
      { version: report.version, days: daysBetween(report.receivedAt, frame.day) },
      report.receivedAt,
      report.reportId,
    );
  }
  if (report !== null && status.raised.includes('report-late')) {
    push(
      'report-late',
      1,
      { asOf: dayOf(report.asOf), received: dayOf(report.receivedAt) },
      report.receivedAt,
      report.reportId,
    );
  }
  if (status.override !== null) {
    push('override-lowered', 1, { person: status.override.person, computed: status.rating }, status.override.at);
  }
  if (state.provenance.condition === 'expired') push('expired', 1, {}, report?.asOf ?? null, report?.reportId);
  else if (status.stale) push('stale', 1, { asOf: status.asOf ?? '' }, status.asOf, report?.reportId);
  return found;
}

function levelOf({ level, condition }: Provenance): ActionItem['level'] {
  return condition === 'fresh' ? level : condition;
}

function worstSlip(frame: PeriodFrame, scenarioId: string) {
  let worst: { milestoneId: string; name: string; nameEn: string; days: number; date: string | null } | null = null;
  for (const history of milestonesOf(frame, scenarioId)) {
    const { done, slipDays, forecast, baseline } = milestoneStand(frame, history);
    const { milestoneId, name } = history.milestone;
    if (done || slipDays === null || slipDays < SLIPPED_DAYS || slipDays <= (worst?.days ?? 0)) continue;
    worst = {
      milestoneId,
      name: name.zh,
      nameEn: name.en,
      days: slipDays,
      date: forecast ?? baseline,
    };
  }
  return worst;
}

function daysBetween(from: string, to: string): number {
  return Math.max(0, Math.floor((Date.parse(dayOf(to)) - Date.parse(dayOf(from))) / 86_400_000));
}
