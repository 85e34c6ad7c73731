import { lightClientError } from '../../light-client/core/errors.ts';
import type { CryptoSuite } from '../../light-client/crypto/suite.ts';
import { isAttackFile } from '../../light-client/evidence/attackFile.ts';
import { verifyEvidence } from '../../light-client/evidence/verify.ts';
import type { KeyTable } from '../../light-client/families/cometbft/keys.ts';
import type { Header, LightBlock } from '../../light-client/families/cometbft/types.ts';
import type { WireError } from '../contract/error.ts';
import type { FileReport } from '../contract/evidence.ts';
import type { EvidenceReport, Outcome } from '../contract/services.ts';
import { unexpectedError, wireError } from '../contract/toWire.ts';
import type { ChainConfig, ScenarioConfig } from '../programme/packs.ts';
import { createHostLimiter } from '../providers/hostLimiter.ts';
import { createHttpProvider } from '../providers/httpProvider.ts';
import { createJsonRpcClient } from '../providers/jsonRpcClient.ts';
import type { ChainProvider, ProviderEnvironment } from '../providers/types.ts';
import type { Store } from '../store/types.ts';
import { attackReport } from './attackReport.ts';
import type { ChainBinding, Endpoint } from './binding.ts';
import { attackFileOf, chainDetailOf } from './chainDetail.ts';
import { createCometbftBinding } from './cometbftBinding.ts';
import type { Environment } from './environment.ts';
import {
  derivationOfFigure,
  type EvidenceContext,
  evidenceOfFigure,
  evidenceOfSubject,
  lightAnchors,
} from './evidenceFile.ts';
import { type Follower, startFollower } from './follower.ts';
import type { Assignment, ClaimView, EvidenceFile, HostEvent, HostMethod, HostRequests, SyncHost } from './messages.ts';

export type Connect = (endpoint: Endpoint, config: ChainConfig) => ChainProvider<LightBlock, Header>;

export interface HostDeps {
  readonly store: Store;
  readonly suite: CryptoSuite;
  readonly environment: Environment;
  readonly onEvents: (events: readonly HostEvent[]) => void;
  readonly developmentRuntime: boolean;
  /** Default: JSON-RPC over HTTP. */
  readonly connect?: Connect;
}

/** Changes are told together: a chain that moves ten times between two of these is told once. */
const FLUSH_MS = 150;
const FIRST_FLUSH_MS = 15;
const PRUNE_EVERY_MS = 300_000;
const NETWORK_ID = 'demo-network-id';
const RETENTION = { trusted: 1500, claimsPerKey: 20 };

/** Followers for a share of the chains, in whichever thread this runs. */
export function createSyncHost(deps: HostDeps): SyncHost {
  const { store, suite, environment, onEvents } = deps;
  const connect = deps.connect ?? httpConnect(environment);
  const bindings = new Map<KeyTable, ChainBinding<LightBlock, Header>>();
  const followers = new Map<string, Follower<LightBlock, Header>>();
  const scenarios = new Map<string, { readonly scenario: ScenarioConfig; readonly chainId: string }>();
  let context: EvidenceContext = { suite, anchors: [], demo: false };
  const closing = new AbortController();
  const dirty = new Set<string>();
  const lastClaims = new Map<string, string>();
  let problems: WireError[] = [];
  let told = { headers: 0, signatures: 0, proofs: 0 };
  let flushing: Promise<void> | null = null;
  let flushedAt = Number.NEGATIVE_INFINITY;
  let lastPrune = environment.now();

  function bindingOf(keyTable: KeyTable): ChainBinding<LightBlock, Header> {
    const known = bindings.get(keyTable) ?? createCometbftBinding(keyTable, suite);
    bindings.set(keyTable, known);
    return known;
  }

  function assign(assignment: Assignment): void {
    const wanted = new Set(assignment.chains.map(({ config }) => config.chainId));
    context = { suite, anchors: assignment.anchors, demo: assignment.demo };
    scenarios.clear();
    for (const [chainId, follower] of followers) {
      if (wanted.has(chainId)) continue;
      followers.delete(chainId);
      dirty.delete(chainId);
      lastClaims.delete(chainId);
      void follower.stop();
    }
    const claimsContext = { suite, offices: assignment.offices };
    for (const chain of assignment.chains) {
      const { chainId } = chain.config;
      for (const scenario of chain.scenarios) scenarios.set(scenario.scenarioId, { scenario, chainId });
      const follower = followers.get(chainId);
      if (follower !== undefined) follower.update(chain, claimsContext);
      else {
        const started = startFollower(chain, {
          binding: bindingOf(chain.config.keyTable),
          store,
          environment,
          connect,
          claimsContext,
          demo: assignment.demo,
          onChange: () => changed(chainId),
          onProblem: (error) => {
            problems.push(error);
            schedule();
          },
        });
        followers.set(chainId, started);
      }
      changed(chainId);
    }
  }

  function changed(chainId: string): void {
    dirty.add(chainId);
    schedule();
  }

  function schedule(): void {
    if (flushing !== null || closing.signal.aborted) return;
    // After a quiet time almost at once: what the last run left is the first thing that somebody waits for.
    const wait = Math.max(FIRST_FLUSH_MS, FLUSH_MS - (environment.monotonic() - flushedAt));
    flushing = environment.sleep(wait, closing.signal).then(flush, () => {});
  }

  function flush(): void {
    flushing = null;
    flushedAt = environment.monotonic();
    const events: HostEvent[] = problems.map((error) => ({ kind: 'problem', error }));
    problems = [];
    for (const chainId of dirty) {
      const follower = followers.get(chainId);
      if (follower === undefined) continue;
      events.push({ kind: 'chain', view: follower.view() });
      for (const report of follower.takeDocuments()) events.push({ kind: 'document', report });
      const claims = follower.claims();
      const print = fingerprint(claims);
      if (lastClaims.get(chainId) === print) continue;
      lastClaims.set(chainId, print);
      events.push({ kind: 'claims', chainId, claims });
    }
    dirty.clear();
    const work = workDone();
    if (work !== null) events.push(work);
    if (events.length > 0) onEvents(events);
    if (environment.now() - lastPrune > PRUNE_EVERY_MS) prune();
  }

  /** Said beside every verdict that a runtime gave which is not for earnest use. */
  function withRuntime<R extends FileReport>(report: R): R {
    if (!deps.developmentRuntime) return report;
    return { ...report, conditions: [...report.conditions, 'development-runtime'] };
  }

  function workDone(): HostEvent | null {
    const total = { headers: 0, signatures: 0, proofs: 0 };
    for (const { state, proofsChecked } of followers.values()) {
      total.headers += state.work.headers;
      total.signatures += state.work.signatures;
      total.proofs += proofsChecked();
    }
    const since = {
      headers: Math.max(0, total.headers - told.headers),
      signatures: Math.max(0, total.signatures - told.signatures),
      proofs: Math.max(0, total.proofs - told.proofs),
    };
    told = total;
    return since.headers + since.signatures + since.proofs === 0 ? null : { kind: 'activity', ...since };
  }

  function prune(): void {
    lastPrune = environment.now();
    for (const follower of followers.values()) {
      const headers = Math.max(follower.state.config.history + 1000, 5000);
      follower.store()?.prune({ ...RETENTION, headers });
    }
  }

  // ---- requests ----

  const handlers: { readonly [M in HostMethod]: (request: never) => Promise<unknown> } = {
    async chainDetail(request: Parameters<HostRequests['chainDetail']>[0]) {
      const follower = followers.get(request.chainId);
      const chainStore = follower?.store() ?? null;
      if (follower === undefined || chainStore === null) return unknownChain(request.chainId);
      return { ok: true, value: chainDetailOf(follower.state, chainStore, request) };
    },
    async buildEvidence({ figureId }: { figureId: string }): Promise<Outcome<EvidenceFile>> {
      const found = scenarios.get(figureId.split('/')[1] ?? '');
      const follower = found === undefined ? undefined : followers.get(found.chainId);
      if (found === undefined || follower === undefined) return unknownFigure(figureId);
      return wireResult(evidenceOfFigure(figureId, found.scenario, follower, context));
    },
    async derive({ figureId }: { figureId: string }): Promise<Outcome<EvidenceReport>> {
      const found = scenarios.get(figureId.split('/')[1] ?? '');
      const follower = found === undefined ? undefined : followers.get(found.chainId);
      if (found === undefined || follower === undefined) return unknownFigure(figureId);
      const report = derivationOfFigure(figureId, found.scenario, follower, context, environment.monotonic);
      return report.ok ? { ok: true, value: withRuntime(report.value) } : wireResult(report);
    },
    async buildEvidenceFor({ chainId, subject }: { chainId: string; subject: string }): Promise<Outcome<EvidenceFile>> {
      const follower = followers.get(chainId);
      if (follower === undefined) return unknownChain(chainId);
      return wireResult(await evidenceOfSubject(subject, follower, context));
    },
    async verifyEvidence({ bytes }: { bytes: Uint8Array }): Promise<Outcome<FileReport>> {
      const options = {
        suite,
        now: BigInt(environment.now()) * 1_000_000n,
        knownAnchors: lightAnchors(context.anchors),
        clock: environment.monotonic,
      };
      const report: FileReport = isAttackFile(bytes)
        ? attackReport(bytes, { ...options, ownHash: store.verifiedHash })
        : verifyEvidence(bytes, options);
      return { ok: true, value: withRuntime(report) };
    },
    async attackFile({ chainId, attackId }: Parameters<HostRequests['attackFile']>[0]): Promise<Outcome<EvidenceFile>> {
      const chainStore = followers.get(chainId)?.store() ?? null;
      if (chainStore === null) return unknownChain(chainId);
      return attackFileOf(chainStore, chainId, attackId);
    },
    async claimStore({ networkId }: Parameters<HostRequests['claimStore']>[0]): Promise<Outcome<'same' | 'other'>> {
      const known = store.readSetting(NETWORK_ID);
      if (known === networkId) return { ok: true, value: 'same' };
      if (known !== null || store.chainIds().length > 0) return { ok: true, value: 'other' };
      const written = store.writeSetting(NETWORK_ID, networkId);
      return written.ok ? { ok: true, value: 'same' } : written;
    },
    async resume({ chainId, keep }: Parameters<HostRequests['resume']>[0]): Promise<Outcome<null>> {
      return followers.get(chainId)?.resume(keep) ?? unknownChain(chainId);
    },
  };

  return {
    assign,
    async request(method, request) {
      type Answer = ReturnType<HostRequests[typeof method]>;
      try {
        return (await handlers[method](request as never)) as Answer;
      } catch (thrown) {
        const error = unexpectedError(`host/${method}`, thrown);
        problems.push(error);
        schedule();
        return { ok: false, error } as Answer;
      }
    },
    async close() {
      closing.abort();
      await Promise.all([...followers.values()].map((follower) => follower.stop()));
      followers.clear();
    },
  };
}

/** Providers over HTTP, eight requests to one host at a time. */
export function httpConnect(environment: ProviderEnvironment): Connect {
  const limiter = createHostLimiter(8);
  return ({ url }, { chainId, keyTable }) =>
    createHttpProvider({ client: createJsonRpcClient({ url, environment, limiter }), chainId, keyTable });
}

function wireResult<T>(
  result: { ok: true; value: T } | { ok: false; error: Parameters<typeof wireError>[0] },
): Outcome<T> {
  return result.ok ? result : { ok: false, error: wireError(result.error) };
}

function unknownChain(chainId: string): Outcome<never> {
  return { ok: false, error: { code: 'unknown-chain', category: 'configuration', params: { chainId } } };
}

function unknownFigure(figureId: string): Outcome<never> {
  const { code, category, params } = lightClientError('light-block-not-found', { figure: figureId });
  return { ok: false, error: { code, category, params } };
}

/** What of the claims the view would show differently. */
function fingerprint(claims: readonly ClaimView[]): string {
  return claims
    .map(({ value, provenance, missing, error, fell }) =>
      [
        value,
        provenance.level,
        provenance.condition,
        provenance.at?.height,
        provenance.at?.verifiedAt,
        missing,
        error?.code,
        fell?.to,
      ].join(','),
    )
    .join(';');
}
