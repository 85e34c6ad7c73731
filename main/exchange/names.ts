import type { Text } from '../contract/chain.ts';
import type { Unit } from '../contract/figures.ts';
import type { MasterData } from '../programme/seams.ts';
import { fold, nearest } from './text.ts';

// Who is meant: by id, by the exact Chinese or English name, or by one that differs only in width, spaces or case. What
// is not clear is never guessed; the closest names are told.

export type Looked =
  | { readonly kind: 'found'; readonly id: string }
  | { readonly kind: 'similar'; readonly id: string; readonly name: string }
  | { readonly kind: 'ambiguous'; readonly candidates: string }
  | { readonly kind: 'unknown'; readonly candidates: string };

interface Named {
  readonly id: string;
  readonly name: Text;
}

/** Distinct unknown names that are compared with every known one; after that no candidates are told. */
const MAX_COMPARISONS = 200;
/** Where nothing comes close. */
const NONE = '-';

export class Names {
  readonly #ids = new Map<string, Named>();
  readonly #exact = new Map<string, Set<string>>();
  readonly #folded = new Map<string, Set<string>>();
  readonly #unknown = new Map<string, string>();

  constructor(all: readonly Named[], aliases: readonly (readonly [alias: string, id: string])[] = []) {
    for (const named of all) {
      this.#ids.set(named.id, named);
      for (const name of [named.name.zh, named.name.en]) this.#learn(name, named.id);
    }
    for (const [alias, id] of aliases) this.#learn(alias, id);
  }

  #learn(name: string, id: string): void {
    const trimmed = name.trim();
    if (trimmed === '') return;
    for (const [map, key] of [[this.#exact, trimmed] as const, [this.#folded, fold(trimmed)] as const]) {
      const ids = map.get(key) ?? new Set();
      map.set(key, ids.add(id));
    }
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Where it is clear who is meant; without telling who comes close. */
  idOf(text: string): string | null {
    const wanted = text.trim();
    if (this.#ids.has(wanted)) return wanted;
    const ids = this.#exact.get(wanted) ?? this.#folded.get(fold(wanted));
    return ids?.size === 1 ? ([...ids][0] ?? null) : null;
  }

  /** Whether anybody bears exactly this name. */
  knows(name: string): boolean {
    return this.#exact.has(name);
  }

  /** `within`: narrows names that several bear. */
  look(text: string, within: (id: string) => boolean = () => true): Looked {
    const wanted = text.trim();
    if (this.#ids.has(wanted)) return { kind: 'found', id: wanted };
    const exact = [...(this.#exact.get(wanted) ?? [])].filter(within);
    if (exact.length === 1) return { kind: 'found', id: exact[0] as string };
    if (exact.length > 1) return { kind: 'ambiguous', candidates: exact.slice(0, 3).join(', ') };
    const folded = [...(this.#folded.get(fold(wanted)) ?? [])].filter(within);
    if (folded.length > 1) return { kind: 'ambiguous', candidates: folded.slice(0, 3).join(', ') };
    const [id] = folded;
    if (id !== undefined) return { kind: 'similar', id, name: this.#ids.get(id)?.name.zh ?? id };
    return { kind: 'unknown', candidates: this.#candidates(wanted) };
  }

  #candidates(wanted: string): string {
    const known = this.#unknown.get(wanted);
    if (known !== undefined) return known;
    if (this.#unknown.size >= MAX_COMPARISONS) return NONE;
    const texts = [...this.#ids.values()].flatMap(({ id, name }) => [id, name.zh, name.en]);
    const found = nearest(wanted, texts).join(', ') || NONE;
    this.#unknown.set(wanted, found);
    return found;
  }
}

export interface Register {
  readonly scenarios: Names;
  readonly indicators: Names;
  readonly zones: Names;
  readonly sectors: Names;
  readonly entities: Names;
  readonly units: ReadonlyMap<string, Unit>;
}

export function registerOf(master: MasterData): Register {
  return {
    scenarios: new Names(master.scenarios.map(({ scenarioId: id, name }) => ({ id, name }))),
    indicators: new Names(master.definitions.map(({ indicatorId: id, name }) => ({ id, name }))),
    zones: new Names(master.zones.map(({ zoneId: id, name }) => ({ id, name }))),
    // Offices write 制造 where the list says 区块链+制造.
    sectors: new Names(
      master.sectors.map(({ sectorId: id, name }) => ({ id, name })),
      master.sectors.flatMap(({ sectorId, name }) => [
        [name.zh.replace(/^区块链\s*[+＋]\s*/, ''), sectorId] as const,
        [name.en.replace(/^Blockchain\s*\+\s*/, ''), sectorId] as const,
      ]),
    ),
    entities: new Names(master.entities.map(({ entityId: id, name }) => ({ id, name }))),
    units: new Map(master.definitions.map(({ indicatorId, unit }) => [indicatorId, unit])),
  };
}
