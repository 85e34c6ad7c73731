// What comes over the bridge is a new object every time, also where nothing in it changed. Views look at identity to see
// what they need not draw again.

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `next`, with every part that equals its counterpart in `before` taken from there. Plain data only. */
export function shareEqual<T>(before: unknown, next: T): T {
  if (Object.is(before, next)) return next;
  if (Array.isArray(before) && Array.isArray(next)) {
    const shared = next.map((item: unknown, i) => shareEqual(before[i], item));
    const same = before.length === next.length && shared.every((item, i) => Object.is(item, before[i]));
    return (same ? before : shared) as T;
  }
  if (!isPlain(before) || !isPlain(next)) return next;
  const own = (key: string): unknown => (Object.hasOwn(before, key) ? before[key] : undefined);
  const shared = Object.entries(next).map(([key, value]) => [key, shareEqual(own(key), value)] as const);
  const same =
    Object.keys(before).length === shared.length &&
    shared.every(([key, value]) => Object.hasOwn(before, key) && Object.is(value, before[key]));
  return (same ? before : Object.fromEntries(shared)) as T;
}

/** Whether two plain values hold the same: for components that are dear to draw. */
export function isSameData(before: unknown, next: unknown): boolean {
  return Object.is(shareEqual(before, next), before);
}
