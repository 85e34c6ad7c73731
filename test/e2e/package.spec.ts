import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { HEADLESS_SWITCHES } from '../../build/display.ts';
import { electronEnv, resolveElectron } from '../../build/electron-runtime.ts';
import { withUserData } from './app.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

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

let folder = '';
let executable = '';

test.beforeAll(async () => {
  const { code, output } = await packageScript('--no-archive');
  expect(code, output).toBe(0);
  folder = output.trim().split('\n').at(-1) as string;
  executable = path.join(folder, 'pilotlight');
});

test('makes an unpacked app, and its name says where it is for tests only', async () => {
  const { developmentOnly } = await resolveElectron();
  expect(folder.endsWith('-FOR-TESTS-ONLY')).toBe(developmentOnly);
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
    run(executable, [...HEADLESS_SWITCHES, `--user-data-dir=${userData}`, '--self-check'], env, 240_000),
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

/** In the order in which they lie in the binary; false: off. */
const FUSES: readonly (readonly [name: string, on: boolean])[] = [
  ['run as Node', false],
  ['cookie encryption', true],
  ['NODE_OPTIONS', false],
  ['inspect switches', false],
  ['archive integrity', false],
  ['only from the archive', true],
  ['own V8 snapshot', false],
  ['rights over files', false],
];

test('every fuse of the package has the value that was chosen for it', async () => {
  const binary = await readFile(executable);
  const sentinel = binary.indexOf('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
  expect(sentinel).toBeGreaterThan(0);
  const wire = sentinel + 32;
  // One byte for the version of the wire, one for its length; an older runtime has fewer fuses.
  expect(binary[wire]).toBe(1);
  const length = binary[wire + 1] as number;
  const states = [...binary.subarray(wire + 2, wire + 2 + length)].map((state) => String.fromCharCode(state));
  expect(length).toBeGreaterThanOrEqual(6);
  const found = FUSES.slice(0, length).map(([name], at) => [name, states[at] === '1']);
  expect(found).toEqual(FUSES.slice(0, length));
});
