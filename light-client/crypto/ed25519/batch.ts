import { sha512 } from '@noble/hashes/sha2.js';
import { concatBytes } from '../../codec/bytes.ts';
import type { Vote } from '../suite.ts';
import { createKeyStore, type Key } from './keys.ts';
import {
  AFFINE,
  BASE_TABLE,
  BASE_WIDTH,
  CLAIM,
  HEADS,
  KEY_TABLE,
  KEY_WIDTH,
  LAYOUT,
  MAX_BATCH,
  MAX_HASHED,
  PROJECTIVE,
  SHORT_TABLE,
  SHORT_WIDTH,
} from './layout.ts';
import { createMachine } from './module.ts';
import { ORDER } from './scalars.ts';

// Many ed25519 signatures under one equation (Bernstein, Duif, Lange, Schwabe, Yang, "High-speed high-security signatures",
// 2012, section 5), in the cofactored form that ZIP-215 asks for:
//   8 * ( (sum z s) B - sum z R - sum (z k) A ) = 0
// Each z is of 128 bits, but for the first, which may be 1: only their proportions matter.

export interface BatchOptions {
  /** Keys remembered, at most 5 kB each. */
  readonly maxKeys?: number;
  readonly wideAfter?: number;
}

/** True where every one is good; undefined where the platform has no WebAssembly with vectors. */
export function createBatchVerifier(options: BatchOptions = {}): ((votes: readonly Vote[]) => boolean) | undefined {
  const { maxKeys = 1536, wideAfter = 8 } = options;
  if (maxKeys < MAX_BATCH) throw new Error('the keys of one batch must fit');
  const created = createMachine();
  if (created === undefined) return undefined;
  const machine = created;
  const keys = createKeyStore(machine, maxKeys, wideAfter);
  let bytes = new Uint8Array(machine.memory.buffer);
  let view = new DataView(machine.memory.buffer);

  /** k = SHA-512 of R, key and message, and s behind it. */
  function writeClaim({ publicKey, message, signature }: Vote, claim: number): void {
    bytes.set(signature, claim + 32); // k comes over R
    const length = 64 + message.length;
    if (length + 17 > MAX_HASHED) {
      bytes.set(sha512(concatBytes(signature.subarray(0, 32), publicKey, message)), claim);
      return;
    }
    bytes.set(signature, LAYOUT.hashed); // and the key over s
    bytes.set(publicKey, LAYOUT.hashed + 32);
    bytes.set(message, LAYOUT.hashed + 64);
    hashInPlace(length, claim);
  }

  function hashInPlace(length: number, out: number): void {
    const blocks = Math.ceil((length + 17) / 128);
    const end = LAYOUT.hashed + 128 * blocks;
    bytes.fill(0, LAYOUT.hashed + length, end);
    bytes[LAYOUT.hashed + length] = 0x80;
    view.setUint32(end - 4, 8 * length);
    machine.sha512(LAYOUT.hashed, blocks, out);
  }

  function scalarAt(at: number): bigint {
    let value = 0n;
    for (let i = 3; i >= 0; i--) value = (value << 64n) | view.getBigUint64(at + 8 * i, true);
    return value;
  }

  /** By its highest bits alone in all but a few of 2^128 cases. */
  function isBelowOrder(at: number): boolean {
    return view.getUint32(at + 28, true) < 1 << 28 || scalarAt(at) < ORDER;
  }

  /**
   * The coefficients have to be beyond the reach of whoever makes the signatures. Nothing here draws random numbers, so they
   * are drawn from a hash of all that the equation depends on: k is itself the hash of R, A and message. To have errors
   * cancel, a forger would have to try about 2^128 sets of signatures.
   */
  function drawCoefficients(count: number): void {
    bytes.copyWithin(LAYOUT.hashed, LAYOUT.claims, LAYOUT.claims + count * CLAIM);
    hashInPlace(count * CLAIM, LAYOUT.digest);
    for (let i = 0; i < count; i += 4) {
      bytes.copyWithin(LAYOUT.hashed, LAYOUT.digest, LAYOUT.digest + 64);
      view.setUint32(LAYOUT.hashed + 64, i, true);
      hashInPlace(68, LAYOUT.coefficients + 16 * i);
    }
    view.setBigUint64(LAYOUT.coefficients, 1n, true);
    view.setBigUint64(LAYOUT.coefficients + 8, 0n, true);
  }

  /** The scalar that lies there times the point of two affine tables. */
  function scheduleWide(width: number, table: number, tableBytes: number): void {
    machine.schedule(LAYOUT.scalar, 128, width, table, AFFINE, LAYOUT.affineHeads);
    machine.schedule(LAYOUT.scalar + 16, 125, width, table + tableBytes, AFFINE, LAYOUT.affineHeads);
  }

  function scheduleKey(key: Key): void {
    const table = key.table as number;
    if (key.wide) return scheduleWide(KEY_WIDTH, table, KEY_TABLE);
    machine.schedule(LAYOUT.scalar, 253, SHORT_WIDTH, table, PROJECTIVE, LAYOUT.projectiveHeads);
  }

  function scheduleBase(): void {
    const scalar = ORDER - (scalarAt(LAYOUT.ofBase) % ORDER);
    for (let i = 0; i < 4; i++) {
      view.setBigUint64(LAYOUT.scalar + 8 * i, BigInt.asUintN(64, scalar >> BigInt(64 * i)), true);
    }
    scheduleWide(BASE_WIDTH, LAYOUT.baseTable, BASE_TABLE);
  }

  function tableOfNonce(i: number): number {
    return LAYOUT.nonceTables + i * SHORT_TABLE;
  }

  function decodeNonces(votes: readonly Vote[]): boolean {
    for (let i = 0; i < votes.length; i += 2) {
      const first = votes[i] as Vote;
      bytes.set(first.signature, LAYOUT.points);
      bytes.set((votes[i + 1] ?? first).signature, LAYOUT.points + 32); // over the first one's s
      if (machine.shortTables(LAYOUT.points, LAYOUT.points + 32, tableOfNonce(i), tableOfNonce(i + 1)) !== 3)
        return false;
    }
    return true;
  }

  /** At most MAX_BATCH, of the right lengths. */
  function verifyOnce(votes: readonly Vote[]): boolean {
    const known = keys.resolve(votes.map(({ publicKey }) => publicKey));
    if (known.some(({ table }) => table === undefined)) return false;
    if (bytes.buffer !== machine.memory.buffer) {
      bytes = new Uint8Array(machine.memory.buffer);
      view = new DataView(machine.memory.buffer);
    }
    if (!decodeNonces(votes)) return false;
    for (const [i, vote] of votes.entries()) {
      const claim = LAYOUT.claims + i * CLAIM;
      writeClaim(vote, claim);
      if (!isBelowOrder(claim + 64)) return false;
    }
    drawCoefficients(votes.length);
    bytes.fill(0, LAYOUT.affineHeads, LAYOUT.affineHeads + HEADS);
    bytes.fill(0, LAYOUT.projectiveHeads, LAYOUT.projectiveHeads + HEADS);
    view.setUint32(LAYOUT.nextNode, LAYOUT.nodes, true);
    bytes.fill(0, LAYOUT.ofBase, LAYOUT.ofBase + 32);
    for (const [i, key] of known.entries()) {
      const claim = LAYOUT.claims + i * CLAIM;
      const z = LAYOUT.coefficients + 16 * i;
      machine.schedule(z, i === 0 ? 1 : 128, SHORT_WIDTH, tableOfNonce(i), PROJECTIVE, LAYOUT.projectiveHeads);
      machine.multiplyWideAdd(z, claim, LAYOUT.zero, LAYOUT.scalar);
      scheduleKey(key);
      machine.multiplyAdd(z, claim + 64, LAYOUT.ofBase, LAYOUT.ofBase);
    }
    scheduleBase();
    return machine.vanishes(known.every(({ wide }) => wide) ? 128 : 253) === 1;
  }

  return (votes) => {
    if (votes.some(({ publicKey, signature }) => publicKey.length !== 32 || signature.length !== 64)) return false;
    for (let start = 0; start < votes.length; start += MAX_BATCH) {
      if (!verifyOnce(votes.slice(start, start + MAX_BATCH))) return false;
    }
    return true;
  };
}
