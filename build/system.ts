/**
 * What the machine itself must have: libraries that the window needs, a virtual display and a browser for the tests.
 * Looked for as files (a few milliseconds); installed with apt where the user may do that without being asked anything,
 * otherwise named. Chinese text needs no system font: the app brings its own.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { isEntry } from './paths.ts';
import { capture } from './process.ts';

export type Purpose = 'window' | 'virtual-display' | 'browser-tests';

interface Need {
  readonly name: string;
  readonly present: () => boolean;
  /** Debian and Ubuntu names, the first that the machine's package lists know is taken. */
  readonly packages: readonly string[];
}

const LIBRARY_FOLDERS = [
  '/lib/x86_64-linux-gnu',
  '/usr/lib/x86_64-linux-gnu',
  '/lib/aarch64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/lib64',
  '/usr/lib',
  ...(process.env['LD_LIBRARY_PATH'] ?? '').split(':').filter((folder) => folder !== ''),
];

function library(soname: string, packages: readonly string[]): Need {
  return {
    name: soname,
    packages,
    present: () => LIBRARY_FOLDERS.some((folder) => existsSync(path.join(folder, soname))),
  };
}

const NEEDS: Readonly<Record<Purpose, readonly Need[]>> = {
  window: [
    library('libgtk-3.so.0', ['libgtk-3-0t64', 'libgtk-3-0']),
    library('libnss3.so', ['libnss3']),
    library('libasound.so.2', ['libasound2t64', 'libasound2']),
    library('libgbm.so.1', ['libgbm1']),
  ],
  'virtual-display': [{ name: 'Xvfb', packages: ['xvfb'], present: () => onPath('Xvfb') !== undefined }],
  'browser-tests': [{ name: 'Chromium', packages: ['chromium'], present: () => findChromium() !== undefined }],
};

function onPath(command: string): string | undefined {
  const folders = [
    ...(process.env['PATH'] ?? '').split(path.delimiter),
    '/usr/bin',
    '/usr/local/bin',
    '/sbin',
    '/usr/sbin',
  ];
  return folders.map((folder) => path.join(folder, command)).find((file) => path.isAbsolute(file) && existsSync(file));
}

/** A Chromium for the view's own tests: the one named in PILOTLIGHT_CHROMIUM, the system's, or one of Playwright's. */
export function findChromium(): string | undefined {
  const named = process.env['PILOTLIGHT_CHROMIUM'];
  if (named && existsSync(named)) return named;
  const system = ['chromium', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].map(onPath).find(Boolean);
  return system ?? playwrightChromium();
}

function playwrightChromium(): string | undefined {
  const cache =
    process.env['PLAYWRIGHT_BROWSERS_PATH'] ?? path.join(process.env['HOME'] ?? '/', '.cache/ms-playwright');
  if (!existsSync(cache)) return undefined;
  const inside = ['chrome-linux/chrome', 'chrome-linux64/chrome'];
  return readdirSync(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .flatMap((name) => inside.map((file) => path.join(cache, name, file)))
    .find(existsSync);
}

function missing(purposes: readonly Purpose[]): readonly Need[] {
  if (process.platform !== 'linux') return [];
  return purposes.flatMap((purpose) => NEEDS[purpose]).filter((need) => !need.present());
}

/** Makes sure that everything is there, or throws with what is missing and how it is installed. */
export async function ensureSystem(...purposes: Purpose[]): Promise<void> {
  const lacking = missing(purposes);
  if (lacking.length === 0) return;
  const apt = await privilegedApt();
  if (apt !== undefined) await install(apt, lacking);
  const still = missing(purposes);
  if (still.length === 0) return;
  const names = still.map(({ name }) => name).join(', ');
  const packages = still.map(({ packages }) => packages.at(-1)).join(' ');
  throw new Error(
    `this machine lacks: ${names}\n  Debian, Ubuntu: sudo apt-get install --no-install-recommends ${packages}\n` +
      '  elsewhere: the packages of the same libraries (GTK 3, NSS, ALSA, GBM), Xvfb, Chromium',
  );
}

/** apt-get as a command that asks nothing: as root, or through a sudo that wants no password. */
async function privilegedApt(): Promise<readonly string[] | undefined> {
  if (onPath('apt-get') === undefined) return undefined;
  if (process.getuid?.() === 0) return ['apt-get'];
  if (onPath('sudo') === undefined) return undefined;
  const { code } = await capture('sudo', ['-n', 'true']);
  return code === 0 ? ['sudo', '-n', 'apt-get'] : undefined;
}

async function install(apt: readonly string[], needs: readonly Need[]): Promise<void> {
  const [command, ...prefix] = apt as [string, ...string[]];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const lock = ['-o', 'DPkg::Lock::Timeout=300'];
  process.stderr.write(`[system] installing with apt: ${needs.map(({ name }) => name).join(', ')} ...\n`);
  // The lists of a fresh container are empty, so this comes first; where it fails, old lists may still do.
  await capture(command, [...prefix, ...lock, '-qq', 'update'], { env });
  const packages = await Promise.all(needs.map(knownPackage));
  const args = [...prefix, ...lock, '-qq', 'install', '-y', '--no-install-recommends', ...packages];
  const { code, output } = await capture(command, args, { env });
  if (code !== 0) process.stderr.write(`${output.trimEnd()}\n[system] apt-get ended with ${code}\n`);
}

async function knownPackage({ packages }: Need): Promise<string> {
  for (const name of packages) {
    const { code, output } = await capture('apt-cache', ['show', '--no-all-versions', name]);
    if (code === 0 && output.includes('Package:')) return name;
  }
  return packages.at(-1) as string;
}

if (isEntry(import.meta)) {
  const wanted = process.argv.slice(2) as Purpose[];
  try {
    await ensureSystem(...(wanted.length > 0 ? wanted : (Object.keys(NEEDS) as Purpose[])));
  } catch (error) {
    process.stderr.write(`[system] ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
