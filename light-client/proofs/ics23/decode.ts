import { EMPTY } from '../../codec/bytes.ts';
import { CodecError } from '../../codec/codecError.ts';
import type { Result } from '../../core/errors.ts';
import { guarded, ProofRefused } from './refusal.ts';
import type { CommitmentProof, ExistenceProof, InnerOp, LeafOp, NonExistenceProof } from './types.ts';

// A decoder of its own beside codec/protobuf.ts: one proof has some forty fields, and reading them as plain numbers from
// one cursor, without a closure or a bigint per field, is what makes decoding cheaper than hashing. It is stricter than
// protobuf: unknown fields, repeated single fields and padded varints are refused, so that one proof has one encoding of
// every part that matters (explicit default values aside, which older encoders write).

/** Checked before the first byte is read: upstream's audit decoded 100 MB proofs for tens of seconds. */
export const MAX_PROOF_BYTES = 1 << 20;
/** Depth of the deepest spec known (SMT). What a spec itself allows is checked with the spec. */
export const MAX_PATH = 256;

const BIT = [0, 1, 2, 4, 8, 16] as const;

class Cursor {
  readonly bytes: Uint8Array;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  varint(end: number, at: string): number {
    const first = this.position < end ? (this.bytes[this.position] as number) : 256;
    if (first < 128) {
      this.position += 1;
      return first;
    }
    return this.longVarint(end, at);
  }

  /** At most 2^31-1: every number in a proof is a tag, a length or an enumeration. */
  private longVarint(end: number, at: string): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 5; i++) {
      if (this.position >= end) throw new CodecError('truncated', at);
      const byte = this.bytes[this.position++] as number;
      value += (byte & 127) * scale;
      if (byte < 128) {
        if (byte === 0 && i > 0) throw new CodecError('not-canonical', at);
        if (value > 0x7fffffff) throw new CodecError('varint-overflow', at);
        return value;
      }
      scale *= 128;
    }
    throw new CodecError('varint-overflow', at);
  }

  /** Reads a length and returns where the field ends. */
  lengthEnd(end: number, at: string): number {
    const length = this.varint(end, at);
    if (length > end - this.position) throw new CodecError('truncated', at);
    return this.position + length;
  }

  take(end: number, at: string): Uint8Array {
    const to = this.lengthEnd(end, at);
    const part = this.bytes.subarray(this.position, to);
    this.position = to;
    return part;
  }
}

/** Refuses a repeated single field: "the last one wins" would let two encodings mean one proof. */
function once(seen: number, field: number, at: string): number {
  const bit = BIT[field] as number;
  if ((seen & bit) !== 0) throw new CodecError('bad-field', at);
  return seen | bit;
}

function unexpected(tag: number, known: number, at: string): CodecError {
  const field = tag >>> 3;
  return new CodecError(field >= 1 && field <= known ? 'wrong-wire-type' : 'bad-field', `${at}#${field}`);
}

function leafOp(cursor: Cursor, end: number, at: string): LeafOp {
  let hash = 0;
  let prehashKey = 0;
  let prehashValue = 0;
  let length = 0;
  let prefix: Uint8Array = EMPTY;
  let seen = 0;
  while (cursor.position < end) {
    const tag = cursor.varint(end, at);
    if (tag === 8) hash = cursor.varint(end, at);
    else if (tag === 16) prehashKey = cursor.varint(end, at);
    else if (tag === 24) prehashValue = cursor.varint(end, at);
    else if (tag === 32) length = cursor.varint(end, at);
    else if (tag === 42) prefix = cursor.take(end, at);
    else throw unexpected(tag, 5, at);
    seen = once(seen, tag >>> 3, at);
  }
  return { hash, prehashKey, prehashValue, length, prefix };
}

function innerOp(cursor: Cursor, end: number, at: string): InnerOp {
  let hash = 0;
  let prefix: Uint8Array = EMPTY;
  let suffix: Uint8Array = EMPTY;
  let seen = 0;
  while (cursor.position < end) {
    const tag = cursor.varint(end, at);
    if (tag === 8) hash = cursor.varint(end, at);
    else if (tag === 18) prefix = cursor.take(end, at);
    else if (tag === 26) suffix = cursor.take(end, at);
    else throw unexpected(tag, 3, at);
    seen = once(seen, tag >>> 3, at);
  }
  return { hash, prefix, suffix };
}

function existenceProof(cursor: Cursor, end: number, at: string): ExistenceProof {
  let key: Uint8Array = EMPTY;
  let value: Uint8Array = EMPTY;
  let leaf: LeafOp | undefined;
  const path: InnerOp[] = [];
  let seen = 0;
  while (cursor.position < end) {
    const tag = cursor.varint(end, at);
    if (tag === 34) {
      if (path.length === MAX_PATH) throw new ProofRefused('too-deep', `${at}.path`);
      path.push(innerOp(cursor, cursor.lengthEnd(end, at), at));
      continue;
    }
    if (tag === 10) key = cursor.take(end, at);
    else if (tag === 18) value = cursor.take(end, at);
    else if (tag === 26) leaf = leafOp(cursor, cursor.lengthEnd(end, at), at);
    else throw unexpected(tag, 4, at);
    seen = once(seen, tag >>> 3, at);
  }
  return leaf === undefined ? { key, value, path } : { key, value, leaf, path };
}

function nonExistenceProof(cursor: Cursor, end: number, at: string): NonExistenceProof {
  let key: Uint8Array = EMPTY;
  let left: ExistenceProof | undefined;
  let right: ExistenceProof | undefined;
  let seen = 0;
  while (cursor.position < end) {
    const tag = cursor.varint(end, at);
    if (tag === 10) key = cursor.take(end, at);
    else if (tag === 18) left = existenceProof(cursor, cursor.lengthEnd(end, at), 'left');
    else if (tag === 26) right = existenceProof(cursor, cursor.lengthEnd(end, at), 'right');
    else throw unexpected(tag, 3, at);
    seen = once(seen, tag >>> 3, at);
  }
  return { key, ...(left && { left }), ...(right && { right }) };
}

function commitmentProof(cursor: Cursor, end: number, at: string): CommitmentProof {
  if (cursor.position === end) throw new ProofRefused('empty-proof', at);
  const tag = cursor.varint(end, at);
  // Batch and compressed proofs were removed upstream: their index lookups were one of the audit's findings.
  if (tag === 26 || tag === 34) throw new ProofRefused('batch-unsupported', at);
  if (tag !== 10 && tag !== 18) throw unexpected(tag, 4, at);
  const partEnd = cursor.lengthEnd(end, at);
  const proof: CommitmentProof =
    tag === 10
      ? { kind: 'exist', exist: existenceProof(cursor, partEnd, at) }
      : { kind: 'nonexist', nonexist: nonExistenceProof(cursor, partEnd, at) };
  // The message is a oneof: whatever follows would replace what was read.
  if (cursor.position !== end) throw new CodecError('bad-field', at);
  return proof;
}

/** Throws ProofRefused or CodecError: for callers inside `guarded`. */
export function readCommitmentProof(bytes: Uint8Array, at = 'proof'): CommitmentProof {
  if (bytes.length > MAX_PROOF_BYTES) throw new ProofRefused('too-large', at);
  return commitmentProof(new Cursor(bytes), bytes.length, at);
}

/** cosmos.ics23.v1.CommitmentProof. */
export function decodeCommitmentProof(bytes: Uint8Array, at = 'proof'): Result<CommitmentProof> {
  return guarded(() => readCommitmentProof(bytes, at));
}

/** ibc.core.commitment.v1.MerkleProof{proofs=1}: from the innermost tree outwards, at most `limit` of them. */
export function decodeMerkleProof(bytes: Uint8Array, limit = 4, at = 'proof'): Result<readonly CommitmentProof[]> {
  return guarded(() => {
    if (bytes.length > MAX_PROOF_BYTES) throw new ProofRefused('too-large', at);
    const cursor = new Cursor(bytes);
    const proofs: CommitmentProof[] = [];
    while (cursor.position < bytes.length) {
      const here = `${at}[${proofs.length}]`;
      const tag = cursor.varint(bytes.length, here);
      if (tag !== 10) throw unexpected(tag, 1, here);
      if (proofs.length === limit) throw new ProofRefused('proof-count', at);
      proofs.push(commitmentProof(cursor, cursor.lengthEnd(bytes.length, here), here));
    }
    return proofs;
  });
}
