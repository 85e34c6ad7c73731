import type { AppPatch } from './contract/figures.ts';
import type { Environment } from './sync/environment.ts';

const PATCH_MS = 200;
/** After a quiet time a change goes out almost at once. */
const FIRST_PATCH_MS = 10;
/** The figures follow at their own, slower pace: nobody reads five totals a second. */
const OVERVIEW_MS = 1000;

type Part = 'office' | 'overview' | 'scenarios' | 'demo' | 'activity' | 'problems' | 'network';
const NOTHING: Readonly<Record<Part, boolean>> = {
  office: false,
  overview: false,
  scenarios: false,
  demo: false,
  activity: false,
  problems: false,
  network: false,
};

export interface PatchSources {
  readonly environment: Environment;
  readonly closing: AbortSignal;
  /** What there is to tell of a part, or nothing. */
  readonly parts: { readonly [P in Part]: () => Partial<AppPatch> };
  readonly chains: (chainIds: readonly string[]) => NonNullable<AppPatch['chains']>;
}

export interface Patches {
  seq(): number;
  /** A number is left out, so that the view asks for all of it. */
  leaveOut(): void;
  subscribe(listener: (patch: AppPatch) => void): () => void;
  note(part: Part): void;
  noteChain(chainId: string): void;
  forgetChain(chainId: string): void;
  /** The next overview is not made to wait for its pace. */
  hasten(): void;
  /** All that waits goes out now, but the overview, which whoever asks for this has just been told. */
  flushBefore(): void;
}

/** What changed since the last patch, gathered and sent at a pace that a person can follow. */
export function createPatches({ environment, closing, parts, chains }: PatchSources): Patches {
  const listeners = new Set<(patch: AppPatch) => void>();
  const changedChains = new Set<string>();
  const changed = { ...NOTHING };
  let seq = 1;
  let flushing = false;
  let flushedAt = Number.NEGATIVE_INFINITY;
  let overviewAt = Number.NEGATIVE_INFINITY;

  function later(): void {
    if (flushing || closing.aborted) return;
    flushing = true;
    const wait = Math.max(FIRST_PATCH_MS, PATCH_MS - (environment.monotonic() - flushedAt));
    environment.sleep(wait, closing).then(flush, () => {});
  }

  function flush(): void {
    flushing = false;
    const now = environment.monotonic();
    flushedAt = now;
    const due = now - overviewAt >= OVERVIEW_MS - PATCH_MS / 2;
    const waiting = changed.overview && !due;
    if (changed.overview && due) overviewAt = now;
    const views = chains([...changedChains]);
    const patch: AppPatch = { seq: seq + 1, ...(views.length > 0 && { chains: views }) };
    for (const part of Object.keys(NOTHING) as Part[]) {
      if (changed[part] && !(part === 'overview' && waiting)) Object.assign(patch, parts[part]());
    }
    changedChains.clear();
    Object.assign(changed, NOTHING, { overview: waiting });
    if (Object.keys(patch).length > 1) {
      seq += 1;
      for (const listener of [...listeners]) listener(patch);
    }
    if (waiting) later();
  }

  return {
    seq: () => seq,
    leaveOut() {
      seq += 1;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    note(part) {
      changed[part] = true;
      later();
    },
    noteChain: (chainId) => void changedChains.add(chainId),
    forgetChain: (chainId) => void changedChains.delete(chainId),
    hasten() {
      overviewAt = Number.NEGATIVE_INFINITY;
    },
    flushBefore() {
      changed.overview = false;
      overviewAt = environment.monotonic();
      flush();
    },
  };
}
