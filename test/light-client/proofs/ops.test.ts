import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { concatBytes, EMPTY } from '../../../light-client/codec/bytes.ts';
import { toHex } from '../../../light-client/codec/hex.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { verifyMembership } from '../../../light-client/proofs/ics23/chained.ts';
import { MAX_PROOF_BYTES } from '../../../light-client/proofs/ics23/decode.ts';
import { encodeCommitmentProof } from '../../../light-client/proofs/ics23/encode.ts';
import { proofLevels } from '../../../light-client/proofs/ics23/levels.ts';
import { applyInner, applyLeaf, doHash } from '../../../light-client/proofs/ics23/ops.ts';
import { guarded } from '../../../light-client/proofs/ics23/refusal.ts';
import { IAVL_SPEC } from '../../../light-client/proofs/ics23/specs.ts';
import { HASH, LENGTH, type LeafOp } from '../../../light-client/proofs/ics23/types.ts';
import { IavlTree } from '../../helpers/iavlTree.ts';

const { sha256 } = nobleSuite;
const DATA = toUtf8('eight operations');
const node = (name: string, data: Uint8Array = DATA): string => createHash(name).update(data).digest('hex');
const reason = (run: () => Uint8Array): unknown => {
  const result = guarded(() => {
    run();
  });
  return result.ok ? 'ok' : result.error.params['reason'];
};

describe('the operations of ICS-23', () => {
  test.each<[number, string]>([
    [HASH.sha256, node('sha256')],
    [HASH.sha512, node('sha512')],
    // Known answers made once with another implementation: this platform has neither Keccak nor a bitcoin hash.
    [HASH.ripemd160, node('ripemd160')],
    [HASH.bitcoin, node('ripemd160', createHash('sha256').update(DATA).digest())],
    [HASH.sha512_256, node('sha512-256')],
    [HASH.blake2b512, node('blake2b512')],
    [HASH.blake2s256, node('blake2s256')],
  ])('hash %i is the one of its number [PF-5]', (op, expected) => {
    expect(toHex(doHash(op, DATA, sha256, 'x'))).toBe(expected);
  });

  test('Keccak is the one from before SHA-3 [PF-5]', () => {
    // The published hash of nothing.
    expect(toHex(doHash(HASH.keccak256, EMPTY, sha256, 'x'))).toBe(
      'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
    );
  });

  test.each([HASH.none, HASH.blake3, 99, -1])('hash %i is none for a node [PF-5]', (op) => {
    expect(reason(() => doHash(op, DATA, sha256, 'x'))).toBe('unsupported-hash');
    expect(reason(() => applyInner({ hash: op, prefix: EMPTY, suffix: EMPTY }, DATA, sha256))).toBe('unsupported-hash');
  });

  const leaf = (length: number): LeafOp => ({
    hash: HASH.sha256,
    prehashKey: 0,
    prehashValue: 0,
    length,
    prefix: EMPTY,
  });
  const key = new Uint8Array(32).fill(1);
  const value = new Uint8Array(32).fill(2);

  test.each<[string, number, number[]]>([
    ['no length', LENGTH.none, []],
    ['a varint', LENGTH.varint, [32]],
    ['four bytes, big end first', LENGTH.fixed32Big, [0, 0, 0, 32]],
    ['four bytes, little end first', LENGTH.fixed32Little, [32, 0, 0, 0]],
    ['eight bytes, big end first', LENGTH.fixed64Big, [0, 0, 0, 0, 0, 0, 0, 32]],
    ['eight bytes, little end first', LENGTH.fixed64Little, [32, 0, 0, 0, 0, 0, 0, 0]],
    ['exactly 32 bytes without a length', LENGTH.require32, []],
  ])('writes %s [PF-5]', (_, op, length) => {
    const prefix = Uint8Array.from(length);
    expect(toHex(applyLeaf(leaf(op), key, value, sha256))).toBe(
      node('sha256', concatBytes(prefix, key, prefix, value)),
    );
  });

  test('writes long lengths in as many bytes as they need [PF-5]', () => {
    const long = new Uint8Array(300).fill(7);
    const varint = Uint8Array.of(0xac, 0x02);
    expect(toHex(applyLeaf(leaf(LENGTH.varint), long, long, sha256))).toBe(
      node('sha256', concatBytes(varint, long, varint, long)),
    );
    const big = Uint8Array.of(0, 0, 1, 44);
    expect(toHex(applyLeaf(leaf(LENGTH.fixed32Big), long, long, sha256))).toBe(
      node('sha256', concatBytes(big, long, big, long)),
    );
  });

  test.each<[string, number, Uint8Array, Uint8Array, string]>([
    ['a key of 31 bytes where 32 are asked', LENGTH.require32, key.slice(1), value, 'wrong-length'],
    [
      'a value of 33 bytes where 32 are asked',
      LENGTH.require32,
      key,
      concatBytes(value, value.slice(31)),
      'wrong-length',
    ],
    ['32 bytes where 64 are asked', LENGTH.require64, key, value, 'wrong-length'],
    ['an RLP length', LENGTH.varintRlp, key, value, 'unsupported-length'],
    ['an unknown length', 42, key, value, 'unsupported-length'],
    ['an empty key', LENGTH.none, EMPTY, value, 'empty-key'],
    ['an empty value', LENGTH.none, key, EMPTY, 'empty-value'],
  ])('refuses %s [PF-3] [PF-5]', (_, op, k, v, expected) => {
    expect(reason(() => applyLeaf(leaf(op), k, v, sha256))).toBe(expected);
  });

  test('takes 64 bytes where 64 are asked, and refuses an empty child [PF-5] [PF-9]', () => {
    const twice = concatBytes(key, value);
    expect(reason(() => applyLeaf(leaf(LENGTH.require64), twice, twice, sha256))).toBe('ok');
    expect(reason(() => applyInner({ hash: HASH.sha256, prefix: DATA, suffix: EMPTY }, EMPTY, sha256))).toBe(
      'empty-child',
    );
  });
});

describe('a chain of trees', () => {
  const tree = new IavlTree(['a', 'b', 'c'].map((name) => ({ key: toUtf8(name), value: toUtf8(`value of ${name}`) })));
  const exist = tree.exist(1);
  const proof = { kind: 'exist' as const, exist };
  const verdict = (change: object, root = tree.root): string => {
    const chain = { proofs: [proof], specs: [IAVL_SPEC], path: [toUtf8('b')], ...change };
    const result = verifyMembership(chain, root, toUtf8('value of b'), sha256);
    return result.ok ? 'ok' : `${result.error.code} ${result.error.params['reason']}`;
  };

  test('has as many proofs as specs and keys, and a root [PF-2] [PF-15]', () => {
    expect(verdict({})).toBe('ok');
    expect(verdict({ proofs: [] })).toMatch(/^bad-proof proof-count/);
    expect(verdict({ proofs: [proof, proof] })).toMatch(/^bad-proof proof-count/);
    expect(verdict({ specs: [] })).toMatch(/^bad-proof proof-count/);
    expect(verdict({ path: [toUtf8('b'), toUtf8('b')] })).toMatch(/^bad-proof proof-count/);
    expect(verdict({}, EMPTY)).toMatch(/^proof-root-mismatch/);
  });

  test('is encoded without what it does not have [PF-4]', () => {
    const { leaf: _, ...bare } = exist;
    expect(encodeCommitmentProof({ kind: 'exist', exist: bare }).length).toBeLessThan(
      encodeCommitmentProof(proof).length,
    );
    const alone = { kind: 'nonexist' as const, nonexist: { key: toUtf8('zz'), left: tree.exist(2) } };
    const right = { kind: 'nonexist' as const, nonexist: { key: toUtf8('A'), right: tree.exist(0) } };
    for (const one of [alone, right]) expect(encodeCommitmentProof(one).length).toBeLessThan(MAX_PROOF_BYTES);
    const shown = (given: Parameters<typeof proofLevels>[0]) => proofLevels(given, 'iavl', sha256).length;
    expect([shown(proof) > 1, shown(alone) > 1, shown({ kind: 'exist', exist: bare })]).toEqual([true, true, 0]);
    expect(shown({ kind: 'nonexist', nonexist: { key: toUtf8('q') } })).toBe(0);
  });
});
