import { describe, expect, test } from 'vitest';
import {
  type CanonicalValue,
  canonicalJson,
  MAX_JSON_DEPTH,
  parseCanonicalJson,
} from '../../../light-client/codec/canonicalJson.ts';
import { outcome } from '../../helpers/refusal.ts';

const read = (text: string) => outcome(() => canonicalJson(parseCanonicalJson(text, 'doc')) === text);

function nested(levels: number, wrap: (value: CanonicalValue) => CanonicalValue): CanonicalValue {
  let value: CanonicalValue = 1;
  for (let i = 0; i < levels; i++) value = wrap(value);
  return value;
}

describe('nesting', () => {
  test.each<[string, (value: CanonicalValue) => CanonicalValue, string]>([
    ['lists', (value) => [value], '[0]'],
    ['objects', (value) => ({ a: value }), 'a'],
    ['lists beside other values', (value) => [7, 'x', value], '[2]'],
  ])('of %s has an end, written and read [CX-7]', (_, wrap, step) => {
    const deepest = nested(MAX_JSON_DEPTH, wrap);
    const text = canonicalJson(deepest);
    expect(parseCanonicalJson(text)).toEqual(deepest);
    const beyond = outcome(() => canonicalJson(nested(MAX_JSON_DEPTH + 1, wrap)));
    const path = step === 'a' ? Array(MAX_JSON_DEPTH).fill('a').join('.') : step.repeat(MAX_JSON_DEPTH);
    expect(beyond).toBe(`too-deep ${path}`);
    const [open, close] = step === 'a' ? ['{"a":', '}'] : step === '[0]' ? ['[', ']'] : ['[7,"x",', ']'];
    expect(read(`${open}${text}${close}`)).toBe('too-deep doc');
  });

  test('is counted by what is open, not by what there is [CX-7]', () => {
    const many = (part: string) =>
      `[${Array(3 * MAX_JSON_DEPTH)
        .fill(part)
        .join(',')}]`;
    for (const part of ['[]', '{}', '{"a":[]}', '"]"', '"}"']) expect(read(many(part))).toBe(true);
  });

  test('is not counted inside texts, wherever they end [CX-7]', () => {
    const open = '['.repeat(2 * MAX_JSON_DEPTH);
    const deep = `${open}${']'.repeat(2 * MAX_JSON_DEPTH)}`;
    for (const text of [open, `"${open}`, `\\${open}`, `${open}\\`, `\\"${open}`, '{'.repeat(40), '']) {
      const quoted = JSON.stringify(text);
      expect(read(`[${quoted},1]`)).toBe(true);
      expect(read(`[${quoted},${deep}]`)).toBe('too-deep doc');
      expect(read(`{"a":${quoted},"b":${deep}}`)).toBe('too-deep doc');
    }
    for (const text of ['', 'a', 'ab', 'abc', '\\', '"', 'a"', '"a']) {
      expect(read(`[${JSON.stringify(text)},${deep}]`)).toBe('too-deep doc');
    }
  });
});

describe('places', () => {
  test('lead to the value that has no canonical form [CX-6]', () => {
    expect(outcome(() => canonicalJson(1.5))).toBe('bad-integer ');
    expect(outcome(() => canonicalJson(1.5, 'top'))).toBe('bad-integer top');
    expect(outcome(() => canonicalJson({ a: { b: [0, 1.5] } }))).toBe('bad-integer a.b[1]');
    expect(outcome(() => canonicalJson({ a: { b: [0, 1.5] } }, 'top'))).toBe('bad-integer top.a.b[1]');
    expect(outcome(() => canonicalJson({ a: { '\ud800': 1 } }))).toBe('bad-utf8 a.\ud800');
    expect(outcome(() => canonicalJson([undefined as unknown as CanonicalValue], 'top'))).toBe('bad-json top[0]');
    expect(outcome(() => canonicalJson([new Date(0) as unknown as CanonicalValue], 'top'))).toBe('bad-json top[0]');
  });

  test('of a text that is no JSON are its own, with what the parser said [CX-6]', () => {
    expect(read('{')).toBe('bad-json doc');
    expect(outcome(() => parseCanonicalJson('{'))).toBe('bad-json json');
    try {
      parseCanonicalJson('{', 'doc');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'bad-json', cause: expect.any(SyntaxError) as unknown });
    }
    expect(read('{ }')).toBe('not-canonical doc');
    expect(read('{"b":1,"a":1}')).toBe('not-canonical doc');
  });
});
