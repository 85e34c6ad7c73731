import { concatBytes, EMPTY } from './bytes.ts';
import { CodecError, type Where } from './codecError.ts';
import { joinTime, splitTime, type TimeNs } from './time.ts';
import { fromUtf8, toUtf8 } from './utf8.ts';

// The subset of protobuf that occurs under a hash or a signature: varint, fixed64, length-delimited.
// Sheet: shared protocols cometbft-ibc.md, section 2; CometBFT spec/core/encoding.md.

const MASK_64 = (1n << 64n) - 1n;

/** Unsigned varint; negative numbers as 64-bit two's complement (10 bytes). */
export function varint(value: bigint | number): Uint8Array {
  if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) return smallVarint(Number(value));
  let rest = BigInt(value) & MASK_64;
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

// Nearly every number is small, and big integers cost ten times as much.
function smallVarint(value: number): Uint8Array {
  const bytes = new Uint8Array(varintLength(value));
  writeVarint(bytes, 0, value);
  return bytes;
}

function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) length++;
  return length;
}

/** A safe integer from 0 upwards; returns where the next byte goes. */
function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let next = at;
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes[next++] = (rest % 128) | 128;
  bytes[next++] = rest;
  return next;
}

function tag(field: number, wire: number): number {
  return (field << 3) | wire;
}

function small(value: bigint | number): number | undefined {
  return value >= 0 && value <= Number.MAX_SAFE_INTEGER ? Number(value) : undefined;
}

// Each field is written into one array of its exact size: a header has some thirty of them, a commit hundreds.
/** Field writers: proto3 default values are left out, as Go does for scalar fields. */
export const field = {
  varint(number: number, value: bigint | number): Uint8Array {
    if (value === 0n || value === 0) return EMPTY;
    const key = tag(number, 0);
    const plain = small(value);
    if (plain === undefined) return concatBytes(smallVarint(key), varint(value));
    const bytes = new Uint8Array(varintLength(key) + varintLength(plain));
    writeVarint(bytes, writeVarint(bytes, 0, key), plain);
    return bytes;
  },
  sfixed64(number: number, value: bigint): Uint8Array {
    if (value === 0n) return EMPTY;
    const key = tag(number, 1);
    const bytes = new Uint8Array(varintLength(key) + 8);
    const at = writeVarint(bytes, 0, key);
    new DataView(bytes.buffer, bytes.byteOffset).setBigInt64(at, value, true);
    return bytes;
  },
  bytes(number: number, value: Uint8Array): Uint8Array {
    return value.length === 0 ? EMPTY : field.message(number, value);
  },
  string(number: number, value: string): Uint8Array {
    return field.bytes(number, toUtf8(value));
  },
  /** An embedded message that Go declares non-nullable: always written, even when empty. */
  message(number: number, value: Uint8Array): Uint8Array {
    const key = tag(number, 2);
    const bytes = new Uint8Array(varintLength(key) + varintLength(value.length) + value.length);
    bytes.set(value, writeVarint(bytes, writeVarint(bytes, 0, key), value.length));
    return bytes;
  },
};

/** google.protobuf.Timestamp{seconds=1, nanos=2}. */
export function encodeTimestamp(time: TimeNs): Uint8Array {
  const { seconds, nanos } = splitTime(time);
  const plain = small(seconds);
  if (plain === undefined || plain === 0 || nanos === 0) {
    return concatBytes(field.varint(1, seconds), field.varint(2, nanos));
  }
  const bytes = new Uint8Array(2 + varintLength(plain) + varintLength(nanos));
  bytes[0] = tag(1, 0);
  const at = writeVarint(bytes, 1, plain);
  bytes[at] = tag(2, 0);
  writeVarint(bytes, at + 1, nanos);
  return bytes;
}

export function lengthDelimited(message: Uint8Array): Uint8Array {
  return concatBytes(varint(message.length), message);
}

/**
 * A strict reader over one message. Nothing is allocated from a length before the length is checked, and nothing for what
 * nobody asks for: a light block has hundreds of fields, and one is read for every header that is followed.
 */
export class ProtoReader {
  private readonly source: Uint8Array;
  private readonly where: Where;
  private readonly depth: number;
  private position: number;
  private readonly end: number;

  /** @param depth how many further levels of nesting are allowed below this message */
  constructor(source: Uint8Array, where: Where, depth = 16, start = 0, end = source.length) {
    this.source = source;
    this.where = where;
    this.depth = depth;
    this.position = start;
    this.end = end;
    if (depth < 0) throw new CodecError('too-deep', this);
  }

  get at(): string {
    return typeof this.where === 'string' ? this.where : this.where.at;
  }

  /** Calls `take` for every field in order. `take` returns false for a field that it does not know, which is refused. */
  forEach(take: (number: number, value: FieldReader) => boolean): void {
    for (let value = this.next(); value !== null; value = this.next()) {
      if (!take(value.number, value)) throw new CodecError('bad-field', value);
    }
  }

  /** The next field; null: there is no more. */
  next(): FieldReader | null {
    if (this.position >= this.end) return null;
    const key = this.readVarint(null);
    const number = typeof key === 'bigint' ? Number(key >> 3n) : Math.floor(key / 8);
    if (number < 1 || number > 536_870_911) throw new CodecError('bad-field', `${this.at}#${number}`);
    return this.readField(typeof key === 'bigint' ? Number(key & 7n) : key % 8, number);
  }

  private readField(wire: number, number: number): FieldReader {
    if (wire === 0) {
      const value = this.readVarint(number);
      return new FieldReader(this, this.source, this.depth, number, wire, value, this.position, this.position);
    }
    if (wire !== 1 && wire !== 2 && wire !== 5) throw new CodecError('wrong-wire-type', `${this.at}#${number}`);
    const length = wire === 2 ? this.readVarint(number) : wire === 1 ? 8 : 4;
    const start = this.position;
    if (length > this.end - start) throw new CodecError('truncated', `${this.at}#${number}`);
    this.position += Number(length);
    return new FieldReader(this, this.source, this.depth, number, wire, 0, start, this.position);
  }

  /** A big integer only where a number would not do. `number`: of the field that it belongs to; null: it is a tag. */
  private readVarint(number: number | null): number | bigint {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 7 && this.position + i < this.end; i++) {
      const byte = this.source[this.position + i] as number;
      value += (byte & 127) * scale;
      if (byte < 128) {
        this.position += i + 1;
        return value;
      }
      scale *= 128;
    }
    return this.readLongVarint(number);
  }

  private readLongVarint(number: number | null): bigint {
    const at = (): string => `${this.at}${number === null ? 'tag' : `#${number}`}`;
    let value = 0n;
    for (let i = 0; i < 10; i++) {
      if (this.position >= this.end) throw new CodecError('truncated', at());
      const byte = this.source[this.position++] as number;
      value |= BigInt(byte & 127) << BigInt(7 * i);
      if (byte < 128) {
        if (value > MASK_64) throw new CodecError('varint-overflow', at());
        return value;
      }
    }
    throw new CodecError('varint-overflow', at());
  }
}

/** One field's value, read as the type that its owner expects; any other wire type is refused. */
export class FieldReader {
  private readonly owner: ProtoReader;
  private readonly source: Uint8Array;
  private readonly depth: number;
  readonly number: number;
  private readonly wire: number;
  private readonly varint: number | bigint;
  private readonly start: number;
  private readonly end: number;

  /** Made by a `ProtoReader`, which has checked the bounds. */
  constructor(
    owner: ProtoReader,
    source: Uint8Array,
    depth: number,
    number: number,
    wire: number,
    varint: number | bigint,
    start: number,
    end: number,
  ) {
    this.owner = owner;
    this.source = source;
    this.depth = depth;
    this.number = number;
    this.wire = wire;
    this.varint = varint;
    this.start = start;
    this.end = end;
  }

  get at(): string {
    return `${this.owner.at}#${this.number}`;
  }

  private expect(wire: number): void {
    if (this.wire !== wire) throw new CodecError('wrong-wire-type', this);
  }

  uint64(): bigint {
    this.expect(0);
    return BigInt(this.varint);
  }

  int64(): bigint {
    return BigInt.asIntN(64, this.uint64());
  }

  /** int32, uint32, enum and bool: must lie within -2^31 .. 2^32-1. */
  int32(): number {
    this.expect(0);
    const value = typeof this.varint === 'number' ? this.varint : BigInt.asIntN(64, this.varint);
    if (value < -2_147_483_648 || value > 4_294_967_295) throw new CodecError('bad-integer', this);
    return Number(value);
  }

  /** A view of what was read. */
  bytes(): Uint8Array {
    this.expect(2);
    return this.source.subarray(this.start, this.end);
  }

  /** Bytes of their own, for whoever keeps them longer than the message. */
  copy(): Uint8Array {
    this.expect(2);
    return this.source.slice(this.start, this.end);
  }

  string(): string {
    return fromUtf8(this.bytes(), this);
  }

  message(): ProtoReader {
    this.expect(2);
    return new ProtoReader(this.source, this, this.depth - 1, this.start, this.end);
  }

  timestamp(): TimeNs {
    const message = this.message();
    let seconds = 0n;
    let nanos = 0;
    for (let value = message.next(); value !== null; value = message.next()) {
      if (value.number === 1) seconds = value.int64();
      else if (value.number === 2) nanos = value.int32();
      else throw new CodecError('bad-field', value);
    }
    return joinTime(seconds, nanos, this);
  }
}
