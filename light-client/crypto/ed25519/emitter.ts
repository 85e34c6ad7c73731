// A small assembler for WebAssembly: the module is written when it is needed, from the formulas beside it, so that no binary
// has to be believed and no other toolchain is used. Only what those formulas need is here.
// Source of every number: WebAssembly Core Specification 2.0, chapter 5 (binary format), with fixed-width SIMD.

/** Instructions, nested as the expressions that they were written from. */
export type Code = number | Uint8Array | readonly Code[];

export type ValueType = 'i32' | 'i64' | 'v128';
const VALUE_TYPES: Record<ValueType, number> = { i32: 0x7f, i64: 0x7e, v128: 0x7b };

/** A local variable or parameter of one function. */
export interface Local {
  readonly index: number;
}

type Tuple<T, N extends number, Made extends readonly T[] = readonly []> = Made['length'] extends N
  ? Made
  : Tuple<T, N, readonly [...Made, T]>;

/** So many of a kind, each to be given a name. */
export function several<T, N extends number>(count: N, make: (i: number) => T): Tuple<T, N> {
  return Array.from({ length: count }, (_, i) => make(i)) as unknown as Tuple<T, N>;
}

/** LEB128, seven bits at a time. */
export function unsigned(value: number): Code {
  return value < 128 ? value : [(value & 127) | 128, unsigned(Math.floor(value / 128))];
}

export function signed(value: bigint): Code {
  const [low, rest] = [Number(value & 127n), value >> 7n];
  const last = (rest === 0n && low < 64) || (rest === -1n && low >= 64);
  return last ? low : [low | 128, signed(rest)];
}

function signed32(value: number): Code {
  const [low, rest] = [value & 127, value >> 7];
  const last = (rest === 0 && low < 64) || (rest === -1 && low >= 64);
  return last ? low : [low | 128, signed32(rest)];
}

const simd = (opcode: number): Code => [0xfd, unsigned(opcode)];
const unary =
  (opcode: Code) =>
  (a: Code): Code => [a, opcode];
const binary =
  (opcode: Code) =>
  (a: Code, b: Code): Code => [a, b, opcode];
/** Addresses need no alignment: 0 promises none. */
const load =
  (opcode: Code) =>
  (address: Code, offset = 0): Code => [address, opcode, 0, unsigned(offset)];
const store =
  (opcode: Code) =>
  (address: Code, offset: number, value: Code): Code => [address, value, opcode, 0, unsigned(offset)];
const shift =
  (opcode: Code) =>
  (a: Code, by: number): Code => [a, i32.const(by), opcode];

export const get = (local: Local): Code => [0x20, unsigned(local.index)];
export const set = (local: Local, value: Code): Code => [value, 0x21, unsigned(local.index)];
export const drop = (value: Code): Code => [value, 0x1a];
export const call = (callee: FunctionRef, ...values: readonly Code[]): Code => [values, 0x10, unsigned(callee.index)];

const EMPTY_BLOCK = 0x40;
/** Repeated for as long as `condition` holds at its end. */
export const doWhile = (body: Code, condition: Code): Code => [0x03, EMPTY_BLOCK, body, condition, 0x0d, 0, 0x0b];
export const when = (condition: Code, then: Code, otherwise?: Code): Code => [
  condition,
  0x04,
  EMPTY_BLOCK,
  then,
  otherwise === undefined ? [] : [0x05, otherwise],
  0x0b,
];
export const whileLoop = (condition: Code, body: Code): Code => [
  [0x02, EMPTY_BLOCK, 0x03, EMPTY_BLOCK, condition, 0x45, 0x0d, 1],
  [body, 0x0c, 0, 0x0b, 0x0b],
];
/** `a` where the condition is not 0, otherwise `b`; both are computed. */
export const select = (condition: Code, a: Code, b: Code): Code => [a, b, condition, 0x1b];

export const i32 = {
  const: (value: number): Code => [0x41, signed32(value | 0)],
  load: load(0x28),
  load8: load(0x2d),
  store: store(0x36),
  isZero: unary(0x45),
  equal: binary(0x46),
  less: binary(0x49),
  greater: binary(0x4b),
  add: binary(0x6a),
  sub: binary(0x6b),
  mul: binary(0x6c),
  and: binary(0x71),
  or: binary(0x72),
  xor: binary(0x73),
  shl: binary(0x74),
  shr: binary(0x76),
  wrap: unary(0xa7),
};

export const i64 = {
  const: (value: bigint): Code => [0x42, signed(BigInt.asIntN(64, value))],
  load: load(0x29),
  store: store(0x37),
  add: binary(0x7c),
  sub: binary(0x7d),
  mul: binary(0x7e),
  and: binary(0x83),
  or: binary(0x84),
  xor: binary(0x85),
  shl: binary(0x86),
  shrSigned: binary(0x87),
  shr: binary(0x88),
  rotateRight: binary(0x8a),
  extend: unary(0xad),
  /** Of a whole number. */
  fromDouble: unary(0xb0),
};

export const f64 = {
  load: load(0x2b),
  store: store(0x39),
  negate: unary(0x9a),
  fromInteger: unary(0xb9),
};

export const v128 = {
  load: load(simd(0)),
  /** Eight bytes into the lower half. */
  load64: load(simd(0x5d)),
  store: store(simd(0x0b)),
  /** The lower half. */
  store64: (address: Code, offset: number, value: Code): Code => [store(simd(0x5b))(address, offset, value), 0],
  and: binary(simd(0x4e)),
};

/** The operations of two doubles. */
export const f64x2 = {
  add: binary(simd(0xf0)),
  sub: binary(simd(0xf1)),
  mul: binary(simd(0xf2)),
  /** a * b + c. Relaxed: rounded once or twice, as the platform likes; whoever needs one has to find out. */
  multiplyAdd: (a: Code, b: Code, c: Code): Code => [a, b, c, simd(0x107)],
};

export const i64x2 = {
  /** The bytes of either lane turned round. */
  swapBytes: (local: Local): Code => [
    get(local),
    get(local),
    simd(0x0d),
    [7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8],
  ],
  add: binary(simd(0xce)),
  shl: shift(simd(0xcb)),
  shr: shift(simd(0xcd)),
  /** Lanes 0 and 1 are those of `a`, 2 and 3 those of `b`. */
  shuffle: (a: Code, b: Code, lanes: readonly [number, number]): Code => [
    [a, b, simd(0x0d)],
    lanes.flatMap((lane) => [0, 1, 2, 3, 4, 5, 6, 7].map((byte) => 8 * lane + byte)),
  ],
};

/** A function under construction: its parameters come first. */
export class FunctionBuilder {
  readonly parameters: readonly ValueType[];
  readonly locals: ValueType[] = [];
  readonly result: ValueType | undefined;

  constructor(parameters: readonly ValueType[], result?: ValueType) {
    this.parameters = parameters;
    this.result = result;
  }

  parameter(index: number): Local {
    return { index };
  }

  local(type: ValueType): Local {
    this.locals.push(type);
    return { index: this.parameters.length + this.locals.length - 1 };
  }
}

export interface FunctionRef {
  readonly index: number;
}

/** Functions in the order in which they were defined, one memory, and the names under which they are exported. */
export class ModuleBuilder {
  private readonly types: Code[] = [];
  private readonly bodies: Code[] = [];
  private readonly exports: Code[] = [];
  private readonly constants: bigint[] = [];
  private readonly constantsAt: number;

  /** `constantsAt`: where in memory the constants lie, 16 bytes each. */
  constructor(constantsAt = 0) {
    this.constantsAt = constantsAt;
  }

  /** The same 64 bits in both lanes. */
  constant(bits: bigint): Code {
    const value = BigInt.asUintN(64, bits);
    if (!this.constants.includes(value)) this.constants.push(value);
    return v128.load(i32.const(this.constantsAt + 16 * this.constants.indexOf(value)));
  }

  double(value: number): Code {
    return this.constant(bitsOfDouble(value));
  }

  define(name: string, builder: FunctionBuilder, body: Code): FunctionRef {
    const index = this.types.length;
    const { parameters, result, locals } = builder;
    const results = result === undefined ? [] : [result];
    this.types.push([0x60, vector(parameters.map(valueType)), vector(results.map(valueType))]);
    this.bodies.push(sized([vector(locals.map((type) => [1, valueType(type)])), body, 0x0b]));
    this.exports.push([text(name), 0, unsigned(index)]);
    return { index };
  }

  /** `pages` of 64 KiB to begin with. */
  build(pages: number, maximum: number): Uint8Array {
    const memory: Code = [1, unsigned(pages), unsigned(maximum)];
    return encoded([
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      [1, sized(vector(this.types))],
      [3, sized(vector(this.types.map((_, i) => unsigned(i))))],
      [5, sized(vector([memory]))],
      [7, sized(vector([...this.exports, [text('memory'), 2, 0]]))],
      [10, sized(vector(this.bodies))],
      [11, sized(vector([[0, i32.const(this.constantsAt), 0x0b, vector(this.constants.flatMap(twice))]]))],
    ]);
  }
}

export function bitsOfDouble(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

/** As bytes, the lowest first. */
function twice(value: bigint): number[] {
  return Array.from({ length: 16 }, (_, i) => Number((value >> BigInt(8 * (i % 8))) & 255n));
}

function sized(content: Code): Code {
  const bytes = encoded(content);
  return [unsigned(bytes.length), bytes];
}

function encoded(code: Code): Uint8Array {
  const bytes = new Uint8Array(byteLength(code));
  write(code, bytes, 0);
  return bytes;
}

function byteLength(code: Code): number {
  if (typeof code === 'number') return 1;
  if (code instanceof Uint8Array) return code.length;
  let length = 0;
  for (let i = 0; i < code.length; i++) length += byteLength(code[i] as Code);
  return length;
}

function write(code: Code, into: Uint8Array, at: number): number {
  if (typeof code === 'number') {
    into[at] = code;
    return at + 1;
  }
  if (code instanceof Uint8Array) {
    into.set(code, at);
    return at + code.length;
  }
  let next = at;
  for (let i = 0; i < code.length; i++) next = write(code[i] as Code, into, next);
  return next;
}

function vector(items: readonly Code[]): Code {
  return [unsigned(items.length), items];
}

function valueType(type: ValueType): Code {
  return VALUE_TYPES[type];
}

function text(value: string): Code {
  return vector(Array.from(value, (character) => character.charCodeAt(0)));
}
