import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WireError } from '../../main/contract/error.ts';
import type { AppPatch, AppSnapshot } from '../../main/contract/figures.ts';
import { inNetworkOrder } from '../../main/contract/networkOrder.ts';
import type { Bridge, Settings } from '../../main/contract/services.ts';
import { formatRoute, linkTo, parseRoute, type Route, type Screen } from '../app/route.ts';
import { shareEqual } from './share.ts';

export interface AppState {
  readonly connection: 'connecting' | 'ready' | 'failed';
  readonly snapshot: AppSnapshot | null;
  readonly settings: Settings;
  /** The last answer to a change of settings, while it was a refusal. */
  readonly settingsError: WireError | null;
  readonly route: Route;
  /** A command from the window's menu that its screen has not taken yet, e.g. "open-evidence". */
  readonly pendingCommand: string | null;
  /** Search and commands, over whatever is shown. */
  readonly paletteOpen: boolean;
}

export interface AppActions {
  navigate(screen: Screen, id?: string | null, query?: Route['query']): void;
  /** Changes the query of the present screen; null removes. Replaces the history entry, as a switch is not a place. */
  setQuery(changes: Readonly<Record<string, string | null>>): void;
  /** Opens how a figure is known. The address says so, so it can be gone back from. */
  openDerivation(figureId: string): void;
  closeDerivation(): void;
  setProvenOnly(on: boolean): void;
  saveSettings(change: Partial<Settings>): Promise<void>;
  chooseNetworkPack(): Promise<void>;
  /** Asks for a whole snapshot again, e.g. after the connection failed. */
  reload(): Promise<void>;
  takeCommand(): void;
  /** Another language for this window only, e.g. for a report on paper. */
  showIn(language: Settings['language']): void;
  openPalette(): void;
  closePalette(): void;
}

export interface AppStore extends StoreApi<AppState> {
  readonly actions: AppActions;
  /** Reads the first snapshot and listens from then on; returns how to stop. */
  start(): () => void;
}

/** What the store needs of a window, so that it is tested without one. */
export interface AddressBar {
  readonly hash: () => string;
  readonly push: (hash: string) => void;
  readonly replace: (hash: string) => void;
  readonly onChange: (listener: () => void) => () => void;
}

export function applyPatch(snapshot: AppSnapshot, patch: AppPatch): AppSnapshot {
  const { chains, ...others } = patch;
  const rest: Partial<AppSnapshot> = {};
  for (const key of Object.keys(others) as (keyof typeof others)[]) {
    Object.assign(rest, { [key]: shareEqual(snapshot[key], others[key]) });
  }
  if (chains === undefined) return { ...snapshot, ...rest };
  const changed = new Map(chains.map((chain) => [chain.chainId, chain]));
  const kept = snapshot.chains.map((chain) => {
    const next = changed.get(chain.chainId);
    changed.delete(chain.chainId);
    return next === undefined ? chain : shareEqual(chain, next);
  });
  const { chainIds } = rest.network ?? snapshot.network;
  return { ...snapshot, ...rest, chains: inNetworkOrder([...kept, ...changed.values()], chainIds) };
}

const FIRST_SETTINGS: Settings = { language: 'zh-CN', theme: 'system', network: 'demo' };

export function createAppStore(bridge: Bridge, address: AddressBar): AppStore {
  const store = createStore<AppState>(() => ({
    connection: 'connecting',
    snapshot: null,
    settings: FIRST_SETTINGS,
    settingsError: null,
    route: parseRoute(address.hash()),
    pendingCommand: null,
    paletteOpen: false,
  }));
  const { getState, setState } = store;

  let loading: Promise<void> | null = null;
  let waiting: AppPatch[] = [];

  async function load(): Promise<void> {
    try {
      const snapshot = await bridge.snapshot();
      const later = waiting.filter((patch) => patch.seq > snapshot.seq);
      waiting = [];
      setState({ snapshot, connection: 'ready' });
      loading = null;
      for (const patch of later) onPatch(patch);
    } catch {
      waiting = [];
      loading = null;
      setState({ connection: 'failed' });
    }
  }

  function reload(): Promise<void> {
    loading ??= load();
    return loading;
  }

  /** A gap in the numbers means a patch was lost: what is shown may be wrong, so everything is asked for again. */
  function onPatch(patch: AppPatch): void {
    const { snapshot } = getState();
    if (loading !== null || snapshot === null) {
      waiting.push(patch);
      return;
    }
    if (patch.seq <= snapshot.seq) return;
    if (patch.seq !== snapshot.seq + 1) {
      waiting.push(patch);
      void reload();
      return;
    }
    setState({ snapshot: applyPatch(snapshot, patch) });
    // Another network: patches name the chains that came, none names those that went.
    if (patch.network !== undefined) void reload();
  }

  function replaceQuery(changes: Readonly<Record<string, string | null>>, write: (hash: string) => void): void {
    const { route } = getState();
    const query: Record<string, string> = { ...route.query };
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) delete query[name];
      else query[name] = value;
    }
    write(formatRoute({ ...route, query }));
    setState({ route: parseRoute(address.hash()) });
  }

  const actions: AppActions = {
    navigate: (screen, id = null, query = {}) => {
      address.push(linkTo(getState().route, screen, id, query));
      setState({ route: parseRoute(address.hash()) });
    },
    setQuery: (changes) => replaceQuery(changes, address.replace),
    openDerivation: (figureId) => replaceQuery({ figure: figureId }, address.push),
    closeDerivation: () => replaceQuery({ figure: null }, address.replace),
    setProvenOnly: (on) => replaceQuery({ provenOnly: on ? '1' : null }, address.replace),
    saveSettings: async (change) => {
      const before = getState().settings;
      const wanted = { ...before, ...change };
      setState({ settings: wanted, settingsError: null });
      const outcome = await bridge.saveSettings(wanted);
      if (outcome.ok) setState({ settings: outcome.value });
      else setState({ settings: before, settingsError: outcome.error });
    },
    chooseNetworkPack: async () => {
      setState({ settingsError: null });
      const outcome = await bridge.chooseNetworkPack();
      if (!outcome.ok) setState({ settingsError: outcome.error });
      else if (outcome.value !== null) setState({ settings: outcome.value });
    },
    reload: async () => {
      setState({ connection: 'connecting' });
      await reload();
    },
    takeCommand: () => setState({ pendingCommand: null }),
    showIn: (language) => setState(({ settings }) => ({ settings: { ...settings, language } })),
    openPalette: () => setState({ paletteOpen: true }),
    closePalette: () => setState({ paletteOpen: false }),
  };

  function onCommand(command: string): void {
    if (command === 'open-evidence') {
      actions.navigate('evidence');
      setState({ pendingCommand: command });
    }
    if (command === 'settings') actions.navigate('settings');
  }

  return {
    ...store,
    actions,
    start: () => {
      const stops = [
        bridge.onPatch(onPatch),
        bridge.onCommand(onCommand),
        address.onChange(() => setState({ route: parseRoute(address.hash()) })),
      ];
      void bridge.settings().then(
        (settings) => setState({ settings }),
        () => setState({ connection: 'failed' }),
      );
      void reload();
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

export function isProvenOnly(state: AppState): boolean {
  return state.route.query['provenOnly'] === '1';
}
