import {
  type Code,
  type FunctionBuilder,
  f64x2,
  get,
  i64x2,
  type Local,
  type ModuleBuilder,
  set,
  v128,
} from './emitter.ts';
import { LIMB_BITS, LIMBS } from './field.ts';

// What is done with pairs of numbers limb by limb, in place. Addresses are expressions, and the result may be an operand.

/** out = a + b: bounds add up. */
export function addPairs(out: Code, a: Code, b: Code): Code {
  return LIMBS.map((i) => v128.store(out, 16 * i, f64x2.add(v128.load(a, 16 * i), v128.load(b, 16 * i))));
}

/** out = a - b: bounds add up. */
export function subtractPairs(out: Code, a: Code, b: Code): Code {
  return LIMBS.map((i) => v128.store(out, 16 * i, f64x2.sub(v128.load(a, 16 * i), v128.load(b, 16 * i))));
}

export function copyPair(out: Code, from: Code): Code {
  return LIMBS.map((i) => v128.store(out, 16 * i, v128.load(from, 16 * i)));
}

/** Carries, once and all limbs together: tight limbs of such up to 16 times as large. */
export function tightenPair(module: ModuleBuilder, f: FunctionBuilder, pair: Code): Code {
  const limbs = LIMBS.map(() => f.local('v128'));
  const over = LIMBS.map(() => f.local('v128'));
  const at = (locals: readonly Local[], i: number): Local => locals[(i + 5) % 5] as Local;
  // What is added and taken off again leaves the multiple of 2^51 that is next.
  const large = module.double(1.5 * 2 ** (52 + LIMB_BITS));
  const share = (i: number): Code => module.double((i === 0 ? 19 : 1) * 2 ** -LIMB_BITS);
  return [
    limbs.map((limb, i) => set(limb, v128.load(pair, 16 * i))),
    limbs.map((limb, i) => set(at(over, i), f64x2.sub(f64x2.add(get(limb), large), large))),
    limbs.map((limb, i) => {
      const left = f64x2.sub(get(limb), get(at(over, i)));
      return v128.store(pair, 16 * i, f64x2.add(left, f64x2.mul(get(at(over, i - 1)), share(i))));
    }),
  ];
}

/** The numbers of a pair, each put by itself: five limbs in a row. */
export function separate(pair: Code, first: Code, second: Code): Code {
  return [0, 1, 2].map((i) => {
    const [a, b] = [v128.load(pair, 32 * i), v128.load(pair, i < 2 ? 32 * i + 16 : 32 * i)];
    const save = i < 2 ? v128.store : v128.store64;
    return [save(first, 16 * i, i64x2.shuffle(a, b, [0, 2])), save(second, 16 * i, i64x2.shuffle(a, b, [1, 3]))];
  });
}

/** Two numbers that lie apart put side by side. */
export function interleave(out: Code, first: Code, second: Code): Code {
  return [0, 1, 2].map((i) => {
    const load = i < 2 ? v128.load : v128.load64;
    const [a, b] = [load(first, 16 * i), load(second, 16 * i)];
    return [
      v128.store(out, 32 * i, i64x2.shuffle(a, b, [0, 2])),
      i < 2 ? v128.store(out, 32 * i + 16, i64x2.shuffle(a, b, [1, 3])) : [],
    ];
  });
}
