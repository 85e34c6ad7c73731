import { useEffect, useMemo, useRef, useState } from 'react';
import type { WireError } from '../../../main/contract/error.ts';
import type {
  ImportPreview,
  ImportProgress,
  ImportRecord,
  OfficeRequest,
  ReportType,
} from '../../../main/contract/office.ts';
import type { Bridge, Outcome } from '../../../main/contract/services.ts';
import { useBridge } from '../../state/context.tsx';
import { fetchLetters } from '../../theme/typeface.ts';

interface State {
  readonly preview: ImportPreview | null;
  readonly busy: boolean;
  readonly progress: ImportProgress | null;
  readonly problem: WireError | null;
  readonly done: ImportRecord | null;
}

const IDLE: State = { preview: null, busy: false, progress: null, problem: null, done: null };
const PROGRESS_EVERY_MS = 250;

export type ImportFlow = ReturnType<typeof useImport>;

/** One file at a time: read, mapped, committed or given up. A refusal leaves what is shown as it is. */
export function useImport() {
  const bridge = useBridge();
  const [state, setState] = useState<State>(IDLE);
  const open = useRef<string | null>(null);
  // A screen that is left gives its file up.
  useEffect(
    () => () => {
      if (open.current !== null) void bridge.office({ method: 'importCancel', request: { importId: open.current } });
    },
    [bridge],
  );
  const actions = useMemo(() => actionsOf(bridge, setState, open), [bridge]);
  return { state, ...actions };
}

function actionsOf(
  bridge: Bridge,
  setState: (change: (before: State) => State) => void,
  open: { current: string | null },
) {
  async function show(outcome: Outcome<ImportPreview>): Promise<void> {
    if (outcome.ok) {
      open.current = outcome.value.importId;
      await fetchLetters(document, JSON.stringify(outcome.value));
    }
    setState((before) => ({
      ...before,
      busy: false,
      preview: outcome.ok ? outcome.value : before.preview,
      problem: outcome.ok ? null : outcome.error,
    }));
  }

  async function read(name: string, bytes: Uint8Array, type: ReportType | null): Promise<void> {
    setState((before) => ({ ...before, busy: true, problem: null, done: null }));
    await show(await bridge.office({ method: 'importRead', request: { name, bytes, type } }));
  }

  return {
    async choose(): Promise<void> {
      const file = await bridge.officeOpen({ kind: 'spreadsheet' });
      if (!file.ok) return setState((before) => ({ ...before, problem: file.error }));
      if (file.value !== null) await read(file.value.fileName, file.value.bytes, null);
    },
    async readDropped(file: File): Promise<void> {
      await read(file.name, new Uint8Array(await file.arrayBuffer()), null);
    },
    async map(request: OfficeRequest<'importMap'>): Promise<void> {
      setState((before) => ({ ...before, busy: true, problem: null }));
      await show(await bridge.office({ method: 'importMap', request }));
    },
    async commit(importId: string): Promise<void> {
      setState((before) => ({ ...before, busy: true, problem: null }));
      const timer = setInterval(() => {
        void bridge.office({ method: 'importProgress', request: { importId } }).then((answer) => {
          if (answer.ok) setState((before) => ({ ...before, progress: answer.value }));
        });
      }, PROGRESS_EVERY_MS);
      const outcome = await bridge.office({ method: 'importCommit', request: { importId } });
      clearInterval(timer);
      if (outcome.ok) {
        open.current = null;
        setState(() => ({ ...IDLE, done: outcome.value }));
      } else setState((before) => ({ ...before, busy: false, progress: null, problem: outcome.error }));
    },
    async cancel(importId: string): Promise<void> {
      await bridge.office({ method: 'importCancel', request: { importId } });
      open.current = null;
      setState(() => IDLE);
    },
  };
}
