import { sha256, sha512 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, EMPTY } from '../../../light-client/codec/bytes.ts';
import { field } from '../../../light-client/codec/protobuf.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import type { Result } from '../../../light-client/core/errors.ts';
import {
  decodeCommitmentProof,
  decodeMerkleProof,
  MAX_PROOF_BYTES,
} from '../../../light-client/proofs/ics23/decode.ts';
import { encodeCommitmentProof } from '../../../light-client/proofs/ics23/encode.ts';
import { applyInner, applyLeaf } from '../../../light-client/proofs/ics23/ops.ts';
import { guarded } from '../../../light-client/proofs/ics23/refusal.ts';
import { IAVL_SPEC, TENDERMINT_SPEC } from '../../../light-client/proofs/ics23/specs.ts';
import type {
  CommitmentProof,
  ExistenceProof,
  InnerOp,
  LeafOp,
  ProofSpec,
} from '../../../light-client/proofs/ics23/types.ts';
import { verifyExistence, verifyNonExistence } from '../../../light-client/proofs/ics23/verify.ts';
import { IavlTree } from '../../helpers/iavlTree.ts';

const entry = (key: string, value: string) => ({ key: toUtf8(key), value: toUtf8(value) });
const tree = new IavlTree(['a', 'c', 'e', 'g', 'i'].map((key) => entry(key, `value of ${key}`)));
const C = entry('c', 'value of c');

function outcome(result: Result<unknown>): string {
  return result.ok ? 'ok' : [result.error.code, result.error.params['reason']].filter(Boolean).join(' ');
}

function exists(proof: CommitmentProof, root = tree.root, spec: ProofSpec = IAVL_SPEC, { key, value } = C): string {
  return outcome(verifyExistence(proof, spec, root, key, value));
}

function absent(proof: CommitmentProof, key = 'd', root = tree.root, spec: ProofSpec = IAVL_SPEC): string {
  return outcome(verifyNonExistence(proof, spec, root, toUtf8(key)));
}

/** Root over whatever operations the proof has, so that only the rule under test can refuse it. */
function rootOf(proof: ExistenceProof): Uint8Array {
  let hash = applyLeaf(proof.leaf as LeafOp, proof.key, proof.value, sha256);
  for (const op of proof.path) hash = applyInner(op, hash, sha256);
  return hash;
}

/** The honest proof of `c` with its leaf or its first inner step replaced, under the root it then leads to. */
function spoiled(change: { leaf?: Partial<LeafOp>; inner?: Partial<InnerOp> }, spec: ProofSpec = IAVL_SPEC): string {
  const honest = tree.exist(1);
  const leaf = { ...(honest.leaf as LeafOp), ...change.leaf };
  const path = honest.path.map((op, i) => (i === 0 ? { ...op, ...change.inner } : op));
  const exist = { ...honest, leaf, path };
  return exists({ kind: 'exist', exist }, rootOf(exist), spec);
}

const first = tree.exist(1).path[0] as InnerOp;
const version = Uint8Array.of(2);
const length = Uint8Array.of(32);
const child = sha256(toUtf8('some other node'));

describe('existence', () => {
  test('accepts every honest proof of a tree, decoded from its own encoding [PF-1]', () => {
    for (let i = 0; i < tree.entries.length; i++) {
      const decoded = decodeCommitmentProof(encodeCommitmentProof(tree.existence(i)));
      expect(decoded.ok && exists(decoded.value, tree.root, IAVL_SPEC, tree.entries[i])).toBe('ok');
    }
  });

  test('accepts a tree of one leaf, which has no inner steps [PF-1]', () => {
    const single = new IavlTree([C]);
    expect(exists(single.existence(0), single.root)).toBe('ok');
  });

  test.each([
    ['the value', entry('c', 'value of d'), tree.root, 'proof-value-mismatch not-existence'],
    ['the key', entry('d', 'value of c'), tree.root, 'proof-key-mismatch not-existence'],
    ['the root', C, sha256(tree.root), 'proof-root-mismatch not-existence'],
    ['an empty root', C, EMPTY, 'proof-root-mismatch not-existence'],
    ['an empty value', entry('c', ''), tree.root, 'bad-proof empty-value'],
  ])('refuses a proof when %s differs from what was asked [PF-2]', (_, asked, root, expected) => {
    expect(exists(tree.existence(1), root, IAVL_SPEC, asked)).toBe(expected);
  });

  test('refuses an absence proof offered as existence, and the other way round [PF-2]', () => {
    expect(exists(tree.absence(1, toUtf8('d')))).toBe('bad-proof not-existence');
    expect(absent(tree.existence(1), 'c')).toBe('bad-proof not-absence');
  });

  test('refuses an empty value inside a proof [PF-3]', () => {
    const exist = { ...tree.exist(1), value: EMPTY };
    expect(exists({ kind: 'exist', exist }, tree.root, IAVL_SPEC, { key: C.key, value: EMPTY })).toBe(
      'bad-proof empty-value',
    );
  });

  test('refuses a proof without a leaf [PF-4]', () => {
    const { key, value, path } = tree.exist(1);
    expect(exists({ kind: 'exist', exist: { key, value, path } })).toBe('bad-proof no-leaf');
  });

  test.each<[string, Parameters<typeof spoiled>[0], string]>([
    ['another leaf hash', { leaf: { hash: 2 } }, 'leaf-hash'],
    ['a prehashed key', { leaf: { prehashKey: 1 } }, 'leaf-prehash-key'],
    ['a value that is not prehashed', { leaf: { prehashValue: 0 } }, 'leaf-prehash-value'],
    ['no length prefix', { leaf: { length: 0 } }, 'leaf-length'],
    ['a leaf prefix of another kind', { leaf: { prefix: Uint8Array.of(2, 2, 2) } }, 'leaf-prefix'],
    ['a leaf prefix that swallows part of a key', { leaf: { prefix: Uint8Array.of(0, 2, 2, 1, 99) } }, 'iavl-leaf'],
    ['a leaf of size 2', { leaf: { prefix: Uint8Array.of(0, 4, 2) } }, 'iavl-leaf'],
    ['a leaf prefix that ends early', { leaf: { prefix: Uint8Array.of(0, 2) } }, 'iavl-prefix'],
    ['another inner hash', { inner: { hash: 2 } }, 'inner-hash'],
    ['an inner step with the leaf prefix', { inner: { prefix: Uint8Array.of(0, 2, 2, 32) } }, 'inner-has-leaf-prefix'],
    ['a prefix below the minimum', { inner: { prefix: Uint8Array.of(2, 4, 2) } }, 'inner-prefix-length'],
    ['a prefix above the maximum', { inner: { prefix: new Uint8Array(46).fill(2) } }, 'inner-prefix-length'],
    ['a suffix that is no whole child', { inner: { suffix: new Uint8Array(32) } }, 'inner-suffix'],
    ['a suffix of two children', { inner: { suffix: new Uint8Array(66) } }, 'inner-suffix'],
    ['height 0 at layer 1', { inner: { prefix: Uint8Array.of(0x80, 0, 4, 2, 32) } }, 'iavl-prefix'],
    ['a negative size', { inner: { prefix: Uint8Array.of(2, 3, 2, 32) } }, 'iavl-prefix'],
    [
      'a number beyond 64 bits',
      { inner: { prefix: concatBytes(Uint8Array.of(2), new Uint8Array(9).fill(254), Uint8Array.of(2, 2)) } },
      'iavl-prefix',
    ],
    ['two bytes after the version', { inner: { prefix: Uint8Array.of(2, 4, 2, 32, 32) } }, 'iavl-remainder'],
    [
      'children on both sides',
      {
        inner: {
          prefix: concatBytes(Uint8Array.of(2, 4), version, length, child, length),
          suffix: first.suffix.length > 0 ? first.suffix : concatBytes(length, child),
        },
      },
      'iavl-remainder',
    ],
  ])('refuses %s even where the hashes fit [PF-5]', (_, change, reason) => {
    expect(spoiled(change)).toBe(`bad-proof ${reason}`);
  });

  test('refuses an inner node whose height is below its layer [PF-5]', () => {
    const honest = tree.exist(0);
    const low = {
      ...(honest.path[1] as InnerOp),
      prefix: concatBytes(Uint8Array.of(2), (honest.path[1] as InnerOp).prefix.subarray(1)),
    };
    const exist = { ...honest, path: [honest.path[0] as InnerOp, low, ...honest.path.slice(2)] };
    expect(exists({ kind: 'exist', exist }, rootOf(exist), IAVL_SPEC, exist)).toBe('bad-proof iavl-height');
  });

  test('keeps the extra rules for a copy of the IAVL spec with other depth limits [PF-6]', () => {
    const copy = { ...IAVL_SPEC, maxDepth: 40 };
    expect(spoiled({ leaf: { prefix: Uint8Array.of(0, 2, 2, 1, 99) } }, copy)).toBe('bad-proof iavl-leaf');
    expect(exists(tree.existence(1), tree.root, copy)).toBe('ok');
  });

  test('refuses a path deeper or shallower than the spec allows [PF-7]', () => {
    expect(exists(tree.existence(1), tree.root, { ...IAVL_SPEC, maxDepth: 1 })).toBe('bad-proof too-deep');
    expect(exists(tree.existence(1), tree.root, { ...IAVL_SPEC, minDepth: 9 })).toBe('bad-proof too-shallow');
  });

  test('refuses the Tendermint prefix rules broken in either way [PF-8]', () => {
    const leaf = { hash: 1, prehashKey: 0, prehashValue: 1, length: 1, prefix: Uint8Array.of(0) };
    const run = (inner: InnerOp, change: Partial<LeafOp> = {}) => {
      const exist = { ...C, leaf: { ...leaf, ...change }, path: [inner] };
      return exists({ kind: 'exist', exist }, rootOf(exist), TENDERMINT_SPEC);
    };
    const right = { hash: 1, prefix: Uint8Array.of(1), suffix: child };
    expect(run(right)).toBe('ok');
    expect(run({ hash: 1, prefix: concatBytes(Uint8Array.of(1), child), suffix: EMPTY })).toBe('ok');
    expect(run({ ...right, prefix: Uint8Array.of(2) })).toBe('bad-proof tendermint-prefix');
    expect(run({ ...right, prefix: Uint8Array.of(1, 1) })).toBe('bad-proof tendermint-prefix');
    expect(run(right, { prefix: Uint8Array.of(0, 7) })).toBe('bad-proof leaf-prefix');
  });

  test('refuses a child longer than the spec allows [PF-9]', () => {
    const wide: ProofSpec = {
      ...TENDERMINT_SPEC,
      leaf: { ...TENDERMINT_SPEC.leaf, hash: 2 },
      inner: { ...TENDERMINT_SPEC.inner, hash: 2 },
    };
    const exist = { ...C, leaf: wide.leaf, path: [{ hash: 2, prefix: Uint8Array.of(1), suffix: child }] };
    const root = sha512(toUtf8('any'));
    expect(exists({ kind: 'exist', exist }, root, wide)).toBe('bad-proof oversized-child');
  });

  test.each<[string, Partial<ProofSpec['inner']>]>([
    ['a child size of zero', { childSize: 0 }],
    ['a negative child size', { childSize: -1 }],
    ['a prefix range that can hold a child', { maxPrefixLength: 37 }],
    ['a child order with a gap', { childOrder: [0, 2] }],
    ['a repeated branch', { childOrder: [0, 0] }],
    ['a single branch', { childOrder: [0] }],
    ['an empty child of another size', { emptyChild: new Uint8Array(3) }],
  ])('refuses a spec with %s [PF-10]', (_, inner) => {
    const spec = { ...IAVL_SPEC, inner: { ...IAVL_SPEC.inner, ...inner } };
    expect(exists(tree.existence(1), tree.root, spec)).toBe('proof-spec-mismatch bad-spec');
  });
});

describe('absence', () => {
  test('accepts absence between two neighbours and outside both ends [PF-11]', () => {
    expect(absent(tree.absence(1, toUtf8('d')), 'd')).toBe('ok');
    expect(absent(tree.absence(-1, toUtf8('A')), 'A')).toBe('ok');
    expect(absent(tree.absence(4, toUtf8('z')), 'z')).toBe('ok');
  });

  test('looks at the key that was asked, not at the one in the proof [PF-12]', () => {
    expect(absent(tree.absence(1, toUtf8('whatever')), 'd')).toBe('ok');
    expect(absent(tree.absence(1, toUtf8('d')), 'f')).toBe('proof-key-mismatch key-not-between');
  });

  const nonexist = (left?: number, right?: number): CommitmentProof => ({
    kind: 'nonexist',
    nonexist: {
      key: toUtf8('d'),
      ...(left !== undefined && { left: tree.exist(left) }),
      ...(right !== undefined && { right: tree.exist(right) }),
    },
  });

  test.each<[string, CommitmentProof, string, string]>([
    ['neither side is given', nonexist(), 'd', 'bad-proof no-neighbours'],
    ['the key equals the left side', nonexist(1, 2), 'c', 'proof-key-mismatch key-not-between'],
    ['the key equals the right side', nonexist(1, 2), 'e', 'proof-key-mismatch key-not-between'],
    ['the sides are swapped', nonexist(2, 1), 'd', 'proof-key-mismatch key-not-between'],
    ['another leaf lies between', nonexist(0, 2), 'b', 'bad-proof not-neighbours'],
    ['only a left side is given, which is not the last leaf', nonexist(1), 'd', 'bad-proof not-rightmost'],
    ['only a right side is given, which is not the first leaf', nonexist(undefined, 2), 'd', 'bad-proof not-leftmost'],
    ['the key is empty', nonexist(undefined, 0), '', 'bad-proof empty-key'],
  ])('refuses absence when %s [PF-13]', (_, proof, key, expected) => {
    expect(absent(proof, key)).toBe(expected);
  });

  test('refuses paths of which one ends inside the other, or which never part [PF-14]', () => {
    const left = tree.exist(1);
    for (const right of [
      { ...tree.exist(1), key: toUtf8('e') },
      { ...tree.exist(2), path: tree.exist(1).path.slice(1) },
    ]) {
      const proof: CommitmentProof = { kind: 'nonexist', nonexist: { key: EMPTY, left, right } };
      expect(absent(proof)).toMatch(/^bad-proof (not-neighbours|iavl-height)$/);
    }
  });

  test('refuses sides under different roots [PF-14]', () => {
    const other = new IavlTree([entry('c', 'x'), entry('e', 'y')]);
    const proof: CommitmentProof = {
      kind: 'nonexist',
      nonexist: { key: EMPTY, left: tree.exist(1), right: other.exist(1) },
    };
    expect(absent(proof)).toBe('bad-proof not-neighbours');
  });
});

describe('decoding', () => {
  const bytes = encodeCommitmentProof(tree.existence(1));
  const reason = (data: Uint8Array) => outcome(decodeCommitmentProof(data));

  test.each<[string, Uint8Array, string]>([
    ['nothing', EMPTY, 'empty-proof'],
    ['a batch', field.message(3, EMPTY), 'batch-unsupported'],
    ['a compressed batch', field.message(4, EMPTY), 'batch-unsupported'],
    ['an unknown field', field.message(5, EMPTY), 'bad-field'],
    ['a known field with another wire type', field.varint(1, 1), 'wrong-wire-type'],
    ['a second proof after the first', concatBytes(bytes, bytes), 'bad-field'],
    ['a repeated key', field.message(1, concatBytes(field.bytes(1, C.key), field.bytes(1, C.key))), 'bad-field'],
    ['a length beyond the end', Uint8Array.of(10, 200, 1, 0), 'truncated'],
    ['a padded varint', Uint8Array.of(0x8a, 0x00, 0), 'not-canonical'],
    ['a varint that overflows', Uint8Array.of(255, 255, 255, 255, 255, 255), 'varint-overflow'],
    [
      'more steps than any spec allows',
      field.message(1, concatBytes(...Array.from({ length: 257 }, () => field.message(4, EMPTY)))),
      'too-deep',
    ],
    ['more bytes than the limit', new Uint8Array(MAX_PROOF_BYTES + 1), 'too-large'],
  ])('refuses %s [PF-15]', (_, data, expected) => {
    expect(reason(data)).toBe(`bad-proof ${expected}`);
  });

  test('reads the proofs of an IBC MerkleProof up to the limit [PF-15]', () => {
    const two = concatBytes(field.message(1, bytes), field.message(1, bytes));
    const decoded = decodeMerkleProof(two);
    expect(decoded.ok && decoded.value.length).toBe(2);
    expect(outcome(decodeMerkleProof(two, 1))).toBe('bad-proof proof-count');
    expect(outcome(decodeMerkleProof(field.message(2, bytes)))).toBe('bad-proof bad-field');
  });

  test('refuses a proof cut at any place and one with any byte altered [PF-16]', () => {
    for (let at = 0; at < bytes.length; at++) {
      expect(decodeCommitmentProof(bytes.subarray(0, at)).ok && 'cut').toBe(false);
      for (const mask of [1, 0x20, 0x80, 0xff]) {
        const altered = bytes.slice();
        altered[at] = (altered[at] as number) ^ mask;
        const decoded = decodeCommitmentProof(altered);
        if (decoded.ok) expect(exists(decoded.value), `byte ${at}`).not.toBe('ok');
      }
    }
  });

  test('answers with a verdict to any bytes at all [PF-17]', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
        const decoded = decodeCommitmentProof(data);
        if (decoded.ok) expect(exists(decoded.value)).not.toBe('ok');
      }),
      { numRuns: 500 },
    );
  });

  test('turns whatever is thrown inside into a refusal [PF-17]', () => {
    expect(outcome(guarded(() => [][0 as never]?.['x' as never] ?? JSON.parse('{')))).toBe('bad-proof internal');
  });
});
