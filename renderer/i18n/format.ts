import type { Text } from '../../main/contract/chain.ts';
import type { Unit } from '../../main/contract/figures.ts';
import type { Language } from '../../main/contract/services.ts';
import { spaceChinese } from './message.ts';

/** A number as shown, in pieces, so that the unit can stand smaller beside it; `exact` is what a person gets on demand. */
export interface ShownNumber {
  readonly number: string;
  readonly unit: string;
  /** The part of `unit` that scales, e.g. "M", "万"; empty for none. */
  readonly scale: string;
  readonly exact: string;
}

const UNITS: Readonly<Record<Language, Readonly<Record<Unit, string>>>> = {
  'zh-CN': {
    count: '个',
    records: '条',
    items: '件',
    persons: '人次',
    organisations: '家',
    percent: '%',
    yuan: '元',
    usd: '美元',
    hours: '小时',
    headers: '个',
    signatures: '次',
    minutes: '分钟',
    seconds: '秒',
  },
  en: {
    count: '',
    records: 'records',
    items: 'items',
    persons: 'persons',
    organisations: 'organisations',
    percent: '%',
    yuan: 'CNY',
    usd: 'USD',
    hours: 'h',
    headers: 'headers',
    signatures: 'signatures',
    minutes: 'min',
    seconds: 's',
  },
};

/** From where on a number is scaled, and by what. Up to eight digits people still read at a glance. */
const SCALES: Readonly<
  Record<Language, readonly { readonly from: number; readonly by: number; readonly word: string }[]>
> = {
  'zh-CN': [
    { from: 1e8, by: 1e8, word: '亿' },
    { from: 1e7, by: 1e4, word: '万' },
  ],
  en: [
    { from: 1e10, by: 1e9, word: 'bn' },
    { from: 1e7, by: 1e6, word: 'M' },
  ],
};

// Every formatter is made once: making one costs more than a frame's worth of using it.
const numberFormats = new Map<string, Intl.NumberFormat>();
function numberFormat(language: Language, min: number, max: number): Intl.NumberFormat {
  const key = `${language}/${min}/${max}`;
  let format = numberFormats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language, { minimumFractionDigits: min, maximumFractionDigits: max });
    numberFormats.set(key, format);
  }
  return format;
}

/** In the machine's own zone. By hand: Intl takes ten milliseconds of a start to make the first one, and each its parts. */
function dateParts(iso: string): Readonly<Record<'date' | 'minute' | 'second', string>> {
  const at = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return {
    date: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    minute: `${two(at.getHours())}:${two(at.getMinutes())}`,
    second: two(at.getSeconds()),
  };
}

/** Decimal strings go to Intl untouched: a height beyond 2^53 keeps every digit. */
function exactDecimal(value: string, language: Language): string {
  const fraction = value.split('.')[1]?.length ?? 0;
  return numberFormat(language, fraction, fraction).format(value as unknown as number);
}

export function unitWord(unit: Unit, language: Language): string {
  return UNITS[language][unit];
}

export function showNumber(value: string, unit: Unit, language: Language, scale = true): ShownNumber {
  const word = UNITS[language][unit];
  const exactNumber = exactDecimal(value, language);
  const exact = word === '' ? exactNumber : spaceChinese(`${exactNumber} ${word}`);
  const size = Math.abs(Number(value));
  const step = scale ? SCALES[language].find((s) => size >= s.from) : undefined;
  if (step !== undefined) {
    const digits = size / step.by >= 1000 ? 0 : size / step.by >= 100 ? 1 : 2;
    const number = numberFormat(language, digits, digits).format(Number(value) / step.by);
    const unitText = language === 'zh-CN' ? `${step.word}${word}` : word === '' ? step.word : `${step.word} ${word}`;
    return { number, unit: unitText, scale: step.word, exact };
  }
  if (unit === 'percent')
    return { number: numberFormat(language, 0, 1).format(Number(value)), unit: word, scale: '', exact };
  return { number: exactNumber, unit: word, scale: '', exact };
}

export interface Formats {
  readonly language: Language;
  /** Whole or fractional number with separators. */
  number(value: number | string, maxFraction?: number): string;
  /** 0..100 in, "86 %" out. */
  percent(value: number, maxFraction?: number): string;
  height(value: string): string;
  /** 2026-11-21 16:30, in the machine's own zone. */
  dateTime(iso: string, seconds?: boolean): string;
  date(iso: string): string;
  /** A quarter: 2026Q3 */
  period(period: string): string;
  time(iso: string, seconds?: boolean): string;
  /** "12 s", "8 分钟": a length of time, rounded to its largest unit. */
  duration(seconds: number): string;
  /** "8 分钟前", "8 min ago". */
  age(iso: string, now: number): string;
  bytes(count: number): string;
  unit(unit: Unit): string;
  value(value: string, unit: Unit, scale?: boolean): ShownNumber;
  /** The text of this language out of a pair. */
  text(text: Text): string;
}

const DURATIONS: Readonly<Record<Language, Readonly<Record<'s' | 'min' | 'h' | 'd', string>>>> = {
  'zh-CN': { s: '秒', min: '分钟', h: '小时', d: '天' },
  en: { s: 's', min: 'min', h: 'h', d: 'd' },
};

function duration(seconds: number, language: Language): string {
  const s = Math.max(0, seconds);
  const words = DURATIONS[language];
  const [amount, word] =
    s < 90
      ? [s < 10 ? Math.round(s * 10) / 10 : Math.round(s), words.s]
      : s < 5400
        ? [Math.round(s / 60), words.min]
        : s < 48 * 3600
          ? [Math.round(s / 3600), words.h]
          : [Math.round(s / 86400), words.d];
  return `${numberFormat(language, 0, 1).format(amount)}\u2009${word}`;
}

const made = new Map<Language, Formats>();

export function formats(language: Language): Formats {
  const known = made.get(language);
  if (known !== undefined) return known;
  const result: Formats = {
    language,
    number: (value, maxFraction = 0) =>
      typeof value === 'string' ? exactDecimal(value, language) : numberFormat(language, 0, maxFraction).format(value),
    percent: (value, maxFraction = 0) => `${numberFormat(language, 0, maxFraction).format(value)}\u2009%`,
    height: (value) => exactDecimal(value, language),
    dateTime: (iso, seconds = false) => {
      const { date, minute, second } = dateParts(iso);
      return `${date} ${minute}${seconds ? `:${second}` : ''}`;
    },
    period: (period) => {
      const [year = '', quarter = ''] = period.split('Q');
      return language === 'zh-CN'
        ? spaceChinese(`${year}年${'一二三四'.charAt(Number(quarter) - 1)}季度`)
        : `${year} Q${quarter}`;
    },
    date: (iso) => {
      // A day without a time is the same day everywhere.
      if (iso.length === 10) return iso;
      return dateParts(iso).date;
    },
    time: (iso, seconds = false) => {
      const { minute, second } = dateParts(iso);
      return `${minute}${seconds ? `:${second}` : ''}`;
    },
    duration: (seconds) => duration(seconds, language),
    age: (iso, now) => {
      const seconds = Math.max(0, Math.floor((now - Date.parse(iso)) / 1000));
      const length = duration(seconds, language);
      return language === 'zh-CN' ? `${length}前` : `${length} ago`;
    },
    bytes: (count) =>
      count < 1024
        ? `${count} B`
        : count < 1024 * 1024
          ? `${numberFormat(language, 0, 0).format(count / 1024)} KB`
          : `${numberFormat(language, 0, 1).format(count / 1024 / 1024)} MB`,
    unit: (unit) => unitWord(unit, language),
    value: (value, unit, scale = true) => showNumber(value, unit, language, scale),
    text: (text) => (language === 'zh-CN' ? spaceChinese(text.zh) : text.en),
  };
  made.set(language, result);
  return result;
}
