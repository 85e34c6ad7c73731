import { type DragEvent, useEffect, useLayoutEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useActions, useApp, useBridge } from '../../state/context.tsx';
import { type EvidenceState, evidenceStore } from './evidenceStore.ts';

/** The screen's state, with the ways in: button, Ctrl+O, the window's menu, and a file dropped anywhere on the screen. */
export function useEvidence() {
  const bridge = useBridge();
  const actions = useActions();
  const pending = useApp((state) => state.pendingCommand);
  const state: EvidenceState = useStore(evidenceStore);
  const [over, setOver] = useState(false);

  const open = () => void evidenceStore.open(bridge);
  const sample = () => void evidenceStore.sample(bridge);

  useEffect(() => {
    if (pending !== 'open-evidence') return;
    actions.takeCommand();
    void evidenceStore.open(bridge);
  }, [pending, actions, bridge]);

  // Before the first paint: who sees the screen may already press the keys.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== 'o')
        return;
      event.preventDefault();
      void evidenceStore.open(bridge);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [bridge]);

  const drop = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (event.currentTarget.contains(event.relatedTarget as Node | null)) return;
      setOver(false);
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      void evidenceStore.check(bridge, [...event.dataTransfer.files]);
    },
  };

  const current = state.history.find((checked) => checked.id === state.current) ?? null;
  return { ...state, current, over, open, sample, drop, show: evidenceStore.show, dismiss: evidenceStore.dismiss };
}
