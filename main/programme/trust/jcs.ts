import { CodecError } from '../../../light-client/codec/codecError.ts';

// RFC 8785 in full, fractions included: a network pack states block times of half a second. Reports keep to the stricter
// form of light-client/codec/canonicalJson.ts, in which no float can carry a figure.

/** Nesting that no honest file reaches. */
const MAX_DEPTH = 32;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Throws CodecError for what JSON has no form for: NaN, infinities, undefined, lone surrogates, instances of classes. */
export function jcs(value: unknown, at = '', depth = 0): string {
  switch (typeof value) {
    case 'boolean':
      return String(value);
    case 'string':
      return quoted(value, at);
    case 'number':
      // RFC 8785 3.2.2.3 takes ECMAScript's own notation, in which -0 is "0".
      if (!Number.isFinite(value)) throw new CodecError('bad-integer', at);
      return JSON.stringify(value);
    case 'object':
      break;
    default:
      throw new CodecError('bad-json', at);
  }
  if (value === null) return 'null';
  if (depth === MAX_DEPTH) throw new CodecError('too-deep', at);
  if (Array.isArray(value)) {
    return `[${value.map((entry: unknown, i) => jcs(entry, `${at}[${i}]`, depth + 1)).join(',')}]`;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new CodecError('bad-json', at);
  // sort() orders by UTF-16 code units, as RFC 8785 3.2.3 asks.
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => {
      const path = at === '' ? key : `${at}.${key}`;
      return `${quoted(key, path)}:${jcs(member, path, depth + 1)}`;
    });
  return `{${members.join(',')}}`;
}

function quoted(text: string, at: string): string {
  if (LONE_SURROGATE.test(text)) throw new CodecError('bad-utf8', at);
  return JSON.stringify(text);
}
