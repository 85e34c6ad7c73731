import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';

const deflate = promisify(deflateRaw);

export interface ZipPart {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 0 ? value >>> 1 : 0xedb88320 ^ (value >>> 1);
  return value >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** The same parts give the same bytes: no clock goes in, every part bears the first day an archive can say. */
export async function zip(parts: readonly ZipPart[]): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, bytes } of parts) {
    const packed = new Uint8Array(await deflate(bytes));
    const path = new TextEncoder().encode(name);
    const fields = { crc: crc32(bytes), packed: packed.length, size: bytes.length, path };
    const local = header(0x04034b50, 30, fields);
    chunks.push(local, packed);
    directory.push(header(0x02014b50, 46, fields, offset));
    offset += local.length + packed.length;
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, parts.length, true);
  end.setUint16(10, parts.length, true);
  end.setUint32(12, size, true);
  end.setUint32(16, offset, true);
  return new Uint8Array(Buffer.concat([...chunks, ...directory, new Uint8Array(end.buffer)]));
}

interface Fields {
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly path: Uint8Array;
}

const FIRST_DAY = 0x21;

/** Local and directory entries say the same; the latter has a second version in front and more behind. */
function header(signature: number, length: number, { crc, packed, size, path }: Fields, offset = 0): Uint8Array {
  const inDirectory = length === 46;
  const shift = inDirectory ? 2 : 0;
  const view = new DataView(new ArrayBuffer(length + path.length));
  view.setUint32(0, signature, true);
  view.setUint16(4, 20, true);
  if (inDirectory) view.setUint16(6, 20, true);
  view.setUint16(6 + shift, 0x0800, true);
  view.setUint16(8 + shift, 8, true);
  view.setUint16(12 + shift, FIRST_DAY, true);
  view.setUint32(14 + shift, crc, true);
  view.setUint32(18 + shift, packed, true);
  view.setUint32(22 + shift, size, true);
  view.setUint16(26 + shift, path.length, true);
  if (inDirectory) view.setUint32(42, offset, true);
  const bytes = new Uint8Array(view.buffer);
  bytes.set(path, length);
  return bytes;
}
