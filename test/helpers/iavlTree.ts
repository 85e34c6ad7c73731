import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, EMPTY } from '../../light-client/codec/bytes.ts';
import { varint } from '../../light-client/codec/protobuf.ts';
import type { CommitmentProof, ExistenceProof, InnerOp } from '../../light-client/proofs/ics23/types.ts';

// A slow, simple IAVL tree: enough to make honest proofs, which the tests then spoil one thing at a time.

export interface Entry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

interface Node {
  readonly hash: Uint8Array;
  readonly height: number;
  readonly paths: readonly (readonly InnerOp[])[];
}

const VERSION = 1;
const zigzag = (n: number): Uint8Array => varint(n * 2);
export const LEAF_PREFIX = concatBytes(zigzag(0), zigzag(1), zigzag(VERSION));

function build(entries: readonly Entry[]): Node {
  const [first] = entries;
  if (first === undefined) throw new Error('no entries');
  if (entries.length === 1) {
    const value = sha256(first.value);
    const parts = [LEAF_PREFIX, varint(first.key.length), first.key, varint(value.length), value];
    return { hash: sha256(concatBytes(...parts)), height: 0, paths: [[]] };
  }
  const middle = Math.ceil(entries.length / 2);
  const left = build(entries.slice(0, middle));
  const right = build(entries.slice(middle));
  const height = Math.max(left.height, right.height) + 1;
  const head = concatBytes(zigzag(height), zigzag(entries.length), zigzag(VERSION));
  const length = Uint8Array.of(32);
  const forLeft: InnerOp = { hash: 1, prefix: concatBytes(head, length), suffix: concatBytes(length, right.hash) };
  const forRight: InnerOp = { hash: 1, prefix: concatBytes(head, length, left.hash, length), suffix: EMPTY };
  return {
    hash: sha256(concatBytes(head, length, left.hash, length, right.hash)),
    height,
    paths: [...left.paths.map((path) => [...path, forLeft]), ...right.paths.map((path) => [...path, forRight])],
  };
}

export class IavlTree {
  readonly root: Uint8Array;
  readonly entries: readonly Entry[];
  private readonly paths: readonly (readonly InnerOp[])[];

  /** @param entries sorted by key */
  constructor(entries: readonly Entry[]) {
    const node = build(entries);
    this.entries = entries;
    this.root = node.hash;
    this.paths = node.paths;
  }

  exist(index: number): ExistenceProof {
    const { key, value } = this.entries[index] as Entry;
    const leaf = { hash: 1, prehashKey: 0, prehashValue: 1, length: 1, prefix: LEAF_PREFIX };
    return { key, value, leaf, path: this.paths[index] as readonly InnerOp[] };
  }

  existence(index: number): CommitmentProof {
    return { kind: 'exist', exist: this.exist(index) };
  }

  /** Absence between the entries `left` and `left + 1`; -1 and the last index for the outer sides. */
  absence(left: number, key: Uint8Array): CommitmentProof {
    const before = left >= 0 ? { left: this.exist(left) } : {};
    const after = left + 1 < this.entries.length ? { right: this.exist(left + 1) } : {};
    return { kind: 'nonexist', nonexist: { key, ...before, ...after } };
  }
}
