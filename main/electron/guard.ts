import path from 'node:path';
import { app, type Session, type WebContents } from 'electron';
import { isOwnAddress, ORIGIN } from './scheme.ts';

export interface GuardOptions {
  /** Only when the view is served by the development server. */
  readonly devOrigin: string | null;
  readonly onRefused: (what: string, detail: string) => void;
}

/** Everything that a session could grant is refused, and nothing leaves for the network. */
export function guardSession(session: Session, { devOrigin, onRefused }: GuardOptions): void {
  session.setPermissionRequestHandler((_contents, permission, decide) => {
    onRefused('permission', permission);
    decide(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event, item) => {
    const url = item.getURL();
    // A table that the view made itself may be kept: the system then asks the person where.
    if (url.startsWith(`blob:${devOrigin ?? ORIGIN}/`) && item.hasUserGesture()) {
      item.setSaveDialogOptions({ defaultPath: path.basename(item.getFilename()) });
      return;
    }
    event.preventDefault();
    onRefused('download', url.slice(0, 200));
  });
  const devSocket = devOrigin?.replace(/^http/, 'ws');
  session.webRequest.onBeforeRequest((details, decide) => {
    const { url } = details;
    const allowed =
      isOwnAddress(url, devOrigin) ||
      (devSocket !== undefined && url.startsWith(`${devSocket}/`)) ||
      (!app.isPackaged && url.startsWith('devtools://'));
    if (!allowed) onRefused('request', url.slice(0, 200));
    decide({ cancel: !allowed });
  });
}

/** Holds for every page that this process ever makes, wherever it comes from. */
export function guardContents({ devOrigin, onRefused }: GuardOptions): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.setWindowOpenHandler(({ url }) => {
      onRefused('window', url.slice(0, 200));
      return { action: 'deny' };
    });
    contents.on('will-navigate', (event, url) => {
      // A reload is a navigation to where one is already.
      if (isOwnAddress(url, devOrigin) && sameDocument(url, contents.getURL())) return;
      event.preventDefault();
      onRefused('navigation', url.slice(0, 200));
    });
    contents.on('will-redirect', (event, url) => {
      event.preventDefault();
      onRefused('redirect', url.slice(0, 200));
    });
    contents.on('will-frame-navigate', (event) => {
      if (event.isMainFrame) return;
      event.preventDefault();
      onRefused('frame', event.url.slice(0, 200));
    });
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
      onRefused('webview', '');
    });
  });
}

function sameDocument(a: string, b: string): boolean {
  const strip = (url: string): string => url.split('#')[0] as string;
  return strip(a) === strip(b);
}
