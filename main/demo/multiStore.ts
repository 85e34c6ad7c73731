import { concatBytes } from '../../light-client/codec/bytes.ts';
import { field, varint } from '../../light-client/codec/protobuf.ts';
import { toUtf8 } from '../../light-client/codec/utf8.ts';
import { merkleProof } from '../../light-client/proofs/merkle.ts';
import { sha256 } from './crypto.ts';
import { get, leafAt, type Node, neighbours, nodeHash, nodePrefix, pathTo, rootHash, set } from './iavl.ts';
import { fastRoot } from './merkle.ts';

// A multi-store as in cosmos-sdk: named IAVL trees under one simple Merkle map, and its ICS-23 proofs.
// Sources: cosmos-sdk store/rootmulti/proof.go, store/internal/maps; cosmos/iavl proof_ics23.go.

/** One version of the whole state. Immutable: writing gives a new one that shares what did not change. */
export interface MultiStore {
  readonly stores: ReadonlyMap<string, Node | undefined>;
}

export interface Write {
  readonly store: string;
  readonly key: string;
  readonly value: Uint8Array;
}

export interface ProofOp {
  readonly type: string;
  readonly key: Uint8Array;
  readonly data: Uint8Array;
}

export function writeAll(state: MultiStore, writes: readonly Write[], version: number): MultiStore {
  if (writes.length === 0) return state;
  const stores = new Map(state.stores);
  for (const { store, key, value } of writes) stores.set(store, set(stores.get(store), toUtf8(key), value, version));
  return { stores };
}

export function read(state: MultiStore, store: string, key: Uint8Array): Uint8Array | undefined {
  return get(state.stores.get(store), key);
}

/** Names in byte order, as the simple map sorts them. All of ours are ASCII. */
function sortedNames(state: MultiStore): string[] {
  return [...state.stores.keys()].sort();
}

// Most stores stay as they are from block to block.
const leafOfRoot = new WeakMap<Node, Uint8Array>();

function storeLeaf(name: string, root: Node | undefined): Uint8Array {
  const known = root === undefined ? undefined : leafOfRoot.get(root);
  if (known !== undefined) return known;
  const leaf = mapLeaf(name, rootHash(root));
  if (root !== undefined) leafOfRoot.set(root, leaf);
  return leaf;
}

function mapLeaf(name: string, root: Uint8Array): Uint8Array {
  const key = toUtf8(name);
  const value = sha256(root);
  return concatBytes(varint(key.length), key, varint(value.length), value);
}

function mapLeaves(state: MultiStore): Uint8Array[] {
  return sortedNames(state).map((name) => storeLeaf(name, state.stores.get(name)));
}

/** What the next header carries as app_hash. */
export function appHash(state: MultiStore): Uint8Array {
  return fastRoot(mapLeaves(state));
}

const SHA256 = 1;
const LENGTH_VARINT = 1;

function leafOp(prefix: Uint8Array): Uint8Array {
  return concatBytes(
    field.varint(1, SHA256),
    field.varint(3, SHA256),
    field.varint(4, LENGTH_VARINT),
    field.bytes(5, prefix),
  );
}

function innerOp(prefix: Uint8Array, suffix: Uint8Array): Uint8Array {
  return concatBytes(field.varint(1, SHA256), field.bytes(2, prefix), field.bytes(3, suffix));
}

const NONE = new Uint8Array(0);
/** Every child hash is written with its length. */
const HASH_LENGTH = Uint8Array.of(32);

function iavlExistence(root: Node, key: Uint8Array): Uint8Array {
  const leaf = leafAt(root, key);
  const steps = pathTo(root, key)
    .reverse()
    .map(({ inner, wentLeft }) =>
      wentLeft
        ? innerOp(concatBytes(nodePrefix(inner), HASH_LENGTH), concatBytes(HASH_LENGTH, nodeHash(inner.right)))
        : innerOp(concatBytes(nodePrefix(inner), HASH_LENGTH, nodeHash(inner.left), HASH_LENGTH), NONE),
    );
  return concatBytes(
    field.bytes(1, leaf.key),
    field.bytes(2, leaf.value),
    field.message(3, leafOp(nodePrefix(leaf))),
    ...steps.map((step) => field.message(4, step)),
  );
}

/** CommitmentProof of one store: existence where the key is there, else absence by its neighbours. */
function iavlProof(root: Node, key: Uint8Array): Uint8Array {
  if (get(root, key) !== undefined) return field.message(1, iavlExistence(root, key));
  const { left, right } = neighbours(root, key);
  return field.message(
    2,
    concatBytes(
      field.bytes(1, key),
      left === undefined ? NONE : field.message(2, iavlExistence(root, left.key)),
      right === undefined ? NONE : field.message(3, iavlExistence(root, right.key)),
    ),
  );
}

function storeProof(state: MultiStore, name: string): Uint8Array {
  const names = sortedNames(state);
  const index = names.indexOf(name);
  const proof = merkleProof(mapLeaves(state), index, sha256);
  let at = index;
  let total = names.length;
  // The sides, from the root down; the proof's aunts go from the leaf up.
  const sides: boolean[] = [];
  while (total > 1) {
    let k = 1;
    while (k * 2 < total) k *= 2;
    const left = at < k;
    sides.push(left);
    if (left) total = k;
    else {
      at -= k;
      total -= k;
    }
  }
  sides.reverse();
  const steps = proof.aunts.map((aunt, i) =>
    sides[i] === true ? innerOp(Uint8Array.of(1), aunt) : innerOp(concatBytes(Uint8Array.of(1), aunt), NONE),
  );
  return field.message(
    1,
    concatBytes(
      field.bytes(1, toUtf8(name)),
      field.bytes(2, rootHash(state.stores.get(name))),
      field.message(3, leafOp(Uint8Array.of(0))),
      ...steps.map((step) => field.message(4, step)),
    ),
  );
}

/** The two operations of an SDK chain's answer; undefined where the store is not there or empty. */
export function prove(state: MultiStore, store: string, key: Uint8Array): ProofOp[] | undefined {
  const root = state.stores.get(store);
  if (root === undefined) return undefined;
  return [
    { type: 'ics23:iavl', key, data: iavlProof(root, key) },
    { type: 'ics23:simple', key: toUtf8(store), data: storeProof(state, store) },
  ];
}
