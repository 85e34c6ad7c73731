import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { app, type BrowserWindow, nativeTheme } from 'electron';
import { createApp } from '../app.ts';
import type { AppOptions, PilotlightApp } from '../appTypes.ts';
import type { Language, Settings } from '../contract/services.ts';
import { systemEnvironment } from '../sync/environment.ts';
import { bridgeHandlers } from './bridge.ts';
import { forkUtility } from './demoFork.ts';
import { registerBridge, sendPatch } from './ipc.ts';
import { systemKeeper } from './keychain.ts';
import type { Log } from './log.ts';
import { keepMenu, type MenuKeeper } from './menuKeeper.ts';
import { officeHandlers } from './officeBridge.ts';
import { createPrinter } from './printer.ts';
import { isOwnAddress } from './scheme.ts';
import { selfCheck } from './selfCheck.ts';

export interface Composition {
  readonly window: BrowserWindow;
  readonly warm: Worker;
  readonly workerFile: string;
  readonly preload: string;
  /** Where the view is loaded from. */
  readonly page: string;
  /** Of the app: package.json lies in it. */
  readonly folder: string;
  readonly dataDir: string;
  readonly devOrigin: string | null;
  readonly runtime: AppOptions['runtime'];
  readonly log: Log;
  readonly language: Language;
  /** The view has got its page. */
  readonly served: Promise<void>;
}

const CLOSE_PATIENCE_MS = 4000;
/** From handing the view its first picture to its being painted, charts and fonts included. */
const PAINTING_MS = 400;

/** Everything behind the window, which is open already. */
export async function compose(composition: Composition): Promise<void> {
  const { window, folder, devOrigin, log } = composition;
  const network = app.commandLine.getSwitchValue('network');
  let onShown: () => void = () => {};
  const shown = new Promise<void>((resolve) => {
    onShown = resolve;
  });
  const starting = composition.served.then(() =>
    createApp({
      dataDir: composition.dataDir,
      appVersion: app.getVersion(),
      runtime: composition.runtime,
      environment: systemEnvironment,
      workers: { kind: 'threads', file: composition.workerFile, warm: composition.warm },
      office: { kind: 'thread', file: path.join(folder, 'out/main/office.cjs'), keeper: systemKeeper() },
      forkDemo: forkUtility(path.join(folder, 'out/main/demo.cjs')),
      defaultLanguage: composition.language,
      sampleFile: path.join(folder, 'out/main/sample.plev'),
      shown,
      ...(network !== '' && { network: path.resolve(network) }),
    }),
  );

  let menu: MenuKeeper | undefined;
  const onSettings = (settings: Settings): void => {
    nativeTheme.themeSource = settings.theme;
    menu?.update();
  };
  const printer = createPrinter({ preload: composition.preload, page: composition.page });
  const onDecision = (what: string): void => log.write('decision', what);
  const context = { app: starting, window: () => window, onSettings, onDecision };
  const handlers = { ...bridgeHandlers(context), ...officeHandlers({ ...context, printer }) };
  const snapshot: typeof handlers.snapshot = async () => {
    const picture = await handlers.snapshot();
    setTimeout(onShown, PAINTING_MS);
    return picture;
  };
  registerBridge(
    { ...handlers, snapshot },
    {
      contents: () =>
        [window, printer.window()].flatMap((each) => (each === null || each.isDestroyed() ? [] : each.webContents)),
      isOwnAddress: (address) => isOwnAddress(address, devOrigin),
      onProblem: log.write,
    },
  );

  const pilotlight = await starting;
  closeBeforeQuit(pilotlight, log);
  onSettings(await pilotlight.settings());
  pilotlight.subscribe((patch) => sendPatch(window.webContents, patch, log.write));
  menu = keepMenu(pilotlight, window, {
    chooseNetwork: handlers.chooseNetworkPack,
    developmentOnly: composition.runtime.developmentOnly,
    onProblem: log.write,
  });
  if (app.commandLine.hasSwitch('self-check')) await selfCheck(window, pilotlight);
}

/** Quitting waits until the store is closed, but never for long: everything verified is on disk already. */
function closeBeforeQuit(pilotlight: PilotlightApp, log: Log): void {
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
