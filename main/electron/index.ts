import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { app, dialog, nativeTheme, protocol, session } from 'electron';
import type { Language } from '../contract/services.ts';
import { keepHeapsSmall } from '../smallHeap.ts';
import { warmWorker } from '../sync/warmWorker.ts';
import { guardContents, guardSession } from './guard.ts';
import { createLog } from './log.ts';
import { markFirstFigure } from './marks.ts';
import { describeRuntime } from './runtime.ts';
import { SCHEME, START_PAGE, viewHandler } from './scheme.ts';
import { tellWhenServed } from './served.ts';
import { openWindow } from './window.ts';
import { loadWindowState } from './windowState.ts';
import { WORDS } from './words.ts';

/** In a packaged app these would hand every secret of the window to whoever can write a start menu entry. */
const FORBIDDEN_SWITCHES = ['remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-address', 'inspect'];

/** The view gets its page before this thread has other things to do; never waited for longer than this. */
const SERVED_MS = 200;

keepHeapsSmall();

const runtime = describeRuntime(process.versions.electron ?? '0', process.execPath);
const folder = app.getAppPath();
const devUrl = app.isPackaged ? undefined : process.env['PILOTLIGHT_DEV_URL'];
const devOrigin = devUrl === undefined ? null : new URL(devUrl).origin;

if (!app.commandLine.hasSwitch('user-data-dir')) {
  // What the development-only runtime writes stays apart from what a supported one relies on.
  const name = runtime.developmentOnly ? 'Pilotlight (development only)' : 'Pilotlight';
  app.setPath('userData', path.join(app.getPath('appData'), name));
}
const dataDir = path.join(app.getPath('userData'), 'data');
const workerFile = path.join(folder, 'out/main/worker.cjs');
const stateFile = path.join(app.getPath('userData'), 'window.json');
const log = createLog(path.join(app.getPath('userData'), 'logs'), Date.now);

process.on('uncaughtException', (problem) => lastResort('uncaught', problem));
process.on('unhandledRejection', (problem) => log.write('unhandled rejection', problem));

if (app.isPackaged && FORBIDDEN_SWITCHES.some((name) => app.commandLine.hasSwitch(name))) {
  process.stderr.write('debugging switches are refused in a packaged app\n');
  app.exit(2);
} else if (!app.requestSingleInstanceLock()) {
  app.quit();
} else {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
  if (runtime.developmentOnly) app.commandLine.appendSwitch('log-level', '3');
  // The view's garbage is small: room for more of it only keeps memory.
  app.commandLine.appendSwitch('js-flags', '--max-semi-space-size=2 --optimize-for-size');
  // Chromium's network service is allowed to fetch nothing but the app's own files (guard.ts; followers speak from their
  // threads): a process of its own would keep nothing apart, and costs 20 MB.
  if (devOrigin === null) {
    const features = app.commandLine.getSwitchValue('enable-features');
    app.commandLine.appendSwitch('enable-features', [features, 'NetworkServiceInProcess2'].filter(Boolean).join(','));
  }
  // Root has no Chromium sandbox to turn on (a container's tests); every window asks for its own in any case.
  if (!app.commandLine.hasSwitch('no-sandbox') && !process.env['ELECTRON_DISABLE_SANDBOX']) app.enableSandbox();
  nativeTheme.themeSource = loadWindowState(stateFile).theme;
  const warm = warmWorker(workerFile);
  guardContents({ devOrigin, onRefused: refused });
  void app
    .whenReady()
    .then(() => start(warm))
    .catch((problem: unknown) => lastResort('start', problem));
}

function refused(what: string, detail: string): void {
  log.write('refused', `${what} ${detail}`);
}

function systemLanguage(): Language {
  return app.getLocale().startsWith('en') ? 'en' : 'zh-CN';
}

/** The window first: its process starts and loads the page while the rest of this one is still being loaded. */
async function start(warm: Worker): Promise<void> {
  guardSession(session.defaultSession, { devOrigin, onRefused: refused });
  const view = tellWhenServed(viewHandler(path.join(folder, 'out/renderer')), SERVED_MS);
  protocol.handle(SCHEME, view.answer);
  const preload = path.join(folder, 'out/preload/index.cjs');
  const page = devUrl ?? START_PAGE;
  const window = openWindow({
    preload,
    address: page,
    stateFile,
    devTools: !app.isPackaged,
    onProblem: log.write,
    onGivenUp: () => giveUp(WORDS[systemLanguage()].viewFailed),
  });
  if (process.env['PILOTLIGHT_MARKS'] === '1') markFirstFigure(window);
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('window-all-closed', () => app.quit());

  // Bundled as a plain require: the bridge is registered before any message of the view can be taken.
  const { compose } = await import('./compose.ts');
  const language = systemLanguage();
  const served = devUrl === undefined ? view.served : Promise.resolve();
  await compose({
    window,
    warm,
    workerFile,
    preload,
    page,
    folder,
    dataDir,
    devOrigin,
    runtime,
    log,
    language,
    served,
  });
}

function lastResort(where: string, problem: unknown): void {
  log.write(where, problem);
  giveUp(WORDS[systemLanguage()].startFailed);
}

/** A person sees a sentence and where the log lies, never a stack. */
function giveUp(text: string): void {
  process.stderr.write(`${text} ${log.file}\n`);
  if (!app.commandLine.hasSwitch('self-check')) {
    dialog.showErrorBox('Pilotlight', `${text}\n${WORDS[systemLanguage()].logAt}${log.file}`);
  }
  app.exit(1);
}
