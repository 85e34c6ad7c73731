import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { WireError } from './contract/error.ts';
import type { Outcome } from './contract/services.ts';

/** Write new, flush, rename: a reader finds the old file or the new one, whatever happens in between. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<Outcome<null>> {
  const next = `${file}.${randomBytes(4).toString('hex')}.new`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(next, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(next, file);
    return { ok: true, value: null };
  } catch (cause) {
    await rm(next, { force: true }).catch(() => {});
    return { ok: false, error: fileError('file-not-written', file, cause) };
  }
}

/** A file of the person's own choice: bounded before it is read. */
export async function readBounded(file: string, maxBytes: number): Promise<Outcome<Uint8Array>> {
  try {
    const { size } = await stat(file);
    if (size > maxBytes) {
      return {
        ok: false,
        error: { code: 'file-too-large', category: 'input', params: { file, size, limit: maxBytes } },
      };
    }
    const handle = await open(file, 'r');
    try {
      const bytes = await handle.readFile();
      return { ok: true, value: new Uint8Array(bytes) };
    } finally {
      await handle.close();
    }
  } catch (cause) {
    return { ok: false, error: fileError('file-not-read', file, cause) };
  }
}

function fileError(code: string, file: string, cause: unknown): WireError {
  const reason = (cause as NodeJS.ErrnoException | undefined)?.code ?? String(cause);
  return { code, category: 'input', params: { file, reason } };
}
