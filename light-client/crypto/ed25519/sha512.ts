import {
  type Code,
  doWhile,
  FunctionBuilder,
  type FunctionRef,
  get,
  i32,
  i64,
  i64x2,
  type Local,
  type ModuleBuilder,
  set,
  several,
  v128,
} from './emitter.ts';
import { LAYOUT } from './layout.ts';

// SHA-512 (FIPS 180-4), where 64-bit numbers are at hand: several times as fast as over halves.

/** (source, blocks of 128 bytes with their padding, digest) */
export function defineSha512(module: ModuleBuilder): FunctionRef {
  const f = new FunctionBuilder(['i32', 'i32', 'i32']);
  const [source, blocks, out] = several(3, f.parameter);
  const state = several(8, () => f.local('i64'));
  const chained = several(8, () => f.local('i64'));
  const words = several(16, () => f.local('i64'));
  const swapped = f.local('v128');
  const constants = f.local('i32');
  const added = f.local('i64');
  const end = i32.const(LAYOUT.roundConstants + 640);

  const word = (t: number): Local => words[t % 16] as Local;
  const round = (t: number): Code => {
    const role = (i: number): Local => state[(i + 16 - t) % 8] as Local;
    const [a, b, c, d, e, g, k, h] = several(8, role);
    const choose = i64.xor(get(k), i64.and(get(e), i64.xor(get(g), get(k))));
    const majority = i64.or(i64.and(get(a), get(b)), i64.and(get(c), i64.or(get(a), get(b))));
    const constant = i64.load(get(constants), 8 * t);
    return [
      set(added, i64.add(i64.add(i64.add(get(h), rotations(e, 14, 18, 41)), i64.add(choose, constant)), get(word(t)))),
      set(d, i64.add(get(d), get(added))),
      set(h, i64.add(get(added), i64.add(rotations(a, 28, 34, 39), majority))),
    ];
  };
  const extend = (t: number): Code => {
    const small0 = i64.xor(rotations(word(t + 1), 1, 8), i64.shr(get(word(t + 1)), i64.const(7n)));
    const small1 = i64.xor(rotations(word(t + 14), 19, 61), i64.shr(get(word(t + 14)), i64.const(6n)));
    return set(word(t), i64.add(i64.add(get(word(t)), small0), i64.add(get(word(t + 9)), small1)));
  };
  return module.define('sha512', f, [
    chained.map((local, i) => set(local, i64.load(i32.const(LAYOUT.initialHash), 8 * i))),
    doWhile(
      [
        state.map((local, i) => set(local, get(chained[i] as Local))),
        several(8, (i) => [
          set(swapped, v128.load(get(source), 16 * i)),
          v128.store(i32.const(LAYOUT.schedule), 16 * i, i64x2.swapBytes(swapped)),
        ]),
        words.map((local, t) => set(local, i64.load(i32.const(LAYOUT.schedule), 8 * t))),
        set(constants, i32.const(LAYOUT.roundConstants)),
        several(16, round),
        set(constants, i32.add(get(constants), i32.const(128))),
        doWhile(
          [several(16, (t) => [extend(t), round(t)]), set(constants, i32.add(get(constants), i32.const(128)))],
          i32.less(get(constants), end),
        ),
        chained.map((local, i) => set(local, i64.add(get(local), get(state[i] as Local)))),
        set(source, i32.add(get(source), i32.const(128))),
        set(blocks, i32.sub(get(blocks), i32.const(1))),
      ],
      get(blocks),
    ),
    chained.map((local, i) => i64.store(i32.const(LAYOUT.schedule), 8 * i, get(local))),
    several(4, (i) => [
      set(swapped, v128.load(i32.const(LAYOUT.schedule), 16 * i)),
      v128.store(get(out), 16 * i, i64x2.swapBytes(swapped)),
    ]),
  ]);
}

function rotations(local: Local, ...by: readonly number[]): Code {
  return by.map((bits): Code => i64.rotateRight(get(local), i64.const(BigInt(bits)))).reduce((a, b) => i64.xor(a, b));
}

/** The first 64 bits of the fractional parts of square and cube roots of the first primes, as the standard defines them. */
export function sha512Constants(view: DataView): void {
  const primes: bigint[] = [];
  for (let n = 2n; primes.length < 80; n++) if (primes.every((p) => n % p !== 0n)) primes.push(n);
  for (const [i, p] of primes.entries()) {
    view.setBigUint64(LAYOUT.roundConstants + 8 * i, root(p << 192n, 3n), true);
    if (i < 8) view.setBigUint64(LAYOUT.initialHash + 8 * i, root(p << 128n, 2n), true);
  }
}

/** The largest number whose power is not above the value; DataView keeps its lowest 64 bits. */
function root(value: bigint, power: bigint): bigint {
  let low = 0n;
  for (let bit = 1n << 70n; bit > 0n; bit >>= 1n) if ((low | bit) ** power <= value) low |= bit;
  return low;
}
