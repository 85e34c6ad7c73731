import type { Decoding } from './decode.ts';
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
} from './emitter.ts';
import { type Field, PAIR } from './field.ts';
import { AFFINE, LAYOUT, POINT, PROJECTIVE, SHORT_TABLE } from './layout.ts';
import { copyPair } from './pairs.ts';
import { coordinates, copyPoint, type Points, scratch, spare, writeEntry } from './points.ts';

// Tables of odd multiples: P, 3P, 5P and so on.

export interface Tables {
  /** Decodes two points and writes a short table of either; the answer is `decode`'s. (first, second, their tables) */
  readonly short: FunctionRef;
  /** Affine tables of P and of 2^128 P, of so many entries each. The bytes must be a point's. (bytes, tables, entries) */
  readonly wide: FunctionRef;
}

const current = i32.const(LAYOUT.current);
const twice = i32.const(LAYOUT.twice);

export function defineTables(module: ModuleBuilder, field: Field, points: Points, decoding: Decoding): Tables {
  return { short: defineShort(module, points, decoding), wide: defineWide(module, field, points, decoding) };
}

/** Leaves 2P of `current` where addProjective finds it. */
function makeStep(points: Points): Code {
  return [copyPoint(twice, current), call(points.double, twice, i32.const(1)), call(points.cache, twice, ...spare)];
}

function advance(points: Points): Code {
  return call(points.addProjective, current, ...spare, i32.const(1));
}

function defineShort(module: ModuleBuilder, points: Points, { decode }: Decoding): FunctionRef {
  const f = new FunctionBuilder(['i32', 'i32', 'i32', 'i32'], 'i32');
  const [first, second] = [f.parameter(2), f.parameter(3)];
  const mask = f.local('i32');
  const left = f.local('i32');
  const next = (table: typeof first) => set(table, i32.add(get(table), i32.const(PROJECTIVE)));
  return module.define('shortTables', f, [
    set(mask, call(decode, current, get(f.parameter(0)), get(f.parameter(1)))),
    makeStep(points),
    call(points.cache, current, get(first), get(second)),
    set(left, i32.const(SHORT_TABLE / PROJECTIVE - 1)),
    doWhile(
      [
        advance(points),
        [next(first), next(second)],
        call(points.cache, current, get(first), get(second)),
        set(left, i32.sub(get(left), i32.const(1))),
      ],
      get(left),
    ),
    get(mask),
  ]);
}

function defineWide(
  module: ModuleBuilder,
  { multiply, square }: Field,
  points: Points,
  decoding: Decoding,
): FunctionRef {
  const f = new FunctionBuilder(['i32', 'i32', 'i32', 'i32']);
  const [bytes, first, second, entries] = several(4, f.parameter);
  const left = f.local('i32');
  const stored = f.local('i32');
  const point = coordinates(stored);
  const before = i32.add(get(stored), i32.const(POINT));
  const [all, inverse, own, x, y, xy] = several(6, (i) => scratch(11 + i));
  const one = i32.const(LAYOUT.one);
  const move = (local: typeof first, by: number) => set(local, i32.add(get(local), i32.const(by)));
  const repeat = (times: Code, body: Code): Code => [
    set(left, times),
    doWhile([body, set(left, i32.sub(get(left), i32.const(1)))], get(left)),
  ];
  const last = i32.mul(i32.sub(get(entries), i32.const(1)), i32.const(AFFINE));
  return module.define('wideTables', f, [
    drop(call(decoding.decode, current, get(bytes), get(bytes))),
    copyPoint(twice, current),
    repeat(i32.const(128), call(points.double, twice, i32.const(1))),
    secondLane(current, twice),
    makeStep(points),
    // One inversion for all (Montgomery): each multiple lies beside the product of all z before it.
    copyPair(all, one),
    set(stored, i32.const(LAYOUT.multiples)),
    repeat(get(entries), [
      copyPoint(get(stored), current),
      copyPair(before, all),
      call(multiply, all, all, point.z),
      advance(points),
      move(stored, POINT + PAIR),
    ]),
    // a^(p - 2) = (a^((p - 5) / 8))^8 * a^3
    call(decoding.power, inverse, all),
    [1, 2, 3].map(() => call(square, inverse, inverse)),
    [1, 2, 3].map(() => call(multiply, inverse, inverse, all)),
    set(first, i32.add(get(first), last)),
    set(second, i32.add(get(second), last)),
    repeat(get(entries), [
      move(stored, -(POINT + PAIR)),
      call(multiply, own, inverse, before),
      call(multiply, inverse, inverse, point.z),
      call(multiply, x, point.x, own),
      call(multiply, y, point.y, own),
      call(multiply, xy, x, y),
      writeEntry(module, f, multiply, x, y, xy),
      [move(first, -AFFINE), move(second, -AFFINE)],
    ]),
  ]);
}

/** Takes over the second lane of every coordinate. */
function secondLane(to: Code, from: Code): Code {
  return Array.from({ length: POINT / 16 }, (_, i) => i64.store(to, 16 * i + 8, i64.load(from, 16 * i + 8)));
}
