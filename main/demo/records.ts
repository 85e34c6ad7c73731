import { createHash } from 'node:crypto';
import { concatBytes } from '../../light-client/codec/bytes.ts';
import { field, ProtoReader } from '../../light-client/codec/protobuf.ts';
import { encodeValidatorSet } from '../../light-client/families/cometbft/proto.ts';
import { decodeCommit, decodeHeader, decodeValidatorSet } from '../../light-client/families/cometbft/protoDecode.ts';
import type { Commit, Header, Validator } from '../../light-client/families/cometbft/types.ts';
import { isLeaf, type Node } from './iavl.ts';
import type { MultiStore } from './multiStore.ts';
import { type Block, commitBytes, headerBytes, type Tip } from './producer.ts';

// How a chain lies on disk: a log of framed records. A block is on disk before anyone is shown it, so that a process
// that was killed never comes back with another block of the same height.

export const BLOCK = 1;
/** The whole state after a block, from which later ones are replayed. */
export const SNAPSHOT = 2;
/** The validators that sign from the frame's height on. */
export const MEMBERS = 3;
export type RecordKind = typeof BLOCK | typeof SNAPSHOT | typeof MEMBERS;

/** kind (1) ‖ height (4) ‖ length (4) ‖ first 8 bytes of sha256(kind ‖ height ‖ length ‖ payload) ‖ payload */
export const FRAME = 17;

export function frame(kind: RecordKind, height: number, payload: Uint8Array): Uint8Array {
  const out = new Uint8Array(FRAME + payload.length);
  const view = new DataView(out.buffer);
  view.setUint8(0, kind);
  view.setUint32(1, height);
  view.setUint32(5, payload.length);
  out.set(payload, FRAME);
  out.set(checksum(out.subarray(0, 9), payload), 9);
  return out;
}

function checksum(head: Uint8Array, payload: Uint8Array): Uint8Array {
  return createHash('sha256').update(head).update(payload).digest().subarray(0, 8);
}

export interface FrameAt {
  readonly kind: RecordKind;
  readonly height: number;
  /** Of the payload. */
  readonly offset: number;
  readonly length: number;
}

/** Reads frames from `start`; `end` is where the first bad or unfinished one begins (the length, where all are good). */
export function readFrames(bytes: Uint8Array, start: number): { readonly frames: FrameAt[]; readonly end: number } {
  const frames: FrameAt[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = start;
  while (at + FRAME <= bytes.length) {
    const kind = view.getUint8(at);
    const length = view.getUint32(at + 5);
    const offset = at + FRAME;
    if ((kind !== BLOCK && kind !== SNAPSHOT && kind !== MEMBERS) || offset + length > bytes.length) break;
    const expected = checksum(bytes.subarray(at, at + 9), bytes.subarray(offset, offset + length));
    if (Buffer.compare(expected, bytes.subarray(at + 9, offset)) !== 0) break;
    frames.push({ kind, height: view.getUint32(at + 1), offset, length });
    at = offset + length;
  }
  return { frames, end: at };
}

export function encodeBlockRecord(tip: Tip): Uint8Array {
  return concatBytes(
    field.message(1, headerBytes(tip.block.header)),
    ...tip.block.transactions.map((transaction) => field.message(2, transaction)),
    field.message(3, commitBytes(tip.block.commit)),
    field.varint(4, tip.createdAtMs),
  );
}

export interface StoredBlock extends Block {
  readonly createdAtMs: number;
}

export function decodeBlockRecord(bytes: Uint8Array): StoredBlock {
  const transactions: Uint8Array[] = [];
  let header: Header | undefined;
  let commit: Commit | undefined;
  let createdAtMs = 0;
  new ProtoReader(bytes, 'block').forEach((number, value) => {
    if (number === 1) header = decodeHeader(value.bytes());
    else if (number === 2) transactions.push(value.bytes());
    else if (number === 3) commit = decodeCommit(value.bytes());
    else if (number === 4) createdAtMs = Number(value.uint64());
    else return false;
    return true;
  });
  if (header === undefined || commit === undefined) throw new Error('a block record without header or commit');
  return { header, transactions, commit, createdAtMs };
}

export interface Snapshot {
  readonly state: MultiStore;
  readonly validators: Tip['validators'];
}

export function encodeSnapshot(tip: Tip): Uint8Array {
  const stores = [...tip.state.stores].map(([name, root]) =>
    field.message(
      1,
      concatBytes(field.string(1, name), root === undefined ? new Uint8Array(0) : field.message(2, encodeNode(root))),
    ),
  );
  const sets = tip.validators.map((validators) => field.message(2, encodeValidatorSet({ validators })));
  return concatBytes(...stores, ...sets);
}

function encodeNode(node: Node): Uint8Array {
  const head = concatBytes(field.bytes(1, node.key), field.varint(2, node.version));
  if (isLeaf(node)) return concatBytes(head, field.bytes(3, node.value));
  return concatBytes(head, field.message(4, encodeNode(node.left)), field.message(5, encodeNode(node.right)));
}

const TREE_DEPTH = 64;

export function decodeSnapshot(bytes: Uint8Array): Snapshot {
  const stores = new Map<string, Node | undefined>();
  const sets: (readonly Validator[])[] = [];
  new ProtoReader(bytes, 'snapshot', TREE_DEPTH).forEach((number, value) => {
    if (number === 1) {
      let name = '';
      let root: Node | undefined;
      value.message().forEach((part, inner) => {
        if (part === 1) name = inner.string();
        else root = decodeNode(inner.bytes());
        return true;
      });
      stores.set(name, root);
      return true;
    }
    sets.push(decodeValidatorSet(value.bytes(), 'tendermint').validators);
    return true;
  });
  const [now, next, after] = sets;
  if (now === undefined || next === undefined || after === undefined) throw new Error('a snapshot without validators');
  return { state: { stores }, validators: [now, next, after] };
}

function decodeNode(bytes: Uint8Array): Node {
  let key: Uint8Array | undefined;
  let version = 0;
  let value: Uint8Array | undefined;
  let left: Node | undefined;
  let right: Node | undefined;
  new ProtoReader(bytes, 'node').forEach((number, part) => {
    if (number === 1) key = part.bytes();
    else if (number === 2) version = part.int32();
    else if (number === 3) value = part.bytes();
    else if (number === 4) left = decodeNode(part.bytes());
    else if (number === 5) right = decodeNode(part.bytes());
    else return false;
    return true;
  });
  if (key === undefined) throw new Error('a node without key');
  if (value !== undefined) return { key, value, height: 0, size: 1, version, hash: undefined };
  if (left === undefined || right === undefined) throw new Error('a node without children');
  const height = Math.max(left.height, right.height) + 1;
  return { key, height, size: left.size + right.size, version, left, right, hash: undefined };
}
