import type { Unit } from '../contract/figures.ts';
import { halfWidth } from './text.ts';

/** What stands beside a number: 万元, 条, %, US dollars. `factors`: how many of our unit one of the stated is. */
export interface StatedUnit {
  readonly text: string;
  readonly scale: string;
  /** null: only a scale was stated. */
  readonly factors: Readonly<Partial<Record<Unit, string>>> | null;
  readonly currency: string | null;
}

export const SCALES: readonly (readonly [word: string, zeros: number])[] = [
  ['万亿', 12],
  ['亿', 8],
  ['千万', 7],
  ['百万', 6],
  ['十万', 5],
  ['万', 4],
  ['千', 3],
  ['billion', 9],
  ['million', 6],
  ['thousand', 3],
  ['10k', 4],
  ['100m', 8],
  ['bn', 9],
];

const HOUR = { hours: '1', minutes: '60', seconds: '3600' };
const MINUTE = { minutes: '1', seconds: '60' };

/** Each line: words, and how many of ours one of them is. A word that says several things fits each of them. */
const WORDS: ReadonlyMap<string, Partial<Record<Unit, string>>> = new Map(
  (
    [
      ['条 笔 张 宗 单 records record transactions txs', { count: '1', records: '1', items: '1' }],
      ['件 份 项 个 次 例 批 items item documents times', { count: '1', records: '1', items: '1' }],
      ['条记录 记录', { records: '1' }],
      ['台 套 类 名录 场景 节点 count counts number nodes node scenarios', { count: '1' }],
      ['人 人次 名 户 户次 位 persons person people users', { count: '1', persons: '1' }],
      ['家 机构 部门 单位 organisations organisation organizations bodies firms', { count: '1', organisations: '1' }],
      ['% 百分比 个百分点 百分点 percent pct', { percent: '1' }],
      ['小时 h hour hours', HOUR],
      ['分钟 分 min minute minutes', MINUTE],
      ['秒 秒钟 s second seconds', { seconds: '1' }],
      ['区块头 区块 块 headers header blocks', { headers: '1' }],
      ['签名 signatures signature', { signatures: '1' }],
    ] as const
  ).flatMap(([list, factors]) => list.split(' ').map((word) => [word, factors] as const)),
);

const CURRENCIES: ReadonlyMap<string, string> = new Map(
  (
    [
      ['元 ¥ 人民币 人民币元 元人民币 cny rmb yuan', 'CNY'],
      ['美元 美金 usd $ us$ dollars', 'USD'],
      ['欧元 eur €', 'EUR'],
      ['港元 港币 hkd hk$', 'HKD'],
      ['日元 jpy', 'JPY'],
      ['英镑 gbp £', 'GBP'],
    ] as const
  ).flatMap(([list, currency]) => list.split(' ').map((word) => [word, currency] as const)),
);

/** Currencies that an indicator may be in. */
const MONEY: Readonly<Record<string, Partial<Record<Unit, string>>>> = { CNY: { yuan: '1' }, USD: { usd: '1' } };

export function isMoney(unit: Unit): boolean {
  return unit === 'yuan' || unit === 'usd';
}

/** null: no unit that is known. Empty text: nothing is stated. */
export function parseUnit(text: string): StatedUnit | null {
  const bare = halfWidth(text).toLowerCase().replace(/\s+/g, '');
  if (bare === '') return { text: '', scale: '1', factors: null, currency: null };
  const plain = unitWord(bare, text, '1');
  if (plain !== null) return plain;
  for (const [word, zeros] of SCALES) {
    if (!bare.startsWith(word)) continue;
    const rest = bare.slice(word.length);
    const scale = `1${'0'.repeat(zeros)}`;
    if (rest === '') return { text: text.trim(), scale, factors: null, currency: null };
    const scaled = unitWord(rest, text, scale);
    if (scaled !== null && scaled.factors?.percent === undefined) return scaled;
  }
  return null;
}

function unitWord(bare: string, text: string, scale: string): StatedUnit | null {
  const currency = CURRENCIES.get(bare);
  if (currency !== undefined) return { text: text.trim(), scale, factors: MONEY[currency] ?? {}, currency };
  const factors = WORDS.get(bare);
  return factors === undefined ? null : { text: text.trim(), scale, factors, currency: null };
}

/** A scale alone speaks for every figure but a percentage. */
export function speaksFor(unit: StatedUnit, own: Unit): boolean {
  if (own === 'percent') return false;
  return unit.factors === null || unit.factors[own] !== undefined;
}
