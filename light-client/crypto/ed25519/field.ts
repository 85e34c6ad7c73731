import {
  bitsOfDouble,
  type Code,
  FunctionBuilder,
  type FunctionRef,
  f64x2,
  get,
  i32,
  i64x2,
  type Local,
  type ModuleBuilder,
  set,
  v128,
  when,
} from './emitter.ts';

// Numbers mod p = 2^255 - 19, two at a time: every operation works on a pair of unrelated numbers, one in each lane.
// A number is five limbs of 51 bits with a sign, kept as doubles; a pair lies in memory as a0 b0 a1 b1 ... a4 b4.
//
// A product of two limbs has more bits than a double, but a multiplication that adds before it rounds gives both halves
// exactly (Emmart, Zheng, Weems, "Faster modular exponentiation using double precision floating point arithmetic on the
// GPU", 2018, here with rounding to nearest): added to HIGH it leaves the multiple of 2^51 next to it, and what is missing
// then, added to LOW, is below 2^52. In both sums the lowest bits of the double are the half itself, so that they are added up
// as whole numbers; the bits of HIGH and LOW are taken off at the end.
//
// Bounds. Call a limb tight where it is at most 2^50 + 2^13, of either sign. A product takes limbs up to m and n times as
// large with m * n <= 3: it is then below 2^102, as HIGH asks. It gives tight limbs.

/** Bytes of a pair. */
export const PAIR = 80;
export const LIMBS = [0, 1, 2, 3, 4] as const;
export const LIMB_BITS = 51;

const HIGH = 1.5 * 2 ** 103;
const LOW = 1.5 * 2 ** 52;
const WEIGHT = BigInt(LIMB_BITS);

export interface Field {
  /** out = a * b; out may be a or b. */
  readonly multiply: FunctionRef;
  /** out = a * a, of tight limbs */
  readonly square: FunctionRef;
}

export function defineField(module: ModuleBuilder): Field {
  return { multiply: defineMultiply(module), square: defineSquare(module) };
}

interface Term {
  /** Weight 2^(51 * column). */
  readonly column: number;
  readonly a: Local;
  readonly b: Local;
}

function defineMultiply(module: ModuleBuilder): FunctionRef {
  const f = new FunctionBuilder(['i32', 'i32', 'i32']);
  const [out, a, b] = [f.parameter(0), f.parameter(1), f.parameter(2)];
  const [first, second] = [limbs(f), limbs(f)];
  const terms = first.flatMap((x, i) => second.map((y, j): Term => ({ column: i + j, a: x, b: y })));
  const sums = new Sums(module, f, out);
  return module.define('multiply', f, [
    read(first, a),
    read(second, b),
    // Column by column, so that few sums are under work.
    sums.add(terms.sort((x, y) => x.column - y.column)),
    sums.reduced(),
  ]);
}

function defineSquare(module: ModuleBuilder): FunctionRef {
  const f = new FunctionBuilder(['i32', 'i32']);
  const [out, a] = [f.parameter(0), f.parameter(1)];
  const all = limbs(f);
  const pairs = all.flatMap((x, i) => all.slice(i + 1).map((y, j): Term => ({ column: 2 * i + 1 + j, a: x, b: y })));
  const squares = all.map((x, i): Term => ({ column: 2 * i, a: x, b: x }));
  const sums = new Sums(module, f, out);
  return module.define('square', f, [read(all, a), sums.add(pairs), sums.double(), sums.add(squares), sums.reduced()]);
}

/** Products between two branches: more of them would not fit into registers. */
const GROUP = 5;

/** Columns of products, of weights 2^0 to 2^(51 * 9), and what their bits are too many. */
class Sums {
  private readonly module: ModuleBuilder;
  private readonly f: FunctionBuilder;
  private readonly out: Local;
  private readonly columns: readonly Local[];
  private readonly surplus: bigint[] = [];
  private readonly begun = new Set<number>();
  private pauses = 0;

  constructor(module: ModuleBuilder, f: FunctionBuilder, out: Local) {
    this.module = module;
    this.f = f;
    this.out = out;
    this.columns = Array.from({ length: 10 }, () => f.local('v128'));
  }

  add(terms: readonly Term[]): Code {
    const [high, low, half] = [this.f.local('v128'), this.f.local('v128'), this.f.local('v128')];
    return [
      set(high, this.module.double(HIGH)),
      set(low, this.module.double(HIGH + LOW)),
      terms.map(({ column, a, b }, i) => [
        set(half, f64x2.multiplyAdd(get(a), get(b), get(high))),
        this.count(column + 1, get(half), HIGH),
        this.count(column, f64x2.multiplyAdd(get(a), get(b), f64x2.sub(get(low), get(half))), LOW),
        i % GROUP === GROUP - 1 ? this.pause(high) : [],
      ]),
    ];
  }

  double(): Code {
    return [...this.begun].map((k) => {
      this.surplus[k] = 2n * (this.surplus[k] ?? 0n);
      return set(at(this.columns, k), i64x2.shl(get(at(this.columns, k)), 1));
    });
  }

  /** Stores ten columns as five tight limbs. */
  reduced(): Code {
    const { module, columns, out } = this;
    const mask = this.f.local('v128');
    const over = this.f.local('v128');
    // Raised by half a limb, so that what is left is one of either sign, and so far that shifts need no sign. What is carried
    // is too large by `raised` then.
    const raise = (1n << 62n) + (1n << (WEIGHT - 1n));
    const raised = 1n << (62n - WEIGHT);
    const fold = (k: number): Code => {
      const surplus = (this.surplus[k] ?? 0n) + 19n * (this.surplus[k + 5] ?? 0n);
      const fromCarry = k === 1 || k === 2 || k === 4 ? raised : 0n;
      const sum = i64x2.add(get(at(columns, k)), times19(at(columns, k + 5)));
      return set(at(columns, k), i64x2.add(sum, module.constant(raise - surplus - fromCarry)));
    };
    const carry = (k: number): Code => {
      const [from, to] = [at(columns, k), at(columns, (k + 1) % 5)];
      return [
        set(over, i64x2.shr(get(from), LIMB_BITS)),
        set(to, i64x2.add(get(to), k < 4 ? get(over) : times19(over))),
        set(from, v128.and(get(from), get(mask))),
      ];
    };
    // Limbs 3 and 0 are carried from before they are carried into: what comes is small, and stays.
    const late = (k: number): bigint => (k === 0 ? 19n * raised : k === 3 ? raised : 0n);
    const store = (k: number): Code => {
      // The half limb is taken off among the bits: above it, LOW and the limb would not lie between 2^52 and 2^53.
      const bits = i64x2.add(get(at(columns, k)), module.constant(bitsOfDouble(LOW) - (1n << (WEIGHT - 1n)) - late(k)));
      return v128.store(get(out), 16 * k, f64x2.sub(bits, module.double(LOW)));
    };
    return [
      set(mask, module.constant((1n << WEIGHT) - 1n)),
      LIMBS.map(fold),
      [3, 0, 4, 1, 2].map(carry),
      LIMBS.map(store),
    ];
  }

  private count(k: number, half: Code, base: number): Code {
    const sum = at(this.columns, k);
    const first = !this.begun.has(k);
    this.begun.add(k);
    this.surplus[k] = (this.surplus[k] ?? 0n) + bitsOfDouble(base);
    return set(sum, first ? half : i64x2.add(get(sum), half));
  }

  /**
   * Nothing: no result is ever stored at an address this low. But compilers order what lies between two branches as they
   * like, and without this more is under work at a time than fits into registers.
   */
  private pause(any: Local): Code {
    this.pauses += 1;
    return when(
      i32.equal(get(this.out), i32.const(this.pauses)),
      [...this.begun].map((k) => set(at(this.columns, k), get(any))),
    );
  }
}

function limbs(f: FunctionBuilder): readonly Local[] {
  return LIMBS.map(() => f.local('v128'));
}

function read(into: readonly Local[], from: Local): Code {
  return into.map((limb, i) => set(limb, v128.load(get(from), 16 * i)));
}

function times19(a: Local): Code {
  return i64x2.add(i64x2.add(get(a), i64x2.shl(get(a), 1)), i64x2.shl(get(a), 4));
}

function at(locals: readonly Local[], i: number): Local {
  return locals[i] as Local;
}
