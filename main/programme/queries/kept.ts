/** Lists of the store stay the same objects while nothing in them changed: what is made of one is kept with it. */
const kept = new WeakMap<object, Map<string, unknown>>();

export function keptWith<K extends object, T>(list: K, what: string, make: (list: K) => T): T {
  const made = kept.get(list) ?? new Map<string, unknown>();
  kept.set(list, made);
  if (!made.has(what)) made.set(what, make(list));
  return made.get(what) as T;
}
