import { defineDecoding } from './decode.ts';
import { ModuleBuilder } from './emitter.ts';
import { defineField, LIMB_BITS, LIMBS } from './field.ts';
import { BASE_ENTRIES, BASE_TABLE, LAYOUT, NUMBER } from './layout.ts';
import { definePoints } from './points.ts';
import { defineMultiplyAdd } from './scalars.ts';
import { defineSha512, sha512Constants } from './sha512.ts';
import { defineStraus } from './straus.ts';
import { defineTables } from './tables.ts';

/** What is used of WebAssembly, which belongs to the platform and not to the language. */
interface WebAssemblyHost {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

export interface Machine {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  multiply(out: number, a: number, b: number): void;
  square(out: number, a: number): void;
  power(out: number, a: number): void;
  freeze(lane: number): number;
  decode(point: number, first: number, second: number): number;
  double(point: number, withT: number): void;
  addAffine(point: number, first: number, second: number, withT: number): void;
  addProjective(point: number, first: number, second: number, withT: number): void;
  cache(point: number, first: number, second: number): void;
  shortTables(first: number, second: number, firstTable: number, secondTable: number): number;
  wideTables(bytes: number, first: number, second: number, entries: number): void;
  schedule(number: number, bits: number, width: number, table: number, entry: number, heads: number): void;
  vanishes(highest: number): number;
  sha512(source: number, blocks: number, digest: number): void;
  multiplyAdd(a: number, b: number, c: number, to: number): void;
  multiplyWideAdd(a: number, b: number, c: number, to: number): void;
}

export const PAGE = 65_536;
/** Asked for at a time: what nothing is written to costs the platform nothing. */
export const SPARE_PAGES = 16;
/** 16 MiB: far above what the tables of as many keys as are kept take. */
const MAX_PAGES = 256;

export function moduleBytes(): Uint8Array {
  const module = new ModuleBuilder(LAYOUT.constants);
  const field = defineField(module);
  const points = definePoints(module, field);
  const decoding = defineDecoding(module, field);
  defineTables(module, field, points, decoding);
  defineStraus(module, points, decoding);
  defineSha512(module);
  defineMultiplyAdd(module, 'multiplyAdd', 32);
  defineMultiplyAdd(module, 'multiplyWideAdd', 64);
  return module.build(Math.ceil(LAYOUT.keys / PAGE) + SPARE_PAGES, MAX_PAGES);
}

/** undefined where this platform has no WebAssembly, or none with vectors. */
export function createMachine(): Machine | undefined {
  let machine: Machine;
  try {
    const host = (globalThis as unknown as { WebAssembly: WebAssemblyHost }).WebAssembly;
    machine = new host.Instance(new host.Module(moduleBytes())).exports as Machine;
  } catch {
    return undefined;
  }
  writeConstants(machine);
  return machine;
}

const P = 2n ** 255n - 19n;
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
const ROOT_OF_MINUS_ONE = 19681161376707505956807079304988542015446066515923890162744021073123829784752n;
/** RFC 8032, section 5.1: y is 4/5, x even. */
const BASE = 0x6666666666666666666666666666666666666666666666666666666666666658n;

function writeConstants(machine: Machine): void {
  const view = new DataView(machine.memory.buffer);
  sha512Constants(view);
  for (const lane of [0, 8]) {
    writeNumber(view, LAYOUT.one + lane, 1n, 16);
    writeNumber(view, LAYOUT.d + lane, D, 16);
    writeNumber(view, LAYOUT.twiceD + lane, (2n * D) % P, 16);
    writeNumber(view, LAYOUT.rootOfMinusOne + lane, ROOT_OF_MINUS_ONE, 16);
  }
  // The neutral point (0, 1) as an entry.
  for (const [part, value] of [1n, 1n, 0n, 0n, 2n].entries()) {
    writeNumber(view, LAYOUT.identity + part * NUMBER, value, 8);
  }
  for (let i = 0; i < 4; i++)
    view.setBigUint64(LAYOUT.points + 8 * i, BigInt.asUintN(64, BASE >> BigInt(64 * i)), true);
  machine.wideTables(LAYOUT.points, LAYOUT.baseTable, LAYOUT.baseTable + BASE_TABLE, BASE_ENTRIES);
}

/** Five tight limbs of a number below 2^255, `stride` bytes from one to the next. */
export function writeNumber(view: DataView, address: number, value: bigint, stride: number): void {
  for (const [i, limb] of limbsOf(value).entries()) view.setFloat64(address + stride * i, Number(limb), true);
}

function limbsOf(value: bigint): bigint[] {
  let rest = value;
  const limbs = LIMBS.map(() => {
    const limb = BigInt.asIntN(LIMB_BITS, rest);
    rest = (rest - limb) >> BigInt(LIMB_BITS);
    return limb;
  });
  // 2^255 is left over where the highest limb got a sign.
  return limbs.map((limb, i) => (i === 0 ? limb + 19n * rest : limb));
}
