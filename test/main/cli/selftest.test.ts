import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { toHex } from '../../../light-client/codec/hex.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import { encodeCommitmentProof } from '../../../light-client/proofs/ics23/encode.ts';
import { runSelftest } from '../../../main/cli/selftest/index.ts';
import { IavlTree } from '../../helpers/iavlTree.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'selftest-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function folder(name: string, files: Readonly<Record<string, unknown>>): string {
  const at = path.join(root, name);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(at, file)), { recursive: true });
    writeFileSync(path.join(at, file), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return at;
}

async function run(...folders: string[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await runSelftest(folders, { write: (line) => lines.push(line) });
  return { code, lines };
}

const tree = new IavlTree([{ key: toUtf8('a'), value: toUtf8('1') }]);
const vector = {
  root: toHex(tree.root),
  proof: toHex(encodeCommitmentProof(tree.existence(0))),
  key: toHex(toUtf8('a')),
  value: toHex(toUtf8('1')),
};

test('finds a set by its name wherever it lies, and passes it [ST-1]', async () => {
  const at = folder('deep', { 'x/y/ics23/README.md': 'text', 'x/y/ics23/elsewhere/iavl/made_up.json': vector });
  for (const given of [at, path.join(at, 'x'), path.join(at, 'x/y/ics23')]) {
    const { code, lines } = await run(given);
    expect(code).toBe(0);
    expect(lines).toEqual(['ics23: 1 passed, 0 failed, 0 skipped', '1 passed, 0 failed, 0 skipped']);
  }
});

test('prints every failed case with expected and got, and ends with 1 [ST-2]', async () => {
  const bad = { ...vector, value: toHex(toUtf8('2')) };
  const { code, lines } = await run(folder('bad', { 'ics23/iavl/bad.json': bad, 'ics23/iavl/good.json': vector }));
  expect(code).toBe(1);
  expect(lines).toEqual([
    'FAILED ics23: iavl/bad.json: expected valid, got invalid (proof-value-mismatch: not-existence, proof)',
    'ics23: 1 passed, 1 failed, 0 skipped',
    '1 passed, 1 failed, 0 skipped',
  ]);
});

test('skips folders of families that are not implemented, with a reason [ST-3]', async () => {
  const { code, lines } = await run(folder('other', { 'fabric/a.json': {}, 'fabric/b/c.json': {} }));
  expect(code).toBe(0);
  expect(lines).toEqual([
    'fabric: skipped (Hyperledger Fabric is not implemented yet), 2 files',
    '0 passed, 0 failed, 1 skipped',
  ]);
});

test.each([
  ['a set with no case in it', { 'keys/README.md': 'empty' }, /^BROKEN keys/],
  ['a set that cannot be read', { 'hashing/merkle.json': '{"cases": [' }, /^BROKEN hashing/],
  ['no known set at all', { 'notes/a.json': {} }, /no known conformance set/],
])('ends with 1 for %s [ST-4]', async (name, files, line) => {
  const { code, lines } = await run(folder(`broken ${name}`, files));
  expect(code).toBe(1);
  expect(lines.some((text) => line.test(text))).toBe(true);
  expect(lines.at(-1)).toMatch(/^\d+ passed, \d+ failed, \d+ skipped$/);
});

test('ends with 1 for a folder that does not exist, and without any folder [ST-4]', async () => {
  expect((await run(path.join(root, 'nowhere'))).code).toBe(1);
  expect((await run()).code).toBe(1);
});
