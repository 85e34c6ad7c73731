import type { ChainView, Text } from '../contract/chain.ts';
import type { WireError } from '../contract/error.ts';
import type { AttentionItem } from '../contract/figures.ts';
import { urgencyOfChain } from '../contract/urgency.ts';
import type { ProgrammePack } from '../programme/packs.ts';
import type { ClaimView } from '../sync/messages.ts';

const DAY_MS = 86_400_000;

export interface AttentionInput {
  readonly asOf: string;
  readonly chains: readonly ChainView[];
  readonly claims: readonly ClaimView[];
  readonly programme: ProgrammePack | null;
  readonly problems: readonly WireError[];
}

export function attentionOf(input: AttentionInput): readonly AttentionItem[] {
  const items = [
    ...input.chains.flatMap((chain) => chainItems(chain, input)),
    ...claimItems(input),
    ...input.problems.flatMap((problem, index) => storageItem(problem, index, input.asOf)),
  ];
  return items.sort(
    (a, b) => urgencyOfChain(a.kind) - urgencyOfChain(b.kind) || (a.since < b.since ? 1 : a.since > b.since ? -1 : 0),
  );
}

function chainItems(chain: ChainView, input: AttentionInput): readonly AttentionItem[] {
  const base = { subject: chain.name, target: { screen: 'chain' as const, id: chain.chainId } };
  const errorParams = chain.error === null ? {} : { code: chain.error.code, ...chain.error.params };
  const items: AttentionItem[] = [];
  const active = chain.health === 'suspect' || chain.health === 'halted';
  const undecided = chain.conflicts.filter(({ settled }) => settled !== true);
  const newest = undecided[undecided.length - 1];
  // One that is not proven yet, or cannot be, makes a chain suspect: nothing is refuted by it.
  if (newest !== undefined && chain.health === 'halted') {
    const figures = input.claims.filter((claim) => claim.chainId === chain.chainId && contradicted(claim)).length;
    items.push({
      ...base,
      id: `conflict/${chain.chainId}/${newest.height}`,
      kind: 'conflict',
      level: 'contradicted',
      params: {
        height: newest.height,
        witness: newest.witnessUrl,
        quorum: newest.witnessQuorum ? 1 : 0,
        figures,
      },
      since: newest.detectedAt,
    });
  } else if (active) {
    items.push({
      ...base,
      id: `${chain.health}/${chain.chainId}`,
      kind: chain.health === 'halted' ? 'halted' : 'suspect',
      level: 'contradicted',
      params: errorParams,
      since: chain.healthSince,
    });
  }
  if (chain.health === 'expired') {
    const at = chain.expiresAt ?? chain.healthSince;
    items.push({
      ...base,
      id: `expired/${chain.chainId}`,
      kind: 'expired',
      level: 'expired',
      params: { at },
      since: at,
    });
  }
  if (chain.health === 'stalled' || chain.health === 'unreachable') {
    items.push({
      ...base,
      id: `${chain.health}/${chain.chainId}`,
      kind: chain.health,
      level: 'stale',
      params: { ...errorParams, height: chain.verified?.height ?? '0' },
      since: chain.healthSince,
    });
  }
  if (expiresSoon(chain, input.asOf) && chain.expiresAt !== null) {
    items.push({
      ...base,
      id: `expires-soon/${chain.chainId}`,
      kind: 'expires-soon',
      level: 'stale',
      params: { at: chain.expiresAt },
      since: chain.healthSince,
    });
  }
  return items;
}

/** Less than a tenth of the trusting period left, and no more than a day: time to look, not yet lost. */
function expiresSoon(chain: ChainView, asOf: string): boolean {
  if (chain.expiresAt === null || chain.health === 'expired') return false;
  const left = Date.parse(chain.expiresAt) - Date.parse(asOf);
  return left > 0 && left < Math.min(DAY_MS, chain.trustingPeriodSeconds * 100);
}

function contradicted(claim: ClaimView): boolean {
  return claim.provenance.condition === 'contradicted';
}

function claimItems({ claims, chains, programme }: AttentionInput): readonly AttentionItem[] {
  const names = new Map((programme?.scenarios ?? []).map((scenario) => [scenario.scenarioId, scenario]));
  const troubled = new Set(
    chains.filter(({ health }) => health !== 'synced' && health !== 'syncing').map(({ chainId }) => chainId),
  );
  const halted = new Set(chains.filter(({ health }) => health === 'halted').map(({ chainId }) => chainId));
  return claims.flatMap((claim): AttentionItem[] => {
    const scenario = names.get(claim.scenarioId);
    const subject: Text = scenario?.name ?? { zh: claim.scenarioId, en: claim.scenarioId };
    const base = { subject, since: claim.since, target: { screen: 'figure' as const, id: claim.figureId } };
    const code = claim.error === null ? {} : { code: claim.error.code };
    const what = claim.figureId.slice(claim.figureId.lastIndexOf('/') + 1);
    // A conflict of the whole chain is one item with a count, not one for every figure of it.
    if (contradicted(claim)) {
      if (halted.has(claim.chainId) || what === 'saving') return [];
      return [
        {
          ...base,
          id: `contradicted/${claim.figureId}`,
          kind: 'contradicted',
          level: 'contradicted',
          params: { what, ...code },
        },
      ];
    }
    if (claim.fell !== null) {
      const params = { code: 'cumulative-fell', what, from: claim.fell.from, to: claim.fell.to };
      return [{ ...base, id: `fell/${claim.figureId}`, kind: 'suspect', level: claim.provenance.level, params }];
    }
    if (claim.missing && what === 'report') {
      const params = { period: scenario?.report.period ?? '' };
      return [{ ...base, id: `missing-report/${claim.scenarioId}`, kind: 'missing-report', level: 'reported', params }];
    }
    // Where the chain itself is in trouble, that is the item.
    if (claim.provenance.condition === 'stale' && what !== 'saving' && !troubled.has(claim.chainId)) {
      return [{ ...base, id: `stale/${claim.figureId}`, kind: 'stale', level: 'stale', params: { what, ...code } }];
    }
    return [];
  });
}

function storageItem(problem: WireError, index: number, asOf: string): AttentionItem[] {
  if (problem.category !== 'store') return [];
  return [
    {
      id: `storage/${index}/${problem.code}`,
      kind: 'storage',
      level: 'stale',
      params: { code: problem.code, ...problem.params },
      subject: { zh: '本机数据库', en: 'Local store' },
      since: asOf,
      target: { screen: 'settings', id: 'storage' },
    },
  ];
}
