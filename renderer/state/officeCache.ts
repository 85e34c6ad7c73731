import type { WireError } from '../../main/contract/error.ts';
import type { OfficeMethod, OfficeRequest } from '../../main/contract/office.ts';
import type { Bridge, Outcome } from '../../main/contract/services.ts';
import { shareEqual } from './share.ts';

// The view's answers of the office: one for each question, however many ask it. Two parts of a screen never show two
// states of one answer, and the office is asked once.

export interface Held<T> {
  readonly value: T | null;
  readonly error: WireError | null;
  /** The state of the programme that was asked about. */
  readonly seq: number | null;
}

interface Call {
  readonly method: OfficeMethod;
  readonly request: OfficeRequest<OfficeMethod>;
}

interface Entry {
  call: Call;
  held: Held<unknown> | null;
  /** The state that its askers want. */
  wanted: number | null;
  askers: number;
  asking: boolean;
  /** Something changed while it was asked. */
  again: boolean;
}

export interface OfficeCache {
  subscribe(listener: () => void): () => void;
  held(key: string): Held<unknown> | null;
  /** From now on this answer is kept up to date; returns how to stop wanting it. */
  want(key: string, call: Call, seq: number | null): () => void;
  again(key: string): void;
}

/** Answers that nobody looks at any more; going back to a screen shows them at once. */
const KEPT = 40;
const UNANSWERED: WireError = { code: 'unexpected', category: 'bug', params: {} };

const caches = new WeakMap<Bridge, OfficeCache>();

export function officeCache(bridge: Bridge): OfficeCache {
  let cache = caches.get(bridge);
  if (cache === undefined) {
    cache = createOfficeCache(bridge);
    caches.set(bridge, cache);
  }
  return cache;
}

function createOfficeCache(bridge: Bridge): OfficeCache {
  const entries = new Map<string, Entry>();
  const listeners = new Set<() => void>();

  function ask(entry: Entry): void {
    if (entry.asking) {
      entry.again = true;
      return;
    }
    entry.asking = true;
    entry.again = false;
    const { call, wanted } = entry;
    void bridge
      .office(call)
      .catch((): Outcome<never> => ({ ok: false, error: UNANSWERED }))
      .then((answer) => {
        entry.asking = false;
        const before = entry.held?.value ?? null;
        entry.held = answer.ok
          ? { value: shareEqual(before, answer.value), error: null, seq: wanted }
          : { value: null, error: answer.error, seq: wanted };
        for (const listener of [...listeners]) listener();
        if (entry.again && entry.askers > 0) ask(entry);
      });
  }

  function forget(): void {
    let spare = entries.size - KEPT;
    for (const [key, entry] of entries) {
      if (spare <= 0) return;
      if (entry.askers > 0 || entry.asking) continue;
      entries.delete(key);
      spare -= 1;
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    held: (key) => entries.get(key)?.held ?? null,
    want(key, call, seq) {
      let entry = entries.get(key);
      if (entry === undefined) {
        entry = { call, held: null, wanted: seq, askers: 0, asking: false, again: false };
        entries.set(key, entry);
        forget();
      }
      const wanting = entry;
      wanting.askers += 1;
      const known = wanting.held !== null && wanting.held.seq === seq && wanting.held.error === null;
      const underWay = wanting.asking && wanting.wanted === seq;
      wanting.wanted = seq;
      if (!known && !underWay) ask(wanting);
      return () => {
        wanting.askers -= 1;
      };
    },
    again(key) {
      const entry = entries.get(key);
      if (entry !== undefined) ask(entry);
    },
  };
}
