// Quarters and days, by the calendar alone.

const DAY = 86_400_000;

export function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}

/** First and last day of a quarter such as "2026Q3"; null: not a quarter. */
export function periodBounds(period: string): { readonly first: string; readonly last: string } | null {
  const match = /^(\d{4})Q([1-4])$/.exec(period);
  if (match === null) return null;
  const year = Number(match[1]);
  const month = (Number(match[2]) - 1) * 3;
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  return { first: day(Date.UTC(year, month, 1)), last: day(Date.UTC(year, month + 3, 1) - DAY) };
}

/** The quarter that a day lies in. */
export function periodOf(date: string): string {
  return `${date.slice(0, 4)}Q${Math.floor((Number(date.slice(5, 7)) - 1) / 3) + 1}`;
}

/** Positive: `to` is later. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}
