import {
  closeSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { encodeValidatorSet } from '../../light-client/families/cometbft/proto.ts';
import { decodeValidatorSet } from '../../light-client/families/cometbft/protoDecode.ts';
import type { Validator } from '../../light-client/families/cometbft/types.ts';
import { derive } from './crypto.ts';
import {
  BLOCK,
  decodeBlockRecord,
  decodeSnapshot,
  FRAME,
  type FrameAt,
  frame,
  MEMBERS,
  type RecordKind,
  readFrames,
  SNAPSHOT,
  type Snapshot,
  type StoredBlock,
} from './records.ts';

// A chain's log, in a file or in memory. The file starts with what it belongs to: another seed, another first start or an
// older form of this file is not ours, and the chain is made anew.

const FORMAT = 'pilotlight-demo-chain-2';
const DECODED_KEPT = 8;

export interface LogIdentity {
  readonly seed: string;
  readonly chainId: string;
  readonly genesisTimeMs: number;
}

function fileHead(identity: LogIdentity): Uint8Array {
  return derive(FORMAT, identity.seed, identity.chainId, identity.genesisTimeMs);
}

/** Written beside the old file and put in its place at once. */
export function writeChainFile(file: string, identity: LogIdentity, frames: Uint8Array): void {
  const temporary = `${file}.new`;
  writeFileSync(temporary, Buffer.concat([fileHead(identity), frames]));
  renameSync(temporary, file);
}

interface Place {
  readonly offset: number;
  readonly length: number;
}

export class ChainLog {
  readonly #file: number | undefined;
  /** Payloads by "offset", where there is no file. */
  readonly #memory: Uint8Array[] = [];
  #end = 0;
  #base = 0;
  readonly #blocks: Place[] = [];
  readonly #snapshots = new Map<number, Place>();
  readonly #members: { readonly from: number; readonly validators: readonly Validator[] }[] = [];
  readonly #decoded = new Map<number, StoredBlock>();

  private constructor(file: number | undefined) {
    this.#file = file;
  }

  static inMemory(frames: Uint8Array = new Uint8Array(0)): ChainLog {
    const log = new ChainLog(undefined);
    for (const { kind, height, offset, length } of readFrames(frames, 0).frames) {
      log.append(kind, height, frames.slice(offset, offset + length));
    }
    return log;
  }

  /** Undefined where the file is not there, not ours, damaged, or too short to go on from. */
  static open(file: string, identity: LogIdentity): ChainLog | undefined {
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(file);
    } catch {
      return undefined;
    }
    const head = fileHead(identity);
    if (Buffer.compare(bytes.subarray(0, head.length), head) !== 0) return undefined;
    const { frames, end } = readFrames(bytes, head.length);
    // A block that was being written when the process died was shown to nobody. Anything more than that is damage.
    if (end !== bytes.length) {
      if (bytes.length - end >= MAX_TORN || looksLikeFrame(bytes, end)) return undefined;
      truncateSync(file, end);
    }
    const log = new ChainLog(openSync(file, 'r+'));
    for (const place of frames) log.#index(place, bytes);
    log.#end = end;
    if (log.#blocks.length > 0 && log.#snapshots.size > 0 && log.#members.length > 0) return log;
    log.close();
    return undefined;
  }

  get base(): number {
    return this.#base;
  }

  get height(): number {
    return this.#base + this.#blocks.length - 1;
  }

  get snapshotHeights(): number[] {
    return [...this.#snapshots.keys()];
  }

  append(kind: RecordKind, height: number, payload: Uint8Array): void {
    let offset = this.#memory.length;
    if (this.#file === undefined) this.#memory.push(payload);
    else {
      const bytes = frame(kind, height, payload);
      offset = this.#end + FRAME;
      writeSync(this.#file, bytes, 0, bytes.length, this.#end);
      this.#end += bytes.length;
    }
    this.#index({ kind, height, offset, length: payload.length }, undefined, payload);
  }

  #index(place: FrameAt, bytes: Uint8Array | undefined, payload?: Uint8Array): void {
    const { kind, height, offset, length } = place;
    if (kind === BLOCK) {
      if (this.#blocks.length === 0) this.#base = height;
      if (height !== this.#base + this.#blocks.length) throw new Error(`block ${height} out of order`);
      this.#blocks.push({ offset, length });
    } else if (kind === SNAPSHOT) {
      this.#snapshots.set(height, { offset, length });
    } else {
      // A copy: what is decoded keeps its bytes, and would keep the whole file with them.
      const encoded = payload ?? Uint8Array.from((bytes as Uint8Array).subarray(offset, offset + length));
      this.#members.push({ from: height, validators: decodeValidatorSet(encoded, 'tendermint').validators });
    }
  }

  block(height: number): StoredBlock | undefined {
    const known = this.#decoded.get(height);
    if (known !== undefined) return known;
    const place = this.#blocks[height - this.#base];
    if (place === undefined) return undefined;
    const block = decodeBlockRecord(this.#read(place));
    this.#decoded.set(height, block);
    if (this.#decoded.size > DECODED_KEPT) this.#decoded.delete(this.#decoded.keys().next().value as number);
    return block;
  }

  snapshot(height: number): Snapshot | undefined {
    const place = this.#snapshots.get(height);
    return place === undefined ? undefined : decodeSnapshot(this.#read(place));
  }

  validators(height: number): readonly Validator[] | undefined {
    let found: readonly Validator[] | undefined;
    for (const { from, validators } of this.#members) {
      if (from > height) break;
      found = validators;
    }
    return found;
  }

  /** Frames of the newest `keep` blocks and of what belongs to them: a shorter log that starts later. */
  tail(keep: number): Uint8Array {
    const start = Math.max(this.#base, this.height - keep + 1);
    const from = this.snapshotHeights.filter((height) => height >= start).sort((a, b) => a - b);
    const base = from[0] ?? start;
    const parts: Uint8Array[] = [];
    const sets = this.#members.filter(
      (entry, i) => entry.from >= base || (this.#members[i + 1]?.from ?? Infinity) > base,
    );
    for (const { from: height, validators } of sets)
      parts.push(frame(MEMBERS, height, encodeValidatorSet({ validators })));
    for (let height = base; height <= this.height; height++) {
      parts.push(frame(BLOCK, height, this.#read(this.#blocks[height - this.#base] as Place)));
      const snapshot = this.#snapshots.get(height);
      if (snapshot !== undefined) parts.push(frame(SNAPSHOT, height, this.#read(snapshot)));
    }
    return Buffer.concat(parts);
  }

  #read({ offset, length }: Place): Uint8Array {
    if (this.#file === undefined) return this.#memory[offset] as Uint8Array;
    const bytes = new Uint8Array(length);
    readSync(this.#file, bytes, 0, length, offset);
    return bytes;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }
}

/** A record in the middle that fails its checksum is damage; only the last one may be unfinished. */
const MAX_TORN = 64 * 1024;

function looksLikeFrame(bytes: Uint8Array, at: number): boolean {
  if (at + FRAME > bytes.length) return false;
  const length = new DataView(bytes.buffer, bytes.byteOffset + at + 5, 4).getUint32(0);
  return at + FRAME + length <= bytes.length;
}
