import { EMPTY } from '../../../../light-client/codec/bytes.ts';
import { type FieldReader, field, ProtoReader } from '../../../../light-client/codec/protobuf.ts';
import { decodeCommitmentProof } from '../../../../light-client/proofs/ics23/decode.ts';
import type { CommitmentProof } from '../../../../light-client/proofs/ics23/types.ts';

// Compressed batches, expanded for the self test only: the light client refuses them, but each holds dozens of single
// proofs that it must accept. CompressedBatchProof{entries=1, lookup_inners=2}; entry{exist=1 | nonexist=2}; a path is
// a list of indexes into lookup_inners.

function fieldsOf(bytes: Uint8Array, at: string): { number: number; bytes: Uint8Array; value: bigint }[] {
  const out: { number: number; bytes: Uint8Array; value: bigint }[] = [];
  const take = (number: number, reader: FieldReader) => {
    let value = 0n;
    let content: Uint8Array = EMPTY;
    try {
      content = reader.bytes();
    } catch {
      value = reader.uint64();
    }
    out.push({ number, bytes: content, value });
    return true;
  };
  new ProtoReader(bytes, at).forEach(take);
  return out;
}

function packedIndexes(bytes: Uint8Array): number[] {
  const indexes: number[] = [];
  let value = 0;
  let scale = 1;
  for (const byte of bytes) {
    value += (byte & 127) * scale;
    scale *= 128;
    if (byte < 128) {
      indexes.push(value);
      value = 0;
      scale = 1;
    }
  }
  return indexes;
}

/** A compressed existence proof, rewritten as a plain one. */
function expandExistence(bytes: Uint8Array, inners: readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const part of fieldsOf(bytes, 'exist')) {
    if (part.number !== 4) {
      parts.push(field.message(part.number, part.bytes));
      continue;
    }
    for (const index of part.bytes.length > 0 ? packedIndexes(part.bytes) : [Number(part.value)]) {
      const inner = inners[index];
      if (inner === undefined) throw new Error(`index ${index} is out of range`);
      parts.push(field.message(4, inner));
    }
  }
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function expandEntry(bytes: Uint8Array, inners: readonly Uint8Array[]): Uint8Array {
  const [entry] = fieldsOf(bytes, 'entry');
  if (entry === undefined) throw new Error('empty entry');
  if (entry.number === 1) return field.message(1, expandExistence(entry.bytes, inners));
  const parts = fieldsOf(entry.bytes, 'nonexist').map((part) =>
    field.message(part.number, part.number === 1 ? part.bytes : expandExistence(part.bytes, inners)),
  );
  return field.message(2, Uint8Array.from(parts.flatMap((part) => [...part])));
}

export function expandBatch(bytes: Uint8Array): CommitmentProof[] {
  const [batch] = fieldsOf(bytes, 'proof');
  if (batch === undefined || (batch.number !== 3 && batch.number !== 4)) throw new Error('not a batch');
  const parts = fieldsOf(batch.bytes, 'batch');
  const inners = parts.filter((part) => part.number === 2).map((part) => part.bytes);
  return parts
    .filter((part) => part.number === 1)
    .map((part) => {
      // The entry of an uncompressed batch is a plain proof already.
      const proof = decodeCommitmentProof(batch.number === 3 ? part.bytes : expandEntry(part.bytes, inners));
      if (!proof.ok) throw new Error(`batch entry: ${JSON.stringify(proof.error)}`);
      return proof.value;
    });
}
