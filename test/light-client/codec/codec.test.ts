import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../../../light-client/codec/base64.ts';
import { compareBytes, concatBytes, equalBytes, startsWith } from '../../../light-client/codec/bytes.ts';
import { CodecError } from '../../../light-client/codec/codecError.ts';
import { fromHex, toHex } from '../../../light-client/codec/hex.ts';
import { encodeTimestamp, field, ProtoReader, varint } from '../../../light-client/codec/protobuf.ts';
import { formatTime, GO_ZERO_TIME, parseTime, splitTime } from '../../../light-client/codec/time.ts';
import { fromUtf8, toUtf8 } from '../../../light-client/codec/utf8.ts';

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CodecError) return error.code;
    throw error;
  }
  return 'accepted';
}

const bytes = fc.uint8Array({ maxLength: 200 });

describe('hex and base64', () => {
  test('agree with the platform both ways [CX-1] [CX-2]', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(toHex(value)).toBe(Buffer.from(value).toString('hex'));
        expect(fromHex(toHex(value).toUpperCase())).toEqual(value);
        expect(toBase64(value)).toBe(Buffer.from(value).toString('base64'));
        expect(fromBase64(toBase64(value))).toEqual(value);
      }),
    );
  });

  test.each(['0', '0g', ' 00', '00 ', '0x00', '0\n'])('refuses hex %j [CX-1]', (text) => {
    expect(codeOf(() => fromHex(text))).toBe('bad-hex');
  });

  test('refuses hex of another length than asked [CX-1]', () => {
    expect(codeOf(() => fromHex('0000', 'x', 3))).toBe('bad-hex');
  });

  test.each(['A', 'AA', 'AAA', 'AA==\n', 'AB==', 'AAB=', '=AAA', 'A===', 'AA=A', 'AA-_', '====', 'AAAA====', '一AAA'])(
    'refuses base64 %j [CX-2]',
    (text) => {
      expect(codeOf(() => fromBase64(text))).toBe('bad-base64');
    },
  );

  test('has one text for each value [CX-2]', () => {
    fc.assert(
      fc.property(fc.base64String({ maxLength: 40 }), (text) => {
        const decoded = codeOf(() => fromBase64(text)) === 'accepted' ? fromBase64(text) : undefined;
        if (decoded !== undefined) expect(toBase64(decoded)).toBe(text);
      }),
    );
  });
});

describe('bytes and text', () => {
  test('orders and compares bytes as the platform does', () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(a, b));
        expect(equalBytes(a, b)).toBe(Buffer.compare(a, b) === 0);
        expect(startsWith(concatBytes(a, b), a)).toBe(true);
      }),
    );
  });

  test('refuses bytes that are not UTF-8, and keeps what is', () => {
    expect(fromUtf8(toUtf8('甲子示范区 \u{feff}'))).toBe('甲子示范区 \u{feff}');
    for (const bad of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe7]]) {
      expect(codeOf(() => fromUtf8(Uint8Array.from(bad)))).toBe('bad-utf8');
    }
  });
});

describe('times', () => {
  test('agree with the platform to the millisecond, and lose nothing below it [CX-3]', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }),
        fc.integer({ min: 0, max: 999_999_999 }),
        (seconds, nanos) => {
          const time = BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
          const text = formatTime(time);
          expect(parseTime(text)).toBe(time);
          expect(text.slice(0, 19)).toBe(new Date(seconds * 1000).toISOString().slice(0, 19));
          expect(splitTime(time)).toEqual({ seconds: BigInt(seconds), nanos });
        },
      ),
    );
  });

  test.each([
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-06-30T23:59:60Z',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00:00+00:00',
    '2026-01-01t00:00:00z',
    '2026-01-01 00:00:00Z',
    '2026-01-01T00:00:00.Z',
    '2026-01-01T00:00:00.1234567890Z',
    '0000-01-01T00:00:00Z',
    '10000-01-01T00:00:00Z',
    '',
  ])('refuses %j [CX-3]', (text) => {
    expect(codeOf(() => parseTime(text))).toBe('bad-time');
  });

  test('knows the zero time of Go, and cuts trailing zeros [CX-3]', () => {
    expect(formatTime(GO_ZERO_TIME)).toBe('0001-01-01T00:00:00Z');
    expect(toHex(encodeTimestamp(GO_ZERO_TIME))).toBe('088092b8c398feffffff01');
    expect(formatTime(parseTime('2026-01-01T00:00:00.120000000Z'))).toBe('2026-01-01T00:00:00.12Z');
  });
});

describe('protobuf', () => {
  test('reads back the varints that it writes, negative ones in ten bytes [CX-7]', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), (value) => {
        expect(varint(value).length).toBeLessThanOrEqual(10);
        const got = new ProtoReader(field.varint(1, value), 'm').next()?.int64() ?? 0n;
        expect(got).toBe(value);
      }),
    );
  });

  const int = (m: ProtoReader) => m.next()?.int64();
  const nested = (depth: number) => {
    let message: Uint8Array = new Uint8Array(0);
    for (let i = 0; i < depth; i++) message = field.message(1, message);
    return message;
  };
  const walk = (reader: ProtoReader): void => {
    for (let value = reader.next(); value !== null; value = reader.next()) walk(value.message());
  };

  test.each([
    ['a varint of eleven bytes', '08ffffffffffffffffffff01', 'varint-overflow'],
    ['a varint beyond 64 bits', '08ffffffffffffffffff02', 'varint-overflow'],
    ['a truncated varint', '08ff', 'truncated'],
    ['a truncated fixed64', '090000', 'truncated'],
    ['a length beyond the buffer', '0a05000000', 'truncated'],
    ['a length of nearly 2^64', '0affffffffffffffffff0100', 'truncated'],
    ['a group', '0b0c', 'wrong-wire-type'],
    ['field number zero', '0001', 'bad-field'],
    ['a fixed64 where a varint is due', '090000000000000000', 'wrong-wire-type'],
  ])('refuses %s [CX-7]', (_, hex, code) => {
    expect(codeOf(() => int(new ProtoReader(fromHex(hex), 'm')))).toBe(code);
  });

  test('refuses nesting beyond its depth [CX-7]', () => {
    expect(codeOf(() => walk(new ProtoReader(nested(16), 'm')))).toBe('accepted');
    expect(codeOf(() => walk(new ProtoReader(nested(17), 'm')))).toBe('too-deep');
  });
});
