import type { PeerStanding, PeerView } from '../contract/chain.ts';
import type { WireError } from '../contract/error.ts';
import type { PeerRecord } from '../store/types.ts';
import type { Endpoint } from './binding.ts';
import { type Environment, toNanos, wireTime } from './environment.ts';

// Who is asked, and in which role: one primary that is followed, some witnesses that it is compared with, the rest in
// reserve. Roles follow from how each did so far, and from nothing else: the same answers at the same times give the same
// roles.

/** Failures in a row after which another one is followed, where another one answers. */
export const PATIENCE = 4;
/** Asking more than these at every height adds load, and little that the first ones do not show. */
export const MAX_WITNESSES = 4;
/** A caught lie keeps a peer from being followed or counted on for so long; each further one for twice as long. */
export const DISTRUST_MS = 600_000;
const MAX_DISTRUST_MS = 6 * 3_600_000;
/** With fewer answers than this nothing is said of a peer. */
const JUDGED_AFTER = 5;

interface Standing {
  asked: number;
  /** Share of the newest questions that were answered, in thousandths; older ones count less and less. */
  reliability: number;
  latencyMs: number | null;
  /** In a row. */
  failures: number;
  agreements: number;
  lies: number;
  distrustedUntil: number;
  /** A person's word: not asked any more. */
  excluded: boolean;
  lie: WireError | null;
}

interface Entry {
  readonly endpoint: Endpoint;
  state: PeerView['state'];
  height: string | null;
  lastAnswerAt: string | null;
  error: WireError | null;
  readonly standing: Standing;
}

export class PeerBook {
  readonly #now: () => number;
  #entries = new Map<string, Entry>();
  #primary = '';
  #witnesses: string[] = [];
  #dirty = false;

  constructor({ now }: Pick<Environment, 'now'>, endpoints: readonly Endpoint[]) {
    this.#now = now;
    this.setEndpoints(endpoints);
  }

  /** What is known of a peer stays with its address; a person who changes the list has looked at all of it. */
  setEndpoints(endpoints: readonly Endpoint[]): void {
    const before = this.#entries;
    this.#entries = new Map(
      endpoints.map((endpoint) => {
        const known = before.get(endpoint.url);
        const standing = { ...(known?.standing ?? newStanding()), excluded: false };
        const { state = 'unknown', height = null, lastAnswerAt = null, error = null } = known ?? {};
        return [endpoint.url, { endpoint, state, height, lastAnswerAt, error, standing }];
      }),
    );
    if (!this.#entries.has(this.#primary)) {
      this.#primary = (endpoints.find(({ role }) => role === 'primary') ?? endpoints[0])?.url ?? '';
    }
    this.#assign();
  }

  get primary(): string {
    return this.#primary;
  }

  get witnesses(): readonly string[] {
    return this.#witnesses;
  }

  operatorOf(url: string): string | undefined {
    return this.#entries.get(url)?.endpoint.operator;
  }

  /** Its word counts for corroboration: another operator's than the primary's, and never caught lately. */
  isIndependent(url: string): boolean {
    const entry = this.#entries.get(url);
    if (entry === undefined || this.#isDistrusted(entry)) return false;
    return entry.endpoint.operator !== this.operatorOf(this.#primary);
  }

  // ---- what happened ----

  answered(url: string, change: Partial<Pick<PeerView, 'state' | 'height' | 'error'>> = {}): void {
    const entry = this.#entries.get(url);
    if (entry === undefined) return;
    const { standing } = entry;
    if (change.state === 'agrees') standing.agreements += 1;
    const doubted = entry.state === 'bad' || entry.state === 'conflict';
    // An answer ends a silence; whether a witness agrees is known only from a comparison, and 'bad' stays until one holds.
    if (entry.state === 'unreachable' || entry.state === 'unknown') {
      entry.state = url === this.#primary ? 'agrees' : 'unknown';
    }
    if (!doubted) entry.error = null;
    Object.assign(entry, change, { lastAnswerAt: wireTime(this.#now()) });
    standing.asked += 1;
    standing.failures = 0;
    standing.reliability += Math.ceil((1000 - standing.reliability) / 8);
    this.#assign();
  }

  /** It lives, and says how high it is. That ends no row of failures: it has not given what it was asked for. */
  heard(url: string, height: string): void {
    const entry = this.#entries.get(url);
    if (entry === undefined) return;
    Object.assign(entry, { height, lastAnswerAt: wireTime(this.#now()) });
    if (entry.standing.failures === 0 && entry.state === 'unreachable') entry.state = 'unknown';
    this.#assign();
  }

  took(url: string, ms: number): void {
    const standing = this.#entries.get(url)?.standing;
    if (standing === undefined) return;
    const known = standing.latencyMs;
    standing.latencyMs = known === null ? Math.round(ms) : known + Math.round((ms - known) / 8);
    this.#dirty = true;
  }

  failed(url: string, state: PeerView['state'], error: WireError): void {
    const entry = this.#entries.get(url);
    if (entry === undefined) return;
    const { standing } = entry;
    entry.state = state;
    entry.error = error;
    if (state === 'unreachable') {
      standing.asked += 1;
      standing.failures += 1;
      standing.reliability -= Math.ceil(standing.reliability / 8);
    } else if (state === 'bad') {
      standing.lies += 1;
      standing.lie = error;
      const distrust = Math.min(DISTRUST_MS * 2 ** Math.min(standing.lies - 1, 16), MAX_DISTRUST_MS);
      standing.distrustedUntil = this.#now() + distrust;
    }
    this.#assign();
  }

  /** What the primary was doubted for has been checked anew and holds. */
  absolve(): void {
    const entry = this.#entries.get(this.#primary);
    if (entry?.state !== 'bad') return;
    entry.state = 'agrees';
    entry.error = null;
  }

  // ---- a person's word ----

  /** Whether a primary and at least one witness would remain. */
  canSpare(urls: readonly string[]): boolean {
    return (
      [...this.#entries.values()].filter((entry) => this.#isOpen(entry) && !urls.includes(entry.endpoint.url)).length >=
      2
    );
  }

  /** Not asked any more, until the pack's list changes or everybody is asked again. `followed`: the primary from now on. */
  exclude(urls: readonly string[], followed?: string): void {
    for (const url of urls) {
      const standing = this.#entries.get(url)?.standing;
      if (standing !== undefined) standing.excluded = true;
    }
    if (followed !== undefined && this.#entries.has(followed)) this.#primary = followed;
    this.#assign();
  }

  /** Nobody is left out, and what was held against anybody is dropped. */
  includeAll(): void {
    for (const entry of this.#entries.values()) {
      Object.assign(entry.standing, { excluded: false, distrustedUntil: 0, lies: 0, lie: null, failures: 0 });
      if (entry.state === 'bad' || entry.state === 'conflict') Object.assign(entry, { state: 'unknown', error: null });
    }
    this.#assign();
  }

  // ---- roles ----

  #assign(): void {
    this.#dirty = true;
    const primary = this.#entries.get(this.#primary);
    if (primary === undefined) return;
    const unfit = !this.#isOpen(primary) || this.#isDistrusted(primary) || primary.standing.failures >= PATIENCE;
    // Away from one that lies, even to one that was never asked; away from one that is silent, only to one that answers.
    const lied = this.#isDistrusted(primary) || !this.#isOpen(primary);
    const able = (entry: Entry) => this.#isFit(entry) && (lied || entry.lastAnswerAt !== null);
    const next = unfit ? this.#ranked().find((entry) => entry !== primary && able(entry)) : undefined;
    // Where nobody is better it stays: a chain that is followed badly is better than one that is not followed.
    if (next !== undefined) this.#primary = next.endpoint.url;
    this.#witnesses = this.#chooseWitnesses();
  }

  /** The ones that are asked stay while they do well; the best of the others take the places of those that do not. */
  #chooseWitnesses(): string[] {
    const others = this.#ranked().filter((entry) => entry.endpoint.url !== this.#primary && this.#isOpen(entry));
    const trusted = others.filter((entry) => !this.#isDistrusted(entry));
    // Somebody who was caught can still show a conflict: with nobody else, that is better than no comparison.
    const pool = trusted.length > 0 ? trusted : others;
    const fit = pool.filter(({ standing }) => standing.failures < PATIENCE);
    const staying = fit.filter(({ endpoint }) => this.#witnesses.includes(endpoint.url));
    const chosen = [...new Set([...staying, ...fit, ...pool])].slice(0, MAX_WITNESSES);
    const order = [...this.#entries.keys()];
    return chosen.map(({ endpoint }) => endpoint.url).sort((a, b) => order.indexOf(a) - order.indexOf(b));
  }

  /** Best first; alike ones of another operator than the primary's first, then as the pack lists them. */
  #ranked(): Entry[] {
    const own = this.operatorOf(this.#primary);
    const place = ({ endpoint }: Entry) => (endpoint.operator === own ? 1 : 0);
    return [...this.#entries.values()].sort((a, b) => scoreOf(b.standing) - scoreOf(a.standing) || place(a) - place(b));
  }

  #isOpen({ standing }: Entry): boolean {
    return !standing.excluded;
  }

  #isFit(entry: Entry): boolean {
    return this.#isOpen(entry) && !this.#isDistrusted(entry) && entry.standing.failures === 0;
  }

  #isDistrusted({ standing }: Entry): boolean {
    return standing.distrustedUntil > this.#now();
  }

  // ---- shown, and kept ----

  views(): PeerView[] {
    return [...this.#entries.values()].map((entry) => {
      const { endpoint, state, height, lastAnswerAt, error, standing } = entry;
      const { url, operator } = endpoint;
      const distrusted = this.#isDistrusted(entry);
      return {
        url,
        operator,
        role: url === this.#primary ? 'primary' : this.#witnesses.includes(url) ? 'witness' : 'reserve',
        state,
        height,
        lastAnswerAt,
        error: error ?? (distrusted ? standing.lie : null),
        standing: standingOf(standing, distrusted),
        latencyMs: standing.latencyMs,
      };
    });
  }

  /** To be written down; empty while nothing changed since the last time. */
  records(): readonly PeerRecord[] {
    if (!this.#dirty) return [];
    this.#dirty = false;
    const updatedAt = toNanos(this.#now());
    return [...this.#entries.values()].map(({ endpoint: { url }, standing }) => ({
      url,
      score: scoreOf(standing),
      state: JSON.stringify({ ...standing, failures: 0, primary: url === this.#primary }),
      updatedAt,
    }));
  }

  /** From an earlier run. Whatever cannot be read of it is as good as nothing. */
  restore(records: readonly PeerRecord[]): void {
    for (const { url, state } of records) {
      const entry = this.#entries.get(url);
      if (entry === undefined) continue;
      const kept = readStanding(state);
      if (kept === null) continue;
      Object.assign(entry.standing, kept.standing);
      if (kept.primary) this.#primary = url;
    }
    this.#assign();
    this.#dirty = false;
  }
}

function newStanding(): Standing {
  return {
    asked: 0,
    reliability: 1000,
    latencyMs: null,
    failures: 0,
    agreements: 0,
    lies: 0,
    distrustedUntil: 0,
    excluded: false,
    lie: null,
  };
}

/** 0 to 100: answers first, speed only among those that answer; every lie weighs as much as a third of all answers. */
function scoreOf({ reliability, latencyMs, lies, excluded }: Standing): number {
  if (excluded) return 0;
  const slow = Math.min(20, Math.floor((latencyMs ?? 0) / 200));
  return Math.max(0, Math.floor(reliability / 10) - slow - Math.min(lies, 3) * 33);
}

function standingOf(standing: Standing, distrusted: boolean): PeerStanding {
  if (standing.excluded) return 'excluded';
  if (distrusted) return 'distrusted';
  if (standing.asked < JUDGED_AFTER) return 'new';
  const score = scoreOf(standing);
  return score >= 80 ? 'good' : score >= 50 ? 'fair' : 'poor';
}

const COUNTS = ['asked', 'reliability', 'agreements', 'lies', 'distrustedUntil'] as const;

function readStanding(text: string): { readonly standing: Partial<Standing>; readonly primary: boolean } | null {
  let kept: Record<string, unknown>;
  try {
    kept = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
  if (typeof kept !== 'object' || kept === null) return null;
  const standing: Partial<Standing> = { excluded: kept['excluded'] === true };
  for (const name of COUNTS) {
    const value = kept[name];
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return null;
    standing[name] = value;
  }
  if (typeof kept['latencyMs'] === 'number' && kept['latencyMs'] >= 0) standing.latencyMs = kept['latencyMs'];
  const lie = kept['lie'] as Partial<WireError> | null | undefined;
  if (typeof lie?.code === 'string' && typeof lie.category === 'string') {
    standing.lie = { code: lie.code, category: lie.category, params: lie.params ?? {} };
  }
  return { standing, primary: kept['primary'] === true };
}
