// Answers altered the way a broken or lying node would alter them. Repeatable: the same seed gives the same alteration.

/** A small generator of numbers below 2^32. */
export function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

export const MUTATIONS = [
  'byte flipped',
  'value altered',
  'cut',
  'reordered',
  'repeated',
  'left out',
  'swapped',
  'blown up',
  'number grown',
] as const;
export type MutationKind = (typeof MUTATIONS)[number];

type Json = unknown;
type Holder = { readonly parent: Record<string, Json> | Json[]; readonly key: string | number; readonly value: Json };

function walk(value: Json, found: Holder[] = []): Holder[] {
  if (typeof value !== 'object' || value === null) return found;
  const entries = Array.isArray(value) ? value.map((v, i) => [i, v] as const) : Object.entries(value);
  for (const [key, child] of entries) {
    found.push({ parent: value as Holder['parent'], key, value: child });
    walk(child, found);
  }
  return found;
}

function put({ parent, key }: Holder, value: Json): void {
  (parent as Record<string | number, Json>)[key] = value;
}

const DIGITS = '0123456789';
const HEX = '0123456789ABCDEF';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** One character for another of the same alphabet, so that it can still be read. */
function alteredText(text: string, next: (below: number) => number): string {
  if (text.length === 0) return 'A';
  const at = next(text.length);
  const alphabet = /^[0-9]+$/.test(text) ? DIGITS : /^[0-9A-F]+$/.test(text) ? HEX : BASE64;
  const old = text[at] as string;
  const others = [...alphabet].filter((letter) => letter !== old);
  return text.slice(0, at) + others[next(others.length)] + text.slice(at + 1);
}

/** undefined: there is nothing in it that could be altered so. */
export function mutate(text: string, kind: MutationKind, next: (below: number) => number): string | undefined {
  if (kind === 'byte flipped') {
    const at = next(text.length);
    return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << next(7))) + text.slice(at + 1);
  }
  if (kind === 'cut') return text.slice(0, next(text.length));
  const json: Json = JSON.parse(text);
  const all = walk(json).filter(({ key }) => key !== 'jsonrpc' && key !== 'id');
  const lists = all.filter(({ value }) => Array.isArray(value) && value.length > 0) as (Holder & { value: Json[] })[];
  const texts = all.filter(({ value }) => typeof value === 'string') as (Holder & { value: string })[];
  const list = lists.length === 0 ? undefined : lists[next(lists.length)];
  const one = texts.length === 0 ? undefined : texts[next(texts.length)];
  switch (kind) {
    case 'value altered':
      if (one === undefined) return undefined;
      put(one, alteredText(one.value, next));
      break;
    case 'reordered': {
      const long = lists.filter(({ value }) => value.length > 1);
      const chosen = long[next(long.length || 1)];
      if (chosen === undefined) return undefined;
      const from = next(chosen.value.length);
      chosen.value.splice((from + 1) % chosen.value.length, 0, ...chosen.value.splice(from, 1));
      break;
    }
    case 'repeated':
      if (list === undefined) return undefined;
      list.value.splice(next(list.value.length + 1), 0, structuredClone(list.value[next(list.value.length)]));
      break;
    case 'left out': {
      const any = all[next(all.length || 1)];
      if (any === undefined) return undefined;
      if (Array.isArray(any.parent)) any.parent.splice(Number(any.key), 1);
      else delete any.parent[any.key];
      break;
    }
    case 'swapped': {
      const other = texts[next(texts.length || 1)];
      if (one === undefined || other === undefined || one.value === other.value) return undefined;
      put(one, other.value);
      put(other, one.value);
      break;
    }
    case 'blown up':
      if (next(2) === 0 && list !== undefined) put(list, Array.from({ length: 300 }, () => list.value).flat());
      else if (one !== undefined) put(one, one.value.repeat(500));
      else return undefined;
      break;
    case 'number grown': {
      const numbers = all.filter(({ value }) => typeof value === 'number' || /^\d{1,19}$/.test(String(value)));
      const chosen = numbers[next(numbers.length || 1)];
      if (chosen === undefined) return undefined;
      const { value } = chosen;
      const grown = [2n ** 31n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n, 2n ** 64n + BigInt(value as string)][next(5)];
      put(chosen, typeof value === 'number' ? Number(grown) : String(grown));
      break;
    }
    default:
      return kind satisfies never;
  }
  return JSON.stringify(json);
}

export const BYTE_MUTATIONS = [
  'flipped',
  'cut',
  'repeated',
  'reordered',
  'length blown up',
  'left out',
  'added to',
] as const;

/** The same on bytes. undefined: it came out as it went in. */
export function mutateBytes(
  bytes: Uint8Array,
  kind: (typeof BYTE_MUTATIONS)[number],
  next: (below: number) => number,
): Uint8Array | undefined {
  const at = next(bytes.length);
  const length = 1 + next(Math.min(40, bytes.length - at));
  const [head, part, tail] = [bytes.slice(0, at), bytes.slice(at, at + length), bytes.slice(at + length)];
  const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
  const made = ((): Uint8Array => {
    switch (kind) {
      case 'flipped':
        return bytes.map((byte, i) => (i === at ? byte ^ (1 << next(8)) : byte));
      case 'cut':
        return head;
      case 'repeated':
        return join(head, part, part, tail);
      case 'reordered':
        return join(head, part.reverse(), tail);
      case 'length blown up':
        return join(head, Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f), tail);
      case 'left out':
        return join(head, tail);
      case 'added to':
        return join(bytes, part);
    }
  })();
  return Buffer.from(made).equals(Buffer.from(bytes)) ? undefined : made;
}
