import { compareBytes, concatBytes } from '../../light-client/codec/bytes.ts';
import { varint } from '../../light-client/codec/protobuf.ts';
import { sha256 } from './crypto.ts';

// The immutable AVL tree of cosmos/iavl: same shape, same node bytes, same root as the original for the same sequence of
// writes. Nodes are never changed: every version keeps its own root and shares what did not change.
// Source: cosmos/iavl node.go (writeHashBytes), mutable_tree.go (recursiveSet, balance).

export interface Leaf {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly height: 0;
  readonly size: 1;
  readonly version: number;
  hash: Uint8Array | undefined;
}

export interface Inner {
  /** The smallest key of the right subtree; not under the hash. */
  readonly key: Uint8Array;
  readonly height: number;
  readonly size: number;
  readonly version: number;
  readonly left: Node;
  readonly right: Node;
  hash: Uint8Array | undefined;
}

export type Node = Leaf | Inner;

export function isLeaf(node: Node): node is Leaf {
  return node.height === 0;
}

/** Go's signed varint, for what is never negative here. */
export function zigzag(value: number): Uint8Array {
  return varint(value * 2);
}

/** The part of a node that ICS-23 calls the prefix: height, size, version. */
export function nodePrefix(node: Node): Uint8Array {
  return concatBytes(zigzag(node.height), zigzag(node.size), zigzag(node.version));
}

// One buffer for every node: a start hashes hundreds of thousands of them.
let scratch = new Uint8Array(1024);

function putVarint(value: number, at: number): number {
  let rest = value;
  let end = at;
  while (rest > 127) {
    scratch[end++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  scratch[end++] = rest;
  return end;
}

function putBytes(bytes: Uint8Array, at: number): number {
  const start = putVarint(bytes.length, at);
  scratch.set(bytes, start);
  return start + bytes.length;
}

export function nodeHash(node: Node): Uint8Array {
  if (node.hash === undefined) {
    // Children first: they use the same buffer.
    const first = isLeaf(node) ? node.key : nodeHash(node.left);
    const second = isLeaf(node) ? sha256(node.value) : nodeHash(node.right);
    if (first.length + 128 > scratch.length) scratch = new Uint8Array(2 * (first.length + 128));
    let end = putVarint(node.version * 2, putVarint(node.size * 2, putVarint(node.height * 2, 0)));
    end = putBytes(second, putBytes(first, end));
    node.hash = sha256(scratch.subarray(0, end));
  }
  return node.hash;
}

const EMPTY_ROOT = sha256(new Uint8Array(0));

export function rootHash(root: Node | undefined): Uint8Array {
  return root === undefined ? EMPTY_ROOT : nodeHash(root);
}

export function get(root: Node | undefined, key: Uint8Array): Uint8Array | undefined {
  let node = root;
  while (node !== undefined && !isLeaf(node)) node = compareBytes(key, node.key) < 0 ? node.left : node.right;
  return node !== undefined && compareBytes(key, node.key) === 0 ? node.value : undefined;
}

/** `version` is the block that is being made. */
export function set(root: Node | undefined, key: Uint8Array, value: Uint8Array, version: number): Node {
  const leaf: Leaf = { key, value, height: 0, size: 1, version, hash: undefined };
  return root === undefined ? leaf : insert(root, leaf, version);
}

function insert(node: Node, leaf: Leaf, version: number): Node {
  const order = compareBytes(leaf.key, node.key);
  if (isLeaf(node)) {
    if (order === 0) return leaf;
    return order < 0 ? inner(node.key, leaf, node, version) : inner(leaf.key, node, leaf, version);
  }
  return order < 0
    ? balance(inner(node.key, insert(node.left, leaf, version), node.right, version), version)
    : balance(inner(node.key, node.left, insert(node.right, leaf, version), version), version);
}

function inner(key: Uint8Array, left: Node, right: Node, version: number): Inner {
  const height = Math.max(left.height, right.height) + 1;
  return { key, height, size: left.size + right.size, version, left, right, hash: undefined };
}

function lean(node: Node): number {
  return isLeaf(node) ? 0 : node.left.height - node.right.height;
}

function balance(node: Inner, version: number): Inner {
  const by = lean(node);
  if (by > 1) {
    const left = node.left as Inner;
    const turned = lean(left) >= 0 ? node : inner(node.key, rotateLeft(left, version), node.right, version);
    return rotateRight(turned, version);
  }
  if (by < -1) {
    const right = node.right as Inner;
    const turned = lean(right) <= 0 ? node : inner(node.key, node.left, rotateRight(right, version), version);
    return rotateLeft(turned, version);
  }
  return node;
}

function rotateRight(node: Inner, version: number): Inner {
  const left = node.left as Inner;
  return inner(left.key, left.left, inner(node.key, left.right, node.right, version), version);
}

function rotateLeft(node: Inner, version: number): Inner {
  const right = node.right as Inner;
  return inner(right.key, inner(node.key, node.left, right.left, version), right.right, version);
}

/** From the root to the leaf where `key` is or would be. */
export function pathTo(root: Node, key: Uint8Array): { readonly inner: Inner; readonly wentLeft: boolean }[] {
  const path: { inner: Inner; wentLeft: boolean }[] = [];
  let node = root;
  while (!isLeaf(node)) {
    const wentLeft = compareBytes(key, node.key) < 0;
    path.push({ inner: node, wentLeft });
    node = wentLeft ? node.left : node.right;
  }
  return path;
}

export function leafAt(root: Node, key: Uint8Array): Leaf {
  let node = root;
  while (!isLeaf(node)) node = compareBytes(key, node.key) < 0 ? node.left : node.right;
  return node;
}

export function leaves(root: Node | undefined): Leaf[] {
  if (root === undefined) return [];
  return isLeaf(root) ? [root] : [...leaves(root.left), ...leaves(root.right)];
}

/** The stored neighbours of a key that is not in the tree. */
export function neighbours(
  root: Node | undefined,
  key: Uint8Array,
): { left: Leaf | undefined; right: Leaf | undefined } {
  let left: Leaf | undefined;
  let right: Leaf | undefined;
  for (const leaf of leaves(root)) {
    if (compareBytes(leaf.key, key) < 0) left = leaf;
    else if (right === undefined && compareBytes(leaf.key, key) > 0) right = leaf;
  }
  return { left, right };
}
