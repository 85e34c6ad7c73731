import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '../../light-client/codec/bytes.ts';
import { varint } from '../../light-client/codec/protobuf.ts';
import { toUtf8 } from '../../light-client/codec/utf8.ts';
import type { ProofOp } from '../../light-client/families/cometbft/queryProof.ts';
import { encodeCommitmentProof } from '../../light-client/proofs/ics23/encode.ts';
import type { InnerOp } from '../../light-client/proofs/ics23/types.ts';
import { merkleProof, merkleRoot } from '../../light-client/proofs/merkle.ts';
import { IavlTree } from './iavlTree.ts';

/** Stores of text keys and byte values under one root, with the proofs that a node would serve. */
export class TestState {
  readonly appHash: Uint8Array;
  private readonly names: readonly string[];
  private readonly trees: ReadonlyMap<string, IavlTree>;
  private readonly leaves: readonly Uint8Array[];

  constructor(stores: Readonly<Record<string, Readonly<Record<string, Uint8Array>>>>) {
    this.names = Object.keys(stores).sort();
    this.trees = new Map(
      this.names.map((name) => [
        name,
        new IavlTree(
          Object.entries(stores[name] ?? {})
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, value]) => ({ key: toUtf8(key), value })),
        ),
      ]),
    );
    this.leaves = this.names.map((name) => {
      const value = sha256(this.tree(name).root);
      return concatBytes(varint(name.length), toUtf8(name), varint(value.length), value);
    });
    this.appHash = merkleRoot(this.leaves);
  }

  private tree(store: string): IavlTree {
    return this.trees.get(store) as IavlTree;
  }

  /** The value (empty: absent) and the two proof operations. */
  query(store: string, key: string): { value: Uint8Array; ops: ProofOp[] } {
    const tree = this.tree(store);
    const wanted = toUtf8(key);
    const keys = tree.entries.map((entry) => Buffer.from(entry.key).toString('utf8'));
    const at = keys.indexOf(key);
    const proof = at >= 0 ? tree.existence(at) : tree.absence(keys.filter((other) => other < key).length - 1, wanted);
    const value = at >= 0 ? (tree.entries[at]?.value as Uint8Array) : new Uint8Array(0);
    return {
      value,
      ops: [
        { type: 'ics23:iavl', key: wanted, data: encodeCommitmentProof(proof) },
        { type: 'ics23:simple', key: toUtf8(store), data: this.storeProof(store) },
      ],
    };
  }

  private storeProof(store: string): Uint8Array {
    const index = this.names.indexOf(store);
    const merkle = merkleProof(this.leaves, index);
    const path: InnerOp[] = [];
    // From the leaf upwards: which side each aunt is on follows from the shape of the tree.
    const sides = sidesOf(index, this.names.length);
    merkle.aunts.forEach((aunt, i) => {
      const left = sides[i] === 'left';
      path.push(
        left
          ? { hash: 1, prefix: concatBytes(Uint8Array.of(1), aunt), suffix: new Uint8Array(0) }
          : { hash: 1, prefix: Uint8Array.of(1), suffix: aunt },
      );
    });
    const leaf = { hash: 1, prehashKey: 0, prehashValue: 1, length: 1, prefix: Uint8Array.of(0) };
    return encodeCommitmentProof({
      kind: 'exist',
      exist: { key: toUtf8(store), value: this.tree(store).root, leaf, path },
    });
  }
}

function sidesOf(index: number, total: number): ('left' | 'right')[] {
  if (total <= 1) return [];
  let k = 1;
  while (k * 2 < total) k *= 2;
  return index < k ? [...sidesOf(index, k), 'right'] : [...sidesOf(index - k, total - k), 'left'];
}
