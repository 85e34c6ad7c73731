import { equalBytes } from '../codec/bytes.ts';
import { toHex } from '../codec/hex.ts';
import { toUtf8 } from '../codec/utf8.ts';
import { fail, ok, type Result } from '../core/errors.ts';
import type { Verified } from '../core/verified.ts';
import type { CryptoSuite } from '../crypto/suite.ts';
import { type AbciResponse, verifyQuery } from '../families/cometbft/queryProof.ts';
import { verifyTransaction } from '../families/cometbft/txProof.ts';
import type { Header } from '../families/cometbft/types.ts';
import { decodeCommitmentProof } from '../proofs/ics23/decode.ts';
import { proofLevels } from '../proofs/ics23/levels.ts';
import { merklePath } from '../proofs/merkle.ts';
import type { EvidenceContent, EvidenceProof } from './content.ts';
import { merkleLevels } from './hops.ts';
import type { StepNotes } from './steps.ts';
import { decodeStateValue, documentIndicator, stateSubject } from './values.ts';

/** What the proof step leaves to compare with the claim. */
export type Proven =
  | { readonly kind: 'state'; readonly store: string; readonly key: Uint8Array; readonly value: Uint8Array | undefined }
  | { readonly kind: 'transaction'; readonly hash: Uint8Array };

// ---- proof ----

export function checkProof(
  { proof }: EvidenceContent,
  header: Verified<Header>,
  suite: CryptoSuite,
  notes: StepNotes,
): Result<Proven> {
  return proof.kind === 'state'
    ? checkState(proof, header, suite, notes)
    : checkTransaction(proof, header, suite, notes);
}

function checkState(
  proof: EvidenceProof & { kind: 'state' },
  header: Verified<Header>,
  { sha256 }: CryptoSuite,
  notes: StepNotes,
): Result<Proven> {
  const { store, key, value, ops } = proof;
  notes.fact('rule', 'word', value.length === 0 ? 'ics23-absence' : 'ics23-state');
  notes.fact('store', 'code', store);
  notes.fact('key', 'code', stateSubject(store, key).slice(store.length + 1));
  const height = header.value.height - 1n;
  notes.fact('state-height', 'height', height);
  const response: AbciResponse = { code: 0, log: '', key, value, proofOps: ops, height };
  const proven = verifyQuery({ store, key, height }, response, header, { sha256 });
  if (!proven.ok) return proven;
  for (const [tree, op] of ops.entries()) {
    const decoded = decodeCommitmentProof(op.data);
    const shape = tree === 0 ? 'iavl' : 'tendermint';
    if (decoded.ok) notes.merkle.push(...merkleLevels(tree, proofLevels(decoded.value, shape, sha256)));
  }
  return ok({ kind: 'state', store, key, value: proven.value.value.value });
}

function checkTransaction(
  { proof }: EvidenceProof & { kind: 'transaction' },
  header: Verified<Header>,
  { sha256 }: CryptoSuite,
  notes: StepNotes,
): Result<Proven> {
  const hash = sha256(proof.transaction);
  notes.fact('rule', 'word', 'tx-inclusion');
  notes.fact('transaction', 'hash', toHex(hash));
  notes.fact('transaction-bytes', 'count', proof.transaction.length);
  const included = verifyTransaction(hash, proof, header, sha256);
  if (!included.ok) return included;
  notes.merkle.push(...merkleLevels(0, merklePath(proof.proof, sha256)));
  return ok({ kind: 'transaction', hash });
}

// ---- value ----

/** The claim must say exactly what was proven: subject, kind, value, and for a report the document behind the digest. */
export function checkClaimedValue(
  content: EvidenceContent,
  proven: Proven,
  suite: CryptoSuite,
  notes: StepNotes,
): Result<void> {
  const { claim, document } = content;
  const subject = proven.kind === 'transaction' ? toHex(proven.hash) : stateSubject(proven.store, proven.key);
  notes.fact('subject', 'code', claim.subject);
  if (claim.subject !== subject) {
    return fail('proof-key-mismatch', { reason: 'claim-subject', expected: claim.subject, got: subject });
  }
  const value = proven.kind === 'state' ? proven.value : undefined;
  const kind = kindOf(proven, document !== null);
  if (claim.kind !== kind) {
    return fail('proof-value-mismatch', { reason: 'claim-kind', expected: claim.kind, got: kind });
  }
  if (value === undefined) {
    if (document !== null) return fail('proof-value-mismatch', { reason: 'document-without-digest' });
    return claim.value === null && claim.unit === null
      ? ok(undefined)
      : fail('proof-value-mismatch', { reason: 'claim-value', expected: String(claim.value), got: 'none' });
  }
  notes.fact('proven-bytes', 'code', toHex(value.subarray(0, 64)));
  const decoded = document === null ? ok(decodeStateValue(value)) : documentValue(content, value, suite, notes);
  if (!decoded.ok) return decoded;
  notes.fact('value', 'text', decoded.value.slice(0, 200));
  if (claim.value !== decoded.value) {
    const expected = String(claim.value).slice(0, 200);
    return fail('proof-value-mismatch', { reason: 'claim-value', expected, got: decoded.value.slice(0, 200) });
  }
  return ok(undefined);
}

function kindOf(proven: Proven, hasDocument: boolean): EvidenceContent['claim']['kind'] {
  if (proven.kind === 'transaction') return 'transaction';
  if (proven.value === undefined) return 'absence';
  return hasDocument ? 'anchored-report' : 'state';
}

/** The digest in state is the document's; the claim is the digest, or one indicator that the document states. */
function documentValue(
  { claim, document }: EvidenceContent,
  digest: Uint8Array,
  { sha256 }: CryptoSuite,
  notes: StepNotes,
): Result<string> {
  const { text, indicator } = document as NonNullable<EvidenceContent['document']>;
  const computed = sha256(toUtf8(text));
  notes.fact('document-digest', 'hash', toHex(computed));
  if (!equalBytes(computed, digest)) {
    return fail('proof-value-mismatch', { reason: 'document-digest', expected: toHex(digest), got: toHex(computed) });
  }
  const otherUnit = (got: string) =>
    fail('proof-value-mismatch', { reason: 'claim-unit', expected: String(claim.unit), got });
  if (indicator === null) return claim.unit === null ? ok(toHex(digest)) : otherUnit('none');
  notes.fact('indicator', 'code', indicator);
  const stated = documentIndicator(text, indicator);
  if (stated === undefined) return fail('proof-value-mismatch', { reason: 'no-indicator', indicator });
  if (claim.unit !== stated.unit) return otherUnit(stated.unit);
  return ok(stated.value);
}
