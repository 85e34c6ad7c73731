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

const WEIGHTS = [0, 26, 51, 77, 102, 128, 153, 179, 204, 230] as const;
/** Of a tight number, each limb. */
export const TIGHT = WEIGHTS.map((_, i) => 2 ** (i % 2 === 0 ? 26 : 25));

export function writeLimbs(address: number, limbs: readonly number[], stride = 8): void {
  for (const [i, limb] of limbs.entries()) view.setUint32(address + stride * i, limb, true);
}

export function readLimbs(address: number, stride = 8): number[] {
  return WEIGHTS.map((_, i) => view.getUint32(address + stride * i, true));
}

export function numberOf(limbs: readonly number[]): bigint {
  return limbs.reduce((sum, limb, i) => sum + (BigInt(limb) << BigInt(WEIGHTS[i] as number)), 0n);
}

export function limbsOf(value: bigint): number[] {
  return WEIGHTS.map((weight, i) => Number((value >> BigInt(weight)) & BigInt((TIGHT[i] as number) - 1)));
}

/** One lane of a pair, mod p. */
export function readNumber(address: number, stride = 8): bigint {
  return numberOf(readLimbs(address, stride)) % P;
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
