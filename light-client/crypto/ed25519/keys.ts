import { BoundedMap, byteKey } from '../boundedMap.ts';
import { KEY_TABLE, KEY_WIDTH, LAYOUT, SHORT_TABLE } from './layout.ts';
import { type Machine, PAGE, SPARE_PAGES } from './module.ts';

// Validators repeat. A key is decoded once, and its short table kept; one that was seen often gets tables of its own, which
// halve the doublings of the sums that it takes part in. All of it in the module's memory: 1.6 kB for a key, or 5 kB.

export interface Key {
  /** Where its tables lie; undefined: these bytes are no point, which no signature changes. */
  readonly table: number | undefined;
  /** Affine tables of A and 2^128 A; otherwise a short one of A. */
  readonly wide: boolean;
}

interface Entry {
  table: number | undefined;
  wide: boolean;
  uses: number;
}

type Fresh = readonly [entry: Entry, publicKey: Uint8Array];

export interface KeyStore {
  /** One for each of the bytes, in their order. What it gives holds until the next call. */
  resolve(keys: readonly Uint8Array[]): readonly Key[];
}

/** `wideAfter`: the use with which a key gets its own; they cost about as much as three signatures. */
export function createKeyStore(machine: Machine, capacity: number, wideAfter: number): KeyStore {
  const known = new BoundedMap<Entry>(capacity);
  const freeShort: number[] = [];
  const freeWide: number[] = [];
  let next = LAYOUT.keys;

  function take(free: number[], bytes: number): number {
    const reused = free.pop();
    if (reused !== undefined) return reused;
    const start = next;
    next += bytes;
    const missing = Math.ceil((next - machine.memory.buffer.byteLength) / PAGE);
    if (missing > 0) machine.memory.grow(Math.max(missing, SPARE_PAGES));
    return start;
  }

  function leave({ table, wide }: Entry): void {
    if (table !== undefined) (wide ? freeWide : freeShort).push(table);
  }

  function widen(entry: Entry, publicKey: Uint8Array): void {
    const table = take(freeWide, 2 * KEY_TABLE);
    write(publicKey, 0);
    machine.wideTables(LAYOUT.points, table, table + KEY_TABLE, 1 << (KEY_WIDTH - 2));
    leave(entry);
    entry.table = table;
    entry.wide = true;
  }

  function write(bytes: Uint8Array, at: number): void {
    new Uint8Array(machine.memory.buffer, LAYOUT.points + at, 32).set(bytes);
  }

  function decode(entries: readonly Fresh[]): void {
    for (let i = 0; i < entries.length; i += 2) {
      const [first, second] = [entries[i] as Fresh, entries[i + 1]];
      const table = take(freeShort, SHORT_TABLE);
      // Without a second key its lane repeats the first, into memory that nothing is in yet.
      const other = second === undefined ? LAYOUT.nonceTables : take(freeShort, SHORT_TABLE);
      write(first[1], 0);
      write((second ?? first)[1], 32);
      const points = machine.shortTables(LAYOUT.points, LAYOUT.points + 32, table, other);
      if ((points & 1) !== 0) first[0].table = table;
      else freeShort.push(table);
      if (second === undefined) return;
      if ((points & 2) !== 0) second[0].table = other;
      else freeShort.push(other);
    }
  }

  return {
    resolve(keys) {
      const fresh: Fresh[] = [];
      const entries = keys.map((bytes) => {
        const id = byteKey(bytes);
        let entry = known.get(id);
        if (entry === undefined) {
          entry = { table: undefined, wide: false, uses: 0 };
          const forgotten = known.set(id, entry);
          if (forgotten !== undefined) leave(forgotten);
          fresh.push([entry, bytes]);
        }
        entry.uses += 1;
        return entry;
      });
      decode(fresh);
      for (const [i, entry] of entries.entries()) {
        const due = entry.uses >= wideAfter && !entry.wide && entry.table !== undefined;
        if (due) widen(entry, keys[i] as Uint8Array);
      }
      return entries;
    },
  };
}
