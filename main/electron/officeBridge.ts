import { createHash } from 'node:crypto';
import path from 'node:path';
import type { BrowserWindow } from 'electron';
import type { PilotlightApp } from '../appTypes.ts';
import type { FileBytes, OfficeMethod } from '../contract/office.ts';
import { OFFICE_FILE_METHODS } from '../contract/officeSchemas.ts';
import type { Outcome } from '../contract/services.ts';
import { askOpen, askSave, readBounded, writeWhole } from './files.ts';
import type { BridgeHandlers } from './ipc.ts';
import type { Printer } from './printer.ts';
import { WORDS, type Words } from './words.ts';

const MAX_FILE_BYTES = 64 * 1024 * 1024;

export type OfficeHandlers = Pick<
  BridgeHandlers,
  'office' | 'officeSave' | 'officeOpen' | 'printReport' | 'savePicture'
>;

export interface OfficeContext {
  readonly app: Promise<PilotlightApp>;
  readonly window: () => BrowserWindow;
  readonly printer: Printer;
}

const EXTENSIONS = { spreadsheet: ['xlsx', 'csv', 'txt'], package: ['json', 'plpack'] } as const;
const FILE_METHODS: ReadonlySet<OfficeMethod> = new Set(OFFICE_FILE_METHODS);

/** What the office answers, and around it what needs a window: files in and out, paper. */
export function officeHandlers({ app, window, printer }: OfficeContext): OfficeHandlers {
  const words = async (): Promise<Words> => WORDS[(await (await app).settings()).language];

  async function save({ fileName, bytes }: FileBytes): Promise<Outcome<string | null>> {
    const filter = { name: (await words()).files, extensions: [path.extname(fileName).slice(1)] };
    const file = await askSave(window(), fileName, filter);
    if (file === null) return { ok: true, value: null };
    const error = await writeWhole(file, bytes);
    return error === null ? { ok: true, value: path.basename(file) } : { ok: false, error };
  }

  return {
    async office(call) {
      // That a package was saved is the shell's to say.
      if (FILE_METHODS.has(call.method) || call.method === 'packageSaved') {
        return {
          ok: false,
          error: { code: 'bad-request', category: 'input', params: { method: call.method, at: 'file' } },
        };
      }
      return (await app).office(call);
    },

    async officeSave(call) {
      const made = (await (await app).office(call)) as Outcome<FileBytes>;
      if (!made.ok) return made;
      const saved = await save(made.value);
      if (call.method !== 'packageBuild' || !saved.ok || saved.value === null) return saved;
      const packageId = createHash('sha256').update(made.value.bytes).digest('hex');
      const marked = await (await app).office({ method: 'packageSaved', request: { packageId } });
      return marked.ok ? saved : marked;
    },

    async officeOpen({ kind }) {
      const texts = await words();
      const name = kind === 'spreadsheet' ? texts.spreadsheets : texts.packages;
      const file = await askOpen(window(), { name, extensions: [...EXTENSIONS[kind]] });
      if (file === null) return { ok: true, value: null };
      const bytes = await readBounded(file, MAX_FILE_BYTES);
      return bytes.ok ? { ok: true, value: { fileName: path.basename(file), bytes: bytes.value } } : bytes;
    },

    async printReport(request) {
      const made = await printer.print(request);
      return made.ok ? save(made.value) : made;
    },

    async savePicture({ fileName, ...area }) {
      const picture = await window().webContents.capturePage(area);
      return save({ fileName, bytes: new Uint8Array(picture.toPNG()) });
    },
  };
}
