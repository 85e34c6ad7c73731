import { BoundedMap, byteKey } from '../boundedMap.ts';
import { KEY_SLOT, KEY_TABLE, KEY_WIDTH, LAYOUT } from './layout.ts';
import { type Machine, PAGE } from './module.ts';

// Validators repeat. A key is decoded once, and its short table kept; one that was seen often gets tables of its own, which
// halve the doublings of the sums that it takes part in. All of it in the module's memory, about 5 kB for each key.

export interface Key {
  /** Where its tables lie; undefined: these bytes are no point, which no signature changes. */
  readonly slot: number | undefined;
  /** Affine tables of A and 2^128 A; otherwise a short one of A. */
  readonly wide: boolean;
}

interface Entry {
  slot: number | undefined;
  wide: boolean;
  uses: number;
}

export interface KeyStore {
  /** One for each of the bytes, in their order. What it gives holds until the next call. */
  resolve(keys: readonly Uint8Array[]): readonly Key[];
}

/** `wideAfter`: the use with which a key gets its tables; they cost about as much as two signatures. */
export function createKeyStore(machine: Machine, capacity: number, wideAfter: number): KeyStore {
  const known = new BoundedMap<Entry>(capacity);
  const free: number[] = [];
  let next = LAYOUT.keys;

  function takeSlot(): number {
    const slot = free.pop();
    if (slot !== undefined) return slot;
    const start = next;
    next += KEY_SLOT;
    const missing = Math.ceil((next - machine.memory.buffer.byteLength) / PAGE);
    if (missing > 0) machine.memory.grow(Math.max(missing, 8));
    return start;
  }

  function write(bytes: Uint8Array, at: number): void {
    new Uint8Array(machine.memory.buffer, LAYOUT.points + at, 32).set(bytes);
  }

  function decode(entries: readonly (readonly [Entry, Uint8Array])[]): void {
    for (let i = 0; i < entries.length; i += 2) {
      const [first, second] = [entries[i], entries[i + 1]];
      if (first === undefined) return;
      const slot = takeSlot();
      // Without a second key its lane repeats the first, into memory that nothing is in yet.
      const other = second === undefined ? LAYOUT.nonceTables : takeSlot();
      write(first[1], 0);
      write((second ?? first)[1], 32);
      const points = machine.shortTables(LAYOUT.points, LAYOUT.points + 32, slot, other);
      if ((points & 1) !== 0) first[0].slot = slot;
      else free.push(slot);
      if (second === undefined) return;
      if ((points & 2) !== 0) second[0].slot = other;
      else free.push(other);
    }
  }

  return {
    resolve(keys) {
      const fresh: (readonly [Entry, Uint8Array])[] = [];
      const entries = keys.map((bytes) => {
        const id = byteKey(bytes);
        let entry = known.get(id);
        if (entry === undefined) {
          entry = { slot: undefined, wide: false, uses: 0 };
          const forgotten = known.set(id, entry);
          if (forgotten?.slot !== undefined) free.push(forgotten.slot);
          fresh.push([entry, bytes]);
        }
        entry.uses += 1;
        return entry;
      });
      decode(fresh);
      for (const [i, entry] of entries.entries()) {
        if (entry.wide || entry.slot === undefined || entry.uses < wideAfter) continue;
        write(keys[i] as Uint8Array, 0);
        machine.wideTables(LAYOUT.points, entry.slot, entry.slot + KEY_TABLE, 1 << (KEY_WIDTH - 2));
        entry.wide = true;
      }
      return entries;
    },
  };
}
