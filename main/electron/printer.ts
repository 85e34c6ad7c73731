import { BrowserWindow } from 'electron';
import type { FileBytes } from '../contract/office.ts';
import type { Outcome, PrintRequest } from '../contract/services.ts';

// A report is laid out by the view's own print page in a window that nobody sees, and printed from there: the same
// components, fonts and marks as on the screen.

/** A machine may be busy with the proofs of a first start. */
const PATIENCE_MS = 60_000;
/** What the page calls itself once everything on it is there; the other: it cannot be. */
const READY = 'pilotlight-print-ready';
const FAILED = 'pilotlight-print-failed';

export interface Printer {
  /** The hidden window while it prints; null otherwise. */
  window(): BrowserWindow | null;
  print(request: PrintRequest): Promise<Outcome<FileBytes>>;
}

export function createPrinter(options: { readonly preload: string; readonly page: string }): Printer {
  let window: BrowserWindow | null = null;
  /** One at a time. */
  let last: Promise<unknown> = Promise.resolve();

  async function print(request: PrintRequest): Promise<Outcome<FileBytes>> {
    const hidden = new BrowserWindow({
      show: false,
      width: 1000,
      height: 1400,
      webPreferences: {
        preload: options.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        devTools: false,
      },
    });
    window = hidden;
    try {
      const laidOut = ready(hidden);
      await hidden.loadURL(`${options.page}#/print?${new URLSearchParams(queryOf(request))}`);
      const state = await laidOut;
      if (state !== 'ready') return failed(state);
      const bytes = await hidden.webContents.printToPDF({
        pageSize: 'A4',
        printBackground: true,
        preferCSSPageSize: true,
        displayHeaderFooter: true,
        headerTemplate: '<span></span>',
        footerTemplate: footer(request),
      });
      return { ok: true, value: { fileName: fileNameOf(request), bytes: new Uint8Array(bytes) } };
    } catch (problem) {
      return failed(problem instanceof Error ? problem.name : 'unknown');
    } finally {
      window = null;
      hidden.destroy();
    }
  }

  return {
    window: () => window,
    print(request) {
      const next = last.then(() => print(request));
      last = next.catch(() => {});
      return next;
    },
  };
}

function ready(hidden: BrowserWindow): Promise<string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('timeout'), PATIENCE_MS);
    const end = (state: string): void => {
      clearTimeout(timer);
      resolve(state);
    };
    hidden.webContents.on('page-title-updated', (_event, title) => {
      if (title === READY) end('ready');
      if (title === FAILED) end('page');
    });
    hidden.webContents.once('render-process-gone', () => end('view-gone'));
  });
}

function failed(reason: string): Outcome<never> {
  return { ok: false, error: { code: 'print-failed', category: 'bug', params: { reason } } };
}

function queryOf({ subject, language, period, asOf }: PrintRequest): Record<string, string> {
  return {
    kind: subject.kind,
    id: subject.id,
    language,
    ...(period !== null && { period }),
    ...(asOf !== null && { asOf }),
  };
}

/** Laid out apart from the page, without its fonts: digits and Latin letters only. */
function footer({ period }: PrintRequest): string {
  const style = 'width:100%;padding:0 15mm;font:8px sans-serif;color:#555;display:flex;justify-content:space-between';
  const page = '<span><span class="pageNumber"></span> / <span class="totalPages"></span></span>';
  return `<div style="${style}"><span>Pilotlight ${period ?? ''}</span>${page}</div>`;
}

function fileNameOf({ subject, period, language }: PrintRequest): string {
  const parts = ['pilotlight', subject.kind === 'programme' ? 'programme' : subject.id, period ?? 'now', language];
  return `${parts.join('-').replace(/[^A-Za-z0-9._-]/g, '_')}.pdf`;
}
