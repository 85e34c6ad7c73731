import { createHash } from 'node:crypto';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';
import { concatBytes, EMPTY } from '../../../light-client/codec/bytes.ts';
import { toHex } from '../../../light-client/codec/hex.ts';
import { varint } from '../../../light-client/codec/protobuf.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import { applyLeaf } from '../../../light-client/proofs/ics23/ops.ts';
import { DEFAULT_MAX_DEPTH, IAVL_SPEC, SMT_SPEC, TENDERMINT_SPEC } from '../../../light-client/proofs/ics23/specs.ts';
import {
  type ExistenceProof,
  HASH,
  type InnerOp,
  LENGTH,
  type LeafOp,
  type ProofSpec,
} from '../../../light-client/proofs/ics23/types.ts';
import { calculateRoot, verifyExistence } from '../../../light-client/proofs/ics23/verify.ts';
import { sparseSpec } from '../../helpers/branchTree.ts';
import { LEAF_PREFIX } from '../../helpers/iavlTree.ts';
import { verdict, verdictOf } from '../../helpers/proofVerdict.ts';

const key = toUtf8('key');
const value = toUtf8('value');
const sibling = sha256(toUtf8('some other node'));
const step: InnerOp = { hash: HASH.sha256, prefix: Uint8Array.of(1), suffix: sibling };

/** Under the root that the operations lead to, so that only the rules of the spec can refuse. */
function underSpec(spec: ProofSpec, path: readonly InnerOp[], leaf: Partial<LeafOp> = {}): string {
  const exist: ExistenceProof = { key, value, leaf: { ...spec.leaf, ...leaf }, path };
  const root = calculateRoot(exist, undefined, sha256, 'proof');
  return verdict(verifyExistence({ kind: 'exist', exist }, spec, root, key, value));
}

describe('the numbers that open a node of an IAVL tree', () => {
  const zigzag = (n: bigint | number) => varint(BigInt(n) * 2n);
  const LAST_VERSION = 2n ** 63n - 1n;
  const node = (height: number, size: number, version: bigint | number): InnerOp => {
    const length = Uint8Array.of(sibling.length);
    const prefix = concatBytes(zigzag(height), zigzag(size), zigzag(version), length);
    return { hash: HASH.sha256, prefix, suffix: concatBytes(length, sibling) };
  };
  const underNode = (...[height, size, version]: Parameters<typeof node>) =>
    underSpec(IAVL_SPEC, [node(height, size, version)], { prefix: LEAF_PREFIX });

  test.each<[string, ...Parameters<typeof node>]>([
    ['a size of two bytes, of which the last is odd', 7, 64, 1],
    // 127 * 128 on the wire: the greatest last byte that a number may have.
    ['a size whose last byte is 127', 14, 8128, 1],
    ['a height of two bytes', 64, 128, 1],
    ['the last version there can be, of ten bytes', 1, 2, LAST_VERSION],
  ])('may be %s [PF-5]', (_, height, size, version) => {
    expect(underNode(height, size, version)).toBe('ok');
  });

  test('may be the last version there can be, in a leaf [PF-5]', () => {
    const prefix = concatBytes(zigzag(0), zigzag(1), zigzag(LAST_VERSION));
    expect(underSpec(IAVL_SPEC, [], { prefix })).toBe('ok');
  });

  test('may not be a version beyond 64 bits [PF-5]', () => {
    const { prefix, ...rest } = node(1, 2, LAST_VERSION);
    // The tenth byte of the version, before the length of the child, holds the 64th bit and no other.
    const beyond = prefix.map((byte, i) => (i === prefix.length - 2 ? byte + 1 : byte));
    expect(underSpec(IAVL_SPEC, [{ ...rest, prefix: beyond }], { prefix: LEAF_PREFIX })).toBe('bad-proof iavl-prefix');
  });
});

describe('the rules that a spec has', () => {
  test('ask for the hash of the spec in every step, not for one of its length [PF-5]', () => {
    for (const spec of [TENDERMINT_SPEC, SMT_SPEC]) {
      expect(underSpec(spec, [step])).toBe('ok');
      expect(underSpec(spec, [{ ...step, hash: HASH.sha512_256 }])).toBe('bad-proof inner-hash');
    }
  });

  test.each<[string, InnerOp, Partial<LeafOp>, string]>([
    ['a longer leaf prefix', step, { prefix: concatBytes(SMT_SPEC.leaf.prefix, sibling) }, 'leaf-prefix'],
    ['a step that starts with another byte', { ...step, prefix: Uint8Array.of(2) }, {}, 'tendermint-prefix'],
  ])('of the published trees are not those of another tree: %s [PF-6] [PF-8]', (_, inner, leaf, reason) => {
    expect(underSpec(sparseSpec({ minPrefixLength: 0 }), [inner], leaf)).toBe('ok');
    expect(underSpec(TENDERMINT_SPEC, [inner], leaf)).toBe(`bad-proof ${reason}`);
  });

  test.each([
    ['of a spec that has one', { ...TENDERMINT_SPEC, maxDepth: 3 }, 3],
    ['of a spec that has none', TENDERMINT_SPEC, DEFAULT_MAX_DEPTH],
    ['of sparse trees', SMT_SPEC, SMT_SPEC.maxDepth],
  ])('allow the greatest depth %s and no more [PF-7]', (_, spec, depth) => {
    const path = new Array<InnerOp>(depth).fill(step);
    expect(underSpec(spec, path)).toBe('ok');
    expect(underSpec(spec, [...path, step])).toBe('bad-proof too-deep');
  });

  test('allow the least depth and no less [PF-7]', () => {
    const spec = { ...TENDERMINT_SPEC, minDepth: 2 };
    expect(underSpec(spec, [step, step])).toBe('ok');
    expect(underSpec(spec, [step])).toBe('bad-proof too-shallow');
  });

  // Upstream's limit begins at children of 32 bytes: the hash of these is longer than they are.
  test('do not limit the bytes of a child that is shorter than a hash [PF-9]', () => {
    const short = sparseSpec({ childSize: 20, emptyChild: EMPTY });
    expect(underSpec(short, [{ ...step, suffix: sibling.subarray(0, 20) }])).toBe('ok');
  });

  test('are not asked where only the root is calculated, but a leaf is [PF-4]', () => {
    const root = (proof: ExistenceProof) => calculateRoot(proof, undefined, sha256, 'proof');
    const proof = { key, value, path: [step] };
    expect(verdictOf(() => root(proof))).toBe('bad-proof no-leaf');
    const leaf = concatBytes(SMT_SPEC.leaf.prefix, sha256(key), sha256(value));
    const expected = sha256(concatBytes(step.prefix, sha256(leaf), step.suffix));
    expect(root({ ...proof, leaf: SMT_SPEC.leaf })).toEqual(expected);
  });
});

describe('the bytes under the hash of a leaf', () => {
  const op: LeafOp = { ...TENDERMINT_SPEC.leaf, prehashValue: HASH.none, length: LENGTH.varint };
  const long = new Uint8Array(100).fill(8);
  const expected = (bytes: Uint8Array): string => {
    const parts = [op.prefix, varint(long.length), long, varint(bytes.length), bytes];
    return createHash('sha256')
      .update(concatBytes(...parts))
      .digest('hex');
  };

  // One buffer serves all leaves and grows with them: wherever it ends, a leaf that just fits has to fit.
  test('are the same whatever room they need: every length up to 3000 bytes [PF-5]', () => {
    for (let length = 1; length <= 3000; length++) {
      const bytes = new Uint8Array(length).fill(6);
      expect(toHex(applyLeaf(op, long, bytes, sha256)), `${length} bytes`).toBe(expected(bytes));
    }
  });
});
