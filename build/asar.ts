/**
 * Packs a few text files into Electron's archive format: a 4-byte pickle with the length of the next one, a pickle with
 * the JSON index (its own length, then the text, padded to four bytes), then the files' bytes one after the other.
 */
export function packAsar(files: Readonly<Record<string, string>>): Buffer {
  const bodies = Object.entries(files).map(([name, text]) => ({ name, bytes: Buffer.from(text, 'utf8') }));
  let offset = 0;
  const entries = bodies.map(({ name, bytes }) => {
    const entry = [name, { size: bytes.length, offset: String(offset) }] as const;
    offset += bytes.length;
    return entry;
  });
  const index = Buffer.from(JSON.stringify({ files: Object.fromEntries(entries) }), 'utf8');
  const padding = (4 - (index.length % 4)) % 4;
  const padded = index.length + padding;
  const lengths = Buffer.alloc(16);
  lengths.writeUInt32LE(4, 0);
  lengths.writeUInt32LE(padded + 8, 4);
  lengths.writeUInt32LE(padded + 4, 8);
  lengths.writeUInt32LE(index.length, 12);
  return Buffer.concat([lengths, index, Buffer.alloc(padding), ...bodies.map(({ bytes }) => bytes)]);
}
