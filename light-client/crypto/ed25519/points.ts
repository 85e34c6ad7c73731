import {
  type Code,
  call,
  FunctionBuilder,
  type FunctionRef,
  get,
  i32,
  type Local,
  type ModuleBuilder,
  set,
  several,
  when,
} from './emitter.ts';
import { type Field, PAIR } from './field.ts';
import { LAYOUT, NUMBER, POINT, PROJECTIVE } from './layout.ts';
import { addPairs, copyPair, interleave, separate, subtractPairs, tightenPair } from './pairs.ts';

// Points of edwards25519, two at a time, in extended coordinates: x = X/Z, y = Y/Z, xy = T/Z.
// Source of the formulas: Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited" (2008), for a = -1; they hold for
// every pair of points of this curve, those of small order included. The comments behind the lines are bounds (field.ts).

export interface Points {
  /** point = 2 * point; T only where `withT`. (point, withT) */
  readonly double: FunctionRef;
  /** point += entries of two tables, one for each lane; an odd address means the other sign. (point, first, second, withT) */
  readonly addAffine: FunctionRef;
  readonly addProjective: FunctionRef;
  /** Writes both lanes as entries of projective tables. (point, first, second) */
  readonly cache: FunctionRef;
}

/** A pair under work; a function that calls another has to leave that one's alone. */
export const scratch = (i: number): Code => i32.const(LAYOUT.scratch + i * PAIR);
const [A, B, C, D, E, F, G, H, S] = several(9, scratch);

/** Where a table's first entries are put that are only added at once, one of each lane. */
export const spare = several(2, (lane) => i32.const(LAYOUT.spareTable + lane * PROJECTIVE));

export function coordinates(point: Local): { x: Code; y: Code; z: Code; t: Code } {
  const at = (i: number): Code => i32.add(get(point), i32.const(i * PAIR));
  return { x: get(point), y: at(1), z: at(2), t: at(3) };
}

export function definePoints(module: ModuleBuilder, field: Field): Points {
  return {
    double: defineDouble(module, field),
    addAffine: defineAdd(module, field, 'addAffine'),
    addProjective: defineAdd(module, field, 'addProjective'),
    cache: defineCache(module, field),
  };
}

/** dbl-2008-hwcd, with the signs of F and H turned, which turns those of all coordinates; its E is 2XY. */
function defineDouble(module: ModuleBuilder, { multiply, square }: Field): FunctionRef {
  const f = new FunctionBuilder(['i32', 'i32']);
  const { x, y, z, t } = coordinates(f.parameter(0));
  return module.define('double', f, [
    call(square, A, x),
    call(square, B, y),
    call(square, C, z),
    call(multiply, E, x, y),
    addPairs(E, E, E), // 2
    subtractPairs(G, B, A), // 2
    addPairs(H, A, B), // 2
    tightenPair(module, f, H),
    addPairs(F, C, C),
    subtractPairs(F, F, G), // 4
    tightenPair(module, f, F),
    product(multiply, x, y, z),
    when(get(f.parameter(1)), call(multiply, t, E, H)),
  ]);
}

function product(multiply: FunctionRef, x: Code, y: Code, z: Code): Code {
  return [call(multiply, x, E, F), call(multiply, y, G, H), call(multiply, z, F, G)];
}

/** add-2008-hwcd-3, with y + x, y - x and 2dT of the second point ready; an affine one has Z = 1. */
function defineAdd(module: ModuleBuilder, { multiply }: Field, name: 'addAffine' | 'addProjective'): FunctionRef {
  const f = new FunctionBuilder(['i32', 'i32', 'i32', 'i32']);
  const { x, y, z, t } = coordinates(f.parameter(0));
  const lanes = [entryOf(f, f.parameter(1)), entryOf(f, f.parameter(2))] as const;
  const entry = (i: number) => i32.const(LAYOUT.entry + i * PAIR);
  const gather = (i: number, part: 'plus' | 'minus' | 'product' | 'z') =>
    interleave(entry(i), lanes[0][part], lanes[1][part]);
  return module.define(name, f, [
    lanes.map((lane) => lane.setup),
    gather(0, 'minus'),
    gather(1, 'plus'),
    gather(2, 'product'),
    name === 'addAffine' ? [] : gather(3, 'z'),
    subtractPairs(S, y, x), // 2
    call(multiply, A, S, entry(0)),
    addPairs(S, y, x), // 2
    call(multiply, B, S, entry(1)),
    call(multiply, C, t, entry(2)),
    name === 'addAffine' ? addPairs(D, z, z) : call(multiply, D, z, entry(3)), // 2
    subtractPairs(E, B, A), // 2
    tightenPair(module, f, E),
    addPairs(H, B, A), // 2
    subtractPairs(F, D, C), // 3
    addPairs(G, D, C), // 3
    tightenPair(module, f, G),
    product(multiply, x, y, z),
    when(get(f.parameter(3)), call(multiply, t, E, H)),
  ]);
}

/** The parts of an entry, by an address whose lowest bit asks for the negative. */
function entryOf(f: FunctionBuilder, address: Local) {
  const sign = f.local('i32');
  const base = f.local('i32');
  const part = (offset: number): Code => i32.add(get(base), i32.const(offset));
  return {
    setup: [
      set(sign, i32.mul(i32.and(get(address), i32.const(1)), i32.const(NUMBER))),
      set(base, i32.and(get(address), i32.const(-2))),
    ],
    plus: i32.add(get(base), get(sign)),
    minus: i32.sub(part(NUMBER), get(sign)),
    product: i32.add(part(2 * NUMBER), get(sign)),
    z: part(4 * NUMBER),
  };
}

function defineCache(module: ModuleBuilder, { multiply }: Field): FunctionRef {
  const f = new FunctionBuilder(['i32', 'i32', 'i32']);
  const point = coordinates(f.parameter(0));
  return module.define('cache', f, [
    writeEntry(module, f, multiply, point.x, point.y, point.t),
    addPairs(A, point.z, point.z),
    tightenPair(module, f, A),
    writePart(f, 4, A),
  ]);
}

/** The parts that both forms of an entry have, from x, y and xy (or X, Y and T), into the addresses of parameters 1 and 2. */
export function writeEntry(
  module: ModuleBuilder,
  f: FunctionBuilder,
  multiply: FunctionRef,
  x: Code,
  y: Code,
  t: Code,
): Code {
  return [
    addPairs(A, y, x),
    tightenPair(module, f, A),
    writePart(f, 0, A),
    subtractPairs(A, y, x),
    tightenPair(module, f, A),
    writePart(f, 1, A),
    call(multiply, A, t, i32.const(LAYOUT.twiceD)),
    writePart(f, 2, A),
    subtractPairs(A, i32.const(LAYOUT.zero), A),
    writePart(f, 3, A),
  ];
}

function writePart(f: FunctionBuilder, part: number, pair: Code): Code {
  const to = (parameter: number) => i32.add(get(f.parameter(parameter)), i32.const(part * NUMBER));
  return separate(pair, to(1), to(2));
}

export function copyPoint(to: Code, from: Code): Code {
  return Array.from({ length: POINT / PAIR }, (_, i) =>
    copyPair(i32.add(to, i32.const(i * PAIR)), i32.add(from, i32.const(i * PAIR))),
  );
}
