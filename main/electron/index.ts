import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { app, type BrowserWindow, dialog, nativeTheme, protocol, session } from 'electron';
import { createApp } from '../app.ts';
import type { PilotlightApp } from '../appTypes.ts';
import type { Language, Settings } from '../contract/services.ts';
import { systemEnvironment } from '../sync/environment.ts';
import { warmWorker } from '../sync/pool.ts';
import { bridgeHandlers } from './bridge.ts';
import { forkUtility } from './demoFork.ts';
import { guardContents, guardSession } from './guard.ts';
import { registerBridge, sendPatch } from './ipc.ts';
import { createLog } from './log.ts';
import { markFirstFigure } from './marks.ts';
import { keepMenu, type MenuKeeper } from './menuKeeper.ts';
import { describeRuntime } from './runtime.ts';
import { isOwnAddress, SCHEME, START_PAGE, viewHandler } from './scheme.ts';
import { selfCheck } from './selfCheck.ts';
import { openWindow } from './window.ts';
import { loadWindowState } from './windowState.ts';
import { WORDS } from './words.ts';

const CLOSE_PATIENCE_MS = 4000;
/** In a packaged app these would hand every secret of the window to whoever can write a start menu entry. */
const FORBIDDEN_SWITCHES = ['remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-address', 'inspect'];

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
  // The view's garbage is small: a young generation of the default size only keeps memory.
  app.commandLine.appendSwitch('js-flags', '--max-semi-space-size=4');
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

async function start(warm: Worker): Promise<void> {
  guardSession(session.defaultSession, { devOrigin, onRefused: refused });
  protocol.handle(SCHEME, viewHandler(path.join(folder, 'out/renderer')));

  const network = app.commandLine.getSwitchValue('network');
  const starting = createApp({
    dataDir,
    appVersion: app.getVersion(),
    runtime,
    environment: systemEnvironment,
    workers: { kind: 'threads', file: workerFile, warm },
    forkDemo: forkUtility(path.join(folder, 'out/main/demo.cjs')),
    defaultLanguage: systemLanguage(),
    sampleFile: path.join(folder, 'out/main/sample.plev'),
    ...(network !== '' && { network: path.resolve(network) }),
  });

  let window: BrowserWindow;
  let menu: MenuKeeper | undefined;
  const onSettings = (settings: Settings): void => {
    nativeTheme.themeSource = settings.theme;
    menu?.update();
  };
  const handlers = bridgeHandlers({ app: starting, window: () => window, onSettings });
  registerBridge(handlers, {
    contents: () => (window.isDestroyed() ? null : window.webContents),
    isOwnAddress: (address) => isOwnAddress(address, devOrigin),
    onProblem: log.write,
  });
  window = openWindow({
    preload: path.join(folder, 'out/preload/index.cjs'),
    address: devUrl ?? START_PAGE,
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

  const pilotlight = await starting;
  closeBeforeQuit(pilotlight);
  onSettings(await pilotlight.settings());
  pilotlight.subscribe((patch) => sendPatch(window.webContents, patch, log.write));
  menu = keepMenu(pilotlight, window, {
    chooseNetwork: handlers.chooseNetworkPack,
    developmentOnly: runtime.developmentOnly,
    onProblem: log.write,
  });
  if (app.commandLine.hasSwitch('self-check')) await selfCheck(window, pilotlight);
}

/** Quitting waits until the store is closed, but never for long: everything verified is on disk already. */
function closeBeforeQuit(pilotlight: PilotlightApp): void {
  let closed = false;
  app.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    closed = true;
    const patience = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_PATIENCE_MS));
    void Promise.race([pilotlight.close(), patience])
      .catch((problem: unknown) => log.write('close', problem))
      .finally(() => app.quit());
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
