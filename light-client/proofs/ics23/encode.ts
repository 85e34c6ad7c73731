import { concatBytes, EMPTY } from '../../codec/bytes.ts';
import { field } from '../../codec/protobuf.ts';
import type { CommitmentProof, ExistenceProof, InnerOp, LeafOp } from './types.ts';

// The way back to cosmos.ics23.v1, for evidence files and for chains that serve proofs.

function leafOp(op: LeafOp): Uint8Array {
  return concatBytes(
    field.varint(1, op.hash),
    field.varint(2, op.prehashKey),
    field.varint(3, op.prehashValue),
    field.varint(4, op.length),
    field.bytes(5, op.prefix),
  );
}

function innerOp(op: InnerOp): Uint8Array {
  return concatBytes(field.varint(1, op.hash), field.bytes(2, op.prefix), field.bytes(3, op.suffix));
}

function existenceProof(proof: ExistenceProof): Uint8Array {
  return concatBytes(
    field.bytes(1, proof.key),
    field.bytes(2, proof.value),
    proof.leaf === undefined ? EMPTY : field.message(3, leafOp(proof.leaf)),
    ...proof.path.map((op) => field.message(4, innerOp(op))),
  );
}

export function encodeCommitmentProof(proof: CommitmentProof): Uint8Array {
  if (proof.kind === 'exist') return field.message(1, existenceProof(proof.exist));
  const { key, left, right } = proof.nonexist;
  return field.message(
    2,
    concatBytes(
      field.bytes(1, key),
      left === undefined ? EMPTY : field.message(2, existenceProof(left)),
      right === undefined ? EMPTY : field.message(3, existenceProof(right)),
    ),
  );
}
