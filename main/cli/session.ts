import path from 'node:path';
import { createApp } from '../app.ts';
import type { PilotlightApp } from '../appTypes.ts';
import type { ChainView } from '../contract/chain.ts';
import type { AppPatch } from '../contract/figures.ts';
import type { Language } from '../contract/services.ts';
import { systemEnvironment } from '../sync/environment.ts';
import type { CliIo } from './io.ts';

export interface SessionOptions {
  readonly pack: string | undefined;
  readonly data: string | undefined;
  readonly language: Language;
}

/** The same services as behind the window, in a folder of their own: two processes never write one store by accident. */
export function openSession(io: CliIo, { pack, data, language }: SessionOptions): Promise<PilotlightApp> {
  return createApp({
    dataDir: path.resolve(data ?? defaultDataDir(io)),
    appVersion: io.version,
    runtime: { name: 'node', version: process.versions.node, developmentOnly: false },
    environment: systemEnvironment,
    workers: io.workerFile === undefined ? { kind: 'in-process' } : { kind: 'threads', file: io.workerFile },
    forkDemo: io.forkDemo,
    defaultLanguage: language,
    network: pack === undefined ? 'demo' : path.resolve(pack),
  });
}

export function defaultDataDir({ env, homeDir, platform }: CliIo): string {
  const base =
    platform === 'win32'
      ? (env['APPDATA'] ?? path.join(homeDir, 'AppData', 'Roaming'))
      : platform === 'darwin'
        ? path.join(homeDir, 'Library', 'Application Support')
        : (env['XDG_DATA_HOME'] ?? path.join(homeDir, '.local', 'share'));
  return path.join(base, 'pilotlight-terminal');
}

/** Resolves true once `condition` holds of what the app shows; false after `ms`, or on Ctrl-C. */
export function waitFor(
  app: PilotlightApp,
  condition: () => boolean,
  ms: number,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (reached: boolean): void => {
      clearTimeout(timer);
      unsubscribe();
      signal.removeEventListener('abort', stop);
      resolve(reached);
    };
    const stop = (): void => finish(false);
    const look = (_patch?: AppPatch): void => {
      if (condition()) finish(true);
    };
    const timer = setTimeout(stop, ms);
    const unsubscribe = app.subscribe(look);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    else look();
  });
}

/** Nothing more is to be expected of it in this run without a person. */
export function isSettled({ health }: ChainView): boolean {
  return health === 'synced' || health === 'halted' || health === 'expired';
}
