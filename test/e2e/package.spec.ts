import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { HEADLESS_SWITCHES } from '../../build/display.ts';
import { electronEnv, resolveElectron } from '../../build/electron-runtime.ts';
import { withUserData } from './app.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
test.describe.configure({ mode: 'serial' });

interface Run {
  readonly code: number | null;
  readonly output: string;
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv, limitMs: number): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}

function packageScript(...args: string[]): Promise<Run> {
  return run(process.execPath, ['build/run.mjs', 'build/package.ts', ...args], process.env, 240_000);
}

let executable = '';

test('makes an unpacked app, and its name says where it is for tests only', async () => {
  const { code, output } = await packageScript('--no-archive');
  expect(code, output).toBe(0);
  const folder = output.trim().split('\n').at(-1) as string;
  const { developmentOnly } = await resolveElectron();
  expect(folder.endsWith('-FOR-TESTS-ONLY')).toBe(developmentOnly);
  executable = path.join(folder, 'pilotlight');
  expect(existsSync(executable)).toBe(true);
  expect(await readdir(path.join(folder, 'resources'))).not.toContain('default_app.asar');
});

test('refuses a release made from the runtime that is for development and tests only', async () => {
  test.skip(!(await resolveElectron()).developmentOnly, 'the official runtime is in use here');
  const { code, output } = await packageScript('--release');
  expect(code).toBe(1);
  expect(output).toContain('no release can be made here');
});

test('the package starts, paints its window and follows fifteen chains to synced', async () => {
  const env = electronEnv(await resolveElectron());
  const { code, output } = await withUserData((userData) =>
    run(executable, [...HEADLESS_SWITCHES, `--user-data-dir=${userData}`, '--self-check'], env, 120_000),
  );
  const line = output.split('\n').find((text) => text.startsWith('self-check '));
  expect(line, output).toBeDefined();
  const report = JSON.parse((line as string).slice('self-check '.length)) as Record<string, unknown>;
  expect(report).toMatchObject({ packaged: true, chains: 15, synced: 15, problems: [] });
  expect(code).toBe(0);
});

for (const name of ['--remote-debugging-port=0', '--remote-debugging-pipe', '--inspect=0']) {
  test(`the package refuses ${name}`, async () => {
    const env = electronEnv(await resolveElectron());
    const { code, output } = await withUserData((userData) =>
      run(executable, [...HEADLESS_SWITCHES, `--user-data-dir=${userData}`, name], env, 30_000),
    );
    expect(output).toContain('debugging switches are refused');
    expect(code).toBe(2);
  });
}

test('every fuse of the package has the value that was chosen for it', async () => {
  const wire = await getCurrentFuseWire(executable);
  const expected: readonly (readonly [FuseV1Options, boolean])[] = [
    [FuseV1Options.RunAsNode, false],
    [FuseV1Options.EnableCookieEncryption, true],
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable, false],
    [FuseV1Options.EnableNodeCliInspectArguments, false],
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, false],
    [FuseV1Options.OnlyLoadAppFromAsar, true],
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, false],
    [FuseV1Options.GrantFileProtocolExtraPrivileges, false],
  ];
  for (const [fuse, on] of expected) {
    // An older runtime has fewer fuses; those it has must be set.
    if (wire[fuse] === undefined) continue;
    expect(wire[fuse], FuseV1Options[fuse]).toBe(on ? FuseState.ENABLE : FuseState.DISABLE);
  }
});
