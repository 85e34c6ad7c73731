import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createAnswers, NOT_READY } from './answers.ts';
import type { AppOptions, PilotlightApp } from './appTypes.ts';
import type { ChainView } from './contract/chain.ts';
import type { WireError } from './contract/error.ts';
import type { ActivitySample, AppSnapshot, DemoView, OverviewView } from './contract/figures.ts';
import { inNetworkOrder } from './contract/networkOrder.ts';
import type { Outcome } from './contract/services.ts';
import { unexpectedError } from './contract/toWire.ts';
import { createOverview } from './metrics/overview.ts';
import { DEMO_OFF, type LoadedNetwork, openNetwork, type RunningNetwork } from './networks.ts';
import { createPatches } from './patches.ts';
import { createAppOffice } from './programme/appOffice.ts';
import { openSettings } from './settingsFile.ts';
import { toNanos, wireTime } from './sync/environment.ts';
import type { EvidenceFile, HostEvent, SyncHost } from './sync/messages.ts';
import { createPool } from './sync/pool.ts';

export type { AppHandlers, AppOptions, PilotlightApp } from './appTypes.ts';

const SAMPLE_MS = 5000;
const SAMPLES_KEPT = 240;
const PROBLEMS_KEPT = 100;
/** How long the first snapshot waits for what the last run left. */
const RESTORE_MS = 400;
/** The first picture is painted before the office is begun: both at once would only both take longer. */
const PICTURE_MS = 250;
const NO_OVERVIEW: Omit<OverviewView, 'asOf'> = { figures: [], zones: [], attention: [] };

/**
 * The product: settings say which network; its chains are followed and verified in workers, which keep what they believe
 * in the store; what they tell becomes figures with their provenance; the view gets a snapshot and patches.
 */
export async function createApp(options: AppOptions): Promise<PilotlightApp> {
  const { environment, dataDir, runtime } = options;
  mkdirSync(dataDir, { recursive: true });
  const { settings, problems: settingsProblems } = await openSettings(dataDir, options.defaultLanguage);
  const overview = createOverview();
  const chains = new Map<string, ChainView>();
  const closing = new AbortController();
  const startedAt = wireTime(environment.now());

  let problems: readonly WireError[] = settingsProblems;
  let demo: DemoView = DEMO_OFF;
  let activity: readonly ActivitySample[] = [];
  let sample = { headers: 0, signatures: 0, proofs: 0 };
  let shown: OverviewView = { asOf: startedAt, ...NO_OVERVIEW };
  let running: { readonly network: RunningNetwork; host: SyncHost | null } | null = null;
  /** Which chains the network names. */
  let named: readonly string[] | null = null;
  let closed: Promise<void> | null = null;
  /** The demo network that the store is known to belong to. */
  let claimed: string | null = null;
  let claims: Promise<void> = Promise.resolve();
  let claiming = 0;
  /** 'demo', or a pack's file. */
  let source = 'demo';
  let warmed = options.workers.kind === 'threads' ? options.workers.warm : undefined;
  /** So many chains are told before a first picture of them is whole. */
  let restoring = 0;
  let onRestored: () => void = () => {};
  const restored = new Promise<void>((resolve) => {
    onRestored = resolve;
  });

  const office = createAppOffice({
    options,
    closing: closing.signal,
    onChanged: () => patches.note('office'),
    onProblem: addProblem,
    onKeys: () => void keysChanged().catch((thrown: unknown) => addProblem(unexpectedError('keys', thrown))),
  });

  const patches = createPatches({
    environment,
    closing: closing.signal,
    chains: (chainIds) => chainIds.flatMap((chainId) => chains.get(chainId) ?? []),
    parts: {
      office: officeSeq,
      overview: () => ({ overview: showOverview() }),
      scenarios: () => ({ scenarios: scenarioNames() }),
      demo: () => ({ demo }),
      activity: () => ({ activity }),
      problems: () => ({ problems }),
      network: () => ({ network: networkView() }),
    },
  });
  const answers = createAnswers({
    ask: (method, request) => askHost(method, request as never),
    overview,
    office,
    sampleFile: options.sampleFile,
    demoRuns: () => running?.network.view.source === 'demo',
  });

  function showOverview(): OverviewView {
    shown = overview.view(wireTime(environment.now()), problems);
    return shown;
  }

  function scenarioNames(): AppSnapshot['scenarios'] {
    return overview.scenarios().map(({ scenarioId, name }) => ({ scenarioId, name }));
  }

  function addProblem(error: WireError): void {
    const same = ({ code, params }: WireError) =>
      code === error.code && JSON.stringify(params) === JSON.stringify(error.params);
    if (problems.some(same)) return;
    problems = [...problems, error].slice(-PROBLEMS_KEPT);
    patches.note('problems');
    patches.note('overview');
  }

  function networkView(): AppSnapshot['network'] {
    const view = running?.network.view ?? { name: { zh: '无', en: 'None' }, source: 'none', packFile: null };
    return named === null ? view : { ...view, chainIds: named };
  }

  // ---- what the followers tell ----

  function onEvents(events: readonly HostEvent[]): void {
    for (const event of events) {
      switch (event.kind) {
        case 'chain':
          // The first figures of a start are not made to wait for the pace of the later ones.
          if (!chains.has(event.view.chainId)) patches.hasten();
          chains.set(event.view.chainId, event.view);
          overview.setChain(event.view);
          patches.noteChain(event.view.chainId);
          break;
        case 'claims':
          overview.setClaims(event.chainId, event.claims);
          if (shown.figures.every(({ value }) => value === null)) patches.hasten();
          break;
        case 'activity':
          sample = {
            headers: sample.headers + event.headers,
            signatures: sample.signatures + event.signatures,
            proofs: sample.proofs + event.proofs,
          };
          break;
        case 'document':
          break;
        case 'problem':
          addProblem(event.error);
          break;
        default:
          event satisfies never;
      }
    }
    office.onEvents(events);
    if (chains.size >= restoring) onRestored();
    patches.note('overview');
  }

  async function sampleActivity(): Promise<void> {
    while (!closing.signal.aborted) {
      await environment.sleep(SAMPLE_MS, closing.signal);
      activity = [...activity, { at: wireTime(environment.now()), ...sample }].slice(-SAMPLES_KEPT);
      sample = { headers: 0, signatures: 0, proofs: 0 };
      patches.note('activity');
    }
  }

  // ---- the network and its followers ----

  async function useNetwork(next: string): Promise<void> {
    source = next;
    await stopNetwork();
    // Problems of the network that was left are no longer anybody's.
    problems = problems.filter(({ code }) => code === 'settings-unreadable');
    const early: LoadedNetwork[] = [];
    let ready = false;
    const network = await openNetwork(next, options, {
      onLoaded: (loaded) => (ready ? admit(network, loaded) : void early.push(loaded)),
      onDemo(view) {
        demo = view;
        patches.note('demo');
      },
      onProblem: addProblem,
    });
    running = { network, host: null };
    office.use(network);
    // Before any chain is known: an evidence file is checked without a network, too.
    const host = await startHost(network);
    if (running?.network !== network) return void (await host?.close());
    running.host = host;
    ready = true;
    const newest = early.pop();
    restoring = newest?.network.chains.length ?? 0;
    if (newest !== undefined) admit(network, newest);
    if (restoring === 0) onRestored();
    else environment.sleep(RESTORE_MS, closing.signal).then(onRestored, onRestored);
    // Another network is another picture.
    patches.leaveOut();
    patches.note('network');
    patches.note('problems');
    patches.note('overview');
  }

  /** What may be signed by whom counts at once: for documents, and for the packs themselves. */
  async function keysChanged(): Promise<void> {
    const before = running;
    if (before === null) return;
    const judged = await before.network.signersChanged();
    if (judged === 'other' && running === before) await useNetwork(source);
  }

  /** A first start of the demo names them one after the other. */
  function nameChains(chainIds: readonly string[]): void {
    if (named?.join() === chainIds.join()) return;
    named = chainIds;
    patches.note('network');
  }

  /** One after the other, as they came. */
  function admit(network: RunningNetwork, loaded: LoadedNetwork): void {
    if (running?.network === network) nameChains(loaded.network.chains.map(({ chainId }) => chainId));
    const { networkId } = loaded;
    if (networkId === undefined && claiming === 0) return follow(network, loaded);
    claiming += 1;
    claims = claims
      .then(() => (networkId === undefined ? undefined : claimStore(network, networkId)))
      .then(() => follow(network, loaded))
      .catch((thrown: unknown) => addProblem(unexpectedError('store', thrown)))
      .finally(() => {
        claiming -= 1;
      });
  }

  /**
   * A demo network whose chains were made anew has other blocks under the names of before: what is stored of those would
   * contradict it, and is set aside. Never done to a real network, where that is exactly what must be shown.
   */
  async function claimStore(network: RunningNetwork, networkId: string): Promise<void> {
    const current = running;
    if (current?.network !== network || claimed === networkId) return;
    const asked = (await askHost('claimStore', { networkId })) as Outcome<'same' | 'other'>;
    if (running !== current || !asked.ok) return;
    if (asked.value === 'other') {
      await current.host?.close();
      const { PROGRAMME_FILE, setAside } = await import('./store/setAside.ts');
      const keptAs = setAside(network.storeFile, 'other-network', toNanos(environment.now()));
      // What the offices hold tells of the chains of before, too: their reports would contradict the new ones.
      await office.leave();
      const programmeFile = path.join(network.officeFolder, PROGRAMME_FILE);
      if (existsSync(programmeFile)) setAside(programmeFile, 'other-network', toNanos(environment.now()));
      office.use(network);
      for (const chainId of [...chains.keys()]) forget(chainId);
      current.host = await startHost(network);
      addProblem({ code: 'demo-made-anew', category: 'demo', params: { keptAs: path.basename(keptAs) } });
      await askHost('claimStore', { networkId });
    }
    claimed = networkId;
  }

  function follow(
    network: RunningNetwork,
    { network: pack, programme, anchors, waiting, signers }: LoadedNetwork,
  ): void {
    if (running?.network !== network || closing.signal.aborted) return;
    overview.setProgramme(programme);
    office.setProgramme(programme);
    patches.note('scenarios');
    const wanted = new Set(pack.chains.map(({ chainId }) => chainId));
    for (const chainId of chains.keys()) if (!wanted.has(chainId)) forget(chainId);
    running.host?.assign({
      chains: pack.chains.map((config) => ({
        config,
        scenarios: (programme?.scenarios ?? []).filter(({ chainId }) => chainId === config.chainId),
        waiting: waiting === true,
      })),
      offices: signers ?? programme?.offices ?? [],
      demo: pack.demo,
      anchors,
    });
    patches.note('overview');
  }

  async function startHost({ storeFile }: RunningNetwork): Promise<SyncHost | null> {
    const { workers } = options;
    const { developmentOnly: developmentRuntime } = runtime;
    if (workers.kind === 'threads') {
      const warm = warmed;
      warmed = undefined;
      return createPool({
        file: workers.file,
        warm,
        options: { storeFile, developmentRuntime },
        environment,
        onEvents,
      });
    }
    // Only where it is used: verification is not to be loaded by a main thread that leaves it to its workers.
    const { openLocalHost } = await import('./sync/localHost.ts');
    const { host, problems: found } = openLocalHost({ storeFile, environment, onEvents, developmentRuntime });
    for (const problem of found) addProblem(problem);
    return host;
  }

  function forget(chainId: string): void {
    chains.delete(chainId);
    patches.forgetChain(chainId);
    overview.removeChain(chainId);
  }

  async function stopNetwork(): Promise<void> {
    const leaving = running;
    running = null;
    named = null;
    claimed = null;
    await office.leave();
    if (leaving === null) return;
    await leaving.host?.close();
    await leaving.network.close();
    for (const chainId of [...chains.keys()]) forget(chainId);
    overview.setProgramme(null);
    demo = DEMO_OFF;
    patches.note('demo');
  }

  function askHost<M extends Parameters<SyncHost['request']>[0]>(
    method: M,
    request: Parameters<SyncHost['request']>[1],
  ): ReturnType<SyncHost['request']> {
    const host = running?.host ?? null;
    if (host === null) return Promise.resolve({ ok: false, error: NOT_READY } as never);
    return host.request(method, request as never) as ReturnType<SyncHost['request']>;
  }

  // ---- what the bridge offers ----

  function officeSeq(): { readonly officeSeq?: number } {
    const current = office.seq();
    return current === undefined ? {} : { officeSeq: current };
  }

  function snapshot(): AppSnapshot {
    const network = networkView();
    return {
      seq: patches.seq(),
      startedAt,
      appVersion: options.appVersion,
      runtime,
      dataDir,
      network,
      demo,
      chains: inNetworkOrder([...chains.values()], network.chainIds),
      overview: showOverview(),
      scenarios: scenarioNames(),
      activity,
      problems,
      ...officeSeq(),
    };
  }

  async function viewSnapshot(): Promise<AppSnapshot> {
    await restored;
    // What waits to be sent goes out before: the answer holds it, and a view does not draw the same twice.
    patches.flushBefore();
    environment.sleep(PICTURE_MS, closing.signal).then(office.begin, office.begin);
    return snapshot();
  }

  await useNetwork(options.network ?? settings.current().network);
  sampleActivity().catch(() => {});

  return {
    snapshot,
    scenarios: overview.scenarios,
    viewSnapshot,
    subscribe: patches.subscribe,
    chainDetail: async (request) => (await askHost('chainDetail', request)) as never,
    ...answers,
    buildEvidenceFor: async (request) => (await askHost('buildEvidenceFor', request)) as Outcome<EvidenceFile>,
    settings: async () => settings.current(),
    async saveSettings(next) {
      const before = settings.current();
      const saved = await settings.save(next);
      if (saved.ok && next.network !== before.network) await useNetwork(next.network);
      return saved;
    },
    attackFile: async (request) => (await askHost('attackFile', request)) as Outcome<EvidenceFile>,
    resumeChain: async (request) => (await askHost('resume', request)) as Outcome<null>,
    office: async ({ method, request }) => (await office.call(method, request)) as never,
    async drill({ chainId, kind }) {
      if (running === null) return { ok: false, error: NOT_READY };
      const outcome = await running.network.drill(chainId, kind);
      // Ending a drill is a person's word that the chain is to be looked at again.
      if (outcome.ok && kind === 'end') await askHost('resume', { chainId, keep: 'recheck' });
      return outcome;
    },
    close() {
      closed ??= stopNetwork().finally(() => closing.abort());
      return closed;
    },
  };
}
