import { type EntryKind, groupOf } from './entries.ts';

// The whole history in memory: which entry stood under which key from which change to which. The file is the record; this
// answers "as it was known" for any change without reading it again.

export interface Entry {
  readonly id: number;
  readonly seq: number;
  readonly kind: EntryKind;
  readonly key: string;
  /** As the readers of this kind want it; made once. */
  readonly value: unknown;
  /** How many entries came under this key before it. */
  readonly index: number;
}

interface Standing {
  readonly entry: Entry;
  readonly since: number;
  until: number | null;
}

export interface KeyHistory {
  readonly entries: Entry[];
  readonly standings: Standing[];
}

export interface ChangeMark {
  readonly seq: number;
  readonly at: string;
  readonly undoes: number | null;
}

export type Group = ReadonlyMap<string, KeyHistory>;

const EMPTY: Group = new Map();

/** The entry that stood after that change; null: none. */
export function standingAt({ standings }: KeyHistory, asOf: number | null): Entry | null {
  for (let i = standings.length - 1; i >= 0; i--) {
    const { entry, since, until } = standings[i] as Standing;
    if (asOf === null ? until === null : since <= asOf && (until === null || until > asOf)) return entry;
  }
  return null;
}

export class Memory {
  readonly #groups = new Map<EntryKind, Map<string, Map<string, KeyHistory>>>();
  readonly #keysOfChange = new Map<number, { kind: EntryKind; key: string }[]>();
  readonly #entries = new Map<number, Entry>();
  /** At which changes a change stopped standing, stood again, and so on. */
  readonly #toggles = new Map<number, number[]>();
  /** At which changes something of a kind became different, in any group (null) and in each. */
  readonly #touched = new Map<EntryKind, Map<string | null, number[]>>();
  readonly changes: ChangeMark[] = [];

  get last(): number {
    return this.changes.length;
  }

  group(kind: EntryKind, group = ''): Group {
    return this.#groups.get(kind)?.get(group) ?? EMPTY;
  }

  groups(kind: EntryKind): readonly string[] {
    return [...(this.#groups.get(kind)?.keys() ?? [])];
  }

  history(kind: EntryKind, key: string): KeyHistory | undefined {
    return this.group(kind, groupOf(kind, key)).get(key);
  }

  /** The last change on or before `asOf` that touched the group (`null`: any of that kind); 0: none did. */
  version(kind: EntryKind, group: string | null, asOf: number | null): number {
    const seqs = this.#touched.get(kind)?.get(group);
    if (seqs === undefined) return 0;
    return asOf === null ? (seqs.at(-1) ?? 0) : (seqs[lastAtMost(seqs, asOf)] ?? 0);
  }

  isActive(seq: number, asOf: number | null): boolean {
    const toggles = this.#toggles.get(seq);
    if (toggles === undefined) return true;
    return (asOf === null ? toggles.length : lastAtMost(toggles, asOf) + 1) % 2 === 0;
  }

  addChange(mark: ChangeMark): void {
    this.changes.push(mark);
    for (let undone = mark.undoes; undone !== null; undone = this.changes[undone - 1]?.undoes ?? null) {
      const toggles = this.#toggles.get(undone) ?? [];
      toggles.push(mark.seq);
      this.#toggles.set(undone, toggles);
    }
  }

  addEntry({ id, seq, kind, key }: Omit<Entry, 'index' | 'value'>, value: (index: number) => unknown): Entry {
    const history = this.#historyOf(kind, key);
    const index = history.entries.length;
    // Written out: V8 makes a hidden class of its own for every object that is spread and added to.
    const entry: Entry = { id, seq, kind, key, value: value(index), index };
    history.entries.push(entry);
    this.#entries.set(entry.id, entry);
    const keys = this.#keysOfChange.get(seq) ?? [];
    keys.push({ kind, key });
    this.#keysOfChange.set(seq, keys);
    return entry;
  }

  addStanding(entryId: number, since: number, until: number | null): void {
    const entry = this.#entries.get(entryId);
    if (entry === undefined) return;
    this.#historyOf(entry.kind, entry.key).standings.push({ entry, since, until });
    this.#touch(entry, since);
    if (until !== null) this.#touch(entry, until);
  }

  /** After loading: an entry that stood twice came before the one that stood between. */
  putInOrder(): void {
    for (const groups of this.#groups.values()) {
      for (const group of groups.values()) {
        for (const { standings } of group.values()) {
          if (standings.length > 1) standings.sort((a, b) => a.since - b.since || a.entry.id - b.entry.id);
        }
      }
    }
  }

  endStanding(kind: EntryKind, key: string, until: number): void {
    const open = this.history(kind, key)?.standings.at(-1);
    if (open === undefined || open.until !== null) return;
    open.until = until;
    this.#touch(open.entry, until);
  }

  /** What is to stand under each key that a change (or the change that it undid) touched, now that it no longer counts. */
  afterUndo(seq: number, now: number): { kind: EntryKind; key: string; from: Entry | null; to: Entry | null }[] {
    const keys = new Map<string, { kind: EntryKind; key: string }>();
    for (let undone: number | null = seq; undone !== null; undone = this.changes[undone - 1]?.undoes ?? null) {
      for (const one of this.#keysOfChange.get(undone) ?? []) keys.set(`${one.kind}/${one.key}`, one);
    }
    return [...keys.values()].flatMap(({ kind, key }) => {
      const history = this.#historyOf(kind, key);
      const from = standingAt(history, null);
      const to = [...history.entries].reverse().find((entry) => this.isActive(entry.seq, now)) ?? null;
      return from === to ? [] : [{ kind, key, from, to }];
    });
  }

  #historyOf(kind: EntryKind, key: string): KeyHistory {
    const groups = this.#groups.get(kind) ?? new Map<string, Map<string, KeyHistory>>();
    this.#groups.set(kind, groups);
    const name = groupOf(kind, key);
    const group = groups.get(name) ?? new Map<string, KeyHistory>();
    groups.set(name, group);
    const history = group.get(key) ?? { entries: [], standings: [] };
    group.set(key, history);
    return history;
  }

  #touch({ kind, key }: Entry, seq: number): void {
    const groups = this.#touched.get(kind) ?? new Map<string | null, number[]>();
    this.#touched.set(kind, groups);
    for (const group of [null, groupOf(kind, key)]) {
      const seqs = groups.get(group) ?? [];
      insertInOrder(seqs, seq);
      groups.set(group, seqs);
    }
  }
}

function insertInOrder(sorted: number[], value: number): void {
  const at = lastAtMost(sorted, value);
  if (sorted[at] !== value) sorted.splice(at + 1, 0, value);
}

/** Index of the last of ascending numbers that is not above the limit; -1: none is. */
export function lastAtMost(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
