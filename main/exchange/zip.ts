import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { ImportFailure } from './failure.ts';
import { LIMITS } from './limits.ts';

// Reading an archive that nobody vouches for: the directory is read first, every size in it is bounded before anything is
// inflated, and inflating stops at the size that the directory declared.

const inflate = promisify(inflateRaw);

interface Entry {
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

export interface Archive {
  has(name: string): boolean;
  /** null: there is no such part. */
  read(name: string): Promise<string | null>;
}

const DIRECTORY_END = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;

export function openArchive(bytes: Uint8Array): Archive {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = directory(bytes, view);
  let inflated = 0;
  return {
    has: (name) => entries.has(name),
    async read(name) {
      const entry = entries.get(name);
      if (entry === undefined) return null;
      inflated += entry.size;
      if (entry.size > LIMITS.partBytes || inflated > LIMITS.inflatedBytes) {
        throw new ImportFailure('import-zip-bomb', { part: name, size: entry.size });
      }
      return new TextDecoder('utf-8', { fatal: false }).decode(await content(bytes, view, name, entry));
    },
  };
}

function damaged(reason: string): ImportFailure {
  return new ImportFailure('import-zip-damaged', { reason });
}

function directory(bytes: Uint8Array, view: DataView): Map<string, Entry> {
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  const start = view.getUint32(end + 16, true);
  if (count === 0xffff || start === 0xffffffff) throw damaged('zip64');
  if (count > LIMITS.zipEntries) throw new ImportFailure('import-zip-bomb', { part: '*', size: count });
  if (start + size > end) throw damaged('directory');
  const entries = new Map<string, Entry>();
  let declared = 0;
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || view.getUint32(at, true) !== DIRECTORY_ENTRY) throw damaged('directory');
    const nameLength = view.getUint16(at + 28, true);
    const next = at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) throw damaged('directory');
    if ((view.getUint16(at + 8, true) & 1) !== 0) throw new ImportFailure('import-encrypted');
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    if (entries.has(name)) throw damaged('twice');
    const entry = {
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    };
    // Pictures and the like are never inflated, so only what a spreadsheet is made of counts.
    if (/\.(xml|rels)$/.test(name)) declared += entry.size;
    if (declared > LIMITS.inflatedBytes) throw new ImportFailure('import-zip-bomb', { part: name, size: declared });
    entries.set(name, entry);
    at = next;
  }
  return entries;
}

function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= first; at -= 1) {
    if (view.getUint32(at, true) === DIRECTORY_END) return at;
  }
  throw damaged('no-directory');
}

async function content(bytes: Uint8Array, view: DataView, name: string, entry: Entry): Promise<Uint8Array> {
  const { offset, packed, size, method } = entry;
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== LOCAL_ENTRY) throw damaged('entry');
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packed > bytes.length) throw damaged('entry');
  const data = bytes.subarray(start, start + packed);
  if (method === 0) {
    if (packed !== size) throw damaged('size');
    return data;
  }
  if (method !== 8) throw damaged('method');
  let plain: Uint8Array;
  try {
    plain = await inflate(data, { maxOutputLength: Math.max(1, size) });
  } catch (cause) {
    // More came out than the directory says: it was made to mislead.
    if ((cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new ImportFailure('import-zip-bomb', { part: name, size });
    }
    throw damaged('data');
  }
  if (plain.length !== size) throw damaged('size');
  return plain;
}
