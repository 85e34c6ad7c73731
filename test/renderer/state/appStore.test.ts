import { describe, expect, it } from 'vitest';
import type { ChainView } from '../../../main/contract/chain.ts';
import type { AppPatch, AppSnapshot } from '../../../main/contract/figures.ts';
import type { Bridge, Settings } from '../../../main/contract/services.ts';
import { type AddressBar, applyPatch, createAppStore } from '../../../renderer/state/appStore.ts';
import { snapshot } from '../fakeData.ts';

function setUp(changes: Partial<Bridge> = {}) {
  const first = snapshot('calm');
  let current: AppSnapshot = first;
  let asked = 0;
  let listener: (patch: AppPatch) => void = () => {};
  let command: (name: string) => void = () => {};
  let hash = '';
  const history: string[] = [];
  const address: AddressBar = {
    hash: () => hash,
    push: (next) => {
      history.push(hash);
      hash = next;
    },
    replace: (next) => {
      hash = next;
    },
    onChange: () => () => {},
  };
  const settings: Settings = { language: 'en', theme: 'dark', network: 'demo' };
  const bridge = {
    snapshot: () => {
      asked += 1;
      return Promise.resolve(current);
    },
    onPatch: (each: typeof listener) => {
      listener = each;
      return () => {};
    },
    onCommand: (each: typeof command) => {
      command = each;
      return () => {};
    },
    settings: () => Promise.resolve(settings),
    saveSettings: (next: Settings) => Promise.resolve({ ok: true as const, value: next }),
    ...changes,
  } as unknown as Bridge;
  const store = createAppStore(bridge, address);
  return {
    store,
    first,
    history,
    asked: () => asked,
    hash: () => hash,
    patch: (patch: AppPatch) => listener(patch),
    command: (name: string) => command(name),
    setCurrent: (next: AppSnapshot) => {
      current = next;
    },
  };
}

const settled = async () => {
  for (let i = 0; i < 5; i += 1) await Promise.resolve();
};

describe('the store', () => {
  it('starts with the snapshot and the settings of the bridge', async () => {
    const { store, first } = setUp();
    store.start();
    expect(store.getState().connection).toBe('connecting');
    await settled();
    expect(store.getState()).toMatchObject({ connection: 'ready', settings: { language: 'en', theme: 'dark' } });
    expect(store.getState().snapshot).toEqual(first);
  });

  it('replaces the chains of a patch and keeps the others in their order', () => {
    const before = snapshot('calm');
    const changed = { ...before.chains[3], health: 'stalled' } as (typeof before.chains)[number];
    const after = applyPatch(before, { seq: 2, chains: [changed] });
    expect(after.chains.map((chain) => chain.chainId)).toEqual(before.chains.map((chain) => chain.chainId));
    expect(after.chains[3]?.health).toBe('stalled');
    expect(after.chains[2]).toBe(before.chains[2]);
  });

  it('lists chains in the order of the network, whichever was heard of first', () => {
    const calm = snapshot('calm');
    const [one, two, three] = calm.chains as [ChainView, ChainView, ChainView];
    const network = { ...calm.network, chainIds: [one, two, three].map(({ chainId }) => chainId) };
    const stranger = { ...one, chainId: 'named-by-nobody' };
    const before = { ...calm, network, chains: [three] };
    const after = applyPatch(before, { seq: 2, chains: [stranger, two] });
    expect(after.chains).toEqual([two, three, stranger]);
    // A patch may name more of them than before.
    const more = applyPatch({ ...after, network: calm.network }, { seq: 3, network, chains: [one] });
    expect(more.chains).toEqual([one, two, three, stranger]);
  });

  it('drops the chains of the former network when a patch brings another', async () => {
    const { store, patch, setCurrent, first } = setUp();
    store.start();
    await settled();
    const network = { ...first.network, source: 'pack' as const };
    setCurrent({ ...first, seq: 2, network, chains: first.chains.slice(0, 1) });
    patch({ seq: 2, network });
    await settled();
    expect(store.getState().snapshot?.chains).toEqual(first.chains.slice(0, 1));
  });

  it('asks for a snapshot again when a patch is missing, once', async () => {
    const { store, asked, patch, setCurrent, first } = setUp();
    store.start();
    await settled();
    setCurrent({ ...first, seq: 5, problems: [{ code: 'later', category: 'store', params: {} }] });
    patch({ seq: 3 });
    patch({ seq: 4 });
    patch({ seq: 6, problems: [] });
    await settled();
    expect(asked()).toBe(2);
    expect(store.getState().snapshot).toMatchObject({ seq: 6, problems: [] });
  });

  it('ignores a patch that the snapshot already holds', async () => {
    const { store, patch, first } = setUp();
    store.start();
    await settled();
    patch({ seq: 1, problems: [{ code: 'old', category: 'store', params: {} }] });
    expect(store.getState().snapshot).toEqual(first);
  });

  it('says so when the bridge does not answer, and recovers on request', async () => {
    let fails = true;
    const { store, first } = setUp({
      snapshot: () => (fails ? Promise.reject(new Error('closed')) : Promise.resolve(snapshot('calm'))),
    });
    store.start();
    await settled();
    expect(store.getState().connection).toBe('failed');
    fails = false;
    await store.actions.reload();
    expect(store.getState()).toMatchObject({ connection: 'ready', snapshot: { seq: first.seq } });
  });

  it('takes a refused setting back and keeps the reason', async () => {
    const error = { code: 'store-full', category: 'store', params: {} };
    const { store } = setUp({ saveSettings: () => Promise.resolve({ ok: false as const, error }) });
    store.start();
    await settled();
    await store.actions.saveSettings({ theme: 'light' });
    expect(store.getState()).toMatchObject({ settings: { theme: 'dark' }, settingsError: error });
  });

  it('keeps the place and the open figure in the address', async () => {
    const { store, hash, history } = setUp();
    store.actions.navigate('chain', 'demo-jiazi-1');
    expect(hash()).toBe('#/chain/demo-jiazi-1');
    store.actions.openDerivation('zone/jiazi/records');
    expect(store.getState().route).toEqual({
      screen: 'chain',
      id: 'demo-jiazi-1',
      query: { figure: 'zone/jiazi/records' },
    });
    expect(history).toHaveLength(2);
    store.actions.closeDerivation();
    store.actions.setProvenOnly(true);
    store.actions.navigate('overview');
    expect(hash()).toBe('#/overview?provenOnly=1');
  });

  it('opens the evidence screen on the menu command and lets the screen take it', () => {
    const { store, command } = setUp();
    store.start();
    command('open-evidence');
    expect(store.getState()).toMatchObject({ pendingCommand: 'open-evidence', route: { screen: 'evidence' } });
    store.actions.takeCommand();
    expect(store.getState().pendingCommand).toBeNull();
  });
});
