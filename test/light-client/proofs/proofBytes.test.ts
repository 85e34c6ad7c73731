import { describe, expect, test } from 'vitest';
import { concatBytes, EMPTY } from '../../../light-client/codec/bytes.ts';
import { field } from '../../../light-client/codec/protobuf.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import {
  decodeCommitmentProof,
  decodeMerkleProof,
  MAX_PATH,
  MAX_PROOF_BYTES,
} from '../../../light-client/proofs/ics23/decode.ts';
import { encodeCommitmentProof } from '../../../light-client/proofs/ics23/encode.ts';
import type { CommitmentProof, ExistenceProof, InnerOp, LeafOp } from '../../../light-client/proofs/ics23/types.ts';
import { BranchTree } from '../../helpers/branchTree.ts';
import { IavlTree } from '../../helpers/iavlTree.ts';
import { verdict } from '../../helpers/proofVerdict.ts';

const tree = new IavlTree(['a', 'c', 'e'].map((key) => ({ key: toUtf8(key), value: toUtf8(`value of ${key}`) })));
const sparse = new BranchTree([[null, 'a'], 'b']);
const honest = tree.exist(1);
const { leaf: _, ...bare } = honest;
const exist = (change: Partial<ExistenceProof>): CommitmentProof => ({
  kind: 'exist',
  exist: { ...honest, ...change },
});
const withLeaf = (change: Partial<LeafOp>) => exist({ leaf: { ...(honest.leaf as LeafOp), ...change } });

function expectReadBack(proof: CommitmentProof): void {
  const decoded = decodeCommitmentProof(encodeCommitmentProof(proof));
  expect(decoded.ok && decoded.value).toStrictEqual(proof);
}

describe('a proof that was written is read as it was', () => {
  test.each<[string, CommitmentProof]>([
    ['existence', tree.existence(1)],
    ['existence in a sparse tree', { kind: 'exist', exist: sparse.exist('a') }],
    ['existence without a leaf', { kind: 'exist', exist: bare }],
    ['absence between two neighbours', tree.absence(0, toUtf8('b'))],
    ['absence with a left neighbour only', tree.absence(2, toUtf8('z'))],
    ['absence with a right neighbour only', tree.absence(-1, toUtf8('A'))],
  ])('%s [PF-1]', (_name, proof) => {
    expectReadBack(proof);
  });

  // 127 is the greatest length of one byte, 16383 the greatest of two.
  test.each([127, 128, 129, 16383, 16384])('a value of %i bytes [PF-1]', (length) => {
    expectReadBack(exist({ value: new Uint8Array(length).fill(3) }));
  });

  test('the deepest path [PF-1]', () => {
    expectReadBack(exist({ path: new Array<InnerOp>(MAX_PATH).fill(honest.path[0] as InnerOp) }));
  });
});

describe('numbers', () => {
  const reason = (...bytes: number[]) => verdict(decodeCommitmentProof(Uint8Array.from(bytes)));

  test('go up to 2^31 - 1 [PF-15]', () => {
    expectReadBack(withLeaf({ hash: 2 ** 31 - 1 }));
    const beyond = encodeCommitmentProof(withLeaf({ hash: 2 ** 31 }));
    expect(verdict(decodeCommitmentProof(beyond))).toBe('bad-proof varint-overflow');
  });

  test.each<[string, number[], string]>([
    ['no length after a tag', [10], 'truncated'],
    ['a length whose next byte is missing', [10, 0x80], 'truncated'],
    ['a length of five bytes that all ask for another', [10, 0x80, 0x80, 0x80, 0x80, 0x80], 'varint-overflow'],
    ['a length padded to six bytes', [10, 0x80, 0x80, 0x80, 0x80, 0x80, 0], 'varint-overflow'],
    ['a length padded to two bytes', [10, 0x80, 0], 'not-canonical'],
  ])('are refused for %s [PF-15]', (_name, bytes, expected) => {
    expect(reason(...bytes)).toBe(`bad-proof ${expected}`);
  });

  // What follows the leaf in its proof would complete the number.
  test.each([
    ['at once', []],
    ['after a byte that asks for another', [0x80]],
  ])('do not reach beyond the message that they are in, when it ends %s [PF-15]', (_name, rest) => {
    const leaf = concatBytes(field.varint(1, 1).subarray(0, 1), Uint8Array.from(rest));
    const proof = field.message(1, concatBytes(field.message(3, leaf), field.bytes(1, toUtf8('key'))));
    expect(verdict(decodeCommitmentProof(proof))).toBe('bad-proof truncated');
  });
});

describe('fields', () => {
  /** The tag of a fixed number of 64 bits, which no field of a proof is. Field 0 exists in no message. */
  const fixed = (number: number) => Uint8Array.of((number << 3) | 1);
  const inExistence = (content: Uint8Array) => field.message(1, content);
  const inAbsence = (content: Uint8Array) => field.message(2, content);
  const inLeaf = (content: Uint8Array) => inExistence(field.message(3, content));
  const inStep = (content: Uint8Array) => inExistence(field.message(4, content));

  test.each<[string, (content: Uint8Array) => Uint8Array, number]>([
    ['a proof', (content) => content, 4],
    ['existence', inExistence, 4],
    ['absence', inAbsence, 3],
    ['a leaf', inLeaf, 5],
    ['a step', inStep, 3],
  ])('of %s are known up to the last of them, and no others [PF-15]', (_name, wrap, last) => {
    const read = (number: number) => verdict(decodeCommitmentProof(wrap(fixed(number))));
    expect(read(1)).toBe('bad-proof wrong-wire-type');
    expect(read(last)).toBe('bad-proof wrong-wire-type');
    expect(read(last + 1)).toBe('bad-proof bad-field');
    expect(read(0)).toBe('bad-proof bad-field');
  });

  test.each([4, 5])('of absence do not include a message %i [PF-15]', (number) => {
    expect(verdict(decodeCommitmentProof(inAbsence(field.message(number, EMPTY))))).toBe('bad-proof bad-field');
  });

  test('of a list of proofs are the proofs alone [PF-15]', () => {
    expect(verdict(decodeMerkleProof(fixed(1)))).toBe('bad-proof wrong-wire-type');
    expect(verdict(decodeMerkleProof(fixed(2)))).toBe('bad-proof bad-field');
  });
});

describe('size', () => {
  /** A proof of exactly so many bytes: its value is as long as that takes. */
  function proofOf(bytes: number): Uint8Array {
    const write = (length: number) => encodeCommitmentProof(exist({ value: new Uint8Array(length) }));
    return write(bytes - (write(bytes).length - bytes));
  }

  test('is the limit at most [PF-15]', () => {
    const full = proofOf(MAX_PROOF_BYTES);
    expect(full.length).toBe(MAX_PROOF_BYTES);
    expect(verdict(decodeCommitmentProof(full))).toBe('ok');
    expect(verdict(decodeCommitmentProof(proofOf(MAX_PROOF_BYTES + 1)))).toBe('bad-proof too-large');
  });

  test('is the limit at most for all proofs of a list together [PF-15]', () => {
    const list = (bytes: number) => field.message(1, proofOf(bytes - 4));
    expect(list(MAX_PROOF_BYTES).length).toBe(MAX_PROOF_BYTES);
    expect(verdict(decodeMerkleProof(list(MAX_PROOF_BYTES)))).toBe('ok');
    expect(verdict(decodeMerkleProof(list(MAX_PROOF_BYTES + 1)))).toBe('bad-proof too-large');
  });
});
