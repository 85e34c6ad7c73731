import {
  type Code,
  call,
  doWhile,
  drop,
  FunctionBuilder,
  type FunctionRef,
  get,
  i32,
  i64,
  type ModuleBuilder,
  set,
  several,
  when,
} from './emitter.ts';
import { addPairs, type Field, LIMBS, odd, subtractPairs } from './field.ts';
import { LAYOUT } from './layout.ts';
import { coordinates, copyPair, scratch } from './points.ts';

// Points from 32 bytes, two at a time. Sources: RFC 8032, section 5.1.3, with ZIP-215's two exceptions: y need not be below p,
// and the sign bit may be set where x is 0.

export interface Decoding {
  /** out = a^((p - 5) / 8). (out, a) */
  readonly power: FunctionRef;
  /** Makes one lane's number the least one; its limbs or'ed together. (address of the lane) */
  readonly freeze: FunctionRef;
  /** Bit 0 where the first 32 bytes are a point, bit 1 where the second are. (point, first, second) */
  readonly decode: FunctionRef;
}

const WEIGHTS = [0, 26, 51, 77, 102, 128, 153, 179, 204, 230] as const;
const bitsOf = (limb: number): number => (odd(limb) ? 25 : 26);

export function defineDecoding(module: ModuleBuilder, field: Field): Decoding {
  const power = definePower(module, field);
  const freeze = defineFreeze(module);
  return { power, freeze, decode: defineDecode(module, field, power, freeze) };
}

/** The chain of Bernstein's ref10: a^(2^n - 1) for n = 5, 10, 20, 40, 50, 100, 200, 250. */
function definePower(module: ModuleBuilder, { multiply, square }: Field): FunctionRef {
  const times = new FunctionBuilder(['i32', 'i32', 'i32']);
  const [to, from, left] = [times.parameter(0), times.parameter(1), times.parameter(2)];
  const squareTimes = module.define('squareTimes', times, [
    call(square, get(to), get(from)),
    set(left, i32.sub(get(left), i32.const(1))),
    when(get(left), doWhile([call(square, get(to), get(to)), set(left, i32.sub(get(left), i32.const(1)))], get(left))),
  ]);
  const f = new FunctionBuilder(['i32', 'i32']);
  const [t0, t1, t2] = several(3, scratch);
  const a = get(f.parameter(1));
  const repeat = (out: Code, x: Code, n: number) => call(squareTimes, out, x, i32.const(n));
  return module.define('power', f, [
    repeat(t0, a, 1),
    repeat(t1, t0, 2),
    call(multiply, t1, t1, a), // 9
    call(multiply, t0, t0, t1), // 11
    repeat(t0, t0, 1),
    call(multiply, t0, t0, t1), // 2^5 - 1
    repeat(t1, t0, 5),
    call(multiply, t0, t1, t0), // 2^10 - 1
    repeat(t1, t0, 10),
    call(multiply, t1, t1, t0), // 2^20 - 1
    repeat(t2, t1, 20),
    call(multiply, t1, t2, t1), // 2^40 - 1
    repeat(t1, t1, 10),
    call(multiply, t0, t1, t0), // 2^50 - 1
    repeat(t1, t0, 50),
    call(multiply, t1, t1, t0), // 2^100 - 1
    repeat(t2, t1, 100),
    call(multiply, t1, t2, t1), // 2^200 - 1
    repeat(t1, t1, 50),
    call(multiply, t0, t1, t0), // 2^250 - 1
    repeat(t0, t0, 2),
    call(multiply, get(f.parameter(0)), t0, a), // 2^252 - 3
  ]);
}

/** Of tight limbs, so that the number is below 2p: p is taken off where adding 19 reaches 2^255. */
function defineFreeze(module: ModuleBuilder): FunctionRef {
  const f = new FunctionBuilder(['i32'], 'i32');
  const lane = get(f.parameter(0));
  const limbs = LIMBS.map(() => f.local('i64'));
  const carry = f.local('i64');
  const any = f.local('i64');
  const over = (i: number) => i64.shr(i64.add(get(limbs[i] as never), get(carry)), i64.const(BigInt(bitsOf(i))));
  return module.define('freeze', f, [
    limbs.map((limb, i) => set(limb, i64.loadU32(lane, 8 * i))),
    set(carry, i64.const(19n)),
    limbs.map((_, i) => set(carry, over(i))),
    set(carry, i64.mul(get(carry), i64.const(19n))),
    limbs.map((limb, i) => {
      const whole = i64.add(get(limb), get(carry));
      return [
        set(limb, whole),
        set(carry, i64.shr(get(limb), i64.const(BigInt(bitsOf(i))))),
        set(limb, i64.and(get(limb), i64.const((1n << BigInt(bitsOf(i))) - 1n))),
        i64.storeU32(lane, 8 * i, get(limb)),
        set(any, i64.or(get(any), get(limb))),
      ];
    }),
    i32.wrap(get(any)),
  ]);
}

function defineDecode(
  module: ModuleBuilder,
  { multiply, square }: Field,
  power: FunctionRef,
  freeze: FunctionRef,
): FunctionRef {
  const f = new FunctionBuilder(['i32', 'i32', 'i32'], 'i32');
  const { x, y, z, t } = coordinates(f.parameter(0));
  const mask = f.local('i32');
  const wrong = f.local('i32');
  // power() uses the first three.
  const [u, v, v3, ys, root, difference, sum, other] = several(8, (i) => scratch(3 + i));
  const one = i32.const(LAYOUT.one);
  const lane = (pair: Code, i: number): Code => i32.add(pair, i32.const(4 * i));
  const lanes = [0, 1].map((i) => {
    const bytes = get(f.parameter(1 + i));
    const sign = i32.shr(i32.load8(bytes, 31), i32.const(7));
    return {
      unpack: LIMBS.map((limb) => i64.storeU32(lane(y, i), 8 * limb, limbOf(bytes, limb))),
      settle: [
        set(wrong, call(freeze, lane(difference, i))),
        when(get(wrong), [copyLane(lane(root, i), lane(other, i)), set(wrong, call(freeze, lane(sum, i)))]),
        when(i32.isZero(get(wrong)), set(mask, i32.or(get(mask), i32.const(1 << i)))),
      ],
      sign: [
        drop(call(freeze, lane(root, i))),
        when(i32.xor(i32.and(i32.load(lane(root, i)), i32.const(1)), sign), negateLane(lane(root, i))),
      ],
    };
  });
  return module.define('decode', f, [
    lanes.map(({ unpack }) => unpack),
    call(square, ys, y),
    subtractPairs(LAYOUT, u, ys, one),
    call(multiply, u, u, one), // tight, as it is taken from another below
    call(multiply, v, ys, i32.const(LAYOUT.d)),
    addPairs(v, v, one), // 2
    // x = u v^3 (u v^7)^((p - 5) / 8)
    call(square, v3, v),
    call(multiply, v3, v3, v),
    call(square, root, v3),
    call(multiply, root, root, v),
    call(multiply, root, root, u),
    call(power, root, root),
    call(multiply, root, root, v3),
    call(multiply, root, root, u),
    // v x^2 is u, or -u and x is to be multiplied by a root of -1, or there is no such point.
    call(square, sum, root),
    call(multiply, sum, sum, v),
    subtractPairs(LAYOUT, difference, sum, u),
    call(multiply, difference, difference, one),
    addPairs(sum, sum, u),
    call(multiply, sum, sum, one),
    call(multiply, other, root, i32.const(LAYOUT.rootOfMinusOne)),
    lanes.map(({ settle, sign }) => [settle, sign]),
    call(multiply, x, root, one),
    copyPair(z, one),
    call(multiply, t, x, y),
    get(mask),
  ]);
}

/** Bits of a little-endian number of 255 bits: no limb needs more than eight bytes from the one it begins in. */
function limbOf(bytes: Code, limb: (typeof LIMBS)[number]): Code {
  const weight = WEIGHTS[limb];
  const mask = i64.const((1n << BigInt(bitsOf(limb))) - 1n);
  const from = limb === 9 ? i64.loadU32(bytes, 28) : i64.load(bytes, weight >> 3);
  return i64.and(i64.shr(from, i64.const(BigInt(limb === 9 ? weight - 224 : weight & 7))), mask);
}

function copyLane(to: Code, from: Code): Code {
  return LIMBS.map((i) => i32.store(to, 8 * i, i32.load(from, 8 * i)));
}

/** 2p less the number. */
function negateLane(lane: Code): Code {
  return LIMBS.map((i) => {
    const bias = i32.load(i32.const(LAYOUT.biases), i < 2 ? 8 * i : 16 + 8 * (i % 2));
    return i32.store(lane, 8 * i, i32.sub(bias, i32.load(lane, 8 * i)));
  });
}
