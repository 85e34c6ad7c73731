import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';
import { toUtf8 } from '../../../../light-client/codec/utf8.ts';
import type { Result } from '../../../../light-client/core/errors.ts';
import { seal, Verified } from '../../../../light-client/core/verified.ts';
import { dataHash } from '../../../../light-client/families/cometbft/hashing.ts';
import {
  parseTxProof,
  type TxProof,
  verifyTransaction,
  verifyTxRoot,
} from '../../../../light-client/families/cometbft/txProof.ts';
import { merkleProof } from '../../../../light-client/proofs/merkle.ts';
import { buildChain } from '../../../helpers/chain.ts';
import { refusal } from '../../../helpers/refusal.ts';
import { type Json, patched } from '../../../helpers/vectors.ts';

// Proofs of /tx: how they are read, and what is said of one that is right but for one thing.

const JSON_FORM: Json = {
  root_hash: 'A1A2',
  data: 'AQI=',
  proof: { total: '300', index: '7', leaf_hash: 'AwQ=', aunts: ['BQ==', 'Bg=='] },
};
const DECODED: TxProof = {
  transaction: Uint8Array.of(1, 2),
  rootHash: Uint8Array.of(0xa1, 0xa2),
  proof: { total: 300n, index: 7n, leafHash: Uint8Array.of(3, 4), aunts: [Uint8Array.of(5), Uint8Array.of(6)] },
};
const alter = (path: string, value?: unknown) =>
  patched(JSON_FORM, [{ op: value === undefined ? 'remove' : 'replace', path, value }]);

describe('a proof of a transaction', () => {
  test('is read member by member [TX-3]', () => {
    expect(parseTxProof(JSON_FORM)).toEqual(DECODED);
  });

  test('has no siblings by an empty list, by null and by nothing, and no root by null [TX-3]', () => {
    for (const value of [[], null, undefined]) {
      expect(parseTxProof(alter('/proof/aunts', value))).toEqual({
        ...DECODED,
        proof: { ...DECODED.proof, aunts: [] },
      });
    }
    expect(parseTxProof(alter('/root_hash', null))).toEqual({ ...DECODED, rootHash: new Uint8Array(0) });
  });

  test('has 100 siblings and 8 MiB of base64 at most [TX-3]', () => {
    expect(parseTxProof(alter('/proof/aunts', new Array(100).fill('BQ=='))).proof.aunts).toHaveLength(100);
    expect(refusal(() => parseTxProof(alter('/proof/aunts', new Array(101).fill('BQ=='))))).toBe(
      'too-large proof.proof.aunts',
    );
    const largest = 'A'.repeat(8 << 20);
    expect(parseTxProof(alter('/data', largest)).transaction).toHaveLength(6 << 20);
    expect(refusal(() => parseTxProof(alter('/data', `${largest}AAAA`)))).toBe('too-large proof.data');
  });

  test.each<[string, unknown, string]>([
    ['/data', undefined, 'bad-json proof.data'],
    ['/data', 7, 'bad-json proof.data'],
    ['/data', new Array((8 << 20) + 1), 'bad-json proof.data'],
    ['/data', 'AQI', 'bad-base64 proof.data'],
    ['/root_hash', 'A', 'bad-hex proof.root_hash'],
    ['/root_hash', 7, 'bad-json proof.root_hash'],
    ['/proof', undefined, 'bad-json proof.proof'],
    ['/proof', [], 'bad-json proof.proof'],
    ['/proof', 'none', 'bad-json proof.proof'],
    ['/proof/total', 300, 'bad-integer proof.proof.total'],
    ['/proof/index', undefined, 'bad-integer proof.proof.index'],
    ['/proof/leaf_hash', null, 'bad-json proof.proof.leaf_hash'],
    ['/proof/leaf_hash', 'x', 'bad-base64 proof.proof.leaf_hash'],
    ['/proof/aunts', {}, 'bad-json proof.proof.aunts'],
    ['/proof/aunts', 'none', 'bad-json proof.proof.aunts'],
    ['/proof/aunts/1', null, 'bad-json proof.proof.aunts[1]'],
    ['/proof/aunts/1', 'x', 'bad-base64 proof.proof.aunts[1]'],
  ])('is refused with %s altered [TX-3]', (path, value, expected) => {
    expect(refusal(() => parseTxProof(alter(path, value)))).toBe(expected);
  });

  test.each([null, undefined, [], 'x', 7])('is refused where it is %j [TX-3]', (json) => {
    expect(refusal(() => parseTxProof(json, 'tx'))).toBe('bad-json tx');
  });
});

describe('a transaction', () => {
  const transactions = ['one', 'two', 'three', 'four', 'five'].map(toUtf8);
  const ids = transactions.map((transaction) => sha256(transaction));
  const root = dataHash(transactions);
  const { header: plain } = buildChain({ heights: 3, validators: () => ({ v: 1n }) }).at(3).signedHeader;
  const header = seal({ ...plain, dataHash: root });
  const id = ids[3] as Uint8Array;
  const good: TxProof = { transaction: transactions[3] as Uint8Array, rootHash: root, proof: merkleProof(ids, 3) };

  function outcome(result: Result<unknown>): string {
    if (result.ok) return 'proven';
    const { code, params } = result.error;
    return `${code} ${params['reason']} ${params['at']}`;
  }

  test('is proven to be in its block, by its id [TX-1]', () => {
    const proven = verifyTransaction(id, good, header);
    if (!proven.ok) throw new Error(proven.error.code);
    expect(Verified.isVerified(proven.value)).toBe(true);
    const { chainId } = plain;
    expect(proven.value.value).toEqual({ chainId, height: 3n, hash: id, transaction: toUtf8('four'), index: 3n });
    expect(verifyTxRoot(id, good, root)).toEqual({ ok: true, value: undefined });
  });

  const altered = new Uint8Array(32).fill(1);
  const { proof } = good;
  test.each<[string, Partial<TxProof>, string]>([
    ['another transaction', { transaction: toUtf8('five') }, 'proof-key-mismatch transaction-hash proof.data'],
    ['another leaf hash', { proof: { ...proof, leafHash: altered } }, 'bad-proof merkle-shape proof.proof'],
    ['a sibling too few', { proof: { ...proof, aunts: proof.aunts.slice(1) } }, 'bad-proof merkle-shape proof.proof'],
    ['an index beyond the total', { proof: { ...proof, index: 5n } }, 'bad-proof merkle-shape proof.proof'],
    [
      'another sibling',
      { proof: { ...proof, aunts: [altered, ...proof.aunts.slice(1)] } },
      'proof-root-mismatch data-hash proof',
    ],
    ['another root beside it', { rootHash: altered }, 'proof-root-mismatch data-hash proof'],
    ['no root beside it', { rootHash: new Uint8Array(0) }, 'proof-root-mismatch data-hash proof'],
  ])('is refused with %s [TX-1] [TX-2]', (_, change, expected) => {
    expect(outcome(verifyTransaction(id, { ...good, ...change }, header))).toBe(expected);
  });

  test('is refused under another id than its own, and under another data_hash [TX-1] [TX-2]', () => {
    expect(outcome(verifyTransaction(ids[2] as Uint8Array, good, header))).toBe(
      'proof-key-mismatch transaction-hash proof.data',
    );
    for (const other of [altered, new Uint8Array(0)]) {
      expect(outcome(verifyTxRoot(id, good, other))).toBe('proof-root-mismatch data-hash proof');
      expect(outcome(verifyTxRoot(id, { ...good, rootHash: other }, other))).toBe(
        'proof-root-mismatch data-hash proof',
      );
    }
  });
});
