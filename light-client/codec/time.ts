import { CodecError, type Where } from './codecError.ts';

/** Nanoseconds since 1970-01-01T00:00:00Z. Never a JavaScript Date: it loses the digits that signatures cover. */
export type TimeNs = bigint;
/** Nanoseconds. */
export type DurationNs = bigint;

export const NANOS_PER_SECOND = 1_000_000_000n;
/** Go's zero time, 0001-01-01T00:00:00Z: what an absent commit entry carries. */
export const GO_ZERO_TIME: TimeNs = -62_135_596_800n * NANOS_PER_SECOND;
const MIN_SECONDS = -62_135_596_800n;
const MAX_SECONDS = 253_402_300_800n; // exclusive: 10000-01-01, the end of RFC 3339

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?Z$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Floor division into whole seconds and 0..999999999 nanoseconds, as protobuf's Timestamp has them. */
export function splitTime(time: TimeNs): { seconds: bigint; nanos: number } {
  const nanos = ((time % NANOS_PER_SECOND) + NANOS_PER_SECOND) % NANOS_PER_SECOND;
  return { seconds: (time - nanos) / NANOS_PER_SECOND, nanos: Number(nanos) };
}

export function joinTime(seconds: bigint, nanos: number, where: Where = 'time'): TimeNs {
  if (seconds < MIN_SECONDS || seconds >= MAX_SECONDS) throw new CodecError('bad-time', where);
  if (!Number.isInteger(nanos) || nanos < 0 || nanos > 999_999_999) throw new CodecError('bad-time', where);
  return seconds * NANOS_PER_SECOND + BigInt(nanos);
}

/** RFC 3339 in UTC with `Z` and 0 to 9 fractional digits; years 0001 to 9999; no leap second. */
export function parseTime(text: string, at = 'time'): TimeNs {
  const parts = RFC3339.exec(text);
  if (parts === null) throw new CodecError('bad-time', at);
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
  if (year < 1 || day < 1 || day > days || hour > 23 || minute > 59 || second > 59)
    throw new CodecError('bad-time', at);
  const nanos = Number((parts[7] ?? '').padEnd(9, '0'));
  return joinTime(daysSinceEpoch(year, month, day) * 86_400n + BigInt(hour * 3600 + minute * 60 + second), nanos, at);
}

/** As CometBFT writes it: RFC 3339, `Z`, fractional digits without trailing zeros. */
export function formatTime(time: TimeNs): string {
  const { seconds, nanos } = splitTime(time);
  // Whole seconds of the years 1 to 9999 are far below 2^53.
  const whole = Number(seconds);
  const days = Math.floor(whole / 86_400);
  const rest = whole - days * 86_400;
  const clock = `${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
  const fraction = nanos === 0 ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`;
  return `${formatDay(days)}T${clock}${fraction}Z`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

let formatted = { days: Number.NaN, text: '' };

/** Most times that are told one after the other are of one day. */
function formatDay(days: number): string {
  if (formatted.days !== days) {
    const { year, month, day } = civilDate(days);
    formatted = { days, text: `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}` };
  }
  return formatted.text;
}

// Days and civil dates in the proleptic Gregorian calendar, years starting in March so that leap days come last.
function daysSinceEpoch(year: number, month: number, day: number): bigint {
  const y = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return BigInt(y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468);
}

function civilDate(days: number): { year: number; month: number; day: number } {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}
