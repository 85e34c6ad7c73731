import { LAYOUT } from '../../../../light-client/crypto/ed25519/layout.ts';
import { createMachine } from '../../../../light-client/crypto/ed25519/module.ts';
import { P } from '../edges.ts';

// The module's memory, read and written from outside.

const created = createMachine();
if (created === undefined) throw new Error('this platform has no WebAssembly with vectors');
export const machine = created;
const view = new DataView(machine.memory.buffer);
const bytes = new Uint8Array(machine.memory.buffer);

/** Where nothing lies while no batch is under work. */
export const FREE = LAYOUT.nonceTables;

/** The largest that a tight limb is, of either sign. */
export const TIGHT = 2 ** 50 + 2 ** 13;
const WEIGHTS = [0n, 51n, 102n, 153n, 204n];

export function writeLimbs(address: number, limbs: readonly number[], stride = 16): void {
  for (const [i, limb] of limbs.entries()) view.setFloat64(address + stride * i, limb, true);
}

export function readLimbs(address: number, stride = 16): number[] {
  return WEIGHTS.map((_, i) => view.getFloat64(address + stride * i, true));
}

/** Mod p. */
export function numberOf(limbs: readonly number[]): bigint {
  const sum = limbs.reduce((total, limb, i) => total + (BigInt(limb) << (WEIGHTS[i] as bigint)), 0n) % P;
  return (sum + P) % P;
}

/** Of a number below 2^255: tight. */
export function limbsOf(value: bigint): number[] {
  let rest = value;
  const limbs = WEIGHTS.map(() => {
    const limb = BigInt.asIntN(51, rest);
    rest = (rest - limb) >> 51n;
    return Number(limb);
  });
  // Where the highest limb got a sign, 2^255 is left over, which is 19.
  return limbs.map((limb, i) => (i === 0 ? limb + 19 * Number(rest) : limb));
}

/** One lane of a pair, mod p. */
export function readNumber(address: number, stride = 16): bigint {
  return numberOf(readLimbs(address, stride));
}

export function writeBytes(address: number, value: Uint8Array): void {
  bytes.set(value, address);
}

export function readBytes(address: number, length: number): Uint8Array {
  return bytes.slice(address, address + length);
}

export function writeWord(address: number, value: number): void {
  view.setUint32(address, value, true);
}

export function readWord(address: number): number {
  return view.getUint32(address, true);
}

export function power(base: bigint, exponent: bigint): bigint {
  let [result, square, rest] = [1n, base % P, exponent];
  for (; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}
