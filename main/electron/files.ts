import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type BrowserWindow, dialog } from 'electron';
import type { WireError } from '../contract/error.ts';
import type { Outcome } from '../contract/services.ts';

interface Filter {
  readonly name: string;
  readonly extensions: string[];
}

export async function askOpen(window: BrowserWindow, filter: Filter): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: ['openFile'], filters: [filter] });
  return canceled ? null : (filePaths[0] ?? null);
}

export async function askSave(window: BrowserWindow, fileName: string, filter: Filter): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: fileName, filters: [filter] });
  return canceled || filePath === undefined || filePath === '' ? null : filePath;
}

/** At most `limit` bytes: the size is that of what was read, not what the directory said of it. */
export async function readBounded(file: string, limit: number): Promise<Outcome<Uint8Array>> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size > limit) return tooLarge(file, limit);
      const bytes = Buffer.alloc(limit + 1);
      let length = 0;
      for (;;) {
        const { bytesRead } = await handle.read(bytes, length, bytes.length - length, null);
        length += bytesRead;
        if (bytesRead === 0) break;
        if (length > limit) return tooLarge(file, limit);
      }
      return { ok: true, value: new Uint8Array(bytes.subarray(0, length)) };
    } finally {
      await handle.close();
    }
  } catch (problem) {
    return { ok: false, error: fileError('file-unreadable', file, problem) };
  }
}

function tooLarge(file: string, limit: number): Outcome<never> {
  const params = { name: path.basename(file), limit };
  return { ok: false, error: { code: 'file-too-large', category: 'input', params } };
}

/** Written beside and renamed: a full disk leaves the old file, never half of the new one. */
export async function writeWhole(file: string, bytes: Uint8Array): Promise<WireError | null> {
  const next = `${file}.new`;
  try {
    const handle = await open(next, 'w');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(next, file);
    return null;
  } catch (problem) {
    await rm(next, { force: true });
    return fileError('file-unwritable', file, problem);
  }
}

function fileError(code: string, file: string, problem: unknown): WireError {
  const reason = (problem as NodeJS.ErrnoException).code ?? 'unknown';
  return { code, category: 'input', params: { name: path.basename(file), reason } };
}
