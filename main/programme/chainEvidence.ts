import type { ChainView, Health } from '../contract/chain.ts';
import { levelRank } from '../metrics/provenance.ts';
import type { Environment } from '../sync/environment.ts';
import { wireTime } from '../sync/environment.ts';
import type { ClaimView, HostEvent } from '../sync/messages.ts';
import type { Anchoring, Observation, ReportDraft } from './model.ts';
import type { ChainEvidence } from './office.ts';
import type { ProgrammePack } from './packs.ts';
import type { ChainHealth } from './queries/moment.ts';

// What the followers tell, as the office takes it: the newest of each kind, told together and not more often than a person
// could notice. What was told once is remembered, for an office that had to be started anew.

const EVERY_MS = 2000;
/** A count that grew a little, as counts do with every block: nobody decides by it within seconds, and every figure is worked out anew. */
const ROUTINE_MS = 15_000;
const FIRST_MS = 300;
/** Counts read from state belong to this indicator. */
const RECORDS = 'records';

const HEALTH: Readonly<Record<Health, ChainHealth>> = {
  bootstrapping: 'following',
  syncing: 'following',
  synced: 'following',
  stalled: 'stalled',
  unreachable: 'unreachable',
  suspect: 'suspect',
  expired: 'expired',
  halted: 'halted',
};

export interface EvidenceLink {
  setProgramme(pack: ProgrammePack | null): void;
  onEvents(events: readonly HostEvent[]): void;
  /** All of it again, from now on. */
  again(): void;
  clear(): void;
}

export function createEvidenceLink(
  environment: Environment,
  signal: AbortSignal,
  tell: (evidence: ChainEvidence) => void,
): EvidenceLink {
  const anchorings = new Map<string, Anchoring>();
  const observations = new Map<string, Observation>();
  const health = new Map<string, ChainHealth>();
  const reports = new Map<string, ReportDraft>();
  const dirty = {
    anchorings: new Set<string>(),
    observations: new Set<string>(),
    health: new Set<string>(),
    reports: new Set<string>(),
  };
  let periods = new Map<string, string>();
  let toldAt = Number.NEGATIVE_INFINITY;

  /** When the next telling is due; an earlier wish brings it forward. */
  let dueAt = Number.POSITIVE_INFINITY;

  function later(every: number): void {
    if (signal.aborted) return;
    const at = Math.max(environment.monotonic() + FIRST_MS, toldAt + every);
    if (at >= dueAt) return;
    dueAt = at;
    environment.sleep(at - environment.monotonic(), signal).then(
      () => {
        if (dueAt === at) flush();
      },
      () => {},
    );
  }

  function flush(): void {
    dueAt = Number.POSITIVE_INFINITY;
    toldAt = environment.monotonic();
    tell({
      anchorings: taken(anchorings, dirty.anchorings),
      observations: taken(observations, dirty.observations),
      reports: taken(reports, dirty.reports),
      health: [...dirty.health].flatMap((chainId) => {
        const doing = health.get(chainId);
        return doing === undefined ? [] : [{ chainId, health: doing }];
      }),
    });
    for (const keys of Object.values(dirty)) keys.clear();
  }

  function onChain({ chainId, health: doing }: ChainView): void {
    if (health.get(chainId) === HEALTH[doing]) return;
    health.set(chainId, HEALTH[doing]);
    dirty.health.add(chainId);
    later(EVERY_MS);
  }

  function onClaim(claim: ClaimView): void {
    const observedAt = wireTime(environment.now());
    const { scenarioId, anchored, value, provenance } = claim;
    if (anchored !== undefined) {
      const { period, digest, provenance: how } = anchored;
      put('anchorings', anchorings, scenarioId, { scenarioId, period, digest, provenance: how, observedAt });
    }
    const period = periods.get(scenarioId);
    if (period === undefined || value === null || claim.figureId !== `scenario/${scenarioId}/records`) return;
    if (levelRank(provenance.level) < levelRank('proven')) return;
    put('observations', observations, scenarioId, {
      ...{ scenarioId, period, value, provenance, observedAt },
      indicatorId: RECORDS,
    });
  }

  function put<T extends Anchoring | Observation>(
    what: 'anchorings' | 'observations',
    known: Map<string, T>,
    key: string,
    next: T,
  ): void {
    const before = known.get(key);
    // Asked again and found the same: when it was asked is no news.
    if (before !== undefined && printOf(before) === printOf(next)) return;
    const routine =
      what === 'observations' && before !== undefined && before.provenance.condition === next.provenance.condition;
    known.set(key, next);
    dirty[what].add(key);
    later(routine ? ROUTINE_MS : EVERY_MS);
  }

  return {
    setProgramme(pack) {
      periods = new Map((pack?.scenarios ?? []).map(({ scenarioId, report }) => [scenarioId, report.period]));
    },
    onEvents(events) {
      for (const event of events) {
        if (event.kind === 'chain') onChain(event.view);
        else if (event.kind === 'claims') for (const claim of event.claims) onClaim(claim);
        else if (event.kind === 'document') {
          const key = `${event.report.scenarioId}/${event.report.period}/${event.report.digest}`;
          reports.set(key, event.report);
          dirty.reports.add(key);
          later(EVERY_MS);
        }
      }
    },
    again() {
      for (const key of anchorings.keys()) dirty.anchorings.add(key);
      for (const key of observations.keys()) dirty.observations.add(key);
      for (const key of health.keys()) dirty.health.add(key);
      for (const key of reports.keys()) dirty.reports.add(key);
      later(EVERY_MS);
    },
    clear() {
      for (const known of [anchorings, observations, health, reports]) known.clear();
      for (const keys of Object.values(dirty)) keys.clear();
    },
  };
}

function taken<T>(known: ReadonlyMap<string, T>, keys: ReadonlySet<string>): readonly T[] {
  return [...keys].flatMap((key) => known.get(key) ?? []);
}

function printOf({ observedAt: _, ...rest }: Anchoring | Observation): string {
  return JSON.stringify(rest);
}
