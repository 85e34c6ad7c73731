import { readCsv } from './csv.ts';
import { ImportFailure } from './failure.ts';
import type { Grid } from './grid.ts';
import { LIMITS } from './limits.ts';
import type { Work } from './slices.ts';
import { readXlsx } from './xlsx.ts';

const OLE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const ZIP = [0x50, 0x4b, 0x03, 0x04];

/** What a file is, is read from its bytes; its name decides nothing. */
export async function readFile(name: string, bytes: Uint8Array, work: Work): Promise<Grid> {
  if (bytes.length === 0) throw new ImportFailure('import-empty');
  if (bytes.length > LIMITS.fileBytes) {
    throw new ImportFailure('import-too-large', { size: bytes.length, limit: LIMITS.fileBytes });
  }
  if (startsWith(bytes, OLE)) {
    throw new ImportFailure(contains(bytes, 'EncryptedPackage') ? 'import-encrypted' : 'import-old-format');
  }
  if (startsWith(bytes, ZIP)) return readXlsx(bytes, work);
  // An archive without its first bytes, a picture, a PDF: nothing that lines are made of.
  if (/\.(xlsx|xlsm|xls)$/i.test(name) || startsWith(bytes, [0x50, 0x4b]) || looksBinary(bytes)) {
    throw new ImportFailure('import-not-a-spreadsheet');
  }
  return readCsv(bytes, name, work);
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

/** Directory names of that old format are in UTF-16. */
function contains(bytes: Uint8Array, name: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from(name, 'utf16le'));
}

function looksBinary(bytes: Uint8Array): boolean {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const head = bytes.subarray(0, 1000);
  return !utf16 && (head.includes(0) || startsWith(bytes, [0x25, 0x50, 0x44, 0x46]));
}
