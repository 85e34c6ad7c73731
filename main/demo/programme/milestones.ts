import type { Text } from '../../contract/chain.ts';
import type { Milestone, MilestoneDate } from '../../programme/model.ts';
import { Random } from '../crypto.ts';
import { DAY_MS } from '../plan.ts';
import { type DemoScenario, day } from './scenarios.ts';

// Three milestones of every scenario: one long done, one about now, one ahead. Most are kept; some slip, some are put off
// a second time.

const NAMES: readonly Text[] = [
  { zh: '系统上线', en: 'In service' },
  { zh: '相关单位全部接入', en: 'All partners connected' },
  { zh: '试点总结评估', en: 'Final evaluation of the pilot' },
];

/** A date that becomes known at a moment. */
export interface DatedChange {
  readonly atMs: number;
  readonly date: MilestoneDate;
}

export interface DemoMilestones {
  readonly milestones: readonly Milestone[];
  readonly dates: readonly DatedChange[];
}

const DAYS = (count: number): number => count * DAY_MS;

/** @param nowMs a day within the current quarter that does not change within it */
export function milestonesOf(
  seed: string,
  { scenario: { scenarioId, startedOn }, joins, number }: DemoScenario,
  approved: number,
  nowMs: number,
): DemoMilestones {
  const random = new Random('milestones', seed, scenarioId);
  const milestones = NAMES.map((name, i) => ({ milestoneId: `${scenarioId}.m${i + 1}`, scenarioId, name }));
  const dates: DatedChange[] = [];
  const put = (i: number, kind: MilestoneDate['kind'], ms: number, atMs: number, reason: string): void => {
    dates.push({ atMs, date: { milestoneId: `${scenarioId}.m${i + 1}`, kind, date: day(ms), reason } });
  };

  const started = Date.parse(startedOn as string);
  const live = joins === 0 ? started + DAYS(random.int(20, 90)) : nowMs + DAYS(random.int(-20, 60));
  put(0, 'baseline', live, approved, '立项批复');
  if (live < nowMs) put(0, 'actual', live + DAYS(random.int(-5, 12)), Math.max(approved, live + DAYS(15)), '已上线');

  const connected = nowMs + DAYS(random.int(-100, 160));
  connectedDates(random, number, connected, approved, nowMs, put);
  const final = nowMs + DAYS(random.int(170, 420));
  put(2, 'baseline', final, approved, '立项批复');
  if (random.chance(0.1)) put(2, 'forecast', final + DAYS(random.int(5, 22)), nowMs - DAYS(60), '评估安排调整');
  return { milestones, dates };
}

type Put = (i: number, kind: MilestoneDate['kind'], ms: number, atMs: number, reason: string) => void;

function connectedDates(random: Random, number: number, due: number, approved: number, nowMs: number, put: Put): void {
  // Twice put off: the first and the second baseline stay on record.
  if (number % 29 === 11) {
    const first = due - DAYS(150);
    put(1, 'baseline', first, approved, '立项批复');
    put(1, 'baseline', first + DAYS(80), Math.max(approved, first - DAYS(20)), '接口改造未按期完成');
    const last = nowMs + DAYS(random.int(40, 120));
    put(1, 'baseline', last, nowMs - DAYS(random.int(20, 60)), '合作单位系统升级，第二次调整');
    return;
  }
  put(1, 'baseline', due, approved, '立项批复');
  const trouble = random.next();
  const known = Math.max(approved, Math.min(due, nowMs) - DAYS(random.int(15, 40)));
  if (trouble < 0.1) put(1, 'forecast', due + DAYS(random.int(35, 85)), known, '合作单位接入进度滞后');
  else if (trouble < 0.125) put(1, 'forecast', due + DAYS(random.int(100, 220)), known, '数据标准未统一，须重新联调');
  else if (trouble < 0.16 && due < nowMs)
    return; // nobody has said a word
  else if (due < nowMs - DAYS(12)) put(1, 'actual', due + DAYS(random.int(-12, 9)), due + DAYS(10), '已完成');
  else if (random.chance(0.3)) put(1, 'forecast', due + DAYS(random.int(-6, 12)), known, '例行更新');
  // About due and not done: it is expected any day.
  else if (due < nowMs + DAYS(40)) {
    const expected = Math.max(due + DAYS(random.int(0, 9)), nowMs + DAYS(2));
    put(1, 'forecast', expected, known, '例行更新');
  }
}
