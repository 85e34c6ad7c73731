import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { AppSnapshot } from '../../main/contract/figures.ts';
import type { Bridge } from '../../main/contract/services.ts';
import type { AppActions, AppState, AppStore } from './appStore.ts';

interface Held {
  readonly store: AppStore;
  readonly bridge: Bridge;
}

const AppContext = createContext<Held | null>(null);

export function AppProvider({ store, bridge, children }: Held & { children: ReactNode }) {
  return <AppContext value={{ store, bridge }}>{children}</AppContext>;
}

function useHeld(): Held {
  const held = useContext(AppContext);
  if (held === null) throw new Error('AppProvider is missing');
  return held;
}

/** Selectors are small and pure: they return what already lies in the state, never a new object. */
export function useApp<T>(selector: (state: AppState) => T): T {
  return useStore(useHeld().store, selector);
}

export function useActions(): AppActions {
  return useHeld().store.actions;
}

export function useBridge(): Bridge {
  return useHeld().bridge;
}

/** Only below the shell's loading and failed states, where a snapshot is always there. */
export function useSnapshot<T>(selector: (snapshot: AppSnapshot) => T): T {
  return useApp((state) => {
    if (state.snapshot === null) throw new Error('no snapshot yet');
    return selector(state.snapshot);
  });
}

const listeners = new Set<() => void>();
let now = Date.now();
let timer: number | null = null;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === null) {
    now = Date.now();
    timer = window.setInterval(() => {
      now = Date.now();
      for (const each of listeners) each();
    }, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== null) {
      window.clearInterval(timer);
      timer = null;
    }
  };
}

/** The time of the window's clock, once a second; one timer for all who look. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
