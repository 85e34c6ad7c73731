import { createHash } from 'node:crypto';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';
import { concatBytes } from '../../../light-client/codec/bytes.ts';
import { toHex } from '../../../light-client/codec/hex.ts';
import { leafHash, MAX_AUNTS, merkleProof, merkleProofRoot, merkleRoot } from '../../../light-client/proofs/merkle.ts';

const LEAF = Uint8Array.of(7);
const aunt = sha256(Uint8Array.of(1));

describe('a leaf', () => {
  test.each([0, 1, 254, 255, 256, 257, 1000])('of %i bytes is hashed behind a zero byte [MK-1]', (length) => {
    const leaf = new Uint8Array(length).fill(5);
    const expected = createHash('sha256').update(Uint8Array.of(0)).update(leaf).digest('hex');
    expect(toHex(leafHash(leaf))).toBe(expected);
    expect(toHex(merkleRoot([leaf]))).toBe(expected);
  });

  test('leaves nothing of itself to a shorter one [MK-1]', () => {
    leafHash(new Uint8Array(200).fill(9));
    expect(leafHash(LEAF)).toEqual(sha256(Uint8Array.of(0, 7)));
  });
});

describe('a Merkle proof', () => {
  test.each([0, 31, 33, 64])('with a sibling of %i bytes is refused, on either side [MK-1]', (length) => {
    const leaves = [LEAF, LEAF];
    for (const index of [0, 1]) {
      const proof = { ...merkleProof(leaves, index), aunts: [new Uint8Array(length)] };
      expect(merkleProofRoot(proof, LEAF)).toBeUndefined();
    }
  });

  test('with one sibling of another length among others is refused [MK-1]', () => {
    const leaves = Array.from({ length: 8 }, (_, i) => Uint8Array.of(i));
    const proof = merkleProof(leaves, 0);
    const aunts = proof.aunts.map((bytes, i) => (i === 1 ? concatBytes(bytes, bytes) : bytes));
    expect(merkleProofRoot({ ...proof, aunts }, leaves[0] as Uint8Array)).toBeUndefined();
  });

  // The left-most leaf of a tree has one sibling for every doubling of its size.
  const leftMost = (total: bigint) => ({
    total,
    index: 0n,
    leafHash: leafHash(LEAF),
    aunts: Array.from({ length: (total - 1n).toString(2).length }, () => aunt),
  });

  test('may have the greatest total that a number holds, and no greater one [MK-2]', () => {
    const greatest = BigInt(Number.MAX_SAFE_INTEGER);
    const proof = leftMost(greatest);
    const root = proof.aunts.reduce(
      (left, right) => sha256(concatBytes(Uint8Array.of(1), left, right)),
      leafHash(LEAF),
    );
    expect(merkleProofRoot(proof, LEAF)).toEqual(root);
    expect(merkleProofRoot(leftMost(greatest + 1n), LEAF)).toBeUndefined();
  });

  test.each([
    [MAX_AUNTS, 1],
    [MAX_AUNTS + 1, 0],
  ])('with %i siblings is refused after %i hashes [MK-2]', (count, expected) => {
    let hashes = 0;
    const counting = (data: Uint8Array): Uint8Array => {
      hashes += 1;
      return sha256(data);
    };
    const proof = { ...leftMost(8n), aunts: new Array<Uint8Array>(count).fill(aunt) };
    expect(merkleProofRoot(proof, LEAF, counting)).toBeUndefined();
    expect(hashes).toBe(expected);
  });
});
