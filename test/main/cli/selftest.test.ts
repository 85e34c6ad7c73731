import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { toHex } from '../../../light-client/codec/hex.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import { bytes32, SM2_ORDER, Sm2Point, sm2Digest } from '../../../light-client/crypto/sm2.ts';
import { encodeCommitmentProof } from '../../../light-client/proofs/ics23/encode.ts';
import { runSelftest } from '../../../main/cli/selftest/index.ts';
import { signatureWith } from '../../../main/programme/trust/sm2Sign.ts';
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

test('judges SM3 and SM2 under any identity, and skips what no verifier reads, file by file [ST-1] [ST-3]', async () => {
  const [secret, message] = [7n, toUtf8('a vote')];
  const key = Sm2Point.BASE.multiply(secret).toBytes(false);
  const signed = (e: bigint) => {
    const signature = toHex(signatureWith(secret, e % SM2_ORDER, 12345n) ?? new Uint8Array(0));
    return { publicKey: toHex(key), e: toHex(bytes32(e)), r: signature.slice(0, 64), s: signature.slice(64) };
  };
  const under = (identity: string) => ({
    ...signed(sm2Digest(key, message, toUtf8(identity))),
    ...{ message: toHex(message), uid: toHex(toUtf8(identity)), valid: true },
  });
  const [standard, other] = [under('1234567812345678'), under('ALICE')];
  const sm2 = [
    { name: 'standard', ...standard },
    { name: 'other', ...other },
    { name: 'wrong identity', ...other, uid: standard.uid, valid: false },
    { name: 'r beyond 32 bytes', ...standard, r: `0${standard.r}`, valid: false },
    { name: 'a digest', ...signed(5n), messageIsDigest: true, valid: true },
    { name: 'another digest', ...signed(5n), e: '06', messageIsDigest: true, valid: false },
  ];
  const abc = '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0';
  const texts = (output: string) =>
    `Title = T\n\nDigest = SM3\nInput = 616263\nOutput = ${output}\n\nDigest = MD5\nInput = ""\n`;
  const files = {
    'guomi/sm2-verify.json': { cases: sm2 },
    'guomi/sm3.json': { cases: [{ message: '616263', digest: abc }] },
    'guomi/up/evpmd_sm3.txt': texts(abc.toUpperCase()),
    ...{
      'guomi/sm2-der.json': {},
      'guomi/up/evpmac_sm3.txt': '',
      'guomi/x/sm4_gcm_test.json': {},
      'guomi/new.json': {},
    },
  };
  const { code, lines } = await run(folder('national', files));
  expect(code).toBe(0);
  // Of each good signature: itself, what is signed, and whether it would be a validator's.
  expect(lines).toEqual([
    'skipped guomi: 1 x no rule is known for this file',
    'skipped guomi: 1 x SM2 signatures in DER belong to certificates and families that are not implemented',
    'skipped guomi: 2 x SM4 and HMAC-SM3 are in no rule of a verifier',
    'guomi: 12 passed, 0 failed, 4 skipped',
    '12 passed, 0 failed, 4 skipped',
  ]);
  const bad = { 'guomi/sm3.txt': texts('00'), 'guomi/sm2-verify.json': { cases: [{ ...sm2[2], valid: true }] } };
  const refused = await run(folder('national, bad', bad));
  expect([refused.code, refused.lines.at(-1)]).toEqual([1, '0 passed, 4 failed, 0 skipped']);
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
