import type { Decoding } from './decode.ts';
import {
  type Code,
  call,
  FunctionBuilder,
  type FunctionRef,
  get,
  i32,
  i64,
  type Local,
  type ModuleBuilder,
  select,
  set,
  several,
  when,
  whileLoop,
} from './emitter.ts';
import { LAYOUT } from './layout.ts';
import { copyPair, subtractPairs, tightenPair } from './pairs.ts';
import { coordinates, type Points, scratch, spare } from './points.ts';

// A sum of many multiples with one chain of doublings for all (Straus), over signed digits (wNAF). What is to be added at a
// position waits there in a list; two of a list go at a time, whichever they are, one into either lane of the sum.

export interface Straus {
  /** Puts the digits of a number into the lists. (number, bits, width, table, bytes of an entry, lists) */
  readonly schedule: FunctionRef;
  /** 1 where 8 times the sum is the neutral point. (highest position) */
  readonly vanishes: FunctionRef;
}

export function defineStraus(module: ModuleBuilder, points: Points, decoding: Decoding): Straus {
  return { schedule: defineSchedule(module), vanishes: defineVanishes(module, points, decoding) };
}

/** The recoding of libsecp256k1's ecmult: a window begins at a bit that differs from the carry, so that its digit is odd. */
function defineSchedule(module: ModuleBuilder): FunctionRef {
  const f = new FunctionBuilder(['i32', 'i32', 'i32', 'i32', 'i32', 'i32']);
  const [number, bits, width, table, entry, heads] = several(6, f.parameter);
  const position = f.local('i32');
  const carry = f.local('i32');
  const digit = f.local('i32');
  const sign = f.local('i32');
  const rest = f.local('i32');
  const node = f.local('i32');
  const head = i32.add(get(heads), i32.shl(get(position), i32.const(2)));
  const one = i32.const(1);
  const byte = i32.add(get(number), i32.shr(get(position), i32.const(3)));
  const bitsFromHere = i32.wrap(i64.shr(i64.load(byte), i64.extend(i32.and(get(position), i32.const(7)))));
  const low = (count: Code): Code => i32.sub(i32.shl(one, count), one);
  return module.define('schedule', f, [
    set(node, i32.load(i32.const(LAYOUT.nextNode))),
    whileLoop(i32.isZero(i32.greater(get(position), get(bits))), [
      set(rest, i32.sub(get(bits), get(position))),
      set(rest, select(i32.less(get(rest), get(width)), get(rest), get(width))),
      set(digit, i32.and(bitsFromHere, low(get(rest)))),
      when(i32.equal(i32.and(get(digit), one), get(carry)), set(position, i32.add(get(position), one)), [
        set(digit, i32.add(get(digit), get(carry))),
        set(carry, i32.shr(get(digit), i32.sub(get(width), one))),
        set(sign, get(carry)),
        when(get(carry), set(digit, i32.sub(i32.shl(one, get(width)), get(digit)))),
        i32.store(get(node), 0, i32.load(head)),
        i32.store(get(node), 4, i32.add(i32.add(get(table), i32.mul(i32.shr(get(digit), one), get(entry))), get(sign))),
        i32.store(head, 0, get(node)),
        set(node, i32.add(get(node), i32.const(8))),
        set(position, i32.add(get(position), get(width))),
      ]),
    ]),
    i32.store(i32.const(LAYOUT.nextNode), 0, get(node)),
  ]);
}

function defineVanishes(module: ModuleBuilder, points: Points, { freeze }: Decoding): FunctionRef {
  const f = new FunctionBuilder(['i32'], 'i32');
  const left = f.local('i32');
  const [affine, projective] = [f.local('i32'), f.local('i32')];
  const [first, second] = [f.local('i32'), f.local('i32')];
  const sum = i32.const(LAYOUT.sum);
  const base = f.local('i32');
  const { x, y, z, t } = coordinates(base);
  const one = i32.const(LAYOUT.one);
  const at = (heads: number): Code => i32.load(i32.add(i32.const(heads), i32.shl(get(left), i32.const(2))));
  // T is wanted by an addition, and by the one of the two lanes at the end.
  const more = i32.or(i32.or(get(affine), get(projective)), i32.isZero(get(left)));
  const take = (list: Local, add: FunctionRef, later: Code): Code =>
    whileLoop(get(list), [
      set(first, i32.load(get(list), 4)),
      set(list, i32.load(get(list))),
      set(second, i32.const(LAYOUT.identity)),
      when(get(list), [set(second, i32.load(get(list), 4)), set(list, i32.load(get(list)))]),
      call(add, sum, get(first), get(second), i32.or(get(list), later)),
    ]);
  const difference = scratch(11);
  return module.define('vanishes', f, [
    set(base, sum),
    [copyPair(x, i32.const(LAYOUT.zero)), copyPair(y, one), copyPair(z, one), copyPair(t, i32.const(LAYOUT.zero))],
    set(left, i32.add(get(f.parameter(0)), i32.const(1))),
    whileLoop(get(left), [
      set(left, i32.sub(get(left), i32.const(1))),
      [set(affine, at(LAYOUT.affineHeads)), set(projective, at(LAYOUT.projectiveHeads))],
      call(points.double, sum, more),
      take(affine, points.addAffine, i32.or(get(projective), i32.isZero(get(left)))),
      take(projective, points.addProjective, i32.isZero(get(left))),
    ]),
    call(points.cache, sum, ...spare),
    call(points.addProjective, sum, spare[1], i32.const(LAYOUT.identity), i32.const(0)),
    [1, 2, 3].map(() => call(points.double, sum, i32.const(0))),
    subtractPairs(difference, y, z),
    tightenPair(module, f, difference),
    // X = 0 and Y = Z, but not all of them 0, which no points add up to: only a table that was lost.
    i32.isZero(i32.or(i32.or(call(freeze, x), call(freeze, difference)), i32.isZero(call(freeze, z)))),
  ]);
}
