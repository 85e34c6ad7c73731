import { describe, expect, test } from 'vitest';
import { createKeyStore } from '../../../../light-client/crypto/ed25519/keys.ts';
import {
  BASE_TABLE,
  KEY_TABLE,
  KEY_WIDTH,
  LAYOUT,
  SHORT_TABLE,
} from '../../../../light-client/crypto/ed25519/layout.ts';
import { type Machine, PAGE, SPARE_PAGES } from '../../../../light-client/crypto/ed25519/module.ts';

// Which tables are made, when and where: a machine that only takes notes. A key whose first byte is 255 is no point.

interface Notes {
  readonly short: (readonly [first: number, second: number, firstTable: number, secondTable: number])[];
  readonly wide: (readonly [key: number, first: number, second: number, entries: number])[];
  readonly grown: number[];
}

function noting(): { readonly machine: Machine; readonly notes: Notes } {
  const notes: Notes = { short: [], wide: [], grown: [] };
  const memory = {
    buffer: new ArrayBuffer(Math.ceil(LAYOUT.keys / PAGE) * PAGE),
    grow(more: number) {
      notes.grown.push(more);
      memory.buffer = new ArrayBuffer(memory.buffer.byteLength + more * PAGE);
      return 0;
    },
  };
  const keyAt = (address: number): number => new Uint8Array(memory.buffer)[address] as number;
  const machine = {
    memory,
    shortTables(first: number, second: number, firstTable: number, secondTable: number) {
      const [a, b] = [keyAt(first), keyAt(second)];
      notes.short.push([a, b, firstTable, secondTable]);
      return (a === 255 ? 0 : 1) | (b === 255 ? 0 : 2);
    },
    wideTables(bytes: number, first: number, second: number, entries: number) {
      notes.wide.push([keyAt(bytes), first, second, entries]);
    },
  };
  return { machine: machine as unknown as Machine, notes };
}

/** A key by its first byte; others with it differ further on. */
const key = (first: number, other = 0): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? first : other));
const BAD = key(255);
const short = (i: number): number => LAYOUT.keys + i * SHORT_TABLE;

describe('tables of keys', () => {
  test('take the room that was promised: 1.6 kB for a key, 5 kB for one seen often [KT-15]', () => {
    expect([SHORT_TABLE, 2 * KEY_TABLE, 2 * BASE_TABLE]).toEqual([1_600, 5_120, 20_480]);
  });

  test('are made once, two at a time, and an odd one out beside itself [KT-15]', () => {
    const { machine, notes } = noting();
    const store = createKeyStore(machine, 10, 100);
    const resolved = store.resolve([key(1), key(2), key(3)]);
    expect(resolved.map(({ table, wide }) => [table, wide])).toEqual([0, 1, 2].map((i) => [short(i), false]));
    expect(notes.short).toEqual([
      [1, 2, short(0), short(1)],
      [3, 3, short(2), LAYOUT.nonceTables],
    ]);
    expect(store.resolve([key(3), key(1)]).map(({ table }) => table)).toEqual([short(2), short(0)]);
    expect(notes.short).toHaveLength(2);
  });

  test('are not kept for bytes that are no point, whose place the next key has [KT-15]', () => {
    const { machine, notes } = noting();
    const store = createKeyStore(machine, 10, 100);
    const places = (...keys: readonly Uint8Array[]) => store.resolve(keys).map(({ table }) => table);
    expect(places(BAD, key(2), key(3), key(255, 1))).toEqual([undefined, short(1), short(0), undefined]);
    expect(places(BAD)).toEqual([undefined]);
    expect(notes.short).toHaveLength(2);
    expect(places(key(4), key(5), key(6))).toEqual([short(2), short(3), short(4)]);
    // Forgotten, such bytes leave no place: none is free then but those that were.
    const small = createKeyStore(noting().machine, 2, 100);
    expect([small.resolve([BAD, key(2)]), small.resolve([key(3)])].flat().map(({ table }) => table)).toEqual([
      undefined,
      short(1),
      short(0),
    ]);
    // An odd one out that is no point gives its place back, too.
    expect(places(key(255, 2))).toEqual([undefined]);
    expect(places(key(7))).toEqual([short(5)]);
  });

  test('are made larger with the use that was asked for, and the short one’s place is free then [KT-15]', () => {
    const { machine, notes } = noting();
    const store = createKeyStore(machine, 10, 3);
    const states = [1, 2, 3, 4].map(() => store.resolve([key(1), BAD]).map(({ table, wide }) => [table, wide]));
    const [none, before, after] = [
      [undefined, false],
      [short(0), false],
      [short(2), true],
    ];
    expect(states).toEqual([
      [before, none],
      [before, none],
      [after, none],
      [after, none],
    ]);
    expect(notes.wide).toEqual([[1, short(2), short(2) + KEY_TABLE, 1 << (KEY_WIDTH - 2)]]);
    const free = store.resolve([key(2), key(3)]).map(({ table }) => table);
    expect(free).toEqual([short(0), short(1)]);
  });

  test('of keys that had to go are written over, each kind by its own [KT-15]', () => {
    const { machine, notes } = noting();
    const store = createKeyStore(machine, 2, 2);
    const [one] = store.resolve([key(1), key(2)]);
    const firstPlace = one?.table;
    const [wide] = store.resolve([key(1)]);
    const widePlace = wide?.table;
    expect([firstPlace, widePlace]).toEqual([short(0), short(2)]);
    // 2 goes, whose place 3 has; then 1, with its large tables.
    expect(store.resolve([key(3)]).map(({ table }) => table)).toEqual([short(1)]);
    expect(store.resolve([key(4)]).map(({ table }) => table)).toEqual([short(0)]);
    const again = store.resolve([key(4)]).map(({ table, wide }) => [table, wide]);
    expect(again).toEqual([[widePlace, true]]);
    expect(notes.grown).toEqual([]);
  });

  test('take memory by so many pages at a time, and only once there is no room [KT-15]', () => {
    const room = Math.floor((Math.ceil(LAYOUT.keys / PAGE) * PAGE - LAYOUT.keys) / SHORT_TABLE);
    const { machine, notes } = noting();
    const store = createKeyStore(machine, 4 * room + 100, 1_000);
    const keys = Array.from({ length: room + 1 }, (_, i) => key(i % 251, 1 + Math.floor(i / 251)));
    store.resolve(keys.slice(0, room));
    expect(notes.grown).toEqual([]);
    store.resolve(keys);
    expect(notes.grown).toEqual([SPARE_PAGES]);
  });
});
