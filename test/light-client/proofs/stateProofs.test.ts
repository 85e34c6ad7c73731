import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';
import { toBase64 } from '../../../light-client/codec/base64.ts';
import { CodecError } from '../../../light-client/codec/codecError.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import type { Result } from '../../../light-client/core/errors.ts';
import { Verified } from '../../../light-client/core/verified.ts';
import { createCometbftFamily } from '../../../light-client/families/cometbft/family.ts';
import {
  type AbciResponse,
  parseAbciResponse,
  queryPath,
  verifyQuery,
} from '../../../light-client/families/cometbft/queryProof.ts';
import { parseTxProof, verifyTransaction } from '../../../light-client/families/cometbft/txProof.ts';
import { merklePath, merkleProof, merkleProofRoot, merkleRoot } from '../../../light-client/proofs/merkle.ts';
import { CHAIN, STATE, TRANSACTIONS } from '../../helpers/evidence.ts';

const family = createCometbftFamily();
const alone = family.verifyAlone(CHAIN.at(6));
if (alone.kind !== 'verified') throw new Error('the chain of the test does not hold');
const HEADER = family.trustedHeader(alone.value);
const KEY = toUtf8('record/jiazi-customs');
const QUERY = { store: 'pilot', key: KEY, height: 5n };

function answer(key = 'record/jiazi-customs'): AbciResponse {
  const { value, ops } = STATE.query('pilot', key);
  return { code: 0, log: '', key: toUtf8(key), value, proofOps: ops, height: 5n };
}

function outcome(result: Result<unknown>): string {
  return result.ok ? 'ok' : [result.error.code, result.error.params['reason']].filter(Boolean).join(' ');
}

describe('state queries', () => {
  test('asks under the store and gives a verified value of the height before the header [QP-1]', () => {
    expect(queryPath('pilot')).toBe('/store/pilot/key');
    const result = verifyQuery(QUERY, answer(), HEADER);
    expect(result.ok && Verified.isVerified(result.value)).toBe(true);
    const expected = { chainId: 'demo-jiazi-1', store: 'pilot', key: KEY, value: toUtf8('184203'), height: 5n };
    expect(result.ok && result.value.value).toEqual(expected);
  });

  test('gives proven absence as no value [QP-2]', () => {
    const result = verifyQuery({ ...QUERY, key: toUtf8('record/nowhere') }, answer('record/nowhere'), HEADER);
    expect(result.ok && result.value.value.value).toBeUndefined();
    expect(result.ok).toBe(true);
  });

  test.each<[string, Partial<AbciResponse>, string]>([
    ['a code other than zero', { code: 18 }, 'query-failed'],
    ['the height of the header itself', { height: 6n }, 'unexpected-height'],
    ['no height', { height: 0n }, 'unexpected-height'],
    ['the key and proof of another record', answer('record/jiazi-grain'), 'proof-key-mismatch response-key'],
    ['the proof of another record', { ...answer('record/jiazi-grain'), key: KEY }, 'proof-key-mismatch op-key'],
    ['an altered value', { value: toUtf8('999999') }, 'proof-value-mismatch not-existence'],
    ['no value', { value: new Uint8Array(0) }, 'bad-proof not-absence'],
    ['no proof', { proofOps: [] }, 'bad-proof proof-count'],
    ['a third operation', { proofOps: [...answer().proofOps, answer().proofOps[0]!] }, 'bad-proof proof-count'],
    [
      'a legacy operation',
      { proofOps: answer().proofOps.map((op) => ({ ...op, type: 'iavl:v' })) },
      'bad-proof op-type',
    ],
    [
      'a proof cut short',
      { proofOps: answer().proofOps.map((op) => ({ ...op, data: op.data.subarray(0, 40) })) },
      'bad-proof truncated',
    ],
  ])('refuses %s [QP-3]', (_, change, expected) => {
    expect(outcome(verifyQuery(QUERY, { ...answer(), ...change }, HEADER))).toBe(expected);
  });

  test('refuses an answer for another height than the one asked, and a header of another height [QP-4]', () => {
    expect(outcome(verifyQuery({ ...QUERY, height: 4n }, answer(), HEADER))).toBe('unexpected-height');
    const later = family.verifyAlone(CHAIN.at(7));
    if (later.kind !== 'verified') throw new Error('unreachable');
    expect(outcome(verifyQuery(QUERY, answer(), family.trustedHeader(later.value)))).toBe('unexpected-height');
  });

  test('reads the answer of a node strictly [QP-5]', () => {
    const { key, value, proofOps } = answer();
    const ops = proofOps.map((op) => ({ type: op.type, key: toBase64(op.key), data: toBase64(op.data) }));
    const json = { code: 0, key: toBase64(key), value: toBase64(value), proofOps: { ops }, height: '5' };
    expect(parseAbciResponse(json)).toEqual(answer());
    const empty = { code: 0, log: '', key: new Uint8Array(0), value: new Uint8Array(0), proofOps: [], height: 0n };
    expect(parseAbciResponse({ value: null, proofOps: null, height: null })).toEqual(empty);
    expect(parseAbciResponse({ proofOps: { ops: null } })).toEqual(empty);
    for (const bad of [
      null,
      [],
      { code: '0' },
      { code: -1 },
      { height: 5 },
      { key: 'a' },
      { proofOps: { ops: new Array(9) } },
      { proofOps: { ops: 'two' } },
      { proofOps: { ops: [null] } },
      { proofOps: { ops: [{ type: 7 }] } },
      { proofOps: { ops: [{ type: 't'.repeat(65) }] } },
      { log: 7 },
      { code: 1.5 },
      { code: 2 ** 32 },
      { value: 'A'.repeat(2_000_000) },
    ]) {
      expect(() => parseAbciResponse(bad)).toThrow(CodecError);
    }
  });
});

describe('transactions', () => {
  const leaves = TRANSACTIONS.map((transaction) => sha256(transaction));
  const dataHash = HEADER.value.dataHash;
  const proofOf = (index: number) => ({
    transaction: TRANSACTIONS[index]!,
    rootHash: dataHash,
    proof: merkleProof(leaves, index),
  });

  test('proves every transaction of a block, and none of another id [TX-1]', () => {
    TRANSACTIONS.forEach((_, i) => {
      const result = verifyTransaction(leaves[i]!, proofOf(i), HEADER);
      expect(result.ok && result.value.value).toMatchObject({ height: 6n, index: BigInt(i), hash: leaves[i] });
    });
    expect(outcome(verifyTransaction(leaves[1]!, proofOf(0), HEADER))).toBe('proof-key-mismatch transaction-hash');
  });

  test('refuses a proof under another root [TX-2]', () => {
    const other = merkleRoot([sha256(leaves[0]!)]);
    expect(outcome(verifyTransaction(leaves[0]!, { ...proofOf(0), rootHash: other }, HEADER))).toBe(
      'proof-root-mismatch data-hash',
    );
    const moved = { ...proofOf(0), proof: { ...proofOf(0).proof, index: 1n } };
    expect(outcome(verifyTransaction(leaves[0]!, moved, HEADER))).toBe('proof-root-mismatch data-hash');
  });

  test('reads the proof of a node strictly [TX-3]', () => {
    const { proof } = proofOf(0);
    const inner = { total: '3', index: '0', leaf_hash: toBase64(proof.leafHash), aunts: proof.aunts.map(toBase64) };
    const json = { root_hash: Buffer.from(dataHash).toString('hex'), data: toBase64(TRANSACTIONS[0]!), proof: inner };
    expect(parseTxProof(json)).toEqual(proofOf(0));
    // A block of one transaction has no siblings, and a node leaves the member out.
    const { aunts: _, ...alone } = inner;
    expect(parseTxProof({ ...json, proof: alone }).proof.aunts).toEqual([]);
    for (const bad of [
      { ...json, proof: { ...inner, total: 3 } },
      { ...json, data: 1 },
      { ...json, data: 'A'.repeat((8 << 20) + 4) },
      null,
      [json],
      { ...json, proof: null },
      { ...json, proof: { ...inner, aunts: 'none' } },
      { ...json, proof: { ...inner, aunts: new Array(101).fill('') } },
    ]) {
      expect(() => parseTxProof(bad)).toThrow(CodecError);
    }
  });
});

describe('merkle trees', () => {
  test('proves every leaf of trees of every small size, and no proof with anything altered [MK-1]', () => {
    for (let size = 1; size <= 17; size++) {
      const leaves = Array.from({ length: size }, (_, i) => Uint8Array.of(i));
      const root = merkleRoot(leaves);
      for (let i = 0; i < size; i++) {
        const proof = merkleProof(leaves, i);
        expect(merkleProofRoot(proof, leaves[i]!)).toEqual(root);
        expect(merklePath(proof).at(-1)?.hash).toEqual(root);
        expect(merkleProofRoot(proof, Uint8Array.of(99))).toBeUndefined();
        expect(merkleProofRoot({ ...proof, aunts: [...proof.aunts, root] }, leaves[i]!)).toBeUndefined();
        expect(merkleProofRoot({ ...proof, index: BigInt(size) }, leaves[i]!)).toBeUndefined();
        if (size > 1) expect(merkleProofRoot({ ...proof, aunts: proof.aunts.slice(1) }, leaves[i]!)).toBeUndefined();
      }
    }
  });

  test.each([
    [0n, 0n],
    [-1n, 0n],
    [1n, -1n],
    [1n << 60n, 0n],
  ])('refuses a total of %s and an index of %s [MK-2]', (total, index) => {
    const proof = { ...merkleProof([Uint8Array.of(1)], 0), total, index };
    expect(merkleProofRoot(proof, Uint8Array.of(1))).toBeUndefined();
  });
});
