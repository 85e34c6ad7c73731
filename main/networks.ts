import { mkdirSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { AppOptions } from './appTypes.ts';
import type { WireError } from './contract/error.ts';
import type { AppSnapshot, DemoView, DrillKind } from './contract/figures.ts';
import type { Outcome } from './contract/services.ts';
import { type DemoHandle, startDemo } from './demo/client.ts';
import { readBounded, writeWhole } from './files.ts';
import { type LoadedPacks, loadPacks, type PackTrust } from './programme/loadPacks.ts';
import {
  type NetworkPack,
  networkPackSchema,
  type ProgrammePack,
  programmePackSchema,
  type ReportOffice,
} from './programme/packs.ts';
import { type Accepted, foldSigners, OFFICE_FOLDER, readStatements } from './programme/trust/knownSigners.ts';
import { REFUSE_UNKNOWN, readOperatorTrust } from './programme/trust/operatorTrust.ts';
import { reportOfficesOf } from './programme/trust/signers.ts';
import { wireTime } from './sync/environment.ts';
import type { KnownAnchor } from './sync/messages.ts';

// Which chains there are: from the demo network's own process, or from a pack file.

export interface LoadedNetwork {
  readonly network: NetworkPack;
  readonly programme: ProgrammePack | null;
  readonly anchors: readonly KnownAnchor[];
  /** Whose signatures on documents count: of the pack, of the operator, and of whoever they vouched for since. */
  readonly signers?: readonly ReportOffice[];
  /** Known from the last time; its nodes are not up yet. */
  readonly waiting?: true;
  /** Of the demo network only: whether these are the chains of before. */
  readonly networkId?: string;
}

export interface NetworkEvents {
  readonly onLoaded: (loaded: LoadedNetwork) => void;
  readonly onDemo: (view: DemoView) => void;
  readonly onProblem: (error: WireError) => void;
}

export interface RunningNetwork {
  readonly view: AppSnapshot['network'];
  /** Everything that is known of these chains lies here: two networks never share a store. */
  readonly storeFile: string;
  /** The offices' own files lie here, apart from the store. */
  readonly officeFolder: string;
  drill(chainId: string, kind: DrillKind | 'end'): Promise<Outcome<null>>;
  /** After a statement about keys: it is told again with the signers of now. 'other': its packs are judged otherwise. */
  signersChanged(): Promise<'same' | 'other'>;
  close(): Promise<void>;
}

export const DEMO_OFF: DemoView = { state: 'off', phase: null, done: 0, total: 0, drills: [], error: null };
const DEMO_NAME = { zh: '演示网络', en: 'Demo network' };
/** Showing what is known comes before the demo network, but never for longer than this. */
const SHOW_FIRST_MS = 700;
const SHOW_AT_MOST_MS = 2500;
const DEMO_SEED = 'pilotlight-demo';

export function openNetwork(source: string, options: AppOptions, events: NetworkEvents): Promise<RunningNetwork> {
  return source === 'demo' ? openDemo(options, events) : openPack(path.resolve(source), options, events);
}

async function openPack(file: string, options: AppOptions, events: NetworkEvents): Promise<RunningNetwork> {
  events.onDemo(DEMO_OFF);
  const trust = await packTrust(options, events.onProblem);
  const loaded = await loadPacks(file, options.programmeFile, trust);
  const storeFile = path.join(options.dataDir, 'store.db');
  const idle = {
    ...{ storeFile, officeFolder: options.dataDir, drill: async () => noDemo(), close: async () => {} },
    async signersChanged() {
      const now = await packTrust(options, () => {});
      const again = await loadPacks(file, options.programmeFile, now);
      if (verdictOf(again) !== verdictOf(loaded)) return 'other' as const;
      tell(now.statements);
      return 'same' as const;
    },
  };
  function tell(statements: PackTrustNow['statements']): void {
    if (!loaded.ok) return;
    const { network, programme } = loaded.value;
    const registry = foldSigners(trust.operator, programme?.offices ?? [], statements);
    const signers = reportOfficesOf(registry, options.environment.now());
    events.onLoaded({ network, programme, anchors: anchorsOf(network), signers });
  }
  if (!loaded.ok) {
    events.onProblem(loaded.error);
    return { ...idle, view: { name: { zh: '无', en: 'None' }, source: 'none', packFile: file } };
  }
  const { network, problems, signatures } = loaded.value;
  for (const problem of problems) events.onProblem(problem);
  queueMicrotask(() => tell(trust.statements));
  return { ...idle, view: { name: network.name, source: 'pack', packFile: file, signature: signatures.network } };
}

/** Whether the packs are let in, and as whose word. */
function verdictOf(loaded: Outcome<LoadedPacks>): string {
  const codes = (errors: readonly WireError[]) => errors.map(({ code }) => code);
  return JSON.stringify(loaded.ok ? [loaded.value.signatures, codes(loaded.value.problems)] : codes([loaded.error]));
}

interface PackTrustNow extends PackTrust {
  readonly statements: readonly Accepted[];
}

async function packTrust(
  { dataDir, environment }: AppOptions,
  onProblem: NetworkEvents['onProblem'],
): Promise<PackTrustNow> {
  const read = await readOperatorTrust(path.join(dataDir, 'trust.json'));
  if (!read.ok) onProblem(read.error);
  const operator = read.ok ? read.value : REFUSE_UNKNOWN;
  // What does not hold of the record, the office says when it opens it.
  const statements = await readStatements(path.join(dataDir, OFFICE_FOLDER));
  return { operator, statements, signers: foldSigners(operator, [], statements), now: () => environment.now() };
}

async function openDemo(options: AppOptions, events: NetworkEvents): Promise<RunningNetwork> {
  const { environment } = options;
  const folder = path.join(options.dataDir, 'demo');
  mkdirSync(folder, { recursive: true });
  let statements = await readStatements(path.join(folder, OFFICE_FOLDER));
  let shown: LoadedNetwork | null = null;
  /** The demo's pack names every office that its chains know; only what was stated since can add to them. */
  const tell = (loaded: LoadedNetwork): void => {
    shown = loaded;
    const { programme: pack } = loaded;
    if (statements.length === 0 || pack === null) return events.onLoaded(loaded);
    // The demo's keys are made, not stored: only where they are asked for.
    void import('./demo/programme/offices.ts').then(({ demoTrust }) => {
      const registry = foldSigners(demoTrust(DEMO_SEED), pack.offices, statements);
      if (!closed && shown === loaded)
        events.onLoaded({ ...loaded, signers: reportOfficesOf(registry, environment.now()) });
    });
  };
  let view: DemoView = { state: 'starting', phase: null, done: 0, total: 0, drills: [], error: null };
  let programme: ProgrammePack | null = null;
  let closed = false;
  const show = (change: Partial<DemoView>): void => {
    view = { ...view, ...change };
    if (!closed) events.onDemo(view);
  };
  show({});
  // What was followed last time is shown at once from the store; the demo network names its new ports when it is up.
  const packsFile = path.join(folder, 'packs.json');
  const remembered = await readRemembered(packsFile);
  if (remembered !== null) {
    programme = remembered.programme;
    queueMicrotask(() => {
      if (!closed && view.state === 'starting') tell({ ...remembered, waiting: true });
    });
  }
  const remember = async (loaded: LoadedNetwork): Promise<void> => {
    const written = await writeWhole(packsFile, JSON.stringify(loaded));
    if (!written.ok) events.onProblem(written.error);
  };
  const startProcess = (): DemoHandle =>
    startDemo(
      options.forkDemo,
      { cacheDir: path.join(folder, 'cache'), seed: DEMO_SEED },
      {
        onProgress: (phase, done, total) => show({ phase, done, total }),
        onReady(ready) {
          if (closed) return;
          programme = ready.programmePack;
          const loaded = { network: ready.networkPack, programme, anchors: ready.anchors };
          const { networkId } = ready;
          const named = networkId === undefined ? loaded : { ...loaded, networkId };
          if (ready.partial === true) return tell(named);
          tell(named);
          show({ state: 'running', phase: null, done: 0, total: 0, error: null });
          void remember(loaded);
        },
        onPackChanged(network, anchors) {
          if (!closed) tell({ network, programme, anchors });
        },
        onError: (error) => show({ error, ...(error.code !== 'demo-chain-failed' && { state: 'failed' as const }) }),
      },
    );
  // With something to show from the last time, showing it comes first: the demo network takes a core for a second.
  const starting: Promise<DemoHandle | null> =
    remembered === null
      ? Promise.resolve(startProcess())
      : shownFirst(options).then(() => (closed ? null : startProcess()));
  return {
    view: { name: DEMO_NAME, source: 'demo', packFile: null },
    storeFile: path.join(folder, 'store.db'),
    officeFolder: folder,
    async signersChanged() {
      statements = await readStatements(path.join(folder, OFFICE_FOLDER));
      if (!closed && shown !== null) tell(shown);
      return 'same';
    },
    async drill(chainId, kind) {
      const handle = await starting;
      if (handle === null) return noDemo();
      const error = await handle.drill(chainId, kind);
      if (error !== null) return { ok: false, error };
      const others = view.drills.filter((drill) => drill.chainId !== chainId);
      const since = wireTime(environment.now());
      show({ drills: kind === 'end' ? others : [...others, { chainId, kind, since }] });
      return { ok: true, value: null };
    },
    async close() {
      closed = true;
      await (await starting)?.stop();
    },
  };
}

function shownFirst({ shown, environment }: AppOptions): Promise<unknown> {
  return shown === undefined
    ? environment.sleep(SHOW_FIRST_MS)
    : Promise.race([shown, environment.sleep(SHOW_AT_MOST_MS)]);
}

/** null: there was no last time, or its file cannot be read: the demo network will say it all again in a moment. */
async function readRemembered(file: string): Promise<LoadedNetwork | null> {
  const bytes = await readBounded(file, 16 * 1024 * 1024);
  if (!bytes.ok) return null;
  try {
    const parsed = v.safeParse(rememberedSchema, JSON.parse(Buffer.from(bytes.value).toString('utf8')));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

const rememberedSchema = v.strictObject({
  network: networkPackSchema,
  programme: v.nullable(programmePackSchema),
  anchors: v.array(v.strictObject({ chainId: v.string(), height: v.string(), hash: v.string() })),
});

function anchorsOf(network: NetworkPack): readonly KnownAnchor[] {
  return network.chains.map(({ chainId, trust }) => ({ chainId, height: trust.height, hash: trust.hash }));
}

function noDemo(): Outcome<never> {
  return { ok: false, error: { code: 'no-demo-network', category: 'configuration', params: {} } };
}
