import { describe, expect, test } from 'vitest';
import { fromBase64 } from '../../../light-client/codec/base64.ts';
import { compareBytes, concatBytes, startsWith } from '../../../light-client/codec/bytes.ts';
import { CodecError } from '../../../light-client/codec/codecError.ts';
import { fromHex, toHex } from '../../../light-client/codec/hex.ts';
import {
  encodeTimestamp,
  type FieldReader,
  field,
  lengthDelimited,
  ProtoReader,
  varint,
} from '../../../light-client/codec/protobuf.ts';
import { formatTime, joinTime, parseTime, splitTime } from '../../../light-client/codec/time.ts';
import { fromUtf8 } from '../../../light-client/codec/utf8.ts';
import { outcome } from '../../helpers/refusal.ts';

/** What the first field of a message is read as. */
function first(hex: string, as: (value: FieldReader) => unknown = (value) => value.int64()): unknown {
  return outcome(() => {
    const value = new ProtoReader(fromHex(hex), 'm').next();
    return value === null ? null : as(value);
  });
}

describe('errors of decoders', () => {
  test('name the place, the start where there is no other, and what was wrong underneath [CX-6]', () => {
    expect(new CodecError('bad-hex', 'a.b')).toMatchObject({
      name: 'CodecError',
      message: 'bad-hex at a.b',
      at: 'a.b',
    });
    expect(new CodecError('bad-hex', '')).toMatchObject({ message: 'bad-hex at (start)', at: '' });
    expect(new CodecError('bad-hex', { at: 'later' })).toMatchObject({ message: 'bad-hex at later', at: 'later' });
    const cause = new Error('underneath');
    expect(new CodecError('bad-hex', 'x', { cause }).cause).toBe(cause);
    try {
      fromUtf8(Uint8Array.of(255), 'x');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'bad-utf8', at: 'x', cause: expect.any(TypeError) as unknown });
    }
  });

  test.each<[string, () => unknown, string]>([
    ['hex', () => fromHex('0'), 'bad-hex hex'],
    ['base64', () => fromBase64('A'), 'bad-base64 base64'],
    ['text', () => fromUtf8(Uint8Array.of(255)), 'bad-utf8 utf8'],
    ['a time', () => parseTime(''), 'bad-time time'],
    ['the parts of a time', () => joinTime(0n, -1), 'bad-time time'],
  ])('name %s by what it is, where nothing else is told [CX-6]', (_, run, expected) => {
    expect(outcome(run)).toBe(expected);
  });
});

describe('base64', () => {
  test.each(['\u0080AAA', 'AAA\u0080', '\u0100AAA', 'AAAA\u0080AAA', 'AAA', 'AAAAA', '=', '=='])(
    'refuses %j [CX-2]',
    (text) => {
      expect(outcome(() => fromBase64(text, 'x'))).toBe('bad-base64 x');
    },
  );
});

describe('hex', () => {
  test('of a known length is of that length and no other [CX-1]', () => {
    expect(fromHex('', 'x', 0)).toEqual(new Uint8Array(0));
    expect(fromHex('aaBB', 'x', 2)).toEqual(Uint8Array.of(0xaa, 0xbb));
    expect(outcome(() => fromHex('aa', 'x', 0))).toBe('bad-hex x');
    expect(outcome(() => fromHex('aabbcc', 'x', 2))).toBe('bad-hex x');
  });
});

test('bytes are ordered by the first that differs, then by length', () => {
  const [a, b, c] = [Uint8Array.of(1, 2), Uint8Array.of(1, 3), Uint8Array.of(1)];
  const orders = [
    [a, b],
    [b, a],
    [a, a],
    [c, a],
    [a, c],
  ].map(([x, y]) => Math.sign(compareBytes(x as Uint8Array, y as Uint8Array)));
  expect(orders).toEqual([-1, 1, 0, -1, 1]);
  expect([startsWith(a, c), startsWith(a, a), startsWith(c, a), startsWith(a, b)]).toEqual([true, true, false, false]);
});

describe('varints', () => {
  test.each<[bigint, string]>([
    [0n, '00'],
    [1n, '01'],
    [127n, '7f'],
    [128n, '8001'],
    [255n, 'ff01'],
    [16_383n, 'ff7f'],
    [16_384n, '808001'],
    [2n ** 49n - 1n, 'ffffffffffff7f'],
    [2n ** 49n, '8080808080808001'],
    [2n ** 53n - 1n, 'ffffffffffffff0f'],
    [2n ** 53n, '8080808080808010'],
    [2n ** 56n - 1n, 'ffffffffffffff7f'],
    [2n ** 56n, '808080808080808001'],
    [2n ** 63n - 1n, 'ffffffffffffffff7f'],
    [-1n, 'ffffffffffffffffff01'],
    [-(2n ** 63n), '80808080808080808001'],
  ])('%s is %s, by itself and in a field, and comes back [CX-7]', (value, hex) => {
    expect(toHex(varint(value))).toBe(hex);
    expect(toHex(varint(Number(value)))).toBe(
      Number.isSafeInteger(Number(value)) ? hex : toHex(varint(BigInt(Number(value)))),
    );
    expect(toHex(field.varint(16, value))).toBe(value === 0n ? '' : `8001${hex}`);
    expect(first(`08${hex}`)).toBe(value);
    expect(first(`08${hex}`, (v) => v.uint64())).toBe(BigInt.asUintN(64, value));
  });

  test('of zero is left out as a number and as a big integer, negative numbers are written [CX-7]', () => {
    expect([field.varint(1, 0), field.varint(1, 0n), field.sfixed64(1, 0n)]).toEqual(Array(3).fill(new Uint8Array(0)));
    expect(toHex(field.varint(1, -1))).toBe('08ffffffffffffffffff01');
    expect(toHex(field.sfixed64(1, -2n))).toBe('09feffffffffffffff');
    expect(toHex(field.sfixed64(16, 1n))).toBe('81010100000000000000');
    expect(toHex(field.string(2, 'a'))).toBe('120161');
    expect(toHex(field.bytes(2, new Uint8Array(0)))).toBe('');
    expect(toHex(field.message(2, new Uint8Array(0)))).toBe('1200');
    expect(toHex(lengthDelimited(Uint8Array.of(7, 8)))).toBe('020708');
  });

  test('may be longer than they need, up to ten bytes and 64 bits [CX-7]', () => {
    expect(first('0881808000')).toBe(1n);
    expect(first('088180808080808000')).toBe(1n);
    expect(first('0881808080808080808000')).toBe(1n);
    expect(first('088180808080808080808000')).toBe('varint-overflow m#1');
    expect(first('08ffffffffffffffffff01', (v) => v.uint64())).toBe(2n ** 64n - 1n);
    expect(first('08ffffffffffffffffff02')).toBe('varint-overflow m#1');
  });

  test.each([
    ['80808080', 'truncated mtag'],
    ['ffffffffffffffffffff01', 'varint-overflow mtag'],
    ['0880', 'truncated m#1'],
    ['088080808080808080', 'truncated m#1'],
    ['1a80', 'truncated m#3'],
    ['1a02ff', 'truncated m#3'],
    ['19ffffffffffffff', 'truncated m#3'],
    ['1dffffff', 'truncated m#3'],
    ['1b', 'wrong-wire-type m#3'],
    ['1c', 'wrong-wire-type m#3'],
    ['1e', 'wrong-wire-type m#3'],
    ['1f', 'wrong-wire-type m#3'],
    ['07', 'bad-field m#0'],
  ])('%s ends with %s [CX-6] [CX-7]', (hex, expected) => {
    expect(first(hex)).toBe(expected);
  });
});

describe('fields', () => {
  const number = (hex: string) => first(hex, (value) => value.number);

  test('have numbers from 1 to 2^29 - 1, however long the tag is written [CX-7]', () => {
    expect(number('f8ffffff0f00')).toBe(536_870_911);
    expect(number('808080801000')).toBe('bad-field m#536870912');
    expect(number('8880808080808080800000')).toBe(1);
    expect(number('8a80808080808080800000')).toBe(1);
    expect(number('80808080808080800100')).toBe('bad-field m#9007199254740992');
    expect(number('f8ffffff8f808080800000')).toBe(536_870_911);
  });

  test('of eight and of four bytes are passed over whole [CX-7]', () => {
    const seen: number[] = [];
    const bytes = fromHex('090102030405060708' + '1501020304' + '1801');
    const reader = new ProtoReader(bytes, 'm');
    for (let value = reader.next(); value !== null; value = reader.next()) seen.push(value.number);
    expect(seen).toEqual([1, 2, 3]);
  });

  test('are read as what they are written as [CX-7]', () => {
    const wrong = 'wrong-wire-type m#1';
    const readers: readonly ((value: FieldReader) => unknown)[] = [
      (value) => value.uint64(),
      (value) => value.int64(),
      (value) => value.int32(),
      (value) => value.bytes(),
      (value) => value.copy(),
      (value) => value.string(),
      (value) => value.message(),
      (value) => value.timestamp(),
    ];
    expect(readers.map((read) => first('0801', read)).slice(3)).toEqual(Array(5).fill(wrong));
    expect(readers.map((read) => first('0a00', read)).slice(0, 3)).toEqual(Array(3).fill(wrong));
    expect(readers.map((read) => first('090000000000000000', read))).toEqual(Array(8).fill(wrong));
    expect(readers.map((read) => first('0d00000000', read))).toEqual(Array(8).fill(wrong));
  });

  test('are a view of what was read, or bytes of their own [CX-7]', () => {
    const source = fromHex('0a03010203');
    const view = new ProtoReader(source, 'm').next()?.bytes();
    const own = new ProtoReader(source, 'm').next()?.copy();
    source[2] = 9;
    expect([view, own]).toEqual([Uint8Array.of(9, 2, 3), Uint8Array.of(1, 2, 3)]);
  });

  test.each([
    ['2147483647', 2_147_483_647],
    ['4294967295', 4_294_967_295],
    ['4294967296', 'bad-integer m#1'],
    ['-1', -1],
    ['-2147483648', -2_147_483_648],
    ['-2147483649', 'bad-integer m#1'],
  ])('of 32 bits hold %s: %s [CX-7]', (text, expected) => {
    expect(first(toHex(field.varint(1, BigInt(text))), (value) => value.int32())).toBe(expected);
  });

  test('inside a message are read to its end and no further, in places that say where [CX-6] [CX-7]', () => {
    const inner = concatBytes(field.varint(1, 5), field.varint(2, 6));
    const outer = new ProtoReader(concatBytes(field.message(3, inner), field.varint(4, 7)), 'm');
    const message = outer.next()?.message();
    const values = [message?.next()?.int64(), message?.next()?.int64(), message?.next()];
    expect(values).toEqual([5n, 6n, null]);
    expect(outer.next()?.int64()).toBe(7n);
    expect(outer.next()).toBeNull();
    expect(message?.at).toBe('m#3');
    // The inner message ends within its own last field.
    const cut = new ProtoReader(concatBytes(field.message(3, fromHex('0a05')), new Uint8Array(9)), 'm');
    expect(outcome(() => cut.next()?.message().next())).toBe('truncated m#3#1');
    // So does its own varint, or tag: what follows it belongs to the outer one.
    for (const [part, place] of [
      ['0880', 'm#3#1'],
      ['088080808080808080', 'm#3#1'],
      ['80', 'm#3tag'],
    ] as const) {
      const ends = new ProtoReader(concatBytes(field.message(3, fromHex(part)), field.varint(1, 1)), 'm');
      expect(outcome(() => ends.next()?.message().next())).toBe(`truncated ${place}`);
    }
    const taken: number[] = [];
    new ProtoReader(inner, 'm').forEach((at) => taken.push(at) > 0);
    expect(taken).toEqual([1, 2]);
    expect(outcome(() => new ProtoReader(inner, 'm').forEach((at) => at === 1))).toBe('bad-field m#2');
    expect(outcome(() => new ProtoReader(inner, 'm', -1))).toBe('too-deep m');
    expect(outcome(() => new ProtoReader(field.message(3, inner), 'm', 0).next()?.message())).toBe('too-deep m#3');
  });
});

describe('timestamps', () => {
  const SECOND = 1_000_000_000n;

  test.each([
    [0n, ''],
    [1n, '1001'],
    [999_999_999n, '10ff93ebdc03'],
    [SECOND, '0801'],
    [SECOND + 1n, '08011001'],
    [128n * SECOND + 128n, '088001108001'],
    [-SECOND, '08ffffffffffffffffff01'],
    [-1n, '08ffffffffffffffffff0110ff93ebdc03'],
  ])('%s ns is %s, and comes back [CX-3] [CX-9]', (time, hex) => {
    const encoded = encodeTimestamp(time);
    expect(toHex(encoded)).toBe(hex);
    expect(first(toHex(field.message(1, encoded)), (value) => value.timestamp())).toBe(time);
  });

  test.each([
    ['108094ebdc03', 'bad-time m#1'],
    ['1080ffffffff0f', 'bad-integer m#1#2'],
    ['10ffffffffffffffffff01', 'bad-time m#1'],
    ['1801', 'bad-field m#1#3'],
    ['0a00', 'wrong-wire-type m#1#1'],
  ])('%s is refused: %s [CX-3] [CX-6] [CX-8]', (hex, expected) => {
    expect(first(toHex(field.message(1, fromHex(hex))), (value) => value.timestamp())).toBe(expected);
  });
});

describe('times', () => {
  test.each([
    ['0001-01-01T00:00:00Z', -62_135_596_800n, 0],
    ['9999-12-31T23:59:59.999999999Z', 253_402_300_799n, 999_999_999],
    ['1970-01-01T00:00:00.000000001Z', 0n, 1],
    ['1969-12-31T23:59:59.9Z', -1n, 900_000_000],
    ['2000-02-29T23:59:59Z', 951_868_799n, 0],
    ['2024-02-29T12:00:00Z', 1_709_208_000n, 0],
    ['2000-03-01T00:00:00Z', 951_868_800n, 0],
    ['1900-02-28T00:00:00Z', -2_203_977_600n, 0],
    ['1900-03-01T00:00:00Z', -2_203_891_200n, 0],
    ['2100-03-01T00:00:00Z', 4_107_542_400n, 0],
    ['2200-03-01T00:00:00Z', 7_263_216_000n, 0],
    ['2300-03-01T00:00:00Z', 10_418_889_600n, 0],
    ['2400-02-29T00:00:00Z', 13_574_563_200n, 0],
  ])('%s is %s s and %s ns [CX-3]', (text, seconds, nanos) => {
    const time = joinTime(seconds, nanos);
    expect(parseTime(text)).toBe(time);
    expect(formatTime(time)).toBe(text);
    expect(splitTime(time)).toEqual({ seconds, nanos });
  });

  test('begin with the year 1 and end with the year 9999 [CX-3]', () => {
    expect(outcome(() => joinTime(-62_135_596_801n, 0, 'x'))).toBe('bad-time x');
    expect(outcome(() => joinTime(253_402_300_800n, 0, 'x'))).toBe('bad-time x');
    expect(outcome(() => joinTime(0n, 1_000_000_000, 'x'))).toBe('bad-time x');
    expect(outcome(() => joinTime(0n, 0.5, 'x'))).toBe('bad-time x');
    expect(joinTime(0n, 999_999_999)).toBe(999_999_999n);
  });

  test('have the days of each month, and a 29th of February only in leap years [CX-3]', () => {
    const last = (year: number, month: number) => {
      const day = (n: number) => `${year}-${String(month).padStart(2, '0')}-${String(n).padStart(2, '0')}T00:00:00Z`;
      return [27, 28, 29, 30, 31, 32].filter((n) => !String(outcome(() => parseTime(day(n)))).startsWith('bad')).at(-1);
    };
    const months = Array.from({ length: 12 }, (_, i) => last(2026, i + 1));
    expect(months).toEqual([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
    expect([2024, 2000, 1900, 2100, 2023].map((year) => last(year, 2))).toEqual([29, 29, 28, 28, 28]);
  });

  test('have hours to 23, minutes and seconds to 59, and one text each [CX-3]', () => {
    expect(formatTime(parseTime('2026-01-01T23:59:59Z'))).toBe('2026-01-01T23:59:59Z');
    expect(formatTime(parseTime('2026-12-09T09:05:07.010Z'))).toBe('2026-12-09T09:05:07.01Z');
    // The day that was told last is kept: another one is told anew.
    const days = ['2026-01-09', '2026-01-10', '2026-01-09', '2025-12-31', '2026-01-01'];
    expect(days.map((day) => formatTime(parseTime(`${day}T10:00:00Z`)))).toEqual(days.map((day) => `${day}T10:00:00Z`));
    for (const bad of [
      'x2026-01-01T00:00:00Z',
      '2026-01-01T00:00:00Zx',
      '2026-01-01T00:00:00.1x',
      '02026-01-01T00:00:00Z',
    ]) {
      expect(outcome(() => parseTime(bad, 'x'))).toBe('bad-time x');
    }
  });
});
