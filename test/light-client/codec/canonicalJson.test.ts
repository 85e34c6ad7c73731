import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CanonicalValue,
  canonicalJson,
  MAX_JSON_DEPTH,
  parseCanonicalJson,
} from '../../../light-client/codec/canonicalJson.ts';
import { CodecError } from '../../../light-client/codec/codecError.ts';

function codeOf(run: () => unknown): string {
  try {
    return `no error: ${JSON.stringify(run())}`;
  } catch (error) {
    return error instanceof CodecError ? error.code : String(error);
  }
}

test('sorts keys by UTF-16 code units and escapes as RFC 8785 asks [CJ-1]', () => {
  const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': '\u0007"\\\n' };
  const expected = '{"\\r":2,"1":4,"\u0080":6,"\u00f6":"\\u0007\\"\\\\\\n","\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}';
  expect(canonicalJson(value)).toBe(expected);
});

test('gives one text per value, and reads it back [CJ-2]', () => {
  const leaf = fc.oneof(fc.constant(null), fc.boolean(), fc.maxSafeInteger(), fc.string({ unit: 'grapheme' }));
  const tree = fc.letrec((tie) => ({
    node: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('node')), fc.dictionary(fc.string(), tie('node'))),
  })).node;
  fc.assert(
    fc.property(tree, (value) => {
      const text = canonicalJson(value as CanonicalValue);
      expect(canonicalJson(parseCanonicalJson(text))).toBe(text);
    }),
  );
});

test.each<[string, unknown, string]>([
  ['a fraction', 1.5, 'bad-integer'],
  ['a number beyond 2^53', 2 ** 53, 'bad-integer'],
  ['minus zero', -0, 'bad-integer'],
  ['not a number', Number.NaN, 'bad-integer'],
  ['undefined', { a: undefined }, 'bad-json'],
  ['a bigint', 1n, 'bad-json'],
  ['a class of its own', new Date(0), 'bad-json'],
  ['a lone surrogate', 'x\ud800', 'bad-utf8'],
  ['a lone surrogate in a key', { '\udc00': 1 }, 'bad-utf8'],
])('refuses to write %s [CJ-3]', (_, value, code) => {
  expect(codeOf(() => canonicalJson(value as CanonicalValue))).toBe(code);
});

test.each<[string, string, string]>([
  ['a duplicate key', '{"a":1,"a":1}', 'not-canonical'],
  ['keys out of order', '{"b":1,"a":1}', 'not-canonical'],
  ['white space', '{"a": 1}', 'not-canonical'],
  ['a trailing newline', '{}\n', 'not-canonical'],
  ['another escape', '"\\u0041"', 'not-canonical'],
  ['an escaped slash', '"\\/"', 'not-canonical'],
  ['another spelling of a number', '1e2', 'not-canonical'],
  ['a fraction of zero', '1.0', 'not-canonical'],
  ['a fraction', '1.5', 'bad-integer'],
  ['minus zero', '-0', 'bad-integer'],
  ['a lone surrogate by escape', '"\\ud800"', 'bad-utf8'],
  ['no JSON', '{"a":}', 'bad-json'],
  ['nothing', '', 'bad-json'],
  ['deep nesting', '['.repeat(100_000), 'too-deep'],
  [
    'nesting one level beyond the limit',
    `${'['.repeat(MAX_JSON_DEPTH + 1)}${']'.repeat(MAX_JSON_DEPTH + 1)}`,
    'too-deep',
  ],
])('refuses to read %s [CJ-4]', (_, text, code) => {
  expect(codeOf(() => parseCanonicalJson(text))).toBe(code);
});

test('counts no brackets inside strings, and keeps a key called __proto__ a key [CJ-5]', () => {
  const text = `{"__proto__":{"x":1},"text":"${'['.repeat(50)}\\"["}`;
  const value = parseCanonicalJson(text) as Record<string, unknown>;
  expect(canonicalJson(value as CanonicalValue)).toBe(text);
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});
