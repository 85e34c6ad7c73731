import { concatBytes, EMPTY } from './bytes.ts';
import { CodecError } from './codecError.ts';
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

export type WireValue =
  | { wire: 0; value: bigint }
  | { wire: 1; value: Uint8Array }
  | { wire: 2; value: Uint8Array }
  | { wire: 5; value: Uint8Array };

/** A strict reader over one message. Nothing is allocated from a length before the length is checked. */
export class ProtoReader {
  private position = 0;
  private readonly bytes: Uint8Array;
  private readonly at: string;
  private readonly depth: number;

  /** @param depth how many further levels of nesting are allowed below this message */
  constructor(bytes: Uint8Array, at: string, depth = 16) {
    this.bytes = bytes;
    this.at = at;
    this.depth = depth;
    if (depth < 0) throw new CodecError('too-deep', at);
  }

  /** Calls `take` for every field in order. `take` returns false for a field that it does not know. */
  forEach(take: (number: number, value: FieldReader) => boolean, unknown: 'refuse' | 'skip' = 'refuse'): void {
    while (this.position < this.bytes.length) {
      const key = this.readVarint('tag');
      const number = Number(key >> 3n);
      if (number < 1 || number > 536_870_911) throw new CodecError('bad-field', `${this.at}#${number}`);
      const value = new FieldReader(this.readValue(Number(key & 7n), number), `${this.at}#${number}`, this.depth);
      if (!take(number, value) && unknown === 'refuse') throw new CodecError('bad-field', `${this.at}#${number}`);
    }
  }

  private readValue(wire: number, number: number): WireValue {
    const at = `#${number}`;
    if (wire === 0) return { wire, value: this.readVarint(at) };
    if (wire === 1) return { wire, value: this.take(8, at) };
    if (wire === 5) return { wire, value: this.take(4, at) };
    if (wire !== 2) throw new CodecError('wrong-wire-type', `${this.at}${at}`);
    const length = this.readVarint(at);
    if (length > BigInt(this.bytes.length - this.position)) throw new CodecError('truncated', `${this.at}${at}`);
    return { wire, value: this.take(Number(length), at) };
  }

  private take(length: number, at: string): Uint8Array {
    if (this.position + length > this.bytes.length) throw new CodecError('truncated', `${this.at}${at}`);
    const value = this.bytes.subarray(this.position, this.position + length);
    this.position += length;
    return value;
  }

  private readVarint(at: string): bigint {
    let value = 0n;
    for (let i = 0; i < 10; i++) {
      const byte = this.bytes[this.position];
      if (byte === undefined) throw new CodecError('truncated', `${this.at}${at}`);
      this.position += 1;
      value |= BigInt(byte & 127) << BigInt(7 * i);
      if (byte < 128) {
        if (value > MASK_64) throw new CodecError('varint-overflow', `${this.at}${at}`);
        return value;
      }
    }
    throw new CodecError('varint-overflow', `${this.at}${at}`);
  }
}

/** One field's value, read as the type that its owner expects; any other wire type is refused. */
export class FieldReader {
  private readonly raw: WireValue;
  readonly at: string;
  private readonly depth: number;

  constructor(raw: WireValue, at: string, depth: number) {
    this.raw = raw;
    this.at = at;
    this.depth = depth;
  }

  uint64(): bigint {
    if (this.raw.wire !== 0) throw new CodecError('wrong-wire-type', this.at);
    return this.raw.value;
  }

  int64(): bigint {
    return BigInt.asIntN(64, this.uint64());
  }

  /** int32, uint32, enum and bool: must lie within -2^31 .. 2^32-1. */
  int32(): number {
    const value = this.int64();
    if (value < -2_147_483_648n || value > 4_294_967_295n) throw new CodecError('bad-integer', this.at);
    return Number(value);
  }

  sfixed64(): bigint {
    if (this.raw.wire !== 1) throw new CodecError('wrong-wire-type', this.at);
    return new DataView(this.raw.value.buffer, this.raw.value.byteOffset, 8).getBigInt64(0, true);
  }

  bytes(): Uint8Array {
    if (this.raw.wire !== 2) throw new CodecError('wrong-wire-type', this.at);
    return this.raw.value;
  }

  string(): string {
    return fromUtf8(this.bytes(), this.at);
  }

  message(): ProtoReader {
    return new ProtoReader(this.bytes(), this.at, this.depth - 1);
  }

  timestamp(): TimeNs {
    let seconds = 0n;
    let nanos = 0;
    this.message().forEach((number, value) => {
      if (number === 1) seconds = value.int64();
      else if (number === 2) nanos = value.int32();
      else return false;
      return true;
    });
    return joinTime(seconds, nanos, this.at);
  }
}
