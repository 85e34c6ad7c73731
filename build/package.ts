/**
 * `npm run package`: an unpacked app and an archive of it in release/.
 *
 * From the official runtime they are called pilotlight-<version>-<platform>-<arch>; from the development-only one the
 * names say that they are for tests, and `--release` refuses to make them at all.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildParts } from './build.ts';
import { announce, electronEnv, resolveElectron } from './electron-runtime.ts';
import { fromRoot, isEntry } from './paths.ts';
import { capture, withBin } from './process.ts';

export interface Packaged {
  readonly folder: string;
  readonly executable: string;
  readonly archive: string | undefined;
}

export async function packageApp(options: { readonly release: boolean; readonly archive: boolean }): Promise<Packaged> {
  const runtime = await resolveElectron();
  announce(runtime);
  if (runtime.developmentOnly && options.release) {
    throw new Error('no release can be made here: the only Electron on this machine is for development and tests');
  }
  await buildParts();

  const { version } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8')) as { version: string };
  const suffix = runtime.developmentOnly ? '-FOR-TESTS-ONLY' : '';
  const name = `pilotlight-${version}-${process.platform}-${process.arch}${suffix}`;
  const release = fromRoot('release');
  for (const old of existsSync(release) ? readdirSync(release) : []) {
    if (/unpacked$|^mac/.test(old)) rmSync(path.join(release, old), { recursive: true, force: true });
  }

  const env = withBin(electronEnv(runtime));
  if (runtime.developmentOnly) env['PACKAGE_FOR_TESTS'] = '1';
  const builder = fromRoot('node_modules/electron-builder/cli.js');
  const args = [builder, '--dir', '--config', 'electron-builder.config.cjs'];
  const { code, output } = await capture(process.execPath, args, { env });
  if (code !== 0) throw new Error(`electron-builder ended with ${code}\n${output}`);

  const made = readdirSync(release).find((entry) => /unpacked$|^mac/.test(entry));
  if (made === undefined) throw new Error(`electron-builder made no app\n${output}`);
  const folder = path.join(release, name);
  rmSync(folder, { recursive: true, force: true });
  renameSync(path.join(release, made), folder);
  const archive = options.archive ? await archiveOf(release, name) : undefined;
  return { folder, executable: executableIn(folder), archive };
}

/** gzip at its fastest: the folder is mostly code that packs well at any level, and people wait for this. */
async function archiveOf(release: string, name: string): Promise<string> {
  const archive = path.join(release, `${name}.tar.gz`);
  rmSync(archive, { force: true });
  const { code, output } = await capture('tar', ['-czf', archive, '-C', release, name], {
    env: { ...process.env, GZIP: '-1' },
  });
  if (code !== 0) throw new Error(`tar ended with ${code}\n${output}`);
  return archive;
}

function executableIn(folder: string): string {
  if (process.platform === 'win32') return path.join(folder, 'Pilotlight.exe');
  if (process.platform === 'darwin') return path.join(folder, 'Pilotlight.app/Contents/MacOS/Pilotlight');
  return path.join(folder, 'pilotlight');
}

if (isEntry(import.meta)) {
  try {
    const args = process.argv.slice(2);
    const made = await packageApp({ release: args.includes('--release'), archive: !args.includes('--no-archive') });
    process.stdout.write(`${made.folder}\n${made.archive === undefined ? '' : `${made.archive}\n`}`);
  } catch (error) {
    process.stderr.write(`[package] ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
