import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { equalBytes } from '../../codec/bytes.ts';
import { CodecError } from '../../codec/codecError.ts';
import { fail, ok, type Result } from '../../core/errors.ts';
import { seal, type Verified } from '../../core/verified.ts';
import { type Hash, MAX_AUNTS, type MerkleProof, merkleProofRoot } from '../../proofs/merkle.ts';
import { object, parseBase64, parseHash, parseInt64 } from './rpcJson.ts';
import type { Header } from './types.ts';

// That a transaction is in a block: its hash is a leaf under data_hash. Not that it succeeded: results hang under the next
// header's last_results_hash. Sources: CometBFT types/tx.go, spec/core/encoding.md; sheet sections 3 and 4.

export interface TxProof {
  readonly transaction: Uint8Array;
  /** As served; compared, never believed. */
  readonly rootHash: Uint8Array;
  readonly proof: MerkleProof;
}

export interface IncludedTransaction {
  readonly chainId: string;
  readonly height: bigint;
  /** SHA-256 of the transaction: its id. */
  readonly hash: Uint8Array;
  readonly transaction: Uint8Array;
  /** Position in the block, by the prover's word: the header fixes no number of transactions. */
  readonly index: bigint;
}

const MAX_TRANSACTION_BASE64 = 8 << 20;

function parseMerkleProof(json: unknown, at: string): MerkleProof {
  const o = object(json, at);
  const aunts = o['aunts'] ?? [];
  if (!Array.isArray(aunts)) throw new CodecError('bad-json', `${at}.aunts`);
  if (aunts.length > MAX_AUNTS) throw new CodecError('too-large', `${at}.aunts`);
  return {
    total: parseInt64(o['total'], `${at}.total`),
    index: parseInt64(o['index'], `${at}.index`),
    leafHash: parseBase64(o['leaf_hash'], `${at}.leaf_hash`),
    aunts: aunts.map((aunt, i) => parseBase64(aunt, `${at}.aunts[${i}]`)),
  };
}

/** Throws CodecError. `json` is the `proof` object of /tx and /tx_search: { root_hash, data, proof }. */
export function parseTxProof(json: unknown, at = 'proof'): TxProof {
  const o = object(json, at);
  const data = o['data'];
  if (typeof data === 'string' && data.length > MAX_TRANSACTION_BASE64) throw new CodecError('too-large', `${at}.data`);
  return {
    transaction: parseBase64(data, `${at}.data`),
    rootHash: parseHash(o['root_hash'], `${at}.root_hash`),
    proof: parseMerkleProof(o['proof'], `${at}.proof`),
  };
}

/** Checks a proof against a data_hash. It proves nothing until that comes from a verified header. */
export function verifyTxRoot(
  hash: Uint8Array,
  proof: TxProof,
  dataHash: Uint8Array,
  sha256: Hash = nobleSha256,
): Result<void> {
  const leaf = sha256(proof.transaction);
  if (!equalBytes(leaf, hash)) return fail('proof-key-mismatch', { reason: 'transaction-hash', at: 'proof.data' });
  // The leaf of the tree is the transaction's hash, so that it is hashed twice.
  const root = merkleProofRoot(proof.proof, leaf, sha256);
  if (root === undefined) return fail('bad-proof', { reason: 'merkle-shape', at: 'proof.proof' });
  if (!equalBytes(root, dataHash) || !equalBytes(proof.rootHash, dataHash)) {
    return fail('proof-root-mismatch', { reason: 'data-hash', at: 'proof' });
  }
  return ok(undefined);
}

/** @param hash the transaction's id, as asked */
export function verifyTransaction(
  hash: Uint8Array,
  proof: TxProof,
  header: Verified<Header>,
  sha256: Hash = nobleSha256,
): Result<Verified<IncludedTransaction>> {
  const { chainId, height, dataHash } = header.value;
  const included = verifyTxRoot(hash, proof, dataHash, sha256);
  if (!included.ok) return included;
  return ok(seal({ chainId, height, hash, transaction: proof.transaction, index: proof.proof.index }));
}
