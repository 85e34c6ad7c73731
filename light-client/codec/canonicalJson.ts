import { CodecError } from './codecError.ts';

// RFC 8785 (JSON canonicalisation), for the values that we write: no fractions, since no float may carry a figure. One
// value has one text, so that a document can be hashed, and a text that is not its own canonical form is refused, which
// covers duplicate keys, white space, other escapes and other spellings of numbers.

export type CanonicalValue =
  | null
  | boolean
  | number
  | string
  | readonly CanonicalValue[]
  | { readonly [key: string]: CanonicalValue };
export type CanonicalObject = { readonly [key: string]: CanonicalValue };

/** Nesting that no honest document reaches. */
export const MAX_JSON_DEPTH = 32;

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Throws CodecError for what has no canonical form here: fractions, numbers beyond 2^53, -0, lone surrogates, undefined. */
export function canonicalJson(value: CanonicalValue, at = '', depth = 0): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quoted(value, at);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new CodecError('bad-integer', at);
    return String(value);
  }
  if (typeof value !== 'object') throw new CodecError('bad-json', at);
  if (depth === MAX_JSON_DEPTH) throw new CodecError('too-deep', at);
  if (isList(value)) return `[${value.map((entry, i) => canonicalJson(entry, `${at}[${i}]`, depth + 1)).join(',')}]`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new CodecError('bad-json', at);
  // The default order of sort() is that of UTF-16 code units, which is what RFC 8785 asks for.
  const members = Object.keys(value)
    .sort()
    .map((key) => {
      const path = at === '' ? key : `${at}.${key}`;
      return `${quoted(key, path)}:${canonicalJson(value[key] as CanonicalValue, path, depth + 1)}`;
    });
  return `{${members.join(',')}}`;
}

function isList(value: object): value is readonly CanonicalValue[] {
  return Array.isArray(value);
}

/** ECMAScript's own escapes are those of RFC 8785. */
function quoted(text: string, at: string): string {
  if (LONE_SURROGATE.test(text)) throw new CodecError('bad-utf8', at);
  return JSON.stringify(text);
}

/** Throws CodecError unless `text` is the canonical form of a value. */
export function parseCanonicalJson(text: string, at = 'json'): CanonicalValue {
  checkDepth(text, at);
  let value: CanonicalValue;
  try {
    value = JSON.parse(text) as CanonicalValue;
  } catch (cause) {
    throw new CodecError('bad-json', at, { cause });
  }
  if (canonicalJson(value) !== text) throw new CodecError('not-canonical', at);
  return value;
}

/** Before anything is built from the text. Brackets inside strings do not count. */
function checkDepth(text: string, at: string): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 92) i += 1;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123 || code === 91) {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) throw new CodecError('too-deep', at);
    } else if (code === 125 || code === 93) depth -= 1;
  }
}
