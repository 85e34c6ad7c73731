import {
  type Code,
  call,
  doWhile,
  drop,
  FunctionBuilder,
  type FunctionRef,
  f64,
  get,
  i32,
  i64,
  type ModuleBuilder,
  set,
  several,
  when,
} from './emitter.ts';
import { type Field, LIMB_BITS, LIMBS } from './field.ts';
import { LAYOUT } from './layout.ts';
import { addPairs, copyPair, subtractPairs, tightenPair } from './pairs.ts';
import { coordinates, scratch } from './points.ts';

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

/** Of tight limbs, so that p more than the number is above 0 and below 2p: p is taken off where adding 19 reaches 2^255. */
function defineFreeze(module: ModuleBuilder): FunctionRef {
  const f = new FunctionBuilder(['i32'], 'i32');
  const lane = get(f.parameter(0));
  const limbs = LIMBS.map(() => f.local('i64'));
  const carry = f.local('i64');
  const any = f.local('i64');
  const bits = i64.const(BigInt(LIMB_BITS));
  const ofP = (i: number): Code => i64.const(MASK - (i === 0 ? 18n : 0n));
  return module.define('freeze', f, [
    limbs.map((limb, i) => set(limb, i64.add(i64.fromDouble(f64.load(lane, 16 * i)), ofP(i)))),
    set(carry, i64.const(19n)),
    limbs.map((limb) => set(carry, i64.shr(i64.add(get(limb), get(carry)), bits))),
    set(carry, i64.mul(get(carry), i64.const(19n))),
    limbs.map((limb, i) => [
      set(limb, i64.add(get(limb), get(carry))),
      set(carry, i64.shr(get(limb), bits)),
      set(limb, i64.and(get(limb), i64.const(MASK))),
      f64.store(lane, 16 * i, f64.fromInteger(get(limb))),
      set(any, i64.or(get(any), get(limb))),
    ]),
    i32.or(i32.wrap(get(any)), i32.wrap(i64.shr(get(any), i64.const(32n)))),
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
  const lane = (pair: Code, i: number): Code => i32.add(pair, i32.const(8 * i));
  const lanes = [0, 1].map((i) => {
    const bytes = get(f.parameter(1 + i));
    const sign = i32.shr(i32.load8(bytes, 31), i32.const(7));
    return {
      unpack: LIMBS.map((limb) => f64.store(lane(y, i), 16 * limb, f64.fromInteger(limbOf(bytes, limb)))),
      settle: [
        set(wrong, call(freeze, lane(difference, i))),
        when(get(wrong), [copyLane(lane(root, i), lane(other, i)), set(wrong, call(freeze, lane(sum, i)))]),
        when(i32.isZero(get(wrong)), set(mask, i32.or(get(mask), i32.const(1 << i)))),
      ],
      sign: [drop(call(freeze, lane(root, i))), when(i32.xor(isOdd(lane(root, i)), sign), negateLane(lane(root, i)))],
    };
  });
  return module.define('decode', f, [
    lanes.map(({ unpack }) => unpack),
    tightenPair(module, f, y),
    call(square, ys, y),
    subtractPairs(u, ys, one),
    tightenPair(module, f, u),
    call(multiply, v, ys, i32.const(LAYOUT.d)),
    addPairs(v, v, one),
    tightenPair(module, f, v),
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
    subtractPairs(difference, sum, u),
    tightenPair(module, f, difference),
    addPairs(sum, sum, u),
    tightenPair(module, f, sum),
    call(multiply, other, root, i32.const(LAYOUT.rootOfMinusOne)),
    lanes.map(({ settle, sign }) => [settle, sign]),
    call(multiply, x, root, one),
    copyPair(z, one),
    call(multiply, t, x, y),
    get(mask),
  ]);
}

const MASK = (1n << BigInt(LIMB_BITS)) - 1n;

/** Bits of a little-endian number of 255 bits: no limb needs more than eight bytes from the one it begins in. */
function limbOf(bytes: Code, limb: number): Code {
  const bit = LIMB_BITS * limb;
  return i64.and(i64.shr(i64.load(bytes, bit >> 3), i64.const(BigInt(bit & 7))), i64.const(MASK));
}

/** Of a frozen number. */
function isOdd(lane: Code): Code {
  return i32.and(i32.wrap(i64.fromDouble(f64.load(lane))), i32.const(1));
}

function copyLane(to: Code, from: Code): Code {
  return LIMBS.map((i) => f64.store(to, 16 * i, f64.load(from, 16 * i)));
}

function negateLane(lane: Code): Code {
  return LIMBS.map((i) => f64.store(lane, 16 * i, f64.negate(f64.load(lane, 16 * i))));
}
