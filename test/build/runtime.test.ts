import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { packAsar } from '../../build/asar.ts';
import { electronEnv, findElectron } from '../../build/electron-runtime.ts';
import { describeRuntime } from '../../main/electron/runtime.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'runtime-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function layOut(version: string, marked: boolean): void {
  mkdirSync(path.join(folder, 'Electron.app/Contents/MacOS'), { recursive: true });
  for (const name of ['electron', 'electron.exe', 'Electron.app/Contents/MacOS/Electron']) {
    writeFileSync(path.join(folder, name), '');
  }
  writeFileSync(path.join(folder, 'version'), `v${version}\n`);
  if (marked) writeFileSync(path.join(folder, 'DEVELOPMENT-AND-TESTS-ONLY'), '');
}

describe('the runtime that was named', () => {
  it('is taken as it is', async () => {
    layOut('45.4.1', false);
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder);
    expect(await findElectron({ fetch: false })).toMatchObject({
      source: 'override',
      version: '45.4.1',
      dist: folder,
      developmentOnly: false,
    });
  });

  it('keeps its mark, so that no release is made from it', async () => {
    layOut('25.1.1', true);
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder);
    expect(await findElectron({ fetch: false })).toMatchObject({ source: 'override', developmentOnly: true });
  });

  it('is an error where nothing lies there, not a reason to take another', async () => {
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', path.join(folder, 'nothing'));
    await expect(findElectron({ fetch: false })).rejects.toThrow('no Electron lies there');
  });
});

it('children that start Electron get its folder, and never run it as plain Node', () => {
  const runtime = { source: 'override', version: '45.4.1', dist: '/dist', executable: '/dist/electron' } as const;
  const env = electronEnv({ ...runtime, developmentOnly: false }, { ELECTRON_RUN_AS_NODE: '1', KEEP: 'this' });
  expect(env).toMatchObject({ ELECTRON_OVERRIDE_DIST_PATH: '/dist', KEEP: 'this' });
  expect(env).not.toHaveProperty('ELECTRON_RUN_AS_NODE');
});

it.each([
  ['45.4.1', false, false],
  ['43.0.0', false, false],
  ['42.9.9', false, true],
  ['25.1.1', false, true],
  ['45.4.1', true, true],
  ['nonsense', false, true],
])('version %s with the mark %s counts as for development only: %s', (version, marked, developmentOnly) => {
  layOut(version, marked);
  expect(describeRuntime(version, path.join(folder, 'electron'))).toEqual({
    name: 'Electron',
    version,
    developmentOnly,
  });
});

it('packs an archive whose index leads to every byte of every file', () => {
  const files = { 'package.json': '{"main":"a.js"}', 'a.js': 'console.log("中")', empty: '' };
  const archive = packAsar(files);
  const indexLength = archive.readUInt32LE(12);
  const index = JSON.parse(archive.toString('utf8', 16, 16 + indexLength)) as {
    files: Record<string, { size: number; offset: string }>;
  };
  const start = 8 + archive.readUInt32LE(4);
  const read = Object.entries(index.files).map(([name, { size, offset }]) => {
    const from = start + Number(offset);
    return [name, archive.toString('utf8', from, from + size)];
  });
  expect(Object.fromEntries(read)).toEqual(files);
});
