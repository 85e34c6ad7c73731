import { Buffer, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { ImportFailure } from './failure.ts';

const BOM = '\ufeff';

export interface DecodedText {
  readonly text: string;
  readonly encoding: 'utf-8' | 'gb18030';
}

/** Strict: what is valid UTF-8 is UTF-8, else it must be valid GB18030 throughout. Nothing is replaced. */
export function decodeText(bytes: Uint8Array): DecodedText {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new ImportFailure('import-encoding-unknown', { offset: 0, found: 'UTF-16' });
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer)) return { text: withoutBom(buffer.toString('utf8')), encoding: 'utf-8' };
  const wrong = gb18030Error(buffer);
  if (wrong !== null)
    throw new ImportFailure('import-encoding-unknown', { offset: wrong, found: byteAt(buffer, wrong) });
  return { text: withoutBom(iconv.decode(buffer, 'gb18030', { stripBOM: false })), encoding: 'gb18030' };
}

function withoutBom(text: string): string {
  return text.startsWith(BOM) ? text.slice(1) : text;
}

function byteAt(buffer: Buffer, offset: number): string {
  return `0x${(buffer[offset] ?? 0).toString(16).padStart(2, '0')}`;
}

const within = (byte: number | undefined, low: number, high: number) =>
  byte !== undefined && byte >= low && byte <= high;

/** Offset of the first byte that no GB18030 text can have there, or whose character is not assigned; null: valid. */
function gb18030Error(buffer: Buffer): number | null {
  let at = 0;
  while (at < buffer.length) {
    const length = sequenceLength(buffer, at);
    if (length === 0) return at;
    at += length;
  }
  const text = iconv.decode(buffer, 'gb18030', { stripBOM: false });
  return text.includes('\ufffd') ? firstUnassigned(buffer) : null;
}

function sequenceLength(buffer: Buffer, at: number): number {
  const first = buffer[at] as number;
  if (first < 0x80) return 1;
  if (!within(first, 0x81, 0xfe)) return 0;
  const second = buffer[at + 1];
  if (within(second, 0x40, 0x7e) || within(second, 0x80, 0xfe)) return 2;
  if (!within(second, 0x30, 0x39)) return 0;
  return within(buffer[at + 2], 0x81, 0xfe) && within(buffer[at + 3], 0x30, 0x39) ? 4 : 0;
}

function firstUnassigned(buffer: Buffer): number | null {
  for (let at = 0; at < buffer.length; ) {
    const length = sequenceLength(buffer, at);
    const piece = buffer.subarray(at, at + length);
    // The replacement character itself may stand in a text.
    const own = piece.equals(Buffer.from([0x84, 0x31, 0xa4, 0x37]));
    if (length > 1 && !own && iconv.decode(piece, 'gb18030').includes('\ufffd')) return at;
    at += length;
  }
  return null;
}

/** For programs that guess: UTF-8 with its mark; GB18030 with one only where it could be taken for UTF-8. */
export function encodeText(text: string, encoding: 'utf-8' | 'gb18030'): Uint8Array {
  if (encoding === 'utf-8') return new Uint8Array(Buffer.from(BOM + text, 'utf8'));
  const bytes = iconv.encode(text, 'gb18030');
  const misread = isUtf8(bytes) && bytes.some((byte) => byte >= 0x80);
  const marked = misread ? Buffer.concat([Buffer.from([0x84, 0x31, 0x95, 0x33]), bytes]) : bytes;
  if (iconv.decode(bytes, 'gb18030', { stripBOM: false }) !== text) throw new ImportFailure('import-encoding-cannot');
  return new Uint8Array(marked);
}
