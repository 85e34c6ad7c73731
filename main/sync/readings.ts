import type { WireError } from '../contract/error.ts';
import type { Unit } from '../contract/figures.ts';
import type { Condition, Provenance } from '../contract/provenance.ts';
import { withCondition } from '../contract/toWire.ts';
import { NOTHING } from '../metrics/provenance.ts';
import { wireTime } from './environment.ts';
import type { AnchoredDigest, ClaimView } from './messages.ts';

/** What was last learned about one leaf figure. Its provenance was written when its proof was checked. */
export interface Reading {
  readonly value: string | null;
  readonly provenance: Provenance;
  readonly asOf: string | null;
  readonly missing: boolean;
  /** When this was last found to hold, in milliseconds. */
  readonly checkedAt: number;
  readonly anchored?: AnchoredDigest;
}

interface Entry {
  readonly unit: Unit;
  readonly scenarioId: string;
  reading: Reading | null;
  /** Of the last attempt; null: it went well. */
  error: WireError | null;
  /** The last attempt failed a check, or two sources disagree: outranks what was known. */
  contradicted: boolean;
  fell: { readonly from: string; readonly to: string } | null;
  shown: Condition | null;
  since: number;
}

/** The readings of one chain, and how they look under the chain's own condition. */
export class Readings {
  readonly #entries = new Map<string, Entry>();

  expect(figureId: string, scenarioId: string, unit: Unit): void {
    if (this.#entries.has(figureId)) return;
    this.#entries.set(figureId, {
      unit,
      scenarioId,
      reading: null,
      error: null,
      contradicted: false,
      fell: null,
      shown: null,
      since: 0,
    });
  }

  retain(figureIds: ReadonlySet<string>): void {
    for (const id of [...this.#entries.keys()]) if (!figureIds.has(id)) this.#entries.delete(id);
  }

  get(figureId: string): Reading | null {
    return this.#entries.get(figureId)?.reading ?? null;
  }

  /** A good answer. `contradicted`: the answer itself was checked, and it disagrees with what is anchored. */
  set(figureId: string, reading: Reading, error: WireError | null = null): void {
    const entry = this.#entries.get(figureId);
    if (entry === undefined) return;
    entry.reading = reading;
    entry.error = error;
    entry.contradicted = false;
  }

  /** An attempt that failed. What was known stays; a failed check shows it as contradicted until one passes again. */
  failed(figureId: string, error: WireError, checkFailed: boolean): void {
    const entry = this.#entries.get(figureId);
    if (entry === undefined) return;
    entry.error = error;
    if (checkFailed) entry.contradicted = true;
  }

  setFell(figureId: string, fell: Entry['fell']): void {
    const entry = this.#entries.get(figureId);
    if (entry !== undefined) entry.fell = fell;
  }

  fell(figureId: string): Entry['fell'] {
    return this.#entries.get(figureId)?.fell ?? null;
  }

  anyContradicted(): boolean {
    return [...this.#entries.values()].some(({ contradicted }) => contradicted);
  }

  /** @param staleAfterMs how old a check may be @param chain the condition that the chain lays over all of its figures */
  views(chainId: string, now: number, staleAfterMs: number, chain: Condition): readonly ClaimView[] {
    return [...this.#entries].map(([figureId, entry]) => {
      const { reading } = entry;
      const underChain = (known: Provenance, { checkedAt }: Reading): Provenance =>
        withCondition(now - checkedAt > staleAfterMs ? withCondition(known, 'stale') : known, chain);
      let provenance = reading === null ? NOTHING : underChain(reading.provenance, reading);
      if (entry.contradicted) provenance = withCondition(provenance, 'contradicted');
      if (entry.shown !== provenance.condition) {
        entry.shown = provenance.condition;
        entry.since = now;
      }
      return {
        figureId,
        chainId,
        scenarioId: entry.scenarioId,
        value: reading?.value ?? null,
        unit: entry.unit,
        provenance,
        asOf: reading?.asOf ?? null,
        missing: reading?.missing ?? false,
        error: entry.error,
        since: wireTime(entry.since),
        fell: entry.fell,
        // What was proven of the digest is as old, and its chain as sound, as what was proven of the report.
        ...(reading?.anchored !== undefined && {
          anchored: { ...reading.anchored, provenance: underChain(reading.anchored.provenance, reading) },
        }),
      };
    });
  }
}
