import {
  type Code,
  FunctionBuilder,
  type FunctionRef,
  get,
  i64,
  type Local,
  type ModuleBuilder,
  set,
  several,
} from './emitter.ts';

// Numbers mod L, the order of the base point, by schoolbook: limbs of 21 bits with a sign, so that sums of their products
// stay far below 2^63. Source of the way: Bernstein's ref10 (sc_muladd), with its constants computed here.

/** L, the order of the base point. */
export const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const BITS = 21;
/** Limbs of a number below 2^252, as 2^252 is where the order begins. */
const SHORT = 12;
const HALF = i64.const(1n << BigInt(BITS - 1));
const MASK = i64.const((1n << BigInt(BITS)) - 1n);

/** What 2^252 is mod L, in limbs with a sign: six of them. */
const FOLD = digitsOf(2n ** 252n - ORDER);

/**
 * to = a * b + c mod L, where `a` has 16 bytes, `b` 32 or 64, `c` and `to` 32, little-endian: any number below 2^253 that is
 * equal to it. (a, b, c, to)
 */
export function defineMultiplyAdd(module: ModuleBuilder, name: string, bytesOfB: 32 | 64): FunctionRef {
  const f = new FunctionBuilder(['i32', 'i32', 'i32', 'i32']);
  const [a, b, c, to] = several(4, f.parameter);
  const first = limbs(f, 7);
  const second = limbs(f, SHORT);
  const sums = limbs(f, 2 * SHORT + 1);
  const wide: Code = [
    load(sums.slice(0, 2 * SHORT), b, 64),
    reduce(sums),
    second.map((limb, i) => set(limb, get(at(sums, i)))),
  ];
  // The limbs above c's are 0: locals begin so, and reduce() leaves them so.
  const column = (k: number): Code => {
    const products = first.flatMap((limb, i) => {
      const other = second[k - i];
      return other === undefined ? [] : [i64.mul(get(limb), get(other))];
    });
    return products.reduce((sum: Code, product) => i64.add(sum, product), get(at(sums, k)));
  };
  return module.define(name, f, [
    bytesOfB === 64 ? wide : load(second, b, 32),
    load(first, a, 16),
    load(sums.slice(0, SHORT), c, 32),
    sums.map((sum, k) => set(sum, column(k))),
    reduce(sums),
    store(sums, to),
  ]);
}

/** 25 limbs of any sign to the 12 of a number from 0 to 2^253. */
function reduce(sums: readonly Local[]): Code {
  const carry = (i: number, rounding?: Code): Code => {
    const [from, next] = [at(sums, i), at(sums, i + 1)];
    const over = i64.shrSigned(
      rounding === undefined ? get(from) : i64.add(get(from), rounding),
      i64.const(BigInt(BITS)),
    );
    return [
      set(next, i64.add(get(next), over)),
      rounding === undefined
        ? set(from, i64.and(get(from), MASK))
        : set(from, i64.sub(i64.and(i64.add(get(from), rounding), MASK), rounding)),
    ];
  };
  const carries = (from: number, to: number, rounding?: Code): Code =>
    Array.from({ length: to - from + 1 }, (_, i) => carry(from + i, rounding));
  /** What counts 2^252 as often as limb `i` says. */
  const fold = (i: number): Code => {
    const limb = at(sums, i);
    return [
      FOLD.map((digit, j) => {
        const target = at(sums, i - SHORT + j);
        return set(target, i64.add(get(target), i64.mul(get(limb), i64.const(digit))));
      }),
      set(limb, i64.const(0n)),
    ];
  };
  const folds = (from: number, to: number): Code => Array.from({ length: from - to + 1 }, (_, i) => fold(from - i));
  return [
    carries(0, 23, HALF),
    folds(24, 18),
    carries(6, 17, HALF),
    folds(18, 12),
    carries(0, 11, HALF),
    fold(12),
    // Twice without a sign: the first time the highest limb may be -1.
    carries(0, 11),
    fold(12),
    carries(0, 10),
  ];
}

function load(into: readonly Local[], from: Local, bytes: number): Code {
  return into.map((limb, i) => {
    const bit = BITS * i;
    // Eight bytes that lie within the number, whichever limb is asked for.
    const byte = Math.min(bit >> 3, bytes - 8);
    const shifted = i64.shr(i64.load(get(from), byte), i64.const(BigInt(bit - 8 * byte)));
    return set(limb, i === into.length - 1 ? shifted : i64.and(shifted, MASK));
  });
}

function store(from: readonly Local[], to: Local): Code {
  return [0, 1, 2, 3].map((word) => {
    const parts = from.slice(0, SHORT).flatMap((limb, i) => {
      const shift = BITS * i - 64 * word;
      if (shift <= -BITS || shift >= 64) return [];
      const by = i64.const(BigInt(Math.abs(shift)));
      return [shift < 0 ? i64.shr(get(limb), by) : i64.shl(get(limb), by)];
    });
    return i64.store(
      get(to),
      8 * word,
      parts.reduce((sum, part) => i64.or(sum, part)),
    );
  });
}

function limbs(f: FunctionBuilder, count: number): readonly Local[] {
  return Array.from({ length: count }, () => f.local('i64'));
}

function digitsOf(value: bigint): bigint[] {
  const digits: bigint[] = [];
  for (let rest = value; rest !== 0n; ) {
    const digit = BigInt.asIntN(BITS, rest);
    digits.push(digit);
    rest = (rest - digit) >> BigInt(BITS);
  }
  return digits;
}

function at(locals: readonly Local[], i: number): Local {
  return locals[i] as Local;
}
