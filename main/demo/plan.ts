import { dayOf } from '../contract/day.ts';
import { periodOf } from '../programme/checks/periods.ts';
import { chainIdOf, type DemoZone, OFFICES, OPERATORS, shortNameOf, type Text, THEMES, ZONES } from './catalogue.ts';
import { Random, type SigningKey, signingKey } from './crypto.ts';

// What each chain is made of, from the seed alone: keys, scenarios, how often blocks come, who runs the endpoints.

/** How far the report of a scenario goes: see product.md, levels. */
export type ReportKind = 'anchored' | 'signed' | 'reported' | 'missing' | 'contradicted';

export interface ScenarioPlan {
  readonly scenarioId: string;
  readonly zoneId: string;
  readonly chainId: string;
  readonly sector: string;
  readonly name: Text;
  /** Records per second when fully grown; undefined: this scenario keeps no count on chain. */
  readonly rate: number | undefined;
  readonly report: ReportKind;
  /** Which office signed, where one did. */
  readonly officeId: string | undefined;
  /** How long after the end of a quarter its report is due. */
  readonly dueAfterMs: number;
}

export interface ChainPlan {
  readonly seed: string;
  readonly chainId: string;
  readonly index: number;
  readonly zone: DemoZone;
  readonly scenarios: readonly ScenarioPlan[];
  /** Validators that were, are or may become members. */
  readonly keys: readonly SigningKey[];
  /** How many of `keys` sign at the start, and with which power. */
  readonly initialPowers: readonly bigint[];
  /** Average time between live blocks. */
  readonly blockTimeMs: number;
  readonly primaryOperator: string;
  readonly witnessOperator: string;
}

export const DAY_MS = 86_400_000;
const MAX_DUE_DAYS = 12;
/** So long after the end of a quarter all of its reports are due. */
export const REPORT_LAG_MS = (MAX_DUE_DAYS + 1) * DAY_MS;

export const MIN_VALIDATORS = 4;
export const MAX_VALIDATORS = 7;
const KEY_POOL = 10;

export interface ZonePlan {
  readonly zone: DemoZone;
  readonly scenarios: readonly ScenarioPlan[];
  /** Where the stream of chance stands after the scenarios. */
  readonly random: Random;
}

/** What the chains carry, without the keys that sign them. */
export function planZones(seed: string, count = ZONES.length): ZonePlan[] {
  let theme = 0;
  return Array.from({ length: count }, (_, index) => zoneAt(index)).map((zone, index) => {
    const random = new Random('plan', seed, zone.zoneId);
    const scenarios = Array.from({ length: random.int(4, 6) }, (_, i) => scenario(zone, index, i, theme++, random));
    return { zone, scenarios, random };
  });
}

export function planChains(seed: string, count = ZONES.length): ChainPlan[] {
  return planZones(seed, count).map(({ zone, scenarios, random }, index) => {
    const chainId = chainIdOf(zone.zoneId);
    const validators = random.int(MIN_VALIDATORS, MAX_VALIDATORS);
    const keys = Array.from({ length: KEY_POOL }, (_, i) => signingKey('validator', seed, chainId, i));
    const operator = OPERATORS[index % OPERATORS.length] as string;
    return {
      seed,
      chainId,
      index,
      zone,
      scenarios,
      keys,
      initialPowers: Array.from({ length: validators }, () => BigInt(random.int(60, 140))),
      blockTimeMs: random.int(36, 54) * 100,
      primaryOperator: operator,
      witnessOperator: index % 2 === 0 ? (OPERATORS[(index + 1) % OPERATORS.length] as string) : operator,
    };
  });
}

/** More than there are names is for measuring only: the same ones again, numbered. */
function zoneAt(index: number): DemoZone {
  const zone = ZONES[index % ZONES.length] as DemoZone;
  const round = Math.floor(index / ZONES.length);
  if (round === 0) return zone;
  const { zh, en } = zone.name;
  return { zoneId: `${zone.zoneId}-${round + 1}`, name: { zh: `${zh}${round + 1}`, en: `${en} ${round + 1}` } };
}

function scenario(zone: DemoZone, zoneIndex: number, i: number, theme: number, random: Random): ScenarioPlan {
  const { id, sector, name } = THEMES[theme % THEMES.length] as (typeof THEMES)[number];
  const short = shortNameOf(zone);
  const report = reportKind(zoneIndex, i);
  const signed = report === 'signed' || (report === 'anchored' && theme % 3 === 0);
  return {
    scenarioId: `${zone.zoneId}-${id}`,
    zoneId: zone.zoneId,
    chainId: chainIdOf(zone.zoneId),
    sector,
    name: { zh: `${short.zh} · ${name.zh}`, en: `${short.en} · ${name.en}` },
    rate: i > 0 && theme % 6 === 4 ? undefined : 0.004 * 40 ** random.next(),
    report,
    officeId: signed ? (OFFICES[zoneIndex % OFFICES.length] as (typeof OFFICES)[number]).officeId : undefined,
    dueAfterMs: Math.round((1 + random.next() * (MAX_DUE_DAYS - 1)) * DAY_MS),
  };
}

/** Most are anchored; the exceptions lie at fixed places so that every start shows each of them. */
function reportKind(zone: number, i: number): ReportKind {
  if (zone === 1 && i === 1) return 'contradicted';
  if ((zone === 1 && i === 3) || (zone === 6 && i === 2)) return 'missing';
  const n = zone * 5 + i;
  if (n % 7 === 3) return 'signed';
  if (n % 9 === 5) return 'reported';
  return 'anchored';
}

const officeKeys = new Map<string, SigningKey>();

export function officeKey(seed: string, officeId: string): SigningKey {
  const name = `${seed}/${officeId}`;
  let key = officeKeys.get(name);
  if (key === undefined) {
    key = signingKey('office', seed, officeId);
    officeKeys.set(name, key);
  }
  return key;
}

/** In the text form of packs, e.g. "2026Q4". */
export function quarterOf(ms: number): string {
  return periodOf(dayOf(ms));
}

export function quarterStart(period: string): number {
  return Date.UTC(Number(period.slice(0, 4)), (Number(period.slice(5)) - 1) * 3, 1);
}

/** Where the next quarter begins: what a quarter was like is told after it. */
export function quarterEnd(period: string): number {
  return Date.UTC(Number(period.slice(0, 4)), Number(period.slice(5)) * 3, 1);
}

/** The last day of a quarter, as a report of it is dated: midnight of that day in China. */
export function lastDayOf(period: string): string {
  return new Date(quarterEnd(period) - 8 * 3_600_000 - 1000).toISOString();
}

/** The newest quarter whose reports are all due. */
export function currentPeriod(nowMs: number): string {
  return quarterOf(quarterStart(quarterOf(nowMs - REPORT_LAG_MS)) - DAY_MS);
}
