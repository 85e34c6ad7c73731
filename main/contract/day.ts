// The programme's day is a day in China: the offices work there, whatever zone a machine is set to. This is the only place that
// turns an instant into such a day, or a day into an instant. China Standard Time has no summer time.

const OFFSET_MS = 8 * 3_600_000;

/** A day, YYYY-MM-DD, stays what it is; an instant (milliseconds since 1970, or in words with its zone) falls on one. */
export function dayOf(moment: number | string): string {
  if (typeof moment === 'string' && moment.length === 10) return moment;
  const at = typeof moment === 'string' ? Date.parse(moment) : moment;
  return new Date(at + OFFSET_MS).toISOString().slice(0, 10);
}

/** Where a day ends, for times as they are stored (ISO, UTC) and compared as text: what is below is of this day or an earlier one. */
export function endOfDay(day: string): string {
  return `${day}T16`;
}
