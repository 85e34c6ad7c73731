import { BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme, screen } from 'electron';
import { isReachable, loadWindowState, saveWindowState, type WindowState } from './windowState.ts';

export interface WindowOptions {
  readonly preload: string;
  readonly address: string;
  readonly stateFile: string;
  readonly devTools: boolean;
  readonly onProblem: (where: string, problem: unknown) => void;
  /** The view died again and again: reloading it any more would only flicker. */
  readonly onGivenUp: () => void;
}

/** The colours of the page behind everything, as in renderer/theme/tokens.css. */
const PAPER = { light: '#f4f5f7', dark: '#10161c' } as const;
const SAVE_AFTER_MS = 500;
const MAX_RELOADS = 3;
const RELOAD_WINDOW_MS = 60_000;

export function paperColour(): string {
  return nativeTheme.shouldUseDarkColors ? PAPER.dark : PAPER.light;
}

export function openWindow(options: WindowOptions): BrowserWindow {
  const remembered = loadWindowState(options.stateFile);
  const { bounds } = remembered;
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
  const place: BrowserWindowConstructorOptions =
    bounds !== null && isReachable(bounds, screens) ? bounds : { width: 1440, height: 900 };

  const window = new BrowserWindow({
    ...place,
    minWidth: 1180,
    minHeight: 720,
    show: false,
    backgroundColor: paperColour(),
    title: 'Pilotlight',
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: options.devTools,
    },
  });
  if (remembered.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('page-title-updated', (event) => event.preventDefault());
  rememberState(window, options);
  reloadAfterCrash(window, options);
  void window.loadURL(options.address).catch((problem: unknown) => options.onProblem('load', problem));
  return window;
}

function rememberState(window: BrowserWindow, { stateFile, onProblem }: WindowOptions): void {
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (window.isDestroyed()) return;
    const state: WindowState = {
      version: 1,
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
      theme: nativeTheme.themeSource,
    };
    try {
      saveWindowState(stateFile, state);
    } catch (problem) {
      onProblem('window state', problem);
    }
  };
  const later = (): void => {
    timer ??= setTimeout(save, SAVE_AFTER_MS);
  };
  window.on('resize', later);
  window.on('move', later);
  window.on('close', save);
  const recolour = (): void => {
    if (window.isDestroyed()) return;
    window.setBackgroundColor(paperColour());
    later();
  };
  nativeTheme.on('updated', recolour);
  window.once('closed', () => {
    clearTimeout(timer);
    nativeTheme.off('updated', recolour);
  });
}

function reloadAfterCrash(window: BrowserWindow, { onProblem, onGivenUp }: WindowOptions): void {
  const times: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    onProblem('view', `process gone: ${reason} (${exitCode})`);
    const now = performance.now();
    while (times[0] !== undefined && now - times[0] > RELOAD_WINDOW_MS) times.shift();
    times.push(now);
    if (times.length > MAX_RELOADS) onGivenUp();
    else window.webContents.reload();
  });
  window.on('unresponsive', () => onProblem('view', 'does not answer'));
}
