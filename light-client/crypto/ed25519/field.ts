import {
  type Code,
  FunctionBuilder,
  type FunctionRef,
  get,
  i32,
  i32x4,
  i64x2,
  type Local,
  type ModuleBuilder,
  set,
  v128,
  when,
} from './emitter.ts';

// Numbers mod p = 2^255 - 19, two at a time: every operation works on a pair of unrelated numbers, one in each lane.
// A number is ten limbs of 26 and 25 bits in turn (weights 2^ceil(25.5 i), as in Bernstein's ref10), without a sign; a pair
// lies in memory as a0 b0 a1 b1 ... a9 b9, 32 bits each.
//
// Bounds. Call a limb tight where it is at most 2^26 (even) or 2^25 (odd), and 2^17 more in limb 1. A product takes limbs up to
// m and n times as large with m * n <= 25: the largest column is then below 25 * 2^59 < 2^64. It gives tight limbs.

/** Bytes of a pair. */
export const PAIR = 80;
export const LIMBS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/** Memory of constants that the functions read, filled by `fieldConstants`. */
export interface FieldLayout {
  /** The bits of an even limb and of an odd one. */
  readonly masks: number;
  /** Limbs of 2p: one vector for limbs 0 and 1, one for the others; then the same of 4p. */
  readonly biases: number;
}

export function fieldConstants(view: DataView, layout: FieldLayout): void {
  const mask = [2n ** 26n - 1n, 2n ** 25n - 1n];
  for (const [i, value] of mask.entries()) {
    view.setBigUint64(layout.masks + 16 * i, value, true);
    view.setBigUint64(layout.masks + 16 * i + 8, value, true);
  }
  const [even = 0n, odd = 0n] = mask;
  const p = [even - 18n, even - 18n, odd, odd, even, even, odd, odd];
  for (const [i, limb] of p.entries()) {
    view.setUint32(layout.biases + 4 * i, Number(2n * limb), true);
    view.setUint32(layout.biases + 32 + 4 * i, Number(4n * limb), true);
  }
}

export interface Field {
  /** out = a * b; out may be a or b. */
  readonly multiply: FunctionRef;
  /** out = a * a */
  readonly square: FunctionRef;
}

export function defineField(module: ModuleBuilder, layout: FieldLayout): Field {
  return { multiply: defineMultiply(module, layout), square: defineSquare(module, layout) };
}

/** All products with one limb of the first number. */
interface Row {
  /** Before the row's products. */
  readonly setup: Code;
  product(j: number): Code;
  /** The limbs of the other number. */
  readonly limbs: readonly number[];
}

function defineMultiply(module: ModuleBuilder, layout: FieldLayout): FunctionRef {
  const f = new FunctionBuilder(['i32', 'i32', 'i32']);
  const [out, a, b] = [f.parameter(0), f.parameter(1), f.parameter(2)];
  const [plain, doubled] = [f.local('v128'), f.local('v128')];
  const rows = LIMBS.map(
    (i): Row => ({
      setup: [
        set(plain, v128.load64(get(a), 8 * i)),
        // The weights of two odd limbs make twice that of the column.
        odd(i) ? set(doubled, i32x4.add(get(plain), get(plain))) : [],
      ],
      product: (j) => i64x2.multiplyLow(get(odd(i) && odd(j) ? doubled : plain), v128.load64(get(b), 8 * j)),
      limbs: LIMBS,
    }),
  );
  return module.define('multiply', f, product(f, layout, out, rows, plain));
}

function defineSquare(module: ModuleBuilder, layout: FieldLayout): FunctionRef {
  const f = new FunctionBuilder(['i32', 'i32']);
  const [out, a] = [f.parameter(0), f.parameter(1)];
  const factors = [f.local('v128'), f.local('v128'), f.local('v128')] as const;
  const [plain, twice, fourfold] = factors;
  const rows = LIMBS.map(
    (i): Row => ({
      setup: [
        set(plain, v128.load64(get(a), 8 * i)),
        set(twice, i32x4.add(get(plain), get(plain))),
        odd(i) ? set(fourfold, i32x4.add(get(twice), get(twice))) : [],
      ],
      product: (j) => {
        const doublings = (i === j ? 0 : 1) + (odd(i) && odd(j) ? 1 : 0);
        return i64x2.multiplyLow(get(factors[doublings] as Local), v128.load64(get(a), 8 * j));
      },
      limbs: LIMBS.filter((j) => j >= i),
    }),
  );
  return module.define('square', f, product(f, layout, out, rows, plain));
}

/** Row by row, so that the columns' sums stay in registers: first what lies beyond 2^255 and counts 19 times, then the rest. */
function product(f: FunctionBuilder, layout: FieldLayout, out: Local, rows: readonly Row[], any: Local): Code {
  const sums = LIMBS.map(() => f.local('v128'));
  const seen = new Set<number>();
  let pauses = 0;
  const half = (high: boolean): Code =>
    rows.map(({ setup, product, limbs }, i) => {
      const wanted = limbs.filter((j) => i + j >= 10 === high);
      return [
        wanted.length === 0 ? [] : setup,
        groupsOf(GROUP, wanted).map((group) => {
          const columns = group.map((j) => (i + j) % 10);
          const terms = group.map((j, n) => {
            const column = columns[n] as number;
            const sum = at(sums, column);
            const first = !seen.has(column);
            seen.add(column);
            return set(sum, first ? product(j) : i64x2.add(get(sum), product(j)));
          });
          pauses += 1;
          return [
            terms,
            pause(
              out,
              pauses,
              columns.map((column) => at(sums, column)),
              any,
            ),
          ];
        }),
      ];
    });
  const high = half(true);
  const nineteenTimes = LIMBS.filter((k) => seen.has(k)).map((k) => set(at(sums, k), times19(at(sums, k))));
  return [high, nineteenTimes, half(false), reduced(f, layout, out, sums)];
}
/** Products between two branches: their loads come first, and more would not fit into registers. */
const GROUP = 4;

function groupsOf(size: number, items: readonly number[]): number[][] {
  return items.length === 0 ? [] : [items.slice(0, size), ...groupsOf(size, items.slice(size))];
}

/**
 * Nothing: no result is ever stored at an address this low. But compilers order what lies between two branches as they like,
 * and without this it is all loads first, which then have to be put aside.
 */
function pause(out: Local, address: number, sums: readonly Local[], any: Local): Code {
  return when(
    i32.equal(get(out), i32.const(address)),
    sums.map((sum) => set(sum, get(any))),
  );
}

function times19(a: Local): Code {
  return i64x2.add(i64x2.add(get(a), i64x2.shl(get(a), 1)), i64x2.shl(get(a), 4));
}

/** Carries, and stores ten tight limbs. */
function reduced(f: FunctionBuilder, layout: FieldLayout, out: Local, sums: readonly Local[]): Code {
  const high = f.local('v128');
  const masks = [f.local('v128'), f.local('v128')];
  const carry = (k: number): Code => {
    const [from, to] = [at(sums, k), at(sums, (k + 1) % 10)];
    const over = i64x2.shr(get(from), odd(k) ? 25 : 26);
    return [
      k < 9 ? set(to, i64x2.add(get(to), over)) : [set(high, over), set(to, i64x2.add(get(to), times19(high)))],
      set(from, v128.and(get(from), get(at(masks, k % 2)))),
    ];
  };
  const setMasks = masks.map((mask, i) => set(mask, v128.load(i32.const(layout.masks), 16 * i)));
  // Two chains side by side, each half of the way round.
  const carries = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9, 5, 0].map(carry);
  const stores = [0, 2, 4, 6, 8].map((k) =>
    v128.store(get(out), 8 * k, i32x4.shuffle(get(at(sums, k)), get(at(sums, k + 1)), [0, 2, 4, 6])),
  );
  return [setMasks, carries, stores];
}

/** out = a + b, limb by limb: bounds add up. The addresses are expressions; out may be a or b. */
export function addPairs(out: Code, a: Code, b: Code): Code {
  return VECTORS.map((i) => v128.store(out, 16 * i, i32x4.add(v128.load(a, 16 * i), v128.load(b, 16 * i))));
}

/** out = a - b + 2p or + 4p: b's limbs may be tight, or twice that for 4p; the bounds of a grow by 2 or 4. */
export function subtractPairs(layout: FieldLayout, out: Code, a: Code, b: Code, bias: 2 | 4 = 2): Code {
  return VECTORS.map((i) => {
    const offset = (bias === 2 ? 0 : 32) + (i === 0 ? 0 : 16);
    const raised = i32x4.add(v128.load(a, 16 * i), v128.load(i32.const(layout.biases), offset));
    return v128.store(out, 16 * i, i32x4.sub(raised, v128.load(b, 16 * i)));
  });
}
const VECTORS = [0, 1, 2, 3, 4] as const;

/** The numbers of a pair, each put by itself. */
export function separate(pair: Code, first: Code, second: Code): Code {
  return [0, 1, 2].map((i) => {
    const [a, b] = [v128.load(pair, 32 * i), v128.load(pair, i < 2 ? 32 * i + 16 : 32 * i)];
    const save = i < 2 ? v128.store : v128.store64;
    return [
      save(first, 16 * i, i32x4.shuffle(a, b, [0, 2, 4, 6])),
      save(second, 16 * i, i32x4.shuffle(a, b, [1, 3, 5, 7])),
    ];
  });
}

/** Two numbers that lie apart, ten limbs in a row each, put side by side. */
export function interleave(out: Code, first: Code, second: Code): Code {
  return [0, 1, 2].map((i) => {
    const [a, b] =
      i < 2 ? [v128.load(first, 16 * i), v128.load(second, 16 * i)] : [v128.load64(first, 32), v128.load64(second, 32)];
    return [
      v128.store(out, 32 * i, i32x4.shuffle(a, b, [0, 4, 1, 5])),
      i < 2 ? v128.store(out, 32 * i + 16, i32x4.shuffle(a, b, [2, 6, 3, 7])) : [],
    ];
  });
}

export function odd(limb: number): boolean {
  return limb % 2 === 1;
}

function at(locals: readonly Local[], i: number): Local {
  return locals[i] as Local;
}
